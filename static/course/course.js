// The page that a course system opens for a topic. It leads through the topic's steps, each a page of the site in a
// frame, and has reported what the student does there.
//
// The site knows nothing of courses: its pages tell whoever frames them what happens, as plain objects
// `{faultline: 1, type, …}`. A message counts only if it comes from our frame, and of it only values of the right
// type.
//
// Hosts of courses serve files and no folders, so pages are asked for by the names of their files; a link on one of
// them is followed from here.

import { Reporter } from "./reporter.js";
import * as states from "./state.js";

/** What the messages call their shape. */
const VERSION = 1;
/** No text of an answer is longer. */
const TEXT_MAX = 4_000;
/** How a page is shown: without the site's head and foot, and with its links left to us. */
const FRAME = { embed: "1", course: "1", theme: "auto" };
/** What of a page is ours to show: the way to the whole page; about cards, where one is among them. */
const HIDDEN = { cards: "open,title,moves,list", other: "open" };
/** Where the site stands in the package. */
const SITE = new URL("site/", document.baseURI);

const byId = (id) => document.getElementById(id);
const course = JSON.parse(byId("course").textContent);
const cardIds = course.cards.map(([id]) => id);
const marked = new Set(course.cards.filter(([, isMarked]) => isMarked).map(([id]) => id));
const reporter = new Reporter(course, showTrouble);

let state = states.fresh();
let rules = states.rules("");
let step = course.steps[0];
let frame = null;
let shownAt = performance.now(); // since when the present card has been on the screen
let hasGone = false;

// --- Steps

/** Shows a step, at a query and a place on its page if they are given. */
function go(next, query = "", hash = "") {
  step = next;
  if (step.kind === "cards") {
    const asked = new URLSearchParams(query).get("card");
    const card = cardIds.includes(asked) ? asked : firstOpen();
    query = `card=${card}`;
    state.at = `${step.path}?${query}`;
    shownAt = performance.now();
  } else {
    state.at = step.path;
  }
  open(`${step.path}index.html`, query, step.title, hash);
  changed();
}

/** Puts a page of the site into a new frame: a changed one would leave its steps in the history. */
function open(path, query, title, hash = "") {
  const address = new URL(path, SITE);
  address.search = query;
  address.hash = hash;
  const frameQuery = { ...FRAME, hide: path.startsWith("cards/") ? HIDDEN.cards : HIDDEN.other };
  for (const [name, value] of Object.entries(frameQuery)) address.searchParams.set(name, value);
  frame?.remove();
  frame = document.createElement("iframe");
  frame.title = title;
  frame.src = address.href;
  frame.addEventListener("load", on_load);
  document.querySelector("main").append(frame);
}

const presentCard = () => (step.kind === "cards" ? state.at.split("?card=")[1] : null);

/** The first card that was never answered; else the first that is not known; else the first. */
function firstOpen() {
  const open = cardIds.find((id) => !state.answers.has(id)) ?? cardIds.find((id) => state.answers.get(id) === false);
  return open ?? cardIds[0];
}

/** The next card after the present one that is not known, round the end. */
function nextOpen() {
  const at = cardIds.indexOf(presentCard());
  const round = [...cardIds.slice(at + 1), ...cardIds.slice(0, at)];
  return round.find((id) => state.answers.get(id) !== true);
}

function goToCard(id) {
  if (id) go(step, `card=${id}`);
}

// --- What the frame tells

function on_message({ source, origin, data }) {
  if (!frame || source !== frame.contentWindow || origin !== location.origin) return;
  if (typeof data !== "object" || data === null || own(data, "faultline", "number") !== VERSION) return;
  const type = own(data, "type", "string");
  if (type === "ready") see();
  else if (type === "answer") take(data);
  else if (type === "goal" && own(data, "reached", "boolean")) reach(text(data, "goal"));
  else if (type === "change") follow(text(data, "query"));
}

/** A value of a message, if it is there and of that type. */
function own(data, name, type) {
  const value = Object.hasOwn(data, name) ? data[name] : undefined;
  return typeof value === type ? value : undefined;
}

const text = (data, name) => (own(data, name, "string") ?? "").slice(0, TEXT_MAX);

/** The step is on the screen. */
function see() {
  if (state.seen.includes(step.path)) return;
  state.seen.push(step.path);
  changed();
}

/** A card was answered. */
function take(data) {
  const id = text(data, "card");
  if (!cardIds.includes(id)) return;
  const rating = text(data, "rating");
  const isOwnMark = own(data, "correct", "boolean") === undefined;
  if (isOwnMark && !rating) return;
  const isRight = isOwnMark ? rating !== "again" : data.correct;
  states.answer(state, id, isRight);
  const seconds = (performance.now() - shownAt) / 1000;
  shownAt = performance.now();
  changed({
    id,
    kind: text(data, "kind"),
    isOwnMark: isOwnMark || !marked.has(id),
    given: text(data, "given") || rating,
    expected: text(data, "expected"),
    isRight,
    seconds,
    when: new Date(),
  });
}

/** A goal of a lab was reached. */
function reach(goal) {
  const id = `goal-${step.path.replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}`;
  const [given, seconds] = [goal || "reached", (performance.now() - shownAt) / 1000];
  changed({ id, kind: "goal", isOwnMark: true, given, expected: "", isRight: true, seconds, when: new Date() });
}

/** The frame went to another card by itself. */
function follow(query) {
  const card = new URLSearchParams(query).get("card");
  if (step.kind !== "cards" || !cardIds.includes(card) || card === presentCard()) return;
  state.at = `${step.path}?card=${card}`;
  shownAt = performance.now();
  changed();
}

// --- Links within the frame

function on_load() {
  shownAt = performance.now();
  try {
    frame.contentDocument.addEventListener("click", on_click, true);
  } catch {
    // Not ours to look into: its links lead where they lead.
  }
}

function on_click(event) {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented) return;
  const target = new URL(anchor.href);
  const here = anchor.ownerDocument.location;
  if (target.hash && target.pathname === here.pathname && target.search === here.search) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const isOurs = target.href.startsWith(SITE.href);
  if (!isOurs) {
    if (["https:", "http:"].includes(target.protocol)) window.open(target.href, "_blank", "noopener");
    return;
  }
  const path = target.pathname.slice(SITE.pathname.length).replace(/index\.html$/, "");
  const next = course.steps.find((each) => each.path === path);
  const [query, name] = [target.search.slice(1), anchor.textContent.trim()];
  if (next) go(next, query, target.hash);
  else if (course.also.includes(path)) open(`${path}index.html`, query, name, target.hash);
  else showNote(`“${name}” is not part of this package.`);
}

// --- What is shown

/** Something is different: shows it, and has it reported. */
function changed(answer = null) {
  const judged = states.judged(state, course.cards, rules);
  Object.assign(state, { isDone: judged.isDone, isPassed: judged.isPassed });
  show(judged);
  reporter.report(state, judged, answer);
}

function show(judged) {
  showNote("");
  showSteps();
  const { nKnown, nCounted, nAnswered, nCards, isDone, isPassed } = judged;
  const words = [`${nKnown} of ${nCounted} known`, `${nAnswered} of ${nCards} answered`];
  if (isDone) words.push(isPassed ? "passed" : "completed");
  byId("score").textContent = words.join(" · ");
  byId("cards").hidden = step.kind !== "cards";
  if (step.kind !== "cards") return;
  const at = cardIds.indexOf(presentCard());
  const mark = { true: "known", false: "not yet known", undefined: "not answered" }[state.answers.get(cardIds[at])];
  byId("place").textContent = `Card ${at + 1} of ${cardIds.length} · ${mark}`;
  byId("previous").disabled = at <= 0;
  byId("next").disabled = at + 1 >= cardIds.length;
  byId("open-card").disabled = !nextOpen();
}

function showSteps() {
  const names = { read: "Read", cards: "Cards" };
  const items = course.steps.map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = names[each.kind] ?? `Lab: ${each.title}`;
    if (each === step) button.setAttribute("aria-current", "step");
    if (state.seen.includes(each.path)) {
      const seen = document.createElement("span");
      seen.className = "seen";
      seen.textContent = " (seen)";
      button.append(seen);
    }
    button.addEventListener("click", () => go(each));
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
  // A button that has the focus keeps it.
  const at = [...byId("steps").querySelectorAll("button")].indexOf(document.activeElement);
  byId("steps").replaceChildren(...items);
  if (at >= 0) items[at].firstChild.focus();
}

function showTrouble(sentence) {
  if (byId("trouble").textContent === sentence) return; // it has been said
  byId("trouble").textContent = sentence;
  byId("trouble").hidden = !sentence;
}

function showNote(sentence) {
  byId("note").textContent = sentence;
}

// --- Coming and going

function leave() {
  if (hasGone) return;
  hasGone = true;
  reporter.finish(state, states.judged(state, course.cards, rules));
}

async function start() {
  addEventListener("message", on_message);
  byId("previous").addEventListener("click", () => goToCard(cardIds[cardIds.indexOf(presentCard()) - 1]));
  byId("next").addEventListener("click", () => goToCard(cardIds[cardIds.indexOf(presentCard()) + 1]));
  byId("open-card").addEventListener("click", () => goToCard(nextOpen()));
  const { said, ...known } = await reporter.open();
  ({ state, rules } = known);
  byId("saved").textContent = said;
  // On phones a page that is put away may never come back, and is not told either.
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && reporter.commit());
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  const [path, query] = state.at.split("?");
  const last = course.steps.find((each) => each.path === path);
  go(last ?? course.steps[0], query ?? "");
}

start();
