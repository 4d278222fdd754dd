// Powers of a general matrix and their Fréchet derivatives.
#include "lu.h"
#include "square.h"

extern "C" {
int expm(int n, const double* a, double* x);
int expmFrechet(int transpose, int n, const double* a, const double* e, double* x, double* l);
int logmFrechet(int transpose, int n, const double* a, const double* e, double* x, double* l);
int logm(int n, const double* a, double* x);
}

namespace {

// Y = Aᵏ, k ≥ 0, by squaring; with e, L = Σ Aⁱ E A^(k−1−i). `a` and `e` are destroyed.
Status integerPower(int n, long k, double* a, double* e, double* y, double* l) {
  const size_t count = (size_t)n * n;
  Scratch work(count);
  if (!work) return OUT_OF_MEMORY;
  setIdentity(n, y);
  if (e) memset(l, 0, count * sizeof(double));
  for (; k > 0; k >>= 1) {
    if (k & 1) {
      // (Y A)′ = Y′ A + Y A′
      if (e) {
        multiply(n, l, a, work);
        multiply(n, y, e, work, 1);
        memcpy(l, work, count * sizeof(double));
      }
      multiply(n, y, a, work);
      memcpy(y, work, count * sizeof(double));
    }
    if (k == 1) break;
    if (e) {
      multiply(n, a, e, work);
      multiply(n, e, a, work, 1);
      memcpy(e, work, count * sizeof(double));
    }
    multiply(n, a, a, work);
    memcpy(a, work, count * sizeof(double));
  }
  return OK;
}

// A ← A⁻¹, and E ← −A⁻¹ E A⁻¹.
Status invert(int n, double* a, double* e) {
  const size_t count = (size_t)n * n;
  Scratch pivots(n / 2 + 1), lu(count), work(count);
  if (!pivots || !lu || !work) return OUT_OF_MEMORY;
  int* p = reinterpret_cast<int*>(pivots.data);
  int status = luFactor(n, a, lu, p);
  if (status == OK) status = inverseLU(n, lu, p, a);
  if (status != OK) return (Status)status;
  if (e) {
    multiply(n, a, e, work);
    gemm(false, false, n, n, n, -1, work, n, a, n, 0, e, n);
  }
  return OK;
}

// Y = op(A)^p = op(A)^k exp(f log op(A)) with k an integer and |f| ≤ ½, so that the logarithm is scaled down, not up.
Status power(int transpose, int n, double p, const double* a, const double* e, double* y, double* l) {
  const size_t count = (size_t)n * n;
  if (!allFinite(count, a) || (e && !allFinite(count, e)) || !(fabs(p) < 1e9)) return NON_FINITE;
  const double whole = nearbyint(p), fraction = p - whole;
  Scratch base(count), direction(e ? count : 0), x(count), dx(e ? count : 0);
  if (!base || !direction || !x || !dx) return OUT_OF_MEMORY;
  if (transpose) transposeInto(n, n, a, n, base, n);
  else memcpy(base, a, count * sizeof(double));
  if (e) memcpy(direction, e, count * sizeof(double));
  int status = OK;
  if (fraction != 0) {
    if (e) status = logmFrechet(0, n, base, e, x, dx);
    else status = logm(n, base, x);
    if (status != OK) return (Status)status;
    scale((int)count, fraction, x);
    if (e) {
      scale((int)count, fraction, dx);
      status = expmFrechet(0, n, x, dx, x, dx);
    } else {
      status = expm(n, x, x);
    }
    if (status != OK) return (Status)status;
  }
  if (whole < 0) status = invert(n, base, e ? direction.data : nullptr);
  if (status == OK) status = integerPower(n, (long)fabs(whole), base, e ? direction.data : nullptr, y, l);
  if (status != OK) return (Status)status;
  if (fraction != 0) {
    // (Y X)′ = Y′ X + Y X′
    if (e) {
      multiply(n, l, x, base);
      multiply(n, y, dx, base, 1);
      memcpy(l, base, count * sizeof(double));
    }
    multiply(n, y, x, base);
    memcpy(y, base, count * sizeof(double));
  }
  return allFinite(count, y) && (!e || allFinite(count, l)) ? OK : NON_FINITE;
}

}  // namespace

// X = A^p, the principal power. SINGULAR for a negative power of a singular matrix; for p not an integer DOMAIN_ERROR
// when A has an eigenvalue that is zero or negative; NON_FINITE, NOT_CONVERGED.
EXPORT(powm) int powm(int n, double p, const double* a, double* x) { return power(0, n, p, a, nullptr, x, nullptr); }

// X = op(A)^p and L, its derivative in the direction E. The adjoint is the derivative at Aᵀ.
EXPORT(powmFrechet)
int powmFrechet(int transpose, int n, double p, const double* a, const double* e, double* x, double* l) {
  return power(transpose, n, p, a, e, x, l);
}
