// The real Schur form A = U T Uᵀ and equations with quasi-triangular matrices.
//
// T is upper quasi-triangular: 1×1 blocks on the diagonal for real eigenvalues, 2×2 blocks for complex pairs; entries
// below the blocks are zero.
#pragma once

#include "core.h"

// A = U T Uᵀ, all n×n, U orthogonal. NON_FINITE, NOT_CONVERGED.
extern "C" int schur(int n, const double* a, double* u, double* t);

// The diagonal block that starts at row i has 2 rows (true) or 1.
static inline bool pairAt(int i, int n, const double* t, int ld) {
  return i + 1 < n && t[(size_t)(i + 1) * ld + i] != 0;
}

// A pivot up to `pivot` is singular, unless what it divides is at most `right`: then the solution is zero.
struct Tiny {
  double pivot, right;
};

// Solves op(T) Y + Y op(S) = F in place of F, m×n, for quasi-triangular T m×m and S n×n. A null T or S stands for zero.
Status solveQuasi(bool transposeT, bool transposeS, int m, int n, const double* t, int ldt, const double* s, int lds,
                  double* f, int ldf, Tiny tiny);
