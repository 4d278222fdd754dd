// Vectors of doubles: the loops that factorizations are made of.
#pragma once

#include "core.h"

// Σ xᵢ yᵢ
static inline double dot(int n, const double* x, const double* y) {
  f64x2 s0 = splat(0), s1 = s0;
  int i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 = add(s0, mul(load(x + i), load(y + i)));
    s1 = add(s1, mul(load(x + i + 2), load(y + i + 2)));
  }
  double s = sumLanes(add(s0, s1));
  for (; i < n; i++) s += x[i] * y[i];
  return s;
}

// y += a x
static inline void axpy(int n, double a, const double* x, double* y) {
  const f64x2 av = splat(a);
  int i = 0;
  for (; i + 2 <= n; i += 2) store(y + i, add(load(y + i), mul(av, load(x + i))));
  if (i < n) y[i] += a * x[i];
}

// x *= a
static inline void scale(int n, double a, double* x) {
  const f64x2 av = splat(a);
  int i = 0;
  for (; i + 2 <= n; i += 2) store(x + i, mul(av, load(x + i)));
  if (i < n) x[i] *= a;
}

// y = x. Rows are short: a loop beats a call of memcpy.
static inline void copy(int n, const double* x, double* y) {
  int i = 0;
  for (; i + 2 <= n; i += 2) store(y + i, load(x + i));
  if (i < n) y[i] = x[i];
}

// y = x for any number of entries; faster than the C library's memmove, which moves eight bytes at a time.
static inline void copyAll(size_t n, const double* x, double* y) {
  size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const f64x2 a = load(x + i), b = load(x + i + 2);
    store(y + i, a);
    store(y + i + 2, b);
  }
  for (; i < n; i++) y[i] = x[i];
}

static inline void fill(size_t n, double value, double* y) {
  for (size_t i = 0; i < n; i++) y[i] = value;
}

static inline void swap(int n, double* x, double* y) {
  for (int i = 0; i < n; i++) {
    const double t = x[i];
    x[i] = y[i];
    y[i] = t;
  }
}

// max |xᵢ|; NaN when an entry is NaN.
double maxAbs(size_t n, const double* x);

// √(Σ xᵢ²) without overflow or loss to underflow.
double norm2(size_t n, const double* x);

// No entry is infinite or NaN.
bool allFinite(size_t n, const double* x);
