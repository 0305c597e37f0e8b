// Decks of the reader's own: from a file, kept here, studied beside the cards of the site, sent nowhere.
import { readFileSync } from "node:fs";
import { expect, open, ready, test } from "../support/faultline.js";

const DECK = `title = "Week 3"
id = "week-3"

[[cards]]
id = "generals"
prompt = "Can *two* generals agree? <img src=x onerror=alert(1)>"
answer = "Not with certainty."

[[cards]]
id = "timeout"
prompt = "What does a time-out tell?"
answer = "Nothing about the effect."
distractors = [{ text = "That it failed.", wrong_because = "The answer may be lost." }]

[[cards]]
prompt = "Broken
answer = "x"
`;

const file = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

async function give(page, name, text) {
  await page.getByLabel("Open a file").setInputFiles(file(name, text));
}

async function openDeck(page) {
  await open(page, "deck/");
  await give(page, "week-3.toml", DECK);
  await expect(page.getByText("“Week 3” opened: 2 cards. One thing could not be used as it stands.")).toBeVisible();
}

test("a file is opened card by card, and a fault is named with its place and fix", async ({ page }) => {
  const requests = [];
  await open(page, "deck/");
  page.on("request", (request) => requests.push(request.method()));
  await give(page, "week-3.toml", DECK);
  const fault = page.getByRole("row", { name: /^16:\d+/ });
  await expect(fault).toContainText("a text stands in quotes on one line");
  await expect(page.getByRole("region", { name: "Week 3" })).toContainText("2 cards");
  expect(requests.filter((method) => method !== "GET")).toEqual([]);
});

test("its cards are studied, and what is known of them survives a new file", async ({ page }) => {
  await openDeck(page);
  await page.getByRole("region", { name: "Week 3" }).getByRole("link", { name: "Study" }).click();
  await ready(page);
  await expect(page.getByRole("combobox", { name: "Cards of" })).toHaveValue("own-week-3");
  await expect(page.getByRole("heading", { name: "Can two generals agree? <img src=x onerror=alert(1)>" })).toBeVisible();
  await expect(page.locator(".prompt em")).toHaveText("two");
  await page.getByRole("button", { name: "Reveal the answer" }).click();
  await page.getByRole("button", { name: /^Good/ }).click();
  await page.getByRole("button", { name: "That it failed." }).click();
  await expect(page.getByText("The answer may be lost.")).toBeVisible();
  expect(await page.evaluate(() => localStorage.getItem("faultline.progress"))).toMatch(/own-week-3--timeout,\d+,again,choice/);
  await open(page, "deck/");
  await give(page, "week-3.toml", DECK.replace("Not with certainty.", "Never with certainty."));
  await expect(page.getByText("“Week 3” replaced, with what you know of its cards: 2 cards.")).toBeVisible();
  await open(page, "cards/?deck=week-3");
  await expect(page.getByRole("listitem").filter({ hasText: "generals" })).toContainText("known");
});

test("a table opens, is saved as TOML and CSV, and removed", async ({ page }) => {
  await open(page, "deck/");
  await give(page, "Quiz 1.csv", "question;answer;wrong 1\nIs it?;Yes;No\n;no question;\n");
  await expect(page.getByText("“Quiz 1” opened: 1 card.")).toBeVisible();
  const deck = page.getByRole("region", { name: "Quiz 1" });
  for (const [name, ending] of [["TOML", "toml"], ["CSV", "csv"]]) {
    const download = page.waitForEvent("download");
    await deck.getByRole("button", { name: `Save “Quiz 1” as ${name}` }).click();
    const saved = await download;
    expect(saved.suggestedFilename()).toBe(`quiz-1.${ending}`);
    const text = readFileSync(await saved.path(), "utf8");
    await give(page, saved.suggestedFilename(), text);
    await expect(page.getByText(/replaced, with what you know of its cards: 1 card\.$/)).toBeVisible();
  }
  await deck.getByRole("button", { name: "Remove" }).click();
  await deck.getByRole("button", { name: "Yes, remove it" }).click();
  await expect(page.getByText("There is no deck of yours in this browser yet.")).toBeVisible();
});

test("its cards are asked in an exam and taken along by teachers", async ({ page }) => {
  await openDeck(page);
  await open(page, "exam/?n=5&topics=own-week-3");
  await expect(page.getByText("1 questions in 20 min: these topics have no more.")).toBeVisible();
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { name: "What does a time-out tell?" })).toBeVisible();
  await open(page, "teachers/?topics=own-week-3");
  await expect(page.getByText("2 cards chosen.")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "GIFT" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toContain("The answer may be lost.");
});

test("where storage is full the deck lasts for the visit, and the page says so", async ({ page }) => {
  await open(page, "deck/");
  await page.evaluate(() => {
    for (let size = 1 << 22; size > 0; size >>= 1) {
      try {
        localStorage.setItem(`x${size}`, "x".repeat(size));
      } catch {}
    }
  });
  await give(page, "week-3.toml", DECK);
  await expect(page.getByText("The browser's storage is full")).toBeVisible();
  await expect(page.getByRole("region", { name: "Week 3" })).toBeVisible();
});

test("a deck that is not here is explained", async ({ page }) => {
  await open(page, "cards/?deck=week-9");
  await expect(page.getByText("This browser has no such deck.")).toBeVisible();
});

test("the templates open without a fault", async ({ page }) => {
  await open(page, "deck/");
  for (const name of ["A template in TOML", "A template in CSV", "Save them as TOML"]) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name }).click();
    const saved = await download;
    await give(page, saved.suggestedFilename(), readFileSync(await saved.path(), "utf8"));
    await expect(page.getByText(/(opened|replaced, with what you know of its cards): \d+ cards\.$/)).toBeVisible();
  }
});
