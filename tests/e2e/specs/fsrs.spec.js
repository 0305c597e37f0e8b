// Our memories are those of FSRS: a table, which the scheduler is held against natively, is what ts-fsrs gives.
import { readFileSync } from "node:fs";
import { fsrs, Rating } from "ts-fsrs";
import { expect, test } from "../support/faultline.js";

const TABLE = new URL("../../native/fsrs.txt", import.meta.url);
const RATINGS = { again: Rating.Again, hard: Rating.Hard, good: Rating.Good, easy: Rating.Easy };
const SCHEDULERS = [0.8, 0.9, 0.97].map((request_retention) => fsrs({ request_retention, enable_fuzz: false }));

/** `rating days, rating days …: stability difficulty interval interval interval`, for the three retentions. */
function line(history) {
  let memory = null;
  for (const review of history.split(", ")) {
    const [rating, days] = review.split(" ");
    memory = SCHEDULERS[0].next_state(memory, Number(days), RATINGS[rating]);
  }
  const intervals = SCHEDULERS.map((scheduler) => scheduler.next_interval(memory.stability, 0));
  return `${history}: ${memory.stability.toFixed(6)} ${memory.difficulty.toFixed(6)} ${intervals.join(" ")}`;
}

test("the table of memories is what ts-fsrs gives", () => {
  const lines = readFileSync(TABLE, "utf8").trim().split("\n");
  expect(lines.length).toBeGreaterThan(200);
  expect(lines).toEqual(lines.map((text) => line(text.split(":")[0])));
});
