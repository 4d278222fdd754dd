/**
 * Wrong rules. Each is one edit of one rule as somebody might mistype it: a dropped transpose, a sign, a factor, two
 * operands swapped. The checks of the catalogue must see every one of them.
 */
import type { RuleKind } from "../../src/expression/rulefile/reference.js";

export interface Mutant {
  readonly kind: RuleKind;
  readonly rule: string;
  readonly mistake: string;
  readonly from: string;
  readonly to: string;
}

const mutant = (kind: RuleKind, rule: string, mistake: string, from: string, to: string): Mutant => ({
  kind,
  rule,
  mistake,
  from,
  to,
});

export const MUTANTS: readonly Mutant[] = [
  // the skeleton of the algebra
  mutant("function", "sum", "sign", "dY = dA + dB", "dY = dA − dB"),
  mutant("function", "sum", "missing second use", "dY = dA + dB", "dY = dA"),
  mutant("function", "product", "missing second use", "dY = dA B + A dB", "dY = dA B"),
  mutant("function", "product", "factor 2", "dY = dA B + A dB", "dY = 2 dA B + A dB"),
  mutant("function", "transpose", "sign", "dY = dAᵀ", "dY = −dAᵀ"),
  mutant("function", "hadamard", "product for Hadamard product", "dA ∘ B + A ∘ dB", "dA ∘ A + B ∘ dB"),
  mutant("function", "entrywise-power", "missing factor p", "dY = p A .^ (p − 1)", "dY = A .^ (p − 1)"),
  mutant("function", "entrywise-power", "wrong exponent", "A .^ (p − 1) ∘ dA", "A .^ (p + 1) ∘ dA"),
  mutant("function", "entrywise-power", "missing derivative of the exponent", " + dp A .^ p ∘ log.(A)", ""),

  // inverses, powers and projectors
  mutant("function", "inverse", "sign", "dY = −Y dX Y", "dY = Y dX Y"),
  mutant("function", "inverse", "dropped factor", "dY = −Y dX Y", "dY = −Y dX"),
  mutant("function", "inverse", "transposed factors", "dY = −Y dX Y", "dY = −Yᵀ dX Yᵀ"),
  mutant("function", "pseudo-inverse", "dropped transpose", "(I − Y X) dXᵀ Yᵀ Y", "(I − Y X) dXᵀ Y Yᵀ"),
  mutant("function", "pseudo-inverse", "missing term", " + (I − Y X) dXᵀ Yᵀ Y", ""),
  mutant("function", "pseudo-inverse", "sign", "(I − X Y)", "(I + X Y)"),
  mutant("function", "power", "wrong Loewner function", "h(t) = t^p", "h(t) = t^(p + 1)"),
  mutant("function", "projector", "skew for symmetric part", "2 sym(", "2 skew("),
  mutant("function", "projector", "dropped factor 2", "2 sym(", "sym("),

  // parts of a matrix
  mutant("function", "symmetric-part", "wrong part", "dY = sym(dA)", "dY = skew(dA)"),
  mutant("function", "lower-part", "wrong mask", "dY = tril(dA)", "dY = triu(dA)"),
  mutant("function", "lower-part", "missing diagonal", "dY = tril(dA)", "dY = tril(dA) − diagpart(dA)"),
  mutant("function", "diagonal-part", "missing mask", "dY = diagpart(dA)", "dY = dA"),
  mutant("function", "slice", "shifted rows", "dY = dA[i:j, k:l]", "dY = dA[(i − 1):(j − 1), k:l]"),
  mutant("function", "beside", "swapped blocks", "embed(dB, 1, n + 1, m, n + p)", "embed(dB, 1, 1, m, n + p)"),
  mutant("function", "kronecker", "swapped operands", "dY = dA ⊗ B + A ⊗ dB", "dY = B ⊗ dA + A ⊗ dB"),

  // scalars of a matrix
  mutant("function", "trace", "factor 2", "dy = tr(dA)", "dy = 2 tr(dA)"),
  mutant("function", "inner-product", "missing second use", "dy = dA : B + A : dB", "dy = dA : B"),
  mutant("function", "determinant", "dropped transpose", "tr(adj(X) dX)", "tr(adj(X)ᵀ dX)"),
  mutant("function", "log-determinant", "dropped inverse", "tr(X⁻¹ dX)", "tr(X dX)"),
  mutant("function", "log-determinant", "dropped transpose", "tr(X⁻¹ dX)", "tr(X⁻ᵀ dX)"),
  mutant("function", "frobenius-norm", "missing norm", "(A : dA)/norm(A)", "A : dA"),
  mutant("function", "frobenius-norm", "factor 2", "(A : dA)/norm(A)", "2 (A : dA)/norm(A)"),
  mutant("function", "nuclear-norm", "dropped transpose", "(U Vᵀ) : dX", "(U Σ Vᵀ) : dX"),
  mutant("function", "spectral-norm", "wrong singular vector", "U[:, 1]ᵀ dX V[:, 1]", "U[:, 1]ᵀ dX V[:, 2]"),
  mutant("function", "softmax", "missing rank-one term", "y ∘ dx − y (yᵀ dx)", "y ∘ dx"),
  mutant("function", "softmax-rows", "sums over columns", "(Y ∘ dX) 𝟏 𝟏ᵀ", "𝟏 𝟏ᵀ (Y ∘ dX)"),
  mutant("function", "log-sum-exp", "dropped softmax", "softmax(x)ᵀ dx", "𝟏ᵀ dx"),
  mutant("function", "mean", "wrong size", "sum(A)/(m n)", "sum(A)/(m m) + 0 sum(dA)"),

  // factorizations
  mutant("function", "eig", "transposed gaps", "dU = U (gaps(Λ) ∘ P)", "dU = U (gaps(Λ)ᵀ ∘ P)"),
  mutant("function", "eig", "missing mask", "dΛ = diagpart(P)", "dΛ = P"),
  mutant("function", "eig", "dropped factor", "dU = U (gaps(Λ) ∘ P)", "dU = gaps(Λ) ∘ P"),
  mutant("function", "generalized-eig", "missing diagonal", " − diagpart(R)/2)", ")"),
  mutant("function", "generalized-eig", "sign", "dΛ = diagpart(P − R Λ)", "dΛ = diagpart(P + R Λ)"),
  mutant("function", "svd", "gaps of σ for those of σ²", "F = gaps(Σ^2)", "F = gaps(Σ)"),
  mutant("function", "svd", "missing complement", " + (I − U Uᵀ) dX V Σ⁻¹", ""),
  mutant("function", "svd", "swapped operands", "dV = V (F ∘ (Σ P + Pᵀ Σ))", "dV = V (F ∘ (P Σ + Σ Pᵀ))"),
  mutant("function", "cholesky", "factor of the diagonal", "diagpart(M)/2", "diagpart(M)"),
  mutant("function", "cholesky", "wrong mask", "tril(M)", "triu(M)"),
  mutant("function", "cholesky", "dropped transpose", "M = L⁻¹ dX L⁻ᵀ", "M = L⁻¹ dX L⁻¹"),
  mutant("function", "qr", "sign", "dQ = Q (S − Sᵀ)", "dQ = Q (S + Sᵀ)"),
  mutant("function", "qr", "missing complement", " + (I − Q Qᵀ) dX R⁻¹", ""),
  mutant("function", "lu", "missing diagonal", "dL = L (tril(M) − diagpart(M))", "dL = L tril(M)"),
  mutant("function", "lu", "dropped permutation", "M = L⁻¹ P dX U⁻¹", "M = L⁻¹ dX U⁻¹"),
  mutant("function", "polar", "dropped factor 2", "2 skew(Qᵀ dX)", "skew(Qᵀ dX)"),
  mutant("function", "sylvester", "swapped operands", "dC − dA Y − Y dB", "dC − Y dA − Y dB"),
  mutant("function", "lyapunov", "dropped transpose", "Y dAᵀ", "Y dA"),

  // functions of matrices
  mutant("function", "frechet", "Hadamard product outside", "U (loewner(f, Λ) ∘ (Uᵀ E U)) Uᵀ", "loewner(f, Λ) ∘ E"),
  mutant("function", "matrix-function", "missing varying function", " + df(X)", ""),
  mutant("function", "frechet", "dropped transpose", "(Uᵀ E U)", "(U E U)"),
  mutant("function", "singular-value-function", "swapped parts", "∘ sym(P) + oddloewner", "∘ skew(P) + oddloewner"),
  mutant("function", "row-gram-function", "wrong Loewner function", "loewner(f, Σ^2)", "loewner(f, Σ)"),
  mutant("function", "column-gram-function", "dropped factor 2", "(2 sym(P Σ))", "(sym(P Σ))"),
  mutant("function", "band-frechet", "whole Loewner matrix", "bandloewner(f, Λ, i, j)", "loewner(f, Λ)"),

  // scalar functions
  mutant("function", "entrywise", "Hadamard product missing", "f′.(A) ∘ dA", "dA"),
  mutant("scalar", "log1p", "missing shift", "1/(1 + t)", "1/t"),
  mutant("scalar", "tanh", "sign", "1 - tanh(t)^2", "1 + tanh(t)^2"),
  mutant("scalar", "sigmoid", "missing factor", "sigmoid(t) (1 - sigmoid(t))", "sigmoid(t)"),
  mutant("scalar", "cbrt", "wrong factor", "1/(3 cbrt(t)^2)", "1/(2 cbrt(t)^2)"),
  mutant("scalar", "silu", "missing term", " + t sigmoid(t) (1 - sigmoid(t))", ""),
  mutant("scalar", "gelu", "wrong constant", "sqrt(2 π)", "sqrt(π)"),
  mutant("scalar", "erf", "missing factor 2", "2/sqrt(π)", "1/sqrt(π)"),
  mutant("scalar", "sin", "wrong parity", "odd", "even"),
  mutant("scalar", "softplus", "wrong sign claimed", "positive", "positive, odd"),
  mutant("function", "entrywise-maximum", "swapped masks", "step.(A − B) ∘ dA", "step.(B − A) ∘ dA"),

  // identities that the adjoint uses
  mutant("identity", "product-left", "dropped transpose", "= AᵀG : E", "= A G : E"),
  mutant("identity", "product-right", "dropped transpose", "= GBᵀ : E", "= G B : E"),
  mutant("identity", "product-right", "swapped operands", "= GBᵀ : E", "= BᵀG : E"),
  mutant("identity", "scalar-factor", "dropped scalar", "= s G : E", "= G : E"),
  mutant("identity", "varying-scalar", "factor 2", "(G : A) : e", "(2 G : A) : e"),
  mutant("identity", "transposition", "dropped transpose", "= Gᵀ : E", "= G : E"),
  mutant("identity", "hadamard", "product for Hadamard product", "(A ∘ G) : E", "(A Gᵀ A) : E"),
  mutant("identity", "symmetric-part", "wrong part", "= sym(G) : E", "= G : E"),
  mutant("identity", "skew-part", "sign", "= skew(G) : E", "= −skew(G) : E"),
  mutant("identity", "lower-part", "wrong mask", "= tril(G) : E", "= triu(G) : E"),
  mutant("identity", "diagonal-part", "missing mask", "= diagpart(G) : E", "= G : E"),
  mutant("identity", "trace", "ones for the identity", "= G I : E", "= G 𝟏𝟏ᵀ : E"),
  mutant("identity", "sylvester", "dropped transposes", "sylvester(Aᵀ, Bᵀ, G)", "sylvester(A, B, G)"),
  mutant("identity", "lyapunov", "dropped transpose", "lyap(Aᵀ, G)", "lyap(A, G)"),
  mutant("identity", "slice", "wrong offset", "embed(G, i, k, m, n)", "embed(G, 1, k, m, n)"),
  mutant("identity", "frechet", "dropped transpose", "frechet(f, Xᵀ, G)", "frechet(f, X, G)"),
  mutant("identity", "half-vectorize", "missing mask", "unvech(G, n) : E", "2 sym(unvech(G, n)) : E"),
  mutant("identity", "kronecker-left", "swapped operands", "kronleft(B, G, m, n)", "kronright(B, G, m, n)"),

  // simplification
  mutant("simplify", "sum-with-transpose", "dropped factor 2", "= 2 sym(E)", "= sym(E)"),
  mutant("simplify", "symmetric-part-of-congruence", "swapped operands", "= A sym(E) Aᵀ", "= Aᵀ sym(E) A"),
  mutant("simplify", "symmetric-part-of-symmetric", "dropped condition", "A: n×n symmetric", "A: n×n"),
  mutant("simplify", "orthogonal-rows", "condition too weak", "U: n×n orthogonal", "U: m×n orthonormal"),
  mutant("simplify", "orthonormal-columns", "dropped condition", "U: m×n orthonormal", "U: m×n"),
  mutant("simplify", "skew-part-of-hadamard", "dropped condition", "S: n×n symmetric", "S: n×n"),
  mutant("simplify", "diagonal-part-of-scaled-left", "dropped condition", "D: n×n diagonal", "D: n×n"),
  mutant("simplify", "function-of-congruence", "dropped condition", "U: n×n orthogonal", "U: n×n"),
  mutant("simplify", "hadamard-with-identity", "whole matrix", "= diagpart(A)", "= A"),
  mutant("simplify", "inverse-of-inverse", "transposed", "(A⁻¹)⁻¹ = A ", "(A⁻¹)⁻¹ = Aᵀ "),
  mutant("simplify", "spectral-composite", "transposed", "U f(Λ) Uᵀ = f(X)", "U f(Λ) Uᵀ = f(−X)"),
  mutant("simplify", "log-determinant-of-multiple", "missing factor n", "n log(s)", "log(s)"),
  mutant("simplify", "diagonal-of-product", "dropped transpose", "A ∘ Bᵀ", "A ∘ B"),
  mutant("simplify", "inverse-of-product-left", "swapped operands", "= B⁻¹", "= A⁻¹"),
  mutant("simplify", "projector-twice", "dropped condition", "P: n×n projector", "P: n×n symmetric"),
  mutant("simplify", "trace-of-orthogonal-congruence", "condition too weak", "U: n×n orthogonal", "U: n×n"),
  mutant("simplify", "lyapunov-of-sandwich", "factor 2", "X^(−1/2)/2 ", "X^(−1/2) "),
  mutant("simplify", "hadamard-of-scaled-rows", "dropped condition", "D: m×m diagonal", "D: m×m"),
  mutant("expand", "skew-part-written-out", "sign", "E/2 − Eᵀ/2", "E/2 + Eᵀ/2"),
  mutant("expand", "lower-part-of-sum", "wrong mask", "= tril(A) + tril(B)", "= tril(A) + triu(B)"),
  mutant("present", "row-sums-of-hadamard-product", "dropped transpose", "diag(A Bᵀ)", "diag(Aᵀ B)"),
  mutant("recognize", "row-gram-composite", "wrong Loewner function", "h(t) = f(t^(1/2))", "h(t) = f(t^2)"),
  mutant("recognize", "range-projector", "rows for columns", "U Uᵀ = proj(X)", "U Uᵀ = proj(2 X) − U Uᵀ + U Uᵀ U Uᵀ/2"),
  mutant("recognize", "singular-value-identity", "factor 2", "= X ", "= 2 X "),

  // properties of results, transposition
  mutant("function", "product", "wrong property", "Y is diagonal, lower,", "Y is symmetric, diagonal, lower,"),
  mutant(
    "function",
    "hadamard",
    "wrong property",
    "Y is diagonal, lower, upper when A is",
    "Y is orthogonal when A is",
  ),
  mutant("function", "transpose", "wrong triangle", "Y is lower when A is upper", "Y is lower when A is lower"),
  mutant(
    "function",
    "diagonal-matrix",
    "wrong property",
    "Y is spd when x is positive",
    "Y is spd when x is nonnegative",
  ),
  mutant(
    "infer",
    "congruence",
    "condition too weak",
    "Y is spd when S is spd, A is orthonormal",
    "Y is spd when S is spd",
  ),
  mutant("function", "cholesky", "wrong triangle", "L: n×n lower invertible", "L: n×n upper invertible"),
  mutant("function", "svd", "wrong property", "V: n×r orthonormal", "V: n×r nonnegative"),
  mutant("function", "inverse", "wrong transposition", "Yᵀ = (Xᵀ)⁻¹", "Yᵀ = X⁻¹"),
  mutant("function", "upper-part", "wrong transposition", "Yᵀ = tril(Aᵀ)", "Yᵀ = triu(Aᵀ)"),
  mutant("function", "trace", "wrong parity", "even under transposition", "odd under transposition"),
  mutant("function", "loewner", "wrong property", "Γ: n×n symmetric", "Γ: n×n diagonal"),

  // properties
  mutant("property", "symmetric", "wrong projection", "tangent sym(E)", "tangent 2 sym(E)"),
  mutant("property", "skew", "sign", "Aᵀ = −A", "Aᵀ = A"),
  mutant("property", "orthonormal", "sign", "direction E − A sym(AᵀE)", "direction E + A sym(AᵀE)"),
  mutant("property", "unit", "missing mask", "tangent E − diagpart(E)", "tangent E"),
  mutant("property", "psd", "implies too much", "implies symmetric", "implies symmetric, diagonal"),
  mutant("property", "lower", "wrong mask", "tangent tril(E)", "tangent triu(E)"),
  mutant("property", "rowstochastic", "wrong size", "𝟏ᵀ/n", "𝟏ᵀ/n/n"),
  mutant("property", "spd", "not linear", "implies psd, invertible", "implies psd, invertible\n  linear"),
];
