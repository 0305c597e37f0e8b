// Studying day by day: what is due comes, what is done rests until its day, and the next visit knows.
import { expect, open, test } from "../support/faultline.js";

const KEY = "faultline.progress";
const HEAD = "faultline-progress,2\n";
const COLUMNS = "card,at,rating,how,misconception,zone\n";
const RECALL = "reliability-planned-maintenance";
const CHOICE = "reliability-always-503";
const RIGHT = /an answer counts only if it is of use/;
const WRONG = /every single request gets an answer/;
/** A Saturday, 10:00 UTC; the tests' browser is in UTC. */
const NOW = new Date("2026-11-21T10:00:00Z");
const DAY = 24 * 3600 * 1000;

test.use({ timezoneId: "UTC" });

const card = (page) => page.getByRole("article", { name: /^Card/ });
const question = (page) => card(page).getByRole("heading");
const done = (page) => page.getByRole("heading", { name: "Done for today" });
const kept = (page) => page.evaluate((key) => localStorage.getItem(key), KEY);

/** The place of a choice, from 1. */
async function place(page, name) {
  const choices = await card(page).getByRole("list", { name: "Choices" }).getByRole("button").allTextContents();
  return choices.findIndex((text) => name.test(text)) + 1;
}

/** Opens the page at a moment, with the settings and reviews that are kept; without reviews, with new cards. */
async function study(page, { at = NOW, newADay = 0, reviews = [] } = {}) {
  await page.clock.setFixedTime(at);
  await open(page, "");
  const lines = reviews.map(([card, days, rating]) => `${card},${NOW.getTime() - days * DAY},${rating},recall,,0\n`);
  const text = `${HEAD}settings,1,retention=90,new=${newADay}\n${COLUMNS}${lines.join("")}`;
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, text]);
  await open(page, "study/");
}

test("a day's cards are studied by keyboard alone, until it is done", async ({ page }) => {
  await study(page, { reviews: [[RECALL, 9, "good"], [CHOICE, 3, "good"]] });
  await expect(page.getByText("2 due · 0 new")).toBeVisible();
  // The one that has waited longest.
  await expect(question(page)).toBeFocused();
  await expect(question(page)).toContainText("A database never fails");
  await page.keyboard.press("Space");
  await expect(card(page)).toContainText("Ease of maintenance is a factor");
  await expect(card(page).getByRole("button", { name: "Hard" })).toHaveText(/Hard in \d+ days/);
  await page.keyboard.press("2");

  await expect(question(page)).toBeFocused();
  await expect(question(page)).toContainText("All application servers are down");
  // What was not known comes again, once all others are done.
  await page.keyboard.press((await place(page, WRONG)).toString());
  await expect(card(page).getByRole("button", { name: WRONG })).toContainText("Not so:");
  await page.keyboard.press("Enter");
  await expect(page.getByText("1 due · 0 new")).toBeVisible();
  await expect(question(page)).toBeFocused();
  await page.keyboard.press((await place(page, RIGHT)).toString());
  await expect(card(page).getByRole("button", { name: RIGHT })).toContainText("Right:");
  await page.keyboard.press("Enter");
  await expect(done(page)).toBeFocused();
});

test("a card rests until its day, and a day begins at four in the morning", async ({ page }) => {
  await study(page, { reviews: [[RECALL, 0.01, "again"]] });
  await page.getByRole("button", { name: "Reveal the answer" }).click();
  await card(page).getByRole("button", { name: "Good tomorrow" }).click();
  await expect(done(page)).toBeVisible();
  await expect(page.getByText("The next card is due tomorrow.")).toBeVisible();
  for (const [at, isDue] of [["2026-11-22T03:59:00Z", false], ["2026-11-22T04:00:00Z", true]]) {
    await page.clock.setFixedTime(new Date(at));
    await open(page, "study/");
    await expect(isDue ? question(page).and(page.getByText("A database never fails")) : done(page)).toBeVisible();
  }
});

test("the last review is taken back, also at the end", async ({ page }) => {
  await study(page, { reviews: [[RECALL, 9, "good"]] });
  await expect(page.getByRole("button", { name: "Take back" })).toHaveAttribute("aria-disabled", "true");
  await page.getByRole("button", { name: "Reveal the answer" }).click();
  await card(page).getByRole("button", { name: "Easy" }).click();
  await expect(done(page)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(question(page)).toBeFocused();
  await expect(page.getByText("1 due · 0 new")).toBeVisible();
  expect(await kept(page)).toMatch(/,undone,recall,,0\n$/);
});

test("a right choice counts as good and can be called hard", async ({ page }) => {
  await study(page, { reviews: [[CHOICE, 9, "good"]] });
  await card(page).getByRole("button", { name: RIGHT }).click();
  const ratings = card(page).getByRole("group", { name: "How well did you know it?" });
  await expect(ratings.getByRole("button", { pressed: true })).toHaveText(/Good/);
  await expect(ratings.getByRole("button", { name: "Again" })).toHaveCount(0);
  await page.keyboard.press("2");
  await expect(ratings.getByRole("button", { pressed: true })).toHaveText(/Hard/);
  const lines = (await kept(page)).trim().split("\n").slice(-2).map((line) => line.split(",")[2]);
  expect(lines).toEqual(["undone", "hard"]);
  await page.getByRole("button", { name: "Next card" }).click();
  await expect(done(page)).toBeVisible();
});

test("new cards come as many a day as the settings say, of one topic if one is chosen", async ({ page }) => {
  await study(page, { newADay: 5 });
  await expect(page.getByText("0 due · 5 new")).toBeVisible();
  await page.getByLabel("Cards of").selectOption("CAP and consistency");
  await expect(page).toHaveURL(/topic=cap/);
  await expect(card(page)).toContainText("CAP and consistency");
  await open(page, "progress/");
  await page.getByLabel("New cards a day").selectOption("20");
  await page.getByRole("link", { name: "Study", exact: true }).click();
  await expect(page.getByText("0 due · 20 new")).toBeVisible();
});

test("the progress page shows what was done, what is to come and how much is known", async ({ page }) => {
  await study(page, { reviews: [[RECALL, 9, "good"], [CHOICE, 3, "good"], [CHOICE, 0.01, "easy"]] });
  await open(page, "progress/");
  await expect(page.getByRole("img", { name: /Reviews a day since .*: 3 on 3 of \d+ days, most on 21 Nov \(1\)/ })).toBeVisible();
  await expect(page.getByRole("img", { name: /cards due in the next 30 days, 1 of them today/ })).toBeVisible();
  const row = page.getByRole("row").filter({ hasText: "Reliability and availability" });
  await expect(row.getByRole("cell").last()).toHaveText(/^\d\d % \(n = 2\)$/);
  await page.getByText("The same as a table").first().click();
  await expect(page.getByRole("row", { name: /^16 Nov/ }).getByRole("cell").nth(5)).toHaveText("1");
});
