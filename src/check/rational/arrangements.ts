/** Functions that arrange entries anew, over any field: slices, blocks, reshaping, Kronecker products. */
import type { Algebra } from "./algebra.js";
import { NotApplicable, type Field, type MatrixOver } from "./field.js";
import type { RationalFunctions } from "./rational-function.js";

/** The places of the lower triangle by columns. */
const lowerPlaces = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, j) => Array.from({ length: n - j }, (_, i): [number, number] => [i + j, j])).flat();

export function arrangementsOver<T>({ zero, add }: Field<T>, { matrix, at }: Algebra<T>): RationalFunctions<T> {
  type Matrix = MatrixOver<T>;

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

  return {
    slice: ([a], dims) => slice(a, dims),
    embed: ([a], dims) => embed(a, dims),
    beside: ([a, b]) => matrix(a.rows, a.cols + b.cols, (i, j) => (j < a.cols ? at(a, i, j) : at(b, i, j - a.cols))),
    above: ([a, b]) => matrix(a.rows + b.rows, a.cols, (i, j) => (i < a.rows ? at(a, i, j) : at(b, i - a.rows, j))),
    reshape: ([a], [p, q]) => reshape(a, p!, q!),
    toeplitz: ([w], [n]) => matrix(n!, n!, (i, j) => (i >= j && i - j < w.rows ? w.data[i - j]! : zero)),
    "diagonal-sums": ([a], [k]) => ({
      rows: k!,
      cols: 1,
      data: Array.from({ length: k! }, (_, l) =>
        Array.from({ length: Math.max(0, a.rows - l) }, (__, j) => at(a, j + l, j)).reduce(add, zero),
      ),
    }),
    "half-vectorize": ([a]) => {
      const data = lowerPlaces(a.rows).map(([i, j]) => at(a, i, j));
      return { rows: data.length, cols: 1, data };
    },
    "half-vector-to-matrix": ([x], [n]) => {
      const places = new Map(lowerPlaces(n!).map(([i, j], place) => [i * n! + j, place]));
      return matrix(n!, n!, (i, j) => (i < j ? zero : x.data[places.get(i * n! + j)!]!));
    },
  };
}

/** Matrices of zeros and ones that arrange the entries of vec(A). */
export function permutationsOver<T>({ zero, one }: Field<T>, { matrix }: Algebra<T>): RationalFunctions<T> {
  return {
    // The entry (i, j) of an m×n matrix stands at i + j m of vec(A), and at j + i n of vec(Aᵀ).
    "commutation-matrix": (_, [m, n]) =>
      matrix(m! * n!, m! * n!, (r, c) => (r === Math.floor(c / m!) + (c % m!) * n! ? one : zero)),
    "duplication-matrix": (_, [n]) => {
      const places = lowerPlaces(n!).map(([i, j]) => [i + j * n!, j + i * n!]);
      return matrix(n! * n!, places.length, (r, c) => (places[c]!.includes(r) ? one : zero));
    },
  };
}

export function kroneckerOver<T>({ zero, multiply }: Field<T>, algebra: Algebra<T>): RationalFunctions<T> {
  type Matrix = MatrixOver<T>;
  const { matrix, at, sum, scale, inner, constantMatrix } = algebra;

  const kronecker = (a: Matrix, b: Matrix): Matrix =>
    matrix(a.rows * b.rows, a.cols * b.cols, (i, j) =>
      multiply(at(a, Math.floor(i / b.rows), Math.floor(j / b.cols)), at(b, i % b.rows, j % b.cols)),
    );

  const blockOf = (g: Matrix, i: number, j: number, rows: number, cols: number): Matrix =>
    matrix(rows, cols, (r, c) => at(g, i * rows + r, j * cols + c));

  return {
    kronecker: ([a, b]) => kronecker(a, b),
    "kronecker-left-part": ([b, g], [m, n]) => matrix(m!, n!, (i, j) => inner(blockOf(g, i, j, b.rows, b.cols), b)),
    "kronecker-right-part": ([a, g], [p, q]) => {
      let result = constantMatrix(p!, q!, zero);
      for (let i = 0; i < a.rows; i++)
        for (let j = 0; j < a.cols; j++) result = sum(result, scale(at(a, i, j), blockOf(g, i, j, p!, q!)));
      return result;
    },
  };
}
