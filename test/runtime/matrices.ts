/**
 * Matrices to test with, and plain arithmetic to judge results by: triple loops, nothing of the runtime but its type.
 */
import type { Matrix } from "../../codegen/runtime/matrix.js";

export const eps = 2 ** -52;

/** Uniform numbers in [−1, 1) that are the same in every run (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

export function build(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix {
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] = entry(i, j);
  return { rows, cols, data };
}

export const at = (A: Matrix, i: number, j: number) => A.data[i * A.cols + j]!;
export const random = (rows: number, cols: number, seed: number) => {
  const next = generator(seed);
  return build(rows, cols, next);
};
export const identity = (n: number) => build(n, n, (i, j) => (i === j ? 1 : 0));
export const diagonal = (d: ArrayLike<number>) => build(d.length, d.length, (i, j) => (i === j ? d[i]! : 0));
export const transpose = (A: Matrix) => build(A.cols, A.rows, (i, j) => at(A, j, i));
export const scaled = (s: number, A: Matrix) => build(A.rows, A.cols, (i, j) => s * at(A, i, j));
export const minus = (A: Matrix, B: Matrix) => build(A.rows, A.cols, (i, j) => at(A, i, j) - at(B, i, j));
export const plus = (A: Matrix, B: Matrix) => build(A.rows, A.cols, (i, j) => at(A, i, j) + at(B, i, j));
export const lower = (A: Matrix) => build(A.rows, A.cols, (i, j) => (j <= i ? at(A, i, j) : 0));
export const upper = (A: Matrix) => build(A.rows, A.cols, (i, j) => (j >= i ? at(A, i, j) : 0));

export function multiply(A: Matrix, B: Matrix): Matrix {
  const C = build(A.rows, B.cols, () => 0);
  for (let i = 0; i < A.rows; i++)
    for (let k = 0; k < A.cols; k++)
      for (let j = 0; j < B.cols; j++) C.data[i * B.cols + j]! += at(A, i, k) * at(B, k, j);
  return C;
}

export const product = (...factors: Matrix[]) => factors.reduce(multiply);

/** ‖A‖_F, scaled so that nothing overflows. */
export function norm(A: Matrix): number {
  const top = A.data.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  if (!(top > 0 && top < Infinity)) return top;
  return top * Math.sqrt(A.data.reduce((s, x) => s + (x / top) ** 2, 0));
}

/** ‖A − B‖ / ‖B‖, or ‖A‖ when B = 0. */
export const distance = (A: Matrix, B: Matrix) => norm(minus(A, B)) / (norm(B) || 1);

/** ‖QᵀQ − I‖: how far the columns of Q are from orthonormal. */
export const skewness = (Q: Matrix) => norm(minus(multiply(transpose(Q), Q), identity(Q.cols)));

/** A random orthogonal matrix: a product of reflections. */
export function orthogonal(n: number, seed: number): Matrix {
  let Q = identity(n);
  const next = generator(seed);
  for (let k = 0; k < n; k++) {
    const v = build(n, 1, next);
    const tau = 2 / norm(v) ** 2;
    Q = minus(Q, scaled(tau, multiply(v, multiply(transpose(v), Q))));
  }
  return Q;
}

/** Q Diag(d) Qᵀ, exactly symmetric. */
export function withEigenvalues(d: ArrayLike<number>, seed: number): Matrix {
  const Q = orthogonal(d.length, seed);
  const S = product(Q, diagonal(d), transpose(Q));
  return build(S.rows, S.rows, (i, j) => (at(S, i, j) + at(S, j, i)) / 2);
}

export const symmetric = (n: number, seed: number) => {
  const A = random(n, n, seed);
  return build(n, n, (i, j) => at(A, i, j) + at(A, j, i));
};

export const positiveDefinite = (n: number, seed: number) => {
  const A = random(n, n, seed);
  return plus(multiply(A, transpose(A)), scaled(0.1, identity(n)));
};

/** The sizes that every factorization is tried at: tiny ones, odd ones, and those around the blocks of the routines. */
export const orders = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 47, 64];

/** Symmetric matrices that have broken eigensolvers. */
export function symmetricCases(n: number): [name: string, S: Matrix][] {
  const index = Array.from({ length: n }, (_, i) => i);
  const wide = symmetric(n, 11 * n);
  return [
    ["random", symmetric(n, n)],
    ["zero", scaled(0, identity(n))],
    ["identity", identity(n)],
    ["diagonal", diagonal(index.map((i) => (i % 3) - 1))],
    ["ones", build(n, n, () => 1)],
    ["tridiagonal", build(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0))],
    ["Wilkinson", build(n, n, (i, j) => (i === j ? Math.abs(i - (n - 1) / 2) : Math.abs(i - j) === 1 ? 1 : 0))],
    [
      "clustered",
      withEigenvalues(
        index.map((i) => 1 + (i % 4) * 1e-14),
        n,
      ),
    ],
    [
      "two clusters",
      withEigenvalues(
        index.map((i) => (i % 2 ? 1 : 1e-8 * (1 + 1e-12 * i))),
        n,
      ),
    ],
    [
      "rank-deficient",
      withEigenvalues(
        index.map((i) => (i % 3 ? 0 : i + 1)),
        n,
      ),
    ],
    [
      "geometric",
      withEigenvalues(
        index.map((i) => 10 ** ((-16 * i) / n)),
        n,
      ),
    ],
    ["graded down", build(n, n, (i, j) => at(wide, i, j) * 10 ** ((-20 * (i + j)) / n))],
    ["graded up", build(n, n, (i, j) => at(wide, i, j) * 10 ** ((-20 * (2 * n - i - j)) / n))],
    ["huge", scaled(1e150, wide)],
    ["tiny", scaled(1e-150, wide)],
  ];
}

/** Rectangular matrices that have broken singular value decompositions. */
export function rectangularCases(m: number, n: number): [name: string, A: Matrix][] {
  const rank = Math.max(1, Math.min(m, n) >> 1);
  const full = random(m, n, 13 * m + n);
  return [
    ["random", full],
    ["zero", build(m, n, () => 0)],
    ["identity", build(m, n, (i, j) => (i === j ? 1 : 0))],
    ["ones", build(m, n, () => 1)],
    ["rank-deficient", multiply(random(m, rank, m), random(rank, n, n))],
    ["zero columns", build(m, n, (i, j) => (j % 2 ? at(full, i, j) : 0))],
    ["zero rows", build(m, n, (i, j) => (i % 2 ? at(full, i, j) : 0))],
    ["repeated", build(m, n, (i, j) => at(full, 0, j) * (1 + (i % 2)))],
    ["bidiagonal", build(m, n, (i, j) => (i === j ? 1 : j === i + 1 ? 1 : 0))],
    ["nilpotent", build(m, n, (i, j) => (j === i + 1 ? 1 : 0))],
    ["Kahan", build(m, n, (i, j) => 0.6 ** i * (i === j ? 1 : j > i ? -0.8 : 0))],
    ["graded rows", build(m, n, (i, j) => at(full, i, j) * 10 ** ((-20 * i) / m))],
    ["graded columns", build(m, n, (i, j) => at(full, i, j) * 10 ** ((-20 * j) / n))],
    ["Hilbert", build(m, n, (i, j) => 1 / (i + j + 1))],
    ["huge", scaled(1e150, full)],
    ["tiny", scaled(1e-150, full)],
  ];
}

/** Shapes for factorizations of rectangular matrices. */
export const shapes: [m: number, n: number][] = [
  ...[1, 2, 3, 5, 8, 16, 17, 31, 32, 33, 64].map((n): [number, number] => [n, n]),
  ...(
    [
      [1, 4],
      [4, 1],
      [3, 2],
      [2, 3],
      [5, 4],
      [4, 5],
      [20, 3],
      [3, 20],
      [24, 17],
      [17, 24],
      [64, 32],
      [32, 64],
    ] as const
  ).map(([m, n]): [number, number] => [m, n]),
  [64, 1],
  [1, 64],
];
