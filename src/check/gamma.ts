/**
 * log Γ and its derivatives over any numbers with a logarithm, for arguments to the right of 0: the recurrence up to
 * where the asymptotic series has all digits (Abramowitz & Stegun 6.1.41, 6.3.18, 6.4.11).
 */
import Fraction from "fraction.js";
import type { Field } from "./rational/field.js";

interface Logarithms<T> {
  readonly log: (x: T) => T;
  /** log(2π). */
  readonly logTwoPi: T;
  /** Whether the series serves at an argument. */
  readonly isFar: (x: T) => boolean;
}

const TERMS = 32;

/** The Bernoulli numbers B₂, B₄, …. */
function bernoulliNumbers(): readonly Fraction[] {
  // Akiyama and Tanigawa's triangle.
  const row: Fraction[] = [];
  const found: Fraction[] = [];
  for (let m = 0; m <= 2 * TERMS; m++) {
    row[m] = new Fraction(1, m + 1);
    for (let j = m; j >= 1; j--) row[j - 1] = row[j - 1]!.sub(row[j]!).mul(j);
    if (m > 0 && m % 2 === 0) found.push(row[0]!);
  }
  return found;
}

let known: readonly Fraction[] | undefined;
const bernoulli = (): readonly Fraction[] => (known ??= bernoulliNumbers());

/** from (from + 1) … to. */
const rising = (from: number, to: number): Fraction => {
  let product = new Fraction(1);
  for (let k = from; k <= to; k++) product = product.mul(k);
  return product;
};

/** Σ B₂ₙ c(n) y^(−2n − power). */
function asymptotic<T>({ add, multiply, inverse, one, zero, fromFraction }: Field<T>) {
  return (y: T, power: number, c: (n: number) => Fraction): T => {
    const r = inverse(y);
    const square = multiply(r, r);
    let factor = Array.from({ length: Math.abs(power) }, () => (power > 0 ? r : y)).reduce(multiply, one);
    let sum = zero;
    for (const [at, b] of bernoulli().entries()) {
      factor = multiply(factor, square);
      sum = add(sum, multiply(fromFraction(b.mul(c(at + 1))), factor));
    }
    return sum;
  };
}

/** log Γ and its derivatives by their names. */
export function gammaFunctions<T>(field: Field<T>, { log, logTwoPi, isFar }: Logarithms<T>) {
  const { add, multiply, inverse, one, zero, fromFraction: of } = field;
  const series = asymptotic(field);
  const times = (f: Fraction, x: T): T => multiply(of(f), x);
  const minusOne = new Fraction(-1);

  /** The argument moved to where the series serves, and the sum of g over what it passes. */
  function moved(x: T, g: (y: T) => T): readonly [T, T] {
    let [y, sum] = [x, zero];
    for (; !isFar(y); y = add(y, one)) sum = add(sum, g(y));
    return [y, sum];
  }

  function lgamma(x: T): T {
    const [y, sum] = moved(x, log);
    const half = new Fraction(1, 2);
    const main = add(multiply(add(y, of(half.neg())), log(y)), times(minusOne, y));
    const rest = add(
      times(half, logTwoPi),
      series(y, -1, (n) => new Fraction(1, 2 * n * (2 * n - 1))),
    );
    return add(add(main, rest), times(minusOne, sum));
  }

  function digamma(x: T): T {
    const [y, sum] = moved(x, inverse);
    const rest = add(
      times(new Fraction(1, 2), inverse(y)),
      series(y, 0, (n) => new Fraction(1, 2 * n)),
    );
    return add(log(y), times(minusOne, add(rest, sum)));
  }

  /** The k-th derivative of digamma. */
  const polygamma =
    (k: number) =>
    (x: T): T => {
      const toPower = (y: T, p: number): T => Array.from({ length: p }, () => inverse(y)).reduce(multiply, one);
      const [y, sum] = moved(x, (at) => toPower(at, k + 1));
      const terms = [
        times(rising(1, k), sum),
        times(rising(1, k - 1), toPower(y, k)),
        times(rising(1, k).div(2), toPower(y, k + 1)),
        series(y, k, (n) => rising(2 * n + 1, 2 * n + k - 1)),
      ];
      return times(new Fraction(k % 2 === 1 ? 1 : -1), terms.reduce(add));
    };

  return { lgamma, digamma, trigamma: polygamma(1), tetragamma: polygamma(2), pentagamma: polygamma(3) };
}
