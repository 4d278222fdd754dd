/** Elimination over a field: echelon forms, and what follows from them. */
import { Unlucky, type Field, type MatrixOver } from "./field.js";
import type { Matrices, Products } from "./matrices.js";

/** The reduced row echelon form. */
export function echelonOver<T>({ zero, one, subtract, multiply, negate, inverse, size }: Field<T>) {
  type Matrix = MatrixOver<T>;
  const isZero = (x: T): boolean => size(x) === 0;

  /** The row of the best pivot in a column, from a row on; −1 where all entries are 0. */
  function pivotRow(rows: readonly T[][], top: number, column: number): number {
    let [best, row] = [0, -1];
    for (let i = top; i < rows.length; i++) {
      const next = size(rows[i]![column]!);
      if (next > best) [best, row] = [next, i];
    }
    return row;
  }

  /** The reduced row echelon form, its pivot columns, and the determinant if the matrix is square and regular. */
  function echelon(
    a: Matrix,
    columns = a.cols,
  ): { readonly rows: T[][]; readonly pivots: readonly number[]; readonly determinant: T } {
    const rows = Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));
    const pivots: number[] = [];
    let determinant = one;
    for (let j = 0; j < columns && pivots.length < a.rows; j++) {
      const top = pivots.length;
      const pivot = pivotRow(rows, top, j);
      if (pivot < 0) continue;
      if (pivot !== top) {
        [rows[top], rows[pivot]] = [rows[pivot]!, rows[top]!];
        determinant = negate(determinant);
      }
      determinant = multiply(determinant, rows[top]![j]!);
      const factor = inverse(rows[top]![j]!);
      const head = rows[top]!.map((x) => (isZero(x) ? zero : multiply(factor, x)));
      rows[top] = head;
      rows.forEach((row, i) => {
        const c = row[j]!;
        if (i === top || isZero(c)) return;
        for (let k = j; k < a.cols; k++) if (!isZero(head[k]!)) row[k] = subtract(row[k]!, multiply(c, head[k]!));
        row[j] = zero;
      });
      pivots.push(j);
    }
    if (pivots.length < columns) determinant = zero;
    return { rows, pivots, determinant };
  }

  return echelon;
}

type Echelon<T> = ReturnType<typeof echelonOver<T>>;
export type Systems<T> = ReturnType<typeof systemsOver<T>>;

/** Determinants and linear systems. */
export function systemsOver<T>(field: Field<T>, matrices: Matrices<T>, echelon: Echelon<T>) {
  type Matrix = MatrixOver<T>;
  const { one, negate, size } = field;
  const { matrix, at, identityMatrix, scale } = matrices;
  const isZero = (x: T): boolean => size(x) === 0;

  const determinant = (a: Matrix): T => echelon(a).determinant;

  /** A⁻¹B. Throws Unlucky where A is singular. */
  function solve(a: Matrix, b: Matrix): Matrix {
    const both = matrix(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols)));
    const { rows, pivots } = echelon(both, a.cols);
    if (pivots.length < a.rows) throw new Unlucky("a matrix is singular");
    return matrix(a.rows, b.cols, (i, j) => rows[i]![a.cols + j]!);
  }

  const inverseMatrix = (a: Matrix): Matrix => solve(a, identityMatrix(a.rows));

  /** The matrix of cofactors, transposed. */
  function adjugate(a: Matrix): Matrix {
    const d = determinant(a);
    if (!isZero(d)) return scale(d, inverseMatrix(a));
    return matrix(a.rows, a.cols, (i, j) => {
      const minor = matrix(a.rows - 1, a.cols - 1, (r, c) => at(a, r < j ? r : r + 1, c < i ? c : c + 1));
      const value = a.rows === 1 ? one : determinant(minor);
      return (i + j) % 2 === 0 ? value : negate(value);
    });
  }

  return { determinant, solve, inverseMatrix, adjugate };
}

/** The pseudo-inverse, Sylvester equations and powers. */
export function composedOver<T>(
  { zero, add }: Field<T>,
  { matrix, at, constantMatrix, identityMatrix, transpose }: Matrices<T>,
  { product }: Products<T>,
  { solve, inverseMatrix }: Systems<T>,
  echelon: Echelon<T>,
) {
  type Matrix = MatrixOver<T>;

  /** X⁺ = Gᵀ(GGᵀ)⁻¹(FᵀF)⁻¹Fᵀ of a rank factorization X = F G. */
  function pseudoInverse(x: Matrix): Matrix {
    const { rows, pivots } = echelon(x);
    if (pivots.length === 0) return constantMatrix(x.cols, x.rows, zero);
    const f = matrix(x.rows, pivots.length, (i, j) => at(x, i, pivots[j]!));
    const g = matrix(pivots.length, x.cols, (i, j) => rows[i]![j]!);
    const ft = transpose(f);
    const gt = transpose(g);
    return product(product(gt, inverseMatrix(product(g, gt))), solve(product(ft, f), ft));
  }

  /** X with A X + X B = C. */
  function sylvester(a: Matrix, b: Matrix, c: Matrix): Matrix {
    const [n, m] = [c.rows, c.cols];
    const system = matrix(n * m, n * m, (r, s) => {
      const [i, j] = [Math.floor(r / m), r % m];
      const [k, l] = [Math.floor(s / m), s % m];
      return add(j === l ? at(a, i, k) : zero, i === k ? at(b, l, j) : zero);
    });
    return { rows: n, cols: m, data: solve(system, { rows: n * m, cols: 1, data: c.data }).data };
  }

  function power(x: Matrix, n: bigint): Matrix {
    let square = n < 0n ? inverseMatrix(x) : x;
    let result = identityMatrix(x.rows);
    for (let k = n < 0n ? -n : n; k > 0n; k >>= 1n) {
      if (k & 1n) result = product(result, square);
      square = product(square, square);
    }
    return result;
  }

  return { pseudoInverse, sylvester, power };
}
