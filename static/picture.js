// "Save a picture": a dialog with the pictures of the page, to be saved as SVG or PNG with a caption and their source.
//
// Fetched when it is asked for. The pictures are read off the page; its buttons tell the link of what it shows, with
// the fingerprint, and the report. Whatever comes from a link stands in text nodes and attributes only.

import { inLight, pictures, withCaption } from "./capture.js";
import { element, made, source, styled, taken } from "./sheet.js";

/** For each pixel of the page so many in a PNG file, so that it is sharp on a slide. */
const SCALE = 2;
/** The longest side of a PNG file: browsers draw no larger ones for certain. */
const PIXELS_MAX = 8_192;

/** What is said where a frame cannot know whether its host lets it save. */
const SANDBOXED = "If nothing came of it, this frame may not save files: open the page by itself.";

function asAddress(svg) {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
}

/** The picture as a PNG file. */
async function raster({ text, width, height }) {
  const image = new Image();
  image.src = asAddress(text);
  await image.decode();
  const scale = Math.min(SCALE, PIXELS_MAX / Math.max(width, height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height].map((side) => Math.round(side * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the picture is too large");
  return blob;
}

function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A radio button of a group. */
function choice(name, value, label, isChecked) {
  const input = element("input", { type: "radio", name, value });
  input.checked = isChecked;
  return element("label", {}, [input, ` ${label}`]);
}

/** A file's name without its ending: what is safe everywhere. */
function fileName(link, title) {
  const parts = [source(link).lab, title].map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40));
  return ["faultline", ...parts, source(link).fingerprint].filter(Boolean).join("-").replace(/-+/g, "-");
}

/** The pictures of the page; what has no sentence of its own shows what the report begins with. */
function found(report) {
  const beginning = report.split("\n").slice(0, 2).join("; ");
  const all = pictures().map((picture) => ({ ...picture, shows: picture.shows || beginning }));
  if (all.length === 0) throw new Error("this page has no picture yet");
  return all;
}

/** A button that says what came of it. */
function acting(label, said, done, act) {
  const button = element("button", { type: "button" }, [label]);
  button.addEventListener("click", async () => {
    try {
      await act();
      said.textContent = origin === "null" ? `${done} ${SANDBOXED}` : done;
    } catch (error) {
      said.textContent = `That did not work: ${error.message}`;
    }
  });
  return button;
}

/** The buttons for what is chosen: `picture()` gives it with its caption, `name()` the name of a file. */
function buttons(picture, name, said) {
  const svg = acting("Save as SVG", said, "Saved as SVG.", () => {
    save(new Blob([picture().text], { type: "image/svg+xml" }), `${name()}.svg`);
  });
  const png = acting("Save as PNG", said, "Saved as PNG.", async () => save(await raster(picture()), `${name()}.png`));
  const copy = acting("Copy", said, "The picture is in the clipboard.", () => {
    return navigator.clipboard.write([new ClipboardItem({ "image/png": raster(picture()) })]);
  });
  copy.hidden = !globalThis.ClipboardItem || !navigator.clipboard;
  svg.className = "primary";
  return [svg, png, copy];
}

/**
 * Puts a dialog where it was asked for. A frame may be as high as its page, and its middle out of sight; only there the
 * dialog would stand in the middle.
 */
function placeNear(dialog, opener) {
  if (parent === window || !opener) return;
  dialog.style.marginTop = "0";
  const room = innerHeight - dialog.offsetHeight - 8;
  dialog.style.top = `${Math.max(8, Math.min(opener.getBoundingClientRect().bottom - dialog.offsetHeight, room))}px`;
}

/** A dialog that goes when it is closed. */
function dialogOf(title, parts) {
  const close = element("button", { type: "button" }, ["Close"]);
  const heading = element("h2", { id: "sheet-title" }, [title]);
  const dialog = element("dialog", { class: "sheet-dialog", "aria-labelledby": "sheet-title" }, [heading, ...parts]);
  dialog.querySelector(".actions").append(close);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}

/** Asks which picture, and saves it. */
export default async function offer() {
  await styled();
  const [link, report] = [taken("link") || location.href, taken("report")];
  const all = found(report);
  const origin = { link, lab: document.querySelector("h1")?.textContent ?? document.title, made: made(link) };
  const options = all.map(({ title }, at) => element("option", { value: at }, [title]));
  const list = element("select", { id: "picture-choice" }, options);
  const themes = element("fieldset", {}, [
    element("legend", {}, ["Colours"]),
    choice("picture-theme", "light", "light, as on paper", true),
    choice("picture-theme", "page", "as on the page", false),
  ]);
  const [preview, said] = [element("img", {}), element("p", { role: "status" })];

  const captioned = () => withCaption(all[list.value], origin);
  const picture = () => (themes.querySelector(":checked").value === "light" ? inLight(captioned) : captioned());
  const show = () => {
    const { text, heading } = picture();
    preview.src = asAddress(text);
    preview.alt = `${heading}. ${all[list.value].shows}`;
  };
  const dialog = dialogOf("Save a picture", [
    element("p", { class: "field" }, [element("label", { for: "picture-choice" }, ["Picture"]), list]),
    themes,
    preview,
    element("p", { class: "actions" }, buttons(picture, () => fileName(link, all[list.value].title), said)),
    said,
  ]);
  list.addEventListener("change", show);
  themes.addEventListener("change", show);
  const opener = document.activeElement;
  document.body.append(dialog);
  show();
  await preview.decode().catch(() => {});
  dialog.showModal();
  placeNear(dialog, opener);
}
