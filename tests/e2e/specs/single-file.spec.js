// The whole site in one file, opened from a disk: every page, every way about, and not one request.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROUTES, expect, ready, test as base } from "../support/faultline.js";
import { SITE } from "../support/builds.js";

/** Opens the file in a folder where nothing else is; no request but for the file itself may be made. */
const test = base.extend({
  file: async ({ page }, use) => {
    const folder = mkdtempSync(join(tmpdir(), "faultline file "));
    const path = join(folder, "faultline.html");
    copyFileSync(join(SITE, "faultline.html"), path);
    const address = pathToFileURL(path).href;
    const others = [];
    page.context().on("request", (request) => {
      const url = request.url().split("#")[0];
      if (url !== address && !url.startsWith("data:") && !url.startsWith("blob:")) others.push(url);
    });
    await use(address);
    rmSync(folder, { recursive: true });
    expect(others, "requests").toEqual([]);
  },
});

test.slow(); // each page unpacks its program

async function open(page, address) {
  await page.goto(address);
  await ready(page);
}

/** Follows a link to a page that may be of another program: the file is loaded again then. */
async function follow(page, link, address) {
  await link.click();
  await page.waitForURL(address);
  await page.waitForLoadState();
  await ready(page);
}

test("from the map to a topic, a lab, a run and the cards, and back", async ({ page, file }) => {
  await open(page, file);
  await expect(page).toHaveURL(`${file}#/`);
  await expect(page.getByRole("heading", { level: 1, name: "Predict it." })).toBeVisible();

  const quorums = page.getByRole("main").getByRole("link", { name: "Leaderless replication and quorums" }).first();
  await follow(page, quorums, /#\/topics\/quorums\/$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Leaderless replication and quorums");
  await expect(page.getByText("Fetching the texts")).toHaveCount(0);

  await follow(page, page.getByRole("link", { name: "Open the lab" }).first(), /#\/labs\/quorum\//);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quorums");
  await expect(page).toHaveTitle("Quorums · Faultline");
  await page.getByRole("slider", { name: /^R/ }).first().press("Home");
  await expect(page).toHaveURL(/#\/labs\/quorum\/\?.*r=1/);
  await expect(page.getByText("Fetching the questions")).toHaveCount(0);

  await page.getByRole("link", { name: /\d+ cards/ }).click();
  await page.waitForURL(/#\/cards\/quorums\/$/);
  await ready(page);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Cards: Leaderless replication and quorums");
  await expect(page.getByRole("article").getByRole("heading").first()).toBeVisible();

  await page.goBack();
  await expect(page).toHaveURL(/#\/labs\/quorum\/\?.*r=1/);
  await expect(page.getByRole("slider", { name: /^R/ }).first()).toHaveValue("1");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Leaderless replication and quorums");
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quorums");
});

test("every page of the site opens by its address", async ({ page, file }) => {
  test.setTimeout(240_000);
  for (const route of ROUTES) {
    await page.goto("about:blank");
    await open(page, `${file}#/${route}`);
    await expect(page.getByRole("heading", { level: 1 }), route).toBeVisible();
    await expect(page.getByRole("alert"), route).toHaveCount(0);
    await expect(page, route).not.toHaveTitle(/not found/i);
  }
});

test("a link carries a whole experiment, and the copied one opens in the same file", async ({ page, file }) => {
  await open(page, `${file}#/labs/availability/?d=a+99%25+%7C+b+99%25`);
  await expect(page.getByRole("region", { name: "Result" })).toContainText("99.99 %");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "clipboard" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.startsWith(`${file}#/labs/availability/?`)).toBe(true);
  await page.goto("about:blank");
  await open(page, copied);
  await expect(page.getByRole("region", { name: "Result" })).toContainText("99.99 %");
});

test("the search, places within a page and the theme work as on a host", async ({ page, file }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page, file);
  await page.getByLabel("Theme").selectOption("Dark");
  await page.getByRole("searchbox", { name: "Search topics, terms and cards" }).fill("MTBF");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#\/search\/\?q=MTBF$/);
  const found = page.getByRole("main").getByRole("listitem").filter({ hasText: /^Term/ });
  await expect(found.getByRole("link", { name: "MTBF", exact: true })).toBeVisible();

  await page.goto("about:blank");
  await open(page, `${file}#/topics/cap/`);
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.getByRole("main").getByRole("link", { name: "Cards" }).first().click();
  await expect(page).toHaveURL(/#\/topics\/cap\/$/);
  await expect(page.locator("#cards")).toBeInViewport();
});

test("an answered card is remembered when the file is opened again", async ({ page, file }) => {
  await open(page, `${file}#/study/`);
  await page.getByRole("article").getByRole("button").first().click();
  await expect(page.getByRole("article").getByRole("button", { name: "Right:" })).toBeVisible();
  await page.goto("about:blank");
  await open(page, `${file}#/progress/`);
  const topic = page.getByRole("row").filter({ hasText: "Reliability and availability" });
  await expect(topic.getByRole("cell").nth(1)).toHaveText("1");
});

test("an address that leads nowhere says so and leads home", async ({ page, file }) => {
  await open(page, `${file}#/no/such/page`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page at this address");
  await page.getByRole("banner").getByRole("link", { name: "Faultline" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Predict it." })).toBeVisible();
});

test("a browser that cannot run it is told so", async ({ page, file }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto(file);
  await expect(page.getByRole("status")).toContainText("this browser has no WebAssembly, or it is switched off.");
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
});
