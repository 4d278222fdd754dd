/**
 * Whether a matrix has a property, by its definition: stated here apart from the rules, so that what a rule says of its
 * result is compared with something else than a rule.
 */
import { euclideanNorm, type Matrix } from "../runtime/matrix.js";
import { linalg } from "../runtime/linalg.js";
import { Scope } from "../runtime/workspace.js";

/** How far a matrix is from having the property, relative to its size; 0 where it has it. */
type Distance = (a: Matrix) => number;

const DISTANCES: Readonly<Record<string, Distance>> = {
  symmetric: (a) => where(a, (i, j) => at(a, i, j) - at(a, j, i)),
  skew: (a) => where(a, (i, j) => at(a, i, j) + at(a, j, i)),
  diagonal: (a) => where(a, (i, j) => (i === j ? 0 : at(a, i, j))),
  lower: (a) => where(a, (i, j) => (i >= j ? 0 : at(a, i, j))),
  upper: (a) => where(a, (i, j) => (i <= j ? 0 : at(a, i, j))),
  unit: (a) => where(a, (i, j) => (i === j ? at(a, i, j) - 1 : 0)),
  orthonormal: (a) => where(gram(a), (i, j) => at(gram(a), i, j) - (i === j ? 1 : 0)),
  orthogonal: (a) => where(gram(a), (i, j) => at(gram(a), i, j) - (i === j ? 1 : 0)),
  projector: (a) => where(gram(a), (i, j) => at(gram(a), i, j) - at(a, i, j)),
  psd: (a) => Math.max(0, -smallestEigenvalue(a)) / (norm(a) || 1),
  spd: (a) => (smallestEigenvalue(a) > 0 ? 0 : 1),
  invertible: (a) => (isFullRank(a) ? 0 : 1),
  fullrank: (a) => (isFullRank(a) ? 0 : 1),
  positive: (a) => (a.data.every((x) => x > 0) ? 0 : 1),
  nonnegative: (a) => -a.data.reduce((least, x) => Math.min(least, x), 0) / (norm(a) || 1),
  rowstochastic: (a) => rows(a).reduce((most, r) => Math.max(most, Math.abs(r.reduce((s, x) => s + x, 0) - 1)), 0),
};

/** The names of the properties that numbers can show; `constant` and the parity of functions they cannot. */
export const measurable = (property: string): boolean => Object.hasOwn(DISTANCES, property);

/** The distance of the matrix from the property, 0 to rounding where it has it; NaN where that cannot be measured. */
export function distanceFrom(property: string, a: Matrix): number {
  return measurable(property) ? DISTANCES[property]!(a) : NaN;
}

/** The matrix moved to the boundary of those of its properties that allow it: an entry 0, or an eigenvalue 0. */
export function onBoundary(properties: readonly string[], a: Matrix): Matrix {
  const has = (name: string): boolean => properties.includes(name);
  if (has("psd") && !has("spd")) {
    const least = smallestEigenvalue(a);
    return { ...a, data: a.data.map((x, k) => (k % (a.cols + 1) === 0 ? x - least : x)) };
  }
  if (!has("nonnegative") || has("positive") || has("rowstochastic")) return a;
  return { ...a, data: a.data.map((x, k) => (k === 0 ? 0 : x)) };
}

const at = (a: Matrix, i: number, j: number): number => a.data[i * a.cols + j]!;
const norm = (a: Matrix): number => euclideanNorm(a.data);

function rows(a: Matrix): number[][] {
  return Array.from({ length: a.rows }, (_, i) => [...a.data.subarray(i * a.cols, (i + 1) * a.cols)]);
}

/** ‖(fᵢⱼ)‖ relative to ‖A‖. */
function where(a: Matrix, f: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < a.cols; j++) sum += f(i, j) ** 2;
  return Math.sqrt(sum) / (norm(a) || 1);
}

/** AᵀA. */
function gram(a: Matrix): Matrix {
  const data = new Float64Array(a.cols * a.cols);
  for (let i = 0; i < a.cols; i++) {
    for (let j = 0; j < a.cols; j++) {
      for (let k = 0; k < a.rows; k++) data[i * a.cols + j]! += at(a, k, i) * at(a, k, j);
    }
  }
  return { rows: a.cols, cols: a.cols, data };
}

function smallestEigenvalue(a: Matrix): number {
  if (!(DISTANCES["symmetric"]!(a) <= 1e-8)) return -Infinity;
  const la = linalg();
  const scope = new Scope(la);
  try {
    const lambda = scope.allocate(a.rows);
    la.eigenvalues(scope.load(a), lambda);
    return la.read(lambda).reduce((least, x) => Math.min(least, x), Infinity);
  } finally {
    scope.release();
  }
}

/** Full rank to half of the digits: a generic matrix of that kind is far from a singular one. */
function isFullRank(a: Matrix): boolean {
  const square = a.rows >= a.cols ? gram(a) : gram(transposed(a));
  return smallestEigenvalue(square) > 1e-12 * norm(square);
}

/** Aᵀ. */
export function transposed(a: Matrix): Matrix {
  const data = Float64Array.from(a.data, (_, k) => at(a, k % a.rows, Math.floor(k / a.rows)));
  return { rows: a.cols, cols: a.rows, data };
}
