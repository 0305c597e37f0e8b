// The placement lab: the same keys under five strategies, what requests touch, salting, and people's own keys.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/placement/";

const strategies = (page) => page.getByRole("region", { name: "The same keys, placed by five strategies" });
const lanes = (page, name) => strategies(page).getByRole("img", { name: new RegExp(`^${name}:`) });
const choose = (page, name) => strategies(page).getByRole("button", { name, exact: true });
const details = (page) => page.getByRole("region", { name: "The chosen strategy", exact: true });
const touches = (page) => page.getByRole("region", { name: "What a request touches", exact: true });
const own = (page) => page.getByRole("region", { name: "Your own keys", exact: true });

test("each strategy says how busy its busiest node is", async ({ page }) => {
  await open(page, LAB);
  await expect(lanes(page, "Key range, fixed")).toHaveAccessibleName(/data 6\.00\s× the fair share on n0/);
  await expect(lanes(page, "Hash of key")).toHaveAccessibleName(/data 1\.0\d\s× the fair share/);
  await expect(lanes(page, "Random")).toHaveAccessibleName(/reads 6\.00\s× the fair share on all/);
});

test("a strategy is chosen by keyboard, and its figures are told", async ({ page }) => {
  await open(page, LAB);
  await choose(page, "Compound key").focus();
  await page.keyboard.press("Enter");
  await expect(choose(page, "Compound key")).toHaveAttribute("aria-pressed", "true");
  await expect(details(page).getByRole("status")).toContainText("Compound key: data");
  await expect.poll(() => parameter(page, "show")).toBe("compound");
  const week = touches(page).getByRole("row", { name: /^Compound key/ });
  await expect(week.getByRole("cell").nth(2)).toContainText("1 node");
  const byHash = touches(page).getByRole("row", { name: /^Hash of key/ });
  await expect(byHash.getByRole("cell").nth(2)).toContainText("6 nodes");
});

test("sliders change the nodes at once, and can be undone", async ({ page }) => {
  await open(page, LAB);
  const nodes = page.getByRole("slider", { name: "Nodes" });
  await nodes.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(lanes(page, "Random")).toHaveAccessibleName(/reads 8\.00\s× the fair share on all/);
  await expect.poll(() => parameter(page, "nodes")).toBe("8");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(lanes(page, "Random")).not.toHaveAccessibleName(/reads 8\.00/);
});

test("salting parts the writes and multiplies the reads", async ({ page }) => {
  await open(page, `${LAB}?data=users&access=celebrity`);
  const hot = page.getByRole("region", { name: "Hot keys and salting", exact: true });
  await expect(hot.getByText("Nothing is salted.")).toBeVisible();
  await hot.getByRole("slider", { name: "Hottest names that are salted" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(hot.getByText("over 10 sub-keys each; a read of one asks for 10")).toBeVisible();
  const byHash = hot.getByRole("row", { name: /^Hash of key/ });
  await expect(byHash.getByRole("cell")).toHaveText([/2\.51\s× → 6\.10\s×/, /2\.51\s× → 1\.24\s×/]);
});

test("own keys are placed, bad rows are explained, and a short list travels in the link", async ({ page }) => {
  await open(page, LAB);
  const rows = 'key,reads\nann,30\nbob,many\n"c, d",2\nann,1\n';
  await own(page).getByRole("textbox", { name: "Your own keys" }).fill(rows);
  await own(page).getByRole("button", { name: "Use these keys" }).click();
  await expect(own(page).getByRole("status").last()).toContainText("2 keys from 4 rows");
  await expect(own(page).getByRole("row", { name: /^3/ })).toContainText("`many` is no number of reads");
  await expect.poll(() => parameter(page, "data")).toBe("own");
  expect(parameter(page, "own")).toContain("bob,many");
  await page.reload();
  await expect(own(page).getByRole("status").last()).toContainText("2 keys from 4 rows");
});

test("a file is opened and stays here; a link to it says so elsewhere", async ({ page, context }) => {
  await open(page, LAB);
  const lines = Array.from({ length: 3000 }, (_, at) => `customer-${at}`).join("\n");
  const file = { name: "keys.txt", mimeType: "text/plain", buffer: Buffer.from(lines) };
  await own(page).locator("input[type=file]").setInputFiles(file);
  await expect(own(page).getByRole("status").last()).toContainText("3,000 keys from 3,000 rows");
  await expect.poll(() => parameter(page, "keys")).toMatch(/^[0-9a-z]{7}$/);
  const other = await context.newPage();
  await open(other, page.url());
  await expect(other.getByText(/stayed in the browser where it was opened/)).toBeVisible();
  await other.close();
});

test("many keys are placed while the page stays usable, and can be stopped", async ({ page }) => {
  await open(page, `${LAB}?n=1000000`);
  const seed = page.getByLabel("Seed", { exact: true });
  await expect(lanes(page, "Hash of key")).toBeVisible({ timeout: 25_000 });
  await seed.fill("2");
  await seed.blur();
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByText("Stopped: what you see is still of the settings before.")).toBeVisible();
  await page.getByRole("button", { name: "Go on", exact: true }).click();
  await expect(page.getByRole("button", { name: "Go on", exact: true })).toHaveCount(0);
});

test("nothing is wider than the page", { tag: "@phone" }, async ({ page }) => {
  if (page.viewportSize().width > 640) await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test("a phone shows one measure at a time", { tag: "@phone-only @phone" }, async ({ page }) => {
  await open(page, LAB);
  await page.getByRole("group", { name: "Measure" }).getByRole("button", { name: "Reads" }).click();
  await expect(strategies(page).getByText(/6\.00\s× on all/)).toBeVisible();
});

test("nothing stands in anybody's way, by day and by night", { tag: "@phone" }, async ({ page }) => {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await open(page, `${LAB}?data=users&access=celebrity&hot=1&weights=2`);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target)])).toEqual([]);
  }
});
