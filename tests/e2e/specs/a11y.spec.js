// axe finds nothing to complain about: every page and the states that clicks lead to, in both themes and both widths.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, lab, labLink, open, ROUTES, serveAtRoot, test } from "../support/faultline.js";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Lays out the panels that wait to be scrolled to: where they are not, axe would measure what they do not show. */
function layOutAll() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** In dark, only the colours are others. */
async function expectNoViolations(page) {
  await page.evaluate(layOutAll);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // A page in a frame has landmarks of its own, and is looked at by itself.
    const axe = new AxeBuilder({ page }).setLegacyMode().exclude("iframe");
    const { violations } = await (colorScheme === "light" ? axe.withTags(TAGS) : axe.withRules("color-contrast")).analyze();
    const said = violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${colorScheme}: ${id}: ${help}\n  ${target}\n  ${failureSummary}`),
    );
    expect(said).toEqual([]);
  }
}

function check(name, path, act = async () => {}) {
  test(`axe is content with ${name}`, { tag: "@phone" }, async ({ page }) => {
    await open(page, path);
    await act(page);
    await expectNoViolations(page);
  });
}

for (const route of ROUTES) check(`/${route}`, route);

test("axe is content with a page that is not there", async ({ page, baseURL, complaints }) => {
  complaints.allow(/404.*no\/such\/page|no\/such\/page.*404/);
  await open(page, `${await serveAtRoot(page, baseURL)}/no/such/page`);
  await expectNoViolations(page);
});

check("an open definition", "topics/reliability/", async (page) => {
  await page.getByRole("button", { name: "MTTR", exact: true }).first().click();
  await expect(page.getByRole("note").filter({ hasText: "MTTR" })).toBeVisible();
});
check("a card with a wrong answer", "cards/reliability/?card=reliability-always-503", async (page) => {
  await page.getByRole("button", { name: /every single request gets an answer/ }).click();
  await expect(page.getByRole("article").getByText("Not so:")).toBeVisible();
});
check("a revealed card", "cards/reliability/?card=reliability-planned-maintenance", async (page) => {
  await page.getByRole("button", { name: "Reveal the answer" }).click();
  await expect(page.getByRole("group", { name: "How well did you know it?" })).toBeVisible();
});
check("the lab with a faulty link and a faulty text", "labs/availability/?beta=200&trace=elsewhere", async (page) => {
  await lab(page).text.fill("a 99% > & b");
  await expect(page.getByRole("mark")).toHaveText("&");
});
check("the lab with a component selected and its value wrong", labLink("d=a 99% | b 99% > a"), async (page) => {
  await lab(page).block("b, 99 %").click();
  await lab(page).editor.getByLabel("Value").fill("often");
  await page.getByText("The first year as a table").click();
});
check("the lab after a prediction", "labs/availability/", async (page) => {
  await page.getByRole("list", { name: "Your prediction" }).getByRole("button").first().click();
  await expect(page.getByRole("button", { name: "Show me the run" })).toBeVisible();
});
check("a card that is studied, and the end of the day", "study/?topic=reliability", async (page) => {
  await page.evaluate(() => localStorage.setItem("faultline.progress", "faultline-progress,2\nsettings,1,retention=90,new=0\ncard,at,rating,how,misconception,zone\n"));
  await open(page, "study/");
  await expect(page.getByRole("heading", { name: "Done for today" })).toBeVisible();
});
check("progress with reviews", "progress/", async (page) => {
  const now = await page.evaluate(() => Date.now());
  const text = `faultline-progress,2\ncard,at,rating,how,misconception,zone\nreliability-always-503,${now},good,choice,,0\n`;
  await page.evaluate((text) => localStorage.setItem("faultline.progress", text), text);
  await open(page, "progress/");
  await expect(page.getByRole("img", { name: /Reviews a day since/ })).toBeVisible();
});
check("a search that finds nothing", "search/?q=nothing-is-called-so");
check("progress that could not be read", "progress/", async (page) => {
  await page.evaluate(() => localStorage.setItem("faultline.progress", "damaged"));
  await open(page, "progress/");
  await page.getByRole("button", { name: "Forget everything" }).click();
  await expect(page.getByText("could not be read")).toBeVisible();
});
