// What others show beside a link: every page of the built site says what it is, and its picture is there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, ROUTES, test } from "../support/faultline.js";

const { FAULTLINE_NESTED, FAULTLINE_SERVER_ROOT } = process.env;
const SITE = join(FAULTLINE_SERVER_ROOT, FAULTLINE_NESTED);
const PNG = "89504e470d0a1a0a";

test("every page has a title, a sentence and a picture of its own for other sites", () => {
  const pictures = new Set();
  for (const route of ROUTES) {
    const html = readFileSync(join(SITE, route, "index.html"), "utf8");
    const metas = html.matchAll(/<meta property="([^"]+)" content="([^"]*)">/g);
    const told = Object.fromEntries(Array.from(metas, ([, property, content]) => [property, content]));
    expect(told["og:title"], route).toBeTruthy();
    expect(told["og:description"].length, route).toBeGreaterThan(20);
    expect([told["og:image:width"], told["og:image:height"]], route).toEqual(["1200", "630"]);
    expect(told["og:image:alt"], route).toContain(told["og:title"]);
    // A build for tests does not know its host.
    expect(told["og:url"], route).toBeUndefined();
    const path = join(SITE, route, told["og:image"]);
    const picture = readFileSync(path);
    expect(picture.subarray(0, 8).toString("hex"), path).toBe(PNG);
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)], path).toEqual([1200, 630]);
    expect(picture.length, path).toBeLessThan(150_000);
    pictures.add(path);
  }
  expect(pictures.size).toBe(ROUTES.length);
});
