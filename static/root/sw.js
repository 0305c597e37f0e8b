// The service worker: the whole site once more without a network, and always one build of it.
//
// The build puts a line before this file, made from the final bytes of all others:
// `const SITE = { version, base, files: { path: hash } };`. With `const SITE = null;` the worker retires: it takes its
// stores along and unregisters itself, which is the way to be rid of it on every machine that has it.
//
// What it keeps to:
// - A build is stored whole or not at all: each file's bytes are held against the list, and one that differs (a host
//   half-way through a change, a captive portal) ends the attempt. The store in use is not touched meanwhile.
// - Pages come from the stored build until the visitor asks for the next one. A page that still runs an earlier build
//   gets that build's files; they go when no such page is left.
// - What stands where a script, style or text is expected is never HTML.
// - Downloads, ranges, other methods and other origins are none of its business.

/* global SITE */

const N_AT_ONCE = 6; // files under way, as browsers do it themselves
const TYPES = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  wasm: "application/wasm",
  svg: "image/svg+xml",
  png: "image/png",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
};
const PAGE = "index.html";
const LOST = "404.html";

const scope = new URL(self.registration.scope);
/** What the names of our stores begin with. Several copies of the site may share one origin. */
const STORES = `faultline ${scope.pathname} `;
const STORE = STORES + SITE?.version;

const isListed = (path) => Object.hasOwn(SITE.files, path);
const extension = (path) => path.slice(path.lastIndexOf(".") + 1);
const isPage = (path) => path.endsWith(".html");
/** Hosts like to redirect from `cards/index.html` to `cards/`. */
const address = (path) => new URL(path.endsWith(PAGE) ? path.slice(0, -PAGE.length) : path, scope).href;

/** The names of all our stores, oldest first. */
async function stores() {
  return (await caches.keys()).filter((name) => name.startsWith(STORES));
}

async function hash(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- Keeping a build

async function install() {
  const store = await caches.open(STORE);
  const names = [STORE, ...(await stores())];
  const paths = Object.keys(SITE.files);
  let next = 0;
  const work = async () => {
    while (next < paths.length) await keep(store, names, paths[next++]);
  };
  await Promise.all(Array.from({ length: N_AT_ONCE }, work));
}

/** Stores a file of the list from where its bytes are found, and gives the answer that was stored. */
async function keep(store, names, path) {
  const url = address(path);
  for (const source of [...names.map((name) => () => held(name, url)), ...fetches(path, url)]) {
    const response = await source();
    const bytes = await response?.arrayBuffer();
    if (bytes && (await hash(bytes)) === SITE.files[path]) {
      const answer = new Response(bytes, { headers: headers(response, path) });
      await store.put(url, answer.clone());
      return answer;
    }
  }
  throw new Error(`${url} is not what the list of the build says`);
}

async function held(name, url) {
  return (await caches.open(name)).match(url);
}

/** Names with a hash never change their bytes; any other file may be an old one in the browser's own cache. */
function fetches(path, url) {
  const modes = path.startsWith("assets/") ? ["default", "reload"] : ["no-cache", "reload"];
  return modes.map((cache) => () => fetch(url, { cache }));
}

/** The host's headers, for it may have reasons, without what was about the transport, and with the right type. */
function headers(response, path) {
  const all = new Headers(response.headers);
  all.delete("content-encoding");
  all.delete("content-length");
  all.set("content-type", TYPES[extension(path)] ?? "application/octet-stream");
  return all;
}

// --- Answering

function onFetch(event) {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === scope.origin && url.pathname.startsWith(scope.pathname);
  if (!isOurs || request.method !== "GET" || request.headers.has("range")) return;
  const asked = url.pathname.slice(scope.pathname.length);
  const path = asked === "" || asked.endsWith("/") ? asked + PAGE : asked;
  const isVisit = request.mode === "navigate";
  if (isVisit) event.waitUntil(tidy().catch(() => {}));
  if (isListed(path)) {
    event.respondWith(stored(path, request));
  } else if (isVisit && isListed(`${path}/${PAGE}`)) {
    event.respondWith(Response.redirect(`${scope.origin}${url.pathname}/${url.search}`));
  } else if (isVisit) {
    event.respondWith(visit(path, request));
  } else if (path.startsWith("assets/")) {
    event.respondWith(asset(request));
  }
}

/** A file of the list; one that the browser threw away is fetched again. */
async function stored(path, request) {
  const store = await caches.open(STORE);
  const found = await store.match(address(path));
  if (found) return found;
  try {
    return await keep(store, [], path);
  } catch {
    // The host has another build by now. Its pages name their own files; for a file there is no substitute.
    return isPage(path) ? fetch(request).catch(() => Response.error()) : Response.error();
  }
}

/** A page or a download that the list does not have. */
async function visit(path, request) {
  try {
    return await fetch(request);
  } catch {
    const isFile = path.split("/").pop().includes(".") && !isPage(path);
    return isFile ? Response.error() : lost();
  }
}

/** The page for lost visitors, which the build made for another place if the site was moved. */
async function lost() {
  const page = await stored(LOST, address(LOST));
  const text = (await page.text()).replaceAll(`="${SITE.base}`, `="${scope.pathname}`);
  return new Response(text, { status: 404, headers: page.headers });
}

/** A file of another build, for a page that still runs it. */
async function asset(request) {
  for (const name of await stores()) {
    const found = await held(name, request.url);
    if (found) return found;
  }
  const response = await fetch(request).catch(() => Response.error());
  const isHtml = /html/.test(response.headers.get("content-type"));
  return response.ok && !isHtml ? response : Response.error();
}

/** Takes the stores of earlier builds away, once no other page may need them and no later build waits. */
async function tidy() {
  const { installing, waiting } = self.registration;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const isBusy = pages.filter((page) => page.url.startsWith(scope.href)).length > 1;
  if (installing || waiting || isBusy) return;
  const names = await stores();
  await Promise.all(names.slice(0, names.indexOf(STORE)).map((name) => caches.delete(name)));
}

async function retire() {
  await Promise.all((await stores()).map((name) => caches.delete(name)));
  await self.registration.unregister();
}

if (SITE) {
  self.addEventListener("install", (event) => event.waitUntil(install()));
  self.addEventListener("fetch", onFetch);
  self.addEventListener("message", ({ data }) => {
    if (data?.faultline === 1 && data.type === "use") self.skipWaiting();
  });
} else {
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(retire()));
}
