/** Dense linear algebra over the prime field: what is rational is computed exactly, by elimination. */
import { P, Unlucky, add, divide, fromInteger, inverse, multiply, negate, reduce, subtract } from "./field.js";

/** Row by row. */
export interface FieldMatrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: readonly bigint[];
}

export const matrix = (rows: number, cols: number, entry: (i: number, j: number) => bigint): FieldMatrix => {
  const data = new Array<bigint>(rows * cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) data[i * cols + j] = entry(i, j);
  return { rows, cols, data };
};

export const at = (a: FieldMatrix, i: number, j: number): bigint => a.data[i * a.cols + j]!;
export const scalarMatrix = (x: bigint): FieldMatrix => ({ rows: 1, cols: 1, data: [x] });
export const constantMatrix = (rows: number, cols: number, x: bigint): FieldMatrix => matrix(rows, cols, () => x);
export const identityMatrix = (n: number): FieldMatrix => matrix(n, n, (i, j) => (i === j ? 1n : 0n));
export const diagonalMatrix = (d: readonly bigint[]): FieldMatrix =>
  matrix(d.length, d.length, (i, j) => (i === j ? d[i]! : 0n));
export const diagonalOf = (a: FieldMatrix): bigint[] =>
  Array.from({ length: Math.min(a.rows, a.cols) }, (_, i) => at(a, i, i));

export const map = (a: FieldMatrix, f: (x: bigint) => bigint): FieldMatrix => ({ ...a, data: a.data.map(f) });

export function zip(a: FieldMatrix, b: FieldMatrix, f: (x: bigint, y: bigint) => bigint): FieldMatrix {
  if (a.rows !== b.rows || a.cols !== b.cols) throw new RangeError(`${a.rows}×${a.cols} with ${b.rows}×${b.cols}`);
  return { ...a, data: a.data.map((x, i) => f(x, b.data[i]!)) };
}

export const sum = (a: FieldMatrix, b: FieldMatrix): FieldMatrix => zip(a, b, add);
export const difference = (a: FieldMatrix, b: FieldMatrix): FieldMatrix => zip(a, b, subtract);
export const hadamard = (a: FieldMatrix, b: FieldMatrix): FieldMatrix => zip(a, b, multiply);
export const scale = (s: bigint, a: FieldMatrix): FieldMatrix => map(a, (x) => multiply(s, x));
export const transpose = (a: FieldMatrix): FieldMatrix => matrix(a.cols, a.rows, (i, j) => at(a, j, i));

export function product(a: FieldMatrix, b: FieldMatrix): FieldMatrix {
  if (a.cols !== b.rows) throw new RangeError(`${a.rows}×${a.cols} times ${b.rows}×${b.cols}`);
  return matrix(a.rows, b.cols, (i, j) => {
    let total = 0n;
    for (let k = 0; k < a.cols; k++) total += a.data[i * a.cols + k]! * b.data[k * b.cols + j]!;
    return reduce(total);
  });
}

/** A : B, the sum of the products of entries. */
export function inner(a: FieldMatrix, b: FieldMatrix): bigint {
  if (a.rows !== b.rows || a.cols !== b.cols) throw new RangeError(`${a.rows}×${a.cols} : ${b.rows}×${b.cols}`);
  let total = 0n;
  for (let i = 0; i < a.data.length; i++) total += a.data[i]! * b.data[i]!;
  return reduce(total);
}

export const total = (a: FieldMatrix): bigint => a.data.reduce(add, 0n);

export const equal = (a: FieldMatrix, b: FieldMatrix): boolean =>
  a.rows === b.rows && a.cols === b.cols && a.data.every((x, i) => x === b.data[i]);

export const isSymmetric = (a: FieldMatrix): boolean => a.rows === a.cols && equal(a, transpose(a));
export const isDiagonal = (a: FieldMatrix): boolean =>
  a.rows === a.cols && a.data.every((x, k) => x === 0n || Math.floor(k / a.cols) === k % a.cols);

/** What identifies a matrix by its entries. */
export const keyOf = (a: FieldMatrix): string => `${a.rows}×${a.cols}:${a.data.join()}`;

/** The reduced row echelon form, its pivot columns, and the determinant if the matrix is square and regular. */
function echelon(
  a: FieldMatrix,
  columns = a.cols,
): { readonly rows: bigint[][]; readonly pivots: readonly number[]; readonly determinant: bigint } {
  const rows = Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));
  const pivots: number[] = [];
  let determinant = 1n;
  for (let j = 0; j < columns && pivots.length < a.rows; j++) {
    const top = pivots.length;
    const pivot = rows.findIndex((r, i) => i >= top && r[j] !== 0n);
    if (pivot < 0) continue;
    if (pivot !== top) {
      [rows[top], rows[pivot]] = [rows[pivot]!, rows[top]!];
      determinant = negate(determinant);
    }
    determinant = multiply(determinant, rows[top]![j]!);
    const factor = inverse(rows[top]![j]!);
    const head = rows[top]!.map((x) => (x === 0n ? 0n : multiply(factor, x)));
    rows[top] = head;
    rows.forEach((row, i) => {
      const c = row[j]!;
      if (i === top || c === 0n) return;
      const minus = P - c;
      for (let k = j; k < a.cols; k++) if (head[k] !== 0n) row[k] = reduce(row[k]! + minus * head[k]!);
    });
    pivots.push(j);
  }
  if (pivots.length < columns) determinant = 0n;
  return { rows, pivots, determinant };
}

export const determinant = (a: FieldMatrix): bigint => echelon(a).determinant;

/** A⁻¹B. Throws Unlucky where A is singular. */
export function solve(a: FieldMatrix, b: FieldMatrix): FieldMatrix {
  const both = matrix(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols)));
  const { rows, pivots } = echelon(both, a.cols);
  if (pivots.length < a.rows) throw new Unlucky("a matrix is singular");
  return matrix(a.rows, b.cols, (i, j) => rows[i]![a.cols + j]!);
}

export const inverseMatrix = (a: FieldMatrix): FieldMatrix => solve(a, identityMatrix(a.rows));

/** The matrix of cofactors, transposed. */
export function adjugate(a: FieldMatrix): FieldMatrix {
  const d = determinant(a);
  if (d !== 0n) return scale(d, inverseMatrix(a));
  return matrix(a.rows, a.cols, (i, j) => {
    const minor = matrix(a.rows - 1, a.cols - 1, (r, c) => at(a, r < j ? r : r + 1, c < i ? c : c + 1));
    const value = a.rows === 1 ? 1n : determinant(minor);
    return (i + j) % 2 === 0 ? value : negate(value);
  });
}

/** X⁺ = Gᵀ(GGᵀ)⁻¹(FᵀF)⁻¹Fᵀ of a rank factorization X = F G. */
export function pseudoInverse(x: FieldMatrix): FieldMatrix {
  const { rows, pivots } = echelon(x);
  if (pivots.length === 0) return constantMatrix(x.cols, x.rows, 0n);
  const f = matrix(x.rows, pivots.length, (i, j) => at(x, i, pivots[j]!));
  const g = matrix(pivots.length, x.cols, (i, j) => rows[i]![j]!);
  const ft = transpose(f);
  const gt = transpose(g);
  return product(product(gt, inverseMatrix(product(g, gt))), solve(product(ft, f), ft));
}

/** X with A X + X B = C. */
export function sylvester(a: FieldMatrix, b: FieldMatrix, c: FieldMatrix): FieldMatrix {
  const [n, m] = [c.rows, c.cols];
  const system = matrix(n * m, n * m, (r, s) => {
    const [i, j] = [Math.floor(r / m), r % m];
    const [k, l] = [Math.floor(s / m), s % m];
    return add(j === l ? at(a, i, k) : 0n, i === k ? at(b, l, j) : 0n);
  });
  return { rows: n, cols: m, data: solve(system, { rows: n * m, cols: 1, data: c.data }).data };
}

export function power(x: FieldMatrix, n: bigint): FieldMatrix {
  let square = n < 0n ? inverseMatrix(x) : x;
  let result = identityMatrix(x.rows);
  for (let k = n < 0n ? -n : n; k > 0n; k >>= 1n) {
    if (k & 1n) result = product(result, square);
    square = product(square, square);
  }
  return result;
}

const HALF = divide(1n, fromInteger(2));
const half = (x: bigint): bigint => multiply(HALF, x);
export const symmetricPart = (a: FieldMatrix): FieldMatrix => map(sum(a, transpose(a)), half);
export const skewPart = (a: FieldMatrix): FieldMatrix => map(difference(a, transpose(a)), half);
