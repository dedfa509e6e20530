import assert from "node:assert/strict";
import test from "node:test";
import { key, next, order } from "../src/sorting.js";

/** The texts in their order. */
const sorted = (texts, direction) => order(texts, direction).map((at) => texts[at]);

test("numbers are sorted as numbers, with their commas", () => {
  assert.deepEqual(sorted(["1,000", "20", "", "-3", "3.5"], "ascending"), ["-3", "3.5", "20", "1,000", ""]);
  assert.deepEqual(sorted(["1,000", "20", "", "-3"], "descending"), ["1,000", "20", "-3", ""]);
});

test("dates are sorted by their year, before and after the first", () => {
  const dates = ["1969-07-25", "-0043-03", "1969", "196X/198X", "Y-12000", "1969-07"];
  const wanted = ["Y-12000", "-0043-03", "196X/198X", "1969", "1969-07", "1969-07-25"];
  assert.deepEqual(sorted(dates, "ascending"), wanted);
  assert.deepEqual(sorted(dates, "descending"), [...wanted].reverse());
});

test("texts are sorted whatever their case and accents, and numbers in them as numbers", () => {
  assert.deepEqual(sorted(["zulu", "Élysée", "elan", "p10", "p9"], "ascending"), ["elan", "Élysée", "p9", "p10", "zulu"]);
});

test("equal rows stay as they were in both directions", () => {
  assert.deepEqual(order(["b", "a", "b", "a"], "ascending"), [1, 3, 0, 2]);
  assert.deepEqual(order(["b", "a", "b", "a"], "descending"), [0, 2, 1, 3]);
  assert.deepEqual(order(["b", "a"], "none"), [0, 1]);
});

test("a column with a word in it is no column of numbers", () => {
  assert.deepEqual(sorted(["10", "9", "many"], "ascending"), ["9", "10", "many"]);
  assert.equal(key("1e3").number, 1000);
  assert.equal(key("1-2").number, null);
});

test("a button leads up, down, and back", () => {
  assert.deepEqual([null, "ascending", "descending"].map(next), ["ascending", "descending", "none"]);
});
