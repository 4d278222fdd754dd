/** Numbers of many digits, and scalar functions of them that keep their relative accuracy. */
import { Decimal } from "decimal.js";
import { NotApplicable, Unlucky, type Field } from "../rational/algebra.js";

export type Number = Decimal;

/** Arithmetic with a number of digits. */
export type Numbers = ReturnType<typeof numbersWith>;

/** Below this, series replace differences with 1. */
const SMALL = 1e-3;
/** Above this, erfc is a continued fraction. */
const TAIL = 3;
/** Where functions that grow by themselves end: their values have no use in double precision. */
const LARGEST_EXPONENT = 1e5;

export function numbersWith(digits: number) {
  const D = Decimal.clone({ precision: digits, rounding: Decimal.ROUND_HALF_EVEN });
  const number = (x: Decimal.Value): Decimal => new D(x);
  const [ZERO, ONE, TWO] = [number(0), number(1), number(2)];
  const PI = D.acos(-1);
  const least = number(10).pow(-digits);

  const field: Field<Decimal> = {
    zero: ZERO,
    one: ONE,
    add: (x, y) => x.plus(y),
    subtract: (x, y) => x.minus(y),
    multiply: (x, y) => x.times(y),
    negate: (x) => x.negated(),
    inverse: (x) => {
      if (x.isZero()) throw new Unlucky("division by zero");
      return ONE.div(x);
    },
    fromFraction: (f) => number(String(f.s * f.n)).div(String(f.d)),
    equal: (x, y) => x.equals(y),
    // The order of magnitude does for a pivot: digits abound.
    size: (x) => (x.isZero() ? 0 : x.e + 1e9),
    larger: (x, y) => (x.greaterThanOrEqualTo(y) ? x : y),
    comesAfter: (x, y) => x.greaterThan(y),
    sumOfProducts: (count, x, y) => {
      let total = ZERO;
      for (let k = 0; k < count; k++) total = total.plus(x(k).times(y(k)));
      return total;
    },
  };

  /** Σ terms until they no longer count. */
  function series(first: Decimal, next: (term: Decimal, k: number) => Decimal): Decimal {
    let [term, total] = [first, first];
    for (let k = 1; !term.isZero() && term.abs().greaterThan(total.abs().times(least)); k++) {
      term = next(term, k);
      total = total.plus(term);
    }
    return total;
  }

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
  const sigmoid = (t: Decimal): Decimal => ONE.div(exp(t.negated()).plus(1));
  const softplus = (t: Decimal): Decimal => (t.greaterThan(0) ? t.plus(log1p(exp(t.negated()))) : log1p(exp(t)));
  const sign = (t: Decimal): Decimal => number(t.isZero() ? 0 : t.isNegative() ? -1 : 1);

  /** 2/√π Σ 2ᵏ t^(2k+1)/(2k + 1)!! e^(−t²): nothing cancels. */
  function erf(t: Decimal): Decimal {
    if (t.abs().greaterThan(TAIL)) return sign(t).times(ONE.minus(erfc(t.abs())));
    const square = t.times(t).times(2);
    const sum = series(t, (term, k) => term.times(square).div(2 * k + 1));
    return sum
      .times(2)
      .div(PI.sqrt())
      .times(exp(t.times(t).negated()));
  }

  /** Of t > 0 by Lentz's method for the continued fraction e^(−t²)/√π · 1/(t + ½/(t + 1/(t + 3/2/(t + …)))). */
  function erfc(t: Decimal): Decimal {
    if (!t.greaterThan(TAIL)) return ONE.minus(erf(t));
    let [f, c, d] = [t, t, ZERO];
    for (let k = 1; k < 20_000; k++) {
      const a = number(k).div(2);
      d = ONE.div(t.plus(a.times(d)));
      c = t.plus(a.div(c));
      const ratio = c.times(d);
      f = f.times(ratio);
      if (ratio.minus(1).abs().lessThan(least.times(10))) break;
    }
    return exp(t.times(t).negated()).div(PI.sqrt()).div(f);
  }

  /** t Φ(t). */
  const gelu = (t: Decimal): Decimal => {
    const z = t.abs().div(TWO.sqrt());
    const tail = erfc(z).div(2);
    return t.times(t.isNegative() ? tail : ONE.minus(tail));
  };

  /** t^p; of an integer p by multiplication. */
  function power(t: Decimal, p: Decimal): Decimal {
    if (p.isInteger()) {
      if (p.isNegative() && t.isZero()) throw new Unlucky("division by zero");
      return t.pow(p);
    }
    if (t.isZero() && p.greaterThan(0)) return ZERO;
    if (p.equals(0.5) && t.greaterThan(0)) return t.sqrt();
    return exp(p.times(log(t)));
  }

  const scalars: Readonly<Record<string, (t: Decimal) => Decimal>> = {
    exp,
    expm1,
    log,
    log1p,
    cbrt: (t) => t.cbrt(),
    abs: (t) => t.abs(),
    sign,
    sin: (t) => t.sin(),
    cos: (t) => t.cos(),
    tan: (t) => t.tan(),
    asin: (t) => t.asin(),
    acos: (t) => t.acos(),
    atan: (t) => t.atan(),
    sinh,
    cosh,
    tanh,
    sigmoid,
    softplus,
    relu: (t) => (t.greaterThan(0) ? t : ZERO),
    step: (t) => (t.greaterThan(0) ? ONE : ZERO),
    silu: (t) => t.times(sigmoid(t)),
    erf,
    gelu,
  };

  return { digits, number, field, scalars, power, exp, log, pi: PI, least };
}
