// The built site in a nested folder of Python's plain web server: no rewrite rules, no special types, no compression.
// `cargo xtask test e2e` prepares the folder and sets the FAULTLINE_ variables; `-- <arguments>` are passed on to here.
import { defineConfig } from "@playwright/test";

const { FAULTLINE_CHROME, FAULTLINE_NESTED, FAULTLINE_PORT, FAULTLINE_SERVER_ROOT } = process.env;
if (!FAULTLINE_SERVER_ROOT) throw new Error("run these tests by `cargo xtask test e2e`");
const origin = `http://127.0.0.1:${FAULTLINE_PORT}/`;

// Chromium as superuser (in containers) needs --no-sandbox; the others keep a quiet machine quiet.
const flags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
if (process.getuid?.() === 0) flags.push("--no-sandbox");

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 30_000,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    baseURL: `${origin}${FAULTLINE_NESTED}/`,
    serviceWorkers: "block", // except where they are tested: a first visit is what the other tests are about
    launchOptions: { executablePath: FAULTLINE_CHROME, args: flags },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "desktop", grepInvert: /@phone-only/, use: { viewport: { width: 1280, height: 800 } } },
    { name: "phone", grep: /@phone/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } },
  ],
  webServer: {
    command: `python3 -m http.server ${FAULTLINE_PORT} --bind 127.0.0.1`,
    cwd: FAULTLINE_SERVER_ROOT,
    url: `${origin}${FAULTLINE_NESTED}/`,
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "ignore", // one line per request
  },
});
