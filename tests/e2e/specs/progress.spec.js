// The answers as a file, and as what the browser keeps: nothing is lost or overwritten without a word.
import { readFileSync } from "node:fs";
import { expect, open, ready, test } from "../support/faultline.js";

const KEY = "faultline.progress";
const HEAD = "faultline-progress,2\ncard,at,rating,how,misconception,zone\n";
const HEAD_1 = "faultline-progress,1\ncard,at,correct,misconception\n";
const known = (page) => page.getByRole("row").filter({ hasText: "Reliability and availability" }).getByRole("cell").nth(2);
const message = (page, text) => page.getByRole("status").filter({ hasText: text });
const kept = (page, key = KEY) => page.evaluate((key) => localStorage.getItem(key), key);
const give = (page, name, text) =>
  page.getByLabel("Import").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

async function answerOneCard(page) {
  await open(page, "cards/reliability/?card=reliability-always-503");
  await page.getByRole("button", { name: /an answer counts only if it is of use/ }).click();
  await expect(page.getByRole("article").getByRole("button", { name: /Right:/ })).toBeVisible();
}

test("answers are exported, forgotten and restored from the file", async ({ page }) => {
  await answerOneCard(page);
  await open(page, "progress/");
  await expect(known(page)).toHaveText("1");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("faultline-progress.csv");
  const text = readFileSync(await file.path(), "utf8");
  expect(text).toMatch(/^faultline-progress,2\n.+\nreliability-always-503,\d+,good,choice,,-?\d+\n$/);

  const forget = page.getByRole("button", { name: /forget/i });
  await forget.click();
  await page.getByRole("button", { name: "Keep them" }).click();
  await expect(known(page)).toHaveText("1");
  await forget.click();
  await forget.click();
  await expect(known(page)).toHaveText("0");
  await page.reload();
  await ready(page);
  await expect(known(page)).toHaveText("0");

  await give(page, "mine.csv", text);
  await expect(message(page, "added from mine.csv")).toBeVisible();
  await expect(known(page)).toHaveText("1");
  await give(page, "mine.csv", text);
  await expect(message(page, "1 were there already")).toBeVisible();
  await page.reload();
  await expect(known(page)).toHaveText("1");
});

for (const [name, text, why] of [
  ["cut.csv", `${HEAD}nines-week,1764000000000,good,,,\nnines-we`, "line 4 is damaged"],
  ["photo.csv", "\u0000\u0001PNG", "it begins with"],
  ["shopping.csv", "article,price\nmilk,2\n", "it begins with `article,price`"],
  ["tomorrow.csv", "faultline-progress,99\n", "a later Faultline"],
]) {
  test(`the import of ${name} is refused with a reason, and nothing is lost`, async ({ page }) => {
    await answerOneCard(page);
    await open(page, "progress/");
    const before = await kept(page);
    await give(page, name, text);
    await expect(message(page, `${name} was not imported`)).toContainText(why);
    await expect(known(page)).toHaveText("1");
    expect(await kept(page)).toBe(before);
  });
}

test("a damaged store is reported, set aside and not overwritten", async ({ page }) => {
  const damaged = `${HEAD}nines-week,yesterday,good,,,\n`;
  await open(page, "");
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, damaged]);
  await open(page, "progress/");
  const note = message(page, "Your saved answers could not be read");
  await expect(note).toContainText("set aside as faultline.progress.damaged");
  expect(await kept(page, "faultline.progress.damaged")).toBe(damaged);
  const download = page.waitForEvent("download");
  await note.getByRole("button", { name: "Save the damaged text as a file" }).click();
  expect(readFileSync(await (await download).path(), "utf8")).toBe(damaged);

  await answerOneCard(page);
  expect(await kept(page, "faultline.progress.damaged")).toBe(damaged);
  expect(await kept(page)).toContain("reliability-always-503");
});

test("answers of version 1 are taken over, right as good and wrong as again", async ({ page }) => {
  const answers = "reliability-planned-maintenance,1764000000000,yes,\n";
  await open(page, "");
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, HEAD_1 + answers]);
  await answerOneCard(page);
  await open(page, "progress/");
  await expect(known(page)).toHaveText("2");
  expect(await kept(page)).toContain("reliability-planned-maintenance,1764000000000,good,,,\n");
});

test("what a later version keeps is left as it is", async ({ page }) => {
  const later = "faultline-progress,3\nwho knows\n";
  await open(page, "");
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [KEY, later]);
  await answerOneCard(page);
  await open(page, "progress/");
  await expect(message(page, "Your saved answers could not be read")).toContainText("left as it is");
  expect(await kept(page)).toBe(later);
});

test("answers given in another tab are merged at once, and forgotten in both", async ({ page, context }) => {
  await open(page, "progress/");
  await expect(known(page)).toHaveText("0");
  const other = await context.newPage();
  await answerOneCard(other);
  await expect(known(page)).toHaveText("1");
  const forget = page.getByRole("button", { name: /forget/i });
  await forget.click();
  await forget.click();
  await other.getByRole("link", { name: "Progress", exact: true }).click();
  await expect(known(other)).toHaveText("0");
});
