// What the dialog of pictures and the printed sheet share.

/** An element with attributes and what is in it; texts become text nodes. */
export function element(name, attributes, content = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** What a press of a button counts as if its text is asked for. As in src/ui/take.rs. */
const ASKED = -1;

/** The text that a button of the page would copy: `link` or `report`. */
export function taken(name) {
  let text = "";
  const take = (event) => (text = event.detail.text);
  document.addEventListener("faultline-taken", take);
  const button = document.querySelector(`.take button[name=${name}]`);
  button.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: ASKED }));
  document.removeEventListener("faultline-taken", take);
  return text;
}

/** What a lab's link says of itself: the lab, the version of the model, the fingerprint of the run. */
export function source(link) {
  // Where the site is one file, pages stand behind the number sign.
  const { pathname, searchParams } = new URL(link.replace("#", ""), location.href);
  const [, version, fingerprint] = /^(\d+)\.([0-9a-z]+)$/.exec(searchParams.get("trace") ?? "") ?? [];
  return { lab: pathname.split("/").filter(Boolean).at(-1) ?? "", version, fingerprint };
}

/** The same as a line below a picture. */
export function made(link) {
  const { version, fingerprint } = source(link);
  if (!fingerprint) return "Faultline";
  return `Faultline, version ${version} of the model, fingerprint of the run ${fingerprint}`;
}

/** Waits until the style sheet of both is there. */
export function styled() {
  const inFile = document.querySelector('style[data-file^="assets/sheet-"]'); // the site is one file
  if (inFile) {
    inFile.media = "all";
    return Promise.resolve();
  }
  const href = new URL("./css/sheet.css", import.meta.url).href;
  if ([...document.styleSheets].some((sheet) => sheet.href === href)) return Promise.resolve();
  const link = element("link", { rel: "stylesheet", href });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error("its style sheet could not be downloaded; is the network there?"));
    });
    document.head.append(link);
  });
}
