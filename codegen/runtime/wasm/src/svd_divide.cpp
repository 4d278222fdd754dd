// The bidiagonal singular value problem by divide and conquer (Gu & Eisenstat 1995, A divide-and-conquer algorithm for
// the bidiagonal SVD; LAPACK dbdsdc).
//
// A middle row splits B into two bidiagonal halves with one more column than rows. In their singular vectors B is a
// diagonal matrix with one full row z, whose singular values are the roots of 1 + Σ zᵢ² / (dᵢ² − σ²) = 0.
#include "svd_divide.h"

#include "product.h"
#include "rotate.h"
#include "secular.h"
#include "svd.h"
#include "vector.h"

namespace {

constexpr int BASE = 12;  // rows up to which QR is faster

// Where a vector has entries that are not zero: in the columns of the first half, of the second, or both.
enum Kind { TOP, BOTH, BOTTOM };

struct Divide {
  int n;  // order of the whole problem: the leading dimension of u and v
  double *u, *v;
  double *work, *left, *right, *gathered;  // n×n each
  double *poles, *sigma, *z, *w, *row;     // n + 1 each
  int *order, *kept, *place;               // n + 1 each
  Kind* kind;                              // n + 1

  double* U(int i) { return u + (size_t)i * n; }
  double* V(int i) { return v + (size_t)i * n; }

  // Rows [lo, lo + size) of B, and as many columns, or one more with `extra`. Afterwards v's row lo + size, if there is
  // one, is the null vector.
  Status solve(int lo, int size, bool extra, double* d, double* e) {
    if (size <= BASE) return solveDirectly(lo, size, extra, d + lo, e + lo);
    const int first = size / 2, middle = lo + first, second = size - first - 1;
    const double alpha = d[middle], beta = e[middle];
    Status status = solve(lo, first, true, d, e);
    if (status == OK) status = solve(middle + 1, second, extra, d, e);
    if (status == OK) merge(lo, first, second, extra, alpha, beta, d + lo);
    return status;
  }

  Status solveDirectly(int lo, int size, bool extra, double* d, double* e) {
    const int columns = size + extra;
    double *ut = work, *vt = work + size * size, *cs = row;
    memset(work, 0, (size_t)(size * size + columns * columns) * sizeof(double));
    for (int i = 0; i < size; i++) ut[i * size + i] = 1;
    for (int i = 0; i < columns; i++) vt[i * columns + i] = 1;
    if (extra) {
      // From the right to lower bidiagonal form, which leaves the last column empty, and from the left back to upper.
      for (int i = 0; i < size; i++) {
        const Rotation q = rotationFor(d[i], e[i]);
        d[i] = q.r;
        if (i + 1 < size) {
          e[i] = q.s * d[i + 1];
          d[i + 1] *= q.c;
        }
        cs[2 * i] = q.c, cs[2 * i + 1] = -q.s;
      }
      rotateRows(false, 0, size, cs, vt, columns);
      for (int i = 0; i + 1 < size; i++) {
        const Rotation q = rotationFor(d[i], e[i]);
        d[i] = q.r;
        e[i] = q.s * d[i + 1];
        d[i + 1] *= q.c;
        cs[2 * i] = q.c, cs[2 * i + 1] = -q.s;
      }
      rotateRows(false, 0, size - 1, cs, ut, size);
    }
    const Status status = bidiagonalQR(size, d, e, ut, size, vt, columns);
    if (status != OK) return status;
    sortRows(false, size, d, ut, size, vt, columns);
    for (int i = 0; i < size; i++) copy(size, ut + i * size, U(lo + i) + lo);
    for (int i = 0; i < columns; i++) copy(columns, vt + i * columns, V(lo + i) + lo);
    return OK;
  }

  // Joins the halves: rows [0, first) and (first, size) of the block at lo; d is the block's part of the diagonal.
  void merge(int lo, int first, int second, bool extra, double alpha, double beta, double* d) {
    const int size = first + 1 + second, columns = size + extra, middle = lo + first, next = middle + 1;
    const int wide1 = first + 1, wide2 = second + extra;  // columns of the halves
    // The full row in the basis of right vectors.
    double largest = fmax(fabs(alpha), fabs(beta));
    for (int i = 0; i < columns; i++) {
      z[i] = i <= first ? alpha * V(lo + i)[middle] : beta * V(lo + i)[next];
      kind[i] = i < first ? TOP : BOTTOM;
    }
    for (int i = 0; i < size; i++)
      if (i != first) largest = fmax(largest, d[i]);
    if (largest == 0) {
      // Nothing to join: the row's own unit vector is all that is missing.
      U(middle)[middle] = 1;
      d[first] = 0;
      return;
    }
    // The null vectors of both halves turn into one that the row meets, with d = 0, and one that it does not.
    Kind nullKind = TOP;
    if (extra) {
      const double a = z[first], b = z[size], r = hypot(a, b);
      if (r > 0) rotateVectors(V(middle) + lo, V(lo + size) + lo, columns, a / r, b / r);
      z[first] = r;
      nullKind = BOTH;
    }
    const double tolerance = 4 * EPS * largest;
    if (fabs(z[first]) <= tolerance) z[first] = copysign(tolerance, z[first]);

    // Ascending order of all but the null vector.
    for (int i = 0, j = first + 1, k = 0; k < size - 1; k++)
      order[k] = j == size || (i < first && d[i] <= d[j]) ? i++ : j++;
    // Deflation: an entry of z that does not matter leaves its singular value as it is; of two that are close,
    // rotations free one.
    int count = 1, deflated = size, previous = -1;
    kept[0] = first;
    for (int k = 0; k < size - 1; k++) {
      const int i = order[k];
      if (fabs(z[i]) <= tolerance) {
        kept[--deflated] = i;
        continue;
      }
      if (previous >= 0) {
        if (d[i] - d[previous] <= tolerance) {
          const double r = hypot(z[i], z[previous]), c = z[i] / r, s = -z[previous] / r;
          z[i] = r;
          rotateVectors(U(lo + previous) + lo, U(lo + i) + lo, size, c, s);
          rotateVectors(V(lo + previous) + lo, V(lo + i) + lo, columns, c, s);
          if (kind[previous] != kind[i]) kind[previous] = kind[i] = BOTH;
          kept[--deflated] = previous;
        } else {
          kept[count++] = previous;
        }
      }
      previous = i;
    }
    if (previous >= 0) kept[count++] = previous;

    // Places: the null vector first, then those with entries in the first half only, in both, in the second only.
    int tops = 0, boths = 0;
    for (int i = 1; i < count; i++) tops += kind[kept[i]] == TOP, boths += kind[kept[i]] == BOTH;
    int free[3] = {1, 1 + tops, 1 + tops + boths};
    double norm = 0;
    place[0] = 0;
    poles[0] = 0;
    w[0] = z[first];
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        place[i] = free[kind[kept[i]]]++;
        // A pole at distance of rounding from the one at 0 is moved off it.
        poles[i] = fmax(d[kept[i]], 0.5 * tolerance);
        w[i] = z[kept[i]];
      }
      norm += w[i] * w[i];
    }
    for (int j = 0; j < count; j++)
      sigma[j] = secularRoot(true, count, j, poles, w, 1, norm, right + (size_t)j * count);

    // The z of which these are the exact roots (Löwner's formula), then the vectors
    // v ∝ zᵢ / (dᵢ² − σ²), u ∝ dᵢ vᵢ and −1 in the place of the full row.
    double* exact = z;
    for (int i = 0; i < count; i++) exact[i] = right[(size_t)i * count + i];
    for (int j = 0; j < count; j++) {
      const double* delta = right + (size_t)j * count;
      for (int i = 0; i < count; i++)
        if (i != j) exact[i] *= delta[i] / ((poles[i] - poles[j]) * (poles[i] + poles[j]));
    }
    for (int i = 0; i < count; i++) exact[i] = copysign(sqrt(fabs(exact[i])), w[i]);
    for (int j = 0; j < count; j++) {
      double *delta = right + (size_t)j * count, *other = left + (size_t)j * count;
      for (int i = 0; i < count; i++) delta[i] = exact[i] / delta[i];
      for (int i = 1; i < count; i++) row[i] = poles[i] * delta[i];
      row[0] = -1;
      const double su = 1 / norm2((size_t)count, row), sv = 1 / norm2((size_t)count, delta);
      for (int i = 0; i < count; i++) other[place[i]] = row[i] * su;
      for (int i = 0; i < count; i++) row[place[i]] = delta[i] * sv;
      copy(count, row, delta);
    }

    // New singular values, roots first, and their ascending order. Insertion keeps equal values in place.
    for (int k = size - 1, at = count; k >= count; k--, at++) sigma[at] = d[kept[k]];
    for (int i = 0; i < size; i++) order[i] = i;
    for (int i = 1; i < size; i++) {
      const int t = order[i];
      int j = i;
      for (; j > 0 && sigma[order[j - 1]] > sigma[t]; j--) order[j] = order[j - 1];
      order[j] = t;
    }
    for (int i = 0; i < size; i++) d[i] = sigma[order[i]];

    // Left vectors: the row's own unit vector meets only the column between the halves.
    combine(lo, size, count, first, second, 1, tops, boths, left, u, false, nullKind);
    combine(lo, size, count, wide1, wide2, 0, tops, boths, right, v, true, nullKind);
  }

  // Rows lo … lo + size − 1 of m become coefficients · (rows kept), then the deflated ones, in the order found; the
  // columns are those of the halves, `gap` apart.
  void combine(int lo, int size, int count, int wide1, int wide2, int gap, int tops, int boths,
               const double* coefficients, double* m, bool isRight, Kind nullKind) {
    const int columns = wide1 + gap + wide2, from2 = wide1 + gap;
    const bool nullTop = isRight, nullBottom = isRight && nullKind == BOTH;
    const int upper = tops + boths + nullTop, lower = count - 1 - tops + nullBottom;
    double *upperRows = gathered, *lowerRows = gathered + (size_t)upper * wide1;
    // Rows in places: [null,] tops, boths | [null,] boths, bottoms. The null vector's coefficients come first in both.
    for (int i = 0; i < count; i++) {
      const double* source = m + (size_t)(lo + kept[i]) * n + lo;
      const Kind k = i == 0 ? nullKind : kind[kept[i]];
      if (i == 0 ? nullTop : k != BOTTOM) copy(wide1, source, upperRows + (size_t)(place[i] - !nullTop) * wide1);
      if (i == 0 ? nullBottom : k != TOP) {
        const int at = i == 0 ? 0 : place[i] - 1 - tops + nullBottom;
        copy(wide2, source + from2, lowerRows + (size_t)at * wide2);
      }
    }
    memset(work, 0, (size_t)count * columns * sizeof(double));
    gemm(false, false, count, wide1, upper, 1, coefficients + !nullTop, count, upperRows, wide1, 0, work, columns);
    if (gap)
      for (int j = 0; j < count; j++) work[(size_t)j * columns + wide1] = coefficients[(size_t)j * count];
    gemm(false, false, count, wide2, lower - nullBottom, 1, coefficients + 1 + tops, count,
         lowerRows + (size_t)nullBottom * wide2, wide2, 0, work + from2, columns);
    if (nullBottom)
      for (int j = 0; j < count; j++)
        axpy(wide2, coefficients[(size_t)j * count], lowerRows, work + (size_t)j * columns + from2);
    for (int k = size - 1, at = count; k >= count; k--, at++)
      copy(columns, m + (size_t)(lo + kept[k]) * n + lo, work + (size_t)at * columns);
    for (int i = 0; i < size; i++) copy(columns, work + (size_t)order[i] * columns, m + (size_t)(lo + i) * n + lo);
  }

  // (x, y) ← (c x + s y, c y − s x)
  static void rotateVectors(double* x, double* y, int count, double c, double s) {
    for (int i = 0; i < count; i++) {
      const double a = x[i], b = y[i];
      x[i] = c * a + s * b;
      y[i] = c * b - s * a;
    }
  }
};

}  // namespace

Status bidiagonalDivide(int n, double* d, double* e, double* u, double* v) {
  const size_t square = (size_t)n * n, line = (size_t)n + 2;
  Scratch matrices(4 * square + 2 * (BASE + 1) * (BASE + 1)), vectors(6 * line + 2 * BASE), integers(2 * line);
  if (!matrices || !vectors || !integers) return OUT_OF_MEMORY;
  memset(u, 0, square * sizeof(double));
  memset(v, 0, square * sizeof(double));
  // What is this far below the largest entry does not matter, and its square may not be a number.
  const double negligible = 1e-40 * fmax(maxAbs((size_t)n, d), maxAbs((size_t)n - 1, e));
  for (int i = 0; i < n; i++) {
    if (fabs(d[i]) <= negligible) d[i] = 0;
    if (i < n - 1 && fabs(e[i]) <= negligible) e[i] = 0;
  }
  int* ints = reinterpret_cast<int*>(integers.data);
  double* m = matrices;
  double* l = vectors;
  Divide problem{n,
                 u,
                 v,
                 m,
                 m + square,
                 m + 2 * square,
                 m + 3 * square,
                 l,
                 l + line,
                 l + 2 * line,
                 l + 3 * line,
                 l + 4 * line,
                 ints,
                 ints + line,
                 ints + 2 * line,
                 reinterpret_cast<Kind*>(ints + 3 * line)};
  return problem.solve(0, n, false, d, e);
}
