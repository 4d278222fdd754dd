/** Brackets of papers, dots of Mathematica and axes of libraries. */
import { expect, test } from "vitest";
import { derive } from "../../src/index.js";

const gradients = (program: string) => Object.entries(derive(program).gradients).map(([name, g]) => [name, g.text]);

test.each([
  [
    "X: m×n; w: n; y: m\n-\\sum_i [y_i \\log \\sigma(w^T x_i) + (1-y_i) \\log(1-\\sigma(w^T x_i))]",
    "X: m×n; w: n; y: m\n-\\sum_i (y_i \\log \\sigma(w^T x_i) + (1-y_i) \\log(1-\\sigma(w^T x_i)))",
  ],
  ["x: n; A: n×n\n[x] + A x", "x: n; A: n×n\nx + A x"],
  ["A: n×n\nTr[A . Transpose[A]]", "A: n×n\ntr(A Aᵀ)"],
  ["x: n; A: n×n\nx . A . x", "x: n; A: n×n\nxᵀA x"],
  ["X: m×n\nnp.sum(X, axis=-1)", "X: m×n\nrowsum(X)"],
  ["x: n\nnp.sum(x, axis=-1)", "x: n\nsum(x)"],
])("%s", (written, meant) => {
  expect(gradients(written)).toEqual(gradients(meant));
});

test.each(["np.mean(A @ x, axis=1)"])("%s of a vector is refused", (call) => {
  expect(() => derive(`x: n\nA: n×n\n${call}`)).toThrow("is a vector, which has one axis");
});
