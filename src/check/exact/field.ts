/**
 * Arithmetic modulo the prime p = 2⁶¹ − 1. Numbers are bigints in [0, p).
 *
 * p ≡ 3 (mod 4), so that −1 is no square: of x and −x exactly one is. The squares play the positive numbers: they
 * are closed under products and inverses, sign(−x) = −sign(x), and each has exactly one square root that is a square.
 */
import type Fraction from "fraction.js";
import { Unlucky, type Field } from "../rational/field.js";

export const P = (1n << 61n) - 1n;

/** x mod p of any non-negative x below 2¹⁸³. */
export function reduce(x: bigint): bigint {
  let r = (x & P) + (x >> 61n);
  while (r > P) r = (r & P) + (r >> 61n);
  return r === P ? 0n : r;
}

export const add = (x: bigint, y: bigint): bigint => {
  const s = x + y;
  return s >= P ? s - P : s;
};
export const subtract = (x: bigint, y: bigint): bigint => (x >= y ? x - y : x + P - y);
export const negate = (x: bigint): bigint => (x === 0n ? 0n : P - x);
export const multiply = (x: bigint, y: bigint): bigint => reduce(x * y);

export const fromInteger = (n: bigint | number): bigint => {
  const r = BigInt(n) % P;
  return r < 0n ? r + P : r;
};

/** x⁻¹ by the extended algorithm of Euclid. Throws Unlucky for 0. */
export function inverse(x: bigint): bigint {
  if (x === 0n) throw new Unlucky("division by zero");
  let [r, s] = [P, x];
  let [a, b] = [0n, 1n];
  while (s !== 0n) {
    const q = r / s;
    [r, s] = [s, r - q * s];
    [a, b] = [b, a - q * b];
  }
  return a < 0n ? a + P : a;
}

export const divide = (x: bigint, y: bigint): bigint => multiply(x, inverse(y));

/** xⁿ for an integer n ≥ 0. */
function naturalPower(x: bigint, n: bigint): bigint {
  let [result, square] = [1n, x];
  for (let k = n; k > 0n; k >>= 1n) {
    if (k & 1n) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

/** xⁿ for any integer n. */
export const integerPower = (x: bigint, n: bigint): bigint =>
  n < 0n ? naturalPower(inverse(x), -n) : naturalPower(x, n);

/** 1 for a square, −1 (as p − 1) for a number that is none, 0 for 0: the Legendre symbol. */
export const sign = (x: bigint): bigint => naturalPower(x, (P - 1n) / 2n);

export const isSquare = (x: bigint): boolean => x === 0n || sign(x) === 1n;

/** How many squares there are besides 0; it is odd. */
const SQUARES = (P - 1n) / 2n;

/** d⁻¹ modulo the number of squares, if there is one: x ↦ x^(1/d) is then one to one on the squares. */
export function rootExponent(d: bigint): bigint | undefined {
  let [r, s] = [SQUARES, d % SQUARES];
  let [a, b] = [0n, 1n];
  while (s !== 0n) {
    const q = r / s;
    [r, s] = [s, r - q * s];
    [a, b] = [b, a - q * b];
  }
  if (r !== 1n) return undefined;
  return a < 0n ? a + SQUARES : a;
}

/** x^(1/d) among the squares, of a square x. */
export const root = (x: bigint, exponent: bigint): bigint => naturalPower(x, exponent);

export const fromFraction = (f: Fraction): bigint =>
  multiply(fromInteger(f.s * f.n), f.d === 1n ? 1n : inverse(fromInteger(f.d)));

/** The fraction n/d with |n| < 2¹² and 0 < d ≤ 24 that a number stands for, if there is one. */
export function smallFraction(x: bigint): { readonly n: bigint; readonly d: bigint } | undefined {
  for (let d = 1n; d <= 24n; d++) {
    const n = multiply(x, d);
    if (n < 4096n) return { n, d };
    if (P - n < 4096n) return { n: n - P, d };
  }
  return undefined;
}

/** The field as the algebra of matrices takes it. Of x and y the larger is the one whose difference to the other is a square. */
export const primeField: Field<bigint> = {
  zero: 0n,
  one: 1n,
  add,
  subtract,
  multiply,
  negate,
  inverse,
  fromFraction,
  equal: (x, y) => x === y,
  size: (x) => (x === 0n ? 0 : 1),
  larger: (x, y) => (sign(subtract(x, y)) === 1n ? x : y),
  comesAfter: (x, y) => x > y,
  sumOfProducts: (count, x, y) => {
    let total = 0n;
    for (let k = 0; k < count; k++) total += x(k) * y(k);
    return reduce(total);
  },
};
