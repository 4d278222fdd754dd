// Sums, inner products, norms, extrema, softmax.
#include "lanes.h"
#include "vector.h"

static double sumOf(size_t n, const double* a) {
  f64x2 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    s0 = add(s0, load(a + i));
    s1 = add(s1, load(a + i + 2));
    s2 = add(s2, load(a + i + 4));
    s3 = add(s3, load(a + i + 6));
  }
  double s = sumLanes(add(add(s0, s1), add(s2, s3)));
  for (; i < n; i++) s += a[i];
  return s;
}

EXPORT(sum) double sumEntries(size_t n, const double* a) { return sumOf(n, a); }

// A : B = tr(AᵀB)
EXPORT(dot) double dotEntries(size_t n, const double* a, const double* b) { return dot((int)n, a, b); }

// Frobenius norm (2-norm of a vector), without overflow or loss to underflow.
EXPORT(norm) double normEntries(size_t n, const double* a) { return norm2(n, a); }

// Σ |aᵢ|
EXPORT(absSum) double absSum(size_t n, const double* a) {
  f64x2 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    s0 = add(s0, absolute(load(a + i)));
    s1 = add(s1, absolute(load(a + i + 2)));
    s2 = add(s2, absolute(load(a + i + 4)));
    s3 = add(s3, absolute(load(a + i + 6)));
  }
  double s = sumLanes(add(add(s0, s1), add(s2, s3)));
  for (; i < n; i++) s += fabs(a[i]);
  return s;
}

// ‖A‖₁ of a matrix, its greatest column sum of absolute values, A m×n.
EXPORT(columnNorm) double columnNorm(int m, int n, const double* a) {
  double greatest = 0;
  for (int j = 0; j < n; j++) {
    double s = 0;
    for (int i = 0; i < m; i++) s += fabs(a[(size_t)i * n + j]);
    greatest = s > greatest || s != s ? s : greatest;
  }
  return greatest;
}

EXPORT(maxAbs) double maxAbsEntries(size_t n, const double* a) { return maxAbs(n, a); }

// Of two lanes each, the entries that come first by `comes`, or NaN; what is not a number stays.
template <typename Comes>
static f64x2 firstLanes(Comes comes, f64x2 x, f64x2 m) {
  return choose(wasm_v128_or(comes(x, m), wasm_f64x2_ne(x, x)), x, m);
}

template <typename Comes>
static double firstOf(Comes comes, double m, size_t n, const double* a) {
  f64x2 m0 = splat(m), m1 = m0, m2 = m0, m3 = m0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    m0 = firstLanes(comes, load(a + i), m0);
    m1 = firstLanes(comes, load(a + i + 2), m1);
    m2 = firstLanes(comes, load(a + i + 4), m2);
    m3 = firstLanes(comes, load(a + i + 6), m3);
  }
  for (; i < n; i++) m0 = firstLanes(comes, splat(a[i]), m0);
  m0 = firstLanes(comes, m1, m0);
  m0 = firstLanes(comes, firstLanes(comes, m3, m2), m0);
  return lane0(firstLanes(comes, wasm_i64x2_shuffle(m0, m0, 1, 0), m0));
}

// The greatest and the least entry; NaN when an entry is NaN; ∓∞ of nothing.
EXPORT(maximum) double maximum(size_t n, const double* a) {
  return firstOf([](f64x2 x, f64x2 m) { return wasm_f64x2_gt(x, m); }, -INFINITY, n, a);
}
EXPORT(minimum) double minimum(size_t n, const double* a) {
  return firstOf([](f64x2 x, f64x2 m) { return wasm_f64x2_lt(x, m); }, INFINITY, n, a);
}

// 1 when no entry is infinite or NaN.
EXPORT(isFinite) int isFinite(size_t n, const double* a) { return allFinite(n, a); }

// tr A, A n×n
EXPORT(trace) double trace(int n, const double* a) {
  double s = 0;
  for (int i = 0; i < n; i++) s += a[(size_t)i * n + i];
  return s;
}

// r = A 𝟏, A m×n
EXPORT(rowSums) void rowSums(int m, int n, const double* a, double* r) {
  for (int i = 0; i < m; i++) r[i] = sumOf((size_t)n, a + (size_t)i * n);
}

// r = Aᵀ 𝟏, A m×n
EXPORT(columnSums) void columnSums(int m, int n, const double* a, double* r) {
  memset(r, 0, (size_t)n * sizeof(double));
  for (int i = 0; i < m; i++, a += n) axpy(n, 1, a, r);
}

// rᵢ = Σⱼ Aᵢⱼ Bᵢⱼ = diag(A Bᵀ)ᵢ, m×n
EXPORT(rowDots) void rowDots(int m, int n, const double* a, const double* b, double* r) {
  for (int i = 0; i < m; i++) r[i] = dot(n, a + (size_t)i * n, b + (size_t)i * n);
}

// rⱼ = Σᵢ Aᵢⱼ Bᵢⱼ = diag(AᵀB)ⱼ, m×n
EXPORT(columnDots) void columnDots(int m, int n, const double* a, const double* b, double* r) {
  memset(r, 0, (size_t)n * sizeof(double));
  for (int i = 0; i < m; i++, a += n, b += n)
    for (int j = 0; j < n; j++) r[j] += a[j] * b[j];
}

// rᵢ = maxⱼ Aᵢⱼ, m×n
EXPORT(rowMaxima) void rowMaxima(int m, int n, const double* a, double* r) {
  for (int i = 0; i < m; i++) r[i] = maximum((size_t)n, a + (size_t)i * n);
}

// c = exp(a − top); the result is its sum. Without c only the sum.
static double shiftedExp(int n, const double* a, double top, double* c) {
  const f64x2 shift = splat(top);
  f64x2 s0 = splat(0), s1 = s0;
  int j = 0;
  // Two at a time hide each other's latency.
  for (; j + 4 <= n; j += 4) {
    const f64x2 e0 = expLanes(sub(load(a + j), shift)), e1 = expLanes(sub(load(a + j + 2), shift));
    s0 = add(s0, e0);
    s1 = add(s1, e1);
    if (!c) continue;
    store(c + j, e0);
    store(c + j + 2, e1);
  }
  for (; j + 2 <= n; j += 2) {
    const f64x2 e = expLanes(sub(load(a + j), shift));
    s0 = add(s0, e);
    if (c) store(c + j, e);
  }
  double s = sumLanes(add(s0, s1));
  if (j < n) {
    const double e = lane0(expLanes(splat(a[j] - top)));
    s += e;
    if (c) c[j] = e;
  }
  return s;
}

// Row by row, shifted by the row's maximum so that nothing overflows: C = exp(A) / rowsum(exp(A)), 0 in rows that are −∞
// throughout. C may be A.
EXPORT(softmax) void softmax(int m, int n, const double* a, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) {
    const double top = maximum((size_t)n, a);
    if (top == -INFINITY) {
      for (int j = 0; j < n; j++) c[j] = 0;
      continue;
    }
    scale(n, 1 / shiftedExp(n, a, top, c), c);
  }
}

// The derivative of softmax is self-adjoint; at Y = softmax(X): C = Y∘(G − (Y∘G) 𝟏𝟏ᵀ). C may be G.
EXPORT(softmaxDerivative) void softmaxDerivative(int m, int n, const double* y, const double* g, double* c) {
  for (int i = 0; i < m; i++, y += n, g += n, c += n) {
    const double s = dot(n, y, g);
    const f64x2 shift = splat(s);
    int j = 0;
    for (; j + 2 <= n; j += 2) store(c + j, mul(load(y + j), sub(load(g + j), shift)));
    if (j < n) c[j] = y[j] * (g[j] - s);
  }
}

// rᵢ = log Σⱼ exp Aᵢⱼ, m×n
EXPORT(logSumExp) void logSumExp(int m, int n, const double* a, double* r) {
  for (int i = 0; i < m; i++, a += n) {
    const double top = maximum((size_t)n, a);
    if (!(fabs(top) < INFINITY)) {
      r[i] = top;
      continue;
    }
    r[i] = top + log(shiftedExp(n, a, top, nullptr));
  }
}
