/**
 * Formulas as authors write them, for programs that are not the oracle's: each is right, and what is derived costs no more
 * and is at most a quarter longer.
 */
import { expect, test } from "vitest";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";

const FORMULAS: readonly (readonly [program: string, input: string, formula: string])[] = [
  ["X: m×n; A: m×m; tr(XᵀAX)", "X", "(A + Aᵀ)X"],
  ["X: n×n invertible; a: n; b: n; aᵀX⁻ᵀb", "X", "-X⁻ᵀ b aᵀ X⁻ᵀ"],
  ["X: n×n invertible; det(X)²", "X", "2 det(X)² X⁻ᵀ"],
  ["X: n×n invertible; log(abs(det(X)))", "X", "X⁻ᵀ"],
  ["A: m×n; x: n; b: m; ‖Ax-b‖", "x", "Aᵀ(Ax-b)/‖Ax-b‖"],
  ["A: m×n; x: n; b: m; logsumexp(Ax + b)", "x", "Aᵀ softmax(Ax+b)"],
  ["S: n×n spd; X: n×n spd; tr(S X⁻¹) + logdet(X)", "X", "X⁻¹ - X⁻¹ S X⁻¹"],
  ["S: n×n spd; mu: n; x: n; (x-mu)ᵀS⁻¹(x-mu)", "S", "-S⁻¹(x-mu)(x-mu)ᵀS⁻¹"],
  ["X: m×n; λ: scalar positive; Xᵀ(XXᵀ + λI)⁻¹", "X", "(XXᵀ + λI)⁻¹ Ȳᵀ - 2 sym(Yᵀ Ȳ (XXᵀ + λI)⁻¹) X"],
  ["A: n×n symmetric; x: n; xᵀAx/(xᵀx)", "x", "2(A x - (xᵀAx/(xᵀx)) x)/(xᵀx)"],
  ["A: n×n spd; tr(A log(A))", "A", "log(A) + I"],
  ["A: n×n symmetric; log(tr(exp(A)))", "A", "exp(A)/tr(exp(A))"],
  ["X: n×n; sym(X)²", "X", "sym(Ȳ sym(X) + sym(X) Ȳ)"],
  ["A: n×n; b: n; x = A \\ b; ‖x‖²", "A", "-2 (Aᵀ \\ (A\\b)) (A\\b)ᵀ"],
  ["Z: m×n fullrank; B: m×m symmetric; P = Z(ZᵀZ)⁻¹Zᵀ; tr(P B)", "Z", "2(I-P) B Z (ZᵀZ)⁻¹"],
  ["X: m×n; μ = Xᵀ𝟏/m; S = (X - 𝟏μᵀ)ᵀ(X - 𝟏μᵀ)/m; logdet(S + 0.1 I)", "X", "2 (I - 𝟏𝟏ᵀ/m) X (S + 0.1 I)⁻¹/m"],
  ["A: n×n invertible; A⁻²", "A", "-(A⁻ᵀ Ȳ (A⁻²)ᵀ + (A⁻²)ᵀ Ȳ A⁻ᵀ)"],
  ["A: m×n; B: m×n; (A : B)/(‖A‖ ‖B‖)", "A", "B/(‖A‖‖B‖) - (A:B) A/(‖A‖³‖B‖)"],
  ["K: n×n spd; Y: n×p; n*logdet(K) + tr(Yᵀ K⁻¹ Y)", "K", "n K⁻¹ - K⁻¹ Y Yᵀ K⁻¹"],
  ["X: n×n; Q, R = qr(X); ‖R‖²", "X", "2X"],
  ["M: m×n; Q, P = polar(M); tr(P)", "M", "Q"],
  ["A: n×n spd; L = chol(A); sum(log.(diag(L)))", "A", "A⁻¹/2"],
  ["X: m×n; U, Σ, V = svd(X); tr(Σ²)", "X", "2X"],
  ["W: k×n; X: m×n; Y: m×k rowstochastic; P = softmax(X Wᵀ); -sum(Y ∘ log.(P))", "W", "(P - Y)ᵀ X"],
  ["W: m×n; x: n; y: m; z = softmax(W x); -yᵀ log.(z)", "W", "(sum(y) z - y) xᵀ"],
  [
    "θ: n; X: m×n; y: m; -sum(y ∘ log.(sigmoid.(X θ)) + (ones(m) - y) ∘ log.(ones(m) - sigmoid.(X θ)))",
    "θ",
    "Xᵀ(sigmoid.(X θ) - y)",
  ],
  ["X: m×n; Y: p×n; D = rowsum(X∘X) 𝟏ᵀ + 𝟏 rowsum(Y∘Y)ᵀ - 2 X Yᵀ; sum(D ∘ D)", "X", "4 diag(D 𝟏) X - 4 D Y"],
  ["X: m×n; μ = mean(X); mean((X - μ ones(m,n)) .^ 2)", "X", "2 (X - μ ones(m,n))/(m n)"],
  ["X: m×n; tr((XᵀX)³)", "X", "6 X (XᵀX)²"],
  ["X: m×n; sum(log.(cosh.(X)))", "X", "tanh.(X)"],
  ["x: n; A: m×n; relu(A x)ᵀ relu(A x)", "x", "2 Aᵀ relu(A x)"],
  ["d: n; A: m×n; A diag(d) Aᵀ", "d", "diag(Aᵀ Ȳ A)"],
  ["L: n×n lower invertible; b: n; y = L \\ b", "L", "-tril((Lᵀ \\ ybar) yᵀ)"],
  ["Q: m×n; K: m×n; V: m×n; P = softmax(Q Kᵀ/sqrt(n)); Y = P V", "Q", "(P ∘ (Ȳ Vᵀ - diag(P V Ȳᵀ) 𝟏ᵀ)) K/sqrt(n)"],
  [
    "x: n; γ: n; β: n; μ = mean(x); σ = sqrt(mean((x - μ ones(n)) .^ 2) + 1); z = (x - μ ones(n))/σ; y = γ ∘ z + β",
    "x",
    "((γ∘ybar) - mean(γ∘ybar) 𝟏 - mean(γ∘ybar∘z) z)/σ",
  ],
  [
    "H: k×n; R: k×k spd; P: n×n spd; K = P Hᵀ(H P Hᵀ + R)⁻¹; Y = (I - K H) P",
    "R",
    "(H P Hᵀ + R)⁻¹ H P sym(Ȳ) P Hᵀ (H P Hᵀ + R)⁻¹",
  ],
  ["H: k×n; R: k×k spd; P: n×n spd; K = P Hᵀ(H P Hᵀ + R)⁻¹; Y = (I - K H) P", "P", "(I - K H)ᵀ sym(Ȳ) (I - K H)"],
  ["G: n×n symmetric; F: m×n; ‖G - FᵀF‖²", "F", "-4 F (G - FᵀF)"],
  ["S: n×n spd; X: m×n; tr(X S⁻¹ Xᵀ) + m logdet(S)", "S", "m S⁻¹ - S⁻¹XᵀX S⁻¹"],
  ["A: m×n; B: n×p; sum(A B)", "A", "𝟏 (B𝟏)ᵀ"],
];

test.each(FORMULAS)("%s, %s", (program, input, formula) => {
  const derivation = deriveSource(program, { wrt: [input] });
  const { verdict, cost, size } = verifyClaim(derivation, derivation.gradients[0]!, formula);
  expect(verdict).toBe("right");
  expect(cost.derived, "flops").toBeLessThanOrEqual(cost.claimed);
  expect(size.derived, "parts").toBeLessThanOrEqual(1.25 * size.claimed);
});
