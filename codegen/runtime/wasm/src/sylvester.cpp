// Sylvester and Lyapunov equations by the Schur form (Bartels & Stewart 1972).
#include "product.h"
#include "schur.h"
#include "triangular.h"
#include "vector.h"

namespace {

// Solves the k×k system M x = b, k ≤ 4, by elimination with complete pivoting. False when a pivot is tiny although
// its right-hand side is not.
bool solveSmall(int k, double m[4][4], double b[4], Tiny tiny) {
  int order[4] = {0, 1, 2, 3};
  for (int s = 0; s < k; s++) {
    int row = s, column = s;
    for (int i = s; i < k; i++)
      for (int j = s; j < k; j++)
        if (fabs(m[i][j]) > fabs(m[row][column])) row = i, column = j;
    for (int j = 0; j < k; j++) {
      const double t = m[s][j];
      m[s][j] = m[row][j];
      m[row][j] = t;
    }
    const double t = b[s];
    b[s] = b[row];
    b[row] = t;
    for (int i = 0; i < k; i++) {
      const double u = m[i][s];
      m[i][s] = m[i][column];
      m[i][column] = u;
    }
    const int o = order[s];
    order[s] = order[column];
    order[column] = o;
    if (fabs(m[s][s]) <= tiny.pivot) {
      for (int i = s; i < k; i++)
        if (fabs(b[i]) > tiny.right) return false;
      for (int i = s; i < k; i++) b[i] = 0;
      k = s;
      break;
    }
    for (int i = s + 1; i < k; i++) {
      const double f = m[i][s] / m[s][s];
      for (int j = s + 1; j < k; j++) m[i][j] -= f * m[s][j];
      b[i] -= f * b[s];
    }
  }
  for (int i = k - 1; i >= 0; i--) {
    for (int j = i + 1; j < k; j++) b[i] -= m[i][j] * b[j];
    b[i] /= m[i][i];
  }
  double x[4] = {0, 0, 0, 0};
  for (int i = 0; i < 4; i++) x[order[i]] = b[i];
  for (int i = 0; i < 4; i++) b[i] = x[i];
  return true;
}

// The same with M = 0: block Y = F, all columns at once.
bool solveRowAlone(int rows, int n, const double block[2][2], double* f, int ldf, Tiny tiny) {
  double* f0 = f;
  double* f1 = f + ldf;
  const auto vanishes = [&](const double* x) { return maxAbs((size_t)n, x) <= tiny.right; };
  if (rows == 1) {
    if (fabs(block[0][0]) > tiny.pivot) {
      for (int j = 0; j < n; j++) f0[j] /= block[0][0];
      return true;
    }
    if (!vanishes(f0)) return false;
    memset(f0, 0, (size_t)n * sizeof(double));
    return true;
  }
  // Elimination with row pivoting; a block with complex eigenvalues is not singular.
  const int p = fabs(block[0][0]) >= fabs(block[1][0]) ? 0 : 1;
  const double a = block[p][0], b = block[p][1], factor = block[1 - p][0] / a, d = block[1 - p][1] - factor * b;
  if (!(fabs(a) > tiny.pivot && fabs(d) > tiny.pivot)) return vanishes(f0) && vanishes(f1);
  const double *top = p == 0 ? f0 : f1, *bottom = p == 0 ? f1 : f0;
  for (int j = 0; j < n; j++) {
    const double y1 = (bottom[j] - factor * top[j]) / d, y0 = (top[j] - b * y1) / a;
    f0[j] = y0;
    f1[j] = y1;
  }
  return true;
}

// One block row of Y, `rows` (1 or 2) rows at f: block Y + Y M = F for upper, or lower, quasi-triangular M
// (null: zero).
bool solveRow(bool lower, int rows, int n, const double block[2][2], const double* matrix, int ld, double* f, int ldf,
              Tiny tiny) {
  if (!matrix) return solveRowAlone(rows, n, block, f, ldf, tiny);
  int j = lower ? n - 1 : 0;
  while (lower ? j >= 0 : j < n) {
    // This diagonal block of M: columns [first, first + columns).
    const int columns = (lower ? j > 0 && matrix[(size_t)(j - 1) * ld + j] != 0 : pairAt(j, n, matrix, ld)) ? 2 : 1;
    const int first = lower ? j - columns + 1 : j;
    double b[4] = {};
    if (rows * columns == 1) {
      const double pivot = block[0][0] + matrix[(size_t)first * ld + first];
      if (fabs(pivot) > tiny.pivot) b[0] = f[first] / pivot;
      else if (fabs(f[first]) > tiny.right) return false;
    } else {
      // Unknown (r, c) has the number r · columns + c.
      double m[4][4] = {};
      for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
          const int e = r * columns + c;
          for (int q = 0; q < rows; q++) m[e][q * columns + c] += block[r][q];
          for (int q = 0; q < columns; q++) m[e][r * columns + q] += matrix[(size_t)(first + q) * ld + first + c];
          b[e] = f[(size_t)r * ldf + first + c];
        }
      if (!solveSmall(rows * columns, m, b, tiny)) return false;
    }
    // What is solved is taken out of the columns still to come.
    const int from = lower ? 0 : first + columns, count = lower ? first : n - from;
    for (int r = 0; r < rows; r++)
      for (int c = 0; c < columns; c++) {
        double* row = f + (size_t)r * ldf;
        row[first + c] = b[r * columns + c];
        axpy(count, -row[first + c], matrix + (size_t)(first + c) * ld + from, row + from);
      }
    j = lower ? first - 1 : first + columns;
  }
  return true;
}

}  // namespace

Status solveQuasi(bool transposeT, bool transposeS, int m, int n, const double* t, int ldt, const double* s, int lds,
                  double* f, int ldf, Tiny tiny) {
  // With Sᵀ each row needs the columns of S; as rows of a copy they are consecutive.
  const int copied = s && transposeS ? n : 0;
  Scratch copy((size_t)copied * copied);
  if (!copy) return OUT_OF_MEMORY;
  if (copied) {
    transposeInto(n, n, s, lds, copy, n);
    s = copy;
    lds = n;
  }
  int i = transposeT ? 0 : m - 1;
  while (transposeT ? i < m : i >= 0) {
    // This diagonal block of T: rows [first, first + rows).
    int rows = 1;
    if (t && (transposeT ? pairAt(i, m, t, ldt) : i > 0 && t[(size_t)i * ldt + i - 1] != 0)) rows = 2;
    const int first = transposeT ? i : i - rows + 1, next = first + rows;
    double block[2][2] = {};
    for (int r = 0; r < rows && t; r++) {
      for (int q = 0; q < rows; q++)
        block[r][q] = transposeT ? t[(size_t)(first + q) * ldt + first + r] : t[(size_t)(first + r) * ldt + first + q];
      double* row = f + (size_t)(first + r) * ldf;
      if (transposeT) subtractRows(first, t + first + r, ldt, f, ldf, 0, n, row);
      else subtractRows(m - next, t + (size_t)(first + r) * ldt + next, 1, f + (size_t)next * ldf, ldf, 0, n, row);
    }
    if (!solveRow(transposeS, rows, n, block, s, lds, f + (size_t)first * ldf, ldf, tiny)) return SINGULAR;
    i = transposeT ? next : first - 1;
  }
  return OK;
}

namespace {

// X = U (solution of op(T) Y + Y op(S) = UᵀCV) Vᵀ.
Status solveInSchurBasis(bool transposeA, bool transposeB, int m, int n, const double* t, const double* u,
                         const double* s, const double* v, const double* c, double* x) {
  Scratch w((size_t)m * n), f((size_t)m * n);
  if (!w || !f) return OUT_OF_MEMORY;
  gemm(true, false, m, n, m, 1, u, m, c, n, 0, w, n);
  gemm(false, false, m, n, n, 1, w, n, v, n, 0, f, n);
  const Tiny tiny{EPS * fmax(maxAbs((size_t)m * m, t), maxAbs((size_t)n * n, s)), 0};
  const Status status = solveQuasi(transposeA, transposeB, m, n, t, m, s, n, f, n, tiny);
  if (status != OK) return status;
  gemm(false, false, m, n, m, 1, u, m, f, n, 0, w, n);
  gemm(false, true, m, n, n, 1, w, n, v, n, 0, x, n);
  return allFinite((size_t)m * n, x) ? OK : NON_FINITE;
}

}  // namespace

// op(A) X + X op(B) = C with A m×m, B n×n. SINGULAR when A and −B have a common eigenvalue (to working accuracy),
// NON_FINITE, NOT_CONVERGED.
EXPORT(sylvester)
int sylvester(int transposeA, int transposeB, int m, int n, const double* a, const double* b, const double* c,
              double* x) {
  if (!allFinite((size_t)m * n, c)) return NON_FINITE;
  Scratch u((size_t)m * m), t((size_t)m * m), v((size_t)n * n), s((size_t)n * n);
  if (!u || !t || !v || !s) return OUT_OF_MEMORY;
  int status = schur(m, a, u, t);
  if (status == OK) status = schur(n, b, v, s);
  return status != OK ? status : solveInSchurBasis(transposeA, transposeB, m, n, t, u, s, v, c, x);
}

// op(A) X + X op(A)ᵀ = C, all n×n; X is symmetric when C is. SINGULAR when A and −A have a common eigenvalue,
// NON_FINITE, NOT_CONVERGED.
EXPORT(lyapunov) int lyapunov(int transpose, int n, const double* a, const double* c, double* x) {
  if (!allFinite((size_t)n * n, c)) return NON_FINITE;
  Scratch u((size_t)n * n), t((size_t)n * n);
  if (!u || !t) return OUT_OF_MEMORY;
  const int status = schur(n, a, u, t);
  return status != OK ? status : solveInSchurBasis(transpose, !transpose, n, n, t, u, t, u, c, x);
}

// The same with the Schur form A = U T Uᵀ given.
EXPORT(lyapunovSchur)
int lyapunovSchur(int transpose, int n, const double* u, const double* t, const double* c, double* x) {
  if (!allFinite((size_t)n * n, c)) return NON_FINITE;
  return solveInSchurBasis(transpose, !transpose, n, n, t, u, t, u, c, x);
}

// op(A) X + X op(B) = C with the Schur forms A = U T Uᵀ and B = V S Vᵀ given.
EXPORT(sylvesterSchur)
int sylvesterSchur(int transposeA, int transposeB, int m, int n, const double* u, const double* t, const double* v,
                   const double* s, const double* c, double* x) {
  if (!allFinite((size_t)m * n, c)) return NON_FINITE;
  return solveInSchurBasis(transposeA, transposeB, m, n, t, u, s, v, c, x);
}
