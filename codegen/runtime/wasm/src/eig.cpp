// Symmetric eigendecomposition, and the generalised symmetric-definite one.
#include "eig.h"

#include "cholesky.h"
#include "divide.h"
#include "householder.h"
#include "product.h"
#include "rotate.h"
#include "triangular.h"
#include "vector.h"

// Implicit QL or QR with Wilkinson's shift (Wilkinson & Reinsch 1971; LAPACK dsteqr), the direction chosen by block so
// that graded matrices converge from their small end.
Status tridiagonalQL(int n, double* d, double* e, double* z, int columns) {
  Scratch cs((size_t)2 * n);
  if (!cs) return OUT_OF_MEMORY;
  int budget = 30 * n;
  // What is this far below the largest entry does not matter to any eigenvalue, and its square may not be a number.
  const double negligible = 1e-40 * fmax(maxAbs((size_t)n, d), maxAbs((size_t)n - 1, e));
  int start = 0;  // everything before has converged
  while (start < n) {
    // The unreduced block [lo, hi] that starts here.
    int hi = start;
    while (hi < n - 1) {
      const double size = fabs(e[hi]);
      if (size <= EPS * sqrt(fabs(d[hi])) * sqrt(fabs(d[hi + 1])) || size <= negligible) {
        e[hi] = 0;
        break;
      }
      hi++;
    }
    if (hi == start) {
      start++;
      continue;
    }
    if (budget-- == 0) return NOT_CONVERGED;
    const int lo = start;
    if (fabs(d[hi]) >= fabs(d[lo])) {
      // QL: converges at the top.
      double g = (d[lo + 1] - d[lo]) / (2 * e[lo]);
      double r = sqrt(g * g + 1);
      g = d[hi] - d[lo] + e[lo] / (g + copysign(r, g));
      double s = 1, c = 1, p = 0;
      int i = hi - 1;
      for (; i >= lo; i--) {
        const double f = s * e[i], b = c * e[i];
        const Rotation q = rotationFor(g, f);
        if (i < hi - 1) e[i + 1] = q.r;
        if (q.r == 0) break;
        s = q.s;
        c = q.c;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        cs[2 * i] = c;
        cs[2 * i + 1] = s;
      }
      rotateRows(true, i + 1, hi, cs, z, columns);
      if (i >= lo) {
        d[i + 1] -= p;  // the bulge vanished early: the matrix has split
      } else {
        d[lo] -= p;
        e[lo] = g;
      }
    } else {
      // QR: the mirror image, converges at the bottom.
      double g = (d[hi - 1] - d[hi]) / (2 * e[hi - 1]);
      double r = sqrt(g * g + 1);
      g = d[lo] - d[hi] + e[hi - 1] / (g + copysign(r, g));
      double s = 1, c = 1, p = 0;
      int i = lo;
      for (; i < hi; i++) {
        const double f = s * e[i], b = c * e[i];
        const Rotation q = rotationFor(g, f);
        if (i > lo) e[i - 1] = q.r;
        if (q.r == 0) break;
        s = q.s;
        c = q.c;
        g = d[i] - p;
        r = (d[i + 1] - g) * s + 2 * c * b;
        p = s * r;
        d[i] = g + p;
        g = c * r - b;
        cs[2 * i] = c;
        cs[2 * i + 1] = -s;
      }
      rotateRows(false, lo, i, cs, z, columns);
      if (i < hi) {
        d[i] -= p;
      } else {
        d[hi] -= p;
        e[hi - 1] = g;
      }
    }
  }
  return OK;
}

namespace {

constexpr int DIVIDE = 24;  // order above which divide and conquer is faster than QL on all of Q

// The eigenproblem of the n×n matrix in `a`, whose upper triangle is read and destroyed: eigenvalues ascending, and,
// unless u is null, eigenvectors as the columns of u.
Status decompose(int n, double* a, double* lambda, double* u) {
  if (n == 0) return OK;
  const double size = [&] {
    double m = 0;
    for (int i = 0; i < n; i++) m = fmax(m, maxAbs((size_t)(n - i), a + (size_t)i * n + i));
    return m;
  }();
  // Squares of entries must neither overflow nor vanish. A power of two scales without rounding.
  double factor = 1;
  if (size > 0 && (size > 1e50 || size < 1e-50)) {
    const int exponent = ilogb(size);
    factor = scalbn(1.0, exponent < -1000 ? 1000 : -exponent);
    scale(n * n, factor, a);
  }
  const size_t vectors = u ? (size_t)n * n : 0;
  Scratch v((size_t)n * n), work((size_t)2 * n), z(vectors);
  if (!v || !work || !z) return OUT_OF_MEMORY;
  double *e = work, *tau = work + n;
  Status status = tridiagonalize(n, a, lambda, e, v, tau);
  if (status == OK && u && n > DIVIDE) {
    status = tridiagonalDivide(n, lambda, e, z);
    if (status != OK) return status;
    transposeInto(n, n, z, n, u, n);
    if (factor != 1)
      for (int i = 0; i < n; i++) lambda[i] /= factor;
    return applyReflectors(false, false, n, n - 2, 1, v, n, tau, n, u, n);
  }
  if (status == OK && u) status = formQ(n, n - 2, 1, v, n, tau, n, u, n);
  if (status != OK) return status;
  if (u) transposeInto(n, n, u, n, z, n);
  const int columns = u ? n : 0;
  status = tridiagonalQL(n, lambda, e, z, columns);
  if (status != OK) return status;
  sortRows(false, n, lambda, z, columns, nullptr, 0);
  if (factor != 1)
    for (int i = 0; i < n; i++) lambda[i] /= factor;
  if (u) transposeInto(n, n, z, n, u, n);
  return OK;
}

bool upperFinite(int n, const double* s) {
  for (int i = 0; i < n; i++)
    if (!allFinite((size_t)(n - i), s + (size_t)i * n + i)) return false;
  return true;
}

}  // namespace

// S = U Diag(λ) Uᵀ for symmetric S, n×n; its upper triangle is read. λ ascending, U orthogonal, eigenvectors in
// columns. NON_FINITE, NOT_CONVERGED.
EXPORT(eig) int eig(int n, const double* s, double* lambda, double* u) {
  if (!upperFinite(n, s)) return NON_FINITE;
  Scratch a((size_t)n * n);
  if (!a) return OUT_OF_MEMORY;
  memcpy(a, s, (size_t)n * n * sizeof(double));
  return decompose(n, a, lambda, u);
}

// The eigenvalues alone, ascending.
EXPORT(eigenvalues) int eigenvalues(int n, const double* s, double* lambda) { return eig(n, s, lambda, nullptr); }

// S v = λ B v for symmetric S and symmetric positive definite B (upper triangles read): V Diag(λ) = B⁻¹ S V with
// VᵀBV = I, λ ascending. NON_FINITE, NOT_POSITIVE_DEFINITE (of B), NOT_CONVERGED.
EXPORT(eigGeneralised) int eigGeneralised(int n, const double* s, const double* b, double* lambda, double* v) {
  if (!upperFinite(n, s)) return NON_FINITE;
  Scratch l((size_t)n * n), c((size_t)n * n);
  if (!l || !c) return OUT_OF_MEMORY;
  const int factored = cholesky(n, b, l);
  if (factored != OK) return factored;
  // C = L⁻¹ S L⁻ᵀ: both solves work on rows because S is symmetric.
  for (int i = 0; i < n; i++)
    for (int j = i; j < n; j++) c[(size_t)i * n + j] = c[(size_t)j * n + i] = s[(size_t)i * n + j];
  solveLeft(false, false, false, n, n, l, n, c, n);
  transposeInto(n, n, c, n, v, n);
  solveLeft(false, false, false, n, n, l, n, v, n);
  memcpy(c, v, (size_t)n * n * sizeof(double));
  if (!allFinite((size_t)n * n, c)) return NON_FINITE;
  const Status status = decompose(n, c, lambda, v);
  if (status != OK) return status;
  solveLeft(false, true, false, n, n, l, n, v, n);
  return OK;
}
