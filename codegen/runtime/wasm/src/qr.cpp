// QR factorization by Householder reflections, and least squares of full column rank.
#include "qr.h"

#include "householder.h"
#include "product.h"
#include "triangular.h"
#include "vector.h"

constexpr int NB = 16;

Status factorQR(int m, int n, const double* a, double* v, double* tau, double* r) {
  const int k = min(m, n);
  // The columns of A as rows of W: a reflection then works on consecutive entries.
  Scratch w((size_t)n * m), rest((size_t)m * n);
  if (!w || !rest) return OUT_OF_MEMORY;
  memcpy(rest, a, (size_t)m * n * sizeof(double));
  memset(r, 0, (size_t)k * n * sizeof(double));
  for (int j0 = 0; j0 < k; j0 += NB) {
    const int b = min(NB, k - j0), rows = m - j0;
    transposeInto(rows, b, rest + (size_t)j0 * n + j0, n, w, rows);
    for (int j = 0; j < b; j++) {
      double* x = w + (size_t)j * rows;
      tau[j0 + j] = reflector(rows - j, x + j);
      const double beta = x[j];
      x[j] = 1;
      if (tau[j0 + j] != 0)
        for (int l = j + 1; l < b; l++) {
          double* y = w + (size_t)l * rows;
          axpy(rows - j, -tau[j0 + j] * dot(rows - j, x + j, y + j), x + j, y + j);
        }
      for (int i = 0; i < j; i++) r[(size_t)(j0 + i) * n + j0 + j] = x[i];
      r[(size_t)(j0 + j) * n + j0 + j] = beta;
      double* row = v + (size_t)(j0 + j) * m;
      memset(row, 0, (size_t)(j0 + j) * sizeof(double));
      copy(rows - j, x + j, row + j0 + j);
    }
    const int next = j0 + b, right = n - next;
    if (right > 0) {
      const Status status = applyReflectors(true, false, rows, b, 0, v + (size_t)j0 * m + j0, m, tau + j0, right,
                                            rest + (size_t)j0 * n + next, n);
      if (status != OK) return status;
      for (int i = j0; i < next; i++) copy(right, rest + (size_t)i * n + next, r + (size_t)i * n + next);
    }
  }
  return OK;
}

// A = Q R, A m×n, thin: Q m×min(m,n) with orthonormal columns, R min(m,n)×n upper triangular (trapezoidal for m < n).
// Signs as in LAPACK: the diagonal of R may be negative. NON_FINITE.
EXPORT(qr) int qr(int m, int n, const double* a, double* q, double* r) {
  if (!allFinite((size_t)m * n, a)) return NON_FINITE;
  const int k = min(m, n);
  Scratch v((size_t)k * m), tau(k);
  if (!v || !tau) return OUT_OF_MEMORY;
  const Status status = factorQR(m, n, a, v, tau, r);
  return status != OK ? status : formQ(m, k, 0, v, m, tau, k, q, k);
}

// X = argmin ‖A X − B‖, A m×n with m ≥ n and full column rank, B m×columns, X n×columns.
// SINGULAR when a diagonal entry of R is zero, NON_FINITE.
EXPORT(leastSquaresQR) int leastSquaresQR(int m, int n, int columns, const double* a, const double* b, double* x) {
  if (!allFinite((size_t)m * n, a) || !allFinite((size_t)m * columns, b)) return NON_FINITE;
  Scratch v((size_t)n * m), tau(n), r((size_t)n * n), c((size_t)m * columns);
  if (!v || !tau || !r || !c) return OUT_OF_MEMORY;
  Status status = factorQR(m, n, a, v, tau, r);
  if (status != OK) return status;
  for (int i = 0; i < n; i++)
    if (r[(size_t)i * n + i] == 0) return SINGULAR;
  memcpy(c, b, (size_t)m * columns * sizeof(double));
  status = applyReflectors(true, false, m, n, 0, v, m, tau, columns, c, columns);
  if (status != OK) return status;
  solveLeft(true, false, false, n, columns, r, n, c, columns);
  memcpy(x, c, (size_t)n * columns * sizeof(double));
  return allFinite((size_t)n * columns, x) ? OK : NON_FINITE;
}
