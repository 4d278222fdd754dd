// LU factorization with partial pivoting, P A = L U, and what follows from it.
//
// Packed form: L below the diagonal (its unit diagonal not stored), U on and above; pivots[i] is the row of A that
// became row i, so (P A)[i] = A[pivots[i]].
#include "lu.h"

#include "product.h"
#include "triangular.h"
#include "vector.h"

namespace {

// Factors columns [j0, j0 + width) of the n×n matrix from row j0 on; earlier columns are factored. Rows are exchanged
// in full. A zero pivot is left in place: L's column below it is zero.
void factorColumns(int n, int j0, int width, double* a, int* pivots) {
  if (width <= 8) {
    for (int j = j0; j < j0 + width; j++) {
      int best = j;
      for (int i = j + 1; i < n; i++)
        if (fabs(a[(size_t)i * n + j]) > fabs(a[(size_t)best * n + j])) best = i;
      double* row = a + (size_t)j * n;
      if (best != j) {
        swap(n, row, a + (size_t)best * n);
        const int t = pivots[j];
        pivots[j] = pivots[best];
        pivots[best] = t;
      }
      if (row[j] == 0) continue;
      const int rest = j0 + width - j - 1;
      for (int i = j + 1; i < n; i++) {
        double* target = a + (size_t)i * n;
        target[j] /= row[j];
        axpy(rest, -target[j], row + j + 1, target + j + 1);
      }
    }
    return;
  }
  // Recursion halves the columns (Toledo 1997): most of the work is one product per level.
  const int left = (width / 2 + 3) & ~3, right = width - left, middle = j0 + left;
  factorColumns(n, j0, left, a, pivots);
  double* corner = a + (size_t)j0 * n;
  solveLeft(false, false, true, left, right, corner + j0, n, corner + middle, n);
  gemm(false, false, n - middle, right, left, -1, a + (size_t)middle * n + j0, n, corner + middle, n, 1,
       a + (size_t)middle * n + middle, n);
  factorColumns(n, middle, right, a, pivots);
}

int permutationSign(int n, const int* pivots) {
  // Each cycle of length c is c − 1 exchanges. Visited entries are marked in a copy.
  Scratch marks((size_t)n / 8 + 1);
  if (!marks) return 0;
  unsigned char* seen = reinterpret_cast<unsigned char*>(marks.data);
  memset(seen, 0, (size_t)n);
  int sign = 1;
  for (int i = 0; i < n; i++)
    for (int k = pivots[i]; !seen[k]; k = pivots[k]) {
      seen[k] = 1;
      if (k != i) sign = -sign;
    }
  return sign;
}

int hasZeroPivot(int n, const double* lu) {
  for (int i = 0; i < n; i++)
    if (lu[(size_t)i * n + i] == 0) return 1;
  return 0;
}

}  // namespace

// P A = L U in packed form (see above), A n×n; `lu` may be `a`. A singular A is factored too: U then has a zero on its
// diagonal. NON_FINITE.
EXPORT(lu) int luFactor(int n, const double* a, double* lu, int* pivots) {
  if (!allFinite((size_t)n * n, a)) return NON_FINITE;
  if (lu != a) copy(n * n, a, lu);
  for (int i = 0; i < n; i++) pivots[i] = i;
  factorColumns(n, 0, n, lu, pivots);
  return allFinite((size_t)n * n, lu) ? OK : NON_FINITE;
}

// L (unit lower), U (upper) and the permutation matrix P with P A = L U, all n×n, from the packed form.
EXPORT(unpackLU) void unpackLU(int n, const double* lu, const int* pivots, double* l, double* u, double* p) {
  memset(p, 0, (size_t)n * n * sizeof(double));
  for (int i = 0; i < n; i++, lu += n, l += n, u += n, p += n) {
    for (int j = 0; j < n; j++) {
      l[j] = j < i ? lu[j] : j == i ? 1 : 0;
      u[j] = j < i ? 0 : lu[j];
    }
    p[pivots[i]] = 1;
  }
}

// Solves op(A) X = B into X, n×columns, from the packed form. X must not be B. SINGULAR, NON_FINITE.
EXPORT(solveLU)
int solveLU(int transpose, int n, int columns, const double* lu, const int* pivots, const double* b, double* x) {
  if (hasZeroPivot(n, lu)) return SINGULAR;
  const size_t count = (size_t)n * columns, row = (size_t)columns;
  if (!transpose) {
    for (int i = 0; i < n; i++) copy(columns, b + pivots[i] * row, x + i * row);
    solveLeft(false, false, true, n, columns, lu, n, x, columns);
    solveLeft(true, false, false, n, columns, lu, n, x, columns);
  } else {
    // Aᵀ = Uᵀ Lᵀ P
    Scratch y(count);
    if (!y) return OUT_OF_MEMORY;
    memcpy(y, b, count * sizeof(double));
    solveLeft(true, true, false, n, columns, lu, n, y, columns);
    solveLeft(false, true, true, n, columns, lu, n, y, columns);
    for (int i = 0; i < n; i++) copy(columns, y + i * row, x + pivots[i] * row);
  }
  return allFinite(count, x) ? OK : NON_FINITE;
}

// X = A⁻¹ from the packed form. SINGULAR, NON_FINITE.
EXPORT(inverseLU) int inverseLU(int n, const double* lu, const int* pivots, double* x) {
  if (hasZeroPivot(n, lu)) return SINGULAR;
  const size_t count = (size_t)n * n;
  Scratch w(count);
  if (!w) return OUT_OF_MEMORY;
  memset(w, 0, count * sizeof(double));
  invertLower(true, n, lu, n, w, n);
  solveLeft(true, false, false, n, n, lu, n, w, n);
  // A⁻¹ = (U⁻¹ L⁻¹) P: column j of the bracket belongs to column pivots[j].
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) x[(size_t)i * n + pivots[j]] = w[(size_t)i * n + j];
  return allFinite(count, x) ? OK : NON_FINITE;
}

// det A = sign · mantissa · 2^exponent from the packed form: result[0] = det A (±∞ or 0 when out of range),
// result[1] = its sign, result[2] = log |det A| (−∞ at a singular A).
EXPORT(detLU) int detLU(int n, const double* lu, const int* pivots, double* result) {
  double mantissa = permutationSign(n, pivots);
  if (mantissa == 0) return OUT_OF_MEMORY;
  double exponent = 0;
  for (int i = 0; i < n; i++) {
    int e;
    mantissa = frexp(mantissa * lu[(size_t)i * n + i], &e);
    exponent += e;
  }
  result[0] = scalbn(mantissa, exponent > 5000 ? 5000 : exponent < -5000 ? -5000 : (int)exponent);
  result[1] = mantissa > 0 ? 1 : mantissa < 0 ? -1 : 0;
  result[2] = mantissa == 0 ? -INFINITY : log(fabs(mantissa)) + exponent * M_LN2;
  return OK;
}

// The reciprocal of an estimate of ‖A‖₁ ‖A⁻¹‖₁, from the packed form and ‖A‖₁: 0 for a singular A, about ε for one that
// is singular to working accuracy. The estimate of ‖A⁻¹‖₁ is a lower bound and rarely off by more than a factor of 3
// (Hager 1984, Higham 1988). result[0] receives it.
EXPORT(reciprocalCondition)
int reciprocalCondition(int n, double norm, const double* lu, const int* pivots, double* result) {
  result[0] = 0;
  if (n == 0 || !(norm > 0) || hasZeroPivot(n, lu)) return OK;
  Scratch work((size_t)3 * n);
  if (!work) return OUT_OF_MEMORY;
  double *x = work, *y = work + n, *z = work + 2 * n, estimate = 0;
  const auto sumOfAbsolutes = [&](const double* v) {
    double s = 0;
    for (int i = 0; i < n; i++) s += fabs(v[i]);
    return s;
  };
  for (int i = 0; i < n; i++) x[i] = 1.0 / n;
  for (int iteration = 0, previous = -1; iteration < 5; iteration++) {
    // A result out of range says that the condition is.
    const int status = solveLU(0, n, 1, lu, pivots, x, y);
    if (status != OK) return status == NON_FINITE ? OK : status;
    estimate = fmax(estimate, sumOfAbsolutes(y));
    for (int i = 0; i < n; i++) y[i] = y[i] >= 0 ? 1 : -1;
    if (solveLU(1, n, 1, lu, pivots, y, z) != OK) return OK;
    int steepest = 0;
    for (int i = 1; i < n; i++)
      if (fabs(z[i]) > fabs(z[steepest])) steepest = i;
    if (iteration > 0 && (steepest == previous || fabs(z[steepest]) <= dot(n, z, x))) break;
    previous = steepest;
    memset(x, 0, (size_t)n * sizeof(double));
    x[steepest] = 1;
  }
  // A vector with alternating, growing entries catches what the iteration misses.
  for (int i = 0; i < n; i++) x[i] = (i % 2 ? -1 : 1) * (1 + (n > 1 ? (double)i / (n - 1) : 0));
  if (solveLU(0, n, 1, lu, pivots, x, y) == OK) estimate = fmax(estimate, 2 * sumOfAbsolutes(y) / (3 * n));
  result[0] = 1 / norm / estimate;
  return OK;
}
