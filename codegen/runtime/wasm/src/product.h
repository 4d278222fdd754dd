// Products of matrices with leading dimensions, for use by the other routines.
#pragma once

#include "core.h"

enum Part { FULL, LOWER, UPPER };  // which entries of the result are wanted; the others may or may not be written

// C = α op(A) op(B) + β C with op(A) m×k, op(B) k×n; op transposes where the flag is set. C is not read when β = 0.
// C must not overlap A or B. With LOWER or UPPER only 4×4 tiles that touch that triangle are computed.
void gemm(bool transposeA, bool transposeB, int m, int n, int k, double alpha, const double* a, int lda,
          const double* b, int ldb, double beta, double* c, int ldc, Part part = FULL);

// y = α op(A) x + β y, A m×n (before op). y is not read when β = 0.
void gemv(bool transpose, int m, int n, double alpha, const double* a, int lda, const double* x, double beta,
          double* y);

// B = Aᵀ for A m×n.
void transposeInto(int m, int n, const double* a, int lda, double* b, int ldb);

// Copies the lower triangle of an n×n matrix to the upper one.
void mirrorLower(int n, double* a, int lda);
