// The symmetric tridiagonal eigenproblem by divide and conquer (Cuppen 1981; Gu & Eisenstat 1995; LAPACK dstedc).
//
// T = diag(T₁, T₂) + ρ v vᵀ. In the eigenvectors of the halves this is a diagonal matrix plus one of rank one, whose
// eigenvalues are the roots of a secular equation; the eigenvectors are then a product of matrices.
#include "divide.h"

#include "eig.h"
#include "product.h"
#include "rotate.h"
#include "secular.h"
#include "vector.h"

namespace {

constexpr int BASE = 16;  // order up to which QL is faster

// Where a row of z has entries that are not zero: in the columns of the first half, of both, of the second.
enum Kind { TOP, BOTH, BOTTOM };

struct Divide {
  int n;  // order of the whole problem: the leading dimension of z
  double* z;
  double *work, *vectors, *gathered;  // n×n each
  double *weights, *poles, *w;        // n each
  int *order, *kept, *place;          // n each
  Kind* kind;                         // n

  double* row(int i) { return z + (size_t)i * n; }

  Status solve(int lo, int size, double* d, double* e) {
    if (size <= BASE) {
      // On a compact copy: QL rotates whole rows.
      for (int i = 0; i < size; i++) {
        memset(work + i * size, 0, (size_t)size * sizeof(double));
        work[i * size + i] = 1;
      }
      const Status status = tridiagonalQL(size, d + lo, e + lo, work, size);
      if (status != OK) return status;
      sortRows(false, size, d + lo, work, size, nullptr, 0);
      for (int i = 0; i < size; i++) copy(size, work + i * size, row(lo + i) + lo);
      return OK;
    }
    const int first = size / 2, middle = lo + first;
    const double beta = e[middle - 1];
    d[middle - 1] -= fabs(beta);
    d[middle] -= fabs(beta);
    Status status = solve(lo, first, d, e);
    if (status == OK) status = solve(middle, size - first, d, e);
    if (status == OK) merge(lo, first, size, beta, d + lo);
    return status;
  }

  // Joins the halves [0, first) and [first, size) of the block at lo; d is the block's part of the diagonal.
  void merge(int lo, int first, int size, double beta, double* d) {
    const int middle = lo + first, second = size - first;
    const double rho = 2 * fabs(beta);
    double largest = 0;
    for (int i = 0; i < size; i++) {
      weights[i] = M_SQRT1_2 * (i < first ? row(lo + i)[middle - 1] : copysign(1, beta) * row(lo + i)[middle]);
      kind[i] = i < first ? TOP : BOTTOM;
      largest = fmax(largest, fabs(d[i]));
    }
    // Both halves are ascending.
    for (int i = 0, j = first, k = 0; k < size; k++) order[k] = j == size || (i < first && d[i] <= d[j]) ? i++ : j++;

    // Deflation: a weight that does not matter leaves an eigenvalue as it is; of two eigenvalues that are close, a
    // rotation frees one.
    const double tolerance = 4 * EPS * fmax(largest, rho);
    int count = 0, deflated = size, previous = -1;
    for (int k = 0; k < size; k++) {
      const int i = order[k];
      if (rho * fabs(weights[i]) <= tolerance) {
        kept[--deflated] = i;
        continue;
      }
      if (previous >= 0) {
        const double tau = hypot(weights[i], weights[previous]);
        const double c = weights[i] / tau, s = -weights[previous] / tau, gap = d[i] - d[previous];
        if (fabs(gap * c * s) <= tolerance) {
          weights[i] = tau;
          rotate(lo, size, previous, i, c, s);
          const double x = d[previous] * c * c + d[i] * s * s;
          d[i] = d[previous] * s * s + d[i] * c * c;
          d[previous] = x;
          kept[--deflated] = previous;
        } else {
          kept[count++] = previous;
        }
      }
      previous = i;
    }
    if (previous >= 0) kept[count++] = previous;

    // Rows with entries in the first half only, in both, in the second only, side by side: products skip the zeros.
    int tops = 0, boths = 0;
    for (int i = 0; i < count; i++) tops += kind[kept[i]] == TOP, boths += kind[kept[i]] == BOTH;
    int next[3] = {0, tops, tops + boths};
    const int upper = tops + boths, lower = count - tops;
    double *upperRows = gathered, *lowerRows = gathered + (size_t)upper * first;
    double norm = 0;
    for (int i = 0; i < count; i++) {
      const int from = kept[i];
      place[i] = next[kind[from]]++;
      if (kind[from] != BOTTOM) copy(first, row(lo + from) + lo, upperRows + (size_t)place[i] * first);
      if (kind[from] != TOP) copy(second, row(lo + from) + middle, lowerRows + (size_t)(place[i] - tops) * second);
      poles[i] = d[from];
      weights[size + i] = weights[from];
      norm += weights[from] * weights[from];
    }
    const double* z2 = weights + size;

    // Roots, and the weights of which they are the exact roots (Löwner's formula).
    double* lambda = poles + size;
    for (int j = 0; j < count; j++)
      lambda[j] = secularRoot(false, count, j, poles, z2, rho, norm, vectors + (size_t)j * count);
    for (int i = 0; i < count; i++) w[i] = vectors[(size_t)i * count + i];
    for (int j = 0; j < count; j++) {
      const double* delta = vectors + (size_t)j * count;
      for (int i = 0; i < j; i++) w[i] *= delta[i] / (poles[i] - poles[j]);
      for (int i = j + 1; i < count; i++) w[i] *= delta[i] / (poles[i] - poles[j]);
    }
    for (int i = 0; i < count; i++) w[i] = copysign(sqrt(fabs(w[i])), z2[i]);
    for (int j = 0; j < count; j++) {
      double* delta = vectors + (size_t)j * count;
      for (int i = 0; i < count; i++) delta[i] = w[i] / delta[i];
      const double scale = 1 / norm2((size_t)count, delta);
      for (int i = 0; i < count; i++) work[place[i]] = delta[i] * scale;
      copy(count, work, delta);
    }

    // New rows 0 … count−1 of `work`, then the deflated ones; back into z in ascending order.
    gemm(false, false, count, first, upper, 1, vectors, count, upperRows, first, 0, work, size);
    gemm(false, false, count, second, lower, 1, vectors + tops, count, lowerRows, second, 0, work + first, size);
    for (int k = size - 1, at = count; k >= count; k--, at++) {
      const int from = kept[k];
      copy(size, row(lo + from) + lo, work + (size_t)at * size);
      lambda[at] = d[from];
    }
    // Roots ascend; the deflated ones nearly do. Insertion keeps equal values in place.
    for (int i = 0; i < size; i++) order[i] = i;
    for (int i = 1; i < size; i++) {
      const int t = order[i];
      int j = i;
      for (; j > 0 && lambda[order[j - 1]] > lambda[t]; j--) order[j] = order[j - 1];
      order[j] = t;
    }
    for (int i = 0; i < size; i++) {
      d[i] = lambda[order[i]];
      copy(size, work + (size_t)order[i] * size, row(lo + i) + lo);
    }
  }

  // Rows (x, y) ← (c x + s y, c y − s x) of the block, x the one to be deflated.
  void rotate(int lo, int size, int x, int y, double c, double s) {
    double *rx = row(lo + x) + lo, *ry = row(lo + y) + lo;
    for (int i = 0; i < size; i++) {
      const double u = rx[i], v = ry[i];
      rx[i] = c * u + s * v;
      ry[i] = c * v - s * u;
    }
    if (kind[x] != kind[y]) kind[x] = kind[y] = BOTH;
  }
};

}  // namespace

Status tridiagonalDivide(int n, double* d, double* e, double* z) {
  const size_t square = (size_t)n * n;
  Scratch matrices(3 * square), vectors((size_t)5 * n), integers((size_t)2 * n);
  if (!matrices || !vectors || !integers) return OUT_OF_MEMORY;
  memset(z, 0, square * sizeof(double));
  int* ints = reinterpret_cast<int*>(integers.data);
  double* m = matrices;
  double* v = vectors;
  Divide problem{n,         z,         m,    m + square, m + 2 * square, v,
                 v + 2 * n, v + 4 * n, ints, ints + n,   ints + 2 * n,   reinterpret_cast<Kind*>(ints + 3 * n)};
  return problem.solve(0, n, d, e);
}
