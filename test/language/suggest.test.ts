import { expect, test } from "vitest";
import { closest, didYouMean } from "../../src/language/names/suggest.js";

const known = ["log", "logdet", "inv", "tr", "svd", "softmax", "symmetric"];

test.each([
  ["lgo", "log"],
  ["logg", "log"],
  ["logdte", "logdet"],
  ["invert", "inv"],
  ["INV", "inv"],
  ["softmaxx", "softmax"],
  ["symetric", "symmetric"],
  ["frobnicate", undefined],
])("closest to %s is %s", (word, expected) => {
  expect(closest(word, known)).toBe(expected);
});

test("what other systems say", () => {
  expect(didYouMean("trace", known)).toBe("did you mean `tr`?");
  expect(didYouMean("transpose", known)).toBe("did you mean `A'`?");
  expect(didYouMean("ln", known)).toBe("did you mean `log`?");
  expect(didYouMean("xx", known)).toBeUndefined();
});
