/** Functions of the catalogue that are rational in the entries of their arguments, as they are defined, over any field. */
import type { ApplyNode } from "../../expression/node/node.js";
import { NotApplicable, type Algebra, type Field, type MatrixOver } from "./algebra.js";

/** `dims` are the sizes that are part of the application, as numbers. */
export type Rational<T> = (
  args: readonly [MatrixOver<T>, MatrixOver<T>, MatrixOver<T>],
  dims: readonly number[],
  node: ApplyNode,
) => MatrixOver<T>;

/** The places of the lower triangle by columns. */
const lowerPlaces = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, j) => Array.from({ length: n - j }, (_, i): [number, number] => [i + j, j])).flat();

export function rationalOver<T>(field: Field<T>, algebra: Algebra<T>) {
  type Matrix = MatrixOver<T>;
  const { zero, one, add, subtract, multiply, negate, inverse, larger, comesAfter } = field;
  const { matrix, at, map, zip, sum, scale, transpose, product, inner, total } = algebra;
  const { scalarMatrix, constantMatrix, diagonalOf, sylvester, pseudoInverse } = algebra;
  const divide = (x: T, y: T): T => multiply(x, inverse(y));

  /** A product in which 1×1 factors may stand anywhere, by the shapes of the expression. */
  function chain(factors: readonly Matrix[], isScalar: readonly boolean[]): Matrix {
    let coefficient = one;
    let result: Matrix | undefined;
    factors.forEach((f, i) => {
      if (isScalar[i]) coefficient = multiply(coefficient, f.data[0]!);
      else result = result ? product(result, f) : f;
    });
    return result ? scale(coefficient, result) : scalarMatrix(coefficient);
  }

  function slice(a: Matrix, [i, j, k, l]: readonly number[]): Matrix {
    if (i! < 1 || k! < 1 || j! > a.rows || l! > a.cols || j! < i! || l! < k!) {
      throw new NotApplicable("a slice reaches beyond its matrix at these sizes");
    }
    return matrix(j! - i! + 1, l! - k! + 1, (r, c) => at(a, i! - 1 + r, k! - 1 + c));
  }

  function embed(a: Matrix, [i, k, m, n]: readonly number[]): Matrix {
    const inside = (r: number, c: number): boolean => r >= 0 && c >= 0 && r < a.rows && c < a.cols;
    return matrix(m!, n!, (r, c) => (inside(r - i! + 1, c - k! + 1) ? at(a, r - i! + 1, c - k! + 1) : zero));
  }

  /** By columns. */
  function reshape(a: Matrix, rows: number, cols: number): Matrix {
    if (rows * cols !== a.data.length) throw new NotApplicable("a reshaped matrix has another size at these sizes");
    return matrix(rows, cols, (i, j) => {
      const place = j * rows + i;
      return at(a, place % a.rows, Math.floor(place / a.rows));
    });
  }

  const kronecker = (a: Matrix, b: Matrix): Matrix =>
    matrix(a.rows * b.rows, a.cols * b.cols, (i, j) =>
      multiply(at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)), at(b, i % b.rows, j % b.cols)),
    );

  const blockOf = (g: Matrix, i: number, j: number, rows: number, cols: number): Matrix =>
    matrix(rows, cols, (r, c) => at(g, i * rows + r, j * cols + c));

  const masked = (a: Matrix, keep: (i: number, j: number) => boolean): Matrix =>
    matrix(a.rows, a.cols, (i, j) => (keep(i, j) ? at(a, i, j) : zero));

  /** The first place of the greatest representative: some place that depends on the entries alone. */
  function greatest(a: Matrix): number {
    let place = 0;
    a.data.forEach((x, i) => {
      if (comesAfter(x, a.data[place]!)) place = i;
    });
    return place;
  }

  const smaller = (x: T, y: T): T => negate(larger(negate(x), negate(y)));

  const functions: Readonly<Record<string, Rational<T>>> = {
    transpose: ([a]) => transpose(a),
    identity: (_, [n]) => algebra.identityMatrix(n!),
    ones: (_, [m, n]) => constantMatrix(m!, n!, one),
    zeros: (_, [m, n]) => constantMatrix(m!, n!, zero),
    scale: ([s, a]) => scale(s.data[0]!, a),
    "entrywise-maximum": ([a, b]) => zip(a, b, larger),
    "entrywise-minimum": ([a, b]) => zip(a, b, smaller),

    slice: ([a], dims) => slice(a, dims),
    embed: ([a], dims) => embed(a, dims),
    beside: ([a, b]) => matrix(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols))),
    above: ([a, b]) => matrix(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j))),
    reshape: ([a], [p, q]) => reshape(a, p!, q!),
    "half-vectorize": ([a]) => {
      const data = lowerPlaces(a.rows).map(([i, j]) => at(a, i, j));
      return { rows: data.length, cols: 1, data };
    },
    "half-vector-to-matrix": ([x], [n]) => {
      const places = new Map(lowerPlaces(n!).map(([i, j], place) => [i * n! + j, place]));
      return matrix(n!, n!, (i, j) => (i < j ? zero : x.data[places.get(i * n! + j)!]!));
    },
    kronecker: ([a, b]) => kronecker(a, b),
    "kronecker-left-part": ([b, g], [m, n]) => matrix(m!, n!, (i, j) => inner(blockOf(g, i, j, b.rows, b.cols), b)),
    "kronecker-right-part": ([a, g], [p, q]) => {
      let result = constantMatrix(p!, q!, zero);
      for (let i = 0; i < a.rows; i++)
        for (let j = 0; j < a.cols; j++) result = sum(result, scale(at(a, i, j), blockOf(g, i, j, p!, q!)));
      return result;
    },

    sylvester: ([a, b, c]) => sylvester(a, b, c),
    lyapunov: ([a, c]) => sylvester(a, transpose(a), c),
    inverse: ([x]) => algebra.inverseMatrix(x),
    "pseudo-inverse": ([x]) => pseudoInverse(x),
    projector: ([z]) => product(z, pseudoInverse(z)),

    "symmetric-part": ([a]) => algebra.symmetricPart(a),
    "skew-part": ([a]) => algebra.skewPart(a),
    "diagonal-part": ([a]) => masked(a, (i, j) => i === j),
    "lower-part": ([a]) => masked(a, (i, j) => i >= j),
    "upper-part": ([a]) => masked(a, (i, j) => i <= j),
    "diagonal-matrix": ([x]) => algebra.diagonalMatrix(x.data),
    diagonal: ([a]) => ({ rows: a.rows, cols: 1, data: diagonalOf(a) }),

    trace: ([a]) => scalarMatrix(diagonalOf(a).reduce(add)),
    "inner-product": ([a, b]) => scalarMatrix(inner(a, b)),
    "entry-sum": ([a]) => scalarMatrix(total(a)),
    determinant: ([x]) => scalarMatrix(algebra.determinant(x)),
    adjugate: ([x]) => algebra.adjugate(x),
    "largest-entry": ([a]) => scalarMatrix(a.data[greatest(a)]!),
    "smallest-entry": ([a]) => scalarMatrix(a.data[greatest(map(a, negate))]!),
    "place-of-largest": ([a]) => {
      const place = greatest(a);
      return matrix(a.rows, a.cols, (i, j) => (i * a.cols + j === place ? one : zero));
    },

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

  const sumOf = (terms: readonly Matrix[]): Matrix => terms.reduce(sum);
  const hadamardOf = (factors: readonly Matrix[]): Matrix => factors.reduce(algebra.hadamard);

  return { functions, chain, sumOf, hadamardOf, masked };
}
