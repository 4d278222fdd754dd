// The real Schur form: Hessenberg form by reflections, then Francis' implicit double-shift QR iteration
// (Golub & Van Loan 2013, §7.4–7.5; the shifts and the deflation criterion are those of EISPACK hqr2).
#include "schur.h"

#include "householder.h"
#include "product.h"
#include "vector.h"

namespace {

// t ← Qᵀ t Q upper Hessenberg; Q = H₀ ⋯ H_{n−3} from the rows of v (shift 1).
Status hessenberg(int n, double* t, double* v, double* tau) {
  Scratch work((size_t)2 * n);
  if (!work) return OUT_OF_MEMORY;
  double *x = work, *w = work + n;
  memset(v, 0, (size_t)n * n * sizeof(double));
  for (int j = 0; j < n - 2; j++) {
    const int from = j + 1, count = n - from;
    for (int i = from; i < n; i++) x[i] = t[(size_t)i * n + j];
    tau[j] = reflector(count, x + from);
    t[(size_t)from * n + j] = x[from];
    for (int i = from + 1; i < n; i++) t[(size_t)i * n + j] = 0;
    if (tau[j] == 0) continue;
    double* h = v + (size_t)j * n;
    h[from] = 1;
    copy(count - 1, x + from + 1, h + from + 1);
    // From the left: rows −= τ h (hᵀ rows). From the right, row by row: row −= τ (row · h) hᵀ.
    double* block = t + (size_t)from * n + from;
    gemv(true, count, count, tau[j], block, n, h + from, 0, w + from);
    for (int i = 0; i < n; i++) {
      double* row = t + (size_t)i * n + from;
      if (i >= from) axpy(count, -h[i], w + from, row);
      axpy(count, -tau[j] * dot(count, row, h + from), h + from, row);
    }
  }
  return OK;
}

// The Schur iteration on Hessenberg T; `ut` holds Uᵀ, so that the columns of U are rows.
struct Iteration {
  int n;
  double* t;
  double* ut;
  double tiny;
  double exceptional = 0;  // sum of exceptional shifts, taken off T's diagonal

  double& T(int i, int j) { return t[(size_t)i * n + j]; }

  // The start of the unreduced block that ends at row `hi`; the entry above it is negligible.
  int blockStart(int hi) {
    int i = hi;
    for (; i > 0; i--) {
      const double size = fabs(T(i - 1, i - 1)) + fabs(T(i, i));
      if (fabs(T(i, i - 1)) <= fmax(EPS * size, tiny)) break;
    }
    return i;
  }

  // H = I − τ v vᵀ, v of `size` 2 or 3 entries with v[0] = 1, on rows k … of T from column `from`, on its columns k …
  // down to row `last`, and on the rows of Uᵀ.
  void reflect(int size, int k, const double* v, double tau, int from, int last) {
    double *r0 = &T(k, 0), *r1 = r0 + n, *r2 = size == 3 ? r1 + n : r1;
    onRows(size, v, tau, from, r0, r1, r2);
    const double v1 = v[1], v2 = size == 3 ? v[2] : 0;
    for (int i = 0; i <= last; i++) {
      double* row = &T(i, k);
      double s = row[0] + v1 * row[1];
      if (size == 3) s += v2 * row[2];
      s *= tau;
      row[0] -= s;
      row[1] -= v1 * s;
      if (size == 3) row[2] -= v2 * s;
    }
    double* u = ut + (size_t)k * n;
    onRows(size, v, tau, 0, u, u + n, size == 3 ? u + 2 * n : u + n);
  }

  void onRows(int size, const double* v, double tau, int from, double* r0, double* r1, double* r2) {
    const f64x2 v1 = splat(v[1]), v2 = splat(size == 3 ? v[2] : 0), t0 = splat(tau);
    int j = from;
    if (size == 3) {
      for (; j + 2 <= n; j += 2) {
        const f64x2 a = load(r0 + j), b = load(r1 + j), c = load(r2 + j);
        const f64x2 s = mul(t0, add(a, add(mul(v1, b), mul(v2, c))));
        store(r0 + j, sub(a, s));
        store(r1 + j, sub(b, mul(v1, s)));
        store(r2 + j, sub(c, mul(v2, s)));
      }
    } else {
      for (; j + 2 <= n; j += 2) {
        const f64x2 a = load(r0 + j), b = load(r1 + j), s = mul(t0, add(a, mul(v1, b)));
        store(r0 + j, sub(a, s));
        store(r1 + j, sub(b, mul(v1, s)));
      }
    }
    for (; j < n; j++) {
      const double s = tau * (r0[j] + v[1] * r1[j] + (size == 3 ? v[2] * r2[j] : 0));
      r0[j] -= s;
      r1[j] -= v[1] * s;
      if (size == 3) r2[j] -= v[2] * s;
    }
  }

  // The 2×2 block at rows hi−1, hi: made triangular when its eigenvalues are real.
  void splitPair(int hi) {
    const double p = 0.5 * (T(hi - 1, hi - 1) - T(hi, hi)), q = p * p + T(hi, hi - 1) * T(hi - 1, hi);
    T(hi, hi) += exceptional;
    T(hi - 1, hi - 1) += exceptional;
    if (q >= 0) {
      // (p ± √q, T(hi, hi−1)) is an eigenvector of the block; a reflection turns it to the first axis.
      double x[2] = {p + copysign(sqrt(q), p), T(hi, hi - 1)};
      const double tau = reflector(2, x);
      const double v[2] = {1, x[1]};
      if (tau != 0) reflect(2, hi - 1, v, tau, hi - 1, hi);
      T(hi, hi - 1) = 0;
    }
    if (hi > 1) T(hi - 1, hi - 2) = 0;
  }

  // One double-shift sweep on the unreduced block [lo, hi], hi ≥ lo + 2; `tries` counts sweeps since the last
  // deflation.
  void sweep(int lo, int hi, int tries) {
    double x = T(hi, hi), y = T(hi - 1, hi - 1), w = T(hi, hi - 1) * T(hi - 1, hi);
    if (tries == 10 || tries == 20) {
      // Wilkinson's exceptional shift breaks cycles.
      exceptional += x;
      for (int i = 0; i <= hi; i++) T(i, i) -= x;
      const double s = fabs(T(hi, hi - 1)) + fabs(T(hi - 1, hi - 2));
      x = y = 0.75 * s;
      w = -0.4375 * s * s;
    } else if (tries == 30) {
      // MATLAB's.
      double s = (y - x) / 2;
      s = s * s + w;
      if (s > 0) {
        s = sqrt(s);
        if (y < x) s = -s;
        s += (y - x) / 2;
        s = x - w / s;
        exceptional += s;
        for (int i = 0; i <= hi; i++) T(i, i) -= s;
        x = y = w = 0.964;
      }
    }
    // The first column of (T − s₁)(T − s₂), from the lowest row where two small subdiagonal entries allow to start.
    int start = hi - 2;
    double v[3];
    for (;; start--) {
      const double d = T(start, start), r = x - d, s = y - d;
      v[0] = (r * s - w) / T(start + 1, start) + T(start, start + 1);
      v[1] = T(start + 1, start + 1) - d - r - s;
      v[2] = T(start + 2, start + 1);
      if (start == lo) break;
      const double left = T(start, start - 1) * (fabs(v[1]) + fabs(v[2]));
      const double right = v[0] * (fabs(T(start - 1, start - 1)) + fabs(d) + fabs(T(start + 1, start + 1)));
      if (fabs(left) < EPS * fabs(right)) break;
    }
    for (int k = start; k < hi; k++) {
      const int size = k < hi - 1 ? 3 : 2;
      if (k > start)
        for (int i = 0; i < size; i++) v[i] = T(k + i, k - 1);
      const double tau = reflector(size, v), beta = v[0];
      v[0] = 1;
      if (k > start) {
        T(k, k - 1) = beta;
        for (int i = 1; i < size; i++) T(k + i, k - 1) = 0;
      } else if (start > lo && tau != 0) {
        // The entry left of the block's start is only scaled; the others there are negligible by the choice of start.
        T(k, k - 1) *= 1 - tau;
      }
      if (tau != 0) reflect(size, k, v, tau, k, min(hi, k + 3));
    }
  }

  Status run() {
    int hi = n - 1, tries = 0;
    long budget = 40L * n;
    while (hi >= 0) {
      const int lo = blockStart(hi);
      if (lo == hi) {
        T(hi, hi) += exceptional;
        if (hi > 0) T(hi, hi - 1) = 0;
        hi--;
        tries = 0;
      } else if (lo == hi - 1) {
        splitPair(hi);
        hi -= 2;
        tries = 0;
      } else {
        if (budget-- == 0) return NOT_CONVERGED;
        sweep(lo, hi, tries++);
      }
    }
    return OK;
  }
};

}  // namespace

EXPORT(schur) int schur(int n, const double* a, double* u, double* t) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a)) return NON_FINITE;
  memcpy(t, a, count * sizeof(double));
  // The iteration multiplies entries; a power of two scales without rounding.
  const double size = maxAbs(count, a);
  double factor = 1;
  if (size > 0 && (size > 1e50 || size < 1e-50)) {
    const int exponent = ilogb(size);
    factor = scalbn(1.0, exponent < -1000 ? 1000 : -exponent);
    scale((int)count, factor, t);
  }
  Scratch v(count), tau(n), ut(count);
  if (!v || !tau || !ut) return OUT_OF_MEMORY;
  Status status = hessenberg(n, t, v, tau);
  if (status == OK) status = formQ(n, n - 2, 1, v, n, tau, n, u, n);
  if (status != OK) return status;
  transposeInto(n, n, u, n, ut, n);
  Iteration iteration{n, t, ut, fmax(norm2(count, t) * EPS * EPS, 1e-300)};
  status = iteration.run();
  if (status != OK) return status;
  transposeInto(n, n, ut, n, u, n);
  if (factor != 1) scale((int)count, 1 / factor, t);
  return OK;
}
