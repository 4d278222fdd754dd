// Reduction of a matrix to upper bidiagonal form by Householder reflections from both sides.
#include "householder.h"
#include "product.h"
#include "svd.h"
#include "vector.h"

namespace {

// The pending update of the rows [j, m) and columns [j, n) of a, a −= u yᵀ + x vᵀ, in the same pass as q = aᵀ g.
// u, x, g are indexed like the rows of a; y, v, q like its columns.
void updateAndMultiply(int m, int n, int j, double* a, const double* u, const double* y, const double* x,
                       const double* v, const double* g, double* q) {
  int i = j - 1;  // g starts one row above the trailing columns
  memset(q + j, 0, (size_t)(n - j) * sizeof(double));
  for (; i + 2 <= m; i += 2) {
    double *r0 = a + (size_t)i * n, *r1 = r0 + n;
    const f64x2 u0 = splat(u[i]), x0 = splat(x[i]), g0 = splat(g[i]);
    const f64x2 u1 = splat(u[i + 1]), x1 = splat(x[i + 1]), g1 = splat(g[i + 1]);
    int k = j;
    for (; k + 2 <= n; k += 2) {
      const f64x2 yk = load(y + k), vk = load(v + k);
      const f64x2 b0 = sub(load(r0 + k), add(mul(u0, yk), mul(x0, vk)));
      const f64x2 b1 = sub(load(r1 + k), add(mul(u1, yk), mul(x1, vk)));
      store(r0 + k, b0);
      store(r1 + k, b1);
      store(q + k, add(load(q + k), add(mul(b0, g0), mul(b1, g1))));
    }
    if (k < n) {
      r0[k] -= u[i] * y[k] + x[i] * v[k];
      r1[k] -= u[i + 1] * y[k] + x[i + 1] * v[k];
      q[k] += r0[k] * g[i] + r1[k] * g[i + 1];
    }
  }
  if (i < m) {
    double* r = a + (size_t)i * n;
    for (int k = j; k < n; k++) {
      r[k] -= u[i] * y[k] + x[i] * v[k];
      q[k] += r[k] * g[i];
    }
  }
}

}  // namespace

Status bidiagonalize(int m, int n, double* a, double* d, double* e, double* u, double* tauU, double* v, double* tauV) {
  Scratch work((size_t)2 * m + 2 * n);
  if (!work) return OUT_OF_MEMORY;
  double *zero = work, *x = work + m, *y = work + 2 * m, *row = y + n;
  memset(work, 0, (size_t)(2 * m + 2 * n) * sizeof(double));
  memset(u, 0, (size_t)n * m * sizeof(double));
  memset(v, 0, (size_t)n * n * sizeof(double));
  const double *pendingU = zero, *pendingV = v + (size_t)(n - 1) * n;  // a row that no reflection uses: zeros
  for (int j = 0; j < n; j++) {
    double* g = u + (size_t)j * m;
    for (int i = j; i < m; i++) g[i] = a[(size_t)i * n + j] - (pendingU[i] * y[j] + x[i] * pendingV[j]);
    tauU[j] = reflector(m - j, g + j);
    d[j] = g[j];
    g[j] = 1;
    e[j] = tauV[j] = 0;
    if (j == n - 1) break;
    const int from = j + 1, count = n - from;
    updateAndMultiply(m, n, from, a, pendingU, y, x, pendingV, g, row);
    // y = τ aᵀ g; row j of H a is a[j] − y.
    for (int k = from; k < n; k++) {
      y[k] = tauU[j] * row[k];
      row[k] = a[(size_t)j * n + k] - y[k];
    }
    tauV[j] = reflector(count, row + from);
    e[j] = row[from];
    double* h = v + (size_t)j * n;
    if (count > 1) {
      h[from] = 1;
      copy(count - 1, row + from + 1, h + from + 1);
      // x = τ' (a − g yᵀ) h
      const double s = tauV[j] * dot(count, y + from, h + from);
      gemv(false, m - from, count, tauV[j], a + (size_t)from * n + from, n, h + from, 0, x + from);
      axpy(m - from, -s, g + from, x + from);
    } else {
      memset(x, 0, (size_t)m * sizeof(double));
    }
    pendingU = g;
    pendingV = h;
  }
  return OK;
}
