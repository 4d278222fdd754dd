// Reduction of a symmetric matrix to tridiagonal form by Householder reflections.
#include "eig.h"
#include "householder.h"
#include "vector.h"

namespace {

// One pass over the trailing matrix B (upper triangle of rows and columns [j, n) of a): applies the pending
// update B −= v wᵀ + w vᵀ and, reading each entry only once, forms p = B x. All vectors are indexed like a's columns.
void updateAndMultiply(int n, int j, double* a, const double* v, const double* w, const double* x, double* p) {
  memset(p + j, 0, (size_t)(n - j) * sizeof(double));
  int i = j;
  for (; i + 2 <= n; i += 2) {
    double *r0 = a + (size_t)i * n, *r1 = r0 + n;
    r0[i] -= 2 * v[i] * w[i];
    r0[i + 1] -= v[i] * w[i + 1] + w[i] * v[i + 1];
    r1[i + 1] -= 2 * v[i + 1] * w[i + 1];
    double s0 = r0[i] * x[i] + r0[i + 1] * x[i + 1], s1 = r0[i + 1] * x[i] + r1[i + 1] * x[i + 1];
    f64x2 t0 = splat(0), t1 = t0;
    const f64x2 v0 = splat(v[i]), w0 = splat(w[i]), x0 = splat(x[i]);
    const f64x2 v1 = splat(v[i + 1]), w1 = splat(w[i + 1]), x1 = splat(x[i + 1]);
    int k = i + 2;
    for (; k + 2 <= n; k += 2) {
      const f64x2 vk = load(v + k), wk = load(w + k);
      const f64x2 b0 = sub(load(r0 + k), add(mul(v0, wk), mul(w0, vk)));
      const f64x2 b1 = sub(load(r1 + k), add(mul(v1, wk), mul(w1, vk)));
      store(r0 + k, b0);
      store(r1 + k, b1);
      const f64x2 xk = load(x + k);
      t0 = add(t0, mul(b0, xk));
      t1 = add(t1, mul(b1, xk));
      store(p + k, add(load(p + k), add(mul(b0, x0), mul(b1, x1))));
    }
    if (k < n) {
      r0[k] -= v[i] * w[k] + w[i] * v[k];
      r1[k] -= v[i + 1] * w[k] + w[i + 1] * v[k];
      s0 += r0[k] * x[k];
      s1 += r1[k] * x[k];
      p[k] += r0[k] * x[i] + r1[k] * x[i + 1];
    }
    p[i] += s0 + sumLanes(t0);
    p[i + 1] += s1 + sumLanes(t1);
  }
  if (i < n) {
    double& last = a[(size_t)i * n + i];
    last -= 2 * v[i] * w[i];
    p[i] += last * x[i];
  }
}

}  // namespace

Status tridiagonalize(int n, double* a, double* d, double* e, double* v, double* tau) {
  Scratch work((size_t)3 * n);
  if (!work) return OUT_OF_MEMORY;
  double *w = work, *p = work + n, *row = work + 2 * n;
  memset(v, 0, (size_t)n * n * sizeof(double));
  memset(w, 0, (size_t)n * sizeof(double));
  const double* pending = v + (size_t)(n - 1) * n;  // a row that no reflection uses: zeros, nothing is pending yet
  for (int j = 0; j < n; j++) {
    // Bring row j up to date; the rows below wait for the pass that multiplies them.
    const double* rj = a + (size_t)j * n;
    for (int k = j; k < n; k++) row[k] = rj[k] - (pending[j] * w[k] + w[j] * pending[k]);
    d[j] = row[j];
    if (j == n - 1) break;
    const int from = j + 1, count = n - from;
    tau[j] = reflector(count, row + from);
    e[j] = row[from];
    if (j == n - 2) continue;
    double* next = v + (size_t)j * n;
    next[from] = 1;
    copy(count - 1, row + from + 1, next + from + 1);
    updateAndMultiply(n, from, a, pending, w, next, p);
    // B ← H B H = B − v wᵀ − w vᵀ with w = τ p − (τ²/2)(pᵀv) v
    const double half = -0.5 * tau[j] * tau[j] * dot(count, p + from, next + from);
    for (int k = from; k < n; k++) w[k] = tau[j] * p[k] + half * next[k];
    pending = next;
  }
  return OK;
}
