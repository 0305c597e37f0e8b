// Talks xAPI with the record store that the launch address names: as cmi5 (`fetch` gives the right to), or by an
// authorization in the address, as systems did before.
//
//   ?endpoint=…&fetch=…&actor={…}&registration=…&activityId=…
//
// Statements that could not be sent wait for the next time, in their order.
//
// Sources: cmi5 Quartz (AICC and ADL 2016), sections 8 to 10; xAPI 1.0.3.

import { Trouble } from "./scorm.js";

const XAPI = "1.0.3";
const VERBS = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5";
const MOVE_ON = "https://w3id.org/xapi/cmi5/context/categories/moveon";
const MASTERY = "https://w3id.org/xapi/cmi5/context/extensions/masteryscore";
/** The document that holds the state. */
const STATE = "faultline";
/** Where the token stands for a reload: the system gives it out once. */
const TOKEN = "faultline.course.token";

/** The session that the address asks for, or null where it asks for none. */
export function find(address) {
  const given = new URL(address).searchParams;
  const [endpoint, actor] = [given.get("endpoint"), given.get("actor")];
  if (!endpoint || !actor) return null;
  return new Session(given);
}

class Session {
  #given;
  #endpoint;
  #actor;
  #activity;
  #registration;
  #authorization = "";
  #template = {};
  #mastery = "";
  #waiting = [];
  #isOpen = false;
  #kept = null;
  #isChanged = false;
  #told = { isDone: false, isPassed: false };
  #began = performance.now();
  #sending = Promise.resolve();

  constructor(given) {
    this.#given = given;
  }

  /** A document of one student and one topic can be long; some stores stop here. */
  suspendMax = 64000;

  /** Opens the session; what the store knows of the student. */
  async start() {
    this.#readAddress();
    this.#authorization = await this.#token();
    const isCmi5 = this.#given.has("fetch");
    const launch = isCmi5 ? await this.#state("LMS.LaunchData", "json") : null;
    if (isCmi5 && !launch) throw new Trouble("gave no launch data");
    this.#template = launch?.contextTemplate ?? {};
    this.#mastery = launch?.masteryScore ?? "";
    if (isCmi5) await this.#preferences();
    const kept = (await this.#state(STATE, "text")) ?? "";
    this.#kept = kept;
    this.#told = { isDone: /;done(;|$)/.test(kept), isPassed: /;passed(;|$)/.test(kept) };
    this.#isOpen = true;
    this.#say("initialized", {});
    await this.commit().catch(() => {}); // it waits, and goes before the first answer
    return {
      learner: JSON.stringify(this.#actor.account ?? this.#actor.mbox ?? this.#actor),
      kept,
      launch: launch?.launchParameters ?? "",
      mastery: this.#mastery === "" ? "" : Number(this.#mastery) * 100,
      isQuiet: Boolean(launch?.launchMode) && launch.launchMode !== "Normal",
    };
  }

  save({ kept, judged }) {
    this.#kept = kept;
    const score = { scaled: Math.round(judged.share * 10000) / 10000 };
    const duration = this.#span();
    if (judged.isDone && !this.#told.isDone) this.#say("completed", { completion: true, duration }, MOVE_ON);
    // A store refuses a pass below the score that it asks for.
    const isEnough = judged.share >= Number(this.#mastery || 0);
    if (judged.isPassed && !this.#told.isPassed && isEnough) {
      this.#say("passed", { success: true, score, duration }, MOVE_ON);
    }
    this.#told = { isDone: judged.isDone, isPassed: this.#told.isPassed || (judged.isPassed && isEnough) };
    this.#isChanged = true;
  }

  interaction({ id, kind, isOwnMark, given, expected, isRight, seconds, when }) {
    const type = isOwnMark || kind === "order" ? "other" : "fill-in";
    const definition = { type: "http://adlnet.gov/expapi/activities/cmi.interaction", interactionType: type };
    if (expected) definition.correctResponsesPattern = [expected];
    const object = { id: `${this.#activity}/cards/${id}`, objectType: "Activity", definition };
    const result = { success: isRight, response: given, duration: `PT${seconds.toFixed(2)}S` };
    this.#say("answered", result, null, { object, timestamp: when.toISOString() });
  }

  /** Sends what waits, in order, and the state. */
  commit() {
    this.#sending = this.#sending.catch(() => {}).then(() => this.#send());
    return this.#sending;
  }

  /** Ends the session, once. The page may be gone before an answer comes, so nothing waits for one. */
  finish() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#say("terminated", { duration: this.#span() });
    this.#putState({ keepalive: true }).catch(() => {});
    this.#post(this.#waiting, { keepalive: true }).catch(() => {});
    this.#waiting = [];
  }

  #readAddress() {
    const given = this.#given;
    try {
      this.#endpoint = new URL(given.get("endpoint").replace(/\/?$/, "/"));
      this.#actor = JSON.parse(given.get("actor"));
    } catch {
      throw new Trouble("gave an address or a student that cannot be read");
    }
    const isWeb = ["https:", "http:"].includes(this.#endpoint.protocol);
    if (!isWeb || typeof this.#actor !== "object" || this.#actor === null) {
      throw new Trouble("gave an address or a student that cannot be read");
    }
    this.#activity = given.get("activityId") ?? given.get("activity_id") ?? "urn:faultline:topic";
    this.#registration = given.get("registration");
  }

  async #token() {
    const address = this.#given.get("fetch");
    if (!address) return this.#given.get("auth") ?? "";
    const kept = remembered(address);
    if (kept) return kept;
    const answer = await this.#ask(new URL(address), { method: "POST" });
    const token = (await answer.json().catch(() => ({})))["auth-token"];
    if (typeof token !== "string") throw new Trouble("gave no right to report");
    remember(address, `Basic ${token}`);
    return `Basic ${token}`;
  }

  /** cmi5 asks that they are read before anything is said; there is nothing in them that is used here. */
  async #preferences() {
    const query = { profileId: "cmi5LearnerPreferences", agent: JSON.stringify(this.#actor) };
    await this.#ask(this.#resource("agents/profile", query), {}, [404]);
  }

  async #state(id, as) {
    const answer = await this.#ask(this.#stateAddress(id), {}, [404]);
    return answer.ok ? answer[as]() : null;
  }

  async #putState(options) {
    if (this.#kept === null) return;
    const headers = { "content-type": "text/plain;charset=utf-8" };
    await this.#ask(this.#stateAddress(STATE), { method: "PUT", body: this.#kept, headers, ...options });
  }

  #stateAddress(id) {
    const query = { stateId: id, activityId: this.#activity, agent: JSON.stringify(this.#actor) };
    if (this.#registration) query.registration = this.#registration;
    return this.#resource("activities/state", query);
  }

  #resource(path, query) {
    const address = new URL(path, this.#endpoint);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, value);
    return address;
  }

  #span() {
    return `PT${((performance.now() - this.#began) / 1000).toFixed(2)}S`;
  }

  /** Puts a statement among those that wait. */
  #say(verb, result, category = null, more = {}) {
    const isOwn = verb === "answered"; // cmi5 allows it and does not define it
    const context = structuredClone(this.#template);
    if (this.#registration) context.registration = this.#registration;
    if (!isOwn && this.#given.has("fetch")) {
      const groups = (context.contextActivities ??= {});
      const own = [CMI5, ...(category ? [category] : [])].map((id) => ({ id }));
      groups.category = [...(groups.category ?? []).filter(({ id }) => own.every((each) => each.id !== id)), ...own];
      if (category && this.#mastery !== "") context.extensions = { ...context.extensions, [MASTERY]: this.#mastery };
    }
    const statement = {
      id: uuid(),
      actor: this.#actor,
      verb: { id: VERBS + verb, display: { en: verb } },
      object: { id: this.#activity, objectType: "Activity" },
      context,
      timestamp: new Date().toISOString(),
      ...more,
    };
    if (Object.keys(result).length) statement.result = result;
    this.#waiting.push(statement);
  }

  /** The state says what was told, so it goes last. */
  async #send() {
    const batch = [...this.#waiting];
    await this.#post(batch, {});
    this.#waiting = this.#waiting.filter((statement) => !batch.includes(statement));
    if (this.#isChanged) {
      this.#isChanged = false;
      await this.#putState({}).catch((error) => {
        this.#isChanged = true;
        throw error;
      });
    }
  }

  async #post(statements, options) {
    if (!statements.length) return;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify(statements);
    // 409: they arrived the last time, and only the answer was lost.
    await this.#ask(this.#resource("statements", {}), { method: "POST", body, headers, ...options }, [409]);
  }

  async #ask(address, options, expected = []) {
    const headers = { "x-experience-api-version": XAPI, ...options.headers };
    if (this.#authorization) headers.authorization = this.#authorization;
    let answer;
    try {
      answer = await fetch(address, { ...options, headers });
    } catch {
      throw new Trouble("cannot be reached");
    }
    if (!answer.ok && !expected.includes(answer.status)) throw new Trouble(`answered with status ${answer.status}`);
    return answer;
  }
}

/** The token of this launch in this tab, if the browser keeps such things. */
function remembered(address) {
  try {
    const [of, token] = JSON.parse(sessionStorage.getItem(TOKEN)) ?? [];
    return of === address ? token : null;
  } catch {
    return null;
  }
}

function remember(address, token) {
  try {
    sessionStorage.setItem(TOKEN, JSON.stringify([address, token]));
  } catch {
    // A reload will need a new launch.
  }
}

/** A random UUID, of version 4; `crypto.randomUUID` is not there on plain http. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
