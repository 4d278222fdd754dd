// Singular values of a bidiagonal matrix by implicit QR with zero shifts where accuracy asks for them
// (Demmel & Kahan 1990, Accurate singular values of bidiagonal matrices; LAPACK dbdsqr).
#include "rotate.h"
#include "svd.h"
#include "vector.h"

namespace {

// The smaller singular value of [[f, g], [0, h]] (LAPACK dlas2).
double smallerSingularValue(double f, double g, double h) {
  const double fa = fabs(f), ga = fabs(g), ha = fabs(h);
  const double lo = fmin(fa, ha), hi = fmax(fa, ha);
  if (lo == 0) return 0;
  const double as = 1 + lo / hi, at = (hi - lo) / hi;
  if (ga < hi) {
    const double au = (ga / hi) * (ga / hi);
    return lo * (2 / (sqrt(as * as + au) + sqrt(at * at + au)));
  }
  const double au = hi / ga;
  if (au == 0) return lo * hi / ga;
  const double p = as * au, q = at * au;
  return 2 * (lo * (1 / (sqrt(1 + p * p) + sqrt(1 + q * q)))) * au;
}

// One sweep over the block [lo, hi], from the top (down) or from the bottom; rotations go to left and right.
void sweep(bool down, double shift, int lo, int hi, double* d, double* e, double* left, double* right) {
  if (shift == 0) {
    double c = 1, oldC = 1, oldS = 0;
    if (down) {
      for (int i = lo; i < hi; i++) {
        const Rotation p = rotationFor(d[i] * c, e[i]);
        if (i > lo) e[i - 1] = oldS * p.r;
        const Rotation q = rotationFor(oldC * p.r, d[i + 1] * p.s);
        d[i] = q.r;
        right[2 * i] = p.c, right[2 * i + 1] = -p.s;
        left[2 * i] = q.c, left[2 * i + 1] = -q.s;
        c = p.c, oldC = q.c, oldS = q.s;
      }
      const double h = d[hi] * c;
      d[hi] = h * oldC;
      e[hi - 1] = h * oldS;
    } else {
      for (int i = hi; i > lo; i--) {
        const Rotation p = rotationFor(d[i] * c, e[i - 1]);
        if (i < hi) e[i] = oldS * p.r;
        const Rotation q = rotationFor(oldC * p.r, d[i - 1] * p.s);
        d[i] = q.r;
        left[2 * i - 2] = p.c, left[2 * i - 1] = p.s;
        right[2 * i - 2] = q.c, right[2 * i - 1] = q.s;
        c = p.c, oldC = q.c, oldS = q.s;
      }
      const double h = d[lo] * c;
      d[lo] = h * oldC;
      e[lo] = h * oldS;
    }
    return;
  }
  if (down) {
    double f = (fabs(d[lo]) - shift) * (copysign(1, d[lo]) + shift / d[lo]), g = e[lo];
    for (int i = lo; i < hi; i++) {
      const Rotation p = rotationFor(f, g);
      if (i > lo) e[i - 1] = p.r;
      f = p.c * d[i] + p.s * e[i];
      e[i] = p.c * e[i] - p.s * d[i];
      g = p.s * d[i + 1];
      d[i + 1] = p.c * d[i + 1];
      const Rotation q = rotationFor(f, g);
      d[i] = q.r;
      f = q.c * e[i] + q.s * d[i + 1];
      d[i + 1] = q.c * d[i + 1] - q.s * e[i];
      if (i < hi - 1) {
        g = q.s * e[i + 1];
        e[i + 1] = q.c * e[i + 1];
      }
      right[2 * i] = p.c, right[2 * i + 1] = -p.s;
      left[2 * i] = q.c, left[2 * i + 1] = -q.s;
    }
    e[hi - 1] = f;
  } else {
    double f = (fabs(d[hi]) - shift) * (copysign(1, d[hi]) + shift / d[hi]), g = e[hi - 1];
    for (int i = hi; i > lo; i--) {
      const Rotation p = rotationFor(f, g);
      if (i < hi) e[i] = p.r;
      f = p.c * d[i] + p.s * e[i - 1];
      e[i - 1] = p.c * e[i - 1] - p.s * d[i];
      g = p.s * d[i - 1];
      d[i - 1] = p.c * d[i - 1];
      const Rotation q = rotationFor(f, g);
      d[i] = q.r;
      f = q.c * e[i - 1] + q.s * d[i - 1];
      d[i - 1] = q.c * d[i - 1] - q.s * e[i - 1];
      if (i > lo + 1) {
        g = q.s * e[i - 2];
        e[i - 2] = q.c * e[i - 2];
      }
      left[2 * i - 2] = p.c, left[2 * i - 1] = p.s;
      right[2 * i - 2] = q.c, right[2 * i - 1] = q.s;
    }
    e[lo] = f;
  }
}

// Sets entries of e in [lo, hi) to zero that the relative criteria of Demmel & Kahan call negligible; true if any was.
// Otherwise `smallest` is a lower bound, up to a modest factor, of the block's least singular value.
bool splitNegligible(bool down, double tolerance, int lo, int hi, const double* d, double* e, double& smallest) {
  if (down) {
    if (fabs(e[hi - 1]) <= tolerance * fabs(d[hi])) return e[hi - 1] = 0, true;
    double mu = fabs(d[lo]);
    smallest = mu;
    for (int i = lo; i < hi; i++) {
      if (fabs(e[i]) <= tolerance * mu) return e[i] = 0, true;
      mu = fabs(d[i + 1]) * (mu / (mu + fabs(e[i])));
      smallest = fmin(smallest, mu);
    }
  } else {
    if (fabs(e[lo]) <= tolerance * fabs(d[lo])) return e[lo] = 0, true;
    double mu = fabs(d[hi]);
    smallest = mu;
    for (int i = hi - 1; i >= lo; i--) {
      if (fabs(e[i]) <= tolerance * mu) return e[i] = 0, true;
      mu = fabs(d[i]) * (mu / (mu + fabs(e[i])));
      smallest = fmin(smallest, mu);
    }
  }
  return false;
}

}  // namespace

Status bidiagonalQR(int n, double* d, double* e, double* ut, int columnsU, double* vt, int columnsV) {
  Scratch rotations((size_t)4 * n);
  if (!rotations) return OUT_OF_MEMORY;
  double *left = rotations, *right = rotations + 2 * n;
  const double tolerance = 20 * EPS;
  // A value below which an entry may be dropped: a lower bound of the least singular value, times the tolerance.
  double bound = fabs(d[0]), mu = bound;
  for (int i = 1; i < n && bound > 0; i++) {
    mu = fabs(d[i]) * (mu / (mu + fabs(e[i - 1])));
    bound = fmin(bound, mu);
  }
  const double threshold = fmax(tolerance * bound / sqrt((double)n), 1e-290);
  long budget = 6L * n * n + 60;
  int hi = n - 1, oldLo = -1, oldHi = -1;
  bool down = true;
  while (hi > 0) {
    if (budget < 0) return NOT_CONVERGED;
    if (fabs(d[hi]) <= threshold) d[hi] = 0;
    double largest = fabs(d[hi]);
    int lo = hi - 1;
    for (; lo >= 0; lo--) {
      const double diagonal = fabs(d[lo]), off = fabs(e[lo]);
      if (diagonal <= threshold) d[lo] = 0;
      if (off <= threshold) {
        e[lo] = 0;
        break;
      }
      largest = fmax(largest, fmax(diagonal, off));
    }
    lo++;
    if (lo == hi) {
      hi--;
      continue;
    }
    // A new block: chase from its large end, so that graded matrices converge at the small one.
    if (lo > oldHi || hi < oldLo) down = fabs(d[lo]) >= fabs(d[hi]);
    double smallest = 0;
    if (splitNegligible(down, tolerance, lo, hi, d, e, smallest)) continue;
    oldLo = lo;
    oldHi = hi;
    double shift = 0;
    // A shift that would ruin the relative accuracy of small singular values is not made.
    if (!(n * tolerance * (smallest / largest) <= fmax(EPS, 0.01 * tolerance))) {
      const double end = fabs(down ? d[lo] : d[hi]);
      shift = down ? smallerSingularValue(d[hi - 1], e[hi - 1], d[hi]) : smallerSingularValue(d[lo], e[lo], d[lo + 1]);
      if (end > 0 && (shift / end) * (shift / end) < EPS) shift = 0;
    }
    budget -= hi - lo;
    sweep(down, shift, lo, hi, d, e, left, right);
    rotateRows(!down, lo, hi, left, ut, columnsU);
    rotateRows(!down, lo, hi, right, vt, columnsV);
    if (fabs(down ? e[hi - 1] : e[lo]) <= threshold) e[down ? hi - 1 : lo] = 0;
  }
  for (int i = 0; i < n; i++)
    if (d[i] < 0) {
      d[i] = -d[i];
      scale(columnsV, -1, vt + (size_t)i * columnsV);
    }
  return OK;
}
