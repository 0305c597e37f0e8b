// Cards: choose or reveal, be told why, go on; what was answered is kept.
import { expect, follow, lab, open, parameter, ready, test } from "../support/faultline.js";

const CHOICES = "cards/reliability/?card=reliability-always-503";
const REVEAL = "cards/reliability/?card=reliability-planned-maintenance";
const RIGHT = /an answer counts only if it is of use/;
const WRONG = /every single request gets an answer/;

const card = (page) => page.getByRole("article", { name: /^Card/ });
const choice = (page, name) => card(page).getByRole("button", { name });
const entry = (page, words) => page.getByRole("listitem").filter({ has: page.getByRole("link", { name: words }) });

test("a wrong choice names its misconception and shows the right one", async ({ page }) => {
  await open(page, CHOICES);
  await choice(page, WRONG).click();
  await expect(choice(page, WRONG)).toContainText("Not so:");
  await expect(choice(page, RIGHT)).toContainText("Right:");
  await expect(card(page).getByRole("status")).toContainText(/^“.+” .{20,}/);
  await expect(card(page)).toContainText("Availability is about doing the job");
  for (const button of await card(page).getByRole("list", { name: "Choices" }).getByRole("button").all()) {
    await expect(button).toBeDisabled();
  }
  await expect(entry(page, "All application servers are down").first()).toContainText("not yet known");
});

test("a right choice is said to be right, by keyboard too", async ({ page }) => {
  await open(page, CHOICES);
  await choice(page, RIGHT).focus();
  await page.keyboard.press("Enter");
  await expect(choice(page, RIGHT)).toContainText("Right:");
  await expect(card(page)).not.toContainText("Not so:");
  await expect(card(page)).toContainText("Availability is about doing the job");
  await expect(entry(page, "All application servers are down").first()).toContainText(/known/);
});

test("a card without choices is revealed and marked by the student", async ({ page }) => {
  await open(page, REVEAL);
  await expect(card(page)).not.toContainText("Ease of maintenance is a factor");
  await card(page).getByRole("button", { name: "Reveal the answer" }).click();
  await expect(card(page).getByRole("status").filter({ hasText: "Ease of maintenance is a factor" })).toBeVisible();
  await card(page).getByRole("button", { name: "Again today" }).click();
  await expect(card(page).getByRole("button", { name: "Again today" })).toHaveAttribute("aria-pressed", "true");
  await expect(entry(page, "A database never fails").first()).toContainText("not yet known");
});

test("the evidence of a card opens the lab at the state that proves it", async ({ page }) => {
  await open(page, REVEAL);
  await card(page).getByRole("button", { name: "Reveal the answer" }).click();
  await follow(page, card(page).getByRole("link", { name: "See it in the lab" }), /labs/);
  await expect(lab(page).text).toHaveValue("db down 2h/month");
  await expect(lab(page).result).toContainText("99.7262 %");
  await page.goBack();
  await expect(card(page).getByRole("heading")).toContainText("A database never fails");
});

test("the cards go forward and back, by buttons and by the browser", async ({ page }) => {
  await open(page, "cards/reliability/");
  const question = card(page).getByRole("heading");
  const first = await question.textContent();
  await expect(page.getByRole("button", { name: "Previous" })).toBeDisabled();
  await page.getByRole("button", { name: "Next card" }).click();
  await expect(question).not.toHaveText(first);
  const second = await question.textContent();
  await page.getByRole("button", { name: "Next card" }).click();
  await expect(question).not.toHaveText(second);
  await page.getByRole("button", { name: "Previous" }).click();
  await expect(question).toHaveText(second);
  await page.goBack();
  await page.goBack();
  await expect(question).toHaveText(second);
  expect(parameter(page, "card")).toBeTruthy();
  await page.reload();
  await ready(page);
  await expect(question).toHaveText(second);
});

// Each next card is a new page to somebody who hears it: the reading starts at its question or above, every time.
test("every next card starts at its top with the focus in it", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await open(page, "cards/reliability/");
  for (const place of ["2 of", "3 of", "4 of"]) {
    const next = page.getByRole("button", { name: "Next card" });
    await next.scrollIntoViewIfNeeded();
    await next.click();
    await expect(card(page)).toContainText(place);
    await expect(card(page).getByRole("heading")).toBeInViewport();
    expect(await page.evaluate(() => document.activeElement.matches("h1, article, article *"))).toBe(true);
  }
});

test("a card that is not there is named", async ({ page }) => {
  await open(page, "cards/reliability/?card=no-such");
  await expect(page.getByRole("status").filter({ hasText: "there is no card `no-such` here" })).toBeVisible();
  await expect(card(page)).toContainText("1 of");
});

test("answers are counted on the map and survive a reload", async ({ page }) => {
  await open(page, CHOICES);
  await choice(page, WRONG).click();
  await open(page, REVEAL);
  await card(page).getByRole("button", { name: "Reveal the answer" }).click();
  await card(page).getByRole("button", { name: "Good" }).click();
  await page.getByRole("link", { name: "Map", exact: true }).first().click();
  await expect(page.getByText(/1 of \d+ cards known, 2 tried/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/1 of \d+ cards known, 2 tried/)).toBeVisible();

  await page.getByRole("link", { name: "Progress" }).first().click();
  const row = page.getByRole("row").filter({ hasText: "Reliability and availability" });
  await expect(row.getByRole("cell").nth(1)).toHaveText("2");
  await expect(row.getByRole("cell").nth(2)).toHaveText("1");
  await expect(page.getByRole("heading", { name: "Beliefs to look at again" })).toBeVisible();
});

// The page of all cards lists every question, and fetch a card when its turn comes.
test("a card of another topic comes late, and its question gets the focus", async ({ page }) => {
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route("**/cards-fault-tolerance.bin", async (route) => {
    await held;
    await route.continue();
  });
  await open(page, "cards/");
  const question = page.getByRole("link", { name: "A disk of a mirrored pair dies" });
  await question.click();
  await expect(page.getByText("Fetching the texts")).toBeVisible();
  release();
  await expect(card(page).getByRole("heading")).toContainText("A disk of a mirrored pair dies");
  await expect(card(page).getByRole("heading")).toBeFocused();
});
