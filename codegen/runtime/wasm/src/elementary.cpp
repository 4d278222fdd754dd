// Elementary functions of the entries. `n` counts entries; the output may be the input. Outside its domain a function
// gives NaN; callers that must refuse look at the range first.
#include "lanes.h"

#define MAP(name, form)                                                   \
  EXPORT(name) void name##Entries(size_t n, const double* a, double* c) { \
    for (size_t i = 0; i < n; i++) {                                      \
      const double x = a[i];                                              \
      c[i] = form;                                                        \
    }                                                                     \
  }

// The same, two entries at a time; the last entry of an odd number fills both lanes.
#define MAP_LANES(name, form)                                             \
  EXPORT(name) void name##Entries(size_t n, const double* a, double* c) { \
    size_t i = 0;                                                         \
    for (; i + 2 <= n; i += 2) {                                          \
      const f64x2 x = load(a + i);                                        \
      store(c + i, form);                                                 \
    }                                                                     \
    if (i < n) {                                                          \
      const f64x2 x = splat(a[i]);                                        \
      c[i] = lane0(form);                                                 \
    }                                                                     \
  }

namespace {

double softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(-fabs(x))); }

// The rounding error of the product p = a b (Dekker 1971), for operands of moderate size.
double productError(double a, double b, double p) {
  const double ta = 134217729 * a, ha = ta - (ta - a), la = a - ha;
  const double tb = 134217729 * b, hb = tb - (tb - b), lb = b - hb;
  return ((ha * hb - p) + ha * lb + la * hb) + la * lb;
}

// x Φ(x), Φ the normal distribution function; erfc keeps the digits of the left tail.
double gelu(double x) {
  const double y = -x * M_SQRT1_2;
  double tail = erfc(y);
  // Where erfc falls fast it sees the rounding of its argument: one Newton correction. (√½ = M_SQRT1_2 − 4.8e−17.)
  if (y > 0.5 && y < 27) {
    const double error = productError(-x, M_SQRT1_2, y) - x * -4.833646656726457e-17;
    tail -= error * M_2_SQRTPI * exp(-y * y);
  }
  return 0.5 * x * tail;
}

}  // namespace

MAP_LANES(exp, expLanes(x))
MAP(expm1, ::expm1(x))
MAP(log, ::log(x))
MAP(log1p, ::log1p(x))
MAP(cbrt, ::cbrt(x))
MAP(sin, ::sin(x))
MAP(cos, ::cos(x))
MAP(tan, ::tan(x))
MAP(asin, ::asin(x))
MAP(acos, ::acos(x))
MAP(atan, ::atan(x))
MAP(sinh, ::sinh(x))
MAP(cosh, ::cosh(x))
MAP_LANES(tanh, tanhLanes(x))
MAP(erf, ::erf(x))
MAP_LANES(sigmoid, sigmoidLanes(x))
MAP(softplus, softplus(x))
MAP_LANES(silu, mul(x, sigmoidLanes(x)))
MAP(gelu, gelu(x))

// c = aᵖ, entrywise, for a scalar p.
EXPORT(powScalar) void powScalarEntries(size_t n, double p, const double* a, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], p);
}

// c = a^b, entrywise.
EXPORT(pow) void powEntries(size_t n, const double* a, const double* b, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], b[i]);
}
