/** Factorizations and functions of matrices with many digits, by the algorithms of a first course. */
import type { Decimal } from "decimal.js";
import { NotApplicable, Unlucky, algebraOver, type MatrixOver } from "../rational/algebra.js";
import type { Numbers } from "./numbers.js";

export type Matrix = MatrixOver<Decimal>;

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

export type Factors = ReturnType<typeof factorsWith>;

const MOST_SWEEPS = 60;
const MOST_STEPS = 200;

export function factorsWith(numbers: Numbers) {
  const { field, number, digits } = numbers;
  const algebra = algebraOver(field);
  const { at, matrix, map, product, transpose, sum, difference, identityMatrix, solve, inverseMatrix } = algebra;
  const [zero, one] = [field.zero, field.one];
  const tiny = number(10).pow(2 - digits);

  const times = (c: Decimal.Value, a: Matrix): Matrix => map(a, (x) => x.times(c));
  const norm = (a: Matrix): Decimal => a.data.reduce((s, x) => s.plus(x.times(x)), zero).sqrt();
  const square = (t: Decimal): Decimal => t.times(t);

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
      const length = v.reduce((total, t) => total.plus(square(t)), zero).sqrt();
      v[j] = v[j]!.isNegative() ? v[j]!.minus(length) : v[j]!.plus(length);
      const beta = number(2).div(v.reduce((total, t) => total.plus(square(t)), zero));
      const reflection = matrix(x.rows, x.rows, (i, k) => (i === k ? one : zero).minus(beta.times(v[i]!).times(v[k]!)));
      rest = product(reflection, rest);
      q = product(q, reflection);
    }
    return {
      Q: matrix(x.rows, x.cols, (i, j) => at(q, i, j)),
      R: matrix(x.cols, x.cols, (i, j) => (i <= j ? at(rest, i, j) : zero)),
    };
  }

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

  function polar(x: Matrix): { Q: Matrix; P: Matrix } {
    const { u, s, v } = singular(x);
    if (s.some((t) => t.isZero())) throw new Unlucky("columns are dependent");
    return { Q: product(u, transpose(v)), P: product(v, product(algebra.diagonalMatrix(s), transpose(v))) };
  }

  /** S V = B V Λ with VᵀBV = I. */
  function pencil(s: Matrix, b: Matrix): { V: Matrix; Λ: Matrix } {
    const l = cholesky(b);
    const half = solve(l, s);
    const { u, d } = eigen(algebra.symmetricPart(solve(l, transpose(half))));
    return { V: solve(transpose(l), u), Λ: algebra.diagonalMatrix(d) };
  }

  /** f of a symmetric matrix. */
  function ofSymmetric(x: Matrix, f: (t: Decimal) => Decimal): Matrix {
    const { u, d } = eigen(x);
    return product(u, product(algebra.diagonalMatrix(d.map(f)), transpose(u)));
  }

  /** Σ Xᵏ/k! of X/2ˢ, squared s times. */
  function exponential(x: Matrix): Matrix {
    const size = norm(x).toNumber();
    if (!(size < 1e5)) throw new NotApplicable("an exponential is too large");
    const squarings = Math.max(0, Math.ceil(Math.log2(size + 1e-9)) + 8);
    const small = times(one.div(number(2).pow(squarings)), x);
    let result = identityMatrix(x.rows);
    for (let k = Math.ceil(digits / 2.2) + 4; k > 0; k--)
      result = sum(identityMatrix(x.rows), times(one.div(k), product(small, result)));
    for (let s = 0; s < squarings; s++) result = product(result, result);
    return result;
  }

  /** By the coupled iteration of Denman and Beavers. */
  function squareRoot(x: Matrix): Matrix {
    let [y, z] = [x, identityMatrix(x.rows)];
    for (let k = 0; ; k++) {
      if (k === MOST_STEPS) throw new NotApplicable("a square root does not converge");
      const next = times(0.5, sum(y, inverseMatrix(z)));
      z = times(0.5, sum(z, inverseMatrix(y)));
      const done = norm(difference(next, y)).lessThanOrEqualTo(norm(next).times(tiny).times(100));
      y = next;
      if (done) return y;
    }
  }

  /** Square roots until X is near I, then 2 artanh((X − I)(X + I)⁻¹). */
  function logarithm(x: Matrix): Matrix {
    const unit = identityMatrix(x.rows);
    let root = x;
    let roots = 0;
    for (; norm(difference(root, unit)).greaterThan(0.01); roots++) {
      if (roots === MOST_STEPS) throw new NotApplicable("a logarithm does not converge");
      root = squareRoot(root);
    }
    const z = solve(sum(root, unit), difference(root, unit));
    const zz = product(z, z);
    const terms = Math.ceil(digits / 4.5) + 3;
    let series = times(one.div(2 * terms + 1), unit);
    for (let k = terms - 1; k >= 0; k--) series = sum(times(one.div(2 * k + 1), unit), product(zz, series));
    return times(number(2).pow(roots + 1), product(z, series));
  }

  /** cos X and sin X by their series for X/2ˢ, doubled s times. */
  function cosSin(x: Matrix): { cos: Matrix; sin: Matrix } {
    const size = norm(x).toNumber();
    if (!(size < 1e5)) throw new NotApplicable("a matrix is too large");
    const halvings = Math.max(0, Math.ceil(Math.log2(size + 1e-9)) + 6);
    const small = times(one.div(number(2).pow(halvings)), x);
    const xx = product(small, small);
    const unit = identityMatrix(x.rows);
    const terms = Math.ceil(digits / 3) + 3;
    let [c, s] = [unit, unit];
    for (let k = terms; k > 0; k--) {
      c = difference(unit, times(one.div((2 * k - 1) * (2 * k)), product(xx, c)));
      s = difference(unit, times(one.div(2 * k * (2 * k + 1)), product(xx, s)));
    }
    s = product(small, s);
    for (let k = 0; k < halvings; k++) [c, s] = [difference(times(2, product(c, c)), unit), times(2, product(s, c))];
    return { cos: c, sin: s };
  }

  /** A power of a general matrix. */
  function generalPower(x: Matrix, p: Decimal): Matrix {
    if (p.times(2).isInteger()) return algebra.power(squareRoot(x), BigInt(p.times(2).toFixed()));
    return exponential(times(p, logarithm(x)));
  }

  return {
    algebra,
    norm,
    eigen,
    singular,
    cholesky,
    qr,
    lu,
    polar,
    pencil,
    ofSymmetric,
    exponential,
    squareRoot,
    logarithm,
    cosSin,
    generalPower,
  };
}
