/** What binds how tightly, and where the argument of a function without brackets ends. */
import { describe, expect, test } from "vitest";
import { read, readProgram } from "./support.js";

const cases: Readonly<Record<string, readonly (readonly [source: string, tree: string])[]>> = {
  "signs and powers": [
    ["-A²", "negate[power[A, 2]]"],
    ["-A B", "negate[product[A, B]]"],
    ["-A∘B", "negate[hadamard[A, B]]"],
    ["-A : B", "negate[inner[A, B]]"],
    ["-A + B", "sum[negate[A], B]"],
    ["A - B - C", "sum[A, negate[B], negate[C]]"],
    ["A - (B - C)", "sum[A, negate[sum[B, negate[C]]]]"],
    ["A * -B", "product[A, negate[B]]"],
    ["A * -B C", "product[A, negate[B], C]"],
    ["A / -B", "divide[A, negate[B]]"],
    ["A ∘ -B C", "hadamard[A, negate[product[B, C]]]"],
    ["A : -B", "inner[A, negate[B]]"],
    ["--A", "A"],
    ["---A", "negate[A]"],
    ["A - -B", "sum[A, negate[negate[B]]]"],
    ["2^3^2", "power[2, power[3, 2]]"],
    ["a^b^c", "power[a, power[b, c]]"],
    ["(a^b)^c", "power[power[a, b], c]"],
    ["a.^b^c", "hadamardPower[a, power[b, c]]"],
    ["a^-1^2", "power[a, power[negate[1], 2]]"],
    ["x .^ -2", "hadamardPower[x, negate[2]]"],
    ["A^-2", "power[A, negate[2]]"],
    ["A⁻²", "power[A, negate[2]]"],
    ["A^2'", "transpose[power[A, 2]]"],
    ["A'^2", "power[transpose[A], 2]"],
    ["A''", "A"],
    ["A'''", "transpose[A]"],
    ["(A')'", "transpose[transpose[A]]"],
    ["A^p(B)", "product[power[A, p], B]"],
    ["A^log(2)", "power[A, log[2]]"],
    ["X^TX", "product[transpose[X], X]"],
    ["X^T1", "power[X, T₁]"],
    ["x^Ty", "product[transpose[x], y]"],
    ["T A^T", "product[T, transpose[A]]"],
    ["A^(T)", "power[A, T]"],
    ["2e*B", "product[2, e, B]"],
    ["5.*A", "hadamard[5, A]"],
    ["5.^x", "hadamardPower[5, x]"],
    ["5. A", "product[5, A]"],
    [".5A", "product[0.5, A]"],
  ],
  products: [
    ["A/B C", "product[divide[A, B], C]"],
    ["A/B*C", "product[divide[A, B], C]"],
    ["A/B/C", "divide[divide[A, B], C]"],
    ["A B\\C", "solve[product[A, B], C]"],
    ["A*B/n", "divide[product[A, B], n]"],
    ["A∘B C", "hadamard[A, product[B, C]]"],
    ["A∘B∘C", "hadamard[A, B, C]"],
    ["A∘B⊘C", "hadamardDivide[hadamard[A, B], C]"],
    ["A⊗B⊗C", "kronecker[kronecker[A, B], C]"],
    ["A B : C∘D", "inner[product[A, B], hadamard[C, D]]"],
    ["A : B + C", "sum[inner[A, B], C]"],
    ["(A+B)(C+D)", "product[sum[A, B], sum[C, D]]"],
    ["2(A+B)", "product[2, sum[A, B]]"],
    ["Aᵀ(B+C)⁻¹D", "product[transpose[A], inverse[sum[B, C]], D]"],
    ["(A B)_sym", "sym[product[A, B]]"],
    ["U A_sym'", "product[U, transpose[sym[A]]]"],
    ["A (A A)_skew : R", "inner[product[A, skew[product[A, A]]], R]"],
    ["A[1:r, :]B", "product[slice[A, range[1, r], all[]], B]"],
    ["A [B, C]", "product[A, block[row[B, C]]]"],
    ["A[B, C]", "slice[A, B, C]"],
    ["[A, B][1, :]", "slice[block[row[A, B]], 1, all[]]"],
    ["A[n+1:2n]", "slice[A, range[sum[n, 1], product[2, n]]]"],
    ["A[(B : C), 1]", "slice[A, inner[B, C], 1]"],
  ],
  functions: [
    ["tr AB + C", "sum[tr[product[A, B]], C]"],
    ["tr A B / 2", "divide[tr[product[A, B]], 2]"],
    ["tr A * B", "product[tr[A], B]"],
    ["2 tr AB", "product[2, tr[product[A, B]]]"],
    ["A : tr B C", "inner[A, tr[product[B, C]]]"],
    ["log det X", "log[det[X]]"],
    ["\\log\\det X", "log[det[X]]"],
    ["log |A|", "log[bars[A]]"],
    ["log|AB|", "log[bars[product[A, B]]]"],
    ["log‖A‖²", "log[power[norm[A], 2]]"],
    ["\\log\\left|\\frac{A+B}{2}\\right|", "log[bars[divide[sum[A, B], 2]]]"],
    ["log(A)B", "product[log[A], B]"],
    ["log (A) B", "product[log[A], B]"],
    ["log(A)ᵀ", "transpose[log[A]]"],
    ["tr A log(B)", "tr[product[A, log[B]]]"],
    ["tr Aᵀ²", "tr[power[transpose[A], 2]]"],
    ["log ½x", "log[product[divide[1, 2], x]]"],
    ["(tr A) B", "product[tr[A], B]"],
    ["max(A, B)", "max[A, B]"],
    ["sum(A)", "total[A]"],
    ["kron(A, B)'", "transpose[kronecker[A, B]]"],
    ["loewner(log, Λ)", "loewner[log, Λ]"],
    ["loewner(log', Λ)", "loewner[log′, Λ]"],
    ["tanh'(x) + log''(y)", "sum[tanh′[x], log′′[y]]"],
    ["tanh′.(x)", "tanh′.[x]"],
    ["sym(A)_sym", "sym[sym[A]]"],
    ["trAB", "tr[product[A, B]]"],
  ],
  bars: [
    ["|A| |B|", "product[bars[A], bars[B]]"],
    ["|A||B|", "product[bars[A], bars[B]]"],
    ["|A|B|C|", "product[bars[A], B, bars[C]]"],
    ["‖A‖‖B‖", "product[norm[A], norm[B]]"],
    ["‖A‖ |B|", "product[norm[A], bars[B]]"],
    ["|‖A‖|", "bars[norm[A]]"],
    ["||A|| + |x|", "sum[norm[A], bars[x]]"],
    ["‖λ(‖w‖)‖", "norm[product[λ, norm[w]]]"],
    ["λ‖w‖²", "product[λ, power[norm[w], 2]]"],
    ["|(|A|)|", "bars[bars[A]]"],
    ["|tr A|", "bars[tr[A]]"],
    ["‖tr A B‖_F", "norm[tr[product[A, B]], 'fro']"],
    ["|-A|", "bars[negate[A]]"],
    ["\\lVert A \\lVert B\\rVert\\rVert", "norm[product[A, norm[B]]]"],
  ],
};

describe.each(Object.entries(cases))("%s", (_, pairs) => {
  test.each(pairs)("%s", (source, tree) => {
    expect(read(source)).toBe(tree);
  });
});

test("a function of the program is a function in all of it", () => {
  expect(readProgram("S: n×n symmetric\nY = f(S) + f.(S)\nf(t) = t tanh(log(1 + exp(t)))\nY f'(S)")).toEqual([
    "S: matrix n×n symmetric",
    "Y = sum[f[S], f.[S]]",
    "f(t) = product[t, tanh[log[sum[1, exp[t]]]]]",
    "product[Y, f′[S]]",
  ]);
});

test("the operator's sign, or the function's name, is where a caret belongs", async () => {
  const { parseExpression } = await import("../../src/language/parse/parse.js");
  const { functions } = await import("./support.js");
  const at = (source: string): string => {
    const { expression } = parseExpression(source, { functions });
    return expression?.kind === "apply" ? source.slice(expression.at.start, expression.at.end) : "";
  };
  expect(
    ["A + B", "A ∘ B", "tr A B", "A⁻¹", "A \\ B", "-A", "A B", "A B * C", "A[1, 2]", "|A|", "A^2"].map(at),
  ).toEqual(["+", "∘", "tr", "⁻¹", "\\", "-", "A B", "*", "[1, 2]", "|A|", "^"]);
});
