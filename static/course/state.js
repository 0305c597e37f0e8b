// What a student did in one topic, and the text of it that a course system keeps.
//
//   1;at=cards/cap/?card=what-is-c;seen=topics/cap/,labs/cap/;done;what-is-c+,what-is-a-
//
// Answers stand newest first, a sign for how the last one went, so that what a system has no room for is the oldest.
// No browser is needed here.

const VERSION = "1";
/** What an id or a path may consist of; everything else is no part of a state. */
const ANSWER = /^([a-z0-9][a-z0-9-]*)([+-])$/;
const PATH = /^[a-z0-9_/-]+(\?card=[a-z0-9-]+)?$/;

export function fresh() {
  return { at: "", seen: [], isDone: false, isPassed: false, answers: new Map() };
}

/** A kept text as a state. What cannot be read of it is left out, so that the rest is not lost. */
export function read(text) {
  const state = fresh();
  const [version, ...parts] = String(text ?? "").split(";");
  if (version !== VERSION) return state;
  for (const part of parts) {
    const [name, value] = part.split(/=(.*)/s, 2);
    if (part === "done") state.isDone = true;
    else if (part === "passed") state.isPassed = true;
    else if (name === "at" && PATH.test(value)) state.at = value;
    else if (name === "seen") state.seen = value.split(",").filter((path) => PATH.test(path));
    else if (value === undefined) readAnswers(part, state.answers);
  }
  return state;
}

function readAnswers(text, answers) {
  for (const [, id, sign] of text.split(",").map((each) => ANSWER.exec(each) ?? [])) {
    if (id && !answers.has(id)) answers.set(id, sign === "+");
  }
}

/** The text of a state in at most `max` characters: the newest answers are kept. */
export function write(state, max) {
  const head = [VERSION];
  if (state.isDone) head.push("done");
  if (state.isPassed) head.push("passed");
  if (state.at) head.push(`at=${state.at}`);
  if (state.seen.length) head.push(`seen=${state.seen.join(",")}`);
  let text = `${head.join(";")};`;
  if (text.length > max) text = `${VERSION};`;
  let mark = "";
  for (const [id, isRight] of state.answers) {
    const next = `${mark}${id}${isRight ? "+" : "-"}`;
    if (text.length + next.length > max) break;
    text += next;
    mark = ",";
  }
  return text;
}

/** Takes in an answer as the newest. */
export function answer(state, id, isRight) {
  state.answers.delete(id);
  state.answers = new Map([[id, isRight], ...state.answers]);
}

/** Two states of one student as one; where both know a card, that of `newer` counts. */
export function joined(newer, older) {
  return {
    at: newer.at || older.at,
    seen: [...new Set([...newer.seen, ...older.seen])],
    isDone: newer.isDone || older.isDone,
    isPassed: newer.isPassed || older.isPassed,
    answers: new Map([...newer.answers, ...[...older.answers].filter(([id]) => !newer.answers.has(id))]),
  };
}

/**
 * What a teacher asks for: `complete=60&pass=80&score=marked`, parts in any order, each with a default.
 * `complete`: the share of cards, in per cent, that is answered when the topic is; `pass`: the share known from which
 * it is passed, null for never; `score=marked`: only cards that the page marks count, none that students mark
 * themselves.
 */
export function rules(text) {
  const found = { complete: 100, pass: null, isMarkedOnly: false };
  for (const part of String(text ?? "").split(/[\s&;,]+/)) {
    const [name, value] = part.split("=", 2);
    const share = /^\d{1,3}$/.test(value) && Number(value) <= 100 ? Number(value) : null;
    if (name === "complete" && share !== null) found.complete = share;
    else if (name === "pass" && share !== null) found.pass = share;
    else if (name === "score") found.isMarkedOnly = value === "marked";
  }
  return found;
}

/**
 * How far the student is. `cards` are pairs of an id and whether the page marks the card. Once a topic is done or
 * passed it stays so: who goes on practising cannot lose it.
 */
export function judged(state, cards, { complete, pass, isMarkedOnly }) {
  const marked = cards.filter(([, isMarked]) => isMarked);
  const counted = isMarkedOnly && marked.length ? marked : cards;
  const nAnswered = cards.filter(([id]) => state.answers.has(id)).length;
  const nKnown = counted.filter(([id]) => state.answers.get(id) === true).length;
  const share = counted.length ? nKnown / counted.length : 0;
  const isDone = state.isDone || (nAnswered > 0 && nAnswered >= (cards.length * complete) / 100);
  const isPassed = state.isPassed || (isDone && pass !== null && share * 100 >= pass);
  return { nCards: cards.length, nCounted: counted.length, nAnswered, nKnown, share, isDone, isPassed };
}
