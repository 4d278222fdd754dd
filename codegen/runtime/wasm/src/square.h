// Arithmetic on n×n matrices, for functions of matrices.
#pragma once

#include "product.h"
#include "vector.h"

// C = A B + β C
static inline void multiply(int n, const double* a, const double* b, double* c, double beta = 0) {
  gemm(false, false, n, n, n, 1, a, n, b, n, beta, c, n);
}

// ‖A‖₁, the greatest column sum of absolute values; `sums` is scratch of n.
double oneNorm(int n, const double* a, double* sums);

static inline void addToDiagonal(int n, double s, double* a) {
  for (int i = 0; i < n; i++) a[(size_t)i * n + i] += s;
}

static inline void setIdentity(int n, double* a) {
  memset(a, 0, (size_t)n * n * sizeof(double));
  addToDiagonal(n, 1, a);
}

// C = Σ cₖ Aₖ, entry by entry, of `count` matrices.
void combine(int n, int count, const double* coefficients, const double* const* matrices, double* c);

// Solves A X = B by LU, B overwritten by X; a is overwritten by its factors. SINGULAR.
Status solveInPlace(int n, int columns, double* a, double* b);
