// The frame around every page: theme, skip link, search, glossary, definitions, and moving between pages.
import { expect, follow, open, ready, test } from "../support/faultline.js";

test("the chosen theme is there before the first paint of every later visit", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const root = page.locator("html");
  await open(page, "");
  await page.getByLabel("Theme").selectOption("Dark");
  await expect(root).toHaveAttribute("data-theme", "dark");

  // Without the program, so that only the script in the head can have set it; and before there is a body to paint.
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.documentElement?.dataset.theme) globalThis.themeWasEarly ??= !document.body;
    }).observe(document, { childList: true, subtree: true, attributes: true });
  });
  await page.route("**/*.wasm", () => {});
  await page.goto("glossary/");
  await expect(root).toHaveAttribute("data-theme", "dark");
  expect(await page.evaluate(() => globalThis.themeWasEarly)).toBe(true);

  await page.unroute("**/*.wasm");
  await page.reload();
  await ready(page);
  await expect(page.getByLabel("Theme")).toHaveValue("dark");
  await page.getByLabel("Theme").selectOption("System");
  await expect(root).not.toHaveAttribute("data-theme");
  await page.reload();
  await ready(page);
  await expect(root).not.toHaveAttribute("data-theme");
});

test("the first tab stop skips to the content", async ({ page }) => {
  await open(page, "topics/reliability/");
  const address = page.url();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  expect(page.url()).toBe(address);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").getByRole("link").first()).toBeFocused();
});

test("the header's search finds a term and a card, and says when there is nothing", async ({ page }) => {
  await open(page, "");
  await page.getByRole("searchbox", { name: "Search topics, terms and cards" }).fill("MTBF");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Search" })).toBeVisible();
  const found = page.getByRole("main").getByRole("listitem");
  await expect(found.filter({ hasText: /^Term/ }).getByRole("link", { name: "MTBF", exact: true })).toBeVisible();

  const field = page.getByLabel("Topics, terms and cards that mention");
  await expect(field).toHaveValue("MTBF");
  await field.fill("doubled with every web server");
  await expect(found).toHaveCount(1);
  await expect(found).toHaveText(/^Card/);
  await field.fill("nothing is called so");
  await expect(page.getByRole("status").filter({ hasText: "Nothing is called or mentions" })).toBeVisible();
});

test("a found card opens as that card", async ({ page }) => {
  await open(page, "search/?q=satellites");
  const card = page.getByRole("main").getByRole("listitem").filter({ hasText: /^Card/ }).getByRole("link");
  const question = await card.textContent();
  await card.click();
  await expect(page.getByRole("article").getByRole("heading", { name: question })).toBeVisible();
});

test("a found term and the link of a definition open the glossary at their term", async ({ page }) => {
  await open(page, "search/?q=Toleration");
  await page.getByRole("main").getByRole("listitem").filter({ hasText: /^Term/ }).first().getByRole("link").click();
  await expect(page.getByRole("term").filter({ hasText: /^Toleration/ })).toBeInViewport();
  await open(page, "topics/reliability/");
  await page.getByRole("button", { name: "MTTR", exact: true }).first().click();
  await page.getByRole("note").filter({ hasText: "MTTR" }).getByRole("link", { name: "Glossary" }).click();
  await expect(page.getByRole("term").filter({ hasText: /^MTTR/ })).toBeInViewport();
});

test("typing in the search leaves one entry in the history", async ({ page }) => {
  await open(page, "");
  await page.getByRole("searchbox", { name: "Search topics, terms and cards" }).press("Enter");
  await page.getByLabel("Topics, terms and cards that mention").pressSequentially("quorum");
  await expect(page).toHaveURL(/\?q=quorum$/);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Predict it." })).toBeVisible();
});

test("the glossary defines each term once and names its other spellings", async ({ page }) => {
  await open(page, "glossary/");
  const terms = await page.getByRole("term").allTextContents();
  expect(terms.length).toBeGreaterThan(50);
  expect(new Set(terms).size).toBe(terms.length);
  await expect(page.getByRole("term").filter({ hasText: /^Availability/ })).toContainText("uptime");
});

test("a definition opens by keyboard beside its term and closes by Escape", async ({ page }) => {
  await open(page, "topics/reliability/");
  const term = page.getByRole("button", { name: "MTTR", exact: true }).first();
  const definition = page.getByRole("note").filter({ hasText: "MTTR" });
  await term.focus();
  await page.keyboard.press("Enter");
  await expect(definition).toBeVisible();
  const [at, shown] = [await term.boundingBox(), await definition.boundingBox()];
  expect(Math.min(Math.abs(shown.y - at.y - at.height), Math.abs(at.y - shown.y - shown.height))).toBeLessThan(24);
  await page.keyboard.press("Tab");
  await expect(definition.getByRole("link", { name: "Glossary" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(definition).toBeHidden();
  await expect(term).toBeFocused();
});

test("a new page starts at its heading, and Back returns to where one was", async ({ page }) => {
  await open(page, "topics/reliability/");
  const next = page.getByText("Next:").getByRole("link");
  await next.scrollIntoViewIfNeeded();
  const y = await page.evaluate(() => scrollY);
  expect(y).toBeGreaterThan(500);
  await next.click();
  await expect(page.getByRole("heading", { level: 1, name: "Fault tolerance" })).toBeFocused();
  await expect(page).toHaveTitle("Fault tolerance · Faultline");
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await page.goBack();
  await expect(page).toHaveTitle("Reliability and availability · Faultline");
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(y - 200);
  await page.goForward();
  await expect(page.getByRole("heading", { level: 1, name: "Fault tolerance" })).toBeVisible();
});

test("a page of another program starts at its top, and Back returns to where one was", async ({ page }) => {
  await open(page, "topics/reliability/");
  const cards = page.getByRole("link", { name: "Start the cards" });
  await cards.scrollIntoViewIfNeeded();
  const y = await page.evaluate(() => scrollY);
  expect(y).toBeGreaterThan(500);
  await follow(page, cards, "**/cards/reliability/");
  await expect(page).toHaveTitle("Cards: Reliability and availability · Faultline");
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await page.goBack();
  await expect(page).toHaveTitle("Reliability and availability · Faultline");
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(y - 200);
});

// A visitor who is quicker than the network: the page says that its texts are coming, then shows them.
test("texts that come late fill the page that was asked for, and its heading keeps the focus", async ({ page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/words-*/**", async (route) => {
    await held;
    await route.continue();
  });
  await open(page, "");
  await page.getByRole("link", { name: "Fault tolerance" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Fault tolerance" })).toBeFocused();
  await expect(page.getByText("Fetching the texts")).toBeVisible();
  release();
  await expect(page.getByRole("heading", { level: 2 }).first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Fault tolerance" })).toBeFocused();
});

test("texts that do not come are missed in words, and fetched when asked again", async ({ page, complaints }) => {
  complaints.allow(/words-/);
  await page.route("**/words-*/**", (route) => route.abort());
  await open(page, "");
  await page.getByRole("link", { name: "Glossary", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("The texts could not be fetched");
  await page.unroute("**/words-*/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("term").first()).toBeVisible();
});
