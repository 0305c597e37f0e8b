// Cards for other programs: what is saved is read by Anki's own library, by a GIFT parser, as XML and as a table.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import gift from "gift-pegjs";
import { expect, open, test } from "../support/faultline.js";

const IMPORT = fileURLToPath(new URL("../support/anki_import.py", import.meta.url));

async function save(page, name) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  const file = await download;
  await expect(page.getByRole("status").filter({ hasText: `saved as ${file.suggestedFilename()}` })).toBeVisible();
  return file.path();
}

/** The page with the cards of two topics chosen, and how many they are. */
async function choose(page) {
  await open(page, "teachers/?topics=cap,quorums");
  const chosen = page.getByRole("status").filter({ hasText: /\d+ cards chosen/ });
  await expect(page.getByRole("heading", { name: "CAP and consistency" })).toBeVisible();
  return Number.parseInt(await chosen.textContent(), 10);
}

test("Anki takes every card, and a second import adds none", async ({ page }) => {
  const n = await choose(page);
  const path = await save(page, "Anki (text)");
  const env = { ...process.env, PYTHONPATH: process.env.FAULTLINE_ANKI };
  const said = JSON.parse(execFileSync("python3", [IMPORT, path], { env, encoding: "utf8" }));
  expect(said.counts).toEqual([n, n]);
  expect(said.decks.sort()).toEqual([
    "Faultline::CAP and consistency",
    "Faultline::Leaderless replication and quorums",
  ]);
  expect(said.guid).toMatch(/^faultline-/);
  expect(said.fields[0]).toMatch(/^<p>.+<\/p>/);
  expect(said.tags).toContain("faultline");
});

test("a GIFT parser finds every question with its choices and their feedback", async ({ page }) => {
  const n = await choose(page);
  const questions = gift.parse(readFileSync(await save(page, "GIFT"), "utf8"));
  const cards = questions.filter(({ type }) => type !== "Category");
  expect(cards).toHaveLength(n);
  const choices = cards.filter(({ type }) => type === "MC");
  expect(choices.length).toBeGreaterThan(10);
  for (const type of ["Numerical", "Matching"]) expect(cards.some((card) => card.type === type)).toBe(true);
  for (const { choices: offered } of choices) {
    expect(offered.filter(({ isCorrect }) => isCorrect)).toHaveLength(1);
    for (const { isCorrect, feedback } of offered) expect(isCorrect || feedback.text.length > 10).toBe(true);
  }
});

test("Moodle's XML is well-formed, and each question has one right answer", async ({ page }) => {
  const n = await choose(page);
  const xml = readFileSync(await save(page, "Moodle (XML)"), "utf8");
  const found = await page.evaluate((xml) => {
    const quiz = new DOMParser().parseFromString(xml, "application/xml");
    const of = (kind) => [...quiz.querySelectorAll(`question[type=${kind}]`)];
    const right = of("multichoice").map((question) => question.querySelectorAll("answer[fraction='100']").length);
    const html = of("multichoice").map((question) => question.querySelector("questiontext > text").textContent);
    return {
      faults: quiz.querySelectorAll("parsererror").length,
      n_categories: of("category").length,
      kinds: ["multichoice", "essay", "numerical", "matching"].map((kind) => of(kind).length),
      numbers: of("numerical").map((question) => {
        const part = (name) => Number(question.querySelector(`answer[fraction='100'] > ${name}`).textContent);
        return [part("text"), part("tolerance")];
      }),
      right: [...new Set(right)],
      isHtml: html.every((text) => text.startsWith("<p>") && text.endsWith("</p>")),
    };
  }, xml);
  expect(found).toMatchObject({ faults: 0, right: [1], isHtml: true });
  expect(found.n_categories).toBe(2);
  expect(Math.min(...found.kinds)).toBeGreaterThan(0);
  expect(found.kinds.reduce((sum, of) => sum + of, 0)).toBe(n);
  for (const [number, off] of found.numbers) expect(number > 0 && off >= 0 && off < number).toBe(true);
});

test("a selection is a link, and the sheet has answers only where they are asked for @phone", async ({ page }) => {
  await open(page, "teachers/");
  const topics = page.getByRole("group", { name: "Topics" });
  for (const box of await topics.getByRole("checkbox").all()) await box.uncheck();
  await expect(page.getByRole("status").filter({ hasText: "0 cards chosen" })).toBeVisible();
  await expect(page.getByRole("button", { name: "GIFT" })).toBeDisabled();
  await topics.getByRole("checkbox", { name: /CAP/ }).check();
  await page.getByRole("combobox", { name: "Cards" }).selectOption("With choices");
  await expect(page.locator(".sheet li li").first()).toBeVisible();
  await expect(page.locator(".sheet")).not.toContainText("✓");
  await page.getByRole("checkbox", { name: "Answers on the sheet" }).check();
  await expect(page.locator(".sheet")).toContainText("✓");
  expect(new URL(page.url()).search).toBe("?topics=cap&kinds=choices&answers=yes");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "GIFT" })).toBeHidden();
  await expect(page.locator(".sheet")).toBeVisible();
});
