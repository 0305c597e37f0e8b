// The multi-leader lab: data centres that are chosen, two writes that conflict, versions that are compared by hand.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/multi_leader/";

function link(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

/** The parts of the lab, by role and name. */
function lab(page) {
  return {
    panel: (name) => page.getByRole("region", { name, exact: true }),
    slider: (name) => page.getByRole("slider", { name }),
    choice: (name) => page.getByRole("combobox", { name, exact: true }),
    picture: page.getByRole("group", { name: /^Cluster/ }),
    act: page.getByRole("group", { name: "Act on" }),
    log: page.getByRole("region", { name: "Event log" }),
  };
}

test("each data centre is drawn with its leader, and a slider adds one", async ({ page }) => {
  await open(page, LAB);
  const { picture, slider } = lab(page);
  await expect(picture.getByText("Data centre 2")).toBeVisible();
  await expect(picture.getByText("Data centre 3")).toHaveCount(0);
  await slider("Data centres, with a leader each").fill("3");
  await expect(picture.getByText("Data centre 3")).toBeVisible();
  await expect(picture.getByRole("img").first()).toHaveAttribute("aria-label", /r4/);
  await expect.poll(() => parameter(page, "sites")).toBe("3");
});

test("what becomes of a conflict is chosen, and said with both vectors", async ({ page }) => {
  await open(page, LAB);
  const { panel, choice, log } = lab(page);
  await expect(panel("Conflicts")).toContainText("[r0:2] and [r0:1 r2:1]: concurrent");
  await expect(panel("Conflicts")).toContainText("c0 write x=2, stamped 201@r0, gave way to c1 write x=3, stamped 202@r2.");
  await choice("Conflicting writes").selectOption("siblings");
  await expect(panel("Conflicts")).toContainText("both are kept as siblings");
  await expect(panel("Conflicts")).not.toContainText("gave way");
  await page.getByRole("button", { name: "To the end" }).click();
  await expect(log).toContainText("c0 read x: 2 and 3");
});

test("a story brings its own requests, and clients can be told to make more", async ({ page }) => {
  await open(page, LAB);
  const { choice, act, log } = lab(page);
  await choice("Story").selectOption("likes");
  await choice("Conflicting writes").selectOption("merge");
  await page.getByRole("button", { name: "To the end" }).click();
  await expect(log).toContainText("c1 read likes: 12");
  await act.getByLabel("Act on").selectOption("c1");
  await act.getByRole("button", { name: "Like", exact: true }).click();
  await expect.poll(() => parameter(page, "do")).toContain("increment c1 likes=1");
});

test("the distance is paid by whoever writes to one leader far away", async ({ page }) => {
  await open(page, link("do=0 write c0 x=1;200 write c1 x=2"));
  const row = () => lab(page).panel("Here or far away").getByRole("row", { name: /^Data centre 2/ });
  await expect(row()).toContainText("2 ms");
  await expect(row()).toContainText("103 ms");
  await lab(page).slider(/^Between two of them/).fill("200");
  await expect(row()).toContainText("403 ms");
});

test("two versions are compared by hand, by keyboard alone", async ({ page }) => {
  await open(page, link("a=3.3&b=3.3"));
  const comparing = lab(page).panel("Comparing versions");
  await expect(comparing.getByRole("status")).toContainText("A and B are equal");
  await comparing.getByRole("button", { name: "A: one write of r0 more" }).focus();
  await page.keyboard.press("Enter");
  await expect(comparing.getByRole("status")).toContainText("A is after B");
  await comparing.getByRole("button", { name: "B: one write of r2 more" }).focus();
  await page.keyboard.press("Enter");
  await expect(comparing.getByRole("status")).toContainText("concurrent");
  await expect(comparing.getByRole("img", { name: /A is \[r0:4 r2:3\], B is \[r0:3 r2:4\]/ })).toBeVisible();
  await expect.poll(() => parameter(page, "b")).toBe("3.4.0");
});

test("a challenge is marked as the run changes", async ({ page }) => {
  await open(page, link("between=100ms&do=0 write c0 x=1;20 write c1 x=2;40 write c0 x=3;60 write c1 x=4"));
  const challenge = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "Quick, and no conflict" }) });
  await expect(challenge.getByText("✓ Solved")).toBeHidden();
  await page.getByLabel("Steps as text, one a line").fill("0 write c0 x=1\n150 write c1 x=2\n300 write c0 x=3\n450 write c1 x=4");
  await page.getByLabel("Steps as text, one a line").blur();
  await expect(challenge.getByText("✓ Solved")).toBeVisible();
});
