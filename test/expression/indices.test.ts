/** How sums over indices and entries are written, and what is refused. */
import { describe, expect, test } from "vitest";
import { derive, MatrixBackpropError } from "../../src/index.js";

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
    ["x: n\nΣ_i i x_i", "i", "the index i stands where a number must"],
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
