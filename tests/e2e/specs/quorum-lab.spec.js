// The quorum lab: sliders, a run that is predicted, played, changed at the playhead and taken along.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/quorum/";

function link(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

/** The parts of the lab, by role and name. */
function lab(page) {
  return {
    sizes: page.getByRole("region", { name: "Quorums" }),
    slider: (name) => page.getByRole("slider", { name }),
    verdict: (name) => page.getByRole("listitem").filter({ hasText: name }),
    log: page.getByRole("region", { name: "Event log" }),
    steps: page.getByLabel("Steps as text, one a line"),
    playhead: page.getByRole("slider", { name: "Playhead" }),
    act: page.getByRole("group", { name: "Act on" }),
    time: async () => Number(await page.getByRole("slider", { name: "Playhead" }).inputValue()),
  };
}

const STALE = "r=1&lat=2ms&do=0 write c0 r0 x=1;20 crash r2;21 write c0 r0 x=2;40 restart r2;41 read c1 r2 x";

test("a slider changes what is said, the figures and the link", async ({ page }) => {
  await open(page, LAB);
  const { sizes, slider } = lab(page);
  await expect(sizes).toContainText("R + W = 4 > 3: any 2 read and any 2 written of 3 share at least 1.");
  await slider(/^R,/).fill("1");
  await expect(sizes).toContainText("R + W = 3 ≤ 3: any 1 read and any 2 written of 3 may share none.");
  await expect.poll(() => parameter(page, "r")).toBe("1");
  await slider(/^N,/).fill("1");
  await expect(sizes).toContainText("R + W = 2 > 1");
  await expect(slider(/^W,/)).toHaveJSProperty("max", "1");
});

test("a broken promise is named, and shown where it broke", async ({ page }) => {
  await open(page, link(STALE));
  const { verdict, log, time } = lab(page);
  const stale = verdict("No stale read");
  await expect(stale).toContainText("broken");
  await expect(stale).toContainText("c1 read x at 41 saw 1, though c0 write x=2 was done at 27");
  await stale.getByRole("button", { name: /Show/ }).click();
  await expect.poll(time).toBeGreaterThanOrEqual(41_000);
  await expect(log.locator("[aria-current]")).toContainText("c1 read x: 1");
});

test("predict first: the choice locks, and the run answers", async ({ page }) => {
  await open(page, LAB);
  const predictions = page.getByRole("region", { name: "Predict first" });
  await predictions.getByRole("button", { name: "One answer is not enough" }).click();
  const choices = predictions.getByRole("list", { name: "Your prediction" });
  await choices.getByRole("button").first().click();
  await expect.poll(() => parameter(page, "r")).toBe("1");
  await expect(lab(page).verdict("No stale read")).toContainText("broken");
  await expect(predictions.getByRole("button", { name: "Show me the run" })).toBeVisible();
});

test("a deed at the playhead forks the run, and can be undone", async ({ page }) => {
  await open(page, link("lat=2ms&at=10ms&do=0 write c0 r0 x=1;20 write c0 r0 x=2;40 read c1 r1 x"));
  const { act, steps, log } = lab(page);
  await act.getByLabel("Act on").selectOption("r2");
  await act.getByRole("button", { name: "Crash" }).click();
  await expect(steps).toHaveValue("0 write c0 r0 x=1\n10 crash r2");
  await expect(log).toContainText("crash r2");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(steps).toHaveValue("0 write c0 r0 x=1\n20 write c0 r0 x=2\n40 read c1 r1 x");
});

test("a cut is drawn by choosing sides, and requests across it are lost", async ({ page }) => {
  await open(page, link("lat=2ms&at=0ms&do="));
  const { act, steps } = lab(page);
  await act.getByRole("button", { name: "Draw a cut …" }).click();
  await page.getByRole("button", { name: "Cut here" }).click();
  await expect(steps).toHaveValue(/^0 partition .+ \| .+$/);
});

test("steps are edited as text: a wrong one is named with its fix, and stays", async ({ page }) => {
  await open(page, link("lat=2ms&do=0 write c0 r0 x=1"));
  const { steps, log } = lab(page);
  await steps.fill("0 write c0 r0 x=1\n5 explode r2");
  await steps.blur();
  await expect(page.getByText(/expected a deed such as `crash r2`, not `explode`/)).toBeVisible();
  await expect(steps).toHaveValue("0 write c0 r0 x=1\n5 explode r2");
  await steps.fill("0 write c0 r0 x=1\n5 read c1 r1 x");
  await steps.blur();
  await expect(log).toContainText("c1 read x");
  await expect.poll(() => parameter(page, "do")).toContain("5 read c1 r1 x");
});

test("the run is played, paused and stepped by keyboard alone", async ({ page }) => {
  await open(page, link(`${STALE}&at=0ms`));
  const { playhead, time } = lab(page);
  await page.getByRole("group", { name: /^Cluster/ }).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(time).toBeGreaterThan(0);
  const first = await time();
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(time).toBeGreaterThan(first);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
  await playhead.focus();
  await page.keyboard.press("End");
  await expect(playhead).toHaveAttribute("aria-valuetext", /ms/);
  await page.keyboard.press("Home");
  await expect.poll(time).toBe(0);
});

test("the figures of LinkedIn's disks are sampled beside the published ones", async ({ page }) => {
  await open(page, link("r=1&w=1&lat=lnkd-ssd"));
  const freshness = page.getByRole("region", { name: "How fresh a read is" });
  await expect(freshness).toContainText("97.4 % at once, 99.9 % after 1.85 ms");
  await expect(freshness).toContainText(/97\.\d\d\s% \(97\.\d\d to 97\.\d\d\s%, 100,000 trials\)/);
});

test("a link carries the run, its place and its fingerprint", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, link(STALE));
  await lab(page).slider(/^W,/).fill("3");
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByText("The link is in the clipboard.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(copied).searchParams.get("w")).toBe("3");
  await open(page, copied);
  await expect(lab(page).slider(/^W,/)).toHaveValue("3");
  await expect(page.getByText("This link showed another run")).toBeHidden();
  await open(page, copied.replace(/trace=[^&]*/, "trace=elsewhere"));
  await expect(page.getByText("This link showed another run")).toBeVisible();
});

test("what a link says wrong is named, and the rest is used", async ({ page }) => {
  await open(page, link("n=12&lat=fast&do=1 explode r2;2 read c0 x"));
  const notes = page.getByText("Not everything in this link could be used").locator("..");
  await expect(notes).toContainText("expected a number from 1 to 9, not `12`; used 3 instead");
  await expect(notes).toContainText("expected a deed such as `crash r2`");
  await expect(lab(page).steps).toHaveValue("2 read c0 x");
});

test("a challenge is marked as the sliders move", async ({ page }) => {
  await open(page, LAB);
  const challenge = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "A catalogue" }) });
  await challenge.getByRole("link", { name: "Start here" }).click();
  await expect(challenge.getByText("✓ Solved")).toBeHidden();
  const { slider } = lab(page);
  await slider(/^N,/).fill("4");
  await slider(/^W,/).fill("3");
  await slider(/^R,/).fill("2");
  await expect(challenge.getByText("✓ Solved")).toBeVisible();
});

test("in a course page's frame, picture and sliders are side by side or below one another, never cut", async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const box = await page.getByRole("group", { name: /^Cluster/ }).boundingBox();
  expect(box.y).toBeLessThan(300);
});

test("in a course page's frame the picture, its timeline and the first slider are in sight together, and can be read", async ({
  page,
}) => {
  await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const smallest = () =>
    page.locator(".cluster-picture text").evaluateAll((texts) => {
      const sizes = texts.filter((text) => text.textContent).map((text) => {
        return parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      });
      return Math.min(...sizes);
    });
  await expect.poll(smallest).toBeGreaterThanOrEqual(11);
  const top = (await page.getByRole("group", { name: /^Cluster/ }).boundingBox()).y;
  const slider = await page.getByRole("slider", { name: "N, replicas of each key" }).boundingBox();
  expect(slider.y + slider.height - top).toBeLessThan(480);
});

test("on a phone the picture comes first", { tag: "@phone-only" }, async ({ page }) => {
  await open(page, LAB);
  const { y, height } = await page.getByRole("group", { name: /^Cluster/ }).boundingBox();
  expect(y + Math.min(height, 320)).toBeLessThan(page.viewportSize().height);
});

test("where motion is unwelcome, playing goes from event to event", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, link(`${STALE}&at=0ms`));
  await page.getByRole("button", { name: "Play" }).click();
  const { time } = lab(page);
  const events = new Set([0, 1, 3, 5, 6, 20, 21, 22, 24, 26, 40, 41, 42, 43, 44, 46].map((ms) => ms * 1000));
  await expect.poll(time).toBeGreaterThan(0);
  const seen = await time();
  expect([...events].includes(seen), `${seen} µs is an event's time`).toBe(true);
});
