/** Exact numbers: from text and to a double, 0 and 1, and what is asked of coefficients and exponents. */
import Fraction from "fraction.js";

export const F0 = new Fraction(0);
export const F1 = new Fraction(1);

export const isOne = (f: Fraction): boolean => f.s === 1n && f.n === 1n && f.d === 1n;
export const isZeroValue = (f: Fraction): boolean => f.n === 0n;
export const isInteger = (f: Fraction): boolean => f.d === 1n;

/** The number that a decimal is, exactly: `1e-3` is 1/1000. */
export function parseDecimal(text: string): Fraction {
  const [mantissa, exponent] = text.toLowerCase().split("e") as [string, string | undefined];
  const value = new Fraction(mantissa);
  if (exponent === undefined) return value;
  const power = Number(exponent);
  const scale = 10n ** BigInt(Math.abs(power));
  return power < 0 ? value.div(scale) : value.mul(scale);
}

/** Bits of a quotient that is rounded to a double: more than the double has. */
const QUOTIENT_BITS = 80;

/** The double next to a fraction, also where numerator or denominator is larger than any double. */
export function toNumber({ s, n, d }: Fraction): number {
  const sign = Number(s);
  if (n <= MAX_EXACT && d <= MAX_EXACT) return (sign * Number(n)) / Number(d);
  const shift = QUOTIENT_BITS + bitLength(d) - bitLength(n);
  const [over, under] = shift > 0 ? [n << BigInt(shift), d] : [n, d << BigInt(-shift)];
  // The last bit says whether something was cut off.
  const quotient = (over / under) | (over % under === 0n ? 0n : 1n);
  const half = Math.trunc(shift / 2);
  return sign * Number(quotient) * 2 ** -half * 2 ** (half - shift);
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

const bitLength = (n: bigint): number => n.toString(16).length * 4;
