// Talks SCORM 1.2 and SCORM 2004 with the course system: an object that it puts into one of the windows above.
//
// Each call can fail: by `"false"` and an error to ask for, or by throwing. Both become a `Trouble` with a sentence,
// and what could not be said is said again the next time.
//
// Sources: SCORM 1.2 Run-Time Environment (ADL 2001); SCORM 2004 4th Edition RTE (ADL 2009).

/** A failure whose message is the end of the sentence "The course system …". */
export class Trouble extends Error {}

/** How many windows are looked at on the way up. */
const HOPS_MAX = 20;
/** What a system says that keeps no single answers, which is its right in 1.2. */
const NOT_KEPT = [401, 402];

const two = (number) => String(number).padStart(2, "0");
const hundredths = (seconds) => (Math.round(seconds * 100) / 100).toFixed(2).padStart(5, "0");

/** A length of time as `0001:02:03.45`. */
function span12(seconds) {
  const whole = Math.min(Math.max(seconds, 0), 9999 * 3600);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return `${String(hours).padStart(4, "0")}:${two(minutes)}:${hundredths(Math.floor((whole % 60) * 100) / 100)}`;
}

/** A length of time as `PT3723.45S`. */
const span2004 = (seconds) => `PT${Math.max(seconds, 0).toFixed(2)}S`;

/** A text as an identifier, which is what a choice is to SCORM 2004. */
function slug(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain.slice(0, 250).replace(/^-+|-+$/g, "") || "none";
}

/** What differs between the two versions. */
const SCORM_12 = {
  object: "API",
  calls: { prefix: "LMS", start: "Initialize", finish: "Finish" },
  names: {
    learner: "cmi.core.student_id",
    location: "cmi.core.lesson_location",
    launch: "cmi.launch_data",
    mode: "cmi.core.lesson_mode",
    mastery: "cmi.student_data.mastery_score",
    score: "cmi.core.score",
    exit: "cmi.core.exit",
    time: "cmi.core.session_time",
  },
  suspendMax: 4096,
  locationMax: 255,
  textMax: 255,
  span: span12,
  mastery: (text) => text,
  /** One status says both how far and how well. */
  status: ({ isDone, isPassed }) => [
    ["cmi.core.lesson_status", isPassed ? "passed" : isDone ? "completed" : "incomplete"],
  ],
  score: ({ share }) => [["raw", Math.round(share * 100)]],
  interaction: ({ id, isOwnMark, given, expected, isRight, seconds, when }) => [
    ["id", id],
    ["time", when.toTimeString().slice(0, 8)],
    ["type", isOwnMark ? "performance" : "fill-in"],
    ...(expected ? [["correct_responses.0.pattern", expected.slice(0, 255)]] : []),
    ["student_response", given.slice(0, 255)],
    ["result", isRight ? "correct" : "wrong"],
    ["latency", span12(seconds)],
  ],
};

const SCORM_2004 = {
  object: "API_1484_11",
  calls: { prefix: "", start: "Initialize", finish: "Terminate" },
  names: {
    learner: "cmi.learner_id",
    location: "cmi.location",
    launch: "cmi.launch_data",
    mode: "cmi.mode",
    mastery: "cmi.scaled_passing_score",
    score: "cmi.score",
    exit: "cmi.exit",
    time: "cmi.session_time",
  },
  suspendMax: 64000,
  locationMax: 1000,
  span: span2004,
  mastery: (text) => (text === "" ? "" : Number(text) * 100),
  status: ({ isDone, isPassed }) => [
    ["cmi.completion_status", isDone ? "completed" : "incomplete"],
    ...(isPassed ? [["cmi.success_status", "passed"]] : []),
  ],
  score: ({ share }) => [
    ["raw", Math.round(share * 100)],
    ["scaled", String(Math.round(share * 10000) / 10000)],
  ],
  interaction: ({ id, kind, isOwnMark, given, expected, isRight, seconds, when }) => {
    const isChoice = !isOwnMark && ["choice", "prediction"].includes(kind);
    const [said, type] = isChoice ? [slug, "choice"] : [(text) => text.slice(0, 4000), "other"];
    return [
      ["id", id],
      ["type", type],
      ["timestamp", `${when.toISOString().slice(0, 22)}Z`], // without hundredths no zone may follow,
      ...(expected ? [["correct_responses.0.pattern", said(expected)]] : []),
      ["learner_response", said(given)],
      ["result", isRight ? "correct" : "incorrect"],
      ["latency", span2004(seconds)],
    ];
  },
};

/** The session with the course system above this window, or null where there is none. */
export function find(window, standard) {
  const versions = standard === "scorm12" ? [SCORM_12, SCORM_2004] : [SCORM_2004, SCORM_12];
  for (const version of versions) {
    const api = search(window, version.object) ?? search(safely(() => window.opener), version.object);
    if (api) return new Session(api, version);
  }
  return null;
}

/** The object of that name in a window or above it. */
function search(window, name) {
  for (let hops = 0; window && hops < HOPS_MAX; hops++) {
    const here = window;
    // An element of that id is found by its name, too; and windows of other sites may not be looked into.
    const found = safely(() => here[name]);
    if (found && safely(() => Boolean(found.GetLastError ?? found.LMSGetLastError))) return found;
    const above = safely(() => here.parent);
    window = above === here ? null : above;
  }
  return null;
}

function safely(look) {
  try {
    return look();
  } catch {
    return null;
  }
}

class Session {
  #api;
  #version;
  #said = new Map();
  #isOpen = false;
  #keepsAnswers = true;
  #began = performance.now();

  constructor(api, version) {
    this.#api = api;
    this.#version = version;
  }

  /** How much the system keeps of a state, in characters. */
  get suspendMax() {
    return this.#version.suspendMax;
  }

  /** Opens the session; what the system knows of the student. */
  start() {
    const { names, calls, mastery } = this.#version;
    this.#call(calls.start, "");
    this.#isOpen = true;
    const known = {
      learner: this.#get(names.learner),
      kept: this.#get("cmi.suspend_data"),
      launch: this.#get(names.launch),
      mastery: mastery(this.#get(names.mastery)),
      isQuiet: !["", "normal"].includes(this.#get(names.mode)),
    };
    if (!known.isQuiet) this.#set(names.exit, "suspend"); // whatever ends the session, the next one goes on from here
    return known;
  }

  /** Tells how far the student is: first what it would be worst to lose. */
  save({ kept, at, judged }) {
    const { names, status, score, span, locationMax } = this.#version;
    const parts = [["cmi.suspend_data", kept], ...status(judged)];
    if (judged.nAnswered > 0) {
      const range = [["min", 0], ["max", 100], ...score(judged)];
      parts.push(...range.map(([name, value]) => [`${names.score}.${name}`, value]));
    }
    const seconds = (performance.now() - this.#began) / 1000;
    parts.push([names.location, at.slice(0, locationMax)], [names.time, span(seconds)]);
    this.#setAll(parts);
  }

  /** Tells of one answer. */
  interaction(answer) {
    if (!this.#keepsAnswers) return;
    const prefix = `cmi.interactions.${Number(this.#get("cmi.interactions._count")) || 0}.`;
    try {
      this.#setAll(this.#version.interaction(answer).map(([name, value]) => [prefix + name, value]));
    } catch (error) {
      if (!NOT_KEPT.includes(error.code)) throw error;
      this.#keepsAnswers = false;
    }
  }

  commit() {
    this.#call("Commit", "");
  }

  /** Ends the session, once. */
  finish() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#call(this.#version.calls.finish, "");
  }

  /** Sets each value, whatever becomes of the others; then tells the first trouble. */
  #setAll(pairs) {
    let trouble = null;
    for (const [name, value] of pairs) {
      try {
        this.#set(name, value);
      } catch (error) {
        trouble ??= error;
      }
    }
    if (trouble) throw trouble;
  }

  #set(name, value) {
    const text = String(value);
    if (this.#said.get(name) === text) return;
    this.#call("SetValue", name, text);
    this.#said.set(name, text);
  }

  #get(name) {
    const { prefix } = this.#version.calls;
    try {
      const value = this.#api[`${prefix}GetValue`](name);
      return value === null || value === undefined ? "" : String(value);
    } catch (error) {
      throw new Trouble(`failed when it was asked for ${name} (${error.message})`);
    }
  }

  #call(name, ...values) {
    const { prefix } = this.#version.calls;
    let answer;
    try {
      answer = this.#api[prefix + name](...values);
    } catch (error) {
      throw new Trouble(`failed at ${prefix}${name} (${error.message})`);
    }
    if (String(answer) === "true") return;
    const code = Number(safely(() => this.#api[`${prefix}GetLastError`]())) || 0;
    if (String(answer) !== "false" && code === 0) return; // some answer nothing at all
    const why = safely(() => this.#api[`${prefix}GetErrorString`](String(code))) || "no reason given";
    const what = name === "SetValue" ? `did not take ${values[0]}` : `refused ${prefix}${name}`;
    throw Object.assign(new Trouble(`${what}: ${why} (${code})`), { code });
  }
}
