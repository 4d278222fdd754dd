import { TransposeA, TransposeB, type Block } from "./block.js";
import { dividedDifference } from "./differences.js";
import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";
import { bandLoewner2, loewner2 } from "./second-differences.js";
import { factorCholesky, flushRounding, requirePivots, requireSymmetric, solveSylvester } from "./pivots.js";
import * as selections from "./selections.js";
import { DISTINCT, NEGLIGIBLE } from "./tolerances.js";

export type KernelArgument = Block | number | string | ((t: number) => number);

type Kernel = (la: LinearAlgebra, ...args: never[]) => unknown;

/**
 * What kernels call besides the routines of the linear algebra: computations with functions given by the program,
 * and checks of numbers that a kernel relies on. Each may throw a named error.
 */
export const kernels = {
  gaps,
  gapsTo,
  reciprocals,
  reciprocalSingularValues,
  oddLoewner,
  oddRatio,
  gramRatio,
  bandLoewner,
  loewner2,
  bandLoewner2,
  commutation,
  duplication,
  argmax,
  ...selections,
  entryAt,
  setEntryAt,
  reshapeByColumns,
  logSumExpOfVector,
  rescale,
  requireTall,
  requirePivots,
  requireSymmetric,
  factorCholesky,
  flushRounding,
  projector,
  adjugateVariation,
  solveSylvester,
  requirePositiveDeterminant,
} satisfies Record<string, Kernel>;

type ScalarFunction = (t: number) => number;

/** K_ij = 1/(λ_j − λ_i), 0 on the diagonal. Throws `Degenerate` where two of the λ are equal to rounding. */
export function gaps(la: LinearAlgebra, lambda: Block, K: Block): void {
  gapsTo(la, lambda, 1, lambda.rows, K);
}

/** K_ab = 1/(λ_(from+b−1) − λ_a), 0 where the two are the same; positions count from 1. Throws `Degenerate`. */
export function gapsTo(la: LinearAlgebra, lambda: Block, from: number, _to: number, K: Block): void {
  const scale = la.maxAbs(lambda);
  const position = la.reciprocalGaps(lambda, from - 1, DISTINCT * scale, K);
  if (position < 0) return;
  const [a, b] = [Math.floor(position / K.cols), from - 1 + (position % K.cols)];
  throw degenerate(Math.min(a, b), Math.max(a, b), Math.abs(la.entry(lambda, b) - la.entry(lambda, a)), scale);
}

/** 1/d_i. Throws `Singular` where an entry is zero. */
export function reciprocals(la: LinearAlgebra, d: Block, r: Block): void {
  const x = la.view(d);
  const zero = x.indexOf(0);
  if (zero >= 0) {
    throw new LinearAlgebraError("Singular", `inv: entry ${String(zero + 1)} of the diagonal is zero`);
  }
  la.entrywise.recip(d, r);
}

/** 1/σ_i. Throws `Degenerate` where a singular value is zero to rounding: its vectors are not determined. */
export function reciprocalSingularValues(la: LinearAlgebra, sigma: Block, r: Block): void {
  const x = la.view(sigma);
  const scale = x.reduce((most, t) => Math.max(most, t), 0);
  const zero = x.findIndex((t) => t <= DISTINCT * scale);
  if (zero >= 0) {
    const figure = `${x[zero]!.toExponential(1)} at a size of ${scale.toExponential(1)}`;
    throw new LinearAlgebraError(
      "Degenerate",
      `singular vectors: the value ${String(zero + 1)} is ${figure}; non-zero singular values are needed`,
    );
  }
  la.entrywise.recip(sigma, r);
}

/**
 * P = U_r U_rᵀ for A = U Σ Vᵀ, with the rank r that the pseudo-inverse takes: A A⁺ would not be idempotent where A is
 * ill-conditioned.
 */
export function projector(la: LinearAlgebra, A: Block, P: Block): void {
  const k = Math.min(A.rows, A.cols);
  const [U, sigma, V] = [la.allocate(A.rows, k), la.allocate(k, 1), la.allocate(A.cols, k)];
  try {
    la.svd(A, U, sigma, V);
    const values = la.view(sigma);
    const least = Math.max(A.rows, A.cols) * 2 ** -52 * (values[0] ?? 0);
    const basis = la.view(U);
    for (let i = 0; i < basis.length; i++) if (!(values[i % k]! > least)) basis[i] = 0;
    la.symmetricProduct(U, U, P, TransposeB);
  } finally {
    for (const block of [U, sigma, V]) la.free(block);
  }
}

/**
 * X = ± V (Diag(K diag(F)) − K ∘ F) Uᵀ, F = UᵀEV, for A = U Σ Vᵀ, K_ij the product of all singular values but the i-th and the j-th: the
 * variation of adj(A) along E, which divides by nothing.
 */
export function adjugateVariation(la: LinearAlgebra, A: Block, E: Block, X: Block): void {
  const n = A.rows;
  const blocks = Array.from({ length: 4 }, () => la.allocate(n, n));
  const [U, V, F, M] = blocks as [Block, Block, Block, Block];
  const sigma = la.allocate(n, 1);
  const pivots = la.allocate(n, 1);
  try {
    la.svd(A, U, sigma, V);
    la.product(U, E, M, TransposeA);
    la.product(M, V, F);
    const sign = [U, V].reduce((s, B) => (la.lu(B, M, pivots), s * la.detSignLU(M, pivots)), 1);
    weighByOthers(la.view(F), la.view(sigma), sign);
    la.product(V, F, M);
    la.product(M, U, X, TransposeB);
  } finally {
    for (const block of [...blocks, sigma, pivots]) la.free(block);
  }
}

/** Diag(K diag(F)) − K ∘ F in place of F, times a sign. */
function weighByOthers(f: Float64Array, sigma: Float64Array, sign: number): void {
  const n = sigma.length;
  const diagonal = sigma.map((_, i) => f[i * (n + 1)]!);
  const sums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const k = sign * productOfOthers(sigma, i, j);
      sums[i]! += k * diagonal[j]!;
      sums[j]! += k * diagonal[i]!;
      f[i * n + j]! *= -k;
      f[j * n + i]! *= -k;
    }
  }
  for (let i = 0; i < n; i++) f[i * (n + 1)] = sums[i]!;
}

/** The product of all of the σ but two, large and small ones in turn, so that it leaves the range of numbers last. */
function productOfOthers(sigma: Float64Array, i: number, j: number): number {
  let product = 1;
  for (let low = 0, high = sigma.length - 1; low <= high;) {
    const k = Math.abs(product) > 1 ? high-- : low++;
    if (k !== i && k !== j) product *= sigma[k]!;
  }
  return product;
}

function degenerate(i: number, j: number, gap: number, scale: number): LinearAlgebraError {
  const figure = `${gap.toExponential(1)} at a size of ${scale.toExponential(1)}`;
  return new LinearAlgebraError(
    "Degenerate",
    `eigenvectors: the values ${String(i + 1)} and ${String(j + 1)} differ by ${figure}; a simple spectrum is needed`,
  );
}

/** log det needs a positive determinant, given by its LU factorization. */
export function requirePositiveDeterminant(la: LinearAlgebra, factor: Block, pivots: Block): void {
  if (la.detSignLU(factor, pivots) > 0 && !la.isSingularLU(pivots)) return;
  throw new LinearAlgebraError("DomainError", "logdet: the determinant is not positive");
}

/** Γ_ij = (f(σ_i) + f(σ_j))/(σ_i + σ_j) for σ ≥ 0, f′(0) where both are zero. Throws `Degenerate` if f(0) ≠ 0 there. */
export function oddLoewner(la: LinearAlgebra, f: ScalarFunction, df: ScalarFunction, sigma: Block, G: Block): void {
  const x = la.view(sigma);
  const n = x.length;
  const entries = la.view(G);
  const zero = zeroOf(x);
  // The values f(σ) stand on the diagonal until their row and column are done.
  for (let i = 0; i < n; i++) entries[i * (n + 1)] = f(x[i]!);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = 0; j <= i; j++) {
      const sum = x[i]! + x[j]!;
      const value = sum <= zero ? atZero(f, df) : (entries[i * (n + 1)]! + entries[j * (n + 1)]!) / sum;
      entries[i * n + j] = entries[j * n + i] = value;
    }
  }
}

/** r_i = f(σ_i)/σ_i, f′(0) at zero. Throws `Degenerate` if f(0) ≠ 0 there. */
export function oddRatio(la: LinearAlgebra, f: ScalarFunction, df: ScalarFunction, sigma: Block, r: Block): void {
  const x = la.view(sigma);
  const zero = zeroOf(x);
  la.view(r).set(x.map((t) => (t <= zero ? atZero(f, df) : f(t) / t)));
}

/**
 * r_i = f(σ_i²)/σ_i. A zero σ counts only where there are fewer σ than n: there it is 0 if f(0) = 0, else `Degenerate`
 * is thrown.
 */
export function gramRatio(
  la: LinearAlgebra,
  f: ScalarFunction,
  _: ScalarFunction,
  sigma: Block,
  n: number,
  r: Block,
): void {
  const x = la.view(sigma);
  const zero = zeroOf(x);
  const ratio = (t: number): number => {
    if (t > zero) return f(t * t) / t;
    if (x.length < n && f(0) !== 0) throw zeroSingularValue();
    return 0;
  };
  la.view(r).set(x.map(ratio));
}

/** Singular values up to this are zero to rounding. */
const zeroOf = (sigma: Float64Array): number => NEGLIGIBLE * sigma.reduce((most, t) => Math.max(most, t), 0);

function atZero(f: ScalarFunction, df: ScalarFunction): number {
  if (f(0) === 0) return df(0);
  throw zeroSingularValue();
}

const zeroSingularValue = (): LinearAlgebraError =>
  new LinearAlgebraError("Degenerate", "singular vectors: a singular value is zero; full rank is needed");

/**
 * The Loewner matrix of the function that is f on the eigenvalues from…to (counted from 1) and 0 on the others. Throws
 * `Degenerate` where one of each kind coincide.
 */
export function bandLoewner(
  la: LinearAlgebra,
  f: ScalarFunction,
  df: ScalarFunction,
  lambda: Block,
  from: number,
  to: number,
  G: Block,
): void {
  const x = la.view(lambda);
  const n = x.length;
  const entries = la.view(G);
  const scale = x.reduce((most, t) => Math.max(most, Math.abs(t)), 0);
  const inside = (i: number): boolean => from - 1 <= i && i <= to - 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = 0;
      if (inside(i) && inside(j)) value = dividedDifference(f, df, x[i]!, x[j]!);
      else if (inside(i) !== inside(j)) {
        const gap = x[i]! - x[j]!;
        if (Math.abs(gap) <= DISTINCT * scale) throw degenerate(j, i, Math.abs(gap), scale);
        value = (inside(i) ? f(x[i]!) : -f(x[j]!)) / gap;
      }
      entries[i * n + j] = entries[j * n + i] = value;
    }
  }
}

/** C = 1 at the first largest entry of A, else 0. */
export function argmax(la: LinearAlgebra, A: Block, C: Block): void {
  const x = la.view(A);
  let at = 0;
  for (let i = 1; i < x.length; i++) if (x[i]! > x[at]!) at = i;
  la.fill(0, C);
  la.setEntry(C, at, 1);
}

/** The entry of A in a row and a column, counted from 0. */
export function entryAt(la: LinearAlgebra, A: Block, row: number, column: number): number {
  return la.entry(A, row * A.cols + column);
}

/** Sets the entry of C in a row and a column, counted from 0. */
export function setEntryAt(la: LinearAlgebra, C: Block, row: number, column: number, value: number): void {
  la.setEntry(C, row * C.cols + column, value);
}

/** C = the entries of A, read and written by columns. */
export function reshapeByColumns(la: LinearAlgebra, A: Block, C: Block): void {
  if (A.size !== C.size) {
    const [from, to] = [`${String(A.rows)}×${String(A.cols)}`, `${String(C.rows)}×${String(C.cols)}`];
    throw new LinearAlgebraError("DomainError", `reshape: a ${from} matrix cannot become ${to}`);
  }
  const x = la.view(A);
  const entries = la.view(C);
  for (let k = 0; k < x.length; k++) {
    const from = (k % A.rows) * A.cols + Math.floor(k / A.rows);
    entries[(k % C.rows) * C.cols + Math.floor(k / C.rows)] = x[from]!;
  }
}

/** K vec(A) = vec(Aᵀ) for m×n matrices A: row i + m j of vec(A) is row j + n i of vec(Aᵀ). */
export function commutation(la: LinearAlgebra, m: number, n: number, K: Block): void {
  la.fill(0, K);
  const entries = la.view(K);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) entries[(j + n * i) * m * n + i + m * j] = 1;
}

/** D vech(S) = vec(S) for symmetric S of order n. */
export function duplication(la: LinearAlgebra, n: number, D: Block): void {
  la.fill(0, D);
  const entries = la.view(D);
  let column = 0;
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++, column++)
      entries[(i + n * j) * D.cols + column] = entries[(j + n * i) * D.cols + column] = 1;
  }
}

/** log Σ exp xᵢ. */
export function logSumExpOfVector(la: LinearAlgebra, x: Block): number {
  const result = la.allocate(1, 1);
  la.logSumExp(x.reshaped(1, x.size), result);
  const value = la.entry(result, 0);
  la.free(result);
  return value;
}

/** C = s C; a factor of one costs nothing. */
export function rescale(la: LinearAlgebra, s: number, C: Block): void {
  if (s !== 1) la.scale(s, C, C);
}

/** Throws `DomainError` where a factorization of a tall matrix is given a wide one. */
export function requireTall(_: LinearAlgebra, A: Block, routine: string): void {
  if (A.rows >= A.cols) return;
  const shape = `${String(A.rows)}×${String(A.cols)}`;
  throw new LinearAlgebraError(
    "DomainError",
    `${routine}: the matrix is ${shape}, but at least as many rows as columns are needed`,
  );
}
