// The service worker: the whole site without a network, one build of it, and the next one when asked for.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROUTES, expect, test as base } from "../support/faultline.js";
import { copyOfSite, openHost, rebuild, remove } from "../support/builds.js";

const test = base.extend({
  host: async ({}, use) => {
    const folder = copyOfSite();
    const host = await openHost(folder);
    await use(host);
    await host.close();
    remove(folder);
  },
});
test.use({ serviceWorkers: "allow" });
test.slow(); // each stores a whole site, some of them twice

const LAB = "labs/quorum/?r=1&do=0+write+c0+x%3D1%3B3+read+c1+x";

async function visit(page, address) {
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement?.dataset.app === "ready");
}

/** A first visit, until the worker has stored its build, and a second one, whose page comes from the worker. */
async function visitTwice(page, address) {
  await visit(page, address);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await visit(page, address);
}

/** Asks for a new worker and waits for what becomes of it: "installed" or "redundant". */
function update(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const end = new Promise((resolve) => {
      const follow = (worker) => worker?.addEventListener("statechange", () => resolve(worker.state));
      if (registration.waiting) resolve(registration.waiting.state);
      follow(registration.installing);
      registration.addEventListener("updatefound", () => follow(registration.installing));
    });
    await registration.update();
    return end;
  });
}

function stores(page) {
  return page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("faultline ")));
}

/** Another build of the glossary's page, which says so. */
const marked = (name) => (text) => text.replace(/<html( data-build="\w+")?/, `<html data-build="${name}"`);
const build = (page) => page.locator("html").getAttribute("data-build");

test("after one visit every page works without a network, with its query", async ({ page, host }) => {
  await visitTwice(page, host.address);
  await host.close();

  await visit(page, host.address + LAB);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Quorums");
  await expect(page.getByRole("heading", { name: "Challenges" })).toBeVisible();
  await expect(page.getByText("Fetching the questions")).toHaveCount(0);
  for (const path of ["", "topics/cap/", "cards/quorums/", "glossary/?term=mttr", "study/", "labs/availability/"]) {
    await visit(page, host.address + path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
  const missing = await page.evaluate(
    async ([root, routes]) => {
      const answers = await Promise.all(routes.map((route) => fetch(root + route).then((answer) => answer.ok)));
      return routes.filter((_, i) => !answers[i]);
    },
    [host.address, ROUTES],
  );
  expect(missing).toEqual([]);
});

test("without a network a path without its slash finds the page, and a wrong one the page for it", async ({
  page,
  host,
  complaints,
}) => {
  complaints.allow(/404|no\/such\/page net::ERR_CONNECTION_REFUSED/);
  await visitTwice(page, host.address);
  await host.close();
  await visit(page, `${host.address}labs/quorum?r=1`);
  expect(page.url()).toBe(`${host.address}labs/quorum/?r=1`);

  await visit(page, `${host.address}no/such/page`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no page at this address");
  await page.getByRole("link", { name: "Glossary", exact: true }).click();
  await expect(page).toHaveURL(`${host.address}glossary/`);
});

test("a new version is used whole, when the visitor asks for it, and the old one goes", async ({ page, host }) => {
  await visitTwice(page, host.address);
  const [first] = await stores(page);
  rebuild(host.folder, "glossary/index.html", marked("second"));
  expect(await update(page)).toBe("installed");

  await visit(page, `${host.address}glossary/`);
  expect(await build(page)).toBe(null);
  const note = page.getByRole("status").filter({ hasText: "A new version of Faultline is ready." });
  await expect(note).toBeVisible();
  expect(await stores(page)).toHaveLength(2);
  await Promise.all([page.waitForEvent("load"), note.getByRole("button", { name: "Use it" }).click()]);
  expect(await build(page)).toBe("second");
  await expect(note).toHaveCount(0);
  await expect.poll(() => stores(page)).toHaveLength(1);
  expect(await stores(page)).not.toEqual([first]);

  await host.close();
  await visit(page, `${host.address}glossary/`);
  expect(await build(page)).toBe("second");
});

test("what was put off is not offered again in the same tab", async ({ page, host }) => {
  await visitTwice(page, host.address);
  rebuild(host.folder, "glossary/index.html", marked("second"));
  expect(await update(page)).toBe("installed");
  await visit(page, host.address);
  const note = page.getByRole("status").filter({ hasText: "A new version" });
  await note.getByRole("button", { name: "Later" }).click();
  await expect(note).toHaveCount(0);
  const asked = page.waitForRequest(/offline-\w+\.js/);
  await visit(page, `${host.address}glossary/`);
  await asked;
  await page.evaluate(() => navigator.serviceWorker.getRegistration().then(() => {}));
  await expect(note).toHaveCount(0);
  expect(await build(page)).toBe(null);
});

test("another tab goes on with the build that it runs, and says that there is another", async ({ page, host }) => {
  await visitTwice(page, host.address);
  const asset = await page.locator("script[data-wasm]").getAttribute("src");
  const other = await page.context().newPage();
  await visit(other, `${host.address}glossary/`);
  // A build in which an asset of the first is missing, on a host that has it no more.
  rebuild(host.folder, "glossary/index.html", marked("second"));
  rebuild(host.folder, "topics/cap/index.html", marked("second"));
  expect(await update(page)).toBe("installed");
  await visit(other, `${host.address}glossary/`);
  await Promise.all([other.waitForEvent("load"), other.getByRole("button", { name: "Use it" }).click()]);
  expect(await build(other)).toBe("second");

  await expect(page.getByText("Faultline was updated in another tab.")).toBeVisible();
  expect(await stores(page)).toHaveLength(2);
  await host.close();
  expect(await page.evaluate((url) => fetch(url).then((answer) => answer.status), asset)).toBe(200);
  await other.close();
  await visit(page, `${host.address}topics/cap/`);
  expect(await build(page)).toBe("second");
  await expect.poll(() => stores(page)).toHaveLength(1);
});

test("a build that does not come whole is not used, and the next attempt may be", async ({ page, host, complaints }) => {
  complaints.allow(/is not what the list of the build says/);
  await visitTwice(page, host.address);
  rebuild(host.folder, "glossary/index.html", marked("second"));
  const file = join(host.folder, "glossary/index.html");
  const right = readFileSync(file, "utf8");
  writeFileSync(file, marked("wrong")(right));
  expect(await update(page)).toBe("redundant");
  await visit(page, `${host.address}glossary/`);
  expect(await build(page)).toBe(null);

  writeFileSync(file, right);
  expect(await update(page)).toBe("installed");
});

test("HTML is never answered for a script, even by a host that does so", async ({ page, host, complaints }) => {
  complaints.allow(/ERR_FAILED|404|assets\/gone/);
  await visitTwice(page, host.address);
  for (const lies of [true, false]) {
    host.lies = lies;
    const outcome = await page.evaluate(async (url) => {
      const script = document.createElement("script");
      script.src = url;
      const end = new Promise((resolve) => {
        script.onload = () => resolve("loaded");
        script.onerror = () => resolve("failed");
      });
      document.head.append(script);
      return [await end, await fetch(url).then(() => "answered", () => "refused")];
    }, `${host.address}assets/gone-0123456789abcdef.js`);
    expect(outcome).toEqual(["failed", "refused"]);
  }
});

test("ranges, other methods and what is not listed go to the host", async ({ page, host, complaints }) => {
  complaints.allow(/404/);
  await visitTwice(page, host.address);
  host.seen.length = 0;
  await page.evaluate(async () => {
    await fetch("glossary/", { headers: { range: "bytes=0-9" } });
    await fetch("glossary/", { method: "POST" });
    await fetch("packages/none.zip");
    await fetch("glossary/?plain");
  });
  const seen = host.seen.filter((line) => !line.includes("sw.js"));
  expect(seen).toEqual(["GET glossary/", "POST glossary/", "GET packages/none.zip"]);
});

test("a page in another's frame keeps nothing", async ({ page, host }) => {
  await visit(page, `${host.address}labs/quorum/?embed=1`);
  await page.waitForLoadState("networkidle");
  expect(host.seen.filter((line) => /sw\.js|offline-/.test(line))).toEqual([]);
});

for (const [name, block] of [
  ["without workers", () => delete Navigator.prototype.serviceWorker],
  ["with workers blocked", () => (ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error("no")))],
  [
    "in a sandbox",
    () =>
      Object.defineProperty(Navigator.prototype, "serviceWorker", {
        get() {
          throw new DOMException("The context is sandboxed.", "SecurityError");
        },
      }),
  ],
]) {
  test(`${name} the page works as before`, async ({ page, host }) => {
    await page.addInitScript(block);
    const asked = page.waitForResponse(/offline-\w+\.js/);
    await visit(page, host.address);
    await (await asked).finished();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
}

test("a worker without a list takes its stores along and goes", async ({ page, host }) => {
  await visitTwice(page, host.address);
  const worker = join(host.folder, "sw.js");
  writeFileSync(worker, readFileSync(worker, "utf8").replace(/^.*\n/, "const SITE = null;\n"));
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => {}));
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then(Boolean))).toBe(false);
  expect(await stores(page)).toEqual([]);
});

test("the site can be installed", async ({ page, host }) => {
  await visitTwice(page, host.address);
  const session = await page.context().newCDPSession(page);
  const { url, data, errors } = await session.send("Page.getAppManifest");
  expect(url).toBe(`${host.address}manifest.webmanifest`);
  expect(errors).toEqual([]);
  const { icons } = JSON.parse(data);
  for (const { src, sizes } of icons) {
    const size = await page.evaluate(async (src) => {
      const image = await createImageBitmap(await (await fetch(src)).blob());
      return `${image.width}x${image.height}`;
    }, host.address + src);
    expect(size).toBe(sizes);
  }
  expect(icons.some((icon) => icon.purpose === "maskable")).toBe(true);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  const ids = installabilityErrors.map((error) => error.errorId);
  expect(ids.filter((id) => id !== "in-incognito")).toEqual([]); // each test has a private window
});
