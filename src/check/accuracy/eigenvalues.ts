/** Eigenvalues and singular values with many digits, by Jacobi's method. */
import type { Decimal } from "decimal.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import type { Matrix, Tools } from "./tools.js";

/** X = U diag(d) Uᵀ, eigenvalues ascending. */
export interface Eigen {
  readonly u: Matrix;
  readonly d: readonly Decimal[];
}

/** X = U diag(s) Vᵀ, thin, singular values descending; columns of U that belong to 0 are 0. */
export interface Singular {
  readonly u: Matrix;
  readonly s: readonly Decimal[];
  readonly v: Matrix;
}

const MOST_SWEEPS = 60;

export function eigenOver({ matrix, norm, tiny, zero, one }: Tools) {
  /** Jacobi's method: rotations in the plane of each pair until nothing is left beside the diagonal. */
  function eigen(x: Matrix): Eigen {
    const n = x.rows;
    const a = Array.from({ length: n }, (_, i) => x.data.slice(i * n, (i + 1) * n));
    const u = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? one : zero)));
    const size = norm(x);
    const negligible = size.times(tiny).times(tiny);
    for (let sweep = 0; ; sweep++) {
      if (sweep === MOST_SWEEPS) throw new NotApplicable("eigenvalues do not converge");
      let rotated = false;
      for (let p = 0; p < n; p++) {
        for (let q = p + 1; q < n; q++) {
          const off = a[p]![q]!.abs();
          const scale = a[p]![p]!.abs().times(a[q]![q]!.abs()).sqrt();
          if (off.lessThanOrEqualTo(negligible) || off.lessThanOrEqualTo(scale.times(tiny))) continue;
          rotated = true;
          rotate(a, u, p, q);
        }
      }
      if (!rotated) break;
    }
    const order = a.map((row, i) => [row[i]!, i] as const).sort(([s], [t]) => s.comparedTo(t));
    return { u: matrix(n, n, (i, j) => u[i]![order[j]![1]]!), d: order.map(([t]) => t) };
  }

  function rotate(a: Decimal[][], u: Decimal[][], p: number, q: number): void {
    const n = a.length;
    const theta = a[q]![q]!.minus(a[p]![p]!).div(a[p]![q]!.times(2));
    const root = theta.times(theta).plus(1).sqrt();
    const t = one.div(theta.isNegative() ? theta.minus(root) : theta.plus(root));
    const c = one.div(t.times(t).plus(1).sqrt());
    const s = t.times(c);
    const turn = (first: Decimal, second: Decimal): [Decimal, Decimal] => [
      c.times(first).minus(s.times(second)),
      s.times(first).plus(c.times(second)),
    ];
    for (let k = 0; k < n; k++) [a[k]![p], a[k]![q]] = turn(a[k]![p]!, a[k]![q]!);
    for (let k = 0; k < n; k++) [a[p]![k], a[q]![k]] = turn(a[p]![k]!, a[q]![k]!);
    for (let k = 0; k < n; k++) [u[k]![p], u[k]![q]] = turn(u[k]![p]!, u[k]![q]!);
    [a[p]![q], a[q]![p]] = [zero, zero];
  }

  return { eigen };
}

export function singularOver(tools: Tools, eigen: (x: Matrix) => Eigen) {
  const { numbers, matrix, at, norm, product, transpose, diagonalMatrix, zero } = tools;
  const { number, digits } = numbers;

  /** By the eigenvectors of XᵀX: half the digits are enough. */
  function singular(x: Matrix): Singular {
    if (x.rows < x.cols) {
      const { u, s, v } = singular(transpose(x));
      return { u: v, s, v: u };
    }
    const { u: w, d } = eigen(product(transpose(x), x));
    const n = x.cols;
    const v = matrix(n, n, (i, j) => at(w, i, n - 1 - j));
    const xv = product(x, v);
    const largest = d[n - 1]!.isNegative() ? zero : d[n - 1]!.sqrt();
    const negligible = largest.times(number(10).pow(-Math.floor(digits / 3)));
    const s = Array.from({ length: n }, (_, j) => {
      const length = norm(matrix(x.rows, 1, (i) => at(xv, i, j)));
      return length.lessThanOrEqualTo(negligible) ? zero : length;
    });
    return { u: matrix(x.rows, n, (i, j) => (s[j]!.isZero() ? zero : at(xv, i, j).div(s[j]!))), s, v };
  }

  function polar(x: Matrix): { Q: Matrix; P: Matrix } {
    const { u, s, v } = singular(x);
    if (s.some((t) => t.isZero())) throw new Unlucky("columns are dependent");
    return { Q: product(u, transpose(v)), P: product(v, product(diagonalMatrix(s), transpose(v))) };
  }

  return { singular, polar };
}
