/** What the language has not yet is refused by name, once, and is never read as something else. */
import { describe, expect, test } from "vitest";
import { derive, MatrixBackpropError } from "../../src/index.js";

const refusals: readonly (readonly [code: string, at: string, program: string])[] = [
  ["syntax/recurrence", "for t = 1, …, m", "X: m×d\nW: p×p\nU: p×d\nh_t = tanh(W h_{t−1} + U x_t)  for t = 1, …, m"],
  ["syntax/recurrence", "for k = 1, …, 5", "Y_0: n×n\nY_k = Y_{k−1}(3I − Y_{k−1}²)/2 for k = 1, …, 5\nY_5"],
  ["syntax/recurrence", "for k in 1:5", "x_0: n\nA: n×n\nx_k = A x_{k-1} for k in 1:5"],
  ["syntax/derivative-inside", "∇", "w: n\nα: scalar\nX: m×n\nL = ‖X w‖²\nv = w − α ∇_w L\n‖v‖²"],
  [
    "syntax/derivative-inside",
    "\\frac{\\partial L}{\\partial w}",
    "w: n\nX: m×n\nL = ‖X w‖²\ng = \\frac{\\partial L}{\\partial w}\n‖g‖²",
  ],
  ["syntax/derivative-inside", "∂u/∂x", "u: n\nx: n\nF = ∂u/∂x"],
  ["syntax/derivative-inside", "\\min_w ‖X w‖²", "w: n\nX: m×n\nL = \\min_w ‖X w‖²\nL²"],
  ["syntax/implicit", "solve z", "W: n×n\nx: n\nsolve z = tanh(W z + x)"],
  ["syntax/three-indices", "×d×", "A: h×d×p\nsum(A)"],
  ["syntax/three-indices", "×d×", "A ∈ ℝ^{h×d×p}\nsum(A)"],
];

describe("what is not read yet", () => {
  test.each(refusals)("%s: %s", (code, at, program) => {
    expect.assertions(2);
    try {
      derive(program);
    } catch (error) {
      if (!(error instanceof MatrixBackpropError)) throw error;
      expect(error.diagnostics.map((d) => d.code)).toEqual([code]);
      const { start, end } = error.diagnostics[0]!.span;
      expect(program.slice(start, end)).toBe(at);
    }
  });

  test.each([
    ["w: n\nX: m×n\nL = ‖X w‖²\n∇_w L", "2Xᵀ X w"],
    ["w: n\nX: m×n\n\\frac{\\partial}{\\partial w} \\|X w\\|^2", "2Xᵀ X w"],
  ])("a derivative in front of the last line says in what it is differentiated: %s", (program, gradient) => {
    expect(derive(program).gradients["w"]!.text).toBe(gradient);
  });
});
