// The families lab: one leader, several and none under the same traffic, side by side.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/families/";

const compared = (page) => page.getByRole("region", { name: "What it comes to", exact: true });
const steps = (page) => page.getByLabel("Steps as text, one a line");

test("the same traffic costs each family something else", async ({ page }) => {
  await open(page, LAB);
  const unanswered = compared(page).getByRole("row", { name: /Requests without an answer/ });
  await expect(unanswered.getByRole("cell").nth(1)).toHaveText("0");
  await expect(unanswered.getByRole("cell").nth(0)).not.toHaveText("0");
  const lost = compared(page).getByRole("row", { name: /Acknowledged writes lost/ });
  await expect(lost.getByRole("cell").nth(0)).toHaveText("0");
});

test("a fault strikes all three, and what it changes is counted", async ({ page }) => {
  await open(page, LAB);
  await steps(page).fill("0 write c0 x=1\n300 write c0 x=2\n300 write c2 x=3");
  await steps(page).blur();
  const conflicts = compared(page).getByRole("row", { name: /Conflicting writes/ });
  await expect(conflicts.getByRole("cell").nth(0)).toHaveText("0");
  await expect(conflicts.getByRole("cell").nth(1)).toHaveText("1");
  await expect(conflicts.getByRole("cell").nth(2)).toHaveText("1");
});

test("the share of writes bounds what replicas add", async ({ page }) => {
  await open(page, LAB);
  const panel = page.getByRole("region", { name: "More replicas, more reads" });
  await expect(panel.getByRole("status")).toContainText("2.50");
  await panel.getByLabel("Writes among all operations, in percent").fill("50");
  await panel.getByLabel("Writes among all operations, in percent").blur();
  await expect(panel.getByRole("status")).toContainText("more than 2.00 times");
  await expect.poll(() => parameter(page, "writes")).toBe("50");
});

test("in a course page's frame and on a phone nothing is wider than the page", { tag: "@phone" }, async ({ page }) => {
  if (page.viewportSize().width > 640) await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
