// What follows from the singular value decomposition: pseudo-inverse, least squares of any rank, polar factors.
#include "product.h"
#include "svd.h"
#include "vector.h"

namespace {

// Everything a thin decomposition needs.
struct Decomposition {
  int k;
  Scratch u, sigma, v;
  int status;

  Decomposition(int m, int n, const double* a)
      : k(min(m, n)), u((size_t)m * k), sigma(k), v((size_t)n * k), status(OUT_OF_MEMORY) {
    if (u && sigma && v) status = svd(m, n, a, u, sigma, v);
  }

  // The number of singular values above `relative` times the largest; MATLAB's bound when it is negative.
  int rank(int m, int n, double relative) const {
    const double bound = (relative < 0 ? max(m, n) * EPS : relative) * (k > 0 ? sigma[0] : 0);
    int r = 0;
    while (r < k && sigma[r] > bound) r++;
    return r;
  }
};

}  // namespace

// X = A⁺, n×m, for A m×n. Singular values up to `tolerance` times the largest count as zero (negative: max(m, n) ε);
// the number of the others goes to rank[0]. NON_FINITE, NOT_CONVERGED.
EXPORT(pseudoInverse) int pseudoInverse(int m, int n, double tolerance, const double* a, double* x, double* rank) {
  Decomposition d(m, n, a);
  if (d.status != OK) return d.status;
  const int r = d.rank(m, n, tolerance);
  rank[0] = r;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < r; j++) d.v[(size_t)i * d.k + j] /= d.sigma[j];
  gemm(false, true, n, m, r, 1, d.v, d.k, d.u, d.k, 0, x, m);
  return allFinite((size_t)m * n, x) ? OK : NON_FINITE;
}

// X = A⁺ B, n×columns: of all minimisers of ‖A X − B‖ the shortest. Tolerance and rank as above.
EXPORT(leastSquaresMinimal)
int leastSquaresMinimal(int m, int n, int columns, double tolerance, const double* a, const double* b, double* x,
                        double* rank) {
  if (!allFinite((size_t)m * columns, b)) return NON_FINITE;
  Decomposition d(m, n, a);
  if (d.status != OK) return d.status;
  const int r = d.rank(m, n, tolerance);
  rank[0] = r;
  Scratch c((size_t)r * columns);
  if (!c) return OUT_OF_MEMORY;
  gemm(true, false, r, columns, m, 1, d.u, d.k, b, columns, 0, c, columns);
  for (int i = 0; i < r; i++)
    for (int j = 0; j < columns; j++) c[(size_t)i * columns + j] /= d.sigma[i];
  gemm(false, false, n, columns, r, 1, d.v, d.k, c, columns, 0, x, columns);
  return allFinite((size_t)n * columns, x) ? OK : NON_FINITE;
}

// A = Q H, A m×n: H = (AᵀA)^½, n×n symmetric positive semidefinite; Q m×n with orthonormal columns (m ≥ n) or rows (m <
// n). The polar factor nearest to A; when A is rank-deficient Q is one of several. NON_FINITE, NOT_CONVERGED.
EXPORT(polar) int polar(int m, int n, const double* a, double* q, double* h) {
  Decomposition d(m, n, a);
  if (d.status != OK) return d.status;
  const int k = d.k;
  gemm(false, true, m, n, k, 1, d.u, k, d.v, k, 0, q, n);
  Scratch scaled((size_t)n * k);
  if (!scaled) return OUT_OF_MEMORY;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < k; j++) scaled[(size_t)i * k + j] = d.v[(size_t)i * k + j] * d.sigma[j];
  gemm(false, true, n, n, k, 1, scaled, k, d.v, k, 0, h, n, LOWER);
  mirrorLower(n, h, n);
  return OK;
}
