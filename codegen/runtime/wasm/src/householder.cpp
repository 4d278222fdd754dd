#include "householder.h"

#include "product.h"
#include "vector.h"

constexpr int NB = 16;  // reflections to a block

double reflector(int n, double* x) {
  if (n <= 1) return 0;
  const double tail = norm2((size_t)n - 1, x + 1);
  if (tail == 0) return 0;
  const double alpha = x[0], length = hypot(alpha, tail);
  if (length < 1e-270) {
    // Near the smallest doubles the length has few digits, and H would not be orthogonal.
    scale(n, 0x1p600, x);
    const double tau = reflector(n, x);
    x[0] *= 0x1p-600;
    return tau;
  }
  const double beta = -copysign(length, alpha);
  const double tau = (beta - alpha) / beta;
  scale(n - 1, 1 / (alpha - beta), x + 1);
  x[0] = beta;
  return tau;
}

// The triangular factor of a block (Schreiber & Van Loan 1989): H₀ ⋯ H_{b−1} = I − Vᵀ T V with V b×m as above.
static void blockFactor(int m, int b, const double* v, int ldv, const double* tau, double* t) {
  double products[NB * NB];
  gemm(false, true, b, b, m, 1, v, ldv, v, ldv, 0, products, NB, UPPER);
  for (int j = 0; j < b; j++) {
    double* column = t + j;
    for (int i = 0; i < j; i++) column[i * NB] = -tau[j] * products[i * NB + j];
    // column := T[0..j, 0..j] · column, from the top because T is upper triangular.
    for (int i = 0; i < j; i++) {
      double s = 0;
      for (int k = i; k < j; k++) s += t[i * NB + k] * column[k * NB];
      column[i * NB] = s;
    }
    column[j * NB] = tau[j];
    for (int i = j + 1; i < b; i++) column[i * NB] = 0;
  }
}

Status applyReflectors(bool transpose, bool growing, int m, int k, int shift, const double* v, int ldv,
                       const double* tau, int columns, double* c, int ldc) {
  if (k <= 0 || columns <= 0) return OK;
  Scratch work((size_t)2 * NB * columns);
  if (!work) return OUT_OF_MEMORY;
  double t[NB * NB];
  double *w = work, *tw = work + (size_t)NB * columns;
  const int blocks = (k + NB - 1) / NB;
  for (int s = 0; s < blocks; s++) {
    const int j0 = (transpose ? s : blocks - 1 - s) * NB, b = min(NB, k - j0);
    const int row = shift + j0, rows = m - row;
    if (rows <= 0) continue;
    const int skip = growing ? row : 0, width = columns - skip;
    if (width <= 0) continue;
    const double* block = v + (size_t)j0 * ldv + row;
    double* target = c + (size_t)row * ldc + skip;
    blockFactor(rows, b, block, ldv, tau + j0, t);
    gemm(false, false, b, width, rows, 1, block, ldv, target, ldc, 0, w, width);
    gemm(transpose, false, b, width, b, 1, t, NB, w, width, 0, tw, width);
    gemm(true, false, rows, width, b, -1, block, ldv, tw, width, 1, target, ldc);
  }
  return OK;
}

Status formQ(int m, int k, int shift, const double* v, int ldv, const double* tau, int columns, double* q, int ldq) {
  for (int i = 0; i < m; i++) {
    memset(q + (size_t)i * ldq, 0, (size_t)columns * sizeof(double));
    if (i < columns) q[(size_t)i * ldq + i] = 1;
  }
  return applyReflectors(false, true, m, k, shift, v, ldv, tau, columns, q, ldq);
}
