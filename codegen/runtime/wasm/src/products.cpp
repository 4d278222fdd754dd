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

// R rows of C = α x yᵀ + β C from row i on: they share the loads of y.
template <int R>
static void outerRows(int i, int n, double alpha, const double* x, const double* y, double beta, double* c) {
  const f64x2 av = splat(alpha), bv = splat(beta);
  f64x2 s[R];
  double* row[R];
  for (int r = 0; r < R; r++) {
    s[r] = splat(x[i + r]);
    row[r] = c + (size_t)(i + r) * n;
  }
  const auto entries = [&](int r, int j, f64x2 yv) {
    const f64x2 product = mul(av, mul(s[r], yv));
    return beta == 0 ? product : add(mul(bv, load(row[r] + j)), product);
  };
  int j = 0;
  for (; j + 4 <= n; j += 4) {
    const f64x2 y0 = load(y + j), y1 = load(y + j + 2);
    for (int r = 0; r < R; r++) {
      store(row[r] + j, entries(r, j, y0));
      store(row[r] + j + 2, entries(r, j + 2, y1));
    }
  }
  for (; j < n; j++)
    for (int r = 0; r < R; r++) {
      const double product = alpha * (x[i + r] * y[j]);
      row[r][j] = beta == 0 ? product : beta * row[r][j] + product;
    }
}

// C = α x yᵀ + β C, C m×n. α comes last, so that x xᵀ is symmetric to the last digit.
EXPORT(outer)
void outer(int m, int n, double alpha, const double* x, const double* y, double beta, double* c) {
  int i = 0;
  for (; i + 2 <= m; i += 2) outerRows<2>(i, n, alpha, x, y, beta, c);
  if (i < m) outerRows<1>(i, n, alpha, x, y, beta, c);
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
