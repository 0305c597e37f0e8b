// What can be taken along from a lab: pictures as files, a sheet of paper, links that last.
import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import jsQR from "jsqr";
import { expect, open, test } from "../support/faultline.js";

const LABS = {
  availability: ["Block diagram", "A simulated year"],
  replication_log: ["The log and the tables"],
  single_leader: ["The cluster", "Through time"],
  multi_leader: ["The data centres", "Comparing versions", "Through time"],
  quorum: ["The cluster", "Quorums", "Through time", "How fresh a read is"],
  cap: ["The same requests under each system", "CP", "AP", "Through time: CP", "Through time: AP"],
  families: ["The same traffic under each family", "One leader", "Several leaders", "No leader"],
  placement: ["The same keys, placed by five strategies", "Who knows where a shard is: request routing"],
  rebalancing: ["What moves", "One node more: how much moves", "How even a ring is"],
};

function dialog(page) {
  const box = page.getByRole("dialog", { name: "Save a picture" });
  return { box, list: box.getByLabel("Picture"), button: (name) => box.getByRole("button", { name }) };
}

async function offer(page) {
  await page.getByRole("button", { name: "Save a picture" }).click();
  await expect(dialog(page).list).toBeVisible();
  return dialog(page);
}

/** What a button saves: the file's name and bytes. */
async function saved(page, button) {
  const download = page.waitForEvent("download");
  await button.click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** What an SVG file says and needs, read by the browser's own parser. */
function inspect(page, text) {
  return page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
    const all = [...parsed.querySelectorAll("*")];
    return {
      isSound: !parsed.querySelector("parsererror"),
      title: parsed.querySelector("title").textContent,
      texts: [...parsed.querySelectorAll("text")].map((element) => element.textContent).join(" "),
      links: [...parsed.querySelectorAll("a")].map((element) => element.getAttribute("href")),
      leftovers: all.flatMap((it) => it.getAttributeNames()).filter((name) => /^(class|style|on|data-)/.test(name)),
      names: [...new Set(all.map((element) => element.localName))],
      n: all.length,
    };
  }, text);
}

/** How many colours a picture has, drawn in a page that knows no style sheet of ours. */
async function colours(context, bytes, type) {
  const page = await context.newPage();
  const found = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    const pixels = new Uint32Array(pen.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return { width: canvas.width, height: canvas.height, n: new Set(pixels).size };
  }, `data:${type};base64,${bytes.toString("base64")}`);
  await page.close();
  return found;
}

for (const [lab, titles] of Object.entries(LABS)) {
  test(`${lab}: each picture can be saved, and stands alone`, async ({ page, context }) => {
    await open(page, `labs/${lab}/`);
    for (const title of titles) {
      // Some are worked out first.
      const section = (name) => `section[aria-label="${name}"] svg`;
      await expect(page.locator(`${section(title)}, ${section(title.split(": ")[0])}`).first()).toBeVisible();
    }
    const { list, button } = await offer(page);
    const options = await list.getByRole("option").allTextContents();
    expect(options).toEqual(expect.arrayContaining(titles));
    for (const [at, title] of options.entries()) {
      await list.selectOption(String(at));
      const { name, bytes } = await saved(page, button("Save as SVG"));
      const svg = await inspect(page, bytes.toString());
      expect(svg).toMatchObject({ isSound: true, leftovers: [] });
      expect(svg.title).toContain(title);
      expect(svg.n, title).toBeGreaterThan(10);
      expect(svg.names).not.toContain("script");
      expect(svg.names).not.toContain("foreignObject");
      const [, fingerprint] = /trace=1\.([0-9a-z]{7})/.exec(svg.links[0]);
      expect(svg.texts).toContain(`version 1 of the model, fingerprint of the run ${fingerprint}`);
      expect(name).toMatch(new RegExp(`^faultline-[a-z0-9-]+-${fingerprint}\\.svg$`));
      expect((await colours(context, bytes, "image/svg+xml")).n, `${title} is drawn`).toBeGreaterThan(8);
    }
  });
}

test("a PNG file is twice as sharp as the picture, and as light as paper unless asked", async ({ page, context }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "labs/quorum/");
  const { box, button } = await offer(page);
  const svg = await saved(page, button("Save as SVG"));
  const png = await saved(page, button("Save as PNG"));
  const small = await colours(context, svg.bytes, "image/svg+xml");
  const large = await colours(context, png.bytes, "image/png");
  expect([large.width, large.height]).toEqual([2 * small.width, 2 * small.height]);
  expect(large.n).toBeGreaterThan(20);
  expect(svg.bytes.toString()).toContain('fill="rgb(251, 250, 246)"');
  await box.getByLabel("as on the page").check();
  const dark = await saved(page, button("Save as SVG"));
  expect(dark.bytes.toString()).toContain('fill="rgb(20, 24, 30)"');
  await expect(page.locator("html")).not.toHaveAttribute("data-theme", "light");
});

test("the dialog is used by keyboard, has no fault, and gives the focus back", async ({ page }) => {
  await open(page, "labs/cap/");
  const opener = page.getByRole("button", { name: "Save a picture" });
  await opener.focus();
  await page.keyboard.press("Enter");
  const { box, list } = dialog(page);
  await expect(list).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(box.getByRole("img")).toHaveAttribute("alt", /^CAP: CP\. CP\. At /);
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(box).toBeHidden();
  await expect(opener).toBeFocused();
});

test("a picture is saved from an embedded lab, whose link is the page's own", async ({ page }) => {
  await open(page, "labs/quorum/?embed=1&n=5&theme=dark");
  const { button } = await offer(page);
  const { bytes } = await saved(page, button("Save as SVG"));
  const [link] = (await inspect(page, bytes.toString())).links;
  expect(new URL(link).searchParams.get("n")).toBe("5");
  expect(link).not.toContain("embed");
});

test("in a frame as high as its page, the dialog opens where it was asked for", async ({ page, baseURL }) => {
  await page.setContent(`<iframe src="${baseURL}labs/quorum/?embed=1" width="700" height="3000"></iframe>`);
  const frame = page.frameLocator("iframe");
  const opener = frame.getByRole("button", { name: "Save a picture" });
  await frame.locator("html[data-app=ready]").waitFor({ state: "attached" });
  await opener.click();
  await expect(frame.getByRole("dialog").getByRole("button", { name: "Save as SVG" })).toBeInViewport();
});

test("a script that cannot be fetched is said", async ({ page, complaints }) => {
  complaints.allow(/picture-|ERR_FAILED/);
  await open(page, "labs/quorum/");
  await page.route("**/picture-*.js", (route) => route.abort());
  await page.getByRole("button", { name: "Save a picture" }).click();
  await expect(page.getByText("That did not work:")).toBeVisible();
});

/** Opens a lab whose printing only notes what would be on paper. */
async function printed(page, address) {
  await page.addInitScript(() => (window.print = () => document.documentElement.setAttribute("data-printed", "yes")));
  await open(page, address);
  await page.getByRole("button", { name: "Print", exact: true }).click();
  await expect(page.locator("html")).toHaveAttribute("data-printed", "yes");
  await page.emulateMedia({ media: "print" });
  return page.locator("#print-sheet");
}

test("the sheet has picture, settings, what came of them, and a code that leads back", async ({ page }) => {
  const sheet = await printed(page, "labs/quorum/?n=5&w=3&r=2&do=0+write+c0+x=1;20+crash+r1;30+read+c1+x");
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(sheet.getByRole("heading", { name: "Quorums" })).toBeVisible();
  await expect(sheet.getByRole("figure").getByRole("img", { name: "Quorums. At " })).toBeVisible();
  const settings = sheet.getByRole("table", { name: "Settings" });
  await expect(settings.getByRole("row", { name: "N, replicas of each key 5" })).toBeVisible();
  await expect(settings.getByRole("row", { name: "A message takes 2 to 8 ms" })).toBeVisible();
  await expect(settings.getByRole("row", { name: /Steps as text.*20 crash r1/ })).toBeVisible();
  await expect(sheet.getByRole("table", { name: "What came of them" })).toContainText("Linearizable");

  const link = await sheet.locator(".address").textContent();
  expect(link).toMatch(/labs\/quorum\/\?n=5&w=3.*&trace=1\.[0-9a-z]{7}$/);
  expect(await decoded(page, sheet.getByRole("img", { name: "QR code of the link" }))).toBe(link);

  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await expect(sheet).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: "Quorums" })).toBeVisible();
});

/** What a phone reads from a code. */
async function decoded(page, svg) {
  const address = `data:image/png;base64,${(await svg.screenshot()).toString("base64")}`;
  const { dots, width } = await page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [3 * image.width, 3 * image.height];
    const pen = canvas.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    const { data, width } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const reds = data.filter((_, at) => at % 4 === 0);
    return { dots: Array.from(reds, (red) => (red < 128 ? "#" : ".")).join(""), width };
  }, address);
  const pixels = [...dots].flatMap((dot) => (dot === "#" ? [0, 0, 0, 255] : [255, 255, 255, 255]));
  return jsQR(Uint8ClampedArray.from(pixels), width, dots.length / width)?.data;
}

test("a link that is too long for a code is printed without one, and says so", async ({ page }) => {
  const steps = Array.from({ length: 150 }, (_, at) => `${at}+write+c0+x=${at}`).join(";");
  const sheet = await printed(page, `labs/quorum/?do=${steps}`);
  await expect(sheet).toContainText("The link is too long for a code that a phone could read.");
  await expect(sheet.locator(".address")).toContainText("149+write+c0+x=149");
});

for (const lab of Object.keys(LABS)) {
  test(`${lab}: its sheet names every setting once`, async ({ page }) => {
    const sheet = await printed(page, `labs/${lab}/`);
    const labels = await sheet.getByRole("table", { name: "Settings" }).getByRole("rowheader").allTextContents();
    expect(labels.length).toBeGreaterThan(3);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels).not.toContain("Speed");
    expect(labels).not.toContain("Act on");
  });
}

test("printed without the button, a lab shows picture, settings, verdicts and nothing to press", async ({ page }) => {
  await open(page, "labs/quorum/");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1, name: "Quorums" })).toBeVisible();
  await expect(page.locator("#picture svg").first()).toBeVisible();
  await expect(page.getByLabel("N, replicas of each key")).toBeVisible();
  await expect(page.getByText("Linearizable").first()).toBeVisible();
  for (const name of ["Play", "Copy the link", "Print"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeHidden();
  }
});

test("a link of another version opens, and says what it cannot know", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "labs/quorum/?n=5&w=3&r=3");
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByText("The link is in the clipboard.")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const [, fingerprint] = /trace=1\.([0-9a-z]{7})/.exec(copied);

  await open(page, copied.replace("trace=1.", "trace=9."));
  const note = page.getByText("This link comes from another version of the model").locator("..");
  await expect(note).toContainText("It was made with version 9 of the model; this page has version 1.");
  await expect(note).toContainText("Its run is the same in both.");
  await open(page, copied.replace("trace=1.", "trace="));
  await expect(page.getByText("This link")).toBeHidden();
  await open(page, copied.replace(/trace=1\..{7}/, "trace=9.elsewhr"));
  await expect(page.getByText("This link showed another run").locator("..")).toContainText(
    `Its fingerprint was elsewhr, and here it is ${fingerprint}.`,
  );
});
