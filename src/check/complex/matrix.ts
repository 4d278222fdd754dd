/** Functions of complex matrices that continue those of real ones. Transposes are not conjugated. */
import { euclideanNorm } from "../../../codegen/runtime/matrix.js";
import { algebraOver } from "../rational/algebra.js";
import { NotApplicable, type MatrixOver } from "../rational/field.js";
import { rationalOver } from "../rational/functions.js";
import { ZERO, complex, complexField, divide, log, power, scaled, type Complex } from "./number.js";

export type ComplexMatrix = MatrixOver<Complex>;

export const algebra = algebraOver(complexField);
export const { functions: rational, chain, sumOf, hadamardOf } = rationalOver(complexField, algebra);

const { at, difference, identityMatrix, inverseMatrix, map, matrix, product, solve, sum } = algebra;
const { multiply, subtract } = complexField;

const times = (s: number, a: ComplexMatrix): ComplexMatrix => map(a, (x) => scaled(s, x));
const half = (a: ComplexMatrix): ComplexMatrix => times(1 / 2, a);
const size = (a: ComplexMatrix): number => euclideanNorm(a.data.map((x) => x.re));

/** L of X = L Lᵀ. */
export function cholesky(x: ComplexMatrix): ComplexMatrix {
  const l: Complex[][] = [];
  for (let i = 0; i < x.rows; i++) {
    const row: Complex[] = new Array<Complex>(x.rows).fill(ZERO);
    l.push(row);
    for (let j = 0; j <= i; j++) {
      const done = complexField.sumOfProducts(j, (k) => row[k]!, (k) => l[j]![k]!); // prettier-ignore
      const rest = subtract(at(x, i, j), done);
      row[j] = i === j ? power(rest, complex(0.5)) : divide(rest, l[j]![j]!);
    }
  }
  return matrix(x.rows, x.rows, (i, j) => l[i]![j]!);
}

const TERMS = 20;
const MOST_ROOTS = 40;
const MOST_STEPS = 60;
const NEAR = 1e-8;

/** Σ Xᵏ/k! of X/2ˢ, squared s times. */
export function exponential(x: ComplexMatrix): ComplexMatrix {
  const squarings = Math.max(0, Math.ceil(Math.log2(size(x) + 1e-300)) + 1);
  const small = times(2 ** -squarings, x);
  let result = identityMatrix(x.rows);
  for (let k = TERMS; k > 0; k--) result = sum(identityMatrix(x.rows), times(1 / k, product(small, result)));
  for (let s = 0; s < squarings; s++) result = product(result, result);
  return result;
}

/** X^(1/2) by the coupled iteration of Denman and Beavers (1976), which converges off the negative axis. */
export function squareRoot(x: ComplexMatrix): ComplexMatrix {
  let [y, z] = [x, identityMatrix(x.rows)];
  // Convergence is quadratic; imaginary parts follow a step behind the real ones.
  let left = 2;
  for (let k = 0; left > 0; k++) {
    if (k === MOST_STEPS) throw new NotApplicable("a square root does not converge");
    const next = half(sum(y, inverseMatrix(z)));
    z = half(sum(z, inverseMatrix(y)));
    if (size(difference(next, y)) <= NEAR * size(next)) left -= 1;
    y = next;
  }
  return y;
}

/** log X by square roots until X is near I, then 2 artanh((X − I)(X + I)⁻¹). */
export function logarithm(x: ComplexMatrix): ComplexMatrix {
  const one = identityMatrix(x.rows);
  let root = x;
  let roots = 0;
  for (; size(difference(root, one)) > 0.25; roots++) {
    if (roots === MOST_ROOTS) throw new NotApplicable("a logarithm does not converge");
    root = squareRoot(root);
  }
  const z = solve(sum(root, one), difference(root, one));
  const square = product(z, z);
  let series = times(1 / (2 * TERMS + 1), one);
  for (let k = TERMS - 1; k >= 0; k--) series = sum(times(1 / (2 * k + 1), one), product(square, series));
  return times(2 ** (roots + 1), product(z, series));
}

/** exp xᵢ / Σ exp xⱼ, from the largest real part so that nothing overflows. */
export function softmax(row: readonly Complex[], exp: (z: Complex) => Complex): Complex[] {
  const values = shifted(row, exp);
  const total = values.reduce(complexField.add, ZERO);
  return values.map((v) => divide(v, total));
}

export function logSumExp(row: readonly Complex[], exp: (z: Complex) => Complex): Complex {
  const total = shifted(row, exp).reduce(complexField.add, ZERO);
  return complexField.add(complex(largest(row)), log(total));
}

const largest = (row: readonly Complex[]): number => Math.max(...row.map((z) => z.re));
const shifted = (row: readonly Complex[], exp: (z: Complex) => Complex): Complex[] =>
  row.map((z) => exp(subtract(z, complex(largest(row)))));

export const squaredNorm = (a: ComplexMatrix): Complex =>
  a.data.reduce((s, x) => complexField.add(s, multiply(x, x)), ZERO);
