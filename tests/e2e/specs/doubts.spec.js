// Notes against reality: each statement with what holds, found from a card, and its run one click away.
import { expect, open, ready, test } from "../support/faultline.js";

test("a link shows the statement it names, and its run opens in the lab", async ({ page }) => {
  await open(page, "doubts/?doubt=same-client-same-server");
  const asked = page.locator("#same-client-same-server");
  await expect(asked).toBeInViewport();
  await expect(asked).toHaveClass(/here/);
  await expect(asked.getByRole("term")).toHaveText(["The notes say", "What holds"]);
  const run = page.locator(".doubt").getByRole("link", { name: "See it in the lab" });
  await run.first().click();
  await ready(page);
  await expect(page).toHaveURL(/labs\/.+\?/);
});

test("a card leads to the very statement that it contradicts", async ({ page }) => {
  await open(page, "doubts/?doubt=no-such");
  await expect(page.getByText("there is no statement `no-such` here")).toBeVisible();
  await open(page, "cards/cap/?card=cap-in-a-sound-network");
  await page.locator(".choice").first().click();
  await page.getByRole("article").getByRole("link", { name: /two of three/ }).click();
  await expect(page).toHaveURL(/doubts\/\?doubt=cap-two-of-three$/);
  await expect(page.locator("#cap-two-of-three")).toBeInViewport();
});
