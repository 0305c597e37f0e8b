// Exams: the same questions for everybody with the link, a clock that goes on, answers that survive, a report.
import { expect, open, ready, test } from "../support/faultline.js";

const LINK = "exam/?seed=7&n=4&minutes=10&topics=cap,quorums";
const KEY = "faultline.exam";

const question = (page) => page.getByRole("article", { name: /^Question/ });
const prompt = (page) => question(page).getByRole("heading");

async function begin(page, link = LINK) {
  await open(page, link);
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(prompt(page)).toBeFocused();
}

/** Answers the question on screen, whatever kind it is. */
async function answer(page) {
  const radio = question(page).getByRole("radio").first();
  const field = question(page).getByRole("textbox");
  if (await radio.count()) await radio.check();
  else if (await field.count()) await field.fill("1");
  else await question(page).getByRole("button", { name: /^Move down/ }).first().click();
}

const next = (page) => page.getByRole("button", { name: "Next" }).click();

async function handIn(page) {
  await page.getByText("Hand in", { exact: true }).click();
  await page.getByRole("button", { name: "Hand in now" }).click();
}

/** The questions and their choices, from the first to the last. */
async function paper(page) {
  const questions = [];
  for (let at = 0; at < 4; at += 1) {
    questions.push(await question(page).innerText());
    if (at < 3) await next(page);
  }
  return questions;
}

test("a link asks the same of everybody, whatever they have studied", async ({ page, browser, baseURL }) => {
  await begin(page);
  const ours = await paper(page);
  const other = await browser.newContext({ baseURL });
  const theirs = await other.newPage();
  await theirs.addInitScript(() => {
    const reviews = "faultline-progress,2\ncard,at,rating,how,misconception,zone\ncap-two-of-three,1764000000000,good,choice,,0\n";
    localStorage.setItem("faultline.progress", reviews);
  });
  await begin(theirs);
  expect(await paper(theirs)).toEqual(ours);
  expect(new Set(ours).size).toBe(4);
  await other.close();
});

test("nothing is marked before the end, and a reload loses nothing", async ({ page }) => {
  await begin(page);
  await answer(page);
  await expect(page.getByText("1 of 4 answered")).toBeVisible();
  await expect(question(page).locator(".right, .wrong, .misconception, .why")).toHaveCount(0);
  await next(page);
  await question(page).getByRole("checkbox", { name: "Come back to this one" }).check();
  const asked = await prompt(page).textContent();
  await page.reload();
  await ready(page);
  await expect(prompt(page)).toHaveText(asked);
  await expect(page.getByText("1 of 4 answered")).toBeVisible();
  await expect(page.getByRole("button", { name: "Question 2, not answered, to come back to" })).toHaveAttribute(
    "aria-current",
    "step",
  );
});

test("handing in gives a report, and the answers become reviews once", async ({ page }) => {
  await begin(page);
  await answer(page);
  await next(page);
  await answer(page);
  await handIn(page);
  await expect(page.getByRole("heading", { name: "Exam", level: 1 })).toBeFocused();
  await expect(page.getByText(/^\d of 4 right/)).toBeVisible();
  await expect(page.getByText(/^Exam [0-9a-z]{7}, seed 7, 4 questions, 10 min$/)).toBeVisible();
  await expect(page.getByText("○ No answer")).toHaveCount(2);
  const kept = () => page.evaluate(() => localStorage.getItem("faultline.progress") ?? "");
  await expect.poll(async () => (await kept()).trim().split("\n").length).toBe(4);
  const reviews = await kept();
  await page.reload();
  await ready(page);
  await expect(page.getByText(/^\d of 4 right/)).toBeVisible();
  expect(await kept()).toBe(reviews);
  await page.getByRole("button", { name: "Close the report" }).click();
  await expect(page.getByRole("button", { name: "Begin" })).toBeVisible();
});

test("the report can be copied, with the exam's name and each answer", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await begin(page);
  await answer(page);
  await handIn(page);
  await page.getByRole("button", { name: "Copy the report" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^Faultline: \d of 4 right in .*\nExam [0-9a-z]{7}, seed 7, 4 questions, 10 min\nhttp.*exam\/\?seed=7/);
  expect(text.match(/ {3}answered: /g)).toHaveLength(4);
});

test("the time ends the exam, also while the page is closed, and a clock set back gives none", async ({ page }) => {
  await page.clock.install({ time: new Date("2026-11-21T10:00:00Z") });
  await begin(page);
  await answer(page);
  await expect(page.getByRole("timer")).toHaveText(/^(10:00|9:5\d) left$/);
  await page.clock.fastForward("05:01");
  await expect(page.getByRole("timer")).toHaveText(/^4:5\d left$/);
  await expect(page.getByRole("status").filter({ hasText: "5 min left" })).toBeAttached();
  await page.clock.setSystemTime(new Date("2026-11-21T09:00:00Z"));
  await page.clock.runFor(2_000);
  await expect(page.getByRole("timer")).toHaveText(/^4:5\d left$/);
  await page.clock.setSystemTime(new Date("2026-11-21T12:00:00Z"));
  await page.reload();
  await ready(page);
  await expect(page.getByText(/^\d of 4 right/)).toBeVisible();
  await expect(page.getByText("in 10 min")).toBeVisible();
});

test("an exam under way is not lost by opening another link", async ({ page }) => {
  await begin(page);
  await answer(page);
  await open(page, "exam/?seed=8&n=4");
  await page.getByRole("link", { name: "Go on with it" }).click();
  await expect(page.getByText("1 of 4 answered")).toBeVisible();
});

test("a damaged or later text is no exam, and the page says how to begin", async ({ page }) => {
  for (const text of ["", "rubbish", "faultline-exam,9\n", "faultline-exam,1\nexam,x\n"]) {
    await open(page, LINK);
    await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, text]);
    await page.reload();
    await ready(page);
    await expect(page.getByRole("button", { name: "Begin" })).toBeEnabled();
  }
});

test("settings make the link, and the link the settings", async ({ page }) => {
  await open(page, "exam/?n=5&minutes=7&colour=red");
  await expect(page.getByText("colour: this page has no such setting")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Time" })).toHaveValue("7");
  await page.getByRole("combobox", { name: "Questions" }).selectOption("10");
  await page.getByRole("textbox", { name: "Seed" }).fill("42");
  await page.getByRole("textbox", { name: "Seed" }).press("Enter");
  await page.getByRole("checkbox", { name: /^CAP/ }).uncheck();
  await expect(page).toHaveURL(/seed=42&n=10&minutes=7&topics=(?!.*cap)/);
});
