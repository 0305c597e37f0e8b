// Where a browser keeps nothing (a page embedded in another site, strict settings) everything works, until one leaves.
import { expect, follow, lab, open, test } from "../support/faultline.js";

for (const [name, block, said] of [
  [
    "blocked",
    () => {
      const get = () => {
        throw new DOMException("The operation is insecure.", "SecurityError");
      };
      Object.defineProperty(globalThis, "localStorage", { get });
    },
    "This browser keeps nothing here",
  ],
  [
    "full",
    () => {
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
    "The browser's storage is full",
  ],
]) {
  test(`with storage ${name}, everything works and the progress page says what is not kept`, async ({ page }) => {
    await page.addInitScript(block);
    await open(page, "");
    await page.getByLabel("Theme").selectOption("Dark");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await follow(page, page.getByRole("link", { name: "Open the availability lab" }), /labs/);
    await lab(page).text.fill("a 99%");
    await expect(lab(page).result).toContainText("2.00 nines");

    await follow(page, page.getByRole("link", { name: "Study", exact: true }), /study/);
    const answer = page.getByRole("article").getByRole("button").first();
    await answer.click();
    await expect(page.getByRole("article").getByRole("button", { name: "Right:" })).toBeVisible();
    await page.getByRole("link", { name: "Progress", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: said })).toContainText("Export them");
    await expect(page.getByRole("row").filter({ hasText: "Reliability and availability" }).getByRole("cell").nth(1)).toHaveText("1");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    expect((await download).suggestedFilename()).toBe("faultline-progress.csv");
  });
}
