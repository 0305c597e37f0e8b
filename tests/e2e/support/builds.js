// A host of its own for a test that needs one which changes, lies or goes away.
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createHash } from "node:crypto";

const { FAULTLINE_NESTED, FAULTLINE_SERVER_ROOT } = process.env;

/** The built site. */
export const SITE = join(FAULTLINE_SERVER_ROOT, FAULTLINE_NESTED);

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

/**
 * Hosts the folder `host.folder`, which may be changed, below `/course/`. `host.seen` has what was asked for; with
 * `host.lies` a file that is not there is answered with the home page, as hosts of single-page applications do.
 */
export async function openHost(folder) {
  const host = { folder, seen: [], lies: false };
  const server = createServer((request, response) => {
    const path = decodeURI(request.url.split("?")[0]).replace(/^\/course\//, "");
    host.seen.push(`${request.method} ${path}`);
    const file = join(host.folder, path.endsWith("/") || path === "" ? `${path}index.html` : path);
    const isThere = statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
    const found = isThere ? file : join(host.folder, host.lies ? "index.html" : "404.html");
    response.writeHead(isThere || host.lies ? 200 : 404, {
      "content-type": TYPES[extname(found)] ?? "application/octet-stream",
    });
    response.end(readFileSync(found));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  host.address = `http://127.0.0.1:${server.address().port}/course/`;
  host.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return host;
}

/** A copy of the site that may be changed. */
export function copyOfSite() {
  const folder = mkdtempSync(join(tmpdir(), "faultline-site-"));
  cpSync(SITE, folder, { recursive: true, filter: (path) => !/packages$|faultline\.html$/.test(path) });
  return folder;
}

/** Makes the copy another build: some file changes, and the service worker's list with it. */
export function rebuild(folder, path, change) {
  const file = join(folder, path);
  const text = change(readFileSync(file, "utf8"));
  writeFileSync(file, text);
  const worker = join(folder, "sw.js");
  const [line, ...program] = readFileSync(worker, "utf8").split("\n");
  const site = JSON.parse(line.slice("const SITE = ".length, -1));
  site.files[path] = createHash("sha256").update(text).digest("hex").slice(0, 16);
  site.version = createHash("sha256").update(JSON.stringify(site.files)).digest("hex").slice(0, 16);
  writeFileSync(worker, [`const SITE = ${JSON.stringify(site)};`, ...program].join("\n"));
}

export function remove(folder) {
  rmSync(folder, { recursive: true });
}
