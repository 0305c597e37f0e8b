// The availability lab's diagram: as text, by pointer, by keyboard alone, and the fields of one block.
import { expect, lab, labLink, open, parameter, test } from "../support/faultline.js";

test("typing a diagram draws it, computes it and writes the link, in one history entry", async ({ page }) => {
  await open(page, "labs/availability/");
  const { text, block, result } = lab(page);
  const entries = await page.evaluate(() => history.length);
  await text.fill("");
  await text.pressSequentially("web 99% > (db1 99% | db2 99%)");
  await expect(block("web, 99 %")).toBeVisible();
  await expect(block("2 blocks in parallel, one is enough")).toBeVisible();
  await expect(block("db2, 99 %")).toBeVisible();
  await expect(result).toContainText("98.99 %");
  await expect.poll(() => parameter(page, "d")).toBe("web 99% > (db1 99% | db2 99%)");
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test("a wrong text names its character and keeps the last good diagram", async ({ page }) => {
  await open(page, labLink("d=web 99% > db 99%"));
  const { text, block, result } = lab(page);
  await text.fill("web 99% > & db 99%");
  await expect(text).toHaveAttribute("aria-invalid", "true");
  await expect(text).toHaveAccessibleDescription(/Character 11: expected .*`&`/);
  await expect(page.getByRole("mark")).toHaveText("&");
  await expect(block("web, 99 %")).toBeVisible();
  await expect(result).toContainText("98.01 %");
  expect(parameter(page, "d")).toBe("web 99% > db 99%");
  await text.fill("web 99%");
  await expect(text).toHaveAttribute("aria-invalid", "false");
  await expect(text).not.toHaveAccessibleDescription(/Character/);
  await expect(result).toContainText("99 %");
});

test("more than 64 components are refused with the limit", async ({ page }) => {
  await open(page, labLink("d=2 of 64 a 99%"));
  const { text, block } = lab(page);
  await text.fill("2 of 64 a 99% > b 99%");
  await expect(text).toHaveAccessibleDescription(/64/);
  await expect(block(/64 replicas/)).toBeVisible();
});

test("the diagram is built and changed by pointer", async ({ page }) => {
  await open(page, labLink("d=a 99% > b 99%"));
  const { text, block, tool } = lab(page);
  const step = async (name, then) => {
    await tool(name).click();
    await expect(text).toHaveValue(then);
  };
  await block("b, 99 %").click();
  await step("Add after", "a 99% > b 99% > part 99.9%");
  await step("Add in parallel", "a 99% > b 99% > (part 99.9% | part2 99.9%)");
  await step("Move earlier", "a 99% > b 99% > (part2 99.9% | part 99.9%)");
  await step("Replicate", "a 99% > b 99% > (1 of 2 part2 99.9% | part 99.9%)");
  await step("Replicate", "a 99% > b 99% > (1 of 3 part2 99.9% | part 99.9%)");
  await step("Ungroup", "a 99% > b 99% > (part2 99.9% | part 99.9%)");
  await block("a, 99 %").click();
  await step("Move later", "b 99% > a 99% > (part2 99.9% | part 99.9%)");
  await step("Remove", "b 99% > (part2 99.9% | part 99.9%)");
  await step("Undo", "b 99% > a 99% > (part2 99.9% | part 99.9%)");
  await step("Undo", "a 99% > b 99% > (part2 99.9% | part 99.9%)");
  await step("Redo", "b 99% > a 99% > (part2 99.9% | part 99.9%)");
  await step("Start over", "lb 99.99% > 2 of 3 app 99.9% > (db1 99.95% | db2 99.95%)");
  await step("Undo", "b 99% > a 99% > (part2 99.9% | part 99.9%)");
});

test("a tool that cannot be used says why", async ({ page }) => {
  await open(page, labLink("d=a 99%"));
  const { text, block, tool } = lab(page);
  await block("a, 99 %").click();
  await expect(tool("Remove")).toHaveAttribute("aria-disabled", "true");
  await tool("Remove").click({ force: true });
  await expect(page.getByRole("status").filter({ hasText: "at least one component" })).toBeVisible();
  await expect(text).toHaveValue("a 99%");
});

test("the diagram is walked and changed by keyboard alone", async ({ page }) => {
  await open(page, labLink("d=a 99% > (b 99% | c 99%) > d 99%"));
  const { text, tree, selected, tool } = lab(page);
  const press = async (keys, name) => {
    for (const key of keys.split(" ")) await page.keyboard.press(key);
    await expect(selected).toHaveCount(1);
    await expect(tree.getByRole("treeitem", { name, selected: true })).toBeFocused();
  };
  const isInTree = () => tree.evaluate((element) => element.contains(document.activeElement));
  for (let stops = 0; stops < 20 && !(await isInTree()); stops += 1) await page.keyboard.press("Tab");
  await expect(selected).toBeFocused();

  await press("Home", "the whole system, 3 blocks in series");
  await press("ArrowDown", "a, 99 %");
  await press("ArrowDown ArrowRight", "b, 99 %");
  await press("ArrowLeft", "2 blocks in parallel, one is enough");
  await press("End", "d, 99 %");
  await press("Home ArrowDown", "a, 99 %");

  await press("Alt+ArrowDown", "a, 99 %");
  await expect(text).toHaveValue("(b 99% | c 99%) > a 99% > d 99%");
  await press("Delete", "d, 99 %");
  await expect(text).toHaveValue("(b 99% | c 99%) > d 99%");
  await page.keyboard.press("Control+z");
  await expect(text).toHaveValue("(b 99% | c 99%) > a 99% > d 99%");
  await page.keyboard.press("Control+Shift+z");
  await expect(text).toHaveValue("(b 99% | c 99%) > d 99%");
  expect(await isInTree()).toBe(true);

  // The tree is one tab stop; the next is the first tool.
  await page.keyboard.press("Tab");
  await expect(tool("Add after")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(text).toHaveValue(/part 99\.9%/);
  await expect(tool("Add after")).toBeFocused();
});

test("a component's value can be said in four ways that mean the same", async ({ page }) => {
  await open(page, labLink("d=a 99.9%"));
  const { block, editor, result } = lab(page);
  await block("a, 99.9 %").click();
  const value = editor.getByLabel("Value");
  for (const [way, said] of [
    ["Number of nines", "3 nines"],
    ["Downtime", "down 8h45m57s/year"],
    ["MTBF and MTTR", /^mtbf \S+ mttr 1h$/],
    ["Availability in percent", /^99\.9\d*%( mttr 1h)?$/],
  ]) {
    await editor.getByLabel("Said as").selectOption(way);
    await expect(value).toHaveValue(said);
    await expect(result).toContainText("3.00 nines");
  }
  await value.fill("mtbf 365d mttr 7d");
  await expect(result).toContainText("98.118 %");
  await value.fill("often");
  await expect(value).toHaveAccessibleDescription(/expected a value such as/);
  await expect(result).toContainText("98.118 %");
});

test("a renamed component keeps its value, and a name that is taken is refused", async ({ page }) => {
  await open(page, labLink("d=a 99% > b 99.9%"));
  const { block, editor, text } = lab(page);
  await block("a, 99 %").click();
  await editor.getByLabel("Name").fill("b");
  await expect(editor.getByLabel("Name")).toHaveAccessibleDescription(/b/);
  await editor.getByLabel("Name").fill("web");
  await page.keyboard.press("Tab");
  await expect(text).toHaveValue("web 99% > b 99.9%");
});

test("one component in two places is one component, and the page says so", async ({ page }) => {
  await open(page, labLink("d=(web1 99.9% > db1 99.9%) | (web2 99.9% > db2 99.9%)"));
  const { block, editor, text, result } = lab(page);
  await block("db2, 99.9 %").click();
  await editor.getByLabel("Is the same component as").selectOption("db1");
  await expect(text).toHaveValue("web1 99.9% > db1 99.9% | web2 99.9% > db1");
  await expect(result).toContainText("db1 stands 2 times and is one component");
  await expect(result).toContainText("99.8999 %");
});

test("how many of a group are needed can be set", async ({ page }) => {
  await open(page, labLink("d=2 of 3 a 99% > b 99%"));
  const { editor, text, block } = lab(page);
  // Beside the component in the frame: its label.
  await block(/replicas of a/).click({ position: { x: 20, y: 14 } });
  await editor.getByLabel("Replicas").fill("5");
  await page.keyboard.press("Tab");
  await expect(text).toHaveValue("2 of 5 a 99% > b 99%");
  await editor.getByLabel("How many are needed").fill("3");
  await page.keyboard.press("Tab");
  await expect(text).toHaveValue("3 of 5 a 99% > b 99%");
});

// The link follows an edit a moment later, and must not bring the edit before it back.
test("an edit made at the moment when the link is written is kept", async ({ page }) => {
  await open(page, labLink("d=a 99%"));
  const { text, result } = lab(page);
  await page.evaluate(() => {
    const write = history.replaceState.bind(history);
    history.replaceState = (...parameters) => {
      history.replaceState = write;
      write(...parameters);
      queueMicrotask(() => {
        const field = document.getElementById("notation");
        field.value = "a 99% > b 99% > c 99%";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
    };
  });
  await text.fill("a 99% > b 99%");
  await expect.poll(() => parameter(page, "d")).toBe("a 99% > b 99% > c 99%");
  await expect(text).toHaveValue("a 99% > b 99% > c 99%");
  await expect(result).toContainText("97.03 %");
});
