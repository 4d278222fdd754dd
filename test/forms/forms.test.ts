/** Answers in the form that an author gives them: gradients and variations of small programs, line by line. */
import { expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { printExpression } from "../../src/language/print/print.js";
import { formulasOf } from "../../src/print/formulas.js";

const FORMS: readonly (readonly [program: string, lines: readonly string[]])[] = [
  // Whole powers, of inverses too, are products that meet.
  ["X: n×n; tr(X³)", ["X̄ = 3(Xᵀ)²"]],
  ["X: n×n invertible; tr(X⁻³)", ["X̄ = -3(X⁻⁴)ᵀ"]],
  ["X: n×n invertible; B: n×n; tr(X⁻² B)", ["B̄ = (X⁻²)ᵀ"]],
  // A sign that all terms have stands in front.
  ["U: m×k; V: k×n; M = -U V; ‖M‖²", ["dY = -2((dU V + U dV) : M)"]],
  ["A: n×n spd; C: n×n; Y = lyap(A, C)", ["dY = lyap(A, dC - dA Y - Y dA)"]],
  // Entries and parts of parts, and of products.
  ["A: m×n; y = A[1:2, :][2, :][1, 3]", ["Ā = embed(1, 2, 3, m, n)", "dy = dA[2, 3]"]],
  ["A: m×n; y = A[2:4, 3:5][1:2, 2]", ["Ā = embed(ȳ, 2, 4, m, n)"]],
  ["x: m; y: n; Y = (x yᵀ)[1:2, :]", ["ȳ = Ȳᵀx[1:2]", "dY = dx[1:2] yᵀ + x[1:2] dyᵀ"]],
  ["A: m×k; B: k×n; Y = (A B)[2, :]", ["B̄ = A[2, :]ᵀȲ"]],
  // Kronecker products of columns are products of matrices.
  ["A: k×m; B: n×p; X: m×n; y = (Bᵀ⊗A) vec(X)", ["X̄ = Aᵀ reshape(ȳ, k, p) Bᵀ"]],
  ["A: n×n spd; B: m×m spd; Z: m×n; vec(Z)ᵀ (A ⊗ B)⁻¹ vec(Z)", ["M = Z A⁻¹", "E = B⁻¹Z", "Z̄ = 2 E A⁻¹"]],
  // Parts that tile are a block matrix; entries of outer products are products of entries.
  ["X: 4×n; Y = [X[1:2, :];exp.(X[3:4, :])]", ["X̄ = [Ȳ[1:2, :]; exp.(X[3:4, :]) ∘ Ȳ[3:4, :]]"]],
  ["X: m×6; A: 3×k; B: 3×k; Y = [X[:,1:3] A, X[:,4:6] B]", ["X̄ = [Ȳ[:, 1:k] Aᵀ, Ȳ[:, k + 1:2k] Bᵀ]"]],
  ["A: m×n; B: m×p; C: q×n; D: q×p; x: n+p; Y = [A, B;C, D] x", ["Ā = Ȳ[1:m] x[1:n]ᵀ", "x̄ = [A, B; C, D]ᵀȲ"]],
  [
    "θ: scalar; x: 2; R = [cos(θ), -sin(θ);sin(θ), cos(θ)]; y = R x",
    ["θ̄ = (ȳ[2] x[1] - ȳ[1] x[2]) cos(θ) - (ȳ[2] x[2] + ȳ[1] x[1]) sin(θ)", "x̄ = Rᵀȳ"],
  ],
  // Equations for matrices that are written with Kronecker products.
  ["A: n×n; Q: n×n; y = (I - A ⊗ A)⁻¹vec(Q)", ["Q̄ = M", "M = dlyap(Aᵀ, reshape(ȳ, n, n))"]],
  ["A: n×n; C: n×n; y = (I ⊗ A + A ⊗ I)⁻¹vec(C)", ["C̄ = M", "M = lyap(Aᵀ, reshape(ȳ, n, n))"]],
  ["W: m×n; Y = W/‖W‖_2", ["dY = dW/‖W‖_2 - (U[:, 1]ᵀ dW V[:, 1])W/‖W‖_2²"]],
  // What was factored, and what the factors are functions of.
  ["X: m×n; U, Σ, V = svd(X); Y = VΣ²Vᵀ", ["X̄ = 2X sym(Ȳ)"]],
  ["X: m×n; U, Σ, V = svd(X); Y = UΣ²Uᵀ", ["X̄ = 2 sym(Ȳ) X"]],
  ["X: n×n symmetric; ε: scalar positive; U, Λ = eig(X); Y = U max(Λ, ε I) Uᵀ", ["f(t) = max(t, ε)"]],
  // The inverse of a sum of quotients is that of a sum.
  ["A: n×n spd; B: n×n spd; logdet(I + A⁻¹B)", ["M = (A + B)⁻¹", "B̄ = M"]],
  // The affine-invariant distance.
  ["A: n×n spd; X: n×n spd; ‖log(A^(-1/2) X A^(-1/2))‖²", ["Ā = -2M E M", "M = A^(-1/2)", "E = log(C)"]],
  // The gradient of a number beside a matrix is made of what that of the matrix is made of.
  ["X: m×n; ε: scalar positive; Y = log(XᵀX + εI)", ["X̄ = 2X sym(M)", "ε̄ = tr(M)"]],
  ["A: n×n spd; ε: scalar positive; Y = (A + εI)^(-1/2)", ["Ā = sym(M)", "ε̄ = tr(M)"]],
  ["X: m×n; s: scalar; Y = exp(s XᵀX)", ["s̄ = E : XᵀX"]],
  // Functions of numbers and vectors.
  ["x: scalar; log(cosh(x))", ["x̄ = tanh(x)"]],
  ["x: n; sum(max(x, x/5))", ["v = 4 step(x)/5 + 𝟏_n/5"]],
  ["v: n; w: n; y = diag(v) w", ["v̄ = w ∘ ȳ", "w̄ = v ∘ ȳ"]],
  ["S: n×n skew; Y = S.^2", ["S̄ = 2(S ∘ sym(Ȳ))"]],
  // A residual is named once and used everywhere.
  ["X: m×n; W: n×p; b: p; T: m×p; ‖X W + 𝟏bᵀ - T‖²", ["b̄ = 2Rᵀ𝟏", "W̄ = 2XᵀR"]],
  ["S: n×n; -tr(log.(softmax(S)))", ["S̄ = softmax(S) - I", "dY = sum(softmax(S) ∘ dS) - tr(dS)"]],
  ["f: n; g: n; A: n×n; K: n×n; s: scalar; fᵀ (A + s K) g", ["s̄ = fᵀ K g"]],
];

test.each(FORMS)("%s", (program, wanted) => {
  const derivation = deriveSource(program.replaceAll("; ", "\n"));
  const { where, gradients, variations } = formulasOf(derivation);
  const lines = [...where, ...gradients, ...variations].map(
    (e) => `${e.left.map((l) => printExpression(l, "text")).join(", ")} = ${printExpression(e.right, "text")}`,
  );
  expect(lines).toEqual(expect.arrayContaining([...wanted]));
  expect(checkDerivation(derivation)).toMatchObject({ verdict: "passed" });
});

test("what is added to all entries makes no function of the eigenvalues", () => {
  for (const program of ["U (Λ + ones(n, n)) Uᵀ", "U max(Λ, 1/2) Uᵀ"]) {
    const derivation = deriveSource(`X: n×n symmetric\nU, Λ = eig(X)\n${program}`);
    expect(checkDerivation(derivation)).toMatchObject({ verdict: "passed" });
  }
});
