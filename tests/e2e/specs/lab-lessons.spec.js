// Predictions and challenges: say first, then see; reach a goal that the page marks.
import { expect, lab, open, parameter, test } from "../support/faultline.js";

const panel = (page) => page.getByRole("region", { name: "Predict first" });
const choices = (page) => panel(page).getByRole("list", { name: "Your prediction" }).getByRole("button");

test("a prediction locks, the lab shows the run, and Back returns", async ({ page }) => {
  await open(page, "labs/availability/");
  const { text, result } = lab(page);
  const before = await text.inputValue();
  await panel(page).getByRole("button", { name: "Twins fall together" }).click();
  await expect(panel(page)).not.toContainText("Right:");
  await choices(page).filter({ hasText: "99.9995 %" }).click();
  await expect(choices(page).filter({ hasText: "99.9995 %" })).toContainText("Not so:");
  await expect(choices(page).filter({ hasText: "Right:" })).toContainText("99.995 %");
  for (const choice of await choices(page).all()) await expect(choice).toBeDisabled();
  await expect(panel(page)).toContainText("If one failure in twenty hits both");
  await expect(result).toContainText("99.99491 %");
  await expect.poll(() => parameter(page, "beta")).toBe("5");

  await page.goBack();
  await expect(text).toHaveValue(before);
  await expect(choices(page).first()).toBeDisabled();
  await panel(page).getByRole("button", { name: "Show me the run" }).click();
  await expect(result).toContainText("99.99491 %");
});

test("every verdict stays in view, and leads to its picture", async ({ page }) => {
  await open(page, "labs/availability/");
  for (const [preset, claim, drawn] of [
    ["One spare", "Of two independent parts both must be down at once", "2 blocks in parallel, one is enough"],
    ["Three of three", "Replicas that are all needed are a series", /replicas of replica/],
  ]) {
    await panel(page).getByRole("button", { name: preset }).click();
    await choices(page).first().click();
    await expect(panel(page).getByText(claim)).toBeInViewport();
    await panel(page).getByRole("button", { name: "Show me the run" }).click();
    await expect(lab(page).block(drawn)).toBeInViewport();
  }
});

test("a challenge is marked while one works on it, and solved", async ({ page }) => {
  await open(page, "labs/availability/");
  const { text, result } = lab(page);
  const challenge = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "Four nines from three" }) });
  await challenge.getByRole("link", { name: "Start here" }).click();
  await expect(text).toHaveValue("web 99.9% > db 99.9%");
  await expect(challenge).toContainText("○ at least 99.99 % available");
  await text.fill("2 of 2 web 99.9% > (db1 99.9% | db2 99.9%)");
  await expect(challenge.getByRole("status")).toHaveText("");
  await text.fill("(web1 99.9% | web2 99.9%) > (db1 99.9% | db2 99.9%)");
  await expect(challenge.getByRole("status")).toContainText("Solved");
  await expect(result).toContainText("99.9998 %");
});
