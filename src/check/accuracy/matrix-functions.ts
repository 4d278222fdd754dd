/** Functions of matrices with many digits: of symmetric ones on the eigenvalues, of others by series. */
import type { Decimal } from "decimal.js";
import { NotApplicable } from "../rational/field.js";
import type { Eigen } from "./eigenvalues.js";
import type { Matrix, Tools } from "./tools.js";

const MOST_STEPS = 200;

export function symmetricOver({ product, transpose, diagonalMatrix }: Tools, eigen: (x: Matrix) => Eigen) {
  /** f of a symmetric matrix. */
  function ofSymmetric(x: Matrix, f: (t: Decimal) => Decimal): Matrix {
    const { u, d } = eigen(x);
    return product(u, product(diagonalMatrix(d.map(f)), transpose(u)));
  }

  return { ofSymmetric };
}

export function seriesOver({ numbers, norm, times, sum, difference, product, identityMatrix, one }: Tools) {
  const { number, digits } = numbers;

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

  return { exponential, cosSin };
}

export function rootsOver(tools: Tools, exponential: (x: Matrix) => Matrix) {
  const { numbers, norm, times, sum, difference, product, solve, identityMatrix, inverseMatrix, power, tiny, one } =
    tools;
  const { number, digits } = numbers;

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

  /** A power of a general matrix. */
  function generalPower(x: Matrix, p: Decimal): Matrix {
    if (p.times(2).isInteger()) return power(squareRoot(x), BigInt(p.times(2).toFixed()));
    return exponential(times(p, logarithm(x)));
  }

  return { squareRoot, logarithm, generalPower };
}
