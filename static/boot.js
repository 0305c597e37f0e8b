// Downloads the app, shows how far the download is, and says plainly what is wrong if the app cannot start.
//
// The page is readable before, meanwhile and after: it was rendered at build time, and it is put back if the app fails
// half-way. The app tells that it has started by `data-app="ready"` on <html>; until then this script is in charge.

const SHOW_AFTER_MS = 300; // a quick download needs no progress bar
const STALL_MS = 20_000; // nothing at all arrived for so long
const START_MS = 15_000; // downloaded and compiled, but not started after so long

const root = document.documentElement;
const app = document.getElementById("app");
const boot = document.getElementById("boot");
const bar = boot.querySelector("progress");
const site = root.dataset.root; // before the app makes it absolute
const prerendered = app.cloneNode(true);
const { js, wasm, wasmBytes } = document.querySelector("script[data-wasm]").dataset;

/** A failure whose message is the end of the sentence "The interactive parts could not start: …". */
class Trouble extends Error {}

/** The same, of a program that may yet start and therefore keeps its hands on the page. */
class Delay extends Trouble {}

let over = false;
const show = setTimeout(() => (boot.hidden = false), SHOW_AFTER_MS);

function finish() {
  over = true;
  clearTimeout(show);
  boot.hidden = true;
}

function fail(error) {
  if (over) return;
  finish();
  if (!(error instanceof Delay)) {
    root.dataset.app = "failed";
    app.replaceWith(prerendered);
    if (document.getElementById("panic")) return; // the program could still say itself what happened
  }
  const why = error instanceof Trouble ? error.message : String(error);
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", () => location.reload());
  boot.replaceChildren(
    `The interactive parts could not start: ${why}. `,
    prerendered.firstChild ? "The text of this page is complete; reload to try again. " : "",
    reload,
  );
  boot.hidden = false;
}

/** Rejects unless `touch()` is called at least every `ms`. */
function watchdog(ms, trouble) {
  let timer;
  let touch;
  const bark = new Promise((_, reject) => {
    touch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(trouble), ms);
    };
  });
  touch();
  return { bark, touch, stop: () => clearTimeout(timer) };
}

function fileName(url) {
  return new URL(url, document.baseURI).pathname.split("/").pop();
}

async function download(url, touch) {
  let response;
  try {
    response = await fetch(url);
  } catch {
    throw new Trouble(`${fileName(url)} could not be downloaded; is the network there?`);
  }
  if (!response.ok) throw new Trouble(`the server answered ${response.status} for ${fileName(url)}`);
  let seen = 0;
  const count = new TransformStream({
    transform(chunk, out) {
      touch();
      seen += chunk.byteLength;
      bar.value = Math.min(100, (100 * seen) / Number(wasmBytes));
      out.enqueue(chunk);
    },
  });
  // Some hosts do not know the type of a .wasm file, and without it the browser would refuse to compile as it downloads.
  return new Response(response.body.pipeThrough(count), { headers: { "content-type": "application/wasm" } });
}

async function compile(response) {
  try {
    return await WebAssembly.compileStreaming(response);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) {
      throw new Trouble(`this browser could not compile the program (${error.message})`);
    }
    throw new Trouble("the download broke off");
  }
}

async function loadGlue() {
  try {
    // The site in one file has it at hand.
    return await (globalThis.loadGlue?.() ?? import(new URL(js, document.baseURI).href));
  } catch (error) {
    throw new Trouble(`${fileName(js)} could not be loaded (${error.message})`);
  }
}

function ready() {
  return new Promise((resolve) => {
    const look = () => root.dataset.app === "ready" && resolve();
    new MutationObserver(look).observe(root, { attributes: true, attributeFilter: ["data-app"] });
    look();
  });
}

async function start() {
  if (typeof WebAssembly !== "object" || !WebAssembly.compileStreaming) {
    throw new Trouble("this browser has no WebAssembly, or it is switched off");
  }
  const stalled = watchdog(STALL_MS, new Trouble(`nothing arrived for ${STALL_MS / 1000} seconds`));
  const loaded = Promise.all([loadGlue(), download(wasm, stalled.touch).then(compile)]);
  const [glue, module] = await Promise.race([loaded, stalled.bark]);
  stalled.stop();

  const slow = watchdog(START_MS, new Delay(`the program did not start within ${START_MS / 1000} seconds`));
  const started = ready();
  try {
    await glue.default({ module_or_path: module });
  } catch (error) {
    throw new Trouble(`the program stopped while it started (${error.message})`);
  }
  await Promise.race([started, slow.bark]);
  slow.stop();
}

/** Has the site kept for times without a network; not in other people's pages, nor where nobody knows the root. */
function keepSite() {
  if (/^http/.test(location.protocol) && !/[?&]embed=1/.test(location.search) && site.startsWith(".")) {
    import("./offline.js").then((offline) => offline.keepSite(site)).catch(() => {});
  }
}

/** What some visitors want to take along, by the name of the button: fetched when it is pressed. */
const takers = { picture: () => import("./picture.js"), print: () => import("./print.js") };

addEventListener("click", async ({ target }) => {
  try {
    await (await takers[target.closest?.(".take button")?.name]?.())?.default();
  } catch (error) {
    boot.textContent = `That did not work: ${error.message}`;
    boot.hidden = false;
  }
});

// A panic in a later turn of the event loop does not reject `start`, but shows up here.
function onError(event) {
  const error = event.error ?? event.reason;
  if (globalThis.WebAssembly && error instanceof WebAssembly.RuntimeError) {
    fail(new Trouble(`the program stopped while it started (${error.message})`));
  }
}

addEventListener("error", onError);
addEventListener("unhandledrejection", onError);
ready().then(finish);
ready().then(keepSite);
start()
  .catch(fail)
  .finally(() => {
    removeEventListener("error", onError);
    removeEventListener("unhandledrejection", onError);
  });
