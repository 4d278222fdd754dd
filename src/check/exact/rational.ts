/** Functions of the catalogue that are rational in the entries of their arguments: computed as they are defined. */
import type { ApplyNode } from "../../expression/node.js";
import { NotApplicable } from "./draws.js";
import { add, divide, fromInteger, multiply, negate, sign, subtract } from "./field.js";
import {
  adjugate,
  at,
  constantMatrix,
  determinant,
  diagonalMatrix,
  diagonalOf,
  difference,
  hadamard,
  identityMatrix,
  inner,
  inverseMatrix,
  map,
  matrix,
  product,
  pseudoInverse,
  scalarMatrix,
  scale,
  skewPart,
  sum,
  sylvester,
  symmetricPart,
  total,
  transpose,
  zip,
  type FieldMatrix,
} from "./matrix.js";

/** `dims` are the sizes that are part of the application, as numbers. */
export type Rational = (
  args: readonly [FieldMatrix, FieldMatrix, FieldMatrix],
  dims: readonly number[],
  node: ApplyNode,
) => FieldMatrix;

const isScalarMatrix = (a: FieldMatrix): boolean => a.rows === 1 && a.cols === 1;

/** A product in which 1×1 factors may stand anywhere, by the shapes of the expression. */
export function chain(factors: readonly FieldMatrix[], isScalar: readonly boolean[]): FieldMatrix {
  let coefficient = 1n;
  let result: FieldMatrix | undefined;
  factors.forEach((f, i) => {
    if (isScalar[i]) coefficient = multiply(coefficient, f.data[0]!);
    else result = result ? product(result, f) : f;
  });
  return result ? scale(coefficient, result) : scalarMatrix(coefficient);
}

function slice(a: FieldMatrix, [i, j, k, l]: readonly number[]): FieldMatrix {
  if (i! < 1 || k! < 1 || j! > a.rows || l! > a.cols || j! < i! || l! < k!) {
    throw new NotApplicable("a slice reaches beyond its matrix at these sizes");
  }
  return matrix(j! - i! + 1, l! - k! + 1, (r, c) => at(a, i! - 1 + r, k! - 1 + c));
}

function embed(a: FieldMatrix, [i, k, m, n]: readonly number[]): FieldMatrix {
  const inside = (r: number, c: number): boolean => r >= 0 && c >= 0 && r < a.rows && c < a.cols;
  return matrix(m!, n!, (r, c) => (inside(r - i! + 1, c - k! + 1) ? at(a, r - i! + 1, c - k! + 1) : 0n));
}

/** By columns. */
function reshape(a: FieldMatrix, rows: number, cols: number): FieldMatrix {
  if (rows * cols !== a.data.length) throw new NotApplicable("a reshaped matrix has another size at these sizes");
  return matrix(rows, cols, (i, j) => {
    const place = j * rows + i;
    return at(a, place % a.rows, Math.floor(place / a.rows));
  });
}

/** The places of the lower triangle by columns. */
const lowerPlaces = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, j) => Array.from({ length: n - j }, (_, i): [number, number] => [i + j, j])).flat();

const kronecker = (a: FieldMatrix, b: FieldMatrix): FieldMatrix =>
  matrix(a.rows * b.rows, a.cols * b.cols, (i, j) =>
    multiply(at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)), at(b, i % b.rows, j % b.cols)),
  );

const blockOf = (g: FieldMatrix, i: number, j: number, rows: number, cols: number): FieldMatrix =>
  matrix(rows, cols, (r, c) => at(g, i * rows + r, j * cols + c));

const masked = (a: FieldMatrix, keep: (i: number, j: number) => boolean): FieldMatrix =>
  matrix(a.rows, a.cols, (i, j) => (keep(i, j) ? at(a, i, j) : 0n));

/** The first place of the greatest representative: some place that depends on the entries alone. */
function greatest(a: FieldMatrix): number {
  let place = 0;
  a.data.forEach((x, i) => {
    if (x > a.data[place]!) place = i;
  });
  return place;
}

const larger = (x: bigint, y: bigint): bigint => (sign(subtract(x, y)) === 1n ? x : y);
const smaller = (x: bigint, y: bigint): bigint => (sign(subtract(y, x)) === 1n ? x : y);

export const rational: Readonly<Record<string, Rational>> = {
  transpose: ([a]) => transpose(a),
  identity: (_, [n]) => identityMatrix(n!),
  ones: (_, [m, n]) => constantMatrix(m!, n!, 1n),
  zeros: (_, [m, n]) => constantMatrix(m!, n!, 0n),
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
    return matrix(n!, n!, (i, j) => (i < j ? 0n : x.data[places.get(i * n! + j)!]!));
  },
  kronecker: ([a, b]) => kronecker(a, b),
  "kronecker-left-part": ([b, g], [m, n]) => matrix(m!, n!, (i, j) => inner(blockOf(g, i, j, b.rows, b.cols), b)),
  "kronecker-right-part": ([a, g], [p, q]) => {
    let result = constantMatrix(p!, q!, 0n);
    for (let i = 0; i < a.rows; i++)
      for (let j = 0; j < a.cols; j++) result = sum(result, scale(at(a, i, j), blockOf(g, i, j, p!, q!)));
    return result;
  },

  sylvester: ([a, b, c]) => sylvester(a, b, c),
  lyapunov: ([a, c]) => sylvester(a, transpose(a), c),
  inverse: ([x]) => inverseMatrix(x),
  "pseudo-inverse": ([x]) => pseudoInverse(x),
  projector: ([z]) => product(z, pseudoInverse(z)),

  "symmetric-part": ([a]) => symmetricPart(a),
  "skew-part": ([a]) => skewPart(a),
  "diagonal-part": ([a]) => masked(a, (i, j) => i === j),
  "lower-part": ([a]) => masked(a, (i, j) => i >= j),
  "upper-part": ([a]) => masked(a, (i, j) => i <= j),
  "diagonal-matrix": ([x]) => diagonalMatrix(x.data),
  diagonal: ([a]) => ({ rows: a.rows, cols: 1, data: diagonalOf(a) }),

  trace: ([a]) => scalarMatrix(diagonalOf(a).reduce(add)),
  "inner-product": ([a, b]) => scalarMatrix(inner(a, b)),
  "entry-sum": ([a]) => scalarMatrix(total(a)),
  determinant: ([x]) => scalarMatrix(determinant(x)),
  adjugate: ([x]) => adjugate(x),
  "largest-entry": ([a]) => scalarMatrix(a.data[greatest(a)]!),
  "smallest-entry": ([a]) => scalarMatrix(a.data[greatest(map(a, negate))]!),
  "place-of-largest": ([a]) => {
    const place = greatest(a);
    return matrix(a.rows, a.cols, (i, j) => (i * a.cols + j === place ? 1n : 0n));
  },

  /** K_ij = 1/(λ_j − λ_i), 0 on the diagonal. */
  gaps: ([Λ]) => {
    const d = diagonalOf(Λ);
    return matrix(d.length, d.length, (i, j) => (i === j ? 0n : divide(1n, subtract(d[j]!, d[i]!))));
  },
  /** K_ab = 1/(λ_(i+b−1) − λ_a), 0 where they are the same one. */
  "gaps-to": ([Λ], [i, j]) => {
    const d = diagonalOf(Λ);
    return matrix(d.length, j! - i! + 1, (a, b) => {
      const other = i! - 1 + b;
      return a === other ? 0n : divide(1n, subtract(d[other]!, d[a]!));
    });
  },
};

export const sumOf = (terms: readonly FieldMatrix[]): FieldMatrix => terms.reduce(sum);
export const hadamardOf = (factors: readonly FieldMatrix[]): FieldMatrix => factors.reduce(hadamard);

/** (A:A) of a matrix. */
export const squaredNorm = (a: FieldMatrix): bigint => inner(a, a);

/** The tangent of the orthonormal columns A next to E: E − A sym(AᵀE). */
export const orthonormalTangent = (a: FieldMatrix, e: FieldMatrix): FieldMatrix =>
  difference(e, product(a, symmetricPart(product(transpose(a), e))));

/** Rows that sum to zero. */
export const rowsOfSumZero = (e: FieldMatrix): FieldMatrix => {
  const means = product(e, constantMatrix(e.cols, 1, divide(1n, fromInteger(e.cols))));
  return matrix(e.rows, e.cols, (i, j) => subtract(at(e, i, j), means.data[i]!));
};

export { isScalarMatrix, masked };
