// boot.js: whatever keeps the app from starting, the page says so and its text stays.
import { expect, test } from "@playwright/test";

function check(name, { prepare, sentence }) {
  test(name, async ({ page }) => {
    await prepare(page);
    await page.goto("");
    await expect(page.getByRole("status")).toContainText(`The interactive parts could not start: ${sentence}`);
    await expect(page.getByRole("main")).toBeVisible();
    await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  });
}

check("a missing wasm file is named", {
  prepare: (page) => page.route("**/*.wasm", (route) => route.fulfill({ status: 404 })),
  sentence: "the server answered 404 for faultline_bg",
});
check("a lost network is named", {
  prepare: (page) => page.route("**/*.wasm", (route) => route.abort()),
  sentence: "faultline_bg",
});
check("a damaged wasm file is named", {
  prepare: (page) => page.route("**/*.wasm", (route) => route.fulfill({ body: "nonsense" })),
  sentence: "this browser could not compile the program",
});
check("a missing script is named", {
  prepare: (page) => page.route("**/faultline-*.js", (route) => route.abort()),
  sentence: "faultline-",
});
check("a browser without WebAssembly is told", {
  prepare: (page) => page.addInitScript(() => delete globalThis.WebAssembly),
  sentence: "this browser has no WebAssembly",
});

test("a download that stalls shows a progress bar and then gives up", async ({ page }) => {
  await page.clock.install();
  await page.route("**/*.wasm", () => {});
  await page.goto("", { waitUntil: "commit" });
  await page.waitForFunction(() => document.readyState !== "loading");
  await page.clock.runFor(1000);
  await expect(page.getByRole("progressbar", { name: "Download" })).toBeVisible();
  await page.clock.runFor(21_000);
  await expect(page.getByRole("status")).toContainText("nothing arrived for 20 seconds");
});
