// Course packages in a course system: scorm-again as the runtime in the page above, a made-up record store for cmi5.
import { createServer } from "node:http";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../support/faultline.js";
import * as course from "../support/course.js";

const { answer, courseOf, interactions, kept, openInSystem, tell, unpack, value, VERSIONS, withoutSite } = course;

const TOPIC = "cap";

for (const standard of Object.keys(VERSIONS)) {
  test.describe(standard, () => {
    const { status, score, location, time, exit, wrong, finish } = VERSIONS[standard];
    let unpacked;
    let cards;
    test.beforeAll(() => {
      unpacked = unpack(`faultline-${standard}-${TOPIC}`);
      cards = courseOf(unpacked, TOPIC).cards.map(([id]) => id);
    });
    test.afterAll(() => unpacked.remove());
    const open = (page, options = {}) => openInSystem(page, `${unpacked.url}${TOPIC}.html`, { standard, ...options });
    const said = (page, name) => value(page, standard, name);

    test("a topic is incomplete until every card is answered; its score is the share known", async ({ page }) => {
      await withoutSite(page);
      const shell = await open(page);
      expect(await said(page, status)).toBe("incomplete");
      expect(await said(page, score)).toBe("");
      await answer(shell, cards[0], true);
      await expect(shell.getByText(`1 of ${cards.length} known`)).toBeVisible();
      expect(await said(page, score)).toBe(String(Math.round(100 / cards.length)));
      await answer(shell, cards.slice(1), false);
      await expect(shell.getByText(`${cards.length} of ${cards.length} answered · completed`)).toBeVisible();
      expect(await said(page, status)).toBe("completed");
      await answer(shell, cards.slice(1), true);
      await expect(shell.getByText(/· passed$/)).toBeVisible();
      expect(await said(page, score)).toBe("100");
      expect(await said(page, standard === "scorm12" ? status : "cmi.success_status")).toBe("passed");
      // Practising on cannot lose it.
      await answer(shell, cards[0], false);
      await expect(shell.getByText(/· passed$/)).toBeVisible();
      expect(await said(page, score)).toBe(String(Math.round((100 * (cards.length - 1)) / cards.length)));
      expect(await said(page, standard === "scorm12" ? status : "cmi.success_status")).toBe("passed");
    });

    test("every answer is an interaction of its own", async ({ page }) => {
      await withoutSite(page);
      const shell = await open(page);
      await answer(shell, cards[0], false, { given: "Yes: a majority, “always”", expected: "No" });
      await answer(shell, cards[0], true);
      await answer(shell, cards[1], null, { correct: null, rating: "again", given: "", expected: "" });
      await expect(shell.getByText(`2 of ${cards.length} answered`)).toBeVisible();
      const list = await interactions(page, standard);
      const brief = list.map(({ id, type, result }) => [id, type, result]);
      const choice = standard === "scorm12" ? "fill-in" : "choice";
      const own = standard === "scorm12" ? "performance" : "other";
      expect(brief).toEqual([
        [cards[0], choice, wrong],
        [cards[0], choice, "correct"],
        [cards[1], own, wrong],
      ]);
      const responses = list.map((each) => each.student_response ?? each.learner_response);
      const first = standard === "scorm12" ? "Yes: a majority, “always”" : "yes-a-majority-always";
      expect(responses).toEqual([first, standard === "scorm12" ? "The right choice" : "the-right-choice", "again"]);
      for (const { latency } of list) expect(latency).toMatch(/^\d+:\d\d:\d\d(\.\d+)?$|^PT[\d.]+S$/);
    });

    test("a later visit goes on at the card where the last one ended", async ({ page }) => {
      await withoutSite(page);
      let shell = await open(page);
      await shell.getByRole("button", { name: /^Cards/ }).click();
      await answer(shell, cards[0], true);
      await answer(shell, cards[1], false);
      await shell.getByRole("button", { name: "Next", exact: true }).click();
      await shell.getByRole("button", { name: "Next", exact: true }).click();
      await expect(shell.getByText(`Card 3 of ${cards.length} · not answered`)).toBeVisible();
      expect(await said(page, location)).toBe(`cards/${TOPIC}/?card=${cards[2]}`);
      await page.locator("#sco").evaluate((frame) => frame.remove());
      const cmi = await kept(page, standard);

      await page.unroute("**/system.html");
      shell = await open(page, { cmi });
      await expect(shell.getByText(`Card 3 of ${cards.length} · not answered`)).toBeVisible();
      await expect(shell.getByText(`1 of ${cards.length} known · 2 of ${cards.length} answered`)).toBeVisible();
      await expect(shell.locator("main iframe")).toHaveAttribute("src", new RegExp(`card=${cards[2]}&embed=1`));
      await shell.getByRole("button", { name: "Previous" }).click();
      await expect(shell.getByText(`Card 2 of ${cards.length} · not yet known`)).toBeVisible();
    });

    test("answers are committed at once, those that follow closely together", async ({ page }) => {
      await page.clock.install();
      await withoutSite(page);
      const shell = await open(page);
      const n = () => page.evaluate(() => calls.filter((call) => call.endsWith("Commit")).length);
      await shell.frameLocator("main iframe").getByRole("heading", { name: "A page" }).waitFor();
      await page.clock.runFor(10_000);
      const before = await n();
      await answer(shell, cards[0], true);
      await expect(shell.getByText(`1 of ${cards.length} answered`)).toBeVisible();
      const first = await n();
      expect(first).toBe(before + 1);
      await answer(shell, cards[1], true);
      await answer(shell, cards[2], true);
      await expect(shell.getByText(`3 of ${cards.length} answered`)).toBeVisible();
      expect(await n()).toBe(first);
      await page.clock.runFor(6_000);
      await expect.poll(n).toBe(first + 1);
      await answer(shell, cards[3], true);
      await answer(shell, cards[4], true);
      await expect(shell.getByText(`5 of ${cards.length} answered`)).toBeVisible();
      await page.locator("#sco").evaluate((frame) => frame.remove());
      const calls = await page.evaluate(() => window.calls);
      expect(calls.filter((call) => call === finish)).toEqual([finish]);
      expect(calls.at(-1)).toBe(finish);
      expect(calls.at(-2)).toMatch(/Commit$/);
    });

    test("what the system has no room for is the oldest", async ({ page }) => {
      const many = Array.from({ length: 300 }, (_, at) => `${"a-long-name-of-a-card-".repeat(11)}${at}`);
      await page.route(`**/${TOPIC}.html`, (route) => {
        const course = courseOf(unpacked, TOPIC);
        course.cards = many.map((id) => [id, true]);
        const data = JSON.stringify(course);
        const page = unpacked.read(`${TOPIC}.html`);
        const body = page.replace(/(id="course">).*?(<\/script>)/s, (_, before, after) => before + data + after);
        return route.fulfill({ body, contentType: "text/html" });
      });
      await withoutSite(page);
      const shell = await open(page);
      await answer(shell, many, true);
      await expect(shell.getByText("300 of 300 answered · passed")).toBeVisible();
      const text = await said(page, "cmi.suspend_data");
      const max = standard === "scorm12" ? 4096 : 64000;
      expect(text.length).toBeLessThanOrEqual(max);
      expect(text.length).toBeGreaterThan(max - 400);
      expect(text).toContain(`${many[299]}+`);
      expect(text).not.toContain(`${many[0]}+`);
      await expect(shell.getByRole("alert")).toBeHidden();
      expect(await said(page, status)).toBe(standard === "scorm12" ? "passed" : "completed");
    });
  });
}

test.describe("whatever the course system does", () => {
  let unpacked;
  let cards;
  test.beforeAll(() => {
    unpacked = unpack(`faultline-scorm12-${TOPIC}`);
    cards = courseOf(unpacked, TOPIC).cards.map(([id]) => id);
  });
  test.afterAll(() => unpacked.remove());
  const open = (page, options = {}) =>
    openInSystem(page, `${unpacked.url}${TOPIC}.html`, { standard: "scorm12", ...options });

  /** A runtime of a few lines, of which one call goes wrong. */
  const faulty = (fault) => `
    const values = { "cmi.core.student_id": "ada" };
    window.API = {
      LMSInitialize: () => "true",
      LMSGetValue: (name) => values[name] ?? "",
      LMSSetValue: (name, value) => ((values[name] = value), "true"),
      LMSCommit: () => "true",
      LMSFinish: () => "true",
      LMSGetLastError: () => "301",
      LMSGetErrorString: () => "Not initialized",
      LMSGetDiagnostic: () => "",
      ...{ ${fault} },
    };`;

  test("a system that throws costs no answer: they are told by the next session", async ({ page }) => {
    await withoutSite(page);
    let shell = await open(page, { api: faulty('LMSCommit: () => { throw new Error("<b>gone</b>"); }') });
    await answer(shell, cards[0], true);
    await answer(shell, cards[1], true);
    await expect(shell.getByRole("alert")).toContainText("The course system failed at LMSCommit (<b>gone</b>)");
    await expect(shell.getByRole("alert")).toContainText("Your answers are kept in this browser.");
    await expect(shell.getByText(`2 of ${cards.length} answered`)).toBeVisible();

    await page.unroute("**/system.html");
    shell = await open(page);
    await expect(shell.getByText(`2 of ${cards.length} known`)).toBeVisible();
    expect(await value(page, "scorm12", "cmi.core.score.raw")).toBe(String(Math.round(200 / cards.length)));
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);

    // Another student at the same computer gets nothing of it.
    await page.unroute("**/system.html");
    shell = await open(page, { learner: "grace" });
    await expect(shell.getByText(`0 of ${cards.length} known`)).toBeVisible();
  });

  test("a refusal is said in the system's words and over once it takes everything again", async ({ page }) => {
    await page.clock.install();
    await withoutSite(page);
    const refuses = 'LMSSetValue: (name) => (window.isWell || name !== "cmi.suspend_data" ? "true" : "false")';
    const shell = await open(page, { api: faulty(refuses) });
    await expect(shell.getByRole("alert")).toContainText("did not take cmi.suspend_data: Not initialized (301)");
    await page.evaluate(() => (window.isWell = true));
    await answer(shell, cards[0], true);
    await shell.getByRole("button", { name: /^Cards/ }).click();
    await page.clock.runFor(6_000);
    await expect(shell.getByRole("alert")).toBeHidden();
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  test("a system that does not start leaves the course as it is without one", async ({ page }) => {
    await withoutSite(page);
    const shell = await open(page, { api: faulty('LMSInitialize: () => "false"') });
    await expect(shell.getByRole("alert")).toContainText("refused LMSInitialize: Not initialized (301)");
    await answer(shell, cards[0], true);
    await expect(shell.getByText(`1 of ${cards.length} answered`)).toBeVisible();
  });

  test("without a system it says so, and a reload keeps the answers", async ({ page }) => {
    await withoutSite(page);
    await page.goto(`${unpacked.url}${TOPIC}.html`);
    await expect(page.getByText("No course system was found: nothing is reported.")).toBeVisible();
    await page.getByRole("button", { name: /^Cards/ }).click();
    await answer(page, cards[0], true);
    await expect(page.getByText(`1 of ${cards.length} answered`)).toBeVisible();
    await page.reload();
    await expect(page.getByText(`Card 1 of ${cards.length} · known`)).toBeVisible();
    await page.getByRole("button", { name: "Next to learn" }).click();
    await expect(page.getByText(`Card 2 of ${cards.length} · not answered`)).toBeVisible();
  });

  test("with storage blocked as well the course still works", async ({ page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      });
    });
    await withoutSite(page);
    await page.goto(`${unpacked.url}${TOPIC}.html`);
    await answer(page, cards[0], true);
    await expect(page.getByText(`1 of ${cards.length} answered`)).toBeVisible();
  });

  test("a look back at a finished attempt changes nothing", async ({ page }) => {
    await withoutSite(page);
    const review = 'LMSGetValue: (name) => (name.endsWith("lesson_mode") ? "review" : "")';
    const shell = await open(page, { api: faulty(`${review}, LMSSetValue: () => { throw 1; }`) });
    await expect(shell.getByText("You are looking back")).toBeVisible();
    await answer(shell, cards[0], true);
    await expect(shell.getByText(`1 of ${cards.length} answered`)).toBeVisible();
    await expect(shell.getByRole("alert")).toBeHidden();
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  test("messages that are not the frame's, or not whole, change nothing", async ({ page }) => {
    await withoutSite(page);
    const shell = await open(page);
    const card = cards[0];
    const good = { faultline: 1, type: "answer", card, correct: true, rating: "good", given: "x" };
    // From the system's page, not the frame.
    await page.evaluate((good) => document.querySelector("#sco").contentWindow.postMessage(good, "*"), good);
    for (const bad of [
      { faultline: 2 },
      { faultline: "1" },
      { type: "answers" },
      { card: "no-such-card" },
      { card: "__proto__" },
      { card: [card] },
      { correct: "yes", rating: 7 },
      { type: "goal", reached: "yes" },
      { type: "change", query: "card=<img src=x onerror=alert(1)>" },
    ]) {
      await tell(shell, { ...good, ...bad });
    }
    const frame = shell.frameLocator("main iframe").getByRole("heading", { name: "A page" });
    await frame.evaluate(() => {
      const odds = [null, 1, "faultline", [], [1], new Map([["faultline", 1]]), new Date()];
      for (const odd of odds) parent.postMessage(odd, "*");
    });
    await tell(shell, { ...good, card: cards[1], given: "y".repeat(100_000), kind: "<b>" });
    await expect(shell.getByText(`1 of ${cards.length} answered`)).toBeVisible();
    const told = await interactions(page, "scorm12");
    expect(told.map(({ id, student_response: given }) => [id, given.length])).toEqual([[cards[1], 255]]);
  });
});

test.describe("the shell", () => {
  let unpacked;
  let cards;
  test.beforeAll(() => {
    unpacked = unpack(`faultline-scorm12-${TOPIC}`);
    cards = courseOf(unpacked, TOPIC).cards.map(([id]) => id);
  });
  test.afterAll(() => unpacked.remove());

  test("links on a page lead to steps and pages of the package, by file names, and nowhere else", async ({ page }) => {
    await page.context().route("https://example.org/**", (route) => route.fulfill({ body: "a paper" }));
    await withoutSite(page);
    await page.goto(`${unpacked.url}${TOPIC}.html`);
    const frame = page.locator("main iframe");
    const link = (name) => page.frameLocator("main iframe").getByRole("link", { name, exact: true });
    await expect(frame).toHaveAttribute("src", /site\/topics\/cap\/index\.html\?embed=1&course=1/);

    await link("Another topic").click();
    await expect(page.getByText("“Another topic” is not part of this package.")).toBeVisible();
    await link("Here").click();
    await link("Script").click();
    await expect(page).toHaveTitle("CAP and consistency · Faultline");
    const paper = page.context().waitForEvent("page");
    await link("A paper").click();
    expect((await paper).url()).toBe("https://example.org/paper");

    await link("A term").click();
    await expect(frame).toHaveAttribute("src", /site\/glossary\/index\.html\?embed=1&course=1&.*#mttr$/);
    await page.getByRole("button", { name: /^Read/ }).click();
    await link("The lab").click();
    await expect(frame).toHaveAttribute("src", /site\/labs\/cap\/index\.html\?side=ap&embed=1&.*#run$/);
    const steps = page.getByRole("navigation", { name: "Steps" });
    await expect(steps.getByRole("button", { name: "Lab: CAP (seen)" })).toHaveAttribute("aria-current", "step");
    await expect(frame).toHaveAttribute("title", "CAP");
  });

  test("steps and cards are gone through by keyboard, and the focus stays", async ({ page }) => {
    await withoutSite(page);
    await page.goto(`${unpacked.url}${TOPIC}.html`);
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: /^Read/ })).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: /^Cards/ })).toBeFocused();
    await expect(page.getByText(`Card 1 of ${cards.length}`)).toBeVisible();
    await page.keyboard.press("Tab"); // the first card has none before it
    await expect(page.getByRole("button", { name: "Next", exact: true })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText(`Card 2 of ${cards.length}`)).toBeVisible();
    await expect(page.getByRole("button", { name: "Next", exact: true })).toBeFocused();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`nothing stands in the way of anybody, ${colorScheme} @phone`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await withoutSite(page);
      await page.goto(`${unpacked.url}${TOPIC}.html`);
      await page.getByRole("button", { name: /^Cards/ }).click();
      await expect(page.getByText(`Card 1 of ${cards.length}`)).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(width[0]).toBeLessThanOrEqual(width[1]);
    });
  }
});

test.describe("with the pages of the site", () => {
  let unpacked;
  let cards;
  test.beforeAll(() => {
    unpacked = unpack(`faultline-scorm12-${TOPIC}`);
    cards = courseOf(unpacked, TOPIC).cards.map(([id]) => id);
  });
  test.afterAll(() => unpacked.remove());

  test("a student reads, tries the lab and answers two cards, and the system has it", async ({ page }) => {
    test.slow(); // three programs start
    const strangers = [];
    page.on("request", (request) => {
      const isOurs = [unpacked.url, new URL("/system.html", unpacked.url).href, "data:"];
      if (!isOurs.some((start) => request.url().startsWith(start))) strangers.push(request.url());
    });
    const shell = await openInSystem(page, `${unpacked.url}${TOPIC}.html`, { standard: "scorm12" });
    const inside = shell.frameLocator("main iframe");
    const steps = shell.getByRole("navigation", { name: "Steps" });
    await expect(inside.getByRole("heading", { level: 1, name: "CAP and consistency" })).toBeVisible();
    await expect(steps.getByRole("button", { name: "Read (seen)" })).toBeVisible({ timeout: 15_000 });
    await expect(inside.getByRole("navigation", { name: "Main" })).toBeHidden();

    await inside.getByRole("link", { name: "Open the lab" }).click();
    const lab = steps.getByRole("button", { name: "Lab: CAP (seen)" });
    await expect(lab).toHaveAttribute("aria-current", "step", { timeout: 15_000 });
    await expect(inside.getByRole("link", { name: "Open in Faultline" })).toBeHidden();

    await steps.getByRole("button", { name: "Cards" }).click();
    // What stands before the program does hears no click.
    await expect(inside.locator("html")).toHaveAttribute("data-app", "ready", { timeout: 15_000 });
    await inside.getByRole("button", { name: "No: nobody is shown the old value" }).click();
    await expect(shell.getByText(`1 of ${cards.length} known · 1 of ${cards.length} answered`)).toBeVisible();
    await expect(shell.getByText(`Card 1 of ${cards.length} · known`)).toBeVisible();
    await expect(inside.getByText(/^All \d+ questions/)).toBeHidden();
    for (let at = 1; at <= cards.indexOf("consistency-which-pattern"); at++) {
      await shell.getByRole("button", { name: "Next", exact: true }).click();
      await expect(shell.getByText(`Card ${at + 1} of ${cards.length} · not answered`)).toBeVisible();
    }
    await inside.getByRole("button", { name: "Reveal the answer" }).click();
    await inside.getByRole("button", { name: /Again/ }).click();
    await expect(shell.getByText(`1 of ${cards.length} known · 2 of ${cards.length} answered`)).toBeVisible();
    const told = await interactions(page, "scorm12");
    expect(told.map(({ id, student_response: given, result }) => [id, given, result])).toEqual([
      ["consistency-replica-behind", "No: nobody is shown the old value", "correct"],
      ["consistency-which-pattern", "again", "wrong"],
    ]);
    expect(strangers).toEqual([]);
  });

  test("a link in a card opens the lab at its state, and the step that it belongs to", async ({ page }) => {
    await page.goto(`${unpacked.url}${TOPIC}.html`);
    const inside = page.frameLocator("main iframe");
    await page.getByRole("button", { name: /^Cards/ }).click();
    // What stands before the program does hears no click.
    await expect(inside.locator("html")).toHaveAttribute("data-app", "ready", { timeout: 15_000 });
    await inside.getByRole("button", { name: "No: nobody is shown the old value" }).click();
    await inside.getByRole("link", { name: "See it in the lab" }).click();
    await expect(page.getByRole("button", { name: "Lab: CAP (seen)" })).toHaveAttribute("aria-current", "step");
    await expect(page.locator("main iframe")).toHaveAttribute("src", /labs\/cap\/index\.html\?side=cp&.*embed=1/);
  });
});

test.describe("cmi5", () => {
  const ACTOR = { objectType: "Agent", account: { homePage: "https://school.example", name: "ada" } };
  const TEMPLATE = {
    contextActivities: { grouping: [{ id: "urn:course" }] },
    extensions: { "https://w3id.org/xapi/cmi5/context/extensions/sessionid": "s1" },
  };
  let unpacked;
  let cards;
  let store;
  test.beforeAll(() => {
    unpacked = unpack("faultline-cmi5");
    cards = courseOf(unpacked, TOPIC).cards.map(([id]) => id);
  });
  test.afterAll(() => unpacked.remove());
  // That nothing is there yet is no fault.
  test.beforeEach(({ complaints }) => complaints.allow(/\/xapi\/.*404|404.*\/xapi\//));
  test.afterEach(() => store.close());

  /** A record store on another origin that takes what it is given, unless `fault` answers instead. */
  async function openStore({ launchMode = "Normal", fault = () => null } = {}) {
    store = { statements: [], state: null, requests: [] };
    const launch = { contextTemplate: TEMPLATE, launchMode, launchParameters: "pass=50", masteryScore: 0.5 };
    const answers = (method, path, query, body) => {
      if (path === "token") return [200, JSON.stringify({ "auth-token": "c2VjcmV0" })];
      if (path === "statements") {
        const isNew = ({ id }) => store.statements.every((known) => known.id !== id);
        store.statements.push(...JSON.parse(body).filter(isNew));
        return [200, "[]"];
      }
      if (query.get("stateId") === "LMS.LaunchData") return [200, JSON.stringify(launch)];
      if (query.get("stateId") !== "faultline") return [404, ""];
      if (method === "PUT") store.state = body;
      return store.state === null ? [404, ""] : [200, store.state];
    };
    const server = createServer(async (request, response) => {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "authorization, content-type, x-experience-api-version");
      response.setHeader("access-control-allow-methods", "GET, POST, PUT");
      if (request.method === "OPTIONS") return response.end();
      const { pathname, searchParams } = new URL(request.url, "http://store");
      const path = pathname.replace("/xapi/", "");
      const body = (await request.toArray()).join("");
      store.requests.push(`${request.method} ${path} ${request.headers.authorization ?? ""}`);
      const failed = fault(path);
      const [status, text] = failed ? [failed, ""] : answers(request.method, path, searchParams, body);
      response.writeHead(status).end(text);
    });
    await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
    store.url = `http://127.0.0.1:${server.address().port}/xapi/`;
    store.close = () => server.close();
    return store;
  }

  function address() {
    const given = {
      endpoint: store.url,
      fetch: `${store.url}token`,
      actor: JSON.stringify(ACTOR),
      registration: "7d7b5f4e-6a6f-4b1b-9a36-0c1d2e3f4a5b",
      activityId: "urn:faultline:topic:cap",
    };
    return `${unpacked.url}${TOPIC}.html?${new URLSearchParams(given)}`;
  }

  const verbs = (store) => store.statements.map(({ verb }) => verb.id.split("/").at(-1));

  test("a launch is answered by statements, in the order and the context that cmi5 asks for", async ({ page }) => {
    await openStore();
    await withoutSite(page);
    await page.goto(address());
    await expect(page.getByText("Your answers are kept in your course.")).toBeVisible();
    expect(store.requests[0]).toBe("POST token ");
    expect(store.requests.slice(1).every((line) => line.endsWith(" Basic c2VjcmV0"))).toBe(true);
    await answer(page, cards, true);
    await expect(page.getByText(/· passed$/)).toBeVisible();
    await page.goto("about:blank");
    await expect.poll(() => verbs(store).at(-1)).toBe("terminated");
    const expected = ["initialized", ...cards.map(() => "answered"), "completed", "passed", "terminated"];
    expect(verbs(store).toSorted()).toEqual(expected.toSorted());
    expect(verbs(store)[0]).toBe("initialized");

    const category = (statement) => statement.context.contextActivities.category?.map(({ id }) => id.split("/").at(-1));
    for (const statement of store.statements) {
      expect(statement.actor).toEqual(ACTOR);
      expect(statement.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(statement.context.registration).toBe("7d7b5f4e-6a6f-4b1b-9a36-0c1d2e3f4a5b");
      expect(statement.context.contextActivities.grouping).toEqual([{ id: "urn:course" }]);
    }
    const [passed] = store.statements.filter(({ verb }) => verb.id.endsWith("/passed"));
    expect(passed.result).toMatchObject({ success: true, score: { scaled: 1 } });
    expect(category(passed)).toEqual(["cmi5", "moveon"]);
    expect(passed.context.extensions["https://w3id.org/xapi/cmi5/context/extensions/masteryscore"]).toBe(0.5);
    const [answered] = store.statements.filter(({ verb }) => verb.id.endsWith("/answered"));
    expect(category(answered)).toBe(undefined);
    expect(answered.object.id).toBe(`urn:faultline:topic:cap/cards/${cards[0]}`);
  });

  test("a reload goes on, and completes and passes only once", async ({ page }) => {
    await openStore();
    await withoutSite(page);
    await page.goto(address());
    await answer(page, cards, true);
    await expect(page.getByText(/· passed$/)).toBeVisible();
    await page.reload();
    await expect(page.getByText(`${cards.length} of ${cards.length} known`)).toBeVisible();
    await answer(page, cards[0], false);
    await expect(page.getByText(`${cards.length - 1} of ${cards.length} known`)).toBeVisible();
    await page.goto("about:blank");
    await expect.poll(() => verbs(store).filter((verb) => verb === "terminated").length).toBe(2);
    for (const once of ["completed", "passed"]) expect(verbs(store).filter((verb) => verb === once)).toEqual([once]);
    expect(store.requests.filter((line) => line.startsWith("POST token"))).toHaveLength(1);
  });

  test("statements that a store refuses are told later, in their order", async ({ page, complaints }) => {
    complaints.allow(/\/xapi\/.*503|503.*\/xapi\//);
    await page.clock.install();
    let isWell = true;
    await openStore({ fault: (path) => (path === "statements" && !isWell ? 503 : null) });
    await withoutSite(page);
    await page.goto(address());
    await expect(page.getByText("Your answers are kept in your course.")).toBeVisible();
    isWell = false;
    await answer(page, cards[0], true);
    await expect(page.getByRole("alert")).toContainText("The course system answered with status 503.");
    isWell = true;
    await page.clock.runFor(10_000);
    await answer(page, cards[1], true);
    await expect(page.getByRole("alert")).toBeHidden();
    await expect.poll(() => verbs(store)).toEqual(["initialized", "answered", "answered"]);
    expect(store.statements.map(({ object }) => object.id.split("/").at(-1)).slice(1)).toEqual([cards[0], cards[1]]);
    await expect.poll(() => store.state).toContain(`${cards[1]}+,${cards[0]}+`);
  });

  test("a look back says nothing but that it was there", async ({ page }) => {
    await openStore({ launchMode: "Review" });
    await withoutSite(page);
    await page.goto(address());
    await expect(page.getByText("You are looking back")).toBeVisible();
    await answer(page, cards[0], true);
    await page.goto("about:blank");
    await expect.poll(() => verbs(store)).toEqual(["initialized", "terminated"]);
  });

  test("a launch without the right to report says so, and the course works", async ({ page, complaints }) => {
    complaints.allow(/\/xapi\/.*401|401.*\/xapi\//);
    await openStore({ fault: (path) => (path === "token" ? 401 : null) });
    await withoutSite(page);
    await page.goto(address());
    await expect(page.getByRole("alert")).toContainText("The course system answered with status 401.");
    await answer(page, cards[0], true);
    await expect(page.getByText(`1 of ${cards.length} answered`)).toBeVisible();
  });
});
