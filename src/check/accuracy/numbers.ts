/** Numbers of many digits, and scalar functions of them that keep their relative accuracy. */
import { Decimal } from "decimal.js";
import { gammaFunctions } from "../gamma.js";
import { NotApplicable, Unlucky, type Field } from "../rational/field.js";

export type Number = Decimal;

/** Below this, series replace differences with 1. */
const SMALL = 1e-3;
/** Above this, erfc is a continued fraction. */
const TAIL = 3;
/** Where functions that grow by themselves end: their values have no use in double precision. */
const LARGEST_EXPONENT = 1e5;

/** Beyond this, a last digit of an angle in double precision is more than a turn. */
const LARGEST_ANGLE = 2 ** 53;

/** Arithmetic with a number of digits. */
export type Numbers = ReturnType<typeof numbersWith>;

type Base = ReturnType<typeof baseWith>;

function baseWith(digits: number) {
  const D = Decimal.clone({ precision: digits, rounding: Decimal.ROUND_HALF_EVEN });
  const number = (x: Decimal.Value): Decimal => new D(x);
  const least = number(10).pow(-digits);

  /** Σ terms until they no longer count. */
  function series(first: Decimal, next: (term: Decimal, k: number) => Decimal): Decimal {
    let [term, total] = [first, first];
    for (let k = 1; !term.isZero() && term.abs().greaterThan(total.abs().times(least)); k++) {
      term = next(term, k);
      total = total.plus(term);
    }
    return total;
  }

  return { digits, number, least, series, zero: number(0), one: number(1), pi: D.acos(-1) };
}

function fieldOver({ number, zero, one }: Base): Field<Decimal> {
  return {
    zero,
    one,
    add: (x, y) => x.plus(y),
    subtract: (x, y) => x.minus(y),
    multiply: (x, y) => x.times(y),
    negate: (x) => x.negated(),
    inverse: (x) => {
      if (x.isZero()) throw new Unlucky("division by zero");
      return one.div(x);
    },
    fromFraction: (f) => number(String(f.s * f.n)).div(String(f.d)),
    equal: (x, y) => x.equals(y),
    // The order of magnitude does for a pivot: digits abound.
    size: (x) => (x.isZero() ? 0 : x.e + 1e9),
    larger: (x, y) => (x.greaterThanOrEqualTo(y) ? x : y),
    comesAfter: (x, y) => x.greaterThan(y),
    sumOfProducts: (count, x, y) => {
      let total = zero;
      for (let k = 0; k < count; k++) total = total.plus(x(k).times(y(k)));
      return total;
    },
  };
}

function exponentialsOver({ number, one, series }: Base) {
  const exp = (t: Decimal): Decimal => {
    if (t.abs().greaterThan(LARGEST_EXPONENT)) throw new NotApplicable("an exponent is too large");
    return t.exp();
  };
  const expm1 = (t: Decimal): Decimal =>
    t.abs().lessThan(SMALL) ? series(t, (term, k) => term.times(t).div(k + 1)) : exp(t).minus(1);
  const log = (t: Decimal): Decimal => {
    if (!t.greaterThan(0)) throw new Unlucky("a logarithm of a number that is not positive");
    return t.ln();
  };
  /** 2 artanh(t/(2 + t)) near 0. */
  function log1p(t: Decimal): Decimal {
    if (!t.abs().lessThan(SMALL)) return log(t.plus(1));
    const z = t.div(t.plus(2));
    const square = z.times(z);
    let power = z;
    return series(z.times(2), (_, k) => (power = power.times(square)).times(2).div(2 * k + 1));
  }
  const sinh = (t: Decimal): Decimal => expm1(t).minus(expm1(t.negated())).div(2);
  const cosh = (t: Decimal): Decimal => exp(t).plus(exp(t.negated())).div(2);
  const tanh = (t: Decimal): Decimal => {
    const e = expm1(t.abs().times(-2));
    const value = e.negated().div(e.plus(2));
    return t.isNegative() ? value.negated() : value;
  };
  const sigmoid = (t: Decimal): Decimal => one.div(exp(t.negated()).plus(1));
  const softplus = (t: Decimal): Decimal => (t.greaterThan(0) ? t.plus(log1p(exp(t.negated()))) : log1p(exp(t)));
  const sign = (t: Decimal): Decimal => number(t.isZero() ? 0 : t.isNegative() ? -1 : 1);

  return { exp, expm1, log, log1p, sinh, cosh, tanh, sigmoid, softplus, sign };
}

function errorFunctionsOver(
  { number, one, zero, pi, least, series }: Base,
  { exp, sign }: ReturnType<typeof exponentialsOver>,
) {
  /** 2/√π Σ 2ᵏ t^(2k+1)/(2k + 1)!! e^(−t²): nothing cancels. */
  function erf(t: Decimal): Decimal {
    if (t.abs().greaterThan(TAIL)) return sign(t).times(one.minus(erfc(t.abs())));
    const square = t.times(t).times(2);
    const sum = series(t, (term, k) => term.times(square).div(2 * k + 1));
    return sum
      .times(2)
      .div(pi.sqrt())
      .times(exp(t.times(t).negated()));
  }

  /** Of t > 0 by Lentz's method for the continued fraction e^(−t²)/√π · 1/(t + ½/(t + 1/(t + 3/2/(t + …)))). */
  function erfc(t: Decimal): Decimal {
    if (!t.greaterThan(TAIL)) return one.minus(erf(t));
    let [f, c, d] = [t, t, zero];
    for (let k = 1; k < 20_000; k++) {
      const a = number(k).div(2);
      d = one.div(t.plus(a.times(d)));
      c = t.plus(a.div(c));
      const ratio = c.times(d);
      f = f.times(ratio);
      if (ratio.minus(1).abs().lessThan(least.times(10))) break;
    }
    return exp(t.times(t).negated()).div(pi.sqrt()).div(f);
  }

  /** Φ(t). */
  const normalcdf = (t: Decimal): Decimal => {
    const z = t.abs().div(number(2).sqrt());
    const tail = erfc(z).div(2);
    return t.isNegative() ? tail : one.minus(tail);
  };
  const gelu = (t: Decimal): Decimal => t.times(normalcdf(t));

  return { erf, gelu, normalcdf };
}

function gammaOver(base: Base, { log }: ReturnType<typeof exponentialsOver>) {
  const far = base.number(Math.max(20, 2 * base.digits));
  const functions = gammaFunctions(fieldOver(base), {
    log,
    logTwoPi: log(base.pi.times(2)),
    isFar: (t) => t.greaterThanOrEqualTo(far),
  });
  const right = ([name, f]: [string, (t: Decimal) => Decimal]) => {
    const checked = (t: Decimal): Decimal => {
      if (!t.greaterThan(0)) throw new Unlucky(`${name} of a number that is not positive`);
      return f(t);
    };
    return [name, checked] as const;
  };
  return Object.fromEntries(Object.entries(functions).map(right));
}

/** The slopes of functions with a pole at 0. */
export const SLOPES_AT_POLES: Readonly<Record<string, string>> = {
  lgamma: "digamma",
  digamma: "trigamma",
  trigamma: "tetragamma",
  tetragamma: "pentagamma",
};

export function numbersWith(digits: number) {
  const base = baseWith(digits);
  const { zero, one } = base;
  const exponentials = exponentialsOver(base);
  const { exp, log, sigmoid } = exponentials;

  /** t^p; of an integer p by multiplication. */
  function power(t: Decimal, p: Decimal): Decimal {
    if (p.isInteger()) {
      if (p.isNegative() && t.isZero()) throw new Unlucky("division by zero");
      return t.pow(p);
    }
    if (t.isZero() && p.greaterThan(0)) return zero;
    if (p.equals(0.5) && t.greaterThan(0)) return t.sqrt();
    return exp(p.times(log(t)));
  }

  /** f(t) where double precision tells an angle. */
  const ofAngle =
    (f: (t: Decimal) => Decimal) =>
    (t: Decimal): Decimal => {
      if (t.abs().greaterThan(LARGEST_ANGLE)) throw new NotApplicable("an angle is too large");
      return f(t);
    };

  const scalars: Readonly<Record<string, (t: Decimal) => Decimal>> = {
    ...exponentials,
    ...errorFunctionsOver(base, exponentials),
    ...gammaOver(base, exponentials),
    cbrt: (t) => t.cbrt(),
    abs: (t) => t.abs(),
    sin: ofAngle((t) => t.sin()),
    cos: ofAngle((t) => t.cos()),
    tan: ofAngle((t) => t.tan()),
    asin: (t) => t.asin(),
    acos: (t) => t.acos(),
    atan: (t) => t.atan(),
    relu: (t) => (t.greaterThan(0) ? t : zero),
    step: (t) => (t.greaterThan(0) ? one : zero),
    silu: (t) => t.times(sigmoid(t)),
  };

  return { digits, number: base.number, field: fieldOver(base), scalars, power, exp, log, pi: base.pi };
}
