// The pictures of a page as SVG texts that stand alone: with their colours and fonts inside, a title and a source.
//
// A picture on a page is more than one element: marks lie above a cluster, a legend stands below a chart, systems stand
// side by side under their names. So a picture here is a box of the page, and what is in it is put where it stands:
// each <svg>, and each piece of text as it is broken into lines.
//
// Left out: borders and backgrounds of boxes, and whatever can be operated.

/** What has no place in a picture that nobody can operate. */
const OPERATED =
  "details, button:not(.name button), select, textarea, .timeline, .fields, .toolbar, .tools, .deeds, .work, [hidden]";
/** A box of the page that is one picture. */
const BOX = "figure, .cluster, .strategy";
/** The smallest picture, in pixels: what is smaller is a sign. */
const WIDTH_MIN = 100;
const HEIGHT_MIN = 60;
/** A longer beginning of a label is a sentence and no name. */
const OWN_MAX = 40;

const PAINT = [
  "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
  "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "paint-order", "vector-effect", "opacity", "visibility",
];
const TYPE = [
  "font-family", "font-size", "font-weight", "font-style", "letter-spacing", "text-anchor", "dominant-baseline",
  "font-variant-numeric",
];
/** What an element is like that nothing is said of. */
const INITIAL = {
  fill: "rgb(0, 0, 0)", "fill-opacity": "1", "fill-rule": "nonzero", stroke: "none", "stroke-width": "1px",
  "stroke-opacity": "1", "stroke-dasharray": "none", "stroke-dashoffset": "0px", "stroke-linecap": "butt",
  "stroke-linejoin": "miter", "paint-order": "normal", visibility: "visible", "letter-spacing": "normal",
  "text-anchor": "start", "font-style": "normal", "font-variant-numeric": "normal",
};
/** Properties that a child does not take from its parent, with the value that says nothing. */
const OWN = { opacity: "1", "vector-effect": "none", "dominant-baseline": "auto" };
const LINKED = ["marker-start", "marker-mid", "marker-end", "clip-path", "mask", "filter"];

const SVG = "http://www.w3.org/2000/svg";

/** The outermost svg elements in a part of the page that can be seen. */
function drawings(part) {
  if (part.matches("svg")) return [part];
  return [...part.querySelectorAll("svg")].filter((svg) => {
    return !svg.parentElement.closest("svg") && !svg.closest(OPERATED) && svg.getClientRects().length > 0;
  });
}

function isLarge(svg) {
  const { width, height } = svg.getBoundingClientRect();
  return width >= WIDTH_MIN && height >= HEIGHT_MIN;
}

/** The nearest element around some others. */
function commonAncestor(elements) {
  let common = elements[0].parentElement;
  while (!elements.every((element) => common.contains(element))) common = common.parentElement;
  return common;
}

function labelOf(svg) {
  return svg.getAttribute("aria-label") ?? svg.querySelector("[role=tree]")?.getAttribute("aria-label") ?? "";
}

/** The title above a box within its section, if it has one. */
function titleAbove(box, section) {
  for (let around = box; around && around !== section; around = around.parentElement) {
    const title = around.querySelector(":scope > h3, :scope > figcaption > h3");
    if (title) return title.textContent;
  }
  return "";
}

/** What a picture is called: by its section, and where that has several, by its title or how its own label begins. */
function named(box, svgs) {
  const around = box.closest("section[aria-label]");
  const section = around?.getAttribute("aria-label") ?? "";
  const beginning = labelOf(svgs[0]).split(/[.:] /)[0];
  const own = titleAbove(box, around) || (beginning.length <= OWN_MAX ? beginning : "");
  return { box, section, own, shows: sentences(svgs.map(labelOf)) };
}

/** Texts one after the other, each with its full stop. */
function sentences(texts) {
  return texts.filter(Boolean).map((text) => (/[.?!]$/.test(text) ? text : `${text}.`)).join(" ");
}

/** The pictures of the page, the main one first: `{ box, title, shows }`. */
export function pictures() {
  const boxes = new Map();
  for (const svg of drawings(document.querySelector("main")).filter(isLarge)) {
    const box = svg.closest(BOX) ?? svg;
    boxes.set(box, [...(boxes.get(box) ?? []), svg]);
  }
  const found = [...boxes].map(([box, svgs]) => named(box, svgs));
  const stage = document.getElementById("picture");
  const staged = found.filter(({ box }) => stage?.contains(box));
  if (staged.length > 1) {
    const shows = sentences(staged.map((picture) => picture.shows));
    found.unshift({ box: commonAncestor(drawings(stage)), section: stage.getAttribute("aria-label"), own: "", shows });
  }
  return found.map(({ box, section, own, shows }, at) => {
    const isAlone = !found.some((other, n) => n !== at && other.section === section);
    const title = isAlone || !own ? section : `${section}: ${own}`;
    return { box, title: title || own, shows: shows === `${title}.` ? "" : shows };
  });
}

// ---- Colours and fonts, from the style sheet into the elements

const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** A colour as every program understands it. */
function plainColour(value) {
  if (!/^(color|oklch|oklab|lab|lch|hwb)\(/.test(value)) return value;
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
  return a === 255 ? `rgb(${r}, ${g}, ${b})` : `rgba(${r}, ${g}, ${b}, ${(a / 255).toFixed(3)})`;
}

/** The same element without the page: what the style sheet said of it becomes attributes. `outer` is said already. */
function standalone(element, outer) {
  const style = getComputedStyle(element);
  if (style.display === "none") return null;
  const copy = element.cloneNode(false);
  for (const { name } of [...copy.attributes]) {
    if (/^(class|style|role|tabindex|data-.*|aria-.*|on.*)$/.test(name)) copy.removeAttribute(name);
  }
  const said = { ...outer };
  const isText = element.matches("text, tspan, textPath") || element.querySelector("text");
  for (const name of isText ? [...PAINT, ...TYPE] : PAINT) {
    const value = plainColour(style.getPropertyValue(name));
    if (value && value !== (name in OWN ? OWN[name] : outer[name])) {
      copy.setAttribute(name, value);
      if (!(name in OWN)) said[name] = value;
    } else {
      copy.removeAttribute(name);
    }
  }
  for (const name of LINKED) {
    const value = style.getPropertyValue(name);
    if (value && value !== "none") copy.setAttribute(name, value);
  }
  if (element.style?.transform) copy.setAttribute("transform", new DOMMatrix(style.transform).toString());
  for (const child of element.childNodes) {
    const inner = child.nodeType === Node.ELEMENT_NODE ? standalone(child, said) : child.cloneNode();
    if (inner) copy.append(inner);
  }
  return copy;
}

// ---- A box as one picture

/** Adds an element to another, with attributes and perhaps a text. */
function add(parent, name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

function round(number) {
  return Math.round(number * 100) / 100;
}

/** The pieces of a text as the page breaks it into lines: `{ text, rect }`. */
function linesOf(node) {
  const lines = [];
  const range = document.createRange();
  for (const { index, 0: word } of node.data.matchAll(/\S+\s*/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.trimEnd().length);
    const rect = range.getBoundingClientRect();
    const last = lines.at(-1);
    if (rect.width === 0) continue;
    if (last && Math.abs(last.rect.top - rect.top) < 2) {
      last.text += word;
      last.rect = around([last.rect, rect]);
    } else {
      lines.push({ text: word, rect });
    }
  }
  return lines;
}

/** A line as the page shows it where its element has too little room. */
function cutOff(line, around, style) {
  const room = around.getBoundingClientRect().width;
  if (style.textOverflow !== "ellipsis" || line.rect.width <= room + 1) return line;
  const { left, top, bottom, height } = line.rect;
  const text = `${line.text.slice(0, Math.floor((line.text.length * room) / line.rect.width) - 1)}…`;
  return { text, rect: { left, top, bottom, height, right: left + room, width: room } };
}

/** The texts of a box that stand outside its drawings. */
function textsOf(box) {
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const { parentElement: around } = walker.currentNode;
    const style = getComputedStyle(around);
    const isSeen = style.visibility === "visible" && style.clipPath === "none";
    if (isSeen && !around.closest(`svg, ${OPERATED}`)) {
      texts.push(...linesOf(walker.currentNode).map((line) => ({ ...cutOff(line, around, style), style })));
    }
  }
  return texts;
}

function addText(root, { text, rect, style }, [left, top]) {
  pen.font = style.font;
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = pen.measureText(text);
  add(root, "text", {
    x: round(rect.left - left),
    y: round(rect.top - top + (rect.height - ascent - descent) / 2 + ascent),
    fill: plainColour(style.color),
    "font-family": style.fontFamily,
    "font-size": style.fontSize,
    "font-weight": style.fontWeight,
    ...(style.fontStyle === "normal" ? {} : { "font-style": style.fontStyle }),
  }, text.trimEnd());
}

/** The rectangle around all of these. */
function around(rects) {
  const [left, top] = [Math.min(...rects.map((rect) => rect.left)), Math.min(...rects.map((rect) => rect.top))];
  const right = Math.max(...rects.map((rect) => rect.right));
  const bottom = Math.max(...rects.map((rect) => rect.bottom));
  return { left, top, right, bottom, width: Math.ceil(right - left), height: Math.ceil(bottom - top) };
}

/** A box of the page as an svg element that stands alone. */
export function drawn(box) {
  const svgs = drawings(box);
  const texts = textsOf(box);
  const rects = [...svgs.map((svg) => svg.getBoundingClientRect()), ...texts.map(({ rect }) => rect)];
  const { left, top, width, height } = around(rects);
  const root = document.createElementNS(SVG, "svg");
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  for (const svg of svgs) {
    const rect = svg.getBoundingClientRect();
    const place = { x: rect.left - left, y: rect.top - top, width: rect.width, height: rect.height };
    const copy = standalone(svg, INITIAL);
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, round(value));
    root.append(copy);
  }
  for (const text of texts) addText(root, text, [left, top]);
  return root;
}

// ---- The light theme for a moment

/** What `work` gives where the page is as light as paper; nobody sees it change. */
export function inLight(work) {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  const still = new CSSStyleSheet();
  still.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  root.dataset.theme = "light";
  try {
    return work();
  } finally {
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== still);
  }
}

// ---- With its caption, as a file

const MARGIN = 16;
const LINE = 18;
const LINES_MAX = 4;

/** Breaks a text into lines of a width; words that are too long are broken, and what is too much ends in "…". */
function broken(text, width, font, linesMax) {
  pen.font = font;
  const fits = (line) => pen.measureText(line).width <= width;
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const joined = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (fits(joined)) {
      lines[lines.length - 1] = joined;
      continue;
    }
    if (lines.at(-1)) lines.push("");
    for (const letter of word) {
      if (!fits(lines.at(-1) + letter)) lines.push("");
      lines[lines.length - 1] += letter;
    }
  }
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax - 1), `${lines[linesMax - 1].slice(0, -1)}…`];
}

/** The colour behind the page; a frame may have none of its own, and then it is what its ink is seen on. */
function paperUnder(body) {
  const paper = plainColour(body.backgroundColor);
  if (!/, 0\)$/.test(paper)) return paper;
  const [red] = plainColour(body.color).match(/\d+/);
  return red > 127 ? "rgb(20, 24, 30)" : "rgb(255, 255, 255)";
}

/**
 * A picture as the text of an SVG file, with a strip below: its title, what it shows, where it comes from.
 * `source` is `{ link, lab, made }`: the link, the lab's title, the line on model and fingerprint.
 */
export function withCaption({ box, title, shows }, { link, lab, made }) {
  const picture = drawn(box);
  const body = getComputedStyle(document.body);
  const [ink, paper] = [plainColour(body.color), paperUnder(body)];
  const width = Math.max(480, Number(picture.getAttribute("width"))) + 2 * MARGIN;
  const family = body.fontFamily;
  const heading = `${lab}: ${title}`;
  const lines = [
    ...broken(heading, width - 2 * MARGIN, `600 15px ${family}`, 2).map((text) => ({ text, size: 15, weight: 600 })),
    ...broken(shows, width - 2 * MARGIN, `13px ${family}`, LINES_MAX).map((text) => ({ text, size: 13 })),
    ...broken(link, width - 2 * MARGIN, `12px ${family}`, LINES_MAX).map((text) => ({ text, size: 12, href: link })),
    { text: made, size: 12 },
  ].filter(({ text }) => text);
  const top = MARGIN + Number(picture.getAttribute("height")) + MARGIN;
  const height = top + lines.length * LINE + MARGIN;

  const root = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: "img" })) {
    root.setAttribute(key, value);
  }
  add(root, "title", {}, heading);
  add(root, "desc", {}, `${shows}\n${link}\n${made}`);
  add(root, "rect", { width, height, fill: paper });
  picture.setAttribute("x", (width - Number(picture.getAttribute("width"))) / 2);
  picture.setAttribute("y", MARGIN);
  root.append(picture);
  add(root, "path", { d: `M${MARGIN} ${top - 6}H${width - MARGIN}`, stroke: ink, "stroke-opacity": 0.25 });
  lines.forEach(({ text, size, weight, href }, at) => {
    const parent = href ? add(root, "a", { href }) : root;
    const y = top + at * LINE + 12;
    const type = { "font-family": family, "font-size": size, ...(weight ? { "font-weight": weight } : {}) };
    add(parent, "text", { x: MARGIN, y, fill: ink, ...type }, text);
  });
  return { text: new XMLSerializer().serializeToString(root), width, height, heading };
}
