// Elementary functions of the entries. `n` counts entries; the output may be the input. Outside its domain a function
// gives NaN; callers that must refuse look at the range first.
#include "core.h"

#define MAP(name, form)                                                   \
  EXPORT(name) void name##Entries(size_t n, const double* a, double* c) { \
    for (size_t i = 0; i < n; i++) {                                      \
      const double x = a[i];                                              \
      c[i] = form;                                                        \
    }                                                                     \
  }

namespace {

double sigmoid(double x) {
  // exp of a negative argument never overflows, and 1 + it loses nothing.
  const double e = exp(-fabs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

double softplus(double x) { return (x > 0 ? x : 0) + log1p(exp(-fabs(x))); }

// x Φ(x), Φ the normal distribution function; erfc keeps the digits of the left tail.
double gelu(double x) { return 0.5 * x * erfc(-x * M_SQRT1_2); }

}  // namespace

MAP(exp, ::exp(x))
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
MAP(tanh, ::tanh(x))
MAP(erf, ::erf(x))
MAP(sigmoid, sigmoid(x))
MAP(softplus, softplus(x))
MAP(silu, x* sigmoid(x))
MAP(gelu, gelu(x))

// c = aᵖ, entrywise, for a scalar p.
EXPORT(powScalar) void powScalarEntries(size_t n, double p, const double* a, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], p);
}

// c = a^b, entrywise.
EXPORT(pow) void powEntries(size_t n, const double* a, const double* b, double* c) {
  for (size_t i = 0; i < n; i++) c[i] = ::pow(a[i], b[i]);
}
