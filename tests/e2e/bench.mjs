// Measures in headless Chromium, for `cargo xtask bench`. One line per result: `name value`, times in milliseconds.
//
//   node bench.mjs load <name> <address>     first paint and start of the app, plain and on a processor slowed 4 times
//   node bench.mjs call <name> <wasm file>   one call of the exported `main`
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const RUNS = 5;
const [kind, name, target] = process.argv.slice(2);

const flags = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"];
if (process.getuid?.() === 0) flags.push("--no-sandbox");
const browser = await chromium.launch({ executablePath: process.env.FAULTLINE_CHROME, args: flags });

function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** One first visit: nothing cached, nothing stored. */
async function visit(address, slowdown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
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
  for (const slowdown of [1, 4]) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await visit(target, slowdown));
    console.log(`${name}-paint-${slowdown}x ${median(runs.map(([paint]) => paint))}`);
    console.log(`${name}-interactive-${slowdown}x ${median(runs.map(([, interactive]) => interactive))}`);
  }
}

async function call() {
  const page = await browser.newPage();
  const times = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const { instance } = await WebAssembly.instantiate(bytes, {});
    const call = () => {
      const start = performance.now();
      instance.exports.main(0, 0);
      return performance.now() - start;
    };
    for (let warm = 0; warm < 5; warm += 1) call();
    return Array.from({ length: 11 }, call);
  }, readFileSync(target).toString("base64"));
  console.log(`${name} ${median(times)}`);
}

await { load, call }[kind]();
await browser.close();
