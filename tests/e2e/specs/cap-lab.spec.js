// The CAP lab: the same requests and the same cut under two systems, side by side.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/cap/";

function link(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

const seen = (page) => page.getByRole("region", { name: "What each client saw", exact: true });
const steps = (page) => page.getByLabel("Steps as text, one a line");
const act = (page) => page.getByRole("group", { name: "Act on" });

test("behind the cut CP refuses and AP answers", async ({ page }) => {
  await open(page, LAB);
  const row = seen(page).getByRole("row", { name: /60 ms: c2 read x/ });
  await expect(row.getByRole("cell").nth(0)).toContainText("refused");
  await expect(row.getByRole("cell").nth(1)).toContainText("stale");
});

test("without the cut both answer everything", async ({ page }) => {
  await open(page, LAB);
  await steps(page).fill("0 write c0 x=1\n50 write c0 x=2\n80 read c2 x");
  await steps(page).blur();
  await expect(seen(page)).not.toContainText("refused");
  await expect(page.getByRole("region", { name: "Conflicting writes" })).not.toContainText("did not know");
});

test("a cut is drawn in both pictures at once", async ({ page }) => {
  await open(page, link("at=0ms&do=1 write c0 x=1;60 read c2 x"));
  await act(page).getByRole("button", { name: "Draw a cut …" }).click();
  await page.getByRole("button", { name: "Cut here" }).click();
  await expect(steps(page)).toHaveValue(/^0 partition .+ \| .+$/m);
  await expect(page.getByRole("region", { name: "CP", exact: true }).getByRole("img")).toHaveAccessibleName(/cut/);
  await expect(page.getByRole("region", { name: "AP", exact: true }).getByRole("img")).toHaveAccessibleName(/cut/);
});

test("a bank account pays out twice under AP, and once under CP", async ({ page }) => {
  await open(page, LAB);
  await page.getByLabel("Story").selectOption("a bank account");
  await expect.poll(() => parameter(page, "story")).toBe("bank");
  await expect(page.getByRole("region", { name: "Conflicting writes" })).toContainText("did not know of each other");
  await expect(steps(page)).toHaveValue(/withdraw/);
});

test("whoever asks for CA loses one of the two when the network is cut", async ({ page }) => {
  await open(page, LAB);
  const panel = page.getByRole("region", { name: /Consistent and available, please/ });
  await panel.getByRole("button", { name: "1. Ask for CA" }).click();
  await expect(page.getByRole("combobox", { name: "Systems" })).toHaveValue("ca");
  await panel.getByRole("button", { name: "2. Cut the network" }).click();
  await expect(panel.getByRole("status")).toContainText("not available");
});

test("a time-out cannot tell slow messages from a cut", async ({ page }) => {
  await open(page, LAB);
  const panel = page.getByRole("region", { name: "A delay that looks like a cut" });
  await panel.getByRole("button", { name: "Try slow messages, and no cut" }).click();
  await expect(steps(page)).not.toHaveValue(/partition/);
  await expect(seen(page)).toContainText(/refused|failed/);
  await panel.getByRole("slider", { name: "Time-out" }).fill("200");
  await expect(seen(page)).not.toContainText("refused");
});

test("a broken promise is shown where it broke, in both systems at once", async ({ page }) => {
  await open(page, LAB);
  await page.getByRole("button", { name: "Show me: No stale read, at 62 ms" }).click();
  await expect(page.getByRole("slider", { name: "Playhead" })).toHaveValue("62000");
});

test("predict first: the choice locks, and the run answers", async ({ page }) => {
  await open(page, LAB);
  const predictions = page.getByRole("region", { name: "Predict first" });
  await predictions.getByRole("button", { name: "A cut, under CP" }).click();
  await predictions.getByRole("list", { name: "Your prediction" }).getByRole("button").first().click();
  await expect(predictions.getByRole("button", { name: "Show me the run" })).toBeVisible();
  await expect(seen(page)).toContainText("refused");
});

test("in a course page's frame and on a phone nothing is wider than the page", { tag: "@phone" }, async ({ page }) => {
  if (page.viewportSize().width > 640) await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
