// Thin singular value decomposition of matrices of any shape.
#include "svd.h"

#include "householder.h"
#include "product.h"
#include "qr.h"
#include "rotate.h"
#include "svd_divide.h"
#include "vector.h"

namespace {

constexpr int DIVIDE = 20;  // order above which divide and conquer is faster than QR on all of U and V

// A = U Diag(σ) Vᵀ for m ≥ n; destroys a. With null u and v only the singular values.
Status decompose(int m, int n, double* a, double* u, double* sigma, double* v) {
  // A tall matrix is first reduced to its triangular factor: both reductions then cost less than one on m rows.
  const bool tall = m >= n + n / 2 && n > 1;
  const int rows = tall ? n : m;
  Scratch hq(tall ? (size_t)n * m : 0), r(tall ? (size_t)n * n : 0), hu((size_t)n * rows), hv((size_t)n * n);
  Scratch work((size_t)4 * n), ut(u ? (size_t)n * rows : 0), vt(u ? (size_t)n * n : 0);
  if (!hq || !r || !hu || !hv || !work || !ut || !vt) return OUT_OF_MEMORY;
  double *e = work, *tauU = work + n, *tauV = work + 2 * n, *tauQ = work + 3 * n;
  Status status = OK;
  if (tall) {
    status = factorQR(m, n, a, hq, tauQ, r);
    if (status != OK) return status;
  }
  status = bidiagonalize(rows, n, tall ? r : a, sigma, e, hu, tauU, hv, tauV);
  if (status == OK && !u) {
    status = bidiagonalQR(n, sigma, e, ut, 0, vt, 0);
    if (status == OK) sortRows(true, n, sigma, ut, 0, nullptr, 0);
    return status;
  }
  if (status != OK) return status;
  const bool divide = n > DIVIDE;
  if (divide) {
    // The vectors of the bidiagonal matrix first; the reflections are applied to them.
    status = bidiagonalDivide(n, sigma, e, ut, vt);
  } else {
    // The reflections first; the rotations of QR are applied to them.
    status = formQ(rows, n, 0, hu, rows, tauU, n, u, n);
    if (status == OK) status = formQ(n, n - 2, 1, hv, n, tauV, n, v, n);
    if (status != OK) return status;
    transposeInto(rows, n, u, n, ut, rows);
    transposeInto(n, n, v, n, vt, n);
    status = bidiagonalQR(n, sigma, e, ut, rows, vt, n);
  }
  if (status != OK) return status;
  const int length = divide ? n : rows;
  sortRows(true, n, sigma, ut, length, vt, n);
  transposeInto(n, length, ut, length, u, n);
  transposeInto(n, n, vt, n, v, n);
  if (divide) {
    memset(u + (size_t)n * n, 0, (size_t)(rows - n) * n * sizeof(double));
    status = applyReflectors(false, false, rows, n, 0, hu, rows, tauU, n, u, n);
    if (status == OK) status = applyReflectors(false, false, n, n - 2, 1, hv, n, tauV, n, v, n);
  }
  if (status != OK || !tall) return status;
  memset(u + (size_t)n * n, 0, (size_t)(m - n) * n * sizeof(double));
  return applyReflectors(false, false, m, n, 0, hq, m, tauQ, n, u, n);
}

}  // namespace

// A = U Diag(σ) Vᵀ, thin, A m×n, k = min(m, n): U m×k and V n×k with orthonormal columns (also when A is
// rank-deficient), σ descending and not negative. NON_FINITE, NOT_CONVERGED.
EXPORT(svd) int svd(int m, int n, const double* a, double* u, double* sigma, double* v) {
  const size_t count = (size_t)m * n;
  if (count == 0) return OK;
  if (!allFinite(count, a)) return NON_FINITE;
  Scratch work(count);
  if (!work) return OUT_OF_MEMORY;
  const bool wide = m < n;
  if (wide) transposeInto(m, n, a, n, work, m);
  else memcpy(work, a, count * sizeof(double));
  // Squares of entries must neither overflow nor vanish. A power of two scales without rounding.
  const double size = maxAbs(count, a);
  double factor = 1;
  if (size > 0 && (size > 1e50 || size < 1e-50)) {
    const int exponent = ilogb(size);
    factor = scalbn(1.0, exponent < -1000 ? 1000 : -exponent);
    scale((int)count, factor, work);
  }
  const Status status = wide ? decompose(n, m, work, v, sigma, u) : decompose(m, n, work, u, sigma, v);
  if (status == OK && factor != 1)
    for (int i = 0; i < min(m, n); i++) sigma[i] /= factor;
  return status;
}

// The singular values alone, descending.
EXPORT(singularValues) int singularValues(int m, int n, const double* a, double* sigma) {
  return svd(m, n, a, nullptr, sigma, nullptr);
}
