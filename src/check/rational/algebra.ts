/**
 * Dense linear algebra over any field: what is rational in the entries of matrices, by elimination. The exact test takes
 * it over a prime field, the complex step over the complex numbers.
 */
import type Fraction from "fraction.js";

/** Thrown where the random point is a bad one (a division by zero): another point is drawn. */
export class Unlucky extends Error {}

/** Thrown where a test cannot be made: the message says why. */
export class NotApplicable extends Error {}

/** The arithmetic of a field. */
export interface Field<T> {
  readonly zero: T;
  readonly one: T;
  readonly add: (x: T, y: T) => T;
  readonly subtract: (x: T, y: T) => T;
  readonly multiply: (x: T, y: T) => T;
  readonly negate: (x: T) => T;
  /** Throws Unlucky for 0. */
  readonly inverse: (x: T) => T;
  readonly fromFraction: (f: Fraction) => T;
  readonly equal: (x: T, y: T) => boolean;
  /** How good a pivot a number is; 0 for 0. */
  readonly size: (x: T) => number;
  /** Of two numbers the one that plays the larger, and some order of all that depends on the numbers alone. */
  readonly larger: (x: T, y: T) => T;
  readonly comesAfter: (x: T, y: T) => boolean;
  /** Σₖ xₖ yₖ for k below a count. */
  readonly sumOfProducts: (count: number, x: (k: number) => T, y: (k: number) => T) => T;
}

/** Row by row. */
export interface MatrixOver<T> {
  readonly rows: number;
  readonly cols: number;
  readonly data: readonly T[];
}

export type Algebra<T> = ReturnType<typeof algebraOver<T>>;

export function algebraOver<T>(field: Field<T>) {
  type Matrix = MatrixOver<T>;
  const { zero, one, add, subtract, multiply, negate, inverse, equal: same, size, sumOfProducts } = field;
  const isZero = (x: T): boolean => size(x) === 0;

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

  const equal = (a: Matrix, b: Matrix): boolean =>
    a.rows === b.rows && a.cols === b.cols && a.data.every((x, i) => same(x, b.data[i]!));

  const isSymmetric = (a: Matrix): boolean => a.rows === a.cols && equal(a, transpose(a));
  const isDiagonal = (a: Matrix): boolean =>
    a.rows === a.cols && a.data.every((x, k) => isZero(x) || Math.floor(k / a.cols) === k % a.cols);

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

  const HALF = inverse(add(one, one));
  const half = (x: T): T => multiply(HALF, x);
  const symmetricPart = (a: Matrix): Matrix => map(sum(a, transpose(a)), half);
  const skewPart = (a: Matrix): Matrix => map(difference(a, transpose(a)), half);

  return {
    matrix,
    at,
    scalarMatrix,
    constantMatrix,
    identityMatrix,
    diagonalMatrix,
    diagonalOf,
    map,
    zip,
    sum,
    difference,
    hadamard,
    scale,
    transpose,
    product,
    inner,
    total,
    equal,
    isSymmetric,
    isDiagonal,
    determinant,
    solve,
    inverseMatrix,
    adjugate,
    pseudoInverse,
    sylvester,
    power,
    symmetricPart,
    skewPart,
  };
}
