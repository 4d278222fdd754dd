// Cholesky factorization and what follows from the factor.
#include "cholesky.h"

#include "product.h"
#include "triangular.h"
#include "vector.h"

constexpr int NB = 16;

// S = L Lᵀ for symmetric positive definite S, n×n; its upper triangle is read. L is lower triangular with positive
// diagonal and zeros above. L may be S. NOT_POSITIVE_DEFINITE, NON_FINITE.
EXPORT(cholesky) int cholesky(int n, const double* s, double* l) {
  // Row-major memory likes U = Lᵀ, whose rows are combinations of rows; it is turned over at the end.
  for (int i = 0; i < n; i++) {
    if (!allFinite((size_t)(n - i), s + (size_t)i * n + i)) return NON_FINITE;
    if (l != s) copy(n - i, s + (size_t)i * n + i, l + (size_t)i * n + i);
  }
  double* u = l;
  for (int i0 = 0; i0 < n; i0 += NB) {
    const int nb = min(NB, n - i0);
    if (i0 > 0) gemm(true, false, nb, n - i0, i0, -1, u + i0, n, u + i0, n, 1, u + (size_t)i0 * n + i0, n, UPPER);
    for (int i = i0; i < i0 + nb; i++) {
      double* row = u + (size_t)i * n;
      subtractRows(i - i0, u + (size_t)i0 * n + i, n, u + (size_t)i0 * n, n, i, n, row);
      const double pivot = row[i];
      if (!(pivot > 0)) return NOT_POSITIVE_DEFINITE;
      const double root = sqrt(pivot);
      row[i] = root;
      const f64x2 r = splat(root);
      int j = i + 1;
      for (; j + 2 <= n; j += 2) store(row + j, div(load(row + j), r));
      if (j < n) row[j] /= root;
    }
  }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i; j++) {
      l[(size_t)i * n + j] = u[(size_t)j * n + i];
      u[(size_t)j * n + i] = 0;
    }
  return OK;
}

// Solves L Lᵀ X = B in place of B, n×columns. SINGULAR, NON_FINITE.
EXPORT(solveCholesky) int solveCholesky(int n, int columns, const double* l, double* b) {
  for (int i = 0; i < n; i++)
    if (l[(size_t)i * n + i] == 0) return SINGULAR;
  solveLeft(false, false, false, n, columns, l, n, b, columns);
  solveLeft(false, true, false, n, columns, l, n, b, columns);
  return allFinite((size_t)n * columns, b) ? OK : NON_FINITE;
}

// X = (L Lᵀ)⁻¹, exactly symmetric. X must not be L. SINGULAR, NON_FINITE.
EXPORT(inverseCholesky) int inverseCholesky(int n, const double* l, double* x) {
  for (int i = 0; i < n; i++)
    if (l[(size_t)i * n + i] == 0) return SINGULAR;
  Scratch w((size_t)n * n);
  if (!w) return OUT_OF_MEMORY;
  memset(w, 0, (size_t)n * n * sizeof(double));
  invertLower(false, n, l, n, w, n);
  // X = WᵀW; row block i of the lower triangle needs only the rows of W from i on.
  for (int i0 = 0; i0 < n; i0 += 2 * NB) {
    const int nb = min(2 * NB, n - i0);
    gemm(true, false, nb, i0 + nb, n - i0, 1, w + (size_t)i0 * n + i0, n, w + (size_t)i0 * n, n, 0, x + (size_t)i0 * n,
         n);
  }
  mirrorLower(n, x, n);
  return allFinite((size_t)n * n, x) ? OK : NON_FINITE;
}

// log det S = 2 Σ log Lᵢᵢ, from the factor.
EXPORT(logDetCholesky) double logDetCholesky(int n, const double* l) {
  // Mantissas multiplied, exponents added: one logarithm, and one rounding a factor.
  double mantissa = 1, exponent = 0;
  for (int i = 0; i < n; i++) {
    int e;
    mantissa = frexp(mantissa * l[(size_t)i * n + i], &e);
    exponent += e;
  }
  return 2 * (log(mantissa) + exponent * M_LN2);
}
