/** Where the digit 1 is the vector of ones, and where it stays a number. */
import { expect, test } from "vitest";
import { derive } from "../../src/index.js";

const same: readonly (readonly [written: string, meant: string])[] = [
  ["W: n×n\nd = W 1\ndiag(d) - W", "W: n×n\nd = W𝟏\ndiag(d) - W"],
  ["W: n×n\ndiag(W 1) - W", "W: n×n\ndiag(W𝟏) - W"],
  ["A: m×n\n(A + A) 1", "A: m×n\n(A + A)𝟏"],
  ["X: m×n\nX - 1 1ᵀ X/m", "X: m×n\nX - 𝟏𝟏ᵀX/m"],
  ["X: m×n\n(I - 11^\\top/m) X", "X: m×n\n(I - 𝟏𝟏ᵀ/m) X"],
  ["x: m\nx - 11'x/m", "x: m\nx - 𝟏𝟏ᵀx/m"],
  ["a: scalar\nx: n\na 1/2 x", "a: scalar\nx: n\n(a/2) x"],
  ["a: scalar\n11^2 a", "a: scalar\n121 a"],
  ["A: n×n\nA 1.5", "A: n×n\n1.5 A"],
];

test.each(same)("%s", (written, meant) => {
  const [a, b] = [derive(written), derive(meant)];
  expect(Object.entries(a.gradients).map(([name, g]) => [name, g.text])).toEqual(
    Object.entries(b.gradients).map(([name, g]) => [name, g.text]),
  );
  expect(Object.values(a.variation).map((v) => v.text)).toEqual(Object.values(b.variation).map((v) => v.text));
});
