// Substitution, products and inverses with triangular matrices, in blocks so that the bulk is matrix products.
#include "triangular.h"

#include "product.h"
#include "vector.h"

constexpr int NB = 16;

// Half of n > NB, whole blocks.
static inline int halfOf(int n) { return (n + 2 * NB - 1) / (2 * NB) * NB; }

void subtractRows(int count, const double* c, int stepC, const double* rows, int ld, int from, int to, double* t) {
  if (count == 0) return;
  int j = from;
  for (; j + 8 <= to; j += 8) {
    f64x2 s0 = load(t + j), s1 = load(t + j + 2), s2 = load(t + j + 4), s3 = load(t + j + 6);
    const double *r = rows + j, *cp = c;
    for (int p = 0; p < count; p++, r += ld, cp += stepC) {
      const f64x2 f = splatAt(cp);
      s0 = sub(s0, mul(f, load(r)));
      s1 = sub(s1, mul(f, load(r + 2)));
      s2 = sub(s2, mul(f, load(r + 4)));
      s3 = sub(s3, mul(f, load(r + 6)));
    }
    store(t + j, s0), store(t + j + 2, s1), store(t + j + 4, s2), store(t + j + 6, s3);
  }
  for (; j + 2 <= to; j += 2) {
    f64x2 s = load(t + j);
    const double *r = rows + j, *cp = c;
    for (int p = 0; p < count; p++, r += ld, cp += stepC) s = sub(s, mul(splatAt(cp), load(r)));
    store(t + j, s);
  }
  if (j < to) {
    double s = t[j];
    for (int p = 0; p < count; p++) s -= c[(size_t)p * stepC] * rows[(size_t)p * ld + j];
    t[j] = s;
  }
}

static inline void divide(int n, double d, double* x) {
  const f64x2 dv = splat(d);
  int i = 0;
  for (; i + 2 <= n; i += 2) store(x + i, div(load(x + i), dv));
  if (i < n) x[i] /= d;
}

// One right-hand side with unit stride.
static void solveVector(bool upper, bool transpose, bool unit, int n, const double* t, int ldt, double* x) {
  const bool forward = upper == transpose;
  for (int s = 0; s < n; s++) {
    const int i = forward ? s : n - 1 - s;
    const double* row = t + (size_t)i * ldt;
    if (!transpose) {
      x[i] -= forward ? dot(i, row, x) : dot(n - 1 - i, row + i + 1, x + i + 1);
      if (!unit) x[i] /= row[i];
    } else {
      if (!unit) x[i] /= row[i];
      if (forward) axpy(n - 1 - i, -x[i], row + i + 1, x + i + 1);
      else axpy(i, -x[i], row, x);
    }
  }
}

// The next R rows of four columns, in registers: what the rows before them subtract, then each other. Rows stand in the
// order in which they are solved; `c` is at the coefficient of the first of the R rows and the first row of all.
template <int R>
static inline void solveRows(int before, bool unit, const double* c, int stepRow, int stepColumn, double* b, int stepB) {
  double* x = b + (ptrdiff_t)before * stepB;
  f64x2 acc[R][2];
  for (int r = 0; r < R; r++) {
    acc[r][0] = load(x + (ptrdiff_t)r * stepB);
    acc[r][1] = load(x + (ptrdiff_t)r * stepB + 2);
  }
#pragma clang loop unroll(disable)
  for (int p = 0; p < before; p++, b += stepB, c += stepColumn) {
    const f64x2 b0 = load(b), b1 = load(b + 2);
    for (int r = 0; r < R; r++) {
      const f64x2 f = splatAt(c + (ptrdiff_t)r * stepRow);
      acc[r][0] = sub(acc[r][0], mul(f, b0));
      acc[r][1] = sub(acc[r][1], mul(f, b1));
    }
  }
  for (int r = 0; r < R; r++) {
    const double* row = c + (ptrdiff_t)r * stepRow;
    for (int q = 0; q < r; q++) {
      const f64x2 f = splatAt(row + (ptrdiff_t)q * stepColumn);
      acc[r][0] = sub(acc[r][0], mul(f, acc[q][0]));
      acc[r][1] = sub(acc[r][1], mul(f, acc[q][1]));
    }
    if (!unit) {
      const f64x2 d = splatAt(row + (ptrdiff_t)r * stepColumn);
      acc[r][0] = div(acc[r][0], d);
      acc[r][1] = div(acc[r][1], d);
    }
    store(x + (ptrdiff_t)r * stepB, acc[r][0]);
    store(x + (ptrdiff_t)r * stepB + 2, acc[r][1]);
  }
}

// Few rows: four rows and four columns at a time, and row by row what columns are left.
static void substitute(bool upper, bool transpose, bool unit, int n, int columns, const double* t, int ldt, double* b,
                       int ldb) {
  const bool forward = upper == transpose;
  const int sense = forward ? 1 : -1, first = forward ? 0 : n - 1;
  const int stepRow = sense * (transpose ? 1 : ldt), stepColumn = sense * (transpose ? ldt : 1), stepB = sense * ldb;
  const double* c = t + (size_t)first * (ldt + 1);
  double* top = b + (size_t)first * ldb;
  int j = 0;
  for (; j + 4 <= columns; j += 4) {
    int s = 0;
    for (; s + 4 <= n; s += 4)
      solveRows<4>(s, unit, c + (ptrdiff_t)s * stepRow, stepRow, stepColumn, top + j, stepB);
    for (; s < n; s++) solveRows<1>(s, unit, c + (ptrdiff_t)s * stepRow, stepRow, stepColumn, top + j, stepB);
  }
  if (j == columns) return;
  for (int s = 0; s < n; s++) {
    double* row = top + (ptrdiff_t)s * stepB;
    const double* coefficients = c + (ptrdiff_t)s * stepRow;
    subtractRows(s, coefficients, stepColumn, top, stepB, j, columns, row);
    if (!unit) divide(columns - j, coefficients[(ptrdiff_t)s * stepColumn], row + j);
  }
}

void solveLeft(bool upper, bool transpose, bool unit, int n, int columns, const double* t, int ldt, double* b,
               int ldb) {
  if (columns == 1 && ldb == 1) return solveVector(upper, transpose, unit, n, t, ldt, b);
  if (n <= NB) return substitute(upper, transpose, unit, n, columns, t, ldt, b, ldb);
  // One half, its product, the other half: products of many rows pay for packing their operands.
  const bool forward = upper == transpose;
  const int head = halfOf(n), tail = n - head;
  const int first = forward ? 0 : head, second = forward ? head : 0;  // rows of the halves in the order of their solution
  const int solved = forward ? head : tail, left = n - solved;
  solveLeft(upper, transpose, unit, solved, columns, t + (size_t)first * (ldt + 1), ldt, b + (size_t)first * ldb, ldb);
  gemm(transpose, false, left, columns, solved, -1,
       transpose ? t + (size_t)first * ldt + second : t + (size_t)second * ldt + first, ldt, b + (size_t)first * ldb, ldb,
       1, b + (size_t)second * ldb, ldb);
  solveLeft(upper, transpose, unit, left, columns, t + (size_t)second * (ldt + 1), ldt, b + (size_t)second * ldb, ldb);
}

Status solveRight(bool upper, bool transpose, bool unit, int rows, int n, const double* t, int ldt, double* b,
                  int ldb) {
  // X op(T) = B ⇔ op(T)ᵀ Xᵀ = Bᵀ; rows of Bᵀ are what substitution combines.
  if (rows == 1) {
    solveVector(upper, !transpose, unit, n, t, ldt, b);
    return OK;
  }
  Scratch x((size_t)rows * n);
  if (!x) return OUT_OF_MEMORY;
  transposeInto(rows, n, b, ldb, x, rows);
  solveLeft(upper, !transpose, unit, n, rows, t, ldt, x, rows);
  transposeInto(n, rows, x, rows, b, ldb);
  return OK;
}

void invertLower(bool unit, int n, const double* l, int ldl, double* w, int ldw) {
  for (int i0 = 0; i0 < n; i0 += NB) {
    const int nb = min(NB, n - i0);
    // W[i][j] = −Lᵢᵢ⁻¹ Σ_{j≤k<i} L[i][k] W[k][j] by blocks, column block by column block to skip W's zeros.
    for (int j0 = 0; j0 < i0; j0 += NB) {
      // The diagonal block of W has undefined entries above its diagonal: row by row for it, products for the rest.
      for (int i = i0; i < i0 + nb; i++) {
        double* row = w + (size_t)i * ldw;
        memset(row + j0, 0, NB * sizeof(double));
        for (int k = j0; k < j0 + NB; k++)
          axpy(k - j0 + 1, -l[(size_t)i * ldl + k], w + (size_t)k * ldw + j0, row + j0);
      }
      const int k0 = j0 + NB;
      if (k0 < i0)
        gemm(false, false, nb, NB, i0 - k0, -1, l + (size_t)i0 * ldl + k0, ldl, w + (size_t)k0 * ldw + j0, ldw, 1,
             w + (size_t)i0 * ldw + j0, ldw);
    }
    for (int i = i0; i < i0 + nb; i++) {
      double* row = w + (size_t)i * ldw;
      memset(row + i0, 0, (size_t)(i - i0) * sizeof(double));
      const double* c = l + (size_t)i * ldl;
      for (int k = i0; k < i; k++) {
        axpy(i0, -c[k], w + (size_t)k * ldw, row);
        axpy(k - i0 + 1, -c[k], w + (size_t)k * ldw + i0, row + i0);
      }
      row[i] = 1;
      if (!unit) divide(i + 1, c[i], row);
    }
  }
}

void multiplyLeft(bool upper, bool transpose, int n, int columns, const double* t, int ldt, const double* b, int ldb,
                  double* c, int ldc) {
  const bool lower = upper == transpose;  // op(T) is lower triangular
  for (int i0 = 0; i0 < n; i0 += NB) {
    const int nb = min(NB, n - i0);
    // The diagonal block entry by entry, since T's other triangle may hold anything; the rest as products.
    for (int i = i0; i < i0 + nb; i++) {
      double* row = c + (size_t)i * ldc;
      memset(row, 0, (size_t)columns * sizeof(double));
      for (int k = lower ? i0 : i; k < (lower ? i + 1 : i0 + nb); k++)
        axpy(columns, transpose ? t[(size_t)k * ldt + i] : t[(size_t)i * ldt + k], b + (size_t)k * ldb, row);
    }
    const int k0 = lower ? 0 : i0 + nb, count = lower ? i0 : n - i0 - nb;
    if (count > 0)
      gemm(transpose, false, nb, columns, count, 1, transpose ? t + (size_t)k0 * ldt + i0 : t + (size_t)i0 * ldt + k0,
           ldt, b + (size_t)k0 * ldb, ldb, 1, c + (size_t)i0 * ldc, ldc);
  }
}

// Solves op(T) X = B (right = 0) or X op(T) = B (right = 1) in place of B, m×n; only the named triangle of T is read,
// its diagonal not when unit ≠ 0. SINGULAR for a zero on the diagonal, NON_FINITE when the result is not finite.
EXPORT(solveTriangular)
int solveTriangular(int right, int upper, int transpose, int unit, int m, int n, const double* t, double* b) {
  const int order = right ? n : m;
  if (!unit)
    for (int i = 0; i < order; i++)
      if (t[(size_t)i * order + i] == 0) return SINGULAR;
  if (right) {
    const Status status = solveRight(upper, transpose, unit, m, n, t, order, b, n);
    if (status != OK) return status;
  } else {
    solveLeft(upper, transpose, unit, m, n, t, order, b, n);
  }
  return allFinite((size_t)m * n, b) ? OK : NON_FINITE;
}

// C = op(T) B for triangular T n×n and B n×columns; only the named triangle of T is read.
EXPORT(triangularProduct)
void triangularProduct(int upper, int transpose, int n, int columns, const double* t, const double* b, double* c) {
  multiplyLeft(upper, transpose, n, columns, t, n, b, columns, c, columns);
}
