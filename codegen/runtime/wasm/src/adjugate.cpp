// The adjugate of a square matrix, accurate also where the matrix is singular.
#include "product.h"
#include "triangular.h"
#include "vector.h"

// X = adj(A): A adj(A) = det(A) I, and the derivative of det at A is adj(A)ᵀ. With complete pivoting P A Q = L D U, L
// and U unit triangular and well-conditioned however singular A is, so adj(A) = ± Q U⁻¹ adj(D) L⁻¹ P (Stewart 1998, On
// the adjugate matrix). NON_FINITE, also when an entry of the result is out of range.
EXPORT(adjugate) int adjugate(int n, const double* a, double* x) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a)) return NON_FINITE;
  if (n == 0) return OK;
  if (n == 1) return x[0] = 1, OK;
  Scratch m(count), w(count), v(count), d((size_t)4 * n);
  if (!m || !w || !v || !d) return OUT_OF_MEMORY;
  memcpy(m, a, count * sizeof(double));
  int* rows = reinterpret_cast<int*>(d + 2 * n);
  int* columns = reinterpret_cast<int*>(d + 3 * n);
  for (int i = 0; i < n; i++) rows[i] = columns[i] = i;
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
    if (p != k) {
      swap(n, row(k), row(p));
      const int t = rows[k];
      rows[k] = rows[p];
      rows[p] = t;
      sign = -sign;
    }
    if (q != k) {
      for (int i = 0; i < n; i++) {
        const double t = row(i)[k];
        row(i)[k] = row(i)[q];
        row(i)[q] = t;
      }
      const int t = columns[k];
      columns[k] = columns[q];
      columns[q] = t;
      sign = -sign;
    }
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
  double after = 1, afterExponent = 0;
  for (int k = n - 1; k >= 0; k--) {
    int e;
    mantissa[k] = frexp(mantissa[k] * after, &e);
    exponent[k] += e + afterExponent;
    after = frexp(after * row(k)[k], &e);
    afterExponent += e;
  }
  // The largest product is taken out, so that the triangular factors are applied to moderate numbers.
  double top = -INFINITY;
  for (int k = 0; k < n; k++)
    if (mantissa[k] != 0) top = fmax(top, exponent[k]);
  memset(x, 0, count * sizeof(double));
  if (top == -INFINITY) return OK;  // rank n − 2 or less
  // W = adj(D) L⁻¹, then U⁻¹ W with unit U = D⁻¹ (D U): its rows are those above the diagonal divided by the pivot.
  memset(w, 0, count * sizeof(double));
  invertLower(true, n, m, n, w, n);
  for (int k = 0; k < n; k++) {
    const double e = exponent[k] - top;
    scale(n, mantissa[k] == 0 || e < -2000 ? 0 : scalbn(mantissa[k], (int)e), w + (size_t)k * n);
  }
  memset(v, 0, count * sizeof(double));
  for (int i = 0; i < n; i++) {
    const double pivot = row(i)[i];
    for (int j = i + 1; j < n; j++) v[(size_t)i * n + j] = pivot == 0 ? 0 : row(i)[j] / pivot;
  }
  solveLeft(true, false, true, n, n, v, n, w, n);
  const int e = (int)fmax(-4000, fmin(4000, top));
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) x[(size_t)columns[i] * n + rows[j]] = scalbn(w[(size_t)i * n + j], e);
  return allFinite(count, x) ? OK : NON_FINITE;
}
