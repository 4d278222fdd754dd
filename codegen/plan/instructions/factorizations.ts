/** Factorizations, what is solved by them, and what they demand. */
import { minimum } from "../sizes.js";
import { cubic, nothing, row, times, type Letters } from "./row.js";

/** c times mn min(m, n). */
const thin =
  (c: number) =>
  ({ m, n }: Letters) =>
    times(c, m, n, minimum(m, n));

const order = ({ n }: Letters) => times(1, n);

export const FACTORIZATIONS = {
  /** S = L Lᵀ. */
  cholesky: row({
    takes: { S: "n×n", name: "word" },
    gives: { L: "n×n" },
    flops: cubic(1 / 3),
    fails: ["NotPositiveDefinite"],
    inPlace: ["S"],
  }),
  /** L Lᵀ X = B, or X L Lᵀ = B. */
  solveCholesky: row({
    takes: { L: "n×n", B: "p×q" },
    flags: { onTheRight: "" },
    gives: { X: "p×q" },
    flops: ({ n, p, q }) => times(2, n, p, q),
    fails: ["Singular"],
    linear: ["B"],
    inPlace: ["B"],
  }),
  inverseCholesky: row({ takes: { L: "n×n" }, gives: { X: "n×n" }, flops: cubic(2 / 3), fails: ["Singular"] }),
  logDetCholesky: row({ takes: { L: "n×n" }, gives: { s: "number" }, flops: ({ n }) => times(1, n, n) }),
  /** op(T) X = B, or X op(T) = B. */
  solveTriangular: row({
    takes: { T: "n×n", B: "p×q" },
    flags: { upper: "", transposed: "", unitDiagonal: "", onTheRight: "" },
    gives: { X: "p×q" },
    flops: ({ n, p, q }) => times(1, n, p, q),
    fails: ["Singular"],
    linear: ["B"],
    inPlace: ["B"],
  }),
  /** P A = L U, packed. */
  lu: row({
    takes: { A: "n×n" },
    gives: { LU: "n×n", pivots: "pivots" },
    flops: cubic(2 / 3),
    inPlace: ["A"],
  }),
  unpackLU: row({
    takes: { LU: "n×n", pivots: "pivots" },
    gives: { L: "n×n", U: "n×n", P: "n×n" },
    flops: ({ n }) => times(1, n, n),
  }),
  /** op(A) X = B. */
  solveLU: row({
    takes: { LU: "n×n", pivots: "pivots", B: "n×q" },
    flags: { transposed: "" },
    gives: { X: "n×q" },
    flops: ({ n, q }) => times(2, n, n, q),
    fails: ["Singular"],
    linear: ["B"],
  }),
  inverseLU: row({
    takes: { LU: "n×n", pivots: "pivots" },
    gives: { X: "n×n" },
    flops: cubic(4 / 3),
    fails: ["Singular"],
  }),
  detLU: row({ takes: { LU: "n×n", pivots: "pivots" }, gives: { s: "number" }, flops: ({ n }) => times(1, n, n) }),
  logAbsDetLU: row({
    takes: { LU: "n×n", pivots: "pivots" },
    gives: { s: "number" },
    flops: ({ n }) => times(1, n, n),
  }),
  /** The determinant must be positive. */
  requirePositiveDeterminant: row({
    takes: { LU: "n×n", pivots: "pivots" },
    gives: {},
    flops: ({ n }) => times(1, n, n),
    fails: ["DomainError"],
  }),
  /** No diagonal entry of the triangular factor of a function, which is named, is nothing but rounding. */
  requirePivots: row({ takes: { R: "n×n", name: "word" }, gives: {}, flops: nothing, fails: ["Singular"] }),
  /** A matrix of which a function assumes that it is symmetric is so. */
  requireSymmetric: row({ takes: { A: "n×n", name: "word" }, gives: {}, flops: nothing, fails: ["DomainError"] }),
  /** The eigenvalues of a positive semidefinite matrix, zero where they are nothing but rounding. */
  flushRounding: row({ takes: { lambda: "n×1" }, gives: { r: "n×1" }, flops: nothing, inPlace: ["lambda"] }),
  /** The matrix has at least as many rows as columns; the function that needs it is named. */
  requireTall: row({ takes: { A: "m×n", name: "word" }, gives: {}, flops: nothing, fails: ["DomainError"] }),
  /** A = Q R, thin. */
  qr: row({ takes: { A: "m×n" }, gives: { Q: "m×k", R: "k×n" }, flops: thin(4) }),
  /** S = U Diag(λ) Uᵀ, λ ascending. */
  eig: row({ takes: { S: "n×n" }, gives: { lambda: "n×1", U: "n×n" }, flops: cubic(9), fails: ["NotConverged"] }),
  /** S V = B V Diag(λ), VᵀBV = I. */
  eigGeneralised: row({
    takes: { S: "n×n", B: "n×n" },
    gives: { lambda: "n×1", V: "n×n" },
    flops: cubic(14),
    fails: ["NotPositiveDefinite", "NotConverged"],
  }),
  /** A = U Diag(σ) Vᵀ, thin, σ descending. */
  svd: row({
    takes: { A: "m×n" },
    gives: { U: "m×k", sigma: "k×1", V: "n×k" },
    flops: thin(14),
    fails: ["NotConverged"],
  }),
  /** A = Q H. */
  polar: row({ takes: { A: "m×n" }, gives: { Q: "m×n", H: "n×n" }, flops: thin(18), fails: ["NotConverged"] }),
  pseudoInverse: row({ takes: { A: "m×n" }, gives: { X: "n×m" }, flops: thin(16), fails: ["NotConverged"] }),
  /** P = A A⁺, on an orthonormal basis of the columns. */
  projector: row({
    takes: { A: "m×n" },
    gives: { P: "m×m" },
    flops: thin(16),
    fails: ["NotConverged"],
  }),
  /** X = adj(A), also of a singular A. */
  adjugate: row({ takes: { A: "n×n" }, gives: { X: "n×n" }, flops: cubic(2) }),
  /** X, the variation of adj(A) along E, also of a singular A. */
  adjugateVariation: row({
    takes: { A: "n×n", E: "n×n" },
    gives: { X: "n×n" },
    flops: cubic(26),
    fails: ["NotConverged"],
  }),
  /** A as factors of its adjugate. */
  adjugateFactors: row({
    takes: { A: "n×n" },
    gives: { factors: "n×n", pivots: "pivots" },
    flops: cubic(2 / 3),
  }),
  /** X = adj(op(A)) B. */
  multiplyAdjugate: row({
    takes: { factors: "n×n", pivots: "pivots", B: "n×q" },
    flags: { transposed: "" },
    gives: { X: "n×q" },
    flops: ({ n, q }) => times(2, n, n, q),
    linear: ["B"],
  }),
  /** 1/dᵢ. */
  reciprocals: row({ takes: { d: "n×1" }, gives: { r: "n×1" }, flops: order, fails: ["Singular"] }),
} as const;
