/**
 * What a matrix of a declared structure must look like, tested in time proportional to its size: before every call of a
 * kernel. Where a property takes more than that to decide (`spd` needs eigenvalues), what is tested is necessary for it.
 */
import type { Matrix } from "./matrix.js";

/** How far a matrix is from having the property, relative to its size; 0 where it has it. */
export type Distance = (a: Matrix) => number;

/** Values are rounded when they are written; a structure that they are said to have holds to this, relative to their size. */
export const STRUCTURE_TOLERANCE = 1e-6;

const DISTANCES: Readonly<Record<string, Distance>> = {
  symmetric: (a) => mirrored(a, -1),
  skew: (a) => mirrored(a, 1),
  diagonal: (a) => where(a, (i, j) => i !== j),
  lower: (a) => where(a, (i, j) => i < j),
  upper: (a) => where(a, (i, j) => i > j),
  unit: (a) => onDiagonal(a, (x) => Math.abs(x - 1)),
  positive: (a) => (a.data.every((x) => x > 0) ? 0 : 1),
  nonnegative: (a) => Math.max(0, -least(a.data)) / (greatest(a) || 1),
  rowstochastic: (a) => Math.max(rowSumsFromOne(a), -least(a.data)),
  psd: (a) => Math.max(mirrored(a, -1), minors(a)),
  spd: (a) =>
    Math.max(
      mirrored(a, -1),
      onDiagonal(a, (x) => (x > 0 ? 0 : 1)),
      minors(a),
    ),
  orthonormal: orthonormality,
  orthogonal: orthonormality,
  projector: (a) => Math.max(mirrored(a, -1), idempotence(a)),
};

/** Properties of square matrices: no other matrix has them. */
const SQUARE: ReadonlySet<string> = new Set("symmetric skew diagonal psd spd orthogonal projector".split(" "));

/** The distance of a matrix from a property, Infinity for one of square matrices; 0 for what takes longer to test. */
export function distanceFrom(property: string, a: Matrix): number {
  if (SQUARE.has(property) && a.rows !== a.cols) return Infinity;
  return Object.hasOwn(DISTANCES, property) ? DISTANCES[property]!(a) : 0;
}

/** The distance of a number from a property. */
export function numberDistance(property: string, x: number): number {
  if (property === "positive" || property === "spd") return x > 0 ? 0 : 1;
  return (property === "nonnegative" || property === "psd") && !(x >= 0) ? 1 : 0;
}

/** The greatest absolute value. */
export function greatest({ data }: Matrix): number {
  let most = 0;
  for (let k = 0; k < data.length; k++) most = Math.max(most, Math.abs(data[k]!));
  return most;
}

function least(data: Float64Array): number {
  let low = Infinity;
  for (let k = 0; k < data.length; k++) low = Math.min(low, data[k]!);
  return low;
}

/** Rows and columns of a tile: both its entries and those across the diagonal stay in the cache. */
const TILE = 32;

/** max |aᵢⱼ + s aⱼᵢ| relative to the largest entry. */
export function mirrored(a: Matrix, s: number): number {
  const { rows: n, data } = a;
  let most = 0;
  for (let i0 = 0; i0 < n; i0 += TILE) {
    for (let j0 = 0; j0 <= i0; j0 += TILE) {
      for (let i = i0; i < Math.min(i0 + TILE, n); i++) {
        const end = Math.min(j0 + TILE, i + 1);
        for (let j = j0; j < end; j++) {
          const off = Math.abs(data[i * n + j]! + s * data[j * n + i]!);
          if (off > most) most = off;
        }
      }
    }
  }
  return most === 0 ? 0 : most / greatest(a);
}

/** The largest entry among the places in question, relative to the largest of all. */
function where(a: Matrix, inQuestion: (i: number, j: number) => boolean): number {
  const { rows, cols, data } = a;
  let most = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) if (inQuestion(i, j)) most = Math.max(most, Math.abs(data[i * cols + j]!));
  }
  return most === 0 ? 0 : most / greatest(a);
}

function onDiagonal({ rows, cols, data }: Matrix, distance: (x: number) => number): number {
  let most = 0;
  for (let i = 0; i < Math.min(rows, cols); i++) most = Math.max(most, distance(data[i * cols + i]!));
  return most;
}

/** How much an entry exceeds √(aᵢᵢ aⱼⱼ), which bounds it where the matrix is positive semidefinite. */
function minors(a: Matrix): number {
  const { rows: n, data } = a;
  let most = Math.max(0, -least(data.filter((_, k) => k % (n + 1) === 0)));
  for (let i = 0; i < n; i++) {
    const root = Math.sqrt(Math.max(0, data[i * (n + 1)]!));
    for (let j = 0; j < i; j++) {
      const bound = root * Math.sqrt(Math.max(0, data[j * (n + 1)]!));
      most = Math.max(most, Math.abs(data[i * n + j]!) - bound);
    }
  }
  return most === 0 ? 0 : most / greatest(a);
}

function rowSumsFromOne({ rows, cols, data }: Matrix): number {
  let most = 0;
  for (let i = 0; i < rows; i++) {
    let sum = -1;
    for (let j = 0; j < cols; j++) sum += data[i * cols + j]!;
    most = Math.max(most, Math.abs(sum));
  }
  return most;
}

/** A direction that no structure singles out. */
const probe = (n: number): Float64Array => Float64Array.from({ length: n }, (_, k) => Math.cos(1 + k + 0.37 * k * k));

/** |AᵀA v − v| for one v: that is zero where the columns are orthonormal, and hardly ever elsewhere. */
function orthonormality(a: Matrix): number {
  if (a.rows < a.cols) return Infinity;
  const v = probe(a.cols);
  const back = timesTransposed(a, times(a, v));
  return back.reduce((most, x, k) => Math.max(most, Math.abs(x - v[k]!)), 0);
}

/** |A(A v) − A v| for one v. */
function idempotence(a: Matrix): number {
  const once = times(a, probe(a.cols));
  return times(a, once).reduce((most, x, k) => Math.max(most, Math.abs(x - once[k]!)), 0);
}

function times({ rows, cols, data }: Matrix, v: Float64Array): Float64Array {
  const result = new Float64Array(rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) result[i]! += data[i * cols + j]! * v[j]!;
  return result;
}

function timesTransposed({ rows, cols, data }: Matrix, w: Float64Array): Float64Array {
  const result = new Float64Array(cols);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) result[j]! += data[i * cols + j]! * w[i]!;
  return result;
}
