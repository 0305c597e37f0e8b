// The site in one file: what the network and the folders of a host do elsewhere.
//
// The build puts everything into one HTML file: programs and words packed as text (`data-file`), the style sheets of
// all programs, and this script with those it leads to. A page's path stands behind the number sign, as in
// `faultline.html#/labs/quorum/?r=1`, so that its links are plain links. A page of another program is a reload of the
// file, which is what it is elsewhere.
//
// Nothing here asks for anything: the policy of the file allows no request at all.

const { pages, programs, lost } = JSON.parse(document.getElementById("site").textContent);
const HOME = "#/";

const pathOf = (hash) => hash.slice(HOME.length).split("?")[0].replace(/index\.html$/, "");
/** The name of the program that runs the page behind an address. */
const programOf = (hash) => pages[pathOf(hash)] ?? pages[`${pathOf(hash)}/`] ?? lost;

if (!location.hash.startsWith(HOME)) history.replaceState(null, "", HOME);
const program = programOf(location.hash);

// --- What the page's head says elsewhere

for (const sheet of programs[program].sheets) {
  const style = document.querySelector(`style[data-file="${sheet}"]`);
  style.media = "all";
  document.head.append(style); // in this program's order
}

// --- What a host does elsewhere

const files = new Map(
  Array.from(document.querySelectorAll("script[data-file]"), (holder) => [holder.dataset.file, holder]),
);

/** Programs and words are asked for as anywhere. */
globalThis.fetch = async (address) => {
  const holder = files.get(String(address));
  if (!holder) throw new TypeError(`${address} is not in this file`);
  const bytes = Uint8Array.from(atob(holder.textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
};

/** Sets the stage for boot.js, whose part `glue` would be to load a program's other half. */
export function begin(glue) {
  globalThis.loadGlue = glue[program];
  Object.assign(document.currentScript.dataset, {
    js: program,
    wasm: programs[program].wasm,
    wasmBytes: programs[program].bytes,
  });
}

// --- Going about

/** Loads the file again, at its beginning, for the page that the address names by now. */
function reload() {
  scrollTo(0, 0);
  location.reload();
}

// Before the app, which would not know what to do with a page of another program.
addEventListener("popstate", (event) => {
  if (programOf(location.hash) === program) return;
  event.stopImmediatePropagation();
  reload();
});

addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link?.hash || link.href.split("#")[0] !== location.href.split("#")[0]) return;
    if (document.getElementById("panic")) {
      // The program is gone; its last links start it again.
      event.preventDefault();
      location.hash = link.hash;
      reload();
    } else if (!link.hash.startsWith(HOME)) {
      // A place within the page: the address has room for one only.
      event.preventDefault();
      document.getElementById(link.hash.slice(1))?.scrollIntoView();
    }
  },
  true,
);

// Forms lead to pages too: the search's.
addEventListener("submit", (event) => {
  const action = event.target.getAttribute("action");
  if (event.defaultPrevented || !action?.startsWith(HOME)) return;
  event.preventDefault();
  location.hash = `${action}?${new URLSearchParams(new FormData(event.target))}`;
});
