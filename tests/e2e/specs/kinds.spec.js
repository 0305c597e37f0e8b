// Cards that ask for more than a word: a number, an order, a run to predict; and practice with numbers.
import { readFileSync } from "node:fs";
import { expect, open, parameter, ready, test } from "../support/faultline.js";

const card = (page) => page.getByRole("article", { name: /^Card/ });
const field = (page) => card(page).getByLabel("Your answer");
const check = (page) => card(page).getByRole("button", { name: "Check" });
const PRACTICE = "practice/?topic=reliability&seed=3";
const ORDER = "cards/cap/";
const PREDICT = "cards/reliability/";

test("a number is read as people write it, marked with its working, and asked anew", async ({ page }) => {
  await open(page, PRACTICE);
  const question = await card(page).getByRole("heading").textContent();
  expect(question).not.toMatch(/[{}]/);
  await check(page).click();
  await expect(card(page)).toContainText("Nothing is written yet");
  await expect(field(page)).toBeFocused();
  await field(page).fill("soon");
  await field(page).press("Enter");
  await expect(card(page)).toContainText("“soon” cannot be read here");
  await field(page).fill("0");
  await field(page).press("Enter");
  await expect(card(page)).toContainText("you wrote 0");
  const working = await card(page).locator(".working").textContent();
  await expect(page.getByText("0 of 1 right")).toBeVisible();

  // The link asks the same question again, and what the working comes to is accepted.
  await page.reload();
  await ready(page);
  await expect(card(page).getByRole("heading")).toHaveText(question);
  await field(page).fill(working.split(" = ").pop());
  await field(page).press("Enter");
  await expect(card(page)).toContainText("✓ Right");
  await expect(page.getByText("1 of 1 right")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/seed=4/);
  await expect(check(page)).toBeVisible();
  await page.goBack();
  await expect(card(page).getByRole("heading")).toHaveText(question);
});

test("practice stays with a question where it is asked to, and draws other numbers @phone", async ({ page }) => {
  await open(page, PRACTICE);
  await page.getByRole("button", { name: "Only this question, other numbers" }).click();
  const template = parameter(page, "template");
  expect(template).toMatch(/^[a-z0-9-]+$/);
  await page.getByRole("button", { name: "Another one" }).click();
  expect(parameter(page, "template")).toBe(template);
  expect(await page.evaluate(() => localStorage.getItem("faultline.progress"))).toBeNull();
});

/** Goes through the cards until one asks for what has this part. */
async function find(page, path, part) {
  await open(page, path);
  for (let at = 0; at < 80; at += 1) {
    if (await part.count()) return;
    await page.getByRole("button", { name: "Next card" }).click();
  }
  throw new Error(`no card of ${path} has it`);
}

test("steps are put in order by keyboard, and each is marked", async ({ page }) => {
  const list = card(page).locator(".to-order");
  await find(page, ORDER, list);
  const texts = () => list.locator(".step-text").allTextContents();
  const before = await texts();
  const down = list.getByRole("button", { name: /^Move down/ });
  await down.first().focus();
  await page.keyboard.press("Alt+ArrowDown");
  expect(await texts()).toEqual([before[1], before[0], ...before.slice(2)]);
  await expect(down.nth(1)).toBeFocused();
  await expect(card(page).getByRole("status")).toContainText("now 2 of");
  await page.keyboard.press("Alt+ArrowUp");
  expect(await texts()).toEqual(before);
  await check(page).click();
  await expect(card(page)).toContainText("Not so:");
  const right = await card(page).locator(".answer li").allTextContents();
  expect([...right].sort()).toEqual([...before].sort());

  await page.reload();
  await ready(page);
  for (let place = 0; place < right.length; place += 1) {
    for (let at = (await texts()).indexOf(right[place]); at > place; at -= 1) {
      await list.getByRole("button", { name: /^Move up/ }).nth(at).click();
    }
  }
  await check(page).click();
  await expect(card(page)).toContainText("✓ Right");
  await card(page).getByRole("button", { name: /^Good/ }).click();
  await expect(card(page).getByRole("button", { name: /^Good/ })).toHaveAttribute("aria-pressed", "true");
});

test("a prediction is kept, the run plays in a frame, and what it shows is said beside it", async ({ page }) => {
  // The prediction of the topic: two web servers in parallel before one database.
  const source = readFileSync(new URL("../../../content/reliability/cards.toml", import.meta.url), "utf8");
  const id = source.split("[[cards]]").find((part) => part.includes("\npredict =")).match(/id = "([^"]+)"/)[1];
  await open(page, `${PREDICT}?card=${id}`);
  await card(page).getByRole("list", { name: "Choices" }).getByRole("button").first().click();
  await expect(card(page)).toContainText("Your prediction:");
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("main svg").first()).toBeVisible({ timeout: 20_000 });
  await expect(card(page).locator(".outcome")).toContainText(/^The run shows/, { timeout: 25_000 });
  await expect(card(page).getByText("Right:")).toBeVisible();
  await expect(card(page).getByRole("link", { name: "Open the run in the lab" })).toBeVisible();
});
