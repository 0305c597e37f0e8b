// Measures in headless Chromium, for `cargo xtask bench`. One line per result: `name value`, times in milliseconds.
//
//   node bench.mjs load <name> <address>     first paint and start of the app, plain and on a processor slowed 4 times
//   node bench.mjs call <name> <wasm file>   the quickest of some calls of the exported `main`
//   node bench.mjs slide <name> <address>    from a step of the quorum lab's sliders to the next paint
//   node bench.mjs timeout <name> <address>  the same for the slider of the CAP lab
//   node bench.mjs play <name> <address>     frames while the quorum lab plays a run: per second, share of late ones in
//                                            percent, messages in flight
//   node bench.mjs deck <name> <site>        a deck of 2,000 cards with 20 reviews each: until its list stands, until a
//                                            question is asked, and the longest task meanwhile
//   node bench.mjs frames <name> <folder>    a page of another site with six frames of the built site: until the first
//                                            and until all can be used, and the bytes sent, together and each alone
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";

const RUNS = 5;
const SLOWDOWNS = [1, 4];
/** Steps of a slider, and the pause after each, in which the page does what can wait. */
const STEPS = 24;
const PAUSE_MS = 60;
/** How long a page has to fetch what it does once it is idle. */
const SETTLE_MS = 1_000;
/** How long frames are counted; and from which interval on a frame came late. */
const PLAY_MS = 3_000;
const LATE_MS = 20;
const [kind, name, target] = process.argv.slice(2);

const flags = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];
if (process.getuid?.() === 0) flags.push("--no-sandbox");
const browser = await chromium.launch({ executablePath: process.env.FAULTLINE_CHROME, args: flags });

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

async function slow(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate });
}

/** One first visit: nothing cached, nothing stored. */
async function visit(address, slowdown) {
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await slow(page, slowdown);
  await page.addInitScript(() => {
    const look = () => {
      if (document.documentElement?.dataset.app === "ready") performance.mark("interactive");
    };
    new MutationObserver(look).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-app"] });
  });
  await page.goto(address);
  await page.waitForFunction(() => performance.getEntriesByName("interactive").length > 0);
  // An empty page has painted nothing before the app draws: wait for the paint as well.
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
  const times = await page.evaluate(() =>
    ["first-contentful-paint", "interactive"].map((entry) => performance.getEntriesByName(entry)[0].startTime),
  );
  await context.close();
  return times;
}

async function load() {
  for (const slowdown of SLOWDOWNS) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await visit(target, slowdown));
    console.log(`${name}-paint-${slowdown}x ${median(runs.map(([paint]) => paint))}`);
    console.log(`${name}-interactive-${slowdown}x ${median(runs.map(([, interactive]) => interactive))}`);
  }
}

async function call() {
  const page = await browser.newPage({ serviceWorkers: "block" });
  const times = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const module = await WebAssembly.compile(bytes);
    // A program that shares a library with the site brings names of its glue along, and calls none of them.
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = () => {
        throw new Error(`${name} was called`);
      };
    }
    const instance = await WebAssembly.instantiate(module, imports);
    const call = () => {
      const start = performance.now();
      instance.exports.main(0, 0);
      return performance.now() - start;
    };
    for (let warm = 0; warm < 5; warm += 1) call();
    return Array.from({ length: 21 }, call);
  }, readFileSync(target).toString("base64"));
  console.log(`${name} ${Math.min(...times)}`);
}

/** The quorum lab with all its trials drawn, for every N: they are drawn by rising N. */
async function quorumLab(address) {
  const page = await browser.newPage({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.app === "ready");
  const given = Number(await page.inputValue("#n"));
  await slide(page, "n", [9]);
  await page.waitForFunction(() => document.body.textContent.includes("100,000 trials"));
  await slide(page, "n", [given]);
  return { page, given };
}

/**
 * Moves a slider from value to value; gives how long each step took until it was painted.
 *
 * A browser hands on the movements of a drag right before it draws a frame, and so does this. What is posted then
 * arrives when the main thread is done with that frame: the program's work, style, layout and paint. Putting the
 * painted layers on screen is other threads' work.
 */
function slide(page, id, values) {
  const steps = async ([id, values, pause]) => {
    const step = (value, resolve) => {
      const start = performance.now();
      const slider = document.getElementById(id);
      slider.value = String(value);
      slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
      const channel = new MessageChannel();
      // A page may leave its own work to a later frame.
      channel.port1.onmessage = () => {
        const shown = document.querySelector(`output[for=${id}]`).textContent;
        // A unit may follow.
        if (parseFloat(shown) === value) resolve(performance.now() - start);
        else requestAnimationFrame(() => channel.port2.postMessage(null));
      };
      channel.port2.postMessage(null);
    };
    const times = [];
    for (const value of values) {
      times.push(await new Promise((resolve) => requestAnimationFrame(() => step(value, resolve))));
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return times;
  };
  return page.evaluate(steps, [id, values, PAUSE_MS]);
}

/** To and fro within the ends, one step at a time. */
function sweep(from, low, high) {
  const values = [];
  for (let value = from, way = -1; values.length < STEPS; values.push((value += way))) {
    if (value + way < low || value + way > high) way = -way;
  }
  return values;
}

async function slides() {
  const { page, given } = await quorumLab(target);
  for (const slowdown of SLOWDOWNS) {
    await slow(page, slowdown);
    const r = Number(await page.inputValue("#r"));
    for (const [id, values] of [
      ["r", sweep(r, 1, given)],
      ["n", sweep(given, Math.max(given - 2, 2), Math.min(given + 2, 9))],
    ]) {
      const times = await slide(page, id, values);
      console.log(`${name}-${id}-${slowdown}x ${median(times)}`);
      console.log(`${name}-${id}-${slowdown}x-worst ${Math.max(...times)}`);
      await slide(page, "n", [given]);
    }
  }
}

async function timeouts() {
  const page = await browser.newPage({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } });
  await page.goto(target);
  await page.waitForFunction(() => document.documentElement.dataset.app === "ready");
  await page.waitForTimeout(SETTLE_MS);
  for (const slowdown of SLOWDOWNS) {
    await slow(page, slowdown);
    const given = Number(await page.inputValue("#timeout-ms"));
    const times = await slide(page, "timeout-ms", sweep(given, given - 12, given + 12));
    console.log(`${name}-${slowdown}x ${median(times)}`);
    console.log(`${name}-${slowdown}x-worst ${Math.max(...times)}`);
  }
}

async function play() {
  for (const slowdown of SLOWDOWNS) {
    const { page } = await quorumLab(target);
    await slow(page, slowdown);
    await page.click("button.play");
    const { intervals, flying } = await page.evaluate(frames, PLAY_MS);
    const late = intervals.filter((interval) => interval > LATE_MS).length;
    const total = intervals.reduce((sum, interval) => sum + interval, 0);
    console.log(`${name}-${slowdown}x ${(1000 * intervals.length) / total}`);
    console.log(`${name}-${slowdown}x-late ${(100 * late) / intervals.length}`);
    console.log(`${name}-${slowdown}x-flying ${median(flying)}`);
    await page.close();
  }
}

/** What a browser keeps of a deck of 2,000 cards with 20 reviews each. */
function bigDeck() {
  const ids = Array.from({ length: 2_000 }, (_, n) => `card-${n}`);
  const cards = ids.map((id, n) => `${id},What is the answer to question ${n} of this deck?,It is ${n}.\n`);
  const decks = `faultline-decks,1\n#deck big 1 A big deck\nid,question,answer\n${cards.join("")}`;
  const lines = ["faultline-progress,2\ncard,at,rating,how,misconception,zone\n"];
  const start = Date.now() - 190 * 86_400_000;
  for (let round = 0; round < 20; round += 1) {
    for (let n = 0; n < ids.length; n += 1) {
      const at = start + round * 9 * 86_400_000 + n * 20_000;
      lines.push(`own-big--${ids[n]},${at},${["good", "hard", "easy", "good", "again"][(round * 7 + n) % 5]},recall,,60\n`);
    }
  }
  return { decks, progress: lines.join("") };
}

/** Until an element stands, from the start of the navigation; and the longest task up to then. */
async function untilThere(address, selector, kept, slowdown) {
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(new URL("404.html", address).href);
  await page.evaluate(({ decks, progress }) => {
    localStorage.setItem("faultline.decks", decks);
    localStorage.setItem("faultline.progress", progress);
  }, kept);
  await page.addInitScript((selector) => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration);
    }).observe({ type: "longtask", buffered: true });
    const look = () => {
      if (!window.there && document.querySelector(selector)) window.there = performance.now();
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true });
  }, selector);
  await slow(page, slowdown);
  await page.goto(address);
  await page.waitForFunction(() => window.there);
  // The task that made it is told after it is over.
  await page.waitForTimeout(SETTLE_MS);
  const measured = await page.evaluate(() => [window.there, window.longest]);
  await context.close();
  return measured;
}

async function decks() {
  const kept = bigDeck();
  for (const [what, path, selector] of [
    ["list", "cards/?deck=big", ".all-cards li:nth-child(2000)"],
    ["study", "study/?topic=own-big", ".card .prompt"],
  ]) {
    for (const slowdown of SLOWDOWNS) {
      const runs = [];
      for (let run = 0; run < RUNS; run += 1) runs.push(await untilThere(`${target}${path}`, selector, kept, slowdown));
      console.log(`${name}-${what}-${slowdown}x ${median(runs.map(([there]) => there))}`);
      console.log(`${name}-${what}-${slowdown}x-longest ${median(runs.map(([, longest]) => longest))}`);
    }
  }
}

/** In the page: the intervals between frames for so long, and how many messages the page said are in flight. */
function frames(duration) {
  return new Promise((resolve) => {
    const [intervals, flying] = [[], []];
    let [first, last] = [];
    const frame = (now) => {
      if (last !== undefined) intervals.push(now - last);
      first ??= now;
      last = now;
      const said = document.querySelector(".summary").textContent.match(/(\d+) messages? in flight/);
      flying.push(said ? Number(said[1]) : 0);
      if (now - first < duration) requestAnimationFrame(frame);
      else resolve({ intervals, flying });
    };
    requestAnimationFrame(frame);
  });
}

/** What a course page might show, one below the other. */
const FRAMES = [
  'lab="quorum" n="3" w="2" r="2" hide="panels" height="640"',
  'topic="quorums" height="640"',
  'lab="quorum" n="5" w="3" r="3" hide="panels" height="640"',
  'lab="cap" hide="panels" height="640"',
  'lab="single_leader" hide="panels" height="640"',
  'topic="cap" height="640"',
];

/** A server as those of static files are: compressed, and what has a hash in its name may be kept. It counts. */
async function serveCounting(answer) {
  const sent = { bytes: 0 };
  const server = createServer((request, response) => {
    const { status, kind, body, isKept } = answer(new URL(request.url, "http://any").pathname);
    const bytes = gzipSync(body);
    sent.bytes += bytes.length;
    const cache = isKept ? "public, max-age=31536000, immutable" : "no-cache";
    response.writeHead(status, { "content-type": kind, "content-encoding": "gzip", "cache-control": cache });
    response.end(bytes);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { sent, server, address: `http://127.0.0.1:${server.address().port}/` };
}

const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

function file(folder, path) {
  const name = join(folder, path.endsWith("/") ? `${path}index.html` : path);
  if (!existsSync(name)) return { status: 404, kind: "text/plain", body: "" };
  const kind = KINDS[extname(name)] ?? "application/octet-stream";
  return { status: 200, kind, body: readFileSync(name), isKept: path.startsWith("/assets/") };
}

/** Opens a page with these frames and looks at one after the other. */
async function course(site, elements, slowdown) {
  const html = elements.map((attributes) => `<faultline-lab ${attributes}></faultline-lab><p>…</p>`).join("");
  const body = `<!doctype html><title>A course</title><script async src="${site.address}embed.js"></script>${html}`;
  const host = await serveCounting(() => ({ status: 200, kind: "text/html; charset=utf-8", body }));
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await slow(page, slowdown);
  await page.addInitScript(() => {
    window.ready = [];
    addEventListener("ready", () => window.ready.push(performance.now()));
  });
  const before = site.sent.bytes;
  await page.goto(host.address);
  await page.waitForFunction(() => window.ready.length > 0);
  const first = await page.evaluate(() => window.ready[0]);
  const inSight = site.sent.bytes - before;
  for (let at = 0; at < elements.length; at += 1) {
    await page.locator("faultline-lab").nth(at).scrollIntoViewIfNeeded();
    await page.waitForFunction((n) => window.ready.length >= n, at + 1);
  }
  const all = await page.evaluate(() => window.ready.at(-1));
  await context.close();
  host.server.close();
  return { first, all, inSight, bytes: site.sent.bytes - before };
}

async function course6() {
  const site = await serveCounting((path) => file(target, path));
  for (const slowdown of SLOWDOWNS) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await course(site, FRAMES, slowdown));
    console.log(`${name}-first-${slowdown}x ${median(runs.map(({ first }) => first))}`);
    console.log(`${name}-all-${slowdown}x ${median(runs.map(({ all }) => all))}`);
    if (slowdown === 1) console.log(`${name}-bytes ${median(runs.map(({ bytes }) => bytes))}`);
    if (slowdown === 1) console.log(`${name}-first-bytes ${median(runs.map(({ inSight }) => inSight))}`);
  }
  let alone = 0;
  for (const one of FRAMES) alone += (await course(site, [one], 1)).bytes;
  console.log(`${name}-alone-bytes ${alone}`);
  site.server.close();
}

await { load, call, slide: slides, timeout: timeouts, play, frames: course6, deck: decks }[kind]();
await browser.close();
