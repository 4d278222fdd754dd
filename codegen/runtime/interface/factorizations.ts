import type { Block } from "../block.js";

/**
 * Factorizations and solvers. Every routine throws `NonFinite` for an input (or a result) with an infinite entry or NaN;
 * further codes are named. Outputs must not be inputs unless a routine says so. Works from 1e−150 to 1e150.
 */
export interface Factorizations {
  /** S = L Lᵀ, S symmetric positive definite (its upper triangle is read), L lower. L may be S. `NotPositiveDefinite`. */
  cholesky(S: Block, L: Block): void;
  /** L Lᵀ X = B, or X L Lᵀ = B with the flag `OnTheRight`. X may be B. `Singular`. */
  solveCholesky(L: Block, B: Block, X: Block, flags?: number): void;
  /** X = (L Lᵀ)⁻¹. `Singular`. */
  inverseCholesky(L: Block, X: Block): void;
  /** log det (L Lᵀ). */
  logDetCholesky(L: Block): number;

  /**
   * op(T) X = B, or X op(T) = B with `OnTheRight`, for square triangular T; flags also `Upper`, `Transposed`,
   * `UnitDiagonal`. The other triangle of T is not read. X may be B. `Singular`.
   */
  solveTriangular(T: Block, B: Block, X: Block, flags?: number): void;

  /**
   * P A = L U with partial pivoting, packed: L below the diagonal of `LU`, U on and above; `pivots` is an n×1 block that
   * only this group of routines (and `Memory.pivots`) understands. A singular A is factored too. `LU` may be A.
   */
  lu(A: Block, LU: Block, pivots: Block): void;
  /** Whether a pivot of the A that `pivots` belong to is zero, or cannot be told from it: then no system is solved. */
  isSingularLU(pivots: Block): boolean;
  /** L unit lower, U upper, P the permutation matrix with P A = L U, that is A = PᵀLU. */
  unpackLU(LU: Block, pivots: Block, L: Block, U: Block, P: Block): void;
  /** op(A) X = B from `lu`; flag `Transposed`. `Singular`. */
  solveLU(LU: Block, pivots: Block, B: Block, X: Block, flags?: number): void;
  /** X = A⁻¹ from `lu`. `Singular`. */
  inverseLU(LU: Block, pivots: Block, X: Block): void;
  /** det A from `lu`: 0 or ±∞ only when it is out of range. */
  detLU(LU: Block, pivots: Block): number;
  /** log |det A| from `lu`: −∞ for a singular A. */
  logAbsDetLU(LU: Block, pivots: Block): number;
  /** The sign of det A from `lu`: −1, 0 or 1. */
  detSignLU(LU: Block, pivots: Block): number;

  /**
   * 1 / (‖A‖₁ ‖A⁻¹‖₁) from `lu` of A, estimated to within a factor of about 3: 0 for a singular A, below ε for one that
   * cannot be told from it.
   */
  reciprocalCondition(A: Block, LU: Block, pivots: Block): number;

  /** A = Q R, thin: for A m×n and k = min(m, n), Q is m×k, R k×n. The diagonal of R has LAPACK's signs. */
  qr(A: Block, Q: Block, R: Block): void;
  /** X = argmin ‖A X − B‖_F for A of full column rank, by QR. `Singular`. */
  leastSquares(A: Block, B: Block, X: Block): void;

  /** S = U Diag(λ) Uᵀ, S symmetric (its upper triangle is read), λ ascending (n×1), U orthogonal. `NotConverged`. */
  eig(S: Block, lambda: Block, U: Block): void;
  /** S V = B V Diag(λ) with VᵀBV = I, B spd, λ ascending. `NotPositiveDefinite` (B), `NotConverged`. */
  eigGeneralised(S: Block, B: Block, lambda: Block, V: Block): void;
  /**
   * A = U Diag(σ) Vᵀ, thin: for A m×n and k = min(m, n), U is m×k, σ k×1 (descending), V n×k. The columns of U and V are
   * orthonormal also when A is rank-deficient. `NotConverged`.
   */
  svd(A: Block, U: Block, sigma: Block, V: Block): void;
  /** The singular values alone, descending. `NotConverged`. */
  singularValues(A: Block, sigma: Block): void;
  /** The eigenvalues alone, ascending. `NotConverged`. */
  eigenvalues(S: Block, lambda: Block): void;
  /**
   * A = Q H: H = (AᵀA)^½ symmetric positive semidefinite; Q, of A's shape, has orthonormal columns, or rows when A is
   * wide. For a rank-deficient A, Q is one of several. `NotConverged`.
   */
  polar(A: Block, Q: Block, H: Block): void;
  /**
   * X = A⁺; the result is the rank. Singular values up to `tolerance` times the largest count as zero.
   * @param tolerance by default max(m, n) ε
   */
  pseudoInverse(A: Block, X: Block, tolerance?: number): number;
  /** X = A⁺B: of all minimisers of ‖A X − B‖ the shortest; the result is the rank. Any shape, any rank. */
  leastSquaresMinimal(A: Block, B: Block, X: Block, tolerance?: number): number;
  /** X = adj(A), so that A X = det(A) I; accurate at singular matrices too. d det(A) = adj(A)ᵀ : dA. */
  adjugate(A: Block, X: Block): void;
  /**
   * A as factors of its adjugate, by complete pivoting; `pivots` is an n×1 block that only `multiplyAdjugate` understands.
   * `factors` may be A.
   */
  adjugateFactors(A: Block, factors: Block, pivots: Block): void;
  /** X = adj(op(A)) B from `adjugateFactors`; flag `Transposed`. */
  multiplyAdjugate(factors: Block, pivots: Block, B: Block, X: Block, flags?: number): void;
}
