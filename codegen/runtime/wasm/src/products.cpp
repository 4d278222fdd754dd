// The products that JavaScript calls: general, with known symmetric result, with a diagonal, of batches.
#include "product.h"
#include "vector.h"

// C = α op(A) op(B) + β C; op(A) is m×k, op(B) is k×n. C must not overlap A or B and is not read when β = 0.
EXPORT(product)
void product(int transposeA, int transposeB, int m, int n, int k, double alpha, const double* a, const double* b,
             double beta, double* c) {
  gemm(transposeA, transposeB, m, n, k, alpha, a, transposeA ? m : k, b, transposeB ? k : n, beta, c, n);
}

// The same when the n×n result is known to be symmetric: half the work, the other half mirrored. C must be symmetric
// on input unless β = 0.
EXPORT(symmetricProduct)
void symmetricProduct(int transposeA, int transposeB, int n, int k, double alpha, const double* a, const double* b,
                      double beta, double* c) {
  gemm(transposeA, transposeB, n, n, k, alpha, a, transposeA ? n : k, b, transposeB ? k : n, beta, c, n, LOWER);
  mirrorLower(n, c, n);
}

// C = α AᵀA + β C (transpose = 1, A m×n, C n×n) or α AAᵀ + β C (transpose = 0, C m×m).
EXPORT(gram)
void gram(int transpose, int m, int n, double alpha, const double* a, double beta, double* c) {
  const int order = transpose ? n : m;
  gemm(transpose, !transpose, order, order, transpose ? m : n, alpha, a, n, a, n, beta, c, order, LOWER);
  mirrorLower(order, c, order);
}

// C = α x yᵀ + β C, C m×n. α comes last, so that x xᵀ is symmetric to the last digit.
EXPORT(outer)
void outer(int m, int n, double alpha, const double* x, const double* y, double beta, double* c) {
  const f64x2 av = splat(alpha), bv = splat(beta);
  for (int i = 0; i < m; i++, c += n) {
    const double s = x[i];
    const f64x2 sv = splat(s);
    int j = 0;
    if (beta == 0) {
      for (; j + 2 <= n; j += 2) store(c + j, mul(av, mul(sv, load(y + j))));
      if (j < n) c[j] = alpha * (s * y[j]);
    } else {
      for (; j + 2 <= n; j += 2) store(c + j, add(mul(bv, load(c + j)), mul(av, mul(sv, load(y + j)))));
      if (j < n) c[j] = beta * c[j] + alpha * (s * y[j]);
    }
  }
}

// `count` products C = α op(A) op(B) + β C of the same shapes. The strides are in doubles; 0 repeats an operand.
EXPORT(batchedProduct)
void batchedProduct(int count, int transposeA, int transposeB, int m, int n, int k, double alpha, const double* a,
                    int strideA, const double* b, int strideB, double beta, double* c, int strideC) {
  for (int i = 0; i < count; i++)
    product(transposeA, transposeB, m, n, k, alpha, a + (size_t)i * strideA, b + (size_t)i * strideB, beta,
            c + (size_t)i * strideC);
}

// C = Diag(d) A, A m×n. C may be A.
EXPORT(scaleRows)
void scaleRows(int m, int n, const double* d, const double* a, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) {
    const f64x2 s = splat(d[i]);
    int j = 0;
    for (; j + 2 <= n; j += 2) store(c + j, mul(s, load(a + j)));
    if (j < n) c[j] = d[i] * a[j];
  }
}

// C = A Diag(d), A m×n. C may be A.
EXPORT(scaleColumns)
void scaleColumns(int m, int n, const double* a, const double* d, double* c) {
  for (int i = 0; i < m; i++, a += n, c += n) {
    int j = 0;
    for (; j + 2 <= n; j += 2) store(c + j, mul(load(a + j), load(d + j)));
    if (j < n) c[j] = a[j] * d[j];
  }
}

// B = Aᵀ, A m×n.
EXPORT(transpose)
void transpose(int m, int n, const double* a, double* b) { transposeInto(m, n, a, n, b, m); }
