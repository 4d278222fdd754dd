// Sequences of plane rotations on the rows of a matrix.
#include "rotate.h"

#include "vector.h"

namespace {

// `V` lanes pairs of columns at a time: each row is loaded and stored once, the row in between stays in registers.
template <int V>
void rotateStrip(bool backward, int first, int last, const double* cs, double* z, int ld) {
  f64x2 carried[V];
  if (!backward) {
    double* row = z + (size_t)first * ld;
    for (int l = 0; l < V; l++) carried[l] = load(row + 2 * l);
    for (int i = first; i < last; i++, row += ld) {
      const f64x2 c = splatAt(cs + 2 * i), s = splatAt(cs + 2 * i + 1);
      for (int l = 0; l < V; l++) {
        const f64x2 below = load(row + ld + 2 * l);
        store(row + 2 * l, sub(mul(c, carried[l]), mul(s, below)));
        carried[l] = add(mul(s, carried[l]), mul(c, below));
      }
    }
    for (int l = 0; l < V; l++) store(row + 2 * l, carried[l]);
  } else {
    double* row = z + (size_t)last * ld;
    for (int l = 0; l < V; l++) carried[l] = load(row + 2 * l);
    for (int i = last - 1; i >= first; i--, row -= ld) {
      const f64x2 c = splatAt(cs + 2 * i), s = splatAt(cs + 2 * i + 1);
      for (int l = 0; l < V; l++) {
        const f64x2 above = load(row - ld + 2 * l);
        store(row + 2 * l, add(mul(s, above), mul(c, carried[l])));
        carried[l] = sub(mul(c, above), mul(s, carried[l]));
      }
    }
    for (int l = 0; l < V; l++) store(row + 2 * l, carried[l]);
  }
}

}  // namespace

void rotateRows(bool backward, int first, int last, const double* cs, double* z, int columns) {
  int j = 0;
  for (; j + 8 <= columns; j += 8) rotateStrip<4>(backward, first, last, cs, z + j, columns);
  for (; j + 2 <= columns; j += 2) rotateStrip<1>(backward, first, last, cs, z + j, columns);
  if (j < columns) {
    double* column = z + j;
    for (int k = first; k < last; k++) {
      const int i = backward ? first + last - 1 - k : k;
      double &x = column[(size_t)i * columns], &y = column[(size_t)(i + 1) * columns];
      const double c = cs[2 * i], s = cs[2 * i + 1], t = c * x - s * y;
      y = s * x + c * y;
      x = t;
    }
  }
}

void sortRows(bool descending, int n, double* d, double* z, int columns, double* z2, int columns2) {
  // Selection: at most n exchanges of rows, and n²/2 comparisons are nothing beside n³ flops.
  for (int i = 0; i < n - 1; i++) {
    int best = i;
    for (int j = i + 1; j < n; j++)
      if (descending ? d[j] > d[best] : d[j] < d[best]) best = j;
    if (best == i) continue;
    const double t = d[i];
    d[i] = d[best];
    d[best] = t;
    swap(columns, z + (size_t)i * columns, z + (size_t)best * columns);
    if (z2) swap(columns2, z2 + (size_t)i * columns2, z2 + (size_t)best * columns2);
  }
}
