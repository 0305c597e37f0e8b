// The link is the state: what it cannot mean is named, and the page works on.
import { expect, follow, lab, labLink, open, parameter, test } from "../support/faultline.js";

const notes = (page) => page.getByRole("status").filter({ hasText: "Not everything in this link could be used" });

function check(name, query, ...said) {
  test(name, async ({ page }) => {
    await open(page, `labs/availability/?${query}`);
    const { text, result } = lab(page);
    for (const words of said) await expect(notes(page)).toContainText(words);
    await expect(result).toContainText("99.98968 %");
    await text.fill("a 99%");
    await expect(result).toContainText("3 d 15 h 39 min");
    await expect(notes(page)).toBeHidden();
  });
}

check("bad and unknown parameters are named with what was used instead", "beta=200&seed=x&colour=red",
  "beta: expected a percentage from 0 to 100, such as 99.9, not `200`; used 0 instead",
  "seed: expected a whole number",
  "colour: this page has no such setting",
);
check("a diagram that is none is named", "d=a+99%25+%3E", "d: expected a component such as");
check("broken encoding and repetition do no harm", "d=%E0%A4%A&%&beta=0&beta=5&=%00", "beta: it stands twice", "d: ");
check("a very long link is refused with its limit", `x=${"y".repeat(20_000)}`, "16384");

test("a link whose trace is another one says so until the diagram changes", async ({ page }) => {
  await open(page, `${labLink("d=a 99% | b 99%")}&trace=elsewhere`);
  const note = page.getByText("This link showed another run");
  await expect(note).toBeVisible();
  await lab(page).text.fill("a 99%");
  await expect(note).toBeHidden();
  await expect.poll(() => parameter(page, "trace")).toBeNull();
});

test("Back and Forward change between the states that links opened", async ({ page }) => {
  await open(page, "topics/reliability/");
  await follow(page, page.getByRole("link", { name: "99.8001 %" }).first(), /labs/);
  const { text, result } = lab(page);
  await expect(result).toContainText("99.8001 %");
  await text.fill("x 99%");
  await expect.poll(() => parameter(page, "d")).toBe("x 99%");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Reliability and availability" })).toBeVisible();
  await page.goForward();
  await expect(text).toHaveValue("x 99%");
});
