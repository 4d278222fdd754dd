/**
 * Complex numbers, and scalar functions of them. Imaginary parts may be as small as 1e−20 and keep their relative
 * accuracy: no formula here subtracts them from anything of another size.
 */
import { gammaFunctions } from "../gamma.js";
import { Unlucky, type Field } from "../rational/field.js";
import { toNumber } from "../../expression/node/fractions.js";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const ZERO = complex(0);
export const ONE = complex(1);

const add = (x: Complex, y: Complex): Complex => complex(x.re + y.re, x.im + y.im);
const subtract = (x: Complex, y: Complex): Complex => complex(x.re - y.re, x.im - y.im);
const negate = (x: Complex): Complex => complex(-x.re, -x.im);
export const scaled = (s: number, x: Complex): Complex => complex(s * x.re, s * x.im);
const multiply = (x: Complex, y: Complex): Complex => complex(x.re * y.re - x.im * y.im, x.re * y.im + x.im * y.re);

function inverse(x: Complex): Complex {
  if (x.re === 0 && x.im === 0) throw new Unlucky("division by zero");
  // Without squares that overflow (Smith 1962).
  if (Math.abs(x.re) >= Math.abs(x.im)) {
    const ratio = x.im / x.re;
    const size = x.re + x.im * ratio;
    return complex(1 / size, -ratio / size);
  }
  const ratio = x.re / x.im;
  const size = x.re * ratio + x.im;
  return complex(ratio / size, -1 / size);
}

export const divide = (x: Complex, y: Complex): Complex => multiply(x, inverse(y));

export const complexField: Field<Complex> = {
  zero: ZERO,
  one: ONE,
  add,
  subtract,
  multiply,
  negate,
  inverse,
  fromFraction: (f) => complex(toNumber(f)),
  equal: (x, y) => x.re === y.re && x.im === y.im,
  size: (x) => Math.hypot(x.re, x.im),
  larger: (x, y) => (x.re >= y.re ? x : y),
  comesAfter: (x, y) => x.re > y.re,
  sumOfProducts: (count, x, y) => {
    let [re, im] = [0, 0];
    for (let k = 0; k < count; k++) {
      const [a, b] = [x(k), y(k)];
      re += a.re * b.re - a.im * b.im;
      im += a.re * b.im + a.im * b.re;
    }
    return complex(re, im);
  },
};

export const exp = (z: Complex): Complex => complex(Math.exp(z.re) * Math.cos(z.im), Math.exp(z.re) * Math.sin(z.im));
/** The principal value; of a real part below 0 the function jumps, and no number comes out. */
export const log = (z: Complex): Complex =>
  z.re > 0 ? complex(Math.log(Math.hypot(z.re, z.im)), Math.atan2(z.im, z.re)) : complex(NaN, NaN);

const expm1 = (z: Complex): Complex => {
  const half = Math.sin(z.im / 2);
  return complex(Math.expm1(z.re) * Math.cos(z.im) - 2 * half * half, Math.exp(z.re) * Math.sin(z.im));
};
const log1p = (z: Complex): Complex =>
  z.re > -1 ? complex(Math.log1p(z.re * (2 + z.re) + z.im * z.im) / 2, Math.atan2(z.im, 1 + z.re)) : complex(NaN, NaN);
const sin = (z: Complex): Complex => complex(Math.sin(z.re) * Math.cosh(z.im), Math.cos(z.re) * Math.sinh(z.im));
const cos = (z: Complex): Complex => complex(Math.cos(z.re) * Math.cosh(z.im), -Math.sin(z.re) * Math.sinh(z.im));
const sinh = (z: Complex): Complex => complex(Math.sinh(z.re) * Math.cos(z.im), Math.cosh(z.re) * Math.sin(z.im));
const cosh = (z: Complex): Complex => complex(Math.cosh(z.re) * Math.cos(z.im), Math.sinh(z.re) * Math.sin(z.im));
/** (1 − q)/(1 + q) with q = exp(−2|z|), which does not overflow. */
function tanh(z: Complex): Complex {
  if (z.re < 0) return negate(tanh(negate(z)));
  const q = exp(scaled(-2, z));
  return divide(negate(expm1(scaled(-2, z))), add(ONE, q));
}
/** Its imaginary part is artanh(2y/(1 + x² + y²))/2. */
const atan = (z: Complex): Complex =>
  complex(
    Math.atan2(2 * z.re, 1 - z.re * z.re - z.im * z.im) / 2,
    Math.atanh((2 * z.im) / (1 + z.re * z.re + z.im * z.im)) / 2,
  );
const asin = (z: Complex): Complex => atan(divide(z, power(subtract(ONE, multiply(z, z)), complex(0.5))));

function sigmoid(z: Complex): Complex {
  if (z.re >= 0) return inverse(add(ONE, exp(negate(z))));
  const e = exp(z);
  return divide(e, add(ONE, e));
}

/** log(1 + exp z) = max(z, 0) + log1p(exp(−|z|)). */
const softplus = (z: Complex): Complex => (z.re > 0 ? add(z, log1p(exp(negate(z)))) : log1p(exp(z)));

/** zⁿ by multiplication. */
function naturalPower(z: Complex, n: number): Complex {
  let [result, square] = [ONE, z];
  for (let k = n; k > 0; k = Math.floor(k / 2)) {
    if (k % 2 === 1) result = multiply(result, square);
    square = multiply(square, square);
  }
  return result;
}

/** z^p, on the branch that is real where z is positive; by multiplication where p is an integer. */
export function power(z: Complex, p: Complex): Complex {
  if (p.im !== 0 || !Number.isInteger(p.re)) return exp(multiply(p, log(z)));
  return p.re < 0 ? inverse(naturalPower(z, -p.re)) : naturalPower(z, p.re);
}

/** At 32 terms the series has all digits from here on. */
const gamma = gammaFunctions(complexField, {
  log,
  logTwoPi: complex(Math.log(2 * Math.PI)),
  isFar: (z) => z.re >= 16,
});

/** The functions of Γ to the right of 0. */
const ofRight =
  (f: (z: Complex) => Complex) =>
  (z: Complex): Complex =>
    z.re > 0 ? f(z) : complex(NaN, NaN);

const signed = (z: Complex): Complex => complex(Math.sign(z.re));

/**
 * Functions of the catalogue that are holomorphic, or are so on both sides of a jump or a corner. Those that it defines by
 * others need no entry.
 */
export const holomorphic: Readonly<Record<string, (z: Complex) => Complex>> = {
  exp,
  expm1,
  log,
  log1p,
  cbrt: (z) => multiply(signed(z), power(multiply(signed(z), z), complex(1 / 3))),
  abs: (z) => multiply(signed(z), z),
  sign: signed,
  sin,
  cos,
  tan: (z) => divide(sin(z), cos(z)),
  asin,
  acos: (z) => subtract(complex(Math.PI / 2), asin(z)),
  atan,
  sinh,
  cosh,
  tanh,
  sigmoid,
  softplus,
  relu: (z) => (z.re > 0 ? z : ZERO),
  step: (z) => (z.re > 0 ? ONE : ZERO),
  silu: (z) => multiply(z, sigmoid(z)),
  ...Object.fromEntries(Object.entries(gamma).map(([name, f]) => [name, ofRight(f)])),
};
