// Loewner matrices: divided differences f[x, y] = (f(x) − f(y)) / (x − y), f′(x) where x = y, without cancellation.
//
// Each formula is exact in real arithmetic and loses a few ulps for any gap between the nodes. Rounding of x − y is
// harmless: for close nodes the difference is exact (Sterbenz), for others its relative error is one ε.
#include "core.h"

namespace {

double expDifference(double x, double y) {
  const double hi = fmax(x, y), lo = fmin(x, y), h = hi - lo;
  if (h == 0) return exp(lo);
  return h < 1 ? exp(lo) * (expm1(h) / h) : (exp(hi) - exp(lo)) / h;
}

double logDifference(double x, double y) {
  if (!(x >= 0 && y >= 0)) return NAN;
  if (x == y) return 1 / x;
  const double ratio = x / y;
  if (ratio > 0.5 && ratio < 2) return log1p((x - y) / y) / (x - y);
  // The quotient keeps close logarithms of large numbers apart; where it leaves the range of doubles they are not
  // close.
  return (ratio > 1e-300 && ratio < 1e300 ? log(ratio) : log(x) - log(y)) / (x - y);
}

double sqrtDifference(double x, double y) { return 1 / (sqrt(x) + sqrt(y)); }

double rsqrtDifference(double x, double y) {
  const double a = sqrt(x), b = sqrt(y);
  return -1 / (a + b) / (a * b);
}

double recipDifference(double x, double y) { return -1 / x / y; }

double squareDifference(double x, double y) { return x + y; }

double cubeDifference(double x, double y) { return x * x + x * y + y * y; }  // never below half of x² + y²

// x^p for x, y > 0.
double positivePowerDifference(double p, double x, double y) {
  const double base = pow(y, p);
  const bool inRange = fabs(base) > 1e-290 && fabs(base) < INFINITY;
  if (x == y) return inRange ? p * (base / y) : p * pow(y, p - 1);
  // x^p − y^p = y^p expm1(p log(x/y))
  const double ratio = x / y;
  const double logRatio = ratio > 0.5 && ratio < 2          ? log1p((x - y) / y)
                          : ratio > 1e-300 && ratio < 1e300 ? log(ratio)
                                                            : log(x) - log(y);
  const double u = p * logRatio;
  if (fabs(u) >= 1) return (pow(x, p) - base) / (x - y);
  return inRange ? base * (expm1(u) / (x - y)) : pow(y, p - 1) * (expm1(u) / ((x - y) / y));
}

// x^p; for integer p also at negative x.
double powerDifference(double p, double x, double y) {
  if (p == 0) return 0;
  if (p == 1) return 1;
  if (p == 2) return squareDifference(x, y);
  if (p == 3) return cubeDifference(x, y);
  if (p == -1) return recipDifference(x, y);
  if (p == 0.5) return sqrtDifference(x, y);
  if (p == -0.5) return rsqrtDifference(x, y);
  if (x > 0 && y > 0) return positivePowerDifference(p, x, y);
  if (p != floor(p)) {
    // 0 is in the domain of positive powers; at negative numbers the result is NaN.
    if (x == 0 && y == 0) return p > 1 ? 0 : INFINITY;
    return (pow(x, p) - pow(y, p)) / (x - y);
  }
  const bool odd = fmod(p, 2) != 0;
  if (x == y) return p * pow(x, p - 1);
  if (x == 0 || y == 0) return (pow(x, p) - pow(y, p)) / (x - y);
  // (−x)^p = ±x^p. Only nodes of one sign, or an even power, can cancel, and then the signs can be dropped.
  if ((x > 0) != (y > 0) && odd) return (pow(x, p) - pow(y, p)) / (x - y);
  const double a = fabs(x), b = fabs(y), difference = positivePowerDifference(p, a, b);
  return odd ? difference : difference * ((a - b) / (x - y));
}

// sin(d/2 + e) / (d/2), with the rounding error e of d.
double sinc(double d, double error) {
  if (d == 0) return 1;
  return (sin(d / 2) + cos(d / 2) * (error / 2)) / (d / 2);
}

// The rounding error of s = a + b (Knuth).
double sumError(double a, double b, double s) {
  const double t = s - a;
  return (a - (s - t)) + (b - t);
}

double sinDifference(double x, double y) {
  const double s = x + y, d = x - y, m = s / 2;
  // cos and sin near a zero see the last bit of their argument.
  const double c = cos(m) - sin(m) * (sumError(x, y, s) / 2);
  return c * sinc(d, sumError(x, -y, d));
}

double cosDifference(double x, double y) {
  const double s = x + y, d = x - y, m = s / 2;
  const double c = sin(m) + cos(m) * (sumError(x, y, s) / 2);
  return -c * sinc(d, sumError(x, -y, d));
}

double signDifference(double x, double y) {
  const double fx = x > 0 ? 1 : x < 0 ? -1 : 0, fy = y > 0 ? 1 : y < 0 ? -1 : 0;
  return fx == fy ? 0 : (fx - fy) / (x - y);
}

// tanh, with e⁻²ˡˣˡ and e⁻²ˡʸˡ: for 0 ≤ y < x, tanh x − tanh y = 2 e⁻²ʸ (1 − e⁻²⁽ˣ⁻ʸ⁾) / ((1 + e⁻²ˣ)(1 + e⁻²ʸ)).
double tanhDifference(double x, double y, double ex, double ey) {
  if ((x > 0) != (y > 0) && x != 0 && y != 0) return (tanh(x) - tanh(y)) / (x - y);
  const double d = fabs(x - y), e = 2 * fmax(ex, ey) / ((1 + ex) * (1 + ey));
  return d == 0 ? 2 * e : e * (-expm1(-2 * d) / d);
}

enum Function { EXP, LOG, SQRT, RSQRT, RECIP, SQUARE, CUBE, SIN, COS, SIGN, POWER, TANH, SIGMOID };

double difference(int function, double p, double x, double y) {
  switch (function) {
    case EXP: return expDifference(x, y);
    case LOG: return logDifference(x, y);
    case SQRT: return sqrtDifference(x, y);
    case RSQRT: return rsqrtDifference(x, y);
    case RECIP: return recipDifference(x, y);
    case SQUARE: return squareDifference(x, y);
    case CUBE: return cubeDifference(x, y);
    case SIN: return sinDifference(x, y);
    case COS: return cosDifference(x, y);
    case SIGN: return signDifference(x, y);
    case TANH: return tanhDifference(x, y, exp(-2 * fabs(x)), exp(-2 * fabs(y)));
    // σ(t) = (1 + tanh(t/2)) / 2
    case SIGMOID: return tanhDifference(x / 2, y / 2, exp(-fabs(x)), exp(-fabs(y))) / 4;
    default: return powerDifference(p, x, y);
  }
}

// Functions whose differences are arithmetic in one number per node, s(x): two columns at a time.
bool byArithmetic(int function, int m, int n, const double* x, const double* y, double* g) {
  if (function != SQRT && function != RSQRT && function != RECIP && function != SQUARE) return false;
  Scratch nodes((size_t)m + n);
  if (!nodes) return false;
  double *a = nodes, *b = nodes + m;
  const auto number = [&](double t) { return function == SQUARE ? t : function == RECIP ? 1 / t : sqrt(t); };
  for (int i = 0; i < m; i++) a[i] = number(x[i]);
  for (int j = 0; j < n; j++) b[j] = number(y[j]);
  const f64x2 one = splat(1), minusOne = splat(-1);
  for (int i = 0; i < m; i++) {
    const f64x2 s = splat(a[i]);
    for (int j = 0; j < n; j += 2, g += 2) {
      // The last column of an odd number is computed in both lanes.
      const bool pair = j + 2 <= n;
      const f64x2 t = pair ? load(b + j) : splat(b[j]);
      f64x2 v;
      if (function == SQUARE) v = add(s, t);
      else if (function == RECIP) v = mul(mul(minusOne, s), t);
      else if (function == SQRT) v = div(one, add(s, t));
      else v = div(div(minusOne, add(s, t)), mul(s, t));
      if (pair) {
        store(g, v);
      } else {
        *g = lane0(v);
        g--;
      }
    }
  }
  return true;
}

// tanh and the logistic function of one set of nodes, with one exponential per node.
bool bySaturation(int function, int n, const double* x, double* g) {
  if (function != TANH && function != SIGMOID) return false;
  Scratch decay(n);
  if (!decay) return false;
  const double s = function == TANH ? 1 : 0.5;
  for (int i = 0; i < n; i++) decay[i] = exp(-2 * s * fabs(x[i]));
  for (int i = 0; i < n; i++)
    for (int j = 0; j <= i; j++)
      g[(size_t)i * n + j] = g[(size_t)j * n + i] =
          tanhDifference(s * x[i], s * x[j], decay[i], decay[j]) * (s * s);
  return true;
}

}  // namespace

// G[i][j] = f[xᵢ, yⱼ], m×n. The function is numbered as above; p is the exponent of POWER. When y is x the result is
// exactly symmetric. Outside the domain of f the result is NaN, at poles it is infinite.
EXPORT(loewner) void loewner(int function, double p, int m, int n, const double* x, const double* y, double* g) {
  if (byArithmetic(function, m, n, x, y, g)) return;
  if (x == y && m == n) {
    if (bySaturation(function, n, x, g)) return;
    for (int i = 0; i < m; i++)
      for (int j = 0; j <= i; j++) g[(size_t)i * n + j] = g[(size_t)j * n + i] = difference(function, p, x[i], x[j]);
    return;
  }
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) g[(size_t)i * n + j] = difference(function, p, x[i], y[j]);
}

// K[a][b] = 1 / (x[first + b] − x[a]), n×columns, 0 where the two are the same entry. Returns the position in K of the first
// two different entries that are no further apart than `least`, or −1.
EXPORT(reciprocalGaps)
int reciprocalGaps(int n, int columns, int first, double least, const double* x, double* k) {
  const f64x2 bound = splat(least), one = splat(1);
  for (int a = 0; a < n; a++) {
    double* row = k + (size_t)a * columns;
    const double* y = x + first;
    const f64x2 xa = splat(x[a]);
    f64x2 close = splat(0);
    const int own = a - first;
    const auto columnsTo = [&](int from, int to) {
      int b = from;
      for (; b + 2 <= to; b += 2) {
        const f64x2 gap = sub(load(y + b), xa);
        close = wasm_v128_or(close, wasm_f64x2_le(wasm_f64x2_abs(gap), bound));
        store(row + b, div(one, gap));
      }
      if (b == to) return;
      const double gap = y[b] - x[a];
      if (fabs(gap) <= least) close = wasm_f64x2_eq(one, one);
      row[b] = 1 / gap;
    };
    if (own >= 0 && own < columns) {
      columnsTo(0, own);
      row[own] = 0;
      columnsTo(own + 1, columns);
    } else {
      columnsTo(0, columns);
    }
    if (!wasm_v128_any_true(close)) continue;
    for (int b = 0; b < columns; b++)
      if (b != own && fabs(y[b] - x[a]) <= least) return a * columns + b;
  }
  return -1;
}
