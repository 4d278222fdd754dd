/** Factorizations into triangles with many digits, by elimination and reflections. */
import type { Decimal } from "decimal.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import type { Eigen } from "./eigenvalues.js";
import type { Matrix, Tools } from "./tools.js";

export function choleskyOver(tools: Tools, eigen: (x: Matrix) => Eigen) {
  const { numbers, matrix, at, solve, transpose, symmetricPart, diagonalMatrix, zero } = tools;
  const { field } = numbers;

  function cholesky(x: Matrix): Matrix {
    const l: Decimal[][] = [];
    for (let i = 0; i < x.rows; i++) {
      const row: Decimal[] = new Array<Decimal>(x.rows).fill(zero);
      l.push(row);
      for (let j = 0; j <= i; j++) {
        const rest = at(x, i, j).minus(field.sumOfProducts(j, (k) => row[k]!, (k) => l[j]![k]!)); // prettier-ignore
        if (i === j && !rest.greaterThan(0)) throw new Unlucky("a matrix is not positive definite");
        row[j] = i === j ? rest.sqrt() : rest.div(l[j]![j]!);
      }
    }
    return matrix(x.rows, x.rows, (i, j) => l[i]![j]!);
  }

  /** S V = B V Λ with VᵀBV = I. */
  function pencil(s: Matrix, b: Matrix): { V: Matrix; Λ: Matrix } {
    const l = cholesky(b);
    const half = solve(l, s);
    const { u, d } = eigen(symmetricPart(solve(l, transpose(half))));
    return { V: solve(transpose(l), u), Λ: diagonalMatrix(d) };
  }

  return { cholesky, pencil };
}

export function qrOver({ numbers, matrix, at, product, identityMatrix, length, zero, one }: Tools) {
  const { number } = numbers;

  /**
   * Householder's reflections. Each turns the rest of a column to minus the sign of its first entry times its length; none is
   * made where nothing stands below the diagonal: the signs of R are LAPACK's.
   */
  function qr(x: Matrix): { Q: Matrix; R: Matrix } {
    if (x.rows < x.cols) throw new NotApplicable("more columns than rows");
    let rest = x;
    let q = identityMatrix(x.rows);
    for (let j = 0; j < x.cols; j++) {
      const v = Array.from({ length: x.rows }, (_, i) => (i < j ? zero : at(rest, i, j)));
      if (v.every((t) => t.isZero())) throw new Unlucky("columns are dependent");
      if (v.slice(j + 1).every((t) => t.isZero())) continue;
      const size = length(v);
      v[j] = v[j]!.isNegative() ? v[j]!.minus(size) : v[j]!.plus(size);
      const beta = number(2).div(length(v).pow(2));
      const reflection = matrix(x.rows, x.rows, (i, k) => (i === k ? one : zero).minus(beta.times(v[i]!).times(v[k]!)));
      rest = product(reflection, rest);
      q = product(q, reflection);
    }
    return {
      Q: matrix(x.rows, x.cols, (i, j) => at(q, i, j)),
      R: matrix(x.cols, x.cols, (i, j) => (i <= j ? at(rest, i, j) : zero)),
    };
  }

  return { qr };
}

export function luOver({ matrix, zero, one }: Tools) {
  /** P X = L U with partial pivoting. */
  function lu(x: Matrix): { L: Matrix; U: Matrix; P: Matrix } {
    const n = x.rows;
    const a = Array.from({ length: n }, (_, i) => x.data.slice(i * n, (i + 1) * n));
    const places = a.map((_, i) => i);
    for (let j = 0; j < n; j++) {
      let best = j;
      for (let i = j + 1; i < n; i++) if (a[i]![j]!.abs().greaterThan(a[best]![j]!.abs())) best = i;
      if (a[best]![j]!.isZero()) throw new Unlucky("a matrix is singular");
      [a[j], a[best]] = [a[best]!, a[j]!];
      [places[j], places[best]] = [places[best]!, places[j]!];
      for (let i = j + 1; i < n; i++) {
        const factor = a[i]![j]!.div(a[j]![j]!);
        a[i]![j] = factor;
        for (let k = j + 1; k < n; k++) a[i]![k] = a[i]![k]!.minus(factor.times(a[j]![k]!));
      }
    }
    return {
      L: matrix(n, n, (i, j) => (i === j ? one : i > j ? a[i]![j]! : zero)),
      U: matrix(n, n, (i, j) => (i <= j ? a[i]![j]! : zero)),
      P: matrix(n, n, (i, j) => (places[i] === j ? one : zero)),
    };
  }

  return { lu };
}
