// A course system for the tests: unpacked packages, a page that frames them with scorm-again as the runtime, and pages
// that stand in for those of the site where only what they tell matters.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

const { FAULTLINE_NESTED, FAULTLINE_PORT, FAULTLINE_SERVER_ROOT } = process.env;
const ORIGIN = `http://127.0.0.1:${FAULTLINE_PORT}/`;

/** What tells the two SCORM versions apart for a course system. */
export const VERSIONS = {
  scorm12: {
    object: "API",
    made: "Scorm12API",
    student: "core.student_id",
    finish: "LMSFinish",
    status: "cmi.core.lesson_status",
    score: "cmi.core.score.raw",
    location: "cmi.core.lesson_location",
    time: "cmi.core.session_time",
    exit: "cmi.core.exit",
    wrong: "wrong",
  },
  scorm2004: {
    object: "API_1484_11",
    made: "Scorm2004API",
    student: "learner_id",
    finish: "Terminate",
    status: "cmi.completion_status",
    score: "cmi.score.raw",
    location: "cmi.location",
    time: "cmi.session_time",
    exit: "cmi.exit",
    wrong: "incorrect",
  },
};

/** Unpacks a package below the server's root: where it is served, and how to remove it. */
export function unpack(name) {
  const folder = mkdtempSync(join(FAULTLINE_SERVER_ROOT, "course-"));
  const zip = join(FAULTLINE_SERVER_ROOT, FAULTLINE_NESTED, "packages", `${name}.zip`);
  execFileSync("python3", ["-m", "zipfile", "-e", zip, folder]);
  return {
    folder,
    url: `${ORIGIN}${basename(folder)}/`,
    read: (path) => readFileSync(join(folder, path), "utf8"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** What the launch page of a topic knows. */
export function courseOf(unpacked, topic) {
  const [, text] = /<script type="application\/json" id="course">(.*?)<\/script>/s.exec(unpacked.read(`${topic}.html`));
  return JSON.parse(text);
}

/**
 * The system's page, which opens the launch page in a frame. `cmi` is what the system kept of the last session, `api` a
 * script that makes the runtime's object, `learner` who is there.
 */
export async function openInSystem(page, launch, { standard, cmi = null, api = null, learner = "ada" }) {
  const { object, made, student } = VERSIONS[standard];
  const path = new URL(`../node_modules/scorm-again/dist/${standard}.min.js`, import.meta.url);
  const runtime = readFileSync(path, "utf8");
  const script = `
    window.calls = [];
    ${api ?? `window.${object} = new ${made}({ autocommit: false, logLevel: 5 });`}
    const kept = ${JSON.stringify(cmi)};
    if (kept && ${api === null}) ${object}.loadFromJSON(kept.cmi);
    for (const name of ["LMSInitialize", "LMSCommit", "LMSFinish", "Initialize", "Commit", "Terminate"]) {
      const call = window.${object}[name];
      if (call) window.${object}[name] = (...values) => (calls.push(name), call.apply(window.${object}, values));
    }
    if (${api === null}) {
      if (!kept) ${object}.cmi.${student} = ${JSON.stringify(learner)};
      ${object}.cmi.launch_data = "pass=80"; // as the manifest says
    }`;
  const icon = `<link rel="icon" href="data:,">`;
  const body = `<!doctype html><meta charset="utf-8"><title>Course system</title>${icon}
    <script>${runtime.replaceAll("</script", "<\\/script").replace(/\/\/# sourceMappingURL.*/, "")}</script>
    <script>${script}</script>
    <iframe id="sco" title="Course" width="1000" height="700" src="${launch}"></iframe>`;
  await page.route(`${ORIGIN}system.html`, (route) => route.fulfill({ body, contentType: "text/html" }));
  await page.goto(`${ORIGIN}system.html`);
  const shell = page.frameLocator("#sco");
  await shell.locator("#steps button").first().waitFor();
  return shell;
}

/** A value of the runtime in the system's page. */
export function value(page, standard, name) {
  const { object } = VERSIONS[standard];
  return page.evaluate(
    ([object, name]) => {
      const api = window[object];
      return api.lmsGetValue ? api.lmsGetValue(name) : api.GetValue(name);
    },
    [object, name],
  );
}

/** What the system keeps when the session is over. */
export function kept(page, standard) {
  const { object } = VERSIONS[standard];
  return page.evaluate((object) => JSON.parse(JSON.stringify(window[object].renderCommitCMI(true))), object);
}

/** The single answers that the system has. */
export async function interactions(page, standard) {
  const { cmi } = await kept(page, standard);
  return Object.values(cmi.interactions.childArray ?? cmi.interactions);
}

/** Pages that tell no more than that they are there, in the place of the site's. */
export async function withoutSite(page) {
  const links = [
    ["../../labs/cap/?side=ap#run", "The lab"],
    ["../../glossary/#mttr", "A term"],
    ["../../topics/traffic/", "Another topic"],
    ["https://example.org/paper", "A paper"],
    ["#here", "Here"],
    ["javascript:parent.document.title='bad'", "Script"],
  ];
  const list = links.map(([to, name]) => `<p><a href="${to}">${name}</a></p>`).join("");
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A page</title>
    <link rel="icon" href="data:,"><main><h1>A page</h1>${list}</main>
    <script>
      const tell = (type, more = {}) => parent.postMessage({ faultline: 1, type, ...more }, "*");
      tell("ready", { page: location.pathname, title: "A page", version: "1" });
    </script>`;
  await page.route("**/site/**/index.html*", (route) => route.fulfill({ body, contentType: "text/html" }));
}

/** Has the page in the frame tell things. */
export async function tell(shell, ...messages) {
  const heading = shell.frameLocator("main iframe").getByRole("heading", { name: "A page" });
  await heading.evaluate((_, messages) => {
    for (const message of messages) parent.postMessage({ faultline: 1, ...message }, "*");
  }, messages);
}

/** Has the page in the frame tell how a card was answered, or each of several. */
export async function answer(shell, cards, isRight, more = {}) {
  const expected = "The right choice";
  const given = isRight ? expected : "A wrong choice";
  const told = { type: "answer", correct: isRight, given, expected, kind: "choice", rating: "good", ...more };
  await tell(shell, ...[cards].flat().map((card) => ({ card, ...told })));
}
