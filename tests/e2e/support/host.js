// Pages of other sites that show Faultline: each on a port, and so on an origin, of its own.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { test as base } from "./faultline.js";

export { expect } from "./faultline.js";

const { FAULTLINE_NESTED, FAULTLINE_SERVER_ROOT } = process.env;
const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** Answers on a port of its own until the test ends; gives the origin. */
async function listen(servers, answer) {
  const server = createServer(answer);
  servers.push(server);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}`;
}

/** The built site, by the path of a request. */
function sendFile(request, response, headers) {
  const path = decodeURIComponent(new URL(request.url, "http://site").pathname);
  const file = join(FAULTLINE_SERVER_ROOT, FAULTLINE_NESTED, path.endsWith("/") ? `${path}index.html` : path);
  const isThere = existsSync(file) && statSync(file).isFile();
  const kind = KINDS[extname(file)] ?? "application/octet-stream";
  response.writeHead(isThere ? 200 : 404, { "content-type": kind, ...headers });
  if (isThere) createReadStream(file).pipe(response);
  else response.end();
}

/**
 * `host(html, headers)` serves a page and gives its address; `site(headers)` serves the built site and gives its
 * address. Both on origins that nothing else has.
 */
export const test = base.extend({
  servers: async ({}, use) => {
    const servers = [];
    await use(servers);
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  },
  host: async ({ servers }, use) => {
    await use(async (html, headers = {}) => {
      const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>A course</title>${html}</html>`;
      const answer = (request, response) => {
        const isPage = request.url.split("?")[0] === "/";
        response.writeHead(isPage ? 200 : 204, { "content-type": "text/html; charset=utf-8", ...headers });
        response.end(isPage ? page : "");
      };
      return `${await listen(servers, answer)}/`;
    });
  },
  site: async ({ servers }, use) => {
    await use(async (headers = {}) => {
      const answer = (request, response) => sendFile(request, response, headers);
      return `${await listen(servers, answer)}/`;
    });
  },
});

/** The frame of an element, once its page has said that it is ready. */
export async function frameOf(page, selector) {
  const isReady = (selector) => document.querySelector(selector)?.shadowRoot?.querySelector("iframe.on");
  await page.waitForFunction(isReady, selector);
  return page.locator(selector).locator("iframe").contentFrame();
}

/** Keeps all that elements tell, from the first on: `told()` gives their ids, types and details. */
export async function listenToElements(page) {
  await page.addInitScript(() => {
    if (window !== parent) return;
    window.told = [];
    for (const type of ["ready", "change", "result", "goal", "answer", "error"]) {
      addEventListener(type, ({ target, detail }) => {
        if (target.localName === "faultline-lab") window.told.push({ id: target.id, type, detail });
      });
    }
  });
  return (type, id) =>
    page.evaluate(
      ([type, id]) => window.told.filter((it) => it.type === type && (!id || it.id === id)).map((it) => it.detail),
      [type, id],
    );
}
