/** Functions that compare entries, and gaps of eigenvalues, over any field. */
import type { Algebra } from "./algebra.js";
import type { Field, MatrixOver } from "./field.js";
import type { RationalFunctions } from "./rational-function.js";

export function orderedOver<T>(field: Field<T>, { matrix, map, zip, scalarMatrix }: Algebra<T>): RationalFunctions<T> {
  type Matrix = MatrixOver<T>;
  const { zero, one, negate, larger, comesAfter } = field;

  /** The first place of the greatest representative: some place that depends on the entries alone. */
  function greatest(a: Matrix): number {
    let place = 0;
    a.data.forEach((x, i) => {
      if (comesAfter(x, a.data[place]!)) place = i;
    });
    return place;
  }

  const difference = (x: Matrix, z: Matrix, i: number, j: number, k: number): T =>
    field.subtract(x.data[i * x.cols + k]!, z.data[j * z.cols + k]!);

  const smaller = (x: T, y: T): T => negate(larger(negate(x), negate(y)));

  const chosen = (mask: Matrix, a: Matrix, b: Matrix): Matrix => ({
    ...a,
    data: a.data.map((x, i) => (field.size(mask.data[i]!) === 0 ? b.data[i]! : x)),
  });
  const zerosLike = (a: Matrix): Matrix => map(a, () => zero);
  const column = (data: readonly T[]): Matrix => ({ rows: data.length, cols: 1, data });
  const rows = (a: Matrix): Matrix[] => Array.from({ length: a.rows }, (_, i) => matrix(1, a.cols, (_i, j) => a.data[i * a.cols + j]!)); // prettier-ignore

  return {
    ...orderOver(field),
    held: ([a]) => a,
    selection: ([m, a, b]) => chosen(m, a, b),
    gate: ([m, a]) => chosen(m, a, zerosLike(a)),
    ungate: ([m, a]) => chosen(m, zerosLike(a), a),
    "row-maxima": ([a]) => column(rows(a).map((row) => row.data[greatest(row)]!)),
    "places-of-row-maxima": ([a]) => {
      const places = rows(a).map(greatest);
      return matrix(a.rows, a.cols, (i, j) => (places[i] === j ? one : zero));
    },
    "squared-distances": ([x, z]) =>
      matrix(x.rows, z.rows, (i, j) => field.sumOfProducts(x.cols, (k) => difference(x, z, i, j, k), (k) => difference(x, z, i, j, k))), // prettier-ignore
    "entrywise-maximum": ([a, b]) => zip(a, b, larger),
    "entrywise-minimum": ([a, b]) => zip(a, b, smaller),
    "largest-entry": ([a]) => scalarMatrix(a.data[greatest(a)]!),
    "smallest-entry": ([a]) => scalarMatrix(a.data[greatest(map(a, negate))]!),
    "place-of-largest": ([a]) => {
      const place = greatest(a);
      return matrix(a.rows, a.cols, (i, j) => (i * a.cols + j === place ? one : zero));
    },
  };
}

/** Entries in order, and running sums. */
function orderOver<T>({ zero, add, comesAfter }: Field<T>): RationalFunctions<T> {
  type Matrix = MatrixOver<T>;
  const column = (data: readonly T[]): Matrix => ({ rows: data.length, cols: 1, data });
  const runningSums = (x: readonly T[]): T[] => {
    let total = zero;
    return x.map((t) => (total = add(total, t)));
  };
  const positions = (x: Matrix): number[] =>
    x.data.map((_, i) => i).sort((i, j) => Number(comesAfter(x.data[i]!, x.data[j]!)) - Number(comesAfter(x.data[j]!, x.data[i]!)) || i - j); // prettier-ignore

  return {
    sorted: ([x]) => column(positions(x).map((i) => x.data[i]!)),
    "in-the-order-of": ([x, a]) => column(positions(x).map((i) => a.data[i]!)),
    "out-of-the-order-of": ([x, a]) => {
      const place = new Map(positions(x).map((i, k) => [i, k]));
      return column(a.data.map((_, i) => a.data[place.get(i)!]!));
    },
    "running-sum": ([x]) => column(runningSums(x.data)),
    "running-sum-from-the-end": ([x]) => column(runningSums([...x.data].reverse()).reverse()),
  };
}

export function gapsOver<T>(field: Field<T>, { matrix, diagonalOf }: Algebra<T>): RationalFunctions<T> {
  const { zero, one, subtract, multiply, inverse } = field;
  const divide = (x: T, y: T): T => multiply(x, inverse(y));

  return {
    /** K_ij = 1/(λ_j − λ_i), 0 on the diagonal. */
    gaps: ([Λ]) => {
      const d = diagonalOf(Λ);
      return matrix(d.length, d.length, (i, j) => (i === j ? zero : divide(one, subtract(d[j]!, d[i]!))));
    },
    /** K_ab = 1/(λ_(i+b−1) − λ_a), 0 where they are the same one. */
    "gaps-to": ([Λ], [i, j]) => {
      const d = diagonalOf(Λ);
      return matrix(d.length, j! - i! + 1, (a, b) => {
        const other = i! - 1 + b;
        return a === other ? zero : divide(one, subtract(d[other]!, d[a]!));
      });
    },
  };
}
