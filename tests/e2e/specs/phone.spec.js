// A phone-sized screen: nothing is wider than the page, the picture comes first, and a finger finds every target.
import { expect, lab, labLink, open, ROUTES, test } from "../support/faultline.js";

test.describe("on a phone", { tag: "@phone-only" }, () => {
  for (const route of ROUTES) {
    test(`/${route} is as wide as the screen, and its targets are large enough for a finger`, async ({ page }) => {
      await open(page, route);
      await expectToFit(page);
      expect(await smallTargets(page)).toEqual([]);
    });
  }

  test("a large diagram stays within the screen and can be read", async ({ page }) => {
    await open(page, labLink("d=a 99% > b 99% > (c 99% | d 99% | 2 of 4 e 99% > f 99%) > 3 of 5 (g 99% > h 9 nines)"));
    await expectToFit(page);
    expect((await lab(page).block("a, 99 %").boundingBox()).width).toBeGreaterThan(75);
  });

  test("the lab's picture is in the first screenful", async ({ page }) => {
    await open(page, "labs/availability/");
    const { y, height } = await lab(page).tree.boundingBox();
    expect(Math.min(height, page.viewportSize().height - y)).toBeGreaterThan(150);
  });

  test("a series runs downwards", async ({ page }) => {
    await open(page, labLink("d=a 99% > b 99% > c 99%"));
    const [a, b] = [await lab(page).block("a, 99 %").boundingBox(), await lab(page).block("b, 99 %").boundingBox()];
    expect(b.y).toBeGreaterThan(a.y + a.height - 1);
  });

  test("the simulated year's labels are large enough to read", async ({ page }) => {
    await open(page, "labs/availability/");
    const name = page.getByRole("img", { name: /first simulated year/ }).getByText("system");
    expect((await name.boundingBox()).height).toBeGreaterThan(9);
  });

  test("the lab is worked by touch alone", async ({ page }) => {
    await open(page, labLink("d=a 99% > b 99%"));
    const { block, tool, text, editor, result } = lab(page);
    await block("b, 99 %").tap();
    await tool("Add in parallel").tap();
    await expect(text).toHaveValue("a 99% > (b 99% | part 99.9%)");
    await editor.getByLabel("Said as").selectOption("Number of nines");
    await expect(text).toHaveValue("a 99% > (b 99% | part 3 nines)");
    await tool("Remove").tap();
    await expect(result).toContainText("98.01 %");
  });
});

test("where motion is unwelcome, nothing moves", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const route of ["", "labs/availability/", "topics/reliability/"]) {
    await open(page, route);
    expect(await movingElements(page)).toEqual([]);
  }
});

async function expectToFit(page) {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBeLessThanOrEqual(screen);
}

/** What is below 24 × 24 pixels (WCAG 2.2, 2.5.8), except for links and terms within a sentence. */
function smallTargets(page) {
  return page.evaluate(() => {
    const isInSentence = (element) =>
      getComputedStyle(element).display.startsWith("inline") && element.closest("p, li, dd, td, h3") !== null;
    return [...document.querySelectorAll("a, button, input, select, textarea, summary, [role=treeitem]")]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 24 || box.height < 24))
      .filter(({ element }) => !isInSentence(element))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width} × ${box.height}`);
  });
}

function movingElements(page) {
  return page.evaluate(() => {
    const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0);
    return [...document.querySelectorAll("*")]
      .filter((element) => {
        const style = getComputedStyle(element);
        return lasts(style.transitionDuration) || lasts(style.animationDuration) || style.scrollBehavior === "smooth";
      })
      .map((element) => element.outerHTML.slice(0, 80));
  });
}
