// The replication log: what is written into it, what the followers make of it, and the link that says so.
import { expect, open, parameter, test } from "../support/faultline.js";

const LAB = "labs/replication_log/";

test("statements that ask the clock differ, and rows do not", async ({ page }) => {
  await open(page, LAB);
  const stage = page.getByRole("region", { name: "The log and the tables", exact: true });
  await expect(stage).toContainText("it asked its own clock");
  await page.getByLabel("What it logs").selectOption({ label: "the rows that changed (logical log)" });
  await expect(stage).toContainText("The followers' tables are the leader's.");
  await expect.poll(() => parameter(page, "log")).toBe("row");
});

test("a script of one's own is run, and a bad line keeps what was typed", async ({ page }) => {
  await open(page, `${LAB}?log=row`);
  const text = page.getByLabel("The same as text, a line a second");
  await text.fill("insert author=ann\ndrop posts");
  await text.blur();
  await expect(page.getByText(/line 2: expected a statement such as/)).toBeVisible();
  await expect(text).toHaveValue("insert author=ann\ndrop posts");
  await text.fill("insert author=eve");
  await text.blur();
  await expect(page.getByRole("region", { name: "The log", exact: true })).toContainText("row 1 new: author=eve");
  await expect.poll(() => parameter(page, "script")).toBe("insert author=eve");
});

test("a prediction opens the lab at its log", async ({ page }) => {
  await open(page, LAB);
  const predictions = page.locator(".predictions");
  await predictions.getByRole("button", { name: "Bytes", exact: true }).click();
  await predictions.getByRole("button", { name: "Nothing: they cannot read it" }).click();
  await expect(page.getByRole("region", { name: "The log and the tables", exact: true })).toContainText("cannot read the log");
});
