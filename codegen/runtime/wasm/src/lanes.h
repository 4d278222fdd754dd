// The exponential and its relatives, of two doubles at a time. (Logarithms and trigonometric functions gain nothing
// over the table-driven ones of the C library.) Errors are about 2 ulps at most, of tanh 4; infinite and NaN arguments are treated as
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

// x = k ln 2 + r with |r| ≤ ln 2 / 2, and exp(r) = 1 + 2 p / (q − p), p odd, q even in r (Cephes).
struct Reduced {
  f64x2 k, p, q;
};

static inline Reduced reduced(f64x2 x) {
  const f64x2 k = wasm_f64x2_nearest(mul(x, splat(1.4426950408889634)));
  const f64x2 r = sub(sub(x, mul(k, splat(6.93147180369123816490e-01))), mul(k, splat(1.90821492927058770002e-10)));
  const f64x2 z = mul(r, r);
  const f64x2 p = mul(r, add(mul(add(mul(splat(1.26177193074810590878e-4), z), splat(3.02994407707441961300e-2)), z),
                             splat(9.99999999999999999910e-1)));
  const f64x2 q = add(mul(add(mul(add(mul(splat(3.00198505138664455042e-6), z), splat(2.52448340349684104192e-3)), z),
                              splat(2.27265548208155028766e-1)),
                          z),
                      splat(2));
  return {k, p, q};
}

static inline f64x2 expLanes(f64x2 x) {
  // Beyond these bounds the result is 0 or ∞; NaN as the first operand passes.
  x = wasm_f64x2_pmax(wasm_f64x2_pmin(x, splat(720)), splat(-760));
  const Reduced e = reduced(x);
  const f64x2 half = div(e.p, sub(e.q, e.p));
  // Two factors: 2ᵏ alone may be out of range while the result is not.
  const f64x2 k1 = wasm_f64x2_nearest(mul(e.k, splat(0.5))), k2 = sub(e.k, k1);
  return mul(mul(add(splat(1), add(half, half)), powerOfTwo(k1)), powerOfTwo(k2));
}

static inline f64x2 sigmoidLanes(f64x2 x) {
  // exp of a negative argument never overflows, and 1 + it loses nothing.
  const f64x2 e = expLanes(wasm_f64x2_neg(absolute(x)));
  return div(choose(wasm_f64x2_lt(x, splat(0)), e, splat(1)), add(splat(1), e));
}

static inline f64x2 tanhLanes(f64x2 x) {
  // exp(2 |x|) = 2ᵏ (1 + 2 p / (q − p)) as above, and tanh |x| = (exp(2 |x|) − 1) / (exp(2 |x|) + 1) with the two fractions
  // made one. Below ln 2 / 4 that is p / q, in which nothing cancels; beyond 22 the last digit is that of 1.
  const f64x2 a = absolute(x);
  const f64x2 y = wasm_f64x2_pmin(add(a, a), splat(60));
  const Reduced e = reduced(y);
  const f64x2 scale = powerOfTwo(e.k), d = sub(e.q, e.p);
  // above / d = exp(2 |x|) − 1
  const f64x2 above = add(mul(scale, add(e.p, e.p)), mul(sub(scale, splat(1)), d));
  const f64x2 value = div(above, add(above, add(d, d)));
  return wasm_v128_or(value, wasm_v128_and(x, splat(-0.0)));
}
