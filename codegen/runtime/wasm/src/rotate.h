// Plane rotations, and the rows they act on.
#pragma once

#include "core.h"

struct Rotation {
  double c, s, r;  // c f + s g = r, −s f + c g = 0, c² + s² = 1
};

static inline Rotation rotationFor(double f, double g) {
  if (g == 0) return {1, 0, f};
  if (f == 0) return {0, 1, g};
  double r = sqrt(f * f + g * g);
  if (r < 1e-140) {
    // Squares of numbers this small have lost digits; large ones do not occur, matrices are scaled.
    f *= 0x1p600;
    g *= 0x1p600;
    r = sqrt(f * f + g * g);
    return {f / r, g / r, r * 0x1p-600};
  }
  const double inverse = 1 / r;
  return {f * inverse, g * inverse, r};
}

// Rotates rows i and i+1 of z for i = first … last−1 in turn (backward: from last−1 down to first):
// (zᵢ, zᵢ₊₁) ← (c zᵢ − s zᵢ₊₁, s zᵢ + c zᵢ₊₁) with c = cs[2i], s = cs[2i+1].
void rotateRows(bool backward, int first, int last, const double* cs, double* z, int columns);

// Sorts d and the rows of z (and of a second matrix when given) along: ascending or descending.
void sortRows(bool descending, int n, double* d, double* z, int columns, double* z2, int columns2);
