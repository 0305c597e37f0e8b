// Tells the course system how a student does: early, not too often, and again where it could not be told.
//
// Until the system has taken everything, the state is kept in the browser as well, under the student's name there, so
// that closing the page loses nothing. Without a system it is kept there alone.

import * as scorm from "./scorm.js";
import * as states from "./state.js";
import * as xapi from "./xapi.js";

/** A first answer is sent at once; those that follow closely go together, and with them where the student is. */
const COMMIT_MS = 5_000;
/** How often a single answer is told that the system refuses; the score and the state hold it anyway. */
const TRIES_MAX = 3;

const KEPT_HERE = "Your answers are kept in this browser.";

export class Reporter {
  #course;
  #link = null;
  #isQuiet = false; // a look back: the session is opened and ended, and nothing is told
  #key = null; // where the browser keeps the state
  #answers = []; // that are not told yet
  #isLate = false; // whether answers of an earlier visit are not told yet
  #isWhole = true; // whether the last report was taken as a whole
  #timer = null;
  #answeredAt = -Infinity; // when an answer was sent at once
  #on_trouble;

  /** `on_trouble` is given a sentence, or nothing once all is well again. */
  constructor(course, on_trouble) {
    this.#course = course;
    this.#on_trouble = on_trouble;
  }

  /** Finds the course system; what it and the browser know of the student, and a sentence on who keeps the answers. */
  async open() {
    try {
      this.#link = xapi.find(location.href) ?? scorm.find(window, this.#course.standard);
      if (!this.#link) return this.#alone(`No course system was found: nothing is reported. ${KEPT_HERE}`);
      const known = await this.#link.start();
      const rules = states.rules(known.launch);
      if (known.mastery !== "" && Number.isFinite(Number(known.mastery))) rules.pass = Number(known.mastery);
      const state = states.read(known.kept);
      if (known.isQuiet) {
        this.#isQuiet = true;
        return { state, rules, said: "You are looking back: nothing that you do here is reported or kept." };
      }
      return { state: this.#join(known.learner, state), rules, said: "Your answers are kept in your course." };
    } catch (error) {
      this.#link = null;
      this.#on_trouble(`The course system ${why(error)}. Nothing is reported; open this page from your course again.`);
      return this.#alone(KEPT_HERE);
    }
  }

  #alone(said) {
    return { state: this.#join("", states.fresh()), rules: states.rules(""), said };
  }

  /** Tells how far the student is and what was answered since the last time. */
  report(state, judged, answer = null) {
    if (this.#isQuiet) return;
    if (answer) this.#answers.push({ answer, tries: 0 });
    this.#keep(states.write(state, Infinity));
    if (!this.#link) return;
    this.#isWhole = this.#try(() => this.#save(state, judged)) && this.#try(() => this.#tellAnswers());
    if ((answer || this.#isLate) && performance.now() >= this.#answeredAt + COMMIT_MS) {
      this.#answeredAt = performance.now();
      this.commit();
    } else {
      this.#timer ??= setTimeout(() => this.commit(), COMMIT_MS);
    }
  }

  /** Has the system keep what it was told. */
  async commit() {
    if (this.#isQuiet) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    try {
      await this.#link?.commit();
    } catch (error) {
      return this.#say(error);
    }
    if (this.#link && this.#isWhole) {
      this.#on_trouble("");
      this.#isLate = false;
      this.#keep(null);
    }
  }

  /** Ends the session. Nobody is there any more to read of a trouble; the browser keeps what could not be told. */
  finish(state, judged) {
    const link = this.#link;
    if (!link) return;
    this.#link = null;
    if (this.#isQuiet) return quietly(() => link.finish());
    const steps = [() => this.#saveTo(link, state, judged), () => link.commit(), () => link.finish()];
    const outcomes = steps.map((step) => quietly(step));
    if (outcomes.includes(false)) this.#keep(states.write(state, Infinity));
  }

  #save(state, judged) {
    this.#saveTo(this.#link, state, judged);
  }

  #saveTo(link, state, judged) {
    link.save({ kept: states.write(state, link.suspendMax), at: state.at, judged });
  }

  #tellAnswers() {
    while (this.#answers.length) {
      const next = this.#answers[0];
      next.tries += 1;
      try {
        this.#link.interaction(next.answer);
      } catch (error) {
        if (next.tries >= TRIES_MAX) this.#answers.shift();
        throw error;
      }
      this.#answers.shift();
    }
  }

  #try(step) {
    try {
      step();
      return true;
    } catch (error) {
      this.#say(error);
      return false;
    }
  }

  #say(error) {
    this.#on_trouble(`The course system ${why(error)}. ${KEPT_HERE} They are reported with the next one.`);
  }

  /** From now on the state is kept under the student's name; with what was kept and never told. */
  #join(learner, state) {
    this.#key = `faultline.course.${this.#course.id}.${learner}`;
    try {
      const kept = localStorage.getItem(this.#key);
      this.#isLate = kept !== null;
      return kept ? states.joined(states.read(kept), state) : state;
    } catch {
      return state; // storage is blocked
    }
  }

  #keep(text) {
    if (!this.#key) return;
    try {
      if (text === null) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, text);
    } catch {
      // Blocked or full: the answers live as long as the page, and with the course system.
    }
  }
}

/** The end of a sentence that begins with the course system. */
function why(error) {
  return error instanceof scorm.Trouble ? error.message : `failed (${error.message})`;
}

function quietly(step) {
  try {
    Promise.resolve(step()).catch(() => {});
    return true;
  } catch {
    return false;
  }
}
