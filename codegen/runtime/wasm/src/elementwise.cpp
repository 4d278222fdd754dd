// Arithmetic on the entries. `n` counts entries; an output may be one of the inputs.
#include "vector.h"

#define UNARY(name, vectorForm, scalarForm)                               \
  EXPORT(name) void name##Entries(size_t n, const double* a, double* c) { \
    size_t i = 0;                                                         \
    for (; i + 2 <= n; i += 2) {                                          \
      const f64x2 x = load(a + i);                                        \
      store(c + i, vectorForm);                                           \
    }                                                                     \
    if (i < n) {                                                          \
      const double x = a[i];                                              \
      c[i] = scalarForm;                                                  \
    }                                                                     \
  }

#define BINARY(name, vectorForm, scalarForm)                                               \
  EXPORT(name) void name##Entries(size_t n, const double* a, const double* b, double* c) { \
    size_t i = 0;                                                                          \
    for (; i + 2 <= n; i += 2) {                                                           \
      const f64x2 x = load(a + i), y = load(b + i);                                        \
      store(c + i, vectorForm);                                                            \
    }                                                                                      \
    if (i < n) {                                                                           \
      const double x = a[i], y = b[i];                                                     \
      c[i] = scalarForm;                                                                   \
    }                                                                                      \
  }

static inline f64x2 sqrtLanes(f64x2 x) { return wasm_f64x2_sqrt(x); }
static inline f64x2 select(f64x2 mask, f64x2 yes, f64x2 no) { return wasm_v128_bitselect(yes, no, mask); }
static inline f64x2 one() { return splat(1); }
static inline f64x2 zero() { return splat(0); }

UNARY(negate, wasm_f64x2_neg(x), -x)
UNARY(square, mul(x, x), x* x)
UNARY(sqrt, sqrtLanes(x), ::sqrt(x))
UNARY(recip, div(one(), x), 1 / x)
UNARY(rsqrt, div(one(), sqrtLanes(x)), 1 / ::sqrt(x))
UNARY(abs, wasm_f64x2_abs(x), fabs(x))
// NaN stays NaN in the next three.
UNARY(relu, wasm_f64x2_pmax(x, zero()), x > 0 || x != x ? x : 0)
UNARY(sign, select(wasm_f64x2_gt(x, zero()), one(), select(wasm_f64x2_lt(x, zero()), splat(-1), mul(x, zero()))),
      x > 0   ? 1
      : x < 0 ? -1
              : x * 0)
// 1 where x > 0, else 0: the derivative of relu, 0 at 0.
UNARY(step, select(wasm_f64x2_gt(x, zero()), one(), zero()), x > 0 ? 1 : 0)

BINARY(add, add(x, y), x + y)
BINARY(sub, sub(x, y), x - y)
BINARY(mul, mul(x, y), x* y)
BINARY(div, div(x, y), x / y)
BINARY(max, wasm_f64x2_max(x, y), x != x || x > y ? x : y)
BINARY(min, wasm_f64x2_min(x, y), x != x || x < y ? x : y)
// 1 where the relation holds, else 0.
BINARY(greater, select(wasm_f64x2_gt(x, y), one(), zero()), x > y ? 1 : 0)
BINARY(greaterEqual, select(wasm_f64x2_ge(x, y), one(), zero()), x >= y ? 1 : 0)
BINARY(equal, select(wasm_f64x2_eq(x, y), one(), zero()), x == y ? 1 : 0)

// c = s a
EXPORT(scale) void scaleEntries(size_t n, double s, const double* a, double* c) {
  const f64x2 sv = splat(s);
  size_t i = 0;
  for (; i + 2 <= n; i += 2) store(c + i, mul(sv, load(a + i)));
  if (i < n) c[i] = s * a[i];
}

// c = a + s
EXPORT(addScalar) void addScalarEntries(size_t n, double s, const double* a, double* c) {
  const f64x2 sv = splat(s);
  size_t i = 0;
  for (; i + 2 <= n; i += 2) store(c + i, add(load(a + i), sv));
  if (i < n) c[i] = a[i] + s;
}

// c = α a + β b
EXPORT(combine) void combineEntries(size_t n, double alpha, const double* a, double beta, const double* b, double* c) {
  const f64x2 av = splat(alpha), bv = splat(beta);
  size_t i = 0;
  for (; i + 2 <= n; i += 2) store(c + i, add(mul(av, load(a + i)), mul(bv, load(b + i))));
  if (i < n) c[i] = alpha * a[i] + beta * b[i];
}

// c += s a
EXPORT(axpy) void axpyEntries(size_t n, double s, const double* a, double* c) {
  const f64x2 sv = splat(s);
  size_t i = 0;
  for (; i + 2 <= n; i += 2) store(c + i, add(load(c + i), mul(sv, load(a + i))));
  if (i < n) c[i] += s * a[i];
}

// d = s a b + t d for entrywise a b; d is not read when t = 0.
EXPORT(mulAdd)
void mulAddEntries(size_t n, double s, const double* a, const double* b, double t, double* d) {
  const f64x2 sv = splat(s), tv = splat(t);
  size_t i = 0;
  if (t == 0) {
    for (; i + 2 <= n; i += 2) store(d + i, mul(sv, mul(load(a + i), load(b + i))));
    if (i < n) d[i] = s * (a[i] * b[i]);
  } else {
    for (; i + 2 <= n; i += 2) store(d + i, add(mul(sv, mul(load(a + i), load(b + i))), mul(tv, load(d + i))));
    if (i < n) d[i] = s * (a[i] * b[i]) + t * d[i];
  }
}

// d = a b c, entrywise.
EXPORT(mul3) void mul3Entries(size_t n, const double* a, const double* b, const double* c, double* d) {
  size_t i = 0;
  for (; i + 2 <= n; i += 2) store(d + i, mul(mul(load(a + i), load(b + i)), load(c + i)));
  if (i < n) d[i] = a[i] * b[i] * c[i];
}

// c = A + s x 𝟏ᵀ (x a column) for A m×n. c may be A.
EXPORT(addColumn) void addColumn(int m, int n, double s, const double* x, const double* a, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) addScalarEntries((size_t)n, s * x[i], a, c);
}

// c = A + s 𝟏 yᵀ (y a row) for A m×n. c may be A.
EXPORT(addRow) void addRow(int m, int n, double s, const double* y, const double* a, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) combineEntries((size_t)n, 1, a, s, y, c);
}

EXPORT(fill) void fillEntries(size_t n, double value, double* c) { fill(n, value, c); }

EXPORT(copy) void copyEntries(size_t n, const double* a, double* c) { copyAll(n, a, c); }
