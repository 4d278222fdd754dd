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

// 2Φ(x), Φ the normal distribution function; erfc keeps the digits of the left tail.
double twiceNormal(double x) {
  const double y = -x * M_SQRT1_2;
  double tail = erfc(y);
  // Where erfc falls fast it sees the rounding of its argument: one Newton correction. (√½ = M_SQRT1_2 − 4.8e−17.)
  if (y > 0.5 && y < 27) {
    const double error = productError(-x, M_SQRT1_2, y) - x * -4.833646656726457e-17;
    tail -= error * M_2_SQRTPI * exp(-y * y);
  }
  return tail;
}

// The derivatives of log Γ from the second on, ψ⁽ᵏ⁾ for k = 1, 2, 3, and ψ for k = 0: the recurrence up to where the
// asymptotic series has all digits, and reflection for negative arguments (Abramowitz & Stegun 6.3, 6.4).
constexpr double BERNOULLI[] = {1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510};
constexpr double FAR = 14;

template <int k>
double polygammaRight(double x) {
  constexpr double factorial = k == 3 ? 6 : k == 2 ? 2 : 1, sign = k % 2 == 1 ? 1 : -1;
  double sum = 0, y = x;
  for (; y < FAR; y++) sum += 1 / (k == 0 ? y : k == 1 ? y * y : k == 2 ? y * y * y : (y * y) * (y * y));
  const double r = 1 / y, square = r * r;
  double series = 0, coefficient = 1, power = square;
  for (int n = 1; n <= 8; n++, power *= square) {
    // (2n + k − 1)!/(2n)!
    coefficient = k == 0 ? 1.0 / (2 * n) : k == 1 ? 1 : k == 2 ? 2 * n + 1 : (2 * n + 1.0) * (2 * n + 2);
    series += BERNOULLI[n - 1] * coefficient * power;
  }
  if (k == 0) return (log(y) - r / 2 - series) - sum;
  const double rest = k == 1 ? r * (1 + r / 2 + series)
                      : k == 2 ? square * (1 + r + series)
                               : square * r * (2 + 3 * r + series);
  return sign * (factorial * sum + rest);
}

template <int k>
double polygamma(double x) {
  if (x > 0) return x == INFINITY ? (k == 0 ? INFINITY : 0) : polygammaRight<k>(x);
  if (!(x > -INFINITY) || x == floor(x)) return NAN;
  const double t = M_PI * (x - floor(x)), c = cos(t), s = sin(t), mirrored = polygammaRight<k>(1 - x);
  if (k == 0) return mirrored - M_PI * c / s;
  if (k == 1) return M_PI * M_PI / (s * s) - mirrored;
  if (k == 2) return mirrored - 2 * M_PI * M_PI * M_PI * c / (s * s * s);
  return 2 * (M_PI * M_PI) * (M_PI * M_PI) * (2 * c * c + 1) / (s * s * s * s) - mirrored;
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
MAP(gelu, 0.5 * x * twiceNormal(x))
MAP(normalcdf, 0.5 * twiceNormal(x))
MAP(lgamma, ::lgamma(x))
MAP(digamma, polygamma<0>(x))
MAP(trigamma, polygamma<1>(x))
MAP(tetragamma, polygamma<2>(x))
MAP(pentagamma, polygamma<3>(x))

// c = aᵖ, entrywise, for a scalar p.
EXPORT(powScalar) void powScalarEntries(size_t n, double p, const double* a, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], p);
}

// c = a^b, entrywise.
EXPORT(pow) void powEntries(size_t n, const double* a, const double* b, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], b[i]);
}
