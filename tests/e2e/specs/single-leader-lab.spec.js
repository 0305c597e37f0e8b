// The single-leader lab: sliders, who leads, the logs at the playhead, what a failover costs.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/single_leader/";

function link(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

/** The parts of the lab, by role and name. */
function lab(page) {
  return {
    sizes: page.getByRole("region", { name: "Leader and followers" }),
    slider: (name) => page.getByRole("slider", { name }),
    verdict: (name) => page.getByRole("listitem").filter({ hasText: name }),
    logs: page.getByRole("region", { name: "The logs", exact: true }),
    costs: page.getByRole("region", { name: "Failover, counted", exact: true }),
    steps: page.getByLabel("Steps as text, one a line"),
    act: page.getByRole("group", { name: "Act on" }),
    cluster: page.getByRole("img", { name: /^Single leader\./ }),
  };
}

/** The cells of a row of a panel's table. */
function row(panel, name) {
  const header = panel.page().getByRole("rowheader", { name, exact: true });
  return panel.getByRole("row").filter({ has: header }).getByRole("cell");
}

const CUT =
  "lag=0ms&do=1 write c0 r0 x=1;5 partition r0 c0 | r1 r2 c1 c2;60 write c0 r0 x=2;62 write c1 r1 x=3;70 heal";

test("a slider changes what “done” means, and the link", async ({ page }) => {
  await open(page, LAB);
  const { sizes, slider } = lab(page);
  await expect(sizes).toContainText("Asynchronous: “done” means that the leader has it, after 2 ms");
  await slider("Followers that must hold a write").fill("1");
  await expect(sizes).toContainText("Semi-synchronous: “done” means that the leader and 1 of 2 followers have it");
  await expect.poll(() => parameter(page, "acks")).toBe("1");
  await slider("Followers", { exact: true }).first().fill("1");
  await expect(sizes).toContainText("Synchronous to all: “done” means that the leader and its follower have it");
});

test("whoever leads says so, and after a cut two do", async ({ page }) => {
  await open(page, link(`${CUT}&majority=off&fencing=off`));
  const { cluster, verdict } = lab(page);
  await expect(cluster).toHaveAccessibleName(/r0 leads, term 1; r1 leads, term 2/);
  await expect(verdict("One leader")).toContainText("while both led");
  await page.getByLabel("An old leader that is back").selectOption("is refused by its term, and steps down");
  await expect(cluster).toHaveAccessibleName(/up; r1 leads, term 2/);
  await expect.poll(() => parameter(page, "fencing")).toBeNull();
});

test("the logs show what is stored, told and discarded at the playhead", async ({ page }) => {
  await open(page, link(`${CUT}&at=65ms`));
  const { logs } = lab(page);
  await expect(row(logs, "r0").nth(1)).toHaveText("x=2term 1, applied, ✓ told");
  await expect(row(logs, "r1").nth(1)).toHaveText("x=3term 2, applied, ✓ told");
  await page.getByRole("slider", { name: "Playhead" }).press("End");
  await expect(row(logs, "r0").nth(1)).toContainText("x=2term 1, ✗ discarded, ✓ told");
});

test("a crash of the leader at the playhead is counted under several settings", async ({ page }) => {
  await open(page, link("lag=0ms&at=20ms&do=0 write c0 x=1"));
  const { act, costs, steps } = lab(page);
  await act.getByLabel("Act on").selectOption("r0");
  await act.getByRole("button", { name: "Crash" }).click();
  await expect(steps).toHaveValue("0 write c0 x=1\n20 crash r0");
  await expect(row(costs, "as set").first()).toHaveText("34.214 ms");
  await expect(row(costs, "no failover").nth(1)).toHaveText("0");
});

test("a link from when the replication log was a part of this lab says where it is now", async ({ page }) => {
  await open(page, link("log=values&script=insert author=ann&do=0 write c0 x=1"));
  const there = "labs/replication_log/?log=values&script=insert+author=ann";
  await expect(page.getByText(there)).toBeVisible();
  const { logs } = lab(page);
  await logs.getByRole("link", { name: "the replication log" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Replication log");
});

test("a challenge is marked as the settings change", async ({ page }) => {
  await open(page, LAB);
  const name = "The right time-out";
  const challenge = page.getByRole("article").filter({ has: page.getByRole("heading", { name }) });
  await challenge.getByRole("link", { name: "Start here" }).click();
  await expect(challenge.getByText("✓ Solved")).toBeHidden();
  const timeout = page.getByLabel("Time-out: suspects it without an answer for");
  await timeout.fill("45ms");
  await timeout.blur();
  await expect(challenge.getByText("✓ Solved")).toBeVisible();
});

test("in a course page's frame nothing is cut off", async ({ page }) => {
  await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  const box = await page.getByRole("group", { name: /^Cluster/ }).boundingBox();
  expect(box.y).toBeLessThan(300);
});

test("on a phone the picture comes first", { tag: "@phone-only" }, async ({ page }) => {
  await open(page, LAB);
  const { y, height } = await page.getByRole("group", { name: /^Cluster/ }).boundingBox();
  expect(y + Math.min(height, 320)).toBeLessThan(page.viewportSize().height);
});
