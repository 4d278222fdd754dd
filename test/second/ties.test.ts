/** Products with Hessians, and second divided differences, where eigenvalues coincide or nearly do. */
import { expect, test } from "vitest";
import { deriveSource, secondOrderOf } from "../../src/derive.js";
import { productAt } from "../../src/plan/evaluate-second.js";
import { entries } from "../numbers.js";
import { secondDifference } from "../../codegen/runtime/second-differences.js";

test.each([0, 1e-12, 1e-9, 1e-6, 1e-3])("of tr(W S³) at a gap of %s, against its polynomial", (gap) => {
  const S = [
    [1, 0, 0],
    [0, 1 + gap, 0],
    [0, 0, 2],
  ];
  const E = [
    [0.5, 0.7, -0.1],
    [0.7, -0.7, 0.5],
    [-0.1, 0.5, 0.9],
  ];
  const W = [
    [0.3, 0.2, -0.8],
    [0.2, 0.9, 0.5],
    [-0.8, 0.5, 1.3],
  ];
  const hvp = (program: string): number[] => {
    const second = secondOrderOf(deriveSource(program));
    return entries(productAt(second, { inputs: { S, W }, tangents: { S: E } }, new Map()).hvp!["S"]!);
  };
  const spectral = hvp("f(t) = t^3 + 0*exp(t); S: n×n symmetric; W: n×n constant; tr(W f(S))");
  const polynomial = hvp("S: n×n symmetric; W: n×n constant; tr(W S S S)");
  const off = Math.hypot(...spectral.map((x, i) => x - polynomial[i]!)) / Math.hypot(...polynomial);
  expect(off).toBeLessThan(1e-13);
});

test.each([
  [1, 1, 1],
  [1, 1, 1 + 1e-9],
  [1, 1 + 1e-5, 1 + 3e-5],
  [1, 1.01, 1.02],
  [0.5, 1, 4],
])("the second difference of 1/t at %s, %s, %s is 1/(xyz)", (x, y, z) => {
  const value = secondDifference((t) => 2 / t ** 3, x, y, z, -1 / (x * y), -1 / (y * z));
  expect(Math.abs(value * x * y * z - 1)).toBeLessThan(1e-13);
});

test("a kink between close nodes is seen", () => {
  // |t| at −δ, 0, δ: (1 − (−1))/(2δ).
  const d = 1e-3;
  expect(secondDifference(() => 0, -d, 0, d, -1, 1)).toBeCloseTo(1 / d, 6);
});
