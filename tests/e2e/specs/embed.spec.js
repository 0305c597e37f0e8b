// Faultline in a page of another site: three frames by one script, each with its own wishes; hostile hosts and links.
import { AxeBuilder } from "@axe-core/playwright";
import { open, ROUTES } from "../support/faultline.js";
import { expect, frameOf, listenToElements, test } from "../support/host.js";

/** An element with these attributes, and its id for content. */
function element(id, attributes) {
  return `<faultline-lab id="${id}" ${attributes}><b>${id}</b></faultline-lab>`;
}

const QUORUM = element("a", 'lab="quorum" n="3" r="2" w="2" lock="n" hide="title,predictions"');
const CARD = element("b", 'topic="reliability" card="reliability-always-503" theme="dark"');
const GOAL = element("c", 'lab="single_leader" goal="nothing_lost:kept,writes_min:1" title="A goal"');

function script(baseURL) {
  return `<script async src="${baseURL}embed.js"></script>`;
}

/** Waits for something that elements have told. */
async function heard(told, type, id, matches = () => true) {
  await expect.poll(async () => (await told(type, id)).filter(matches).length, `${type} of ${id}`).toBeGreaterThan(0);
  return (await told(type, id)).filter(matches).at(-1);
}

/** A slider's value, set as by hand. */
async function slide(slider, value) {
  await slider.fill(String(value));
}

test("a page of another origin shows three frames, each as it was asked for", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(`${script(baseURL)}<h1>A course</h1>${QUORUM}${CARD}${GOAL}`));

  const quorum = await frameOf(page, "#a");
  await expect(quorum.getByLabel("N, replicas of each key")).toBeDisabled();
  await expect(quorum.getByLabel("W, answers a write waits for")).toBeEnabled();
  await expect(quorum.getByRole("heading", { level: 1 })).toHaveCount(0);
  await expect(quorum.getByRole("banner").or(quorum.getByRole("navigation"))).toHaveCount(0);
  const whole = quorum.getByRole("link", { name: "Open in Faultline" });
  await expect(whole).toHaveAttribute("href", `${baseURL}labs/quorum/?n=3&r=2&w=2`);

  await page.locator("#b").scrollIntoViewIfNeeded();
  const card = await frameOf(page, "#b");
  await expect(card.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(card.getByRole("article")).toHaveCount(1);
  await expect(card.getByRole("button", { name: "Next card" })).toHaveCount(0);

  await page.locator("#c").scrollIntoViewIfNeeded();
  const goal = await frameOf(page, "#c");
  await expect(goal.getByRole("region", { name: "Goal" }).getByRole("listitem")).toHaveCount(2);
  await expect(page.locator("#c iframe")).toHaveAttribute("title", "A goal");
  await expect(page.locator("#a iframe")).toHaveAttribute("title", "Faultline: Quorums");
  expect(await heard(told, "ready", "a")).toMatchObject({ faultline: 1, page: "labs/quorum/", title: "Quorums" });
  for (const id of ["a", "b", "c"]) await expect(page.locator(`#${id}`).getByText(id, { exact: true })).toBeHidden();
  expect(await told("error")).toEqual([]);
});

test("a frame is as high as what it shows", async ({ page, baseURL, host }) => {
  await page.goto(await host(`${script(baseURL)}${CARD}`));
  const card = await frameOf(page, "#b");
  const inner = () => card.locator("body").evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
  const outer = () => page.locator("#b iframe").evaluate((frame) => frame.clientHeight);
  await expect.poll(async () => (await outer()) - (await inner())).toBe(0);
  const before = await outer();
  await card.getByRole("button", { name: /every single request gets an answer/ }).click();
  await expect.poll(outer).toBeGreaterThan(before);
  await expect.poll(async () => (await outer()) - (await inner())).toBe(0);
});

test("the host opens states and asks what came of them, and hears what changes", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(`${script(baseURL)}${QUORUM}`));
  const lab = await frameOf(page, "#a");
  await slide(lab.getByLabel("R, answers a read waits for"), 1);
  const changed = await heard(told, "change", "a");
  expect(new URLSearchParams(changed.query).get("r")).toBe("1");

  await page.locator("#a").evaluate((element) => element.set({ n: 3, w: 3, r: 1 }));
  await expect(lab.getByLabel("W, answers a write waits for")).toHaveValue("3");
  await page.locator("#a").evaluate((element) => element.setAttribute("w", "1"));
  await expect(lab.getByLabel("W, answers a write waits for")).toHaveValue("1");

  const result = await page.locator("#a").evaluate((element) => element.ask());
  expect(result.report).toContain("W=1");
  expect(result.fingerprint).toMatch(/^[\w.]+$/);
  expect(new URLSearchParams(result.query).get("w")).toBe("1");
  expect(result.query).not.toContain("trace");
});

test("what is locked stays, whatever the student does, and the host may change it", async ({ page, baseURL, host }) => {
  await page.goto(await host(`${script(baseURL)}${QUORUM}`));
  const lab = await frameOf(page, "#a");
  const n = lab.getByLabel("N, replicas of each key");
  await slide(lab.getByLabel("W, answers a write waits for"), 3);
  await lab.getByRole("button", { name: "Start over" }).click();
  await expect(lab.getByLabel("W, answers a write waits for")).toHaveValue("2");
  await n.evaluate((slider) => {
    slider.disabled = false;
    slider.value = "5";
    slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  await slide(lab.getByLabel("R, answers a read waits for"), 3);
  await expect(lab.getByLabel("R, answers a read waits for")).toHaveValue("3");
  await expect(n).toBeDisabled();
  await expect(n).toHaveValue("3");
  await page.locator("#a").evaluate((element) => element.setAttribute("n", "5"));
  await expect(n).toHaveValue("5");
  await expect(n).toBeDisabled();
});

/** Settings whose control is drawn only with certain others, or is no field. */
const WITHOUT_CONTROL = {
  multi_leader: ["a", "b"],
  placement: ["percent", "show"],
  rebalancing: ["per", "shards", "split", "at"],
};

for (const route of ROUTES.filter((route) => route.startsWith("labs/"))) {
  test(`what can be locked in ${route} is disabled where it is drawn, and says so`, async ({ page }) => {
    const id = route.split("/")[1];
    await page.setViewportSize({ width: 1100, height: 6000 });
    await open(page, route);
    const words = await page.evaluate(() => document.documentElement.dataset.words);
    const lines = (await (await page.request.get(`${words}lab-${id}.txt`)).text()).split("\n");
    const keys = lines.map((line) => line.split("\t")).filter(([kind]) => kind === "key");
    await open(page, `${route}?embed=1&lock=${keys.map(([, key]) => key).join(",")}`);
    for (const [, key, label] of keys.filter(([, key]) => !WITHOUT_CONTROL[id]?.includes(key))) {
      const name = page.locator("label, span").getByText(label, { exact: true });
      const field = page.locator(".field").filter({ has: name });
      const locked = field.or(page.locator(`[aria-label="${label}"]`)).and(page.locator("[data-locked]"));
      const control = locked.locator("input, select, textarea").or(locked.getByRole("button")).first();
      await expect(locked.first(), key).toBeAttached();
      await expect(control, key).toBeDisabled();
    }
  });
}

test("a goal is marked in the frame and told to the host", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(script(baseURL) + element("c", 'lab="single_leader" goal="writes_min:4"')));
  const lab = await frameOf(page, "#c");
  const goal = lab.getByRole("region", { name: "Goal" });
  expect((await heard(told, "goal", "c")).reached).toBe(false);
  await expect(goal.getByRole("listitem")).toContainText("○");
  const steps = [1, 2, 3, 4].map((n) => `${n} write c0 x=${n}`).join(";");
  await page.locator("#c").evaluate((element, steps) => element.set({ do: steps }), steps);
  expect(await heard(told, "goal", "c", (it) => it.reached)).toMatchObject({ goal: "writes_min:4" });
  await expect(goal.getByRole("status")).toHaveText("✓ Goal reached.");
});

test("a preset's question is asked, and no other", async ({ page }) => {
  await page.goto("labs/quorum/");
  const tabs = page.locator(".presets button");
  await expect(tabs.nth(1)).toBeVisible();
  const title = await tabs.nth(1).textContent();
  const words = await page.evaluate(() => document.documentElement.dataset.words);
  const lines = (await (await page.request.get(`${words}lessons-quorum.txt`)).text()).split("\n");
  const id = lines.map((line) => line.split("\t")).find((line) => line[2] === title)[1];
  await open(page, `labs/quorum/?embed=1&preset=${id}`);
  await expect(page.locator(".presets button[aria-pressed=true]")).toHaveText(title);
  await expect(page.locator(".presets")).toBeHidden();
  await expect(page.getByRole("list", { name: "Your prediction" })).toBeVisible();
});

test("frames load when they are nearly in sight, and one that is broken leaves the others alone", async ({
  page,
  baseURL,
  host,
  complaints,
}) => {
  complaints.allow(/404/);
  const told = await listenToElements(page);
  const broken = `<faultline-lab id="x" lab="nope"><a href="/notes">The notes on it</a></faultline-lab>`;
  // Something that keeps the other one out of sight.
  const far = "<p>…</p>".repeat(200);
  await page.goto(await host(`${script(baseURL)}${broken}${far}${QUORUM}`));
  await expect(page.getByRole("link", { name: "The notes on it" })).toBeVisible();
  await expect(page.locator("#a iframe")).toHaveCount(0);
  await page.locator("#a").scrollIntoViewIfNeeded();
  await frameOf(page, "#a");
  expect(await told("error", "a")).toEqual([]);
});

test("a frame that never answers gives way to what stands in its place, and says so", async ({
  page,
  baseURL,
  host,
  complaints,
}) => {
  complaints.allow(/404/);
  await page.clock.install();
  const told = await listenToElements(page);
  await page.goto(await host(`${script(baseURL)}<faultline-lab id="x" lab="nope"><b>Instead</b></faultline-lab>`));
  await expect(page.locator("#x iframe")).toHaveCount(1);
  await page.clock.runFor(31_000);
  await expect(page.locator("#x")).toContainText("Faultline cannot be shown here: it did not answer.");
  await expect(page.getByText("Instead")).toBeVisible();
  await expect(page.locator("#x iframe")).toHaveCount(0);
  expect(await told("error", "x")).toEqual([{ message: "it did not answer" }]);
});

test("a host with a strict policy allows our script and our frames, and nothing else is needed", async ({
  page,
  baseURL,
  host,
}) => {
  const { origin } = new URL(baseURL);
  const policy = `default-src 'none'; script-src ${origin}; frame-src ${origin}; require-trusted-types-for 'script'`;
  await page.goto(await host(`${script(baseURL)}${QUORUM}`, { "content-security-policy": policy }));
  await expect((await frameOf(page, "#a")).getByLabel("N, replicas of each key")).toBeVisible();
});

test("in a sandbox without an origin a lab works where its host allows that", async ({ page, host, site }) => {
  const address = await site({ "access-control-allow-origin": "*" });
  const told = await listenToElements(page);
  await page.goto(await host(script(address) + element("a", 'lab="quorum" n="3" w="2" sandbox')));
  const lab = await frameOf(page, "#a");
  await expect(page.locator("#a iframe")).toHaveAttribute("sandbox", "allow-scripts allow-popups");
  await slide(lab.getByLabel("W, answers a write waits for"), 3);
  expect((await heard(told, "change", "a")).query).toContain("w=3");
  await page.locator("#a").evaluate((element) => element.set("n=5&w=4"));
  await expect(lab.getByLabel("N, replicas of each key")).toHaveValue("5");
  const result = await page.locator("#a").evaluate((element) => element.ask());
  expect(result.report).toContain("W=4");
});

test("in a sandbox on a plain host the page says what is wrong, and where it works", async ({
  page,
  host,
  site,
  complaints,
}) => {
  complaints.allow(/CORS|ERR_FAILED/);
  const address = await site();
  const plain = `<iframe sandbox="allow-scripts" title="plain" src="${address}labs/quorum/?embed=1&n=3"></iframe>`;
  const told = await listenToElements(page);
  await page.goto(await host(script(address) + plain + element("a", 'lab="quorum" sandbox')));
  const frame = page.frameLocator("iframe[title=plain]");
  await expect(frame.locator("#boot")).toContainText("in a sandbox without an origin");
  const whole = frame.getByRole("link", { name: "Open the page by itself" });
  await expect(whole).toHaveAttribute("href", `${address}labs/quorum/?n=3`);
  expect((await heard(told, "error", "a")).message).toContain("in a sandbox without an origin");
  await expect(page.locator("#a").getByText("a", { exact: true })).toBeVisible();
});

test("a frame keeps nothing unless its host allows that", async ({ page, baseURL, host }) => {
  const card = (more) => element("b", `topic="reliability" card="reliability-always-503" ${more}`);
  for (const [more, kept] of [["", 0], [`store="1"`, 1]]) {
    await page.goto(await host(`${script(baseURL)}${card(more)}`));
    const frame = await frameOf(page, "#b");
    await frame.getByRole("button", { name: /every single request gets an answer/ }).click();
    await expect(frame.getByRole("article").getByText("Not so:")).toBeVisible();
    const n = await page.frames().at(-1).evaluate((isAllowed) => (isAllowed ? localStorage.length : -1), kept === 1);
    expect(n).toBe(kept === 1 ? 1 : -1);
  }
});

test("an answer is told to the host", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(script(baseURL) + CARD));
  const card = await frameOf(page, "#b");
  await card.getByRole("button", { name: /every single request gets an answer/ }).click();
  const answer = await heard(told, "answer", "b");
  expect(answer).toMatchObject({ card: "reliability-always-503", topic: "reliability", correct: false });
  expect(answer.given).toContain("every single request gets an answer");
});

test("a frame adds nothing to the history of the page around it", async ({ page, baseURL, host }) => {
  await page.goto(await host(script(baseURL) + element("a", 'lab="quorum"')));
  const lab = await frameOf(page, "#a");
  const before = await page.evaluate(() => history.length);
  await lab.getByRole("list", { name: "Your prediction" }).getByRole("button").first().click();
  await lab.getByRole("button", { name: "Show me the run" }).click();
  expect(await page.evaluate(() => history.length)).toBe(before);
});

test("links that leave the page open beside the host's", async ({ page, baseURL, host, context }) => {
  await page.goto(await host(`${script(baseURL)}${CARD}`));
  const card = await frameOf(page, "#b");
  const opened = context.waitForEvent("page");
  await card.getByRole("link", { name: "Open in Faultline" }).click();
  await expect(await opened).toHaveURL(/cards\/reliability\/\?card=reliability-always-503$/);
});

// ---- What a wrong link says ----

for (const [query, key, said] of [
  ["theme=neon", "theme", "expected auto, light, dark, projector, not “neon”; used auto instead"],
  ["lang=tlh", "lang", "expected en, not “tlh”; used en instead"],
  ["motion=fast", "motion", "expected on, off, not “fast”; used on instead"],
  ["store=yes", "store", "expected 0, 1, not “yes”; used 0 instead"],
  ["theme=dark&theme=light", "theme", "it stands twice; the first one counts"],
  ["lock=n", "lock", "there is no “n” here; there is nothing of that kind"],
  ["hide=list,nose", "hide", "there is no “nose” here; there is title, open, moves, list, panels"],
  ["goal=nothing_lost:kept", "goal", "only labs have goals"],
  ["preset=x", "preset", "there is no “x” here; there is"],
]) {
  test(`a frame with ${query} says what is wrong and what it used`, async ({ page }) => {
    await open(page, `cards/reliability/?embed=1&${query}`);
    const notes = page.getByRole("status").filter({ hasText: "Not everything in this link could be used" });
    await expect(notes.getByRole("listitem")).toHaveText([new RegExp(`^${key}: ${said}`)]);
  });
}

test("a lab names the keys and parts that it does not have", async ({ page }) => {
  await open(page, "labs/quorum/?embed=1&lock=n,nose&hide=take,nose&goal=nothing_lost:kept,nose:1");
  const notes = page.getByRole("status").filter({ hasText: "Not everything" }).getByRole("listitem");
  await expect(notes.filter({ hasText: "lock: there is no “nose” here; there is n, w" })).toHaveCount(1);
  await expect(notes.filter({ hasText: "hide: there is no “nose” here; there is title" })).toHaveCount(1);
  await expect(notes.filter({ hasText: "goal: this lab does not know every condition of it" })).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Copy the link" })).toBeHidden();
});

test("without motion a run is shown event by event", async ({ page }) => {
  await open(page, "labs/quorum/?embed=1&motion=off");
  await expect(page.locator("html")).toHaveAttribute("data-still", "");
});

// ---- Hostile links and messages ----

const OWN = "document.title='owned'";
const MARKUP = `<img src=x onerror="${OWN}">"'><script>${OWN}</script><svg onload=alert(1)>`;
const NAMES = ["__proto__", "constructor", "javascript:alert(1)", "{{7*7}}"];
const HOSTILE = [MARKUP, ...NAMES, "a".repeat(300), "%00%ff", "\u202e\u0000\n\t"];

/** Elements that only markup from outside could have made. */
async function expectUntouched(page, frame = page) {
  await expect(frame.locator("img, svg[onload], body script, main iframe, [onerror]")).toHaveCount(0);
  expect(await page.evaluate(() => document.title)).not.toContain("owned");
}

test("nothing in a link reaches the page as anything but text", async ({ page, baseURL }) => {
  const { origin } = new URL(baseURL);
  const strangers = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith("data:")) strangers.push(request.url());
  });
  page.on("dialog", (dialog) => strangers.push(dialog.message()));
  const frames = ["theme", "lang", "lock", "hide", "motion", "goal", "preset", "store", "course"];
  const keys = [...frames, "n", "do", "seed", "trace", "card"];
  for (const text of HOSTILE) {
    const query = new URLSearchParams(keys.map((key) => [key, text]));
    for (const path of ["labs/quorum/", "cards/reliability/"]) {
      await open(page, `${path}?embed=1&${query}`);
      await expect(page.getByRole("status").filter({ hasText: "Not everything" }).first()).toBeVisible();
      await expectUntouched(page);
    }
  }
  expect(strangers).toEqual([]);
});

test("a frame hears its host alone, and of that only messages of a known shape", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(`${script(baseURL)}${QUORUM}<iframe id="stranger" srcdoc="<p>…"></iframe>`));
  const lab = await frameOf(page, "#a");
  const w = lab.getByLabel("W, answers a write waits for");
  const before = (await told("change", "a")).length;
  await page.evaluate((markup) => {
    const frame = document.querySelector("#a").shadowRoot.querySelector("iframe").contentWindow;
    const set = { faultline: 1, type: "set" };
    const cyclic = { ...set };
    cyclic.query = cyclic;
    const messages = [
      null, 0, "set", [], [set], { type: "set", query: "w=3" }, { faultline: "1", type: "set", query: "w=3" },
      { ...set }, { ...set, query: 3 }, { ...set, query: { toString: "w=3" } }, cyclic, { ...set, query: new Date(0) },
      { ...set, query: "w=3&".repeat(100_000) }, { ...set, type: "constructor", query: "w=3" },
      { ...set, type: "ask" }, { ...set, type: "ask", what: "__proto__" },
      JSON.parse('{"__proto__": {"faultline": 1, "type": "set", "query": "w=3"}}'),
    ];
    for (const message of messages) frame.postMessage(message, "*");
    // Another window's, though its shape is right.
    const stranger = document.getElementById("stranger").contentWindow;
    stranger.frame = frame;
    stranger.eval?.("frame.postMessage({ faultline: 1, type: 'set', query: 'w=3' }, '*')");
    // The host's own, with markup for settings.
    frame.postMessage({ ...set, query: `n=3&r=2&w=${encodeURIComponent(markup)}` }, "*");
  }, MARKUP);
  await expect(lab.locator("main").getByText("Not everything in this link could be used")).toBeVisible();
  await expect(w).toHaveValue("2");
  await expectUntouched(page, lab);
  expect((await told("change", "a")).slice(before)).toEqual([]);
  await page.evaluate(() => {
    const frame = document.querySelector("#a").shadowRoot.querySelector("iframe").contentWindow;
    frame.postMessage({ faultline: 2, type: "set", query: "w=3" }, "*");
  });
  expect((await heard(told, "error", "a")).message).toContain("version 1");
  await expect(w).toHaveValue("2");
});

test("an element hears its own frame alone", async ({ page, baseURL, host }) => {
  const told = await listenToElements(page);
  await page.goto(await host(`${script(baseURL)}${QUORUM}<iframe id="stranger" srcdoc="<p>…"></iframe>`));
  await frameOf(page, "#a");
  const height = () => page.locator("#a iframe").evaluate((frame) => frame.style.height);
  const before = await height();
  await page.evaluate(async () => {
    const messages = [
      { faultline: 1, type: "height", height: 9 },
      { faultline: 1, type: "error", message: "<b>owned</b>" },
      { faultline: 1, type: "ready", title: "owned" },
      { faultline: 1, type: "goal", goal: "x", reached: true },
    ];
    const stranger = document.getElementById("stranger").contentWindow;
    for (const message of messages) {
      postMessage(message, "*");
      stranger.target = window;
      stranger.eval(`target.postMessage(${JSON.stringify(message)}, "*")`);
    }
    // Messages arrive in order: this one is the last.
    await new Promise((resolve) => {
      addEventListener("message", ({ data }) => data === "last" && resolve());
      stranger.eval(`target.postMessage("last", "*")`);
    });
  });
  expect(await height()).toBe(before);
  expect([...(await told("goal")), ...(await told("error"))]).toEqual([]);
  await expect(page.locator("#a iframe")).toHaveAttribute("title", "Faultline: Quorums");
});

test("a frame also tells its height as learning platforms expect it", async ({ page, baseURL, host }) => {
  await page.addInitScript(() => {
    if (window !== parent) return;
    window.heights = [];
    addEventListener("message", ({ data }) => data.subject === "lti.frameResize" && window.heights.push(data.height));
  });
  const card = `${baseURL}cards/reliability/?embed=1&card=reliability-always-503`;
  await page.goto(await host(`<iframe src="${card}"></iframe>`));
  await expect.poll(() => page.evaluate(() => window.heights.at(-1))).toBeGreaterThan(100);
});

// ---- Accessible ----

for (const [name, path] of [
  ["a lab with everything", "labs/quorum/?embed=1&lock=n,seed&hide=take,nose&goal=no_lost_write:kept,n_max:2"],
  ["a card", "cards/reliability/?embed=1&card=reliability-always-503"],
]) {
  for (const theme of ["light", "dark", "projector"]) {
    test(`axe is content with ${name} in a frame, ${theme}`, { tag: "@phone" }, async ({ page }) => {
      await open(page, `${path}&theme=${theme}`);
      await expect(page.getByRole("link", { name: "Open in Faultline" })).toBeVisible();
      if (path.includes("goal=")) await expect(page.getByRole("region", { name: "Goal" })).toBeVisible();
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze();
      const said = ({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`);
      expect(violations.flatMap(said)).toEqual([]);
    });
  }
}
