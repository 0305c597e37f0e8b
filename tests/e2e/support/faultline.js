// What all specs share: a page that fails on anything the browser complains about, and words for going about the site.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test as base } from "@playwright/test";

export { expect } from "@playwright/test";

const { FAULTLINE_NESTED, FAULTLINE_SERVER_ROOT } = process.env;

/** Every page that has a file, as a path below the site's root: "", "cards/", … */
export const ROUTES = readdirSync(join(FAULTLINE_SERVER_ROOT, FAULTLINE_NESTED), { recursive: true })
  .filter((path) => path.split("/").pop() === "index.html")
  .map((path) => path.slice(0, -"index.html".length))
  .sort();

export const LAB = "labs/availability/";

/**
 * `complaints.allow(/pattern/)` expects a complaint that the test provokes; any other error on the console, uncaught
 * exception, failed request or violation of the content security policy fails the test.
 */
export const test = base.extend({
  complaints: [
    async ({ context }, use) => {
      const seen = [];
      const allowed = [];
      await context.addInitScript(() => {
        addEventListener("securitypolicyviolation", (event) => {
          console.error(`CSP: ${event.violatedDirective} blocked ${event.blockedURI || "inline"} ${event.sample}`);
        });
      });
      context.on("console", (message) => {
        if (message.type() === "error") seen.push(`console: ${message.text()} (${message.location().url})`);
      });
      context.on("weberror", (error) => seen.push(`uncaught: ${error.error()}`));
      context.on("requestfailed", (request) => {
        const why = request.failure()?.errorText;
        // Leaving a page ends its downloads.
        if (why !== "net::ERR_ABORTED") seen.push(`request: ${request.url()} ${why}`);
      });
      context.on("response", (response) => {
        if (response.status() >= 400) seen.push(`request: ${response.url()} ${response.status()}`);
      });
      await use({ allow: (pattern) => allowed.push(pattern) });
      const rest = seen.filter((complaint) => !allowed.some((pattern) => pattern.test(complaint)));
      base.expect(rest, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
});

/** Waits until the app has taken over the page. */
export async function ready(page) {
  await page.waitForFunction(() => document.documentElement?.dataset.app === "ready");
}

/** Opens a page by its address and waits until the app has taken over. */
export async function open(page, path) {
  await page.goto(path);
  await ready(page);
}

/** Follows a link, which may lead to a page that another program runs, and waits until that has taken over. */
export async function follow(page, link, address) {
  await link.click();
  await page.waitForURL(address);
  await ready(page);
}

/** The link of the lab at a state, as an author writes it: `d=a 99% | b 99%&beta=5`. */
export function labLink(query) {
  return `${LAB}?${new URLSearchParams(query.split("&").map((pair) => pair.split(/=(.*)/s, 2)))}`;
}

/** A parameter of the page's address. */
export function parameter(page, name) {
  return new URL(page.url()).searchParams.get(name);
}

/** The parts of the availability lab, by role and name. */
export function lab(page) {
  const result = page.getByRole("region", { name: "Result" });
  const tree = page.getByRole("tree", { name: "Block diagram" });
  return {
    result,
    tree,
    text: page.getByLabel("The same diagram as text"),
    block: (name) => tree.getByRole("treeitem", { name }),
    selected: tree.getByRole("treeitem", { selected: true }),
    tool: (name) => page.getByRole("group", { name: "Edit the diagram" }).getByRole("button", { name, exact: true }),
    editor: page.getByRole("region", { name: "Selected" }),
  };
}

/** Serves the site at the root of the host, with 404.html for whatever is not there, as static hosts do. */
export async function serveAtRoot(page, baseURL) {
  const { origin, pathname } = new URL(baseURL);
  await page.route(`${origin}/**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    const response = await route.fetch({ url: origin + pathname.slice(0, -1) + path });
    if (response.ok()) return route.fulfill({ response });
    return route.fulfill({ response: await route.fetch({ url: `${baseURL}404.html` }), status: 404 });
  });
  return origin;
}
