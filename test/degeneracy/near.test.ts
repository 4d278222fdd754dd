/** Where an eigenvector's own cotangent survives: the assumption is listed, and input that breaks it is named. */
import { describe, expect, test } from "vitest";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { deriveSource } from "../../src/derive.js";
import { derive } from "../../src/index.js";

const eig = "S: n×n symmetric\nU, Λ = eig(S)\nY = U";
const some = "S: n×n symmetric\nU, Λ = eig(S, 1)\nY = U";
const pencil = "S: n×n symmetric\nB: n×n spd\nU, Λ = eig(S, B)\nY = U";
const svd = "X: m×n\nU, Σ, V = svd(X)\nY = U";
const band = "S: n×n symmetric\nU, Λ = eig(S, 1)\nU Uᵀ";

const square = [
  [1, 2],
  [3, 4],
];
const diagonal = (...d: number[]): number[][] => d.map((x, i) => d.map((_, j) => (i === j ? x : 0)));

function answer(program: string, inputs: Readonly<Record<string, number[][]>>): unknown {
  return evaluateAt(deriveSource(program), { inputs, cotangents: { Y: square } }, "adjoint").gradients;
}

describe("the assumption", () => {
  test.each([
    [eig, "simple eigenvalues"],
    [pencil, "simple eigenvalues"],
    [svd, "distinct non-zero singular values"],
    [band, "a gap between the eigenvalues"],
  ])("of %j is %j", (program, needs) => {
    expect(derive(program).assumptions.some((a) => a.includes(needs))).toBe(true);
  });
});

describe("input that breaks it is named, with the figure", () => {
  test.each([
    [eig, { S: diagonal(1, 1) }, "the values 1 and 2 differ by 0.0e+0 at a size of 1.0e+0"],
    [eig, { S: diagonal(2, 2 + 4e-13) }, "the values 1 and 2 differ by 4.0e-13 at a size of 2.0e+0"],
    [pencil, { S: diagonal(3, 3), B: diagonal(1, 1) }, "the values 1 and 2 differ by"],
    [svd, { X: diagonal(1, 1) }, "the values 1 and 2 differ by"],
    [svd, { X: diagonal(1, 0) }, "the value 2 is 0.0e+0 at a size of 1.0e+0"],
    [band, { S: diagonal(1, 1) }, "the values 1 and 2 differ by"],
  ])("%j at %j", (program, inputs, message) => {
    const attempt = (): unknown => answer(program, inputs as Record<string, number[][]>);
    expect(attempt).toThrow(LinearAlgebraError);
    expect(attempt).toThrow(message);
  });

  test("a single eigenvector needs its own eigenvalue to be simple, not the others", () => {
    const point = { inputs: { S: diagonal(1, 1, 3) }, cotangents: { Y: [[1], [2], [3]] } };
    const { gradients } = evaluateAt(deriveSource(some), point, "adjoint");
    expect((gradients!["S"] as number[][]).flat().every(Number.isFinite)).toBe(true);
    const close = { ...point, inputs: { S: diagonal(1, 3, 3) } };
    expect(() => evaluateAt(deriveSource(some), close, "adjoint")).toThrow("differ by");
  });
});

test("a gap of 1e-6 is no reason to refuse", () => {
  const { S } = answer(eig, { S: diagonal(1, 1 + 1e-6) }) as { S: number[][] };
  // Ā₁₂ = ½ (uᵢᵀŪ)ᵢⱼ-differences over the gap: (2 − 3)/(2·10⁻⁶) up to the signs of the columns.
  expect(Math.abs(S[0]![1]!)).toBeGreaterThan(1e5);
});

test("the inverse of a diagonal matrix with a zero is refused", () => {
  const derivation = deriveSource("D: n×n diagonal\nY = D⁻¹");
  const point = { inputs: { D: diagonal(1, 0) }, cotangents: { Y: square } };
  expect(() => evaluateAt(derivation, point, "adjoint")).toThrow("entry 2 of the diagonal is zero");
});
