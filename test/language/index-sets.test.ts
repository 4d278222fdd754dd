/** Sets of indices: submatrices by the rows and columns that a set lists. */
import { expect, test } from "vitest";
import type { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { evaluateAt } from "../../src/plan/evaluate.js";

const at = (program: string, inputs: object) =>
  evaluateAt(deriveSource(program), { inputs } as never, "adjoint") as unknown as {
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly gradients: Readonly<Record<string, unknown>>;
  };

const X = [[1, 2, 3], [4, 5, 6], [7, 8, 9]]; // prettier-ignore

test.each([
  "L: n×n spd; A = {1, 3, 4}; logdet(L[A, A]) - logdet(L + I)",
  "X: m×n; sum(X[{1, 3}, :].^2)",
  "x: n; ‖x[{1, 2, 4}]‖²",
  "X: m×n; B = {4, 1}; X[2:3, B]",
])("%s passes every check", (program) => {
  expect(checkDerivation(deriveSource(program)).verdict).toBe("passed");
});

test("the entries stand in the order of the set", () => {
  const { outputs, gradients } = at("X: 3×3; W: 2×2 constant; A = {3, 1}; L = W : X[A, {1, 2}]", { X, W: [[1, 10], [100, 1000]] }); // prettier-ignore
  expect(outputs["L"]).toBe(7 + 80 + 100 + 2000);
  expect(gradients["X"]).toEqual([[100, 1000, 0], [0, 0, 0], [1, 10, 0]]); // prettier-ignore
});

test("an index that stands twice counts twice", () => {
  expect(at("x: 3; L = sum(x[{2, 2, 3}])", { x: [1, 2, 3] }).gradients["x"]).toEqual([0, 2, 1]);
});

test.each([
  ["A = {1, 3}; L: n×n; A L", "syntax/index-set"],
  ["X: 2×2; X[{1, 3}, :]", "type/slice"],
])("%s is refused", (program, code) => {
  expect(() => deriveSource(program)).toThrow(expect.objectContaining({ code }) as MatrixBackpropError);
});
