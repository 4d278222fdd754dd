// The exponential and its relatives, of two doubles at a time. (Logarithms and trigonometric functions gain nothing
// over the table-driven ones of the C library.) Errors are about 2 ulps at most; infinite and NaN arguments are treated as
// there.
#pragma once

#include "core.h"

static inline f64x2 choose(f64x2 mask, f64x2 yes, f64x2 no) { return wasm_v128_bitselect(yes, no, mask); }
static inline f64x2 absolute(f64x2 x) { return wasm_f64x2_abs(x); }

// 2ᵏ for integers k in [−1022, 1023].
static inline f64x2 powerOfTwo(f64x2 k) {
  // Added to 1.5 · 2⁵², an integer shows up in the low bits.
  const f64x2 bits = add(k, splat(6755399441055744.0 + 1023));
  return wasm_i64x2_shl(bits, 52);
}

static inline f64x2 expLanes(f64x2 x) {
  // Beyond these bounds the result is 0 or ∞; NaN as the first operand passes.
  x = wasm_f64x2_pmax(wasm_f64x2_pmin(x, splat(720)), splat(-760));
  // x = k ln 2 + r with |r| ≤ ln 2 / 2, and exp(r) = 1 + 2 p / (q − p), p odd, q even in r (Cephes).
  const f64x2 k = wasm_f64x2_nearest(mul(x, splat(1.4426950408889634)));
  const f64x2 r = sub(sub(x, mul(k, splat(6.93147180369123816490e-01))), mul(k, splat(1.90821492927058770002e-10)));
  const f64x2 z = mul(r, r);
  const f64x2 p = mul(r, add(mul(add(mul(splat(1.26177193074810590878e-4), z), splat(3.02994407707441961300e-2)), z),
                             splat(9.99999999999999999910e-1)));
  const f64x2 q = add(mul(add(mul(add(mul(splat(3.00198505138664455042e-6), z), splat(2.52448340349684104192e-3)), z),
                              splat(2.27265548208155028766e-1)),
                          z),
                      splat(2));
  const f64x2 half = div(p, sub(q, p));
  // Two factors: 2ᵏ alone may be out of range while the result is not.
  const f64x2 k1 = wasm_f64x2_nearest(mul(k, splat(0.5))), k2 = sub(k, k1);
  return mul(mul(add(splat(1), add(half, half)), powerOfTwo(k1)), powerOfTwo(k2));
}

static inline f64x2 sigmoidLanes(f64x2 x) {
  // exp of a negative argument never overflows, and 1 + it loses nothing.
  const f64x2 e = expLanes(wasm_f64x2_neg(absolute(x)));
  return div(choose(wasm_f64x2_lt(x, splat(0)), e, splat(1)), add(splat(1), e));
}

static inline f64x2 tanhLanes(f64x2 x) {
  const f64x2 a = absolute(x), z = mul(x, x);
  // Beyond 0.625, tanh |x| = 1 − 2 / (exp(2 |x|) + 1), which is 1 to the last digit beyond 22.
  const f64x2 e = expLanes(wasm_f64x2_pmin(add(a, a), splat(60)));
  // Below, tanh x = x + x z p(z) / q(z) with the polynomials of Cephes. One division serves both.
  const f64x2 p = add(mul(add(mul(splat(-9.64399179425052238628e-1), z), splat(-9.92877231001918586564e1)), z),
                      splat(-1.61468768441708447952e3));
  const f64x2 q = add(mul(add(mul(add(z, splat(1.12811678491632931402e2)), z), splat(2.23548839060100448583e3)), z),
                      splat(4.84406305325125486048e3));
  const f64x2 small = wasm_f64x2_lt(a, splat(0.625));
  const f64x2 quotient = div(choose(small, mul(z, p), splat(2)), choose(small, q, add(e, splat(1))));
  const f64x2 sign = wasm_v128_and(x, splat(-0.0));
  return choose(small, add(x, mul(x, quotient)), wasm_v128_or(sub(splat(1), quotient), sign));
}
