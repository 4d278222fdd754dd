#include "vector.h"

double maxAbs(size_t n, const double* x) {
  // The maximum of wasm is NaN when an operand is.
  f64x2 m0 = splat(0), m1 = m0;
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    m0 = wasm_f64x2_max(m0, wasm_f64x2_abs(load(x + i)));
    m1 = wasm_f64x2_max(m1, wasm_f64x2_abs(load(x + i + 2)));
  }
  for (; i < n; i++) m0 = wasm_f64x2_max(m0, splat(fabs(x[i])));
  m0 = wasm_f64x2_max(m0, m1);
  return lane0(wasm_f64x2_max(m0, wasm_i64x2_shuffle(m0, m0, 1, 0)));
}

static double sumOfSquares(size_t n, const double* x, double factor) {
  const f64x2 f = splat(factor);
  f64x2 s0 = splat(0), s1 = s0;
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const f64x2 a = mul(f, load(x + i)), b = mul(f, load(x + i + 2));
    s0 = add(s0, mul(a, a));
    s1 = add(s1, mul(b, b));
  }
  double s = sumLanes(add(s0, s1));
  for (; i < n; i++) s += (factor * x[i]) * (factor * x[i]);
  return s;
}

double norm2(size_t n, const double* x) {
  // Between these bounds no square that matters has over- or underflowed.
  const double s = sumOfSquares(n, x, 1);
  if (s > 1e-280 && s < 1e280) return sqrt(s);
  const double m = maxAbs(n, x);
  if (!(m > 0) || m == INFINITY) return m;
  // A power of two, so that scaling is exact; clamped because 2^1074 is not a double.
  const int e = ilogb(m);
  const double down = scalbn(1.0, e < -1000 ? 1000 : -e);
  return sqrt(sumOfSquares(n, x, down)) / down;
}

bool allFinite(size_t n, const double* x) {
  // x − x is 0 for a finite x and NaN otherwise.
  f64x2 s0 = splat(0), s1 = s0;
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const f64x2 a = load(x + i), b = load(x + i + 2);
    s0 = add(s0, sub(a, a));
    s1 = add(s1, sub(b, b));
  }
  double s = sumLanes(add(s0, s1));
  for (; i < n; i++) s += x[i] - x[i];
  return s == 0;
}
