// What the lab computes: common cause, target, replicas, the simulated year; and taking it along.
import { expect, lab, labLink, open, parameter, test } from "../support/faultline.js";

const PAIR = labLink("d=a 99.9% | b 99.9%");
const yearSentence = (page) => page.getByRole("status").filter({ hasText: "simulated years:" });

test("a common cause takes nines away, by slider and in the link", async ({ page }) => {
  await open(page, PAIR);
  const { result, tool } = lab(page);
  await expect(result).toContainText("99.9999 %");
  const beta = page.getByRole("slider", { name: "Common cause β" });
  await beta.focus();
  for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press("ArrowRight");
  await expect(beta).toHaveAttribute("aria-valuetext", "5 %");
  await expect(result).toContainText("99.99491 %");
  await expect.poll(() => parameter(page, "beta")).toBe("5");
  await beta.fill("90");
  await tool("Undo").click();
  await expect(beta).toHaveValue("5");
});

test("the target is judged, and how many replicas reach it is counted", async ({ page }) => {
  await open(page, PAIR);
  const { result } = lab(page);
  const target = page.getByLabel("Target, in percent");
  await expect(result).toContainText("Meets the target of 99.99 %");
  await target.fill("99.9999999");
  await page.keyboard.press("Tab");
  await expect(result).toContainText("Misses the target of 99.9999999 %");
  await expect(page.getByText("99.9999999 % needs 3 replicas of a")).toBeVisible();
  await expect.poll(() => parameter(page, "target")).toBe("99.9999999");
  await target.fill("all");
  await expect(target).toHaveAccessibleDescription(/expected a number/);
  await expect(result).toContainText("Misses the target of 99.9999999 %");
});

test("a new seed gives another year and another link; the same link gives the same year", async ({ page }) => {
  await open(page, "labs/availability/");
  const first = await yearSentence(page).textContent();
  await page.getByRole("button", { name: "New seed" }).click();
  await expect(yearSentence(page)).not.toHaveText(first);
  await expect.poll(() => parameter(page, "seed")).toMatch(/^\d+$/);
  const second = await yearSentence(page).textContent();
  const link = page.url();
  await open(page, "");
  await open(page, link);
  await expect(yearSentence(page)).toHaveText(second);
  await page.getByLabel("Seed", { exact: true }).fill("1");
  await page.keyboard.press("Tab");
  await expect(yearSentence(page)).toHaveText(first);
});

test("the picture of the year has a table that says the same", async ({ page }) => {
  await open(page, "labs/availability/");
  const label = await page.getByRole("img", { name: /first simulated year/ }).getAttribute("aria-label");
  await page.getByText("The first year as a table").click();
  const [, outages, down] = label.match(/has (\d+) outages? and is down for (.+) in all/);
  const row = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "system", exact: true }) });
  await expect(row.getByRole("cell")).toHaveText([outages, down]);
});

test.describe("with a clipboard", () => {
  test.use({ permissions: ["clipboard-read", "clipboard-write"] });
  const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

  test("the copied link opens the same state and promises the same trace", async ({ page }) => {
    await open(page, PAIR);
    const { result, text } = lab(page);
    await text.fill("a 99% | b 99%");
    await page.getByRole("button", { name: "Copy the link" }).click();
    await expect(result.getByRole("status").filter({ hasText: "The link is in the clipboard" })).toBeVisible();
    const link = await copied(page);
    expect(new URL(link).searchParams.get("trace")).toMatch(/^\d+\.\w+$/);
    await open(page, "");
    await open(page, link);
    await expect(text).toHaveValue("a 99% | b 99%");
    await expect(page.getByText("This link showed another run")).toBeHidden();
  });

  test("the copied result is text fit for a document", async ({ page }) => {
    await open(page, PAIR);
    await page.getByRole("button", { name: "Copy the result" }).click();
    await expect(page.getByText("The result is in the clipboard")).toBeVisible();
    const lines = (await copied(page)).split("\n");
    expect(lines).toContain("Diagram: a 99.9% | b 99.9%");
    expect(lines.join("\n")).toMatch(/^Availability: 99\.9999.%$/m);
    expect(lines.join("\n")).toContain("365.2425 days");
  });
});

for (const [name, deny] of [
  ["refuses", () => (navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError")))],
  ["has no clipboard", () => Object.defineProperty(navigator, "clipboard", { value: undefined })],
]) {
  test(`where the browser ${name}, the text to copy is shown`, async ({ page }) => {
    await page.addInitScript(deny);
    await open(page, PAIR);
    const { result } = lab(page);
    await page.getByRole("button", { name: "Copy the result" }).click();
    await expect(result).toContainText("The browser did not let the page copy");
    await expect(result).toContainText("Diagram: a 99.9% | b 99.9%");
    await page.getByRole("button", { name: "Copy the link" }).click();
    await expect(result).toContainText(/http:\/\/\S+\?d=a\+99\.9%25/);
  });
}
