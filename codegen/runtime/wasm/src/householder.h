// Householder reflections H = I − τ v vᵀ and products of them.
//
// A set of k reflections of order m is a k×m matrix V with v_j as row j: entries before `shift + j` are zero, that
// entry is one. Keeping the vectors in rows makes them consecutive in memory.
#pragma once

#include "core.h"

// Finds H with H x = (β, 0, …, 0)ᵀ. On return x holds (β, v₁, …) with v₀ = 1 understood; the result is τ. The sign of β
// is opposite to x₀'s, and H = I (τ = 0) when x is already of that form, as in LAPACK.
double reflector(int n, double* x);

// C = H₀ H₁ ⋯ H_{k−1} C, or with transpose C = H_{k−1} ⋯ H₁ H₀ C; C is m×columns. `growing` says that C starts as the
// identity, so that the columns before shift + j are not affected by H_j ⋯ H_{k−1} and are skipped.
Status applyReflectors(bool transpose, bool growing, int m, int k, int shift, const double* v, int ldv,
                       const double* tau, int columns, double* c, int ldc);

// Q = the first `columns` columns of H₀ ⋯ H_{k−1}, m×columns.
Status formQ(int m, int k, int shift, const double* v, int ldv, const double* tau, int columns, double* q, int ldq);
