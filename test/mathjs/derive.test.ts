/** Derivatives of mathjs's expressions against mathjs's own evaluation of them. */
import { all, create, type Matrix as MathMatrix } from "mathjs";
import { describe, expect, it } from "vitest";
import { derive, gradients, programOf, type MathScope } from "../../src/mathjs/index.js";

const math = create(all!);
math.import(gradients);

const X = [
  [2.1, 0.3, -0.4],
  [0.5, 1.9, 0.2],
  [-0.3, 0.6, 2.4],
];
const A = [
  [1.5, -0.2, 0.7],
  [0.1, 2.2, -0.5],
  [0.4, 0.3, 1.1],
];
const v = [0.7, -1.2, 0.5];

const LOSSES = [
  "trace(X * A * transpose(X))",
  "trace(X' * X) / 2",
  "det(X)",
  "trace(inv(X) * A)",
  "sum(X .* X ./ (A .* A))",
  "v' * X * v",
  "dot(v, X * v) ^ 2",
  "norm(X, 'fro')",
  "norm(X * v)",
  "trace(expm(X / 4))",
  "sum(X .^ 3)",
  "trace(X ^ 2 * A) - 3 * trace(X + A)",
  "log(det(X)) + sqrt(trace(X * X'))",
  "sum(kron(X, A))",
];

const scope = { X, A, v };

/** mathjs's value at X + t D. */
const at = (expression: string, D: number[][], t: number): number => {
  const moved = X.map((row, i) => row.map((x, j) => x + t * D[i]![j]!));
  const value: unknown = math.evaluate(expression, {
    ...scope,
    X: math.matrix(moved),
    A: math.matrix(A),
    v: math.matrix(v),
  });
  return typeof value === "number" ? value : Number((value as MathMatrix).valueOf());
};

describe.each(LOSSES)("%s", (expression) => {
  const used = Object.fromEntries(
    Object.entries(scope).filter(([name]) => new RegExp(`\\b${name}\\b`).test(expression)),
  );
  const declare = { X: "3×3", ...("A" in used ? { A: "3×3" } : {}), ...("v" in used ? { v: "3" } : {}) };

  it("has mathjs's value", () => {
    const value = derive(expression, { declare }).evaluate(used as MathScope) as number;
    expect(Math.abs(value - at(expression, X, 0)) / Math.max(1, Math.abs(value))).toBeLessThan(1e-11);
  });

  it("has the gradient that differences of mathjs's values have", () => {
    const gradient = (
      math.evaluate(`matrixGradient(e, "X", scope)`, { e: expression, scope: used }) as MathMatrix
    ).toArray();
    for (let k = 0; k < 9; k++) {
      const D = X.map((row, i) => row.map((_, j) => (3 * i + j === k ? 1 : 0)));
      const h = 1e-4;
      const slope =
        (8 * (at(expression, D, h) - at(expression, D, -h)) - (at(expression, D, 2 * h) - at(expression, D, -2 * h))) /
        (12 * h);
      const derived = (gradient as number[][])[Math.floor(k / 3)]![k % 3]!;
      expect(Math.abs(slope - derived)).toBeLessThan(1e-8 * Math.max(1, Math.abs(derived)));
    }
  });
});

it("takes nodes, gives mathjs's matrices, and the formula", () => {
  const derived = derive(math.parse("X * A"), { declare: { X: "2×3", A: "3×2" } });
  expect(derived.result.gradients["X"]!.text).toBe("Ȳ Aᵀ");
  const given = { X: math.matrix([[1, 2, 3], [4, 5, 6]]), A: [[1, 0], [0, 1], [1, 1]] }; // prettier-ignore
  const rows = (value: unknown): unknown => (math.isMatrix(value) ? value.toArray() : value);
  expect(rows(derived.evaluate(given))).toEqual([[4, 5], [10, 11]]); // prettier-ignore
  expect(rows(derived.gradientsAt(given, [[1, 0], [0, 0]])["X"])).toEqual([[1, 0, 1], [0, 0, 0]]); // prettier-ignore
});

it("refuses by name what has no derivative here, and what is no matrix", () => {
  expect(() => programOf(math.parse("gamma(X)"))).toThrow("the function gamma of mathjs");
  expect(() => programOf(math.parse("X[1, 2]"))).toThrow("AccessorNode");
  expect(() => derive("trace(X)").evaluate({ X: [[1, 2], [3]] })).toThrow("rows of numbers");
  expect(() => derive("trace(X)").evaluate({})).toThrow("X must be");
});
