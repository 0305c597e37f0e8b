// The program breaks: the page says what happened, with the link that shows it again, and nothing saved is lost.
import { expect, labLink, ready, test } from "../support/faultline.js";

test("a panic shows what happened, the link and the ways on, and keeps the page's text", async ({ page, complaints }) => {
  complaints.allow(/the page has an #app|unreachable|RuntimeError/);
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  const link = labLink("d=a 99% | b 99%");
  await page.goto(link);
  await page.evaluate(() => localStorage.setItem("faultline.progress", "faultline-progress,1"));
  // The one thing that the program cannot do without.
  await page.evaluate(() => (document.getElementById("app").id = "elsewhere"));
  release();

  const panel = page.getByRole("alert");
  await expect(panel.getByRole("heading", { name: "Something in Faultline broke" })).toBeVisible();
  await expect(panel).toContainText("the page has an #app");
  await expect(panel.getByRole("link", { name: page.url() })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Availability" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "could not start" })).toBeHidden();

  await panel.getByRole("link", { name: "Reload this page" }).click();
  await ready(page);
  await expect(panel).toBeHidden();
  await expect(page.getByLabel("The same diagram as text")).toHaveValue("a 99% | b 99%");
  expect(await page.evaluate(() => localStorage.getItem("faultline.progress"))).toBe("faultline-progress,1");
});
