// The signs of eigenvectors and singular vectors, which no factorization determines.
#include "lanes.h"

// 2 P columns from `column` on: U and V have k columns, m and n rows. The rows of a block of columns are read one after the
// other, so that a line of the cache is read once.
template <int P>
static void fixColumns(int m, int n, int k, int column, double* u, double* v) {
  f64x2 largest[P];
  for (int p = 0; p < P; p++) largest[p] = splat(0);
  for (int i = 0; i < m; i++) {
    const double* row = u + (size_t)i * k + column;
    for (int p = 0; p < P; p++) {
      const f64x2 x = load(row + 2 * p);
      largest[p] = choose(wasm_f64x2_gt(absolute(x), absolute(largest[p])), x, largest[p]);
    }
  }
  f64x2 turn[P];
  bool any = false;
  for (int p = 0; p < P; p++) {
    turn[p] = wasm_v128_and(wasm_f64x2_lt(largest[p], splat(0)), splat(-0.0));
    any = any || wasm_v128_any_true(turn[p]);
  }
  if (!any) return;
  const auto turnRows = [&](int rows, double* a) {
    for (int i = 0; i < rows; i++) {
      double* row = a + (size_t)i * k + column;
      for (int p = 0; p < P; p++) store(row + 2 * p, wasm_v128_xor(load(row + 2 * p), turn[p]));
    }
  };
  turnRows(m, u);
  turnRows(n, v);
}

// Turns the columns of U m×k so that the largest entry of each by absolute value, the first of them, is positive, and
// those of V n×k with them; n may be 0. The vectors are then the same whatever routine found them, and vary continuously
// with the matrix but where two entries change places as the largest.
EXPORT(fixSigns) void fixSigns(int m, int n, int k, double* u, double* v) {
  int column = 0;
  for (; column + 8 <= k; column += 8) fixColumns<4>(m, n, k, column, u, v);
  for (; column + 2 <= k; column += 2) fixColumns<1>(m, n, k, column, u, v);
  if (column == k) return;
  double largest = 0;
  for (int i = 0; i < m; i++) {
    const double x = u[(size_t)i * k + column];
    if (fabs(x) > fabs(largest)) largest = x;
  }
  if (!(largest < 0)) return;
  for (int i = 0; i < m; i++) u[(size_t)i * k + column] = -u[(size_t)i * k + column];
  for (int i = 0; i < n; i++) v[(size_t)i * k + column] = -v[(size_t)i * k + column];
}
