/** How formulas look. That they parse back is tested in round-trip.test.ts. */
import { describe, expect, test } from "vitest";
import { parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { printProgram } from "../../src/language/print/print-program.js";
import { printExpression, type PrintOptions } from "../../src/language/print/print.js";
import { functions } from "./support.js";

const names = ["A", "B", "C", "X", "Y", "Z", "U", "Γ", "x", "y", "w", "n", "k", "W_out", "foo"];

const syntax = (source: string): NonNullable<ReturnType<typeof parseExpression>["expression"]> => {
  const { expression, diagnostics } = parseExpression(source, { functions: [...functions, "f"], names });
  if (expression === undefined) throw new Error(diagnostics[0]?.message);
  return expression;
};

describe("text, ASCII and LaTeX", () => {
  test.each([
    ["log(X'X + eps I)", "log(XᵀX + εI)", "log(X'*X + eps*I)"],
    ["2X U(Γ .* (U'*sym(Ybar)*U))U'", "2X U(Γ ∘ (Uᵀ sym(Ȳ) U))Uᵀ", "2*X*U*(Gamma .* (U'*sym(Ybar)*U))*U'"],
    ["Z*inv(Z'*Z)*Z'", "Z(ZᵀZ)⁻¹Zᵀ", "Z*inv(Z'*Z)*Z'"],
    ["Z'*A*Z", "Zᵀ A Z", "Z'*A*Z"],
    ["inv(A)'", "A⁻ᵀ", "inv(A)'"],
    ["inv(A')", "(Aᵀ)⁻¹", "inv(A')"],
    ["x^2 + A^(1/2) + A^k + A^-2", "x² + A^(1/2) + A^k + A⁻²", "x^2 + A^(1/2) + A^k + A^(-2)"],
    ["‖A‖^2 + ‖A‖_F + ‖x‖_1", "‖A‖² + ‖A‖_F + ‖x‖_1", "norm(A)^2 + norm(A, 'fro') + norm(x, 1)"],
    ["-(A - B)*C", "-(A - B)C", "-(A - B)*C"],
    ["A - (B - C) + -C", "A - (B - C) - C", "A - (B - C) - C"],
    ["A - (-B)", "A - (-B)", "A - (-B)"],
    ["(A B) ∘ C ⊘ (A + B)", "((A B) ∘ C) ⊘ (A + B)", "((A*B) .* C) ./ (A + B)"],
    ["A/n - 1/2 B", "A/n - (1/2)B", "A/n - (1/2)*B"],
    ["(A/B)/(x/y)", "A/B/(x/y)", "A/B/(x/y)"],
    ["A \\ (B C)", "A \\ (B C)", "A \\ (B*C)"],
    ["A⊗B⊗C", "A ⊗ B ⊗ C", "kron(kron(A, B), C)"],
    ["C : X B", "C : X B", "C : X*B"],
    ["exp.(A) .^ 2", "exp.(A).^2", "exp.(A).^2"],
    ["f'(A) + f'.(A)", "f′(A) + f′.(A)", "f'(A) + f'.(A)"],
    ["loewner(f', A)", "loewner(f′, A)", "loewner(f', A)"],
    [
      "ones ones' + 1_n + eye(n) + eye(n+1)",
      "𝟏𝟏ᵀ + 𝟏_n + I_n + eye(n + 1)",
      "ones*ones' + ones(n) + eye(n) + eye(n + 1)",
    ],
    ["W_out X foo", "W_out X foo", "W_out*X*foo"],
    ["[A, B; C, X][1:n, :]", "[A, B; C, X][1:n, :]", "[A, B; C, X][1:n, :]"],
    ["A [B, C]", "A [B, C]", "A*[B, C]"],
    ["|A| |B| + |‖x‖|", "|A| |B| + |(‖x‖)|", "|A|*|B| + |norm(x)|"],
    ["2*3*x", "2·3x", "2*3*x"],
    ["sum(A) pinv(A)", "sum(A) A⁺", "sum(A)*pinv(A)"],
    ["(A B)_sym + A_diag", "sym(A B) + diagpart(A)", "sym(A*B) + diagpart(A)"],
    ["A^(T) + (A^2)'", "A^(T) + (A²)ᵀ", "A^(T) + (A^2)'"],
    ["sin(x)^2 log(y)", "sin(x)² log(y)", "sin(x)^2*log(y)"],
    ["λ‖w‖²*2e", "λ‖w‖²·2 e", "lambda*norm(w)^2*2*e"],
  ])("%s", (source, text, ascii) => {
    expect(printExpression(syntax(source), "text")).toBe(text);
    expect(printExpression(syntax(source), "ascii")).toBe(ascii);
    expect(printExpression(syntax(source), "latex")).toMatchSnapshot();
  });
});

describe("the notations of papers, in LaTeX", () => {
  const source = "Ybar : A' ∘ dX";
  test.each<[string, PrintOptions["latex"]]>([
    ["\\bar{Y} : (A^{\\top} \\circ dX)", {}],
    ["\\bar{Y} : (A^{\\mathsf{T}} \\circ dX)", { transpose: "T" }],
    ["\\bar{Y} : (A^{\\top} \\odot dX)", { hadamard: "odot" }],
    ["\\langle \\bar{Y}, A^{\\top} \\circ dX\\rangle", { inner: "angle" }],
    ["\\operatorname{tr}(\\bar{Y}^{\\top} (A^{\\top} \\circ dX))", { inner: "trace" }],
    ["\\frac{\\partial L}{\\partial Y} : (A^{\\top} \\circ dX)", { cotangent: "partial" }],
  ])("%s", (latex, options) => {
    expect(printExpression(syntax(source), "latex", options === undefined ? {} : { latex: options })).toBe(latex);
  });
});

test("programs", () => {
  const source =
    "X: (n+1) x 2n spd; eps: scalar positive constant; x: n; S: spd\nf(t) = t^2; U, Sigma, V = svd(X); return f(U), x";
  const { program } = parseProgram(source, { functions });
  for (const notation of ["text", "ascii", "latex"] as const) expect(printProgram(program, notation)).toMatchSnapshot();
});
