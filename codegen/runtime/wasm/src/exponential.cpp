// The matrix exponential and its Fréchet derivative by scaling and squaring (Higham 2005; Al-Mohy & Higham 2009), and
// sine and cosine through it.
#include "lu.h"
#include "square.h"

double oneNorm(int n, const double* a, double* sums) {
  memset(sums, 0, (size_t)n * sizeof(double));
  for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) sums[j] += fabs(a[(size_t)i * n + j]);
  return maxAbs((size_t)n, sums);
}

void combine(int n, int count, const double* coefficients, const double* const* matrices, double* c) {
  const size_t size = (size_t)n * n;
  for (size_t i = 0; i < size; i++) {
    double s = 0;
    for (int k = 0; k < count; k++) s += coefficients[k] * matrices[k][i];
    c[i] = s;
  }
}

Status solveInPlace(int n, int columns, double* a, double* b) {
  Scratch pivots(n / 2 + 1), x((size_t)n * columns);
  if (!pivots || !x) return OUT_OF_MEMORY;
  int* p = reinterpret_cast<int*>(pivots.data);
  int status = luFactor(n, a, a, p);
  if (status == OK) status = solveLU(0, n, columns, a, p, b, x);
  if (status == OK) memcpy(b, x, (size_t)n * columns * sizeof(double));
  return (Status)status;
}

namespace {

// Coefficients of the [m/m] Padé numerators, and the 1-norms up to which they are accurate: of exp alone, and with its
// derivative.
struct Pade {
  int degree;
  double bound, boundWithDerivative;
  double b[14];
};
constexpr Pade PADE[] = {
    {3, 1.495585217958292e-2, 1.08e-2, {120, 60, 12, 1}},
    {5, 2.539398330063230e-1, 2.00e-1, {30240, 15120, 3360, 420, 30, 1}},
    {7, 9.504178996162932e-1, 7.83e-1, {17297280, 8648640, 1995840, 277200, 25200, 1512, 56, 1}},
    {9,
     2.097847961257068,
     1.78,
     {17643225600., 8821612800., 2075673600., 302702400., 30270240., 2162160., 110880., 3960., 90., 1.}},
    {13,
     5.371920351148152,
     4.74,
     {64764752532480000., 32382376266240000., 7771770303897600., 1187353796428800., 129060195264000., 10559470521600.,
      670442572800., 33522128640., 1323241920., 40840800., 960960., 16380., 182., 1.}},
};

// How often to halve A before the [13/13] approximant is accurate to `bound`, given A², A⁴, A⁶. For a nonnormal A the
// roots of its powers' norms are far below its norm, and halving by the norm would lose digits in as many needless
// squarings (Al-Mohy & Higham 2009, Algorithm 5.1). `power` is scratch of n×n. −1 when
// memory is exhausted.
int scalingFor(int n, const double* a, double* const* powers, double bound, double* power) {
  Scratch work((size_t)2 * n);
  if (!work) return -1;
  const double norm = oneNorm(n, a, work);
  const int byNorm = norm > bound ? ilogb(norm / bound) + 1 : 0;
  multiply(n, powers[1], powers[1], power);
  const double d4 = pow(oneNorm(n, powers[1], work), 1.0 / 4), d6 = pow(oneNorm(n, powers[2], work), 1.0 / 6);
  const double d8 = pow(oneNorm(n, power, work), 1.0 / 8);
  const double eta = fmin(fmax(d4, d6), fmax(d6, d8));
  int halvings = eta > bound ? ilogb(eta / bound) + 1 : 0;
  // The first neglected term of the approximant's error, |A|²⁷ / 1.13e35, must stay below rounding of A.
  double *x = work, *y = work + n, log27 = 0;
  for (int i = 0; i < n; i++) x[i] = 1;
  for (int k = 0; k < 27; k++) {
    memset(y, 0, (size_t)n * sizeof(double));
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) y[j] += fabs(a[(size_t)i * n + j]) * x[i];
    const double top = maxAbs((size_t)n, y);
    if (top == 0) return min(halvings, byNorm);
    log27 += log2(top);
    for (int j = 0; j < n; j++) x[j] = y[j] / top;
  }
  const double excess = log27 - 27.0 * halvings - (log2(norm) - halvings) - 116.447 + 53;
  if (excess > 0) halvings += (int)ceil(excess / 26);
  return min(halvings, byNorm);
}

// R = exp(A) in place of a; with e, also L = L_exp(A, E) in place of e. Both are destroyed as inputs.
Status exponential(int n, double* a, double* e) {
  const size_t count = (size_t)n * n;
  Scratch work((size_t)(e ? 14 : 7) * count + n);
  if (!work) return OUT_OF_MEMORY;
  double* next = work;
  const auto take = [&] {
    double* block = next;
    next += count;
    return block;
  };
  const double norm = oneNorm(n, a, work + (size_t)(e ? 14 : 7) * count);
  if (!(norm < INFINITY)) return NON_FINITE;
  const Pade* pade = PADE;
  while (pade->degree < 13 && norm > (e ? pade->boundWithDerivative : pade->bound)) pade++;
  const double bound = e ? pade->boundWithDerivative : pade->bound;
  const bool large = norm > bound;
  // Powers of a very large A would overflow; the rest of the scaling is chosen when they are known.
  int squarings = large && norm > 0x1p40 ? ilogb(norm) - 40 : 0;
  if (squarings > 0) {
    scale((int)count, scalbn(1.0, -squarings), a);
    if (e) scale((int)count, scalbn(1.0, -squarings), e);
  }
  // Even powers A², A⁴, … and their derivatives M₂ = AE + EA, M₄ = A²M₂ + M₂A², …
  const int powers = pade->degree == 13 ? 3 : (pade->degree - 1) / 2;
  double *a2[4], *m2[4];
  for (int k = 0; k < powers; k++) {
    a2[k] = take();
    const double* left = k == 0 ? a : a2[0];
    const double* right = k == 0 ? a : a2[k - 1];
    multiply(n, left, right, a2[k]);
    if (!e) continue;
    m2[k] = take();
    multiply(n, left, k == 0 ? e : m2[k - 1], m2[k]);
    multiply(n, k == 0 ? e : m2[0], right, m2[k], 1);
  }
  double *u = take(), *v = take(), *w = take();
  if (large) {
    const int more = scalingFor(n, a, a2, bound, u);
    if (more < 0) return OUT_OF_MEMORY;
    squarings += more;
    scale((int)count, scalbn(1.0, -more), a);
    if (e) scale((int)count, scalbn(1.0, -more), e);
    for (int k = 0; k < powers; k++) {
      scale((int)count, scalbn(1.0, -2 * (k + 1) * more), a2[k]);
      if (e) scale((int)count, scalbn(1.0, -2 * (k + 1) * more), m2[k]);
    }
  }
  // exp(A) ≈ (V − U)⁻¹(V + U) with U odd and V even in A.
  const double* b = pade->b;
  double *lu = nullptr, *lv = nullptr, *lw = nullptr;
  if (e) lu = take(), lv = take(), lw = take();
  if (pade->degree == 13) {
    const double odd[3] = {b[9], b[11], b[13]}, oddLow[3] = {b[3], b[5], b[7]};
    const double even[3] = {b[8], b[10], b[12]}, evenLow[3] = {b[2], b[4], b[6]};
    double* high = take();
    combine(n, 3, odd, a2, high);
    combine(n, 3, oddLow, a2, w);
    addToDiagonal(n, b[1], w);
    multiply(n, a2[2], high, w, 1);
    if (e) {
      double* highM = take();
      combine(n, 3, oddLow, m2, lw);
      combine(n, 3, odd, m2, highM);
      multiply(n, a2[2], highM, lw, 1);
      multiply(n, m2[2], high, lw, 1);
      combine(n, 3, even, a2, high);
      combine(n, 3, even, m2, highM);
      combine(n, 3, evenLow, m2, lv);
      multiply(n, a2[2], highM, lv, 1);
      multiply(n, m2[2], high, lv, 1);
    } else {
      combine(n, 3, even, a2, high);
    }
    combine(n, 3, evenLow, a2, v);
    addToDiagonal(n, b[0], v);
    multiply(n, a2[2], high, v, 1);
  } else {
    double odd[4], even[4];
    for (int k = 0; k < powers; k++) odd[k] = b[2 * k + 3], even[k] = b[2 * k + 2];
    combine(n, powers, odd, a2, w);
    addToDiagonal(n, b[1], w);
    combine(n, powers, even, a2, v);
    addToDiagonal(n, b[0], v);
    if (e) {
      combine(n, powers, odd, m2, lw);
      combine(n, powers, even, m2, lv);
    }
  }
  multiply(n, a, w, u);
  const double plus[2] = {1, 1}, minus[2] = {1, -1};
  if (e) {
    multiply(n, a, lw, lu);
    multiply(n, e, w, lu, 1);
  }
  const double* uv[2] = {v, u};
  combine(n, 2, minus, uv, w);
  combine(n, 2, plus, uv, a);
  Scratch pivots(n / 2 + 1), x(count);
  if (!pivots || !x) return OUT_OF_MEMORY;
  int* p = reinterpret_cast<int*>(pivots.data);
  int status = luFactor(n, w, w, p);
  if (status == OK) status = solveLU(0, n, n, w, p, a, x);
  if (status != OK) return (Status)status;
  double* r = x;
  if (e) {
    // (V − U) L = L_U + L_V + (L_U − L_V) R
    const double* l[2] = {lu, lv};
    combine(n, 2, plus, l, a);
    combine(n, 2, minus, l, u);
    multiply(n, u, r, a, 1);
    status = solveLU(0, n, n, w, p, a, e);
    if (status != OK) return (Status)status;
  }
  double* other = a;
  for (int s = 0; s < squarings; s++) {
    if (e) {
      multiply(n, r, e, u);
      multiply(n, e, r, u, 1);
      memcpy(e, u, count * sizeof(double));
    }
    multiply(n, r, r, other);
    double* t = r;
    r = other;
    other = t;
  }
  if (r != a) memcpy(a, r, count * sizeof(double));
  return allFinite(count, a) && (!e || allFinite(count, e)) ? OK : NON_FINITE;
}

void load(int transpose, int n, const double* from, double* to) {
  if (transpose) transposeInto(n, n, from, n, to, n);
  else memmove(to, from, (size_t)n * n * sizeof(double));
}

}  // namespace

// X = exp(A). X may be A. NON_FINITE.
EXPORT(expm) int expm(int n, const double* a, double* x) {
  if (!allFinite((size_t)n * n, a)) return NON_FINITE;
  memmove(x, a, (size_t)n * n * sizeof(double));
  return exponential(n, x, nullptr);
}

// X = exp(op(A)) and L = L_exp(op(A), E), the derivative of exp at op(A) in the direction E. The adjoint of E ↦
// L_exp(A, E) is E ↦ L_exp(Aᵀ, E). Without transposition X may be A; L may be E. NON_FINITE.
EXPORT(expmFrechet) int expmFrechet(int transpose, int n, const double* a, const double* e, double* x, double* l) {
  if (!allFinite((size_t)n * n, a) || !allFinite((size_t)n * n, e)) return NON_FINITE;
  load(transpose, n, a, x);
  memmove(l, e, (size_t)n * n * sizeof(double));
  return exponential(n, x, l);
}

// C = cos(A), S = sin(A): the blocks of exp [[0, −A], [A, 0]] = [[C, −S], [S, C]]. With E not null instead
// C = L_cos(op(A), E), S = L_sin(op(A), E). NON_FINITE.
EXPORT(cosSin) int cosSin(int transpose, int n, const double* a, const double* e, double* c, double* s) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a) || (e && !allFinite(count, e))) return NON_FINITE;
  const int twice = 2 * n;
  Scratch block(4 * count), direction(e ? 4 * count : 0), op(count);
  if (!block || !direction || !op) return OUT_OF_MEMORY;
  const auto embed = [&](const double* from, double* to) {
    memset(to, 0, 4 * count * sizeof(double));
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        to[(size_t)i * twice + n + j] = -from[(size_t)i * n + j];
        to[(size_t)(n + i) * twice + j] = from[(size_t)i * n + j];
      }
  };
  load(transpose, n, a, op);
  embed(op, block);
  if (e) embed(e, direction);
  const Status status = exponential(twice, block, e ? direction.data : nullptr);
  if (status != OK) return status;
  const double* result = e ? direction : block;
  for (int i = 0; i < n; i++) {
    copy(n, result + (size_t)i * twice, c + (size_t)i * n);
    copy(n, result + (size_t)(n + i) * twice, s + (size_t)i * n);
  }
  return OK;
}
