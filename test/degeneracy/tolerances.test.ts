/** The figures of docs/degeneracy.md are those of the code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DISTINCT } from "../../codegen/runtime/tolerances.js";
import { roundingPivotOfCholesky, roundingPivotOfLU } from "../../codegen/runtime/pivots.js";

const page = readFileSync(new URL("../../docs/degeneracy.md", import.meta.url), "utf8").replace(/\s+/g, " ");
const superscript = (n: number): string => [...String(n)].map((d) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(d)]).join("");
const power = (x: number): string => `2${superscript(Math.log2(x))}`;

test("values that count as equal", () => {
  expect(page).toContain(`count as equal where their difference is below ${power(DISTINCT)} of the largest`);
});

test("pivots that count as rounding", () => {
  expect(page).toContain(`above n ${power(Number.EPSILON)} times the sum of the sizes`);
  const least = (n: number, pivot: number): number => roundingPivotOfLU(Float64Array.of(1, 1, 1, pivot), n, 1);
  // L U = [1 1; 1 1 + p]: what is subtracted has the size 1.
  expect(least(2, 2 * 2 ** -52)).toBe(1);
  expect(least(2, 3 * 2 ** -52)).toBe(-1);
  // The rows and columns of a triangle are exact, whatever their scale.
  expect(roundingPivotOfLU(Float64Array.of(1, 1, 0, 1e-300), 2, 1)).toBe(-1);
  expect(roundingPivotOfCholesky(Float64Array.of(1, 0, 1, 2 ** -26), 2)).toBe(1);
  expect(roundingPivotOfCholesky(Float64Array.of(1, 0, 1, 2 ** -25), 2)).toBe(-1);
  expect(roundingPivotOfCholesky(Float64Array.of(1e-100, 0, 0, 1e100), 2)).toBe(-1);
});
