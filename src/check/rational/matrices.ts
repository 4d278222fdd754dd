/** Matrices over a field: built from entries, entry by entry, and their products. */
import type { Field, MatrixOver } from "./field.js";

export type Matrices<T> = ReturnType<typeof matricesOver<T>>;

/** Building matrices, and operations on their entries. */
export function matricesOver<T>(field: Field<T>) {
  type Matrix = MatrixOver<T>;
  const { zero, one, add, subtract, multiply } = field;

  const matrix = (rows: number, cols: number, entry: (i: number, j: number) => T): Matrix => {
    const data = new Array<T>(rows * cols);
    for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] = entry(i, j);
    return { rows, cols, data };
  };

  const at = (a: Matrix, i: number, j: number): T => a.data[i * a.cols + j]!;
  const scalarMatrix = (x: T): Matrix => ({ rows: 1, cols: 1, data: [x] });
  const constantMatrix = (rows: number, cols: number, x: T): Matrix => matrix(rows, cols, () => x);
  const identityMatrix = (n: number): Matrix => matrix(n, n, (i, j) => (i === j ? one : zero));
  const diagonalMatrix = (d: readonly T[]): Matrix => matrix(d.length, d.length, (i, j) => (i === j ? d[i]! : zero));
  const diagonalOf = (a: Matrix): T[] => Array.from({ length: Math.min(a.rows, a.cols) }, (_, i) => at(a, i, i));

  const map = (a: Matrix, f: (x: T) => T): Matrix => ({ ...a, data: a.data.map(f) });

  function zip(a: Matrix, b: Matrix, f: (x: T, y: T) => T): Matrix {
    if (a.rows !== b.rows || a.cols !== b.cols) throw new RangeError(`${a.rows}×${a.cols} with ${b.rows}×${b.cols}`);
    return { ...a, data: a.data.map((x, i) => f(x, b.data[i]!)) };
  }

  const sum = (a: Matrix, b: Matrix): Matrix => zip(a, b, add);
  const difference = (a: Matrix, b: Matrix): Matrix => zip(a, b, subtract);
  const hadamard = (a: Matrix, b: Matrix): Matrix => zip(a, b, multiply);
  const scale = (s: T, a: Matrix): Matrix => map(a, (x) => multiply(s, x));
  const transpose = (a: Matrix): Matrix => matrix(a.cols, a.rows, (i, j) => at(a, j, i));

  return {
    ...{ matrix, at, scalarMatrix, constantMatrix, identityMatrix, diagonalMatrix, diagonalOf },
    ...{ map, zip, sum, difference, hadamard, scale, transpose },
  };
}

export type Products<T> = ReturnType<typeof productsOver<T>>;

/** Products of matrices, and sums over entries. */
export function productsOver<T>({ zero, add, sumOfProducts }: Field<T>, { matrix }: Matrices<T>) {
  type Matrix = MatrixOver<T>;

  function product(a: Matrix, b: Matrix): Matrix {
    if (a.cols !== b.rows) throw new RangeError(`${a.rows}×${a.cols} times ${b.rows}×${b.cols}`);
    return matrix(a.rows, b.cols, (i, j) =>
      sumOfProducts(
        a.cols,
        (k) => a.data[i * a.cols + k]!,
        (k) => b.data[k * b.cols + j]!,
      ),
    );
  }

  /** A : B, the sum of the products of entries. */
  function inner(a: Matrix, b: Matrix): T {
    if (a.rows !== b.rows || a.cols !== b.cols) throw new RangeError(`${a.rows}×${a.cols} : ${b.rows}×${b.cols}`);
    return sumOfProducts(
      a.data.length,
      (k) => a.data[k]!,
      (k) => b.data[k]!,
    );
  }

  const total = (a: Matrix): T => a.data.reduce(add, zero);

  return { product, inner, total };
}

/** Whether matrices are equal, symmetric, diagonal: exactly. */
export function comparisonsOver<T>({ equal: same, size }: Field<T>, { transpose }: Matrices<T>) {
  type Matrix = MatrixOver<T>;
  const isZero = (x: T): boolean => size(x) === 0;

  const equal = (a: Matrix, b: Matrix): boolean =>
    a.rows === b.rows && a.cols === b.cols && a.data.every((x, i) => same(x, b.data[i]!));

  const isSymmetric = (a: Matrix): boolean => a.rows === a.cols && equal(a, transpose(a));
  const isDiagonal = (a: Matrix): boolean =>
    a.rows === a.cols && a.data.every((x, k) => isZero(x) || Math.floor(k / a.cols) === k % a.cols);

  return { equal, isSymmetric, isDiagonal };
}
