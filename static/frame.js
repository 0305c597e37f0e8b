// A page of Faultline in another site's page: loaded by theme.js where the query has `embed=1`, and nowhere else.
//
// It dresses the page for the frame (hides, locks, a goal, a link to the whole page), announces the height, and speaks
// with the host. EMBEDDING.md describes the parameters and the messages; src/embed/mod.rs is the program's side. Only
// messages of the host are heard, and only those of a known shape; what they and the address say reaches the page as
// text or as one of a few known names.
"use strict";
{
  /** The version of the messages. */
  const VERSION = 1;
  /** What a host asks of a frame; the rest of a query is the page's own. As in src/embed/mod.rs. */
  const OURS = ["embed", "theme", "lang", "lock", "hide", "motion", "goal", "preset", "store", "course"];
  /** The parameters that are one of a few words. */
  const WORDS = {
    theme: ["auto", "light", "dark", "projector"],
    lang: ["en"],
    motion: ["on", "off"],
    store: ["0", "1"],
  };
  /** The parts that pages of every kind have; a lab's own are fetched with its texts. */
  const PARTS = {
    title: ".lab-head, h1",
    open: ".embed-foot",
    moves: ".session-moves",
    list: ".all-cards",
    panels: ".panels",
  };
  /** What a press of a button counts as if its text is asked for. As in src/ui/take.rs. */
  const ASKED = -1;
  /** The longest query that is taken from a host, as in src/link.rs. */
  const QUERY_MAX = 16_384;
  const LOOK_MS = 50; // the program draws in bursts
  /** Work that takes longer shows its progress (src/work.rs): what was set before is done by then, or is seen. */
  const WORK_MS = 250;
  const RESULT_MS = 60_000;
  const CONTROLS = "input, select, textarea, button";
  /** Where the steps of a run are given by acting on the picture. */
  const DEEDS = ".deeds-of-lab, .act, .deeds";
  const LOCKED = "Fixed by the page that shows this";

  const here = document.currentScript.src;
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search);
  const host = parent === window ? null : parent;
  const words = new URL(root.dataset.words, document.baseURI);
  const lab = /(?:^|\/)labs\/([a-z_]+)\/(?:index\.html)?$/.exec(location.pathname)?.[1];
  const inCourse = asked.get("course") === "1";
  const notes = [];

  /** The page's own query as it stands now. */
  let query = ownQuery(location.search);
  /** The keys that are locked, and the labels of their controls. */
  let locked = [];
  let lockedLabels = [];

  // ---- The host ----

  function tell(type, values) {
    host?.postMessage({ ...values, faultline: VERSION, type }, "*");
  }

  addEventListener("message", ({ source, data }) => {
    if (!host || source !== host || typeof data !== "object" || data === null) return;
    if (!Object.hasOwn(data, "faultline") || !Object.hasOwn(data, "type")) return;
    if (data.faultline !== VERSION) {
      tell("error", { message: `this page speaks version ${VERSION} of the messages` });
    } else if (data.type === "set" && typeof data.query === "string" && data.query.length <= QUERY_MAX) {
      set(ownQuery(data.query));
    } else if (data.type === "ask" && data.what === "result") {
      settled().then(tellResult, (error) => tell("error", { message: error.message }));
    }
  });

  // The program tells something: `detail` is its own object with a type.
  document.addEventListener("faultline", ({ detail }) => tell(detail.type, detail));

  // ---- The address ----

  function ownQuery(search) {
    const pairs = search.replace(/^\?/, "").split("&");
    return pairs.filter((pair) => pair && !OURS.includes(pair.split("=")[0])).join("&");
  }

  /** The address of a state of the page, in the frame. */
  function addressOf(own) {
    const kept = location.search.replace(/^\?/, "").split("&").filter((pair) => OURS.includes(pair.split("=")[0]));
    const url = new URL(location.href);
    url.search = [own, ...kept].filter(Boolean).join("&");
    return url;
  }

  /** Opens a state. What is locked keeps what its link says, so another value of that is another link. */
  function set(own) {
    if (own === query) return;
    const [now, next] = [query, own].map((text) => new URLSearchParams(text));
    const url = addressOf(own);
    if (locked.some((key) => now.get(key) !== next.get(key))) return location.replace(url);
    try {
      replaceState(history.state, "", url);
    } catch {
      return location.replace(url); // a frame without an origin may not write its address
    }
    query = ownQuery(location.search); // as the address writes it
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
    showAddress();
  }

  const replaceState = history.replaceState.bind(history);
  history.replaceState = (state, title, address) => {
    try {
      replaceState(state, title, address);
    } finally {
      if (address !== undefined && address !== null) noticed(new URL(address, location.href));
    }
  };
  // A frame adds nothing to the history of the page around it.
  history.pushState = history.replaceState;
  addEventListener("popstate", () => noticed(location));

  function noticed({ search }) {
    const own = ownQuery(search);
    if (own === query) return;
    query = own;
    showAddress();
    tell("change", { query });
  }

  /** The page by itself, at the present state. */
  function wholePage() {
    const url = new URL(location.href);
    url.search = query;
    url.hash = "";
    return url.href;
  }

  function showAddress() {
    for (const link of document.querySelectorAll("a[data-whole]")) link.href = wholePage();
  }

  // What leads to another page opens beside the host's: a frame stays what its author chose. A course goes on itself.
  addEventListener(
    "click",
    (event) => {
      if (inCourse) return;
      const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
      if (asked.has("course")) return; // a course leads from page to page itself
      if (!link || (link.origin === location.origin && link.pathname === location.pathname && !link.dataset.whole)) {
        return;
      }
      link.target = "_blank";
      link.rel = "noopener";
      event.stopImmediatePropagation();
    },
    true,
  );

  // ---- The look ----

  function element(tag, className, ...content) {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...content);
    return made;
  }

  function note(key, message) {
    notes.push([key, message]);
  }

  function shortened(text) {
    const letters = [...text];
    return letters.length > 60 ? `${letters.slice(0, 60).join("")}…` : text;
  }

  function names(key) {
    return (asked.get(key) ?? "").split(",").filter(Boolean);
  }

  /** Notes the names that are none of `known`; returns the others. */
  function knownNames(key, known) {
    const given = [...new Set(names(key))];
    const strange = given.filter((name) => !known.includes(name));
    if (strange.length) {
      const said = strange.slice(0, 5).map((name) => `“${shortened(name)}”`).join(", ");
      note(key, `there is no ${said} here; there is ${known.join(", ") || "nothing of that kind"}`);
    }
    return given.filter((name) => known.includes(name));
  }

  /** The keys and parts of this page's lab: lines of kind, name, label. */
  async function knobs() {
    const lines = await wordsOf(`lab-${lab}.txt`);
    const of = (kind) => lines.filter((line) => line[0] === kind).map(([, name, label]) => [name, label]);
    return { keys: new Map(of("key")), parts: new Map(of("part").map(([name]) => [name, `.${name}`])) };
  }

  async function wordsOf(file) {
    const answer = await fetch(new URL(file, words));
    if (!answer.ok) throw new Error(`${file}: status ${answer.status}`);
    return (await answer.text()).split("\n").map((line) => line.split("\t"));
  }

  /** Hides what matches, for as long as the page is open. The names are ours. */
  function hide(selectors) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(selectors.map((selector) => `${selector} { display: none !important; }`).join("\n"));
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }

  async function dress() {
    for (const [key, known] of Object.entries(WORDS)) {
      const word = asked.get(key);
      if (word !== null && !known.includes(word)) {
        note(key, `expected ${known.join(", ")}, not “${shortened(word)}”; used ${known[0]} instead`);
      }
    }
    for (const key of OURS) if (asked.getAll(key).length > 1) note(key, "it stands twice; the first one counts");
    if (asked.get("motion") === "off") root.dataset.still = "";
    if (!lab && asked.has("card") && !inCourse) root.dataset.single = "";
    const { keys, parts } = lab ? await knobs() : { keys: new Map(), parts: new Map() };
    const all = new Map([...Object.entries(PARTS), ...parts]);
    locked = knownNames("lock", [...keys.keys()]);
    lockedLabels = locked.map((key) => keys.get(key));
    const hidden = knownNames("hide", [...all.keys()]).map((name) => all.get(name));
    // The questions open states of their own, which locks would bend.
    if (locked.length) hidden.push(".predictions", ".challenges .button");
    if (asked.has("goal") && !lab) note("goal", "only labs have goals");
    hide(hidden);
  }

  /** Disables the controls of locked settings, also those that were drawn since. The program holds their values. */
  function lock() {
    if (!locked.length) return;
    for (const field of document.querySelectorAll("#app .field")) {
      const name = field.querySelector("label") ?? field.querySelector("span");
      if (!lockedLabels.includes(name?.textContent.trim())) continue;
      disable(field);
      // A button beside it draws another value.
      if (field.parentElement.matches(".seed, .inline")) disable(field.parentElement);
    }
    for (const group of document.querySelectorAll("#app [aria-label]")) {
      if (lockedLabels.includes(group.getAttribute("aria-label"))) disable(group);
    }
    if (locked.includes("do")) document.querySelectorAll(DEEDS).forEach(disable);
  }

  function disable(group) {
    group.dataset.locked = "";
    for (const control of group.querySelectorAll(CONTROLS)) {
      if (control.disabled || control.closest(".tools")) continue;
      control.disabled = true;
      control.title = LOCKED;
    }
  }

  // ---- The goal ----

  let isReached;

  /** Shows the host's goal above the lab, from what the lab marks among its challenges. */
  function showGoal() {
    const marked = [...document.querySelectorAll(".challenges .challenge")].at(-1);
    if (!asked.has("goal") || marked?.querySelector("h3")?.textContent !== "Goal") return;
    const met = [...marked.querySelectorAll("li")].map((item) => [item.textContent, item.className]);
    const reached = marked.classList.contains("won");
    const state = JSON.stringify([met, reached]);
    const box = document.querySelector(".embed-goal");
    if (box.dataset.state === state) return;
    box.dataset.state = state;
    if (met.length < names("goal").length) addNote("goal", "this lab does not know every condition of it");
    if (!met.length) return;
    show(box);
    box.querySelector("ul").replaceChildren(...met.map(([text, name]) => element("li", name, text)));
    box.querySelector("p").textContent = reached ? "✓ Goal reached." : "";
    if (reached !== isReached) tell("goal", { goal: asked.get("goal"), reached });
    isReached = reached;
  }

  // ---- A preset ----

  /** The program opens the one that is asked for; here is what else there is to do. */
  async function choosePreset() {
    const id = asked.get("preset");
    if (id === null) return;
    const lines = lab ? await wordsOf(`lessons-${lab}.txt`) : [];
    const presets = lines.filter((line) => line[0] === "preset").map((line) => line[1]);
    if (presets.includes(id)) root.dataset.preset = "";
    else note("preset", `there is no “${shortened(id)}” here; there is ${presets.join(", ") || "none"}`);
  }

  // ---- What came of a run ----

  function button(name) {
    return document.querySelector(`.take button[name=${name}]`);
  }

  function taken(name) {
    let text = "";
    const take = (event) => (text = event.detail.text);
    document.addEventListener("faultline-taken", take);
    button(name).dispatchEvent(new MouseEvent("click", { bubbles: true, detail: ASKED }));
    document.removeEventListener("faultline-taken", take);
    return text;
  }

  /** Waits until a run is there and nothing is being worked out. */
  function settled() {
    const isReady = () => root.dataset.app === "ready" && button("report");
    const isSettled = () => isReady() && !document.querySelector("main progress");
    return new Promise((resolve, reject) => {
      const observer = new MutationObserver(look);
      const giveUp = setTimeout(() => end(reject), RESULT_MS, new Error("there is no result on this page"));
      function end(how) {
        observer.disconnect();
        clearTimeout(giveUp);
        how(new Error("there is no result on this page"));
      }
      function look() {
        if (isSettled()) setTimeout(() => isSettled() && end(resolve), WORK_MS);
      }
      observer.observe(root, { subtree: true, childList: true, attributes: true });
      look();
    });
  }

  function tellResult() {
    const { searchParams, search } = new URL(taken("link"));
    const own = ownQuery(search).split("&").filter((pair) => !pair.startsWith("trace=")).join("&");
    tell("result", { query: own, fingerprint: searchParams.get("trace"), report: taken("report") });
  }

  // ---- The page's life ----

  let lastHeight;

  function announceHeight() {
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height === lastHeight) return;
    lastHeight = height;
    tell("height", { height });
    host?.postMessage({ subject: "lti.frameResize", height }, "*");
  }

  let state;

  /** Tells once that the page is ready, and whenever it ends. */
  function tellState() {
    const panic = document.getElementById("panic");
    const next = panic ? "panic" : root.dataset.app;
    if (!next || next === state) return;
    state = next;
    const title = document.title.replace(/ · Faultline$/, "");
    if (next === "panic") tell("error", { message: panic.querySelector("pre").textContent });
    else if (next === "failed") tell("error", { message: document.getElementById("boot").textContent });
    else if (title === "Page not found") tell("error", { message: `there is no page at ${location.pathname}` });
    else tell("ready", { page: pagePath(), title, version: VERSION });
  }

  function pagePath() {
    const base = new URL(root.dataset.root, document.baseURI).pathname;
    return location.pathname.startsWith(base) ? location.pathname.slice(base.length) : location.pathname;
  }

  function addNote(key, message) {
    const list = document.querySelector(".embed-notes ul");
    if ([...list.children].some((item) => item.textContent.startsWith(`${key}: `))) return;
    list.append(element("li", "", element("code", "", key), `: ${message}`));
    show(list.closest(".embed-notes"));
  }

  /** Shows one of the parts above the page. */
  function show(part) {
    part.hidden = false;
    part.parentElement.hidden = false;
  }

  /** Where modules are not allowed to load, boot.js cannot say so itself. */
  function cannotStart() {
    const boot = document.getElementById("boot");
    const why =
      self.origin === "null"
        ? "it is shown in a sandbox without an origin, and the host that serves Faultline does not allow that"
        : "its program could not be loaded";
    boot.replaceChildren(`The interactive part cannot start here: ${why}. `, wholeLink("Open the page by itself"));
    boot.hidden = false;
    root.dataset.app = "failed";
  }

  function wholeLink(text) {
    const link = element("a", "", text);
    link.dataset.whole = "1";
    link.href = wholePage();
    return link;
  }

  function frame() {
    const notice = element("div", "notice", element("strong", "", "Not everything in this link could be used"));
    notice.setAttribute("role", "status");
    notice.append(element("div", "", element("ul", "")));
    const goal = element("section", "embed-goal", element("strong", "", "Goal"), element("ul", ""));
    goal.setAttribute("aria-label", "Goal");
    const reached = element("p", "");
    reached.setAttribute("role", "status");
    goal.append(reached);
    const head = element("aside", "embed-head", element("div", "embed-notes", notice), goal);
    head.setAttribute("aria-label", "About this frame");
    for (const part of [head, ...head.children]) part.hidden = true;
    document.body.prepend(head);
    document.body.append(element("footer", "embed-foot", wholeLink("Open in Faultline")));
  }

  function look() {
    lock();
    showGoal();
    tellState();
  }

  function watch() {
    let timer;
    const later = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, LOOK_MS);
    };
    new MutationObserver(later).observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["class", "data-app"],
    });
    new ResizeObserver(announceHeight).observe(document.body);
    look();
  }

  async function start() {
    import(document.querySelector("script[data-wasm]").src).catch(cannotStart);
    frame();
    const missing = (error) => note("embed", `a part of the page is missing (${error.message})`);
    await Promise.all([dress().catch(missing), choosePreset().catch(missing)]);
    for (const [key, message] of notes) addNote(key, message);
    watch();
  }

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("./css/embed.css", here);
  document.head.append(style);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
}
