// Parts of a matrix and matrices from parts.
#include "product.h"
#include "vector.h"

// C = (A + s Aᵀ) / 2 for n×n A: the symmetric part for s = 1, the skew part for s = −1. C may be A.
EXPORT(symmetricPart) void symmetricPart(int n, double s, const double* a, double* c) {
  constexpr int BLOCK = 16;
  for (int i0 = 0; i0 < n; i0 += BLOCK)
    for (int j0 = 0; j0 <= i0; j0 += BLOCK)
      for (int i = i0; i < min(n, i0 + BLOCK); i++)
        for (int j = j0; j < min(i + 1, j0 + BLOCK); j++) {
          // Halves first: the sum of two large entries must not overflow.
          const double x = 0.5 * a[(size_t)i * n + j], y = 0.5 * a[(size_t)j * n + i];
          c[(size_t)i * n + j] = x + s * y;
          c[(size_t)j * n + i] = y + s * x;
        }
}

// The lower triangle of C n×n is copied to the upper one.
EXPORT(mirrorLower) void mirrorLowerTriangle(int n, double* c) { mirrorLower(n, c, n); }

// One triangle of an m×n matrix: C keeps the entries strictly below (upper = 0) or above (upper = 1) the diagonal,
// the diagonal times `diagonal`, and zeros elsewhere. C may be A.
EXPORT(triangle) void triangle(int m, int n, int upper, double diagonal, const double* a, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) {
    const int below = min(i, n), above = max(n - i - 1, 0);
    if (upper) {
      memset(c, 0, (size_t)below * sizeof(double));
      memmove(c + n - above, a + n - above, (size_t)above * sizeof(double));
    } else {
      memmove(c, a, (size_t)below * sizeof(double));
      memset(c + n - above, 0, (size_t)above * sizeof(double));
    }
    if (i < n) c[i] = diagonal * a[i];
  }
}

// d = the diagonal of A m×n, min(m, n) entries.
EXPORT(diagonalOf) void diagonalOf(int m, int n, const double* a, double* d) {
  for (int i = 0; i < min(m, n); i++) d[i] = a[(size_t)i * n + i];
}

// C = Diag(d), n×n.
EXPORT(diagonalMatrix) void diagonalMatrix(int n, const double* d, double* c) {
  memset(c, 0, (size_t)n * n * sizeof(double));
  for (int i = 0; i < n; i++) c[(size_t)i * n + i] = d[i];
}

// C = A_diag, n×n: the diagonal of A, zeros elsewhere. C may be A.
EXPORT(diagonalPart) void diagonalPart(int n, const double* a, double* c) {
  for (int i = 0; i < n; i++) {
    const double d = a[(size_t)i * n + i];
    memset(c + (size_t)i * n, 0, (size_t)n * sizeof(double));
    c[(size_t)i * n + i] = d;
  }
}

// The diagonal of C m×n gets s added.
EXPORT(addToDiagonal) void addToDiagonal(int m, int n, double s, double* c) {
  for (int i = 0; i < min(m, n); i++) c[(size_t)i * n + i] += s;
}

// The diagonal of C m×n gets s d added.
EXPORT(addDiagonal) void addDiagonal(int m, int n, double s, const double* d, double* c) {
  for (int i = 0; i < min(m, n); i++) c[(size_t)i * n + i] += s * d[i];
}

// C = I, m×n.
EXPORT(identity) void identity(int m, int n, double* c) {
  memset(c, 0, (size_t)m * n * sizeof(double));
  for (int i = 0; i < min(m, n); i++) c[(size_t)i * n + i] = 1;
}

// Copies m rows of n entries between matrices of `fromColumns` and `toColumns` columns: blocks, slices, stacks.
// With add ≠ 0 it adds instead.
EXPORT(copyBlock)
void copyBlock(int m, int n, const double* from, int fromColumns, double* to, int toColumns, int add) {
  for (int i = 0; i < m; i++, from += fromColumns, to += toColumns) {
    if (add) axpy(n, 1, from, to);
    else memmove(to, from, (size_t)n * sizeof(double));
  }
}

// C = A ⊗ B, (m p)×(n q), for A m×n and B p×q.
EXPORT(kron) void kron(int m, int n, int p, int q, const double* a, const double* b, double* c) {
  const int width = n * q;
  for (int i = 0; i < m; i++)
    for (int k = 0; k < p; k++) {
      double* row = c + (size_t)(i * p + k) * width;
      for (int j = 0; j < n; j++) {
        const double s = a[(size_t)i * n + j];
        for (int l = 0; l < q; l++) row[j * q + l] = s * b[(size_t)k * q + l];
      }
    }
}

// The adjoints of A ↦ A ⊗ B and B ↦ A ⊗ B at a cotangent G, (m p)×(n q):
// left = 1: R m×n, R[i][j] = G's block (i, j) : B; left = 0: R p×q = Σ A[i][j] · block (i, j), `other` is B or A.
EXPORT(kronAdjoint)
void kronAdjoint(int left, int m, int n, int p, int q, const double* other, const double* g, double* r) {
  const int width = n * q;
  memset(r, 0, (size_t)(left ? m * n : p * q) * sizeof(double));
  for (int i = 0; i < m; i++)
    for (int k = 0; k < p; k++) {
      const double* row = g + (size_t)(i * p + k) * width;
      for (int j = 0; j < n; j++) {
        if (left) r[(size_t)i * n + j] += dot(q, row + j * q, other + (size_t)k * q);
        else axpy(q, other[(size_t)i * n + j], row + j * q, r + (size_t)k * q);
      }
    }
}

// v = vech(A), the lower triangle by columns, n(n+1)/2 entries.
EXPORT(vech) void vech(int n, const double* a, double* v) {
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++) *v++ = a[(size_t)i * n + j];
}

// The adjoint of vech: C is lower triangular with the entries of v.
EXPORT(vechAdjoint) void vechAdjoint(int n, const double* v, double* c) {
  memset(c, 0, (size_t)n * n * sizeof(double));
  for (int j = 0; j < n; j++)
    for (int i = j; i < n; i++) c[(size_t)i * n + j] = *v++;
}
