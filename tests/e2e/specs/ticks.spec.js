// The ticks of our charts are d3's: a table of them, which the axis is held against natively, is what d3-array gives.
import { readFileSync } from "node:fs";
import { ticks } from "d3-array";
import { expect, test } from "../support/faultline.js";

const TABLE = new URL("../../native/ticks.txt", import.meta.url);

/** `from to count: tick tick …`, to a millionth, which is as fine as an axis knows. */
function line([from, to, count]) {
  const shown = ticks(from, to, count).map((tick) => String(Number(tick.toFixed(6))));
  return `${from} ${to} ${count}: ${shown.join(" ")}`.trim();
}

test("the table of ticks is what d3-array gives", () => {
  const lines = readFileSync(TABLE, "utf8").trim().split("\n");
  expect(lines.length).toBeGreaterThan(200);
  const asked = lines.map((text) => text.split(":")[0].split(" ").map(Number));
  expect(lines).toEqual(asked.map(line));
});
