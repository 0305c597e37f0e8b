// The rebalancing lab: the ring and its rivals on the same keys, changes by button and as text, large sizes in pieces.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/rebalancing/";

function link(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

/** The parts of the lab, by role and name. */
function lab(page) {
  const stage = page.getByRole("region", { name: "What moves" });
  const compared = page.getByRole("region", { name: /^All schemes, the same keys/ });
  return {
    stage,
    compared,
    told: stage.getByRole("status").first(),
    picture: stage.getByRole("img", { name: /keys move|cannot|Nothing changes/ }),
    row: (name) => compared.getByRole("row", { name }),
    deed: (name) => page.getByRole("group", { name: "Change the cluster" }).getByRole("button", { name }),
    node: page.getByRole("group", { name: "Change the cluster" }).getByLabel("Node", { exact: true }),
    scheme: page.getByLabel("Scheme that is drawn"),
    slider: (name) => page.getByRole("slider", { name }),
    text: page.getByLabel("The changes as text"),
    key: page.getByLabel("Where is the key"),
  };
}

test("hash mod N moves nearly all where a ring moves a share", async ({ page }) => {
  await open(page, link("n=10&v=100"));
  const { told, row, scheme } = lab(page);
  await expect(told).toContainText(/A node joins: 10\.\d\s% of 10,000 keys move\. For an even spread 9\.1\s% would/);
  await expect(row(/^Hash mod N/)).toContainText(/90\.\d\s%/);
  await scheme.selectOption("mod");
  await expect(told).toContainText(/A node joins: 90\.\d\s%/);
  await expect.poll(() => parameter(page, "scheme")).toBe("mod");
});

test("nodes are added, removed and lost by button, and every step can be undone", async ({ page }) => {
  await open(page, link("n=5&do="));
  const { deed, node, text, told } = lab(page);
  await expect(told).toContainText("Nothing changes: add a node.");
  await deed("Add a node").click();
  await expect(text).toHaveValue("add");
  await node.fill("n3");
  await node.blur();
  await deed("Let it fail").click();
  await expect(text).toHaveValue("add; fail n3");
  await expect(told).toContainText("n3 serves nothing any more");
  await page.getByRole("button", { name: "1. add" }).click();
  await expect(told).toContainText("A node joins");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(text).toHaveValue("add");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect(text).toHaveValue("add; fail n3");
  await expect.poll(() => parameter(page, "do")).toBe("add; fail n3");
});

test("changes are edited as text: a wrong one is named with its fix, and stays", async ({ page }) => {
  await open(page, LAB);
  const { text, told } = lab(page);
  await text.fill("add; explode");
  await text.blur();
  await expect(page.getByText(/expected a change such as `add`, `remove n2`/)).toBeVisible();
  await expect(text).toHaveValue("add; explode");
  await text.fill("remove n1; grow 2");
  await text.blur();
  await expect(told).toContainText("There is 2 times the data");
});

test("a scheme that cannot do a change says why, and the others go on", async ({ page }) => {
  await open(page, link("scheme=jump&do=remove n1"));
  const { told, row } = lab(page);
  await expect(told).toContainText("jump hashing can only let the last node go: n4, not n1");
  await expect(row(/^Jump hashing/)).toContainText("cannot");
  await expect(row(/^Hash mod N/)).toContainText("%");
});

test("a key says who owns it and why, by its name and by a click on the ring", async ({ page }) => {
  await open(page, LAB);
  const { key, stage } = lab(page);
  await expect(stage).toContainText(/ann \(hash [0-9a-f]{8} …\)/);
  await key.fill("bob");
  await key.blur();
  await expect(stage).toContainText(/bob \(hash [0-9a-f]{8} …\) .*the next token clockwise/);
  await expect.poll(() => parameter(page, "key")).toBe("bob");
  await stage.locator(".ring .key").nth(3).click();
  await expect(stage).toContainText(/user-\d{8} \(hash/);
});

test("ten clients say that “always” does not hold", async ({ page }) => {
  await open(page, link("n=4"));
  const clients = page.getByRole("region", { name: "“The same client always goes to the same server”", exact: true });
  await expect(clients.getByRole("status")).toContainText(/of 10 clients go to another server by hash mod N/);
  await expect(clients.getByRole("row")).toHaveCount(11);
});

test("the sampled curves come with their closed forms beside them", async ({ page }) => {
  await open(page, link("n=10"));
  await expect(page.getByRole("img", { name: /coefficient of variation of the loads of 10 nodes/ })).toBeVisible();
  await expect(page.getByRole("img", { name: /moves when one more node joins/ })).toBeVisible();
  const tokens = page.getByRole("region", { name: "One token a node, or many", exact: true });
  await expect(tokens.getByRole("row")).toHaveCount(5);
});

test("by keyboard alone: another scheme, another number of nodes", async ({ page }) => {
  await open(page, LAB);
  const { row, slider, told } = lab(page);
  await row(/^Fixed shards/).getByRole("button").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => parameter(page, "scheme")).toBe("fixed");
  await slider("Nodes at first").focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => parameter(page, "n")).toBe("6");
  await expect(told).toContainText("A node joins");
});

test("a thousand nodes, a hundred thousand tokens, a million keys: the page answers meanwhile, and the work can be stopped", async ({
  page,
}) => {
  test.slow();
  await open(page, link("n=1000&v=100&keys=1000"));
  const { slider, picture, stage, told } = lab(page);
  await expect(picture).toBeVisible();
  expect(await stage.locator(".ring path").count()).toBeLessThan(120);
  await slider("Keys").focus();
  await page.keyboard.press("End");
  await expect(stage.getByRole("progressbar")).toBeVisible();
  await stage.getByRole("button", { name: "Stop" }).click();
  await expect(stage).toContainText("Stopped. What is shown belongs to the settings before.");
  await expect(told).toContainText("of 1,000 keys");
  await stage.getByRole("button", { name: "Go on" }).click();
  await expect(told).toContainText("of 1,000,000 keys", { timeout: 60_000 });
  await expect(stage.getByRole("progressbar")).toBeHidden();
});

test("a link carries its fingerprint, and what it says wrong is named", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, link("n=6&do=add;fly;remove n9"));
  await expect(page.getByText("Not everything in this link could be used").locator("..")).toContainText("`fly`");
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByText("The link is in the clipboard.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  await open(page, copied);
  await expect(page.getByText("This link showed another run")).toBeHidden();
  await open(page, copied.replace(/trace=[^&]*/, "trace=elsewhere"));
  await expect(page.getByText("This link showed another run")).toBeVisible();
});

test("a challenge is marked as the settings change", async ({ page }) => {
  await open(page, LAB);
  const challenge = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "As few shards as will do" }) });
  await challenge.getByRole("link", { name: "Start here" }).click();
  await expect(challenge.getByText("✓ Solved")).toBeHidden();
  await open(page, link("scheme=fixed&n=5&shards=72&keys=100000&do=add 4"));
  await expect(challenge.getByText("✓ Solved")).toBeVisible();
});

for (const query of ["scheme=mod", "n=30&scheme=rendezvous", "scheme=jump&do=remove n0", "n=999&v=100&keys=100"]) {
  test(`axe is content with ${query}`, { tag: "@phone" }, async ({ page }) => {
    await open(page, link(query));
    const axe = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(axe.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`)).toEqual([]);
  });
}

test("in a course page's frame and on a phone nothing is wider than the page, and the picture comes first", { tag: "@phone" }, async ({
  page,
}) => {
  if (page.viewportSize().width > 640) await page.setViewportSize({ width: 640, height: 480 });
  await open(page, LAB);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const { y } = await lab(page).picture.boundingBox();
  expect(y).toBeLessThan(300);
});
