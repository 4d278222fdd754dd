// Cholesky factorization and what follows from the factor.
#include "cholesky.h"

#include "product.h"
#include "triangular.h"
#include "vector.h"

constexpr int NB = 16;

// A = UᵀU in place of the upper triangle of A. One half, its products, the other half.
static Status factorize(int n, double* u, int ld) {
  if (n > NB) {
    const int head = (n + 2 * NB - 1) / (2 * NB) * NB, tail = n - head;
    double *right = u + head, *corner = u + (size_t)head * (ld + 1);
    const Status status = factorize(head, u, ld);
    if (status != OK) return status;
    solveLeft(true, true, false, head, tail, u, ld, right, ld);
    gemm(true, false, tail, tail, head, -1, right, ld, right, ld, 1, corner, ld, UPPER);
    return factorize(tail, corner, ld);
  }
  for (int i = 0; i < n; i++) {
    double* row = u + (size_t)i * ld;
    subtractRows(i, u + i, ld, u, ld, i, n, row);
    const double pivot = row[i];
    if (!(pivot > 0)) return NOT_POSITIVE_DEFINITE;
    const double root = sqrt(pivot);
    row[i] = root;
    const f64x2 r = splat(root);
    int j = i + 1;
    for (; j + 2 <= n; j += 2) store(row + j, div(load(row + j), r));
    if (j < n) row[j] /= root;
  }
  return OK;
}

// S = L Lᵀ for symmetric positive definite S, n×n; its upper triangle is read. L is lower triangular with positive
// diagonal and zeros above. L may be S. NOT_POSITIVE_DEFINITE, NON_FINITE.
EXPORT(cholesky) int cholesky(int n, const double* s, double* l) {
  // Row-major memory likes U = Lᵀ, whose rows are combinations of rows; it is turned over at the end.
  for (int i = 0; i < n; i++) {
    if (!allFinite((size_t)(n - i), s + (size_t)i * n + i)) return NON_FINITE;
    if (l != s) copy(n - i, s + (size_t)i * n + i, l + (size_t)i * n + i);
  }
  double* u = l;
  const Status status = factorize(n, u, n);
  if (status != OK) return status;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < i; j++) {
      l[(size_t)i * n + j] = u[(size_t)j * n + i];
      u[(size_t)j * n + i] = 0;
    }
  return OK;
}

// X of L Lᵀ X = B (right = 0) or X L Lᵀ = B (right = 1), B m×n. X may be B. SINGULAR, NON_FINITE.
EXPORT(solveCholesky) int solveCholesky(int right, int m, int n, const double* l, const double* b, double* x) {
  const int order = right ? n : m, columns = right ? m : n;
  for (int i = 0; i < order; i++)
    if (l[(size_t)i * order + i] == 0) return SINGULAR;
  // Xᵀ solves the same system for Bᵀ; a vector is its own transpose.
  const bool turned = right && m > 1;
  Scratch work(turned ? (size_t)m * n : 0);
  if (!work) return OUT_OF_MEMORY;
  double* y = turned ? work : x;
  if (turned) transposeInto(m, n, b, n, y, m);
  else if (b != x) copyAll((size_t)m * n, b, x);
  solveLeft(false, false, false, order, columns, l, order, y, columns);
  solveLeft(false, true, false, order, columns, l, order, y, columns);
  if (turned) transposeInto(n, m, y, m, x, n);
  return allFinite((size_t)m * n, x) ? OK : NON_FINITE;
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
