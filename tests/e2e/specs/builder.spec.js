// The builder of embeds: what it shows is what readers get, and what it copies works on a page of another origin.
import { AxeBuilder } from "@axe-core/playwright";
import { follow, open } from "../support/faultline.js";
import { expect, frameOf, test } from "../support/host.js";

/** The parts of the builder. */
function builder(page) {
  return {
    preview: page.frameLocator(".preview iframe"),
    text: (name) => page.locator(`pre[aria-label="${name}"]`),
    list: (name) => page.getByRole("combobox", { name, exact: true }),
  };
}

test("a lab's state goes by the builder into a page of another origin", async ({ page, host }) => {
  await open(page, "labs/quorum/?n=5&r=2");
  await follow(page, page.getByRole("link", { name: "Embed", exact: true }), /embed\/\?lab=quorum&n=5&r=2/);
  const { preview, text } = builder(page);
  await expect(preview.getByLabel("N, replicas of each key")).toHaveValue("5");

  await page.getByText("Readers cannot change: nothing").click();
  await page.getByRole("checkbox", { name: "N, replicas of each key" }).check();
  await page.getByText("Not shown: nothing").click();
  await page.getByRole("checkbox", { name: "Challenges" }).check();
  await expect(preview.getByLabel("N, replicas of each key")).toBeDisabled();
  await expect(page).toHaveURL(/locked=n&hidden=challenges/);

  const html = await text("Element").textContent();
  await page.goto(await host(`<h1>A course</h1>${html}`));
  const lab = await frameOf(page, "faultline-lab");
  await expect(lab.getByLabel("N, replicas of each key")).toBeDisabled();
  await expect(lab.getByLabel("R, answers a read waits for")).toHaveValue("2");
  await expect(lab.locator(".challenges")).toBeHidden();
});

test("the plain frame shows the same", async ({ page, host }) => {
  await open(page, "embed/?lab=quorum&n=5&locked=n&place=moodle");
  const html = await builder(page).text("Frame").textContent();
  await page.goto(await host(`<h1>A course</h1>${html}`));
  const lab = page.frameLocator("iframe");
  await expect(lab.getByLabel("N, replicas of each key")).toBeDisabled();
  await expect(lab.getByLabel("N, replicas of each key")).toHaveValue("5");
  await expect(page.locator("iframe")).toHaveAttribute("title", /^Quorums: /);
});

test("a link that is pasted, a prediction, a goal and a card can be chosen", async ({ page }) => {
  await open(page, "embed/");
  const { preview, text, list } = builder(page);
  const paste = page.getByLabel("Or paste the link of a lab or a card");
  await paste.focus();
  await page.keyboard.insertText("https://somewhere.example/labs/cap/?side=ap&trace=1.abc");
  await expect(text("Element")).toContainText('lab="cap" side="ap"');
  await paste.fill("https://somewhere.example/labs/none/");
  await expect(page.getByText("expected the address of a lab")).toBeVisible();
  await paste.fill("");

  await list("In the frame").selectOption({ label: "Quorums" });
  await expect(list("Opens with").getByRole("option").nth(1)).toHaveText(/^Predict: /);
  await list("Opens with").selectOption({ index: 1 });
  await expect(text("Element")).toContainText(" preset=");
  await expect(preview.getByRole("region", { name: "Predict first" })).toBeVisible();

  await list("Opens with").selectOption({ index: 0 });
  await list("Goal that it marks").selectOption({ label: "A catalogue" });
  await expect(text("Element")).toContainText(/goal="[^"]*reads_survive:2,/);
  await expect(preview.getByRole("region", { name: "Goal" }).getByRole("listitem")).toHaveCount(5);

  await list("In the frame").selectOption({ label: "A card" });
  await list("Topic").selectOption({ label: "CAP and consistency" });
  await expect(text("Element")).toContainText('topic="cap" card="');
  await expect(preview.getByRole("article")).toHaveCount(1);
});

test("what is copied is in the clipboard", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "embed/?lab=cap&place=elsewhere");
  await page.getByRole("button", { name: "Copy: Link in Markdown" }).click();
  await expect(page.getByText("Link in Markdown: in the clipboard.")).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^\[CAP: [^\]]+\]\(http:\/\/[^ )]+\/labs\/cap\/\)\n$/);
});

test("only pages that show a lab in a frame allow frames, and it is loaded for that", async ({ page }) => {
  const policy = () =>
    page.locator('meta[http-equiv="Content-Security-Policy"]').evaluate((meta) => meta.content);
  await open(page, "teachers/");
  expect(await policy()).not.toContain("frame-src");
  await follow(page, page.getByRole("link", { name: "make an embed" }), /embed\/$/);
  expect(await policy()).toContain("; frame-src 'self'");
  await expect(builder(page).preview.getByRole("button", { name: "Play" })).toBeVisible();
  await follow(page, page.getByRole("contentinfo").getByRole("link", { name: "Embedding" }), /embedding\/$/);
  expect(await policy()).not.toContain("frame-src");
});

test("every part that can be hidden is there, and hidden when it is asked for", async ({ page }) => {
  test.slow();
  await open(page, "embed/");
  const options = builder(page).list("In the frame").getByRole("option");
  const labs = await options.evaluateAll((all) => all.map((it) => it.value));
  for (const lab of labs.filter((lab) => lab !== "card")) {
    await open(page, `labs/${lab}/?embed=1`);
    await page.locator(".predictions li").first().waitFor();
    const words = await page.evaluate(() => document.documentElement.dataset.words);
    const knobs = await (await page.request.get(new URL(`lab-${lab}.txt`, words).href)).text();
    const parts = knobs.split("\n").map((line) => line.split("\t")).filter(([kind]) => kind === "part");
    expect(parts.length, lab).toBeGreaterThan(3);
    for (const [, name] of parts) {
      await expect(page.locator(`#main .${name}`).first(), `${lab}: ${name}`).toBeAttached();
    }
  }
});

test("the builder and the examples have no violation and fit a phone @phone", async ({ page }) => {
  for (const path of ["embed/?lab=quorum&n=5", "embedding/"]) {
    await open(page, path);
    const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
    const room = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(room, path).toBeLessThanOrEqual(0);
  }
});
