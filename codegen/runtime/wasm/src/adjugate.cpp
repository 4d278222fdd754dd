// The adjugate of a square matrix, accurate also where the matrix is singular.
#include "product.h"
#include "triangular.h"
#include "vector.h"

// A adj(A) = det(A) I, and the derivative of det at A is adj(A)ᵀ. With complete pivoting P A Q = L D U, L and U unit
// triangular and well-conditioned however singular A is, so adj(A) = ± Q U⁻¹ adj(D) L⁻¹ P (Stewart 1998, On the adjugate
// matrix).
//
// Packed form: L below the diagonal, U above, ± adj(D) on it; pivots[i] is the row of A that became row i, pivots[n + j]
// the column that became column j. With `top` the diagonal is 2^−top times that.

namespace {

void exchangeColumns(int n, double* m, int i, int j) {
  for (int r = 0; r < n; r++, m += n) {
    const double t = m[i];
    m[i] = m[j];
    m[j] = t;
  }
}

void exchange(int* pivots, int i, int j) {
  const int t = pivots[i];
  pivots[i] = pivots[j];
  pivots[j] = t;
}

// Writes the packed form over m. The largest of the products in adj(D) is 2^top times a moderate number.
Status factor(int n, double* m, int* pivots, int* top) {
  Scratch d((size_t)2 * n);
  if (!d) return OUT_OF_MEMORY;
  for (int i = 0; i < n; i++) pivots[i] = pivots[n + i] = i;
  double sign = 1;
  const auto row = [&](int i) { return m + (size_t)i * n; };
  for (int k = 0; k < n; k++) {
    int p = k, q = k;
    double best = -1;
    for (int i = k; i < n; i++) {
      const double* r = row(i);
      for (int j = k; j < n; j++)
        if (fabs(r[j]) > best) best = fabs(r[j]), p = i, q = j;
    }
    if (p != k) swap(n, row(k), row(p)), exchange(pivots, k, p), sign = -sign;
    if (q != k) exchangeColumns(n, m, k, q), exchange(pivots + n, k, q), sign = -sign;
    const double pivot = row(k)[k];
    if (pivot == 0) {
      // What is left is zero. The rank is k; unit triangular factors do for the rest.
      for (int i = k; i < n; i++) memset(row(i) + k, 0, (size_t)(n - k) * sizeof(double));
      break;
    }
    for (int i = k + 1; i < n; i++) {
      double* r = row(i);
      r[k] /= pivot;
      axpy(n - k - 1, -r[k], row(k) + k + 1, r + k + 1);
    }
    for (int j = k + 1; j < n; j++) row(k)[j] /= pivot;
  }
  // adj(D): products of all pivots but one, as mantissa · 2^exponent, from both ends.
  double *mantissa = d, *exponent = d + n;
  double before = sign, beforeExponent = 0;
  for (int k = 0; k < n; k++) {
    mantissa[k] = before;
    exponent[k] = beforeExponent;
    int e;
    before = frexp(before * row(k)[k], &e);
    beforeExponent += e;
  }
  double after = 1, afterExponent = 0, highest = -INFINITY;
  for (int k = n - 1; k >= 0; k--) {
    int e;
    mantissa[k] = frexp(mantissa[k] * after, &e);
    exponent[k] += e + afterExponent;
    if (mantissa[k] != 0) highest = fmax(highest, exponent[k]);
    after = frexp(after * row(k)[k], &e);
    afterExponent += e;
  }
  if (highest == -INFINITY) highest = 0;  // rank n − 2 or less: the adjugate is zero
  for (int k = 0; k < n; k++) {
    const double e = exponent[k] - highest;
    row(k)[k] = mantissa[k] == 0 || e < -2000 ? 0 : scalbn(mantissa[k], (int)e);
  }
  *top = (int)fmax(-4000, fmin(4000, highest));
  return OK;
}

}  // namespace

// X = adj(A). NON_FINITE, also when an entry of the result is out of range.
EXPORT(adjugate) int adjugate(int n, const double* a, double* x) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a)) return NON_FINITE;
  if (n == 0) return OK;
  Scratch m(count), w(count), p((size_t)n);
  if (!m || !w || !p) return OUT_OF_MEMORY;
  memcpy(m, a, count * sizeof(double));
  int *pivots = reinterpret_cast<int*>(p.data), top;
  const Status status = factor(n, m, pivots, &top);
  if (status != OK) return status;
  // W = U⁻¹ adj(D) L⁻¹.
  memset(w, 0, count * sizeof(double));
  invertLower(true, n, m, n, w, n);
  for (int k = 0; k < n; k++) scale(n, m[(size_t)k * (n + 1)], w + (size_t)k * n);
  solveLeft(true, false, true, n, n, m, n, w, n);
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) x[(size_t)pivots[n + i] * n + pivots[j]] = scalbn(w[(size_t)i * n + j], top);
  return allFinite(count, x) ? OK : NON_FINITE;
}

// The packed form of A; `factors` may be `a`. NON_FINITE, also when a product of pivots is out of range.
EXPORT(adjugateFactors) int adjugateFactors(int n, const double* a, double* factors, int* pivots) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a)) return NON_FINITE;
  if (n == 0) return OK;
  if (factors != a) copy(n * n, a, factors);
  int top = 0;
  const Status status = factor(n, factors, pivots, &top);
  if (status != OK) return status;
  for (int k = 0; k < n; k++) factors[(size_t)k * (n + 1)] = scalbn(factors[(size_t)k * (n + 1)], top);
  return allFinite(count, factors) ? OK : NON_FINITE;
}

// X = adj(op(A)) B, n×columns, from the packed form. X must not be B. NON_FINITE.
EXPORT(multiplyAdjugate)
int multiplyAdjugate(int transpose, int n, int columns, const double* factors, const int* pivots, const double* b,
                     double* x) {
  const size_t count = (size_t)n * columns, row = (size_t)columns;
  if (count == 0) return OK;
  // adj(A) = Q U⁻¹ adj(D) L⁻¹ P and adj(Aᵀ) = Pᵀ L⁻ᵀ adj(D) U⁻ᵀ Qᵀ.
  const int *from = transpose ? pivots + n : pivots, *to = transpose ? pivots : pivots + n;
  Scratch y(count);
  if (!y) return OUT_OF_MEMORY;
  for (int i = 0; i < n; i++) copy(columns, b + from[i] * row, y + i * row);
  solveLeft(transpose, transpose, true, n, columns, factors, n, y, columns);
  for (int k = 0; k < n; k++) scale(columns, factors[(size_t)k * (n + 1)], y + k * row);
  solveLeft(!transpose, transpose, true, n, columns, factors, n, y, columns);
  for (int i = 0; i < n; i++) copy(columns, y + i * row, x + to[i] * row);
  return allFinite(count, x) ? OK : NON_FINITE;
}
