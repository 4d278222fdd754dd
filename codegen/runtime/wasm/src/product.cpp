// The matrix product: a 4×4 tile of C in eight two-lane registers, operands packed so that the inner loop reads
// consecutive memory, blocks sized to the caches (Goto & van de Geijn 2008, Anatomy of high-performance matrix
// multiplication).
//
// The inner loop is not unrolled on purpose: engines allocate registers for the short loop without spilling,
// which is worth more than the saved branches.
#include "product.h"

#include "vector.h"

namespace {

constexpr int KC = 256;  // depth of a block: a panel of B, KC×4, stays in the first-level cache
constexpr int MC = 96;   // rows of a block of A: MC×KC stays in the second-level cache
constexpr int NC = 512;  // columns of a block of B

alignas(16) double packedA[MC * KC];
alignas(16) double packedB[KC * NC];

// One tile: C[0..MR)[0..nr) = α Σₚ A[i][p] B[p][j] + β C.
// A is read as MR rows of leading dimension lda, or, when QUADS, as consecutive groups of four rows' entries.
// B is read four entries at a time, rows `stepB` apart.
template <int MR, bool QUADS>
inline void tile(int k, const double* a, int lda, const double* b, int stepB, double alpha, double beta, double* c,
                 int ldc, int nr) {
  f64x2 acc[MR][2];
  for (int i = 0; i < MR; i++) acc[i][0] = acc[i][1] = splat(0);
  const double* rows[MR];
  for (int i = 0; i < MR; i++) rows[i] = a + (size_t)i * lda;
#pragma clang loop unroll(disable)
  for (int p = 0; p < k; p++) {
    const f64x2 b0 = load(b), b1 = load(b + 2);
    for (int i = 0; i < MR; i++) {
      const f64x2 x = splatAt(QUADS ? a + i : rows[i] + p);
      acc[i][0] = add(acc[i][0], mul(x, b0));
      acc[i][1] = add(acc[i][1], mul(x, b1));
    }
    if (QUADS) a += 4;
    b += stepB;
  }
  const f64x2 av = splat(alpha), bv = splat(beta);
  if (nr == 4) {
    for (int i = 0; i < MR; i++, c += ldc) {
      f64x2 r0 = mul(av, acc[i][0]), r1 = mul(av, acc[i][1]);
      if (beta != 0) {
        r0 = add(r0, mul(bv, load(c)));
        r1 = add(r1, mul(bv, load(c + 2)));
      }
      store(c, r0);
      store(c + 2, r1);
    }
  } else {
    double r[4];
    for (int i = 0; i < MR; i++, c += ldc) {
      store(r, mul(av, acc[i][0]));
      store(r + 2, mul(av, acc[i][1]));
      for (int j = 0; j < nr; j++) c[j] = beta != 0 ? r[j] + beta * c[j] : r[j];
    }
  }
}

template <bool QUADS>
inline void tileOf(int mr, int k, const double* a, int lda, const double* b, int stepB, double alpha, double beta,
                   double* c, int ldc, int nr) {
  switch (mr) {
    case 1: return tile<1, QUADS>(k, a, lda, b, stepB, alpha, beta, c, ldc, nr);
    case 2: return tile<2, QUADS>(k, a, lda, b, stepB, alpha, beta, c, ldc, nr);
    case 3: return tile<3, QUADS>(k, a, lda, b, stepB, alpha, beta, c, ldc, nr);
    default: return tile<4, QUADS>(k, a, lda, b, stepB, alpha, beta, c, ldc, nr);
  }
}

// Rows p of a k×width matrix, four columns at a time: out[p*4 + j] = b[p][j], zero beyond `width`.
void packQuad(int k, int width, const double* b, int ldb, double* out) {
  if (width == 4) {
    for (int p = 0; p < k; p++, b += ldb, out += 4) {
      store(out, load(b));
      store(out + 2, load(b + 2));
    }
  } else {
    for (int p = 0; p < k; p++, b += ldb, out += 4)
      for (int j = 0; j < 4; j++) out[j] = j < width ? b[j] : 0;
  }
}

// The same of a transposed operand: out[p*4 + j] = b[j][p].
void packQuadTransposed(int k, int width, const double* b, int ldb, double* out) {
  if (width == 4) {
    const double *b0 = b, *b1 = b + ldb, *b2 = b1 + ldb, *b3 = b2 + ldb;
    int p = 0;
    for (; p + 2 <= k; p += 2, out += 8) {
      const f64x2 r0 = load(b0 + p), r1 = load(b1 + p), r2 = load(b2 + p), r3 = load(b3 + p);
      store(out, wasm_i64x2_shuffle(r0, r1, 0, 2));
      store(out + 2, wasm_i64x2_shuffle(r2, r3, 0, 2));
      store(out + 4, wasm_i64x2_shuffle(r0, r1, 1, 3));
      store(out + 6, wasm_i64x2_shuffle(r2, r3, 1, 3));
    }
    if (p < k) out[0] = b0[p], out[1] = b1[p], out[2] = b2[p], out[3] = b3[p];
  } else {
    for (int p = 0; p < k; p++, out += 4)
      for (int j = 0; j < 4; j++) out[j] = j < width ? b[(size_t)j * ldb + p] : 0;
  }
}

inline bool wanted(Part part, int i, int mr, int j, int nr) {
  return part == FULL || (part == LOWER ? j < i + mr : i < j + nr);
}

}  // namespace

void gemm(bool transposeA, bool transposeB, int m, int n, int k, double alpha, const double* a, int lda,
          const double* b, int ldb, double beta, double* c, int ldc, Part part) {
  if (k == 0 || alpha == 0) {
    for (int i = 0; i < m; i++) {
      if (beta == 0) memset(c + (size_t)i * ldc, 0, (size_t)n * sizeof(double));
      else scale(n, beta, c + (size_t)i * ldc);
    }
    return;
  }
  if (n == 1 && (transposeB || ldb == 1) && ldc == 1)
    return gemv(transposeA, transposeA ? k : m, transposeA ? m : k, alpha, a, lda, b, beta, c);
  if (m == 1 && (!transposeA || lda == 1))
    return gemv(!transposeB, transposeB ? n : k, transposeB ? k : n, alpha, b, ldb, a, beta, c);
  // Few rows use each entry of B too seldom to pay for packing.
  const bool direct = !transposeB && m <= 12;
  for (int j0 = 0; j0 < n; j0 += NC) {
    const int nc = min(NC, n - j0);
    for (int p0 = 0; p0 < k; p0 += KC) {
      const int kc = min(KC, k - p0);
      const double betaNow = p0 == 0 ? beta : 1;
      for (int j = 0; j < nc; j += 4) {
        const int nr = min(4, nc - j);
        double* out = packedB + (size_t)j * kc;
        if (transposeB) packQuadTransposed(kc, nr, b + (size_t)(j0 + j) * ldb + p0, ldb, out);
        else if (!direct || nr < 4) packQuad(kc, nr, b + (size_t)p0 * ldb + j0 + j, ldb, out);
      }
      for (int i0 = 0; i0 < m; i0 += MC) {
        const int mc = min(MC, m - i0);
        if (transposeA)
          for (int i = 0; i < mc; i += 4)
            packQuad(kc, min(4, mc - i), a + (size_t)p0 * lda + i0 + i, lda, packedA + (size_t)i * kc);
        for (int j = 0; j < nc; j += 4) {
          const int nr = min(4, nc - j);
          const bool inPlace = direct && nr == 4;
          const double* panel = inPlace ? b + (size_t)p0 * ldb + j0 + j : packedB + (size_t)j * kc;
          const int stepB = inPlace ? ldb : 4;
          for (int i = 0; i < mc; i += 4) {
            const int mr = min(4, mc - i);
            if (!wanted(part, i0 + i, mr, j0 + j, nr)) continue;
            double* target = c + (size_t)(i0 + i) * ldc + j0 + j;
            if (transposeA)
              tileOf<true>(mr, kc, packedA + (size_t)i * kc, 0, panel, stepB, alpha, betaNow, target, ldc, nr);
            else
              tileOf<false>(mr, kc, a + (size_t)(i0 + i) * lda + p0, lda, panel, stepB, alpha, betaNow, target, ldc,
                            nr);
          }
        }
      }
    }
  }
}

void gemv(bool transpose, int m, int n, double alpha, const double* a, int lda, const double* x, double beta,
          double* y) {
  if (transpose) {
    // y += Σᵢ (α xᵢ) A[i][:], four rows at a time.
    if (beta == 0) memset(y, 0, (size_t)n * sizeof(double));
    else if (beta != 1) scale(n, beta, y);
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      const double *r0 = a + (size_t)i * lda, *r1 = r0 + lda, *r2 = r1 + lda, *r3 = r2 + lda;
      const double s0 = alpha * x[i], s1 = alpha * x[i + 1], s2 = alpha * x[i + 2], s3 = alpha * x[i + 3];
      const f64x2 v0 = splat(s0), v1 = splat(s1), v2 = splat(s2), v3 = splat(s3);
      int j = 0;
      for (; j + 2 <= n; j += 2)
        store(y + j, add(load(y + j), add(add(mul(v0, load(r0 + j)), mul(v1, load(r1 + j))),
                                          add(mul(v2, load(r2 + j)), mul(v3, load(r3 + j))))));
      if (j < n) y[j] += (s0 * r0[j] + s1 * r1[j]) + (s2 * r2[j] + s3 * r3[j]);
    }
    for (; i < m; i++) axpy(n, alpha * x[i], a + (size_t)i * lda, y);
    return;
  }
  int i = 0;
  for (; i + 4 <= m; i += 4) {
    const double *r0 = a + (size_t)i * lda, *r1 = r0 + lda, *r2 = r1 + lda, *r3 = r2 + lda;
    f64x2 s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
    int j = 0;
    for (; j + 2 <= n; j += 2) {
      const f64x2 v = load(x + j);
      s0 = add(s0, mul(v, load(r0 + j)));
      s1 = add(s1, mul(v, load(r1 + j)));
      s2 = add(s2, mul(v, load(r2 + j)));
      s3 = add(s3, mul(v, load(r3 + j)));
    }
    double r[4] = {sumLanes(s0), sumLanes(s1), sumLanes(s2), sumLanes(s3)};
    if (j < n) r[0] += x[j] * r0[j], r[1] += x[j] * r1[j], r[2] += x[j] * r2[j], r[3] += x[j] * r3[j];
    for (int l = 0; l < 4; l++) y[i + l] = beta != 0 ? alpha * r[l] + beta * y[i + l] : alpha * r[l];
  }
  for (; i < m; i++) {
    const double s = alpha * dot(n, a + (size_t)i * lda, x);
    y[i] = beta != 0 ? s + beta * y[i] : s;
  }
}

void transposeInto(int m, int n, const double* a, int lda, double* b, int ldb) {
  constexpr int BLOCK = 32;  // both tiles stay in the first-level cache
  for (int i0 = 0; i0 < m; i0 += BLOCK)
    for (int j0 = 0; j0 < n; j0 += BLOCK) {
      const int i1 = min(m, i0 + BLOCK), j1 = min(n, j0 + BLOCK);
      int i = i0;
      for (; i + 2 <= i1; i += 2) {
        const double *r0 = a + (size_t)i * lda, *r1 = r0 + lda;
        int j = j0;
        for (; j + 2 <= j1; j += 2) {
          const f64x2 x = load(r0 + j), y = load(r1 + j);
          store(b + (size_t)j * ldb + i, wasm_i64x2_shuffle(x, y, 0, 2));
          store(b + (size_t)(j + 1) * ldb + i, wasm_i64x2_shuffle(x, y, 1, 3));
        }
        if (j < j1) b[(size_t)j * ldb + i] = r0[j], b[(size_t)j * ldb + i + 1] = r1[j];
      }
      if (i < i1)
        for (int j = j0; j < j1; j++) b[(size_t)j * ldb + i] = a[(size_t)i * lda + j];
    }
}

void mirrorLower(int n, double* a, int lda) {
  constexpr int BLOCK = 16;
  for (int i0 = 0; i0 < n; i0 += BLOCK)
    for (int j0 = 0; j0 <= i0; j0 += BLOCK)
      for (int i = i0; i < min(n, i0 + BLOCK); i++)
        for (int j = j0; j < min(i, j0 + BLOCK); j++) a[(size_t)j * lda + i] = a[(size_t)i * lda + j];
}
