// "Print": the lab's page as one sheet: its picture, its settings, what came of them, the way back as link and code.
//
// Fetched when it is asked for. The sheet stands beside the page, is seen on paper only, and goes when it was printed.
// Settings are read off their controls, so the sheet calls them what the page calls them.

import { drawn, inLight, pictures } from "./capture.js";
import encodeQR from "./qr.js";
import { element, made, styled, taken } from "./sheet.js";

/** The largest QR code, by its version: with more modules on 35 mm, phones begin to miss some. */
const QR_VERSION_MAX = 25;
/** From this version on the code corrects fewer errors, and so stays coarser. */
const QR_MEDIUM_MAX = 12;
/** The white border that a code needs, in modules. */
const BORDER = 4;
/** Controls that change no setting: they act, play, or ask. */
const NO_SETTING =
  ".timeline, .deeds, .deeds-of-lab, .act, .asked, .block-editor, .own-keys, .predictions, .challenges, [hidden]";
const SVG = "http://www.w3.org/2000/svg";

/** A control's label without its hint and its options. */
function labelOf(control) {
  const label = control.labels?.[0];
  return (label?.querySelector("span")?.textContent || label?.textContent || "").trim();
}

/** What a control says now. */
function valueOf(control) {
  if (control.type === "checkbox") return control.checked ? "yes" : "no";
  if (control.type === "range") {
    const shown = [...control.parentElement.querySelectorAll("output")].map((output) => output.textContent).join("");
    return shown || control.getAttribute("aria-valuetext") || control.value;
  }
  return control.matches("select") ? (control.selectedOptions[0]?.textContent ?? "") : control.value;
}

/** The settings of the page, as pairs of label and value. */
export function settings() {
  const pairs = new Map();
  for (const control of document.querySelectorAll("main :is(input, select, textarea)")) {
    const isSetting = !control.closest(NO_SETTING) && !/^(file|radio|search)$/.test(control.type);
    const [label, value] = [labelOf(control), valueOf(control).trim()];
    if (isSetting && label && value && !pairs.has(label)) pairs.set(label, value);
  }
  return [...pairs];
}

/** A report's lines as pairs; a line without a colon has no label. */
function lines(report) {
  return report.split("\n").filter(Boolean).map((line) => /^([^:]{1,60}): (.+)$/.exec(line)?.slice(1) ?? ["", line]);
}

function table(caption, pairs) {
  const cells = ([label, value]) => {
    if (!label) return element("tr", {}, [element("td", { colspan: 2 }, [value])]);
    return element("tr", {}, [element("th", { scope: "row" }, [label]), element("td", {}, [value])]);
  };
  return element("table", {}, [element("caption", {}, [caption]), element("tbody", {}, pairs.map(cells))]);
}

/** The modules of the code for a link; none if the link is too long for one that phones read. */
function modules(link) {
  for (const [ecc, versionMax] of [["medium", QR_MEDIUM_MAX], ["low", QR_VERSION_MAX]]) {
    try {
      const rows = encodeQR(link, "raw", { ecc, border: BORDER });
      if ((rows.length - 2 * BORDER - 17) / 4 <= versionMax) return rows;
    } catch {
      // Longer than any code holds.
    }
  }
  return undefined;
}

/** The code of a link as a picture, or a sentence where there is none. */
export function code(link) {
  const rows = modules(link);
  if (!rows) return element("p", {}, ["The link is too long for a code that a phone could read."]);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR code of the link");
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(SVG, "path");
  const dots = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dots.join(""));
  svg.append(path);
  return svg;
}

/** The main picture of the page, or a sentence while there is none. */
function picture() {
  const [main] = pictures();
  if (!main) return element("p", {}, ["There was no picture yet when this was printed."]);
  const svg = inLight(() => drawn(main.box));
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", main.shows);
  return element("figure", {}, [svg, element("figcaption", {}, [main.shows])]);
}

/** The sheet of the page as it is now. */
function sheet() {
  const [link, report] = [taken("link") || location.href, taken("report")];
  const text = (selector) => document.querySelector(selector)?.textContent ?? "";
  return element("div", { id: "print-sheet" }, [
    element("h1", {}, [text("h1") || document.title]),
    element("p", { class: "lead" }, [text("main .lead")]),
    picture(),
    element("div", { class: "columns" }, [table("Settings", settings()), table("What came of them", lines(report))]),
    element("div", { class: "way-back" }, [
      code(link),
      element("div", {}, [element("p", { class: "address" }, [link]), element("p", {}, [made(link)])]),
    ]),
  ]);
}

/** Prints the sheet. */
export default async function print() {
  await styled();
  const root = document.documentElement;
  const end = () => {
    delete root.dataset.print;
    document.getElementById("print-sheet")?.remove();
  };
  end();
  document.body.append(sheet());
  root.dataset.print = "sheet";
  addEventListener("afterprint", end, { once: true });
  let begins = false;
  addEventListener("beforeprint", () => (begins = true), { once: true });
  globalThis.print();
  if (origin === "null" && !begins) {
    end();
    throw new Error("this frame may not print; open the page by itself");
  }
}
