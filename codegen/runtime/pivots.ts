/**
 * Pivots that are nothing but rounding: what is divided by them is noise, of any size. A pivot is what is left of an entry
 * after products have been subtracted; where it is below n ε times the sum of their sizes, it cannot be told from zero
 * (Higham 2002, Thm 9.3). So the test does not depend on how rows and columns are scaled.
 */
import type { Block } from "./block.js";
import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";
import { greatest, mirrored } from "./structure.js";

const EPSILON = 2 ** -52;

/** The first such pivot of P A = L U, packed and row by row, counted from 0, or −1. */
export function roundingPivotOfLU(lu: Float64Array, n: number, largest: number): number {
  for (let k = 0; k < n; k++) {
    const pivot = Math.abs(lu[k * (n + 1)]!);
    // No sum exceeds this: the entries of L are at most 1.
    if (pivot > n * EPSILON * n * largest) continue;
    let sum = pivot;
    for (let i = 0; i < k; i++) sum += Math.abs(lu[k * n + i]! * lu[i * n + k]!);
    if (pivot <= n * EPSILON * sum) return k;
  }
  return -1;
}

/** The same of a factor L with S = L Lᵀ: lₖₖ² is what is left of sₖₖ, the sum of the squares of its row. */
export function roundingPivotOfCholesky(l: Float64Array, n: number): number {
  for (let k = 0; k < n; k++) {
    const pivot = l[k * (n + 1)]!;
    let norm = 0;
    for (let i = k * n; i <= k * (n + 1); i++) norm = Math.max(norm, Math.abs(l[i]!));
    if (pivot > norm * Math.sqrt(n * n * EPSILON)) continue;
    let sum = 0;
    for (let i = k * n; i <= k * (n + 1); i++) sum += (l[i]! / norm) ** 2;
    if (!((pivot / norm) ** 2 > n * EPSILON * sum)) return k;
  }
  return -1;
}

/**
 * Throws `Singular` where a diagonal entry of an upper triangular factor is rounding beside its column; `name` is the
 * function that the factor is of.
 */
export function requirePivots(la: LinearAlgebra, R: Block, name: string): void {
  const [r, n] = [la.view(R), R.cols];
  for (let k = 0; k < n; k++) {
    let norm = 0;
    for (let i = 0; i <= k; i++) norm = Math.max(norm, Math.abs(r[i * n + k]!));
    if (Math.abs(r[k * (n + 1)]!) <= n * EPSILON * norm) throw singular(name);
  }
}

const singular = (name: string): LinearAlgebraError =>
  new LinearAlgebraError("Singular", `${name}: the matrix is singular, or cannot be told from a singular one`);

/** S = L Lᵀ; errors name the function for which the factor is computed. */
export function factorCholesky(la: LinearAlgebra, S: Block, L: Block, name: string): void {
  try {
    la.cholesky(S, L);
  } catch (error) {
    throw renamed(error, name);
  }
}

/** op(A) X + X op(B) = C; errors name the function for which the equation is solved. */
export function solveSylvester(
  la: LinearAlgebra,
  A: Block,
  B: Block,
  C: Block,
  X: Block,
  name: string,
  flags?: number,
): void {
  try {
    la.sylvester(A, B, C, X, flags);
  } catch (error) {
    throw renamed(error, name);
  }
}

/** An error of the linear algebra with another function before its colon. */
const renamed = (error: unknown, name: string): unknown =>
  error instanceof LinearAlgebraError
    ? new LinearAlgebraError(error.code, error.message.replace(/^[^:]*:/, `${name}:`))
    : error;

/** An expression that a function needs symmetric is so to this, relative to its size. */
const SYMMETRIC = 1e-8;

/** Throws `DomainError` where a matrix is not symmetric, as the function that is named takes for granted. */
export function requireSymmetric(la: LinearAlgebra, A: Block, name: string): void {
  const off = mirrored({ rows: A.rows, cols: A.cols, data: la.view(A) }, -1);
  if (!(off > SYMMETRIC)) return;
  const figure = `‖M − Mᵀ‖ is ${off.toExponential(1)} of its size`;
  throw new LinearAlgebraError("DomainError", `${name}: the matrix is not symmetric, as is assumed: ${figure}`);
}

/** r = λ for the eigenvalues of a matrix that is known to be positive semidefinite: those that are rounding are zero. */
export function flushRounding(la: LinearAlgebra, lambda: Block, r: Block): void {
  const [x, result] = [la.view(lambda), la.view(r)];
  const bound = x.length * EPSILON * greatest({ rows: x.length, cols: 1, data: x });
  for (let k = 0; k < x.length; k++) result[k] = Math.abs(x[k]!) <= bound ? 0 : x[k]!;
}
