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

  const smaller = (x: T, y: T): T => negate(larger(negate(x), negate(y)));

  return {
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
