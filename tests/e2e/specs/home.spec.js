// The map, and the way from it into the site; the pages as files, without the program and from any folder.
import { expect, labLink, open, ROUTES, serveAtRoot, test } from "../support/faultline.js";

test("the map lists the topics in teaching order and says which are planned", async ({ page }) => {
  await open(page, "");
  const titles = await page.getByRole("heading", { level: 3 }).allTextContents();
  const order = ["Reliability and availability", "Fault tolerance", "Single-leader replication", "CAP and consistency"];
  expect(titles.filter((title) => order.includes(title))).toEqual(order);
  const planned = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Consensus" }) });
  await expect(planned).toContainText("Planned");
  await expect(planned.getByRole("link")).toHaveCount(0);
});

test("the map leads to the topic, its lab and its cards", async ({ page }) => {
  await open(page, "");
  const entry = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Reliability and availability" }) });
  for (const [link, heading] of [
    ["Reliability and availability", "Reliability and availability"],
    ["Availability lab", "Availability"],
    [/cards/, "Cards: Reliability and availability"],
  ]) {
    await entry.getByRole("link", { name: link }).click();
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1, name: "Predict it. Run it." })).toBeVisible();
  }
});

for (const route of ROUTES) {
  test(`the address of /${route} opens its page`, async ({ page }) => {
    await page.goto(route);
    const prerendered = await page.getByRole("heading", { level: 1 }).textContent();
    await open(page, route);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(prerendered);
    await expect(page).toHaveTitle(/Faultline/);
    expect(await page.locator("meta[name=description]").getAttribute("content")).toMatch(/\S{2,} .*[.?]$/);
  });
}

test("an address without its last slash, or with index.html, opens the same page", async ({ page }) => {
  for (const path of ["labs/availability", "labs/availability/index.html"]) {
    await open(page, path);
    await expect(page.getByRole("tree", { name: "Block diagram" })).toBeVisible();
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  // The page announces the program's file, which such a browser then refuses to load.
  test.beforeEach(({ complaints }) => complaints.allow(/\.js csp$/));

  test("a topic can be read, and its links lead on", async ({ page }) => {
    await page.goto("topics/reliability/");
    await expect(page.getByRole("heading", { level: 2, name: "What does a chain cost?" })).toBeVisible();
    await expect(page.getByText("Only the ratio counts")).toBeVisible();
    await page.getByRole("link", { name: "Open the lab" }).click();
    await expect(page.getByText("99.98968 %", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Glossary", exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Glossary" })).toBeVisible();
  });

  test("a definition opens beside its term", async ({ page }) => {
    await page.goto("topics/reliability/");
    await page.getByRole("button", { name: "MTBF", exact: true }).first().click();
    await expect(page.getByRole("note")).toContainText("between failures", { ignoreCase: true });
  });
});

test("a wrong address gets a page that helps on, in the site's own look", async ({ page, baseURL, complaints }) => {
  complaints.allow(/404.*no\/such\/page|no\/such\/page.*404/);
  const origin = await serveAtRoot(page, baseURL);
  await page.goto(`${origin}/no/such/page`);
  await expect(page.getByRole("heading", { level: 1, name: "There is no page at this address" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Availability lab" }).click();
  await expect(page.getByRole("tree", { name: "Block diagram" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/labs/availability/");
});

test("a link to a state of the lab opens that state", async ({ page }) => {
  await open(page, labLink("d=a 99% | b 99%"));
  await expect(page.getByRole("region", { name: "Result" })).toContainText("99.99 %");
});
