// Square root, logarithm and real powers of a general matrix by its real Schur form, and their Fréchet derivatives.
#include "matfun.h"

#include "lu.h"
#include "schur.h"
#include "square.h"

namespace {

// The principal root of a 2×2 block with eigenvalues θ ± iμ (Higham 2008, (6.9)).
void sqrtPair(const double* t, int ldt, double* r, int ldr) {
  const double a = t[0], b = t[1], c = t[ldt], d = t[ldt + 1];
  const double theta = 0.5 * (a + d), half = 0.5 * (a - d);
  const double mu = sqrt(fabs(half * half + b * c)), modulus = hypot(theta, mu);
  const double alpha = theta > 0 ? sqrt(0.5 * (theta + modulus)) : mu / sqrt(2 * (modulus - theta));
  const double f = 0.5 / alpha;
  r[0] = alpha + f * half;
  r[1] = f * b;
  r[ldr] = f * c;
  r[ldr + 1] = alpha - f * half;
}

}  // namespace

Status sqrtQuasi(int n, const double* t, int ldt, double* r, int ldr, double tiny) {
  if (n == 0) return OK;
  if (n == 1) {
    if (t[0] < -tiny) return DOMAIN_ERROR;
    r[0] = t[0] > 0 ? sqrt(t[0]) : 0;
    return OK;
  }
  if (n == 2 && pairAt(0, 2, t, ldt)) {
    sqrtPair(t, ldt, r, ldr);
    return OK;
  }
  // T = [[T₁, F], [0, T₂]] has the root [[R₁, X], [0, R₂]] with R₁ X + X R₂ = F (Deadman, Higham & Ralha 2013).
  int k = n / 2;
  if (pairAt(k - 1, n, t, ldt)) k++;
  Status status = sqrtQuasi(k, t, ldt, r, ldr, tiny);
  if (status != OK) return status;
  const size_t rowT = (size_t)k * ldt, rowR = (size_t)k * ldr;
  status = sqrtQuasi(n - k, t + rowT + k, ldt, r + rowR + k, ldr, tiny);
  if (status != OK) return status;
  for (int i = 0; i < k; i++) copy(n - k, t + (size_t)i * ldt + k, r + (size_t)i * ldr + k);
  for (int i = k; i < n; i++) memset(r + (size_t)i * ldr, 0, (size_t)k * sizeof(double));
  return solveQuasi(false, false, k, n - k, r, ldr, r + rowR + k, ldr, r + k, ldr, {0, tiny});
}

namespace {

// X = U Y Uᵀ
void fromSchurBasis(int n, const double* u, const double* y, double* work, double* x) {
  multiply(n, u, y, work);
  gemm(false, true, n, n, n, 1, work, n, u, n, 0, x, n);
}

// Y = Uᵀ X U
void toSchurBasis(int n, const double* u, const double* x, double* work, double* y) {
  gemm(true, false, n, n, n, 1, u, n, x, n, 0, work, n);
  multiply(n, work, u, y);
}

// Nodes and weights of the Gauss–Legendre rule with m points on [0, 1]: the partial fractions of the [m/m] Padé
// approximant of log(1 + x) are Σ w x / (1 + node · x) (Higham 2008, Thm 11.6).
void gaussLegendre(int m, double* nodes, double* weights) {
  for (int i = 0; i < m; i++) {
    double x = cos(M_PI * (i + 0.75) / (m + 0.5)), derivative = 1;
    for (int iteration = 0; iteration < 8; iteration++) {
      double p = 1, previous = 0;
      for (int k = 1; k <= m; k++) {
        const double next = ((2 * k - 1) * x * p - (k - 1) * previous) / k;
        previous = p;
        p = next;
      }
      derivative = m * (x * p - previous) / (x * x - 1);
      x -= p / derivative;
    }
    nodes[i] = 0.5 * (1 + x);
    weights[i] = 1 / ((1 - x * x) * derivative * derivative);
  }
}

// ‖X‖₁ up to which the [m/m] approximant of log(I + X) is accurate, m = 1 … 7 (Higham 2008, Table 11.1; Al-Mohy &
// Higham 2012, Table 2.1).
constexpr double LOG_BOUND[] = {1.59e-5, 2.31e-3, 1.94e-2, 6.21e-2, 1.28e-1, 2.06e-1, 2.88e-1};
constexpr int LOG_DEGREE = 7;

// log T for quasi-triangular T in place of t, by inverse scaling and squaring; with e (in the Schur basis), also the
// derivative L_log(T, E) in place of e (Al-Mohy, Higham & Relton 2013). DOMAIN_ERROR.
Status logQuasi(int n, double* t, double* e) {
  const size_t count = (size_t)n * n;
  Scratch original(count), r(count), z(count), sum(e ? count : 0), w(count), sums(n);
  if (!original || !r || !z || !sum || !w || !sums) return OUT_OF_MEMORY;
  for (int i = 0; i < n; i++) {
    if (pairAt(i, n, t, n)) i++;
    else if (!(t[(size_t)i * n + i] > 0)) return DOMAIN_ERROR;
  }
  memcpy(original, t, count * sizeof(double));
  int roots = 0, degree = 0;
  for (;; roots++) {
    // t holds T^(1/2^roots); r its distance from the identity.
    memcpy(r, t, count * sizeof(double));
    addToDiagonal(n, -1, r);
    const double norm = oneNorm(n, r, sums);
    if (norm <= LOG_BOUND[LOG_DEGREE - 1]) {
      while (norm > LOG_BOUND[degree]) degree++;
      degree++;
      break;
    }
    if (roots == 100) return NOT_CONVERGED;
    Status status = sqrtQuasi(n, t, n, r, n, 0);
    if (status == OK && e) status = solveQuasi(false, false, n, n, r, n, r, n, e, n, {0, 0});
    if (status != OK) return status == SINGULAR ? DOMAIN_ERROR : status;
    memcpy(t, r, count * sizeof(double));
  }
  // The distance of a diagonal entry from 1, without cancellation.
  if (roots > 0)
    for (int i = 0; i < n; i++) {
      if (pairAt(i, n, original, n)) i++;
      else r[(size_t)i * n + i] = expm1(log(original[(size_t)i * n + i]) * scalbn(1.0, -roots));
    }
  double nodes[LOG_DEGREE], weights[LOG_DEGREE];
  gaussLegendre(degree, nodes, weights);
  memset(t, 0, count * sizeof(double));
  if (e) memset(sum, 0, count * sizeof(double));
  for (int k = 0; k < degree; k++) {
    // (I + node R)⁻¹ R, and (I + node R)⁻¹ E (I + node R)⁻¹.
    for (size_t i = 0; i < count; i++) w[i] = nodes[k] * r[i];
    addToDiagonal(n, 1, w);
    memcpy(z, r, count * sizeof(double));
    Status status = solveQuasi(false, false, n, n, w, n, nullptr, n, z, n, {0, 0});
    for (size_t i = 0; i < count; i++) t[i] += weights[k] * z[i];
    if (status == OK && e) {
      memcpy(z, e, count * sizeof(double));
      status = solveQuasi(false, false, n, n, w, n, nullptr, n, z, n, {0, 0});
      if (status == OK) status = solveQuasi(false, false, n, n, nullptr, n, w, n, z, n, {0, 0});
      for (size_t i = 0; i < count; i++) sum[i] += weights[k] * z[i];
    }
    if (status != OK) return status;
  }
  const double up = scalbn(1.0, roots);
  scale((int)count, up, t);
  for (int i = 0; i < n; i++) {
    if (pairAt(i, n, original, n)) i++;
    else t[(size_t)i * n + i] = log(original[(size_t)i * n + i]);
  }
  if (e)
    for (size_t i = 0; i < count; i++) e[i] = up * sum[i];
  return OK;
}

void load(int transpose, int n, const double* from, double* to) {
  if (transpose) transposeInto(n, n, from, n, to, n);
  else memcpy(to, from, (size_t)n * n * sizeof(double));
}

// X = log(op(A)); with e, L = L_log(op(A), E).
Status logarithm(int transpose, int n, const double* a, const double* e, double* x, double* l) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a) || (e && !allFinite(count, e))) return NON_FINITE;
  Scratch op(count), u(count), t(count), work(count), direction(e ? count : 0);
  if (!op || !u || !t || !work || !direction) return OUT_OF_MEMORY;
  load(transpose, n, a, op);
  int status = schur(n, op, u, t);
  if (status != OK) return (Status)status;
  if (e) toSchurBasis(n, u, e, work, direction);
  status = logQuasi(n, t, e ? direction.data : nullptr);
  if (status != OK) return (Status)status;
  fromSchurBasis(n, u, t, work, x);
  if (e) fromSchurBasis(n, u, direction, work, l);
  return allFinite(count, x) && (!e || allFinite(count, l)) ? OK : NON_FINITE;
}

}  // namespace

// X² = A, the principal square root. DOMAIN_ERROR when A has a negative eigenvalue, SINGULAR when it has a zero one and
// no root, NON_FINITE, NOT_CONVERGED.
EXPORT(sqrtm) int sqrtm(int n, const double* a, double* x) {
  const size_t count = (size_t)n * n;
  Scratch u(count), t(count), r(count);
  if (!u || !t || !r) return OUT_OF_MEMORY;
  int status = schur(n, a, u, t);
  if (status != OK) return status;
  status = sqrtQuasi(n, t, n, r, n, 10 * n * EPS * maxAbs(count, t));
  if (status != OK) return status;
  fromSchurBasis(n, u, r, t, x);
  return allFinite(count, x) ? OK : NON_FINITE;
}

// X = log(A), the principal logarithm. DOMAIN_ERROR when A has an eigenvalue that is zero or negative, NON_FINITE,
// NOT_CONVERGED.
EXPORT(logm) int logm(int n, const double* a, double* x) { return logarithm(0, n, a, nullptr, x, nullptr); }

// X = log(op(A)) and L = L_log(op(A), E). The adjoint of E ↦ L_log(A, E) is E ↦ L_log(Aᵀ, E).
EXPORT(logmFrechet) int logmFrechet(int transpose, int n, const double* a, const double* e, double* x, double* l) {
  return logarithm(transpose, n, a, e, x, l);
}
