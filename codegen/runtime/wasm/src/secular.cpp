// Roots of the secular equation by interpolation with rational functions, inside a bracket
// (Li 1993, Solving secular equations stably and efficiently; the choices of LAPACK dlaed4).
#include "secular.h"

namespace {

// ψ = Σ z²/Δ over poles left of the root, φ over those right of it, and their derivatives; Δᵢ = δᵢ − τ.
struct Sum {
  double value = 0, slope = 0;
};

Sum sumOver(int from, int to, const double* z, const double* shifted, double tau) {
  const f64x2 t = splat(tau);
  f64x2 value = splat(0), slope = value;
  int i = from;
  for (; i + 2 <= to; i += 2) {
    const f64x2 zi = load(z + i), q = div(zi, sub(load(shifted + i), t));
    value = add(value, mul(zi, q));
    slope = add(slope, mul(q, q));
  }
  Sum sum{sumLanes(value), sumLanes(slope)};
  if (i < to) {
    const double q = z[i] / (shifted[i] - tau);
    sum.value += z[i] * q;
    sum.slope += q * q;
  }
  return sum;
}

// The root of smaller modulus of c x² − a x + b = 0, with a sign of a for which nothing cancels.
double smallRoot(double a, double b, double c) {
  const double root = sqrt(fabs(a * a - 4 * b * c));
  return a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
}

}  // namespace

double secularRoot(bool squares, int k, int j, const double* d, const double* z, double rho, double normSquared,
                   double* delta) {
  // Differences of poles, relative to one of them.
  const auto shiftTo = [&](double base) {
    if (squares)
      for (int i = 0; i < k; i++) delta[i] = (d[i] - base) * (d[i] + base);
    else
      for (int i = 0; i < k; i++) delta[i] = d[i] - base;
  };
  const auto rootAt = [&](double base, double tau) {
    return squares ? base + tau / (base + sqrt(base * base + tau)) : base + tau;
  };
  const double rhoInverse = 1 / rho;
  if (k == 1) {
    const double tau = rho * z[0] * z[0];
    delta[0] = -tau;
    return rootAt(d[0], tau);
  }
  // The two poles that the interpolation models exactly: those beside the root, or the last two.
  const bool last = j == k - 1;
  const int left = last ? j - 1 : j, right = left + 1;
  const double gap = squares ? (d[right] - d[left]) * (d[right] + d[left]) : d[right] - d[left];
  const double zl = z[left] * z[left], zr = z[right] * z[right];
  const double reach = rho * normSquared;

  // The other poles' share in the middle of the interval gives the half, and a first guess from the two-pole model.
  int origin = right;
  double lo, hi, tau;
  {
    const double middle = last ? reach / 2 : gap / 2;
    shiftTo(last ? d[right] : d[left]);
    const double c =
        rhoInverse + sumOver(0, left, z, delta, middle).value + sumOver(right + 1, k, z, delta, middle).value;
    const double w = c + zl / (delta[left] - middle) + zr / (delta[right] - middle);
    if (last) {
      const double a = -c * gap + zl + zr, b = zr * gap;
      if (w <= 0 && c <= zl / (gap + reach) + zr / reach) tau = reach;
      else tau = a < 0 ? 2 * b / (sqrt(a * a + 4 * b * c) - a) : (a + sqrt(a * a + 4 * b * c)) / (2 * c);
      lo = w <= 0 ? middle : 0;
      hi = w <= 0 ? reach : middle;
    } else if (w > 0) {
      origin = left;
      tau = smallRoot(c * gap + zl + zr, zl * gap, c);
      lo = 0;
      hi = middle;
    } else {
      const double a = c * gap - zl - zr, b = zr * gap, root = sqrt(fabs(a * a + 4 * b * c));
      tau = a < 0 ? 2 * b / (a - root) : -(a + root) / (2 * c);
      lo = -middle;
      hi = 0;
    }
  }
  shiftTo(d[origin]);
  if (!(tau > lo && tau < hi)) tau = lo / 2 + hi / 2;

  // The middle of the bracket; by ratio when its ends are of different sizes.
  const auto halfway = [&] {
    const bool farApart = lo * hi > 0 && (fabs(hi) > 16 * fabs(lo) || fabs(lo) > 16 * fabs(hi));
    return farApart ? copysign(sqrt(fabs(lo)) * sqrt(fabs(hi)), lo) : lo / 2 + hi / 2;
  };
  bool swapped = false;
  double before = INFINITY, twoBefore = INFINITY;
  for (int iteration = 0; iteration < 300; iteration++) {
    const Sum psi = sumOver(0, right, z, delta, tau), phi = sumOver(right, k, z, delta, tau);
    const double w = rhoInverse + psi.value + phi.value, slope = psi.slope + phi.slope;
    // What rounding can do to w. A root of an equation this near is an exact root for z changed by a few ε, and z is
    // recomputed from the roots (Gu & Eisenstat 1994).
    const double noise = rhoInverse + (8 + 0.25 * k) * (fabs(psi.value) + fabs(phi.value)) + fabs(tau) * slope;
    if (fabs(w) <= EPS * noise || w != w) break;
    (w < 0 ? lo : hi) = tau;
    if (hi - lo <= EPS * fabs(tau)) break;
    const double dl = delta[left] - tau, dr = delta[right] - tau;
    double step;
    if (last) {
      const double c = fabs(w - dl * psi.slope - dr * phi.slope);
      const double a = (dl + dr) * w - dl * dr * slope, b = dl * dr * w, root = sqrt(fabs(a * a - 4 * b * c));
      step = c == 0 ? hi - tau : a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
    } else {
      // Weights fixed at the nearer pole; where that is slow, both poles get their share of the slope.
      if (iteration > 0 && fabs(w) > 0.1 * before) swapped = !swapped;
      double c;
      if (swapped) c = w - dl * psi.slope - dr * phi.slope;
      else if (origin == left) c = w - dr * slope + gap * (zl / dl / dl);
      else c = w - dl * slope - gap * (zr / dr / dr);
      const double a = (dl + dr) * w - dl * dr * slope, b = dl * dr * w;
      step = c == 0 ? b / a : smallRoot(a, b, c);
    }
    // The two interpolations can chase each other for ever. Progress is forced where two steps have not halved f.
    const bool stuck = fabs(w) > 0.5 * twoBefore || iteration > 50;
    twoBefore = before;
    before = fabs(w);
    // f increases: a step uphill from a positive value, or out of the bracket, is not taken.
    if (!(w * step < 0)) step = -w / slope;
    double next = tau + step;
    if (stuck || !(next > lo && next < hi)) next = halfway();
    if (next == tau) break;
    tau = next;
  }
  for (int i = 0; i < k; i++) delta[i] -= tau;
  return rootAt(d[origin], tau);
}
