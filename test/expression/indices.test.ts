/** How sums over indices and entries are written, and what is refused. */
import { describe, expect, test } from "vitest";
import { derive, MatrixBackpropError } from "../../src/index.js";
import { evaluateAt } from "../../src/plan/evaluate.js";

const gradients = (program: string): Record<string, string> =>
  Object.fromEntries(Object.entries(derive(program).gradients).map(([name, { text }]) => [name, text]));

const X = "X: m×d\nw: d\ny: m\n";

describe("text, ASCII and LaTeX mean one thing", () => {
  test.each([
    "Σ_i (wᵀx_i − y_i)²",
    "∑_{i} (wᵀx_i − y_i)²",
    "Σᵢ (wᵀxᵢ − yᵢ)²",
    "sum_i (w'*x_i - y_i)^2",
    "sum_{i=1}^m (w^T x_i - y_i)^2",
    "\\sum_{i=1}^{m} \\left( w^\\top \\mathbf{x}_i - y_i \\right)^2",
    "\\sum\\limits_{i} (w^{\\top} x_{i} - y_{i})^{2}",
    "\\sum_{i=1}^M (w^\\top x^{(i)} - y^{(i)})^2",
    "Σ_n (wᵀx_n − y_n)²",
    "Σ_i ((X w)_i − y_i)²",
  ])("%s", (text) => {
    expect(gradients(X + text)).toEqual(gradients(`${X}‖X w − y‖²`));
  });

  test.each([
    ["X: m×d\nw: d\nf_i = wᵀx_i\nΣ_i exp(f_i)", "X: m×d\nw: d\nf = X w\nsum(exp(f))"],
    ["W: n×n\nD_i = Σ_j W_ij", "W: n×n\nD = W 𝟏"],
    ["W: n×n\nD_ii = \\sum_j W_{ij}", "W: n×n\nD = diag(W 𝟏)"],
    ["W: n×n\nΣ_{i≠j} W_ij", "W: n×n\nsum(W) − tr(W)"],
    ["W: n×n\n\\sum_{1 \\le i < j \\le n} W_{i,j}", "W: n×n\nsum((triu(ones(n, n)) − I) ∘ W)"],
    ["p: n positive\nlog ∏_i p_i", "p: n positive\nsum(log(p))"],
    ["X: m×d\nA: d×d\n\\Sigma_i x_i^T A x_i", "X: m×d\nA: d×d\nsum((X A) ∘ X)"],
    ["X: m×d\nf(Z) = Σ_i ‖z_i‖²\nf(X)", "X: m×d\n‖X‖²"],
    ["x: n\nΣ_i i x_i", "x: n\ncumsum(ones(n))ᵀx"],
    ["W: d×k\nx: d\nΣ_l exp(w_lᵀx)", "W: d×k\nx: d\nsum(exp(Wᵀx))"],
    [
      "S: n×n\nM_ij = S_ij if i ≥ j, −∞ otherwise\nsoftmax(M)",
      "S: n×n\nM = where(tril(ones(n, n)), S, −∞)\nsoftmax(M)",
    ],
    ["X: m×d\nA: d×d\nq(x) = xᵀA x\nΣ_i q(x_i)", "X: m×d\nA: d×d\nsum((X A) ∘ X)"],
    ["X: m×d\nk(x, y) = exp(−‖x − y‖²)\nK_ij = k(x_i, x_j)\nsum(K)", "X: m×d\nK = exp.(−sqdist(X, X))\nsum(K)"],
    ["X: m×d\ng(z) = Σ_k z_k²\nA: d×d\nΣ_i g(A x_i)", "X: m×d\nA: d×d\n‖X Aᵀ‖²"],
    ["X: m×d\nB: d×d\no(x) = x xᵀ\nΣ_i tr(B o(x_i))", "X: m×d\nB: d×d\ntr(B XᵀX)"],
  ])("%s", (sums, matrices) => {
    expect(gradients(sums)).toEqual(gradients(matrices));
  });

  test("a size that only a sum ends at is that of its index", () => {
    expect(gradients("X: m×d\n\\frac{1}{N} \\sum_{n=1}^{N} \\|x_n\\|^2")).toEqual({ X: "2X/m" });
  });
});

describe("a name of the program stays one", () => {
  test.each([
    ["Σ_i: n×n\nx: n\nxᵀΣ_i x", ["Σ_i", "x"]],
    ["W_1: n×n\nx: n\nΣ_i (W_1 x)_i", ["W_1", "x"]],
    ["x_i: n\nA: n×n\nx_iᵀA x_i", ["x_i", "A"]],
    ["U: n×n\nΣ: n×n\nU Σ Uᵀ", ["U", "Σ"]],
  ])("%s", (program, inputs) => {
    expect(Object.keys(gradients(program)).sort()).toEqual([...inputs].sort());
  });
});

describe("what has no matrix form is refused where it stands", () => {
  test.each([
    ["X: m×d\nΣ_i x_i y_j", "y_j", "y_j has the index j, which no sum around it runs over"],
    ["Σ_i x_i", "x_i", "nothing is declared of x or X, so x_i may be a row or an entry"],
    ["x: n\nA: n×n\nA x_i", "x_i", "x_i has the index i, which no sum around it runs over"],
    ["X: m×d\nA: d×d\nA x_i", "x_i", "x_i has the index i, which no sum around it runs over"],
    ["X: n×d\nΣ_{ij} k(x_i, x_j)", "k", "k before a bracket with a comma looks like a function"],
    ["k(x, y) = xᵀy\nX: n×d\nΣ_i k(x_i)", "k", "k expects 2 arguments, got 1"],
    ["x: n\nΣ_i (x_{i+1} − x_i)²", "x_{i+1}", "x_{i+1} moves an index, which has no matrix form here"],
    ["X: m×d\ny: n\nΣ_i y_i ‖x_i‖²", "x_i", "the index i runs over n values, but in x_i there are m"],
    ["X: m×d\nΣ_{i=1}^{3} ‖x_i‖²", "3", "the index i has m values, and this sum runs over others"],
    ["X: m×d\nλ: scalar\n∑_i λ", "∑_i", "nothing says how many values the index i has"],
    ["x: n\nΣ_{(i,j)∈Ω} x_i", "Σ_{(i,j)∈Ω}", "what stands beneath `Σ` is not understood"],
    ["X: m×d\nΣ_{i,j} exp.(x_i − x_j)", "x_i − x_j", "this depends on three indices at once, which has no matrix form"],
  ])("%s", (program, at, message) => {
    expect.assertions(2);
    try {
      derive(program);
    } catch (error) {
      if (!(error instanceof MatrixBackpropError)) throw error;
      const [first] = error.diagnostics;
      expect(first!.message).toBe(message);
      expect(program.slice(first!.span.start, first!.span.end)).toBe(at);
    }
  });
});

describe("pairs that a sum leaves out are in no value and no gradient", () => {
  const X = [
    [1e8, 1e8 + 1],
    [1e8 + 3, 1e8],
    [1e8, 1e8 + 2],
  ];
  test.each([
    ["Σ_{i≠j} 1/‖x_i − x_j‖", 2 * (1 / Math.sqrt(10) + 1 + 1 / Math.sqrt(13))],
    ["Σ_{i<j} 1/‖x_i − x_j‖", 1 / Math.sqrt(10) + 1 + 1 / Math.sqrt(13)],
    ["Σ_{i≠j} log ‖x_i − x_j‖", Math.log(10) + Math.log(13)],
    // Beside the 3 that the equal pairs would give, no digit of this would be left.
    ["Σ_{i≠j} exp(−10‖x_i − x_j‖²)", 2 * (Math.exp(-100) + Math.exp(-10) + Math.exp(-130))],
    [
      "Σ_i log Σ_{j≠i} exp(−‖x_i − x_j‖²)",
      Math.log(Math.exp(-10) + Math.exp(-1)) +
        Math.log(Math.exp(-10) + Math.exp(-13)) +
        Math.log(Math.exp(-1) + Math.exp(-13)),
    ],
  ])("%s", (sums, expected) => {
    const { derivation } = derive(`X: m×d\n${sums}`);
    const { outputs, gradients } = evaluateAt(derivation, { inputs: { X } }, "adjoint");
    expect(Number(Object.values(outputs)[0]) / expected - 1).toBeCloseTo(0, 12);
    expect((gradients!["X"] as number[][]).flat().every(Number.isFinite)).toBe(true);
  });
});
