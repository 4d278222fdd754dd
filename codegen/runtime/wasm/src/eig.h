// The symmetric eigenproblem, stage by stage.
#pragma once

#include "core.h"

// S = Q T Qᵀ with T tridiagonal (diagonal d, off-diagonal e). Reads and destroys the upper triangle of a, n×n.
// Q = H₀ ⋯ H_{n−3}; reflection j is row j of v (n×n, householder.h with shift 1).
Status tridiagonalize(int n, double* a, double* d, double* e, double* v, double* tau);

// Eigenvalues of the tridiagonal matrix into d (unordered); every plane rotation is also applied to the rows of z,
// rows × columns, so that z = I on entry gives the eigenvectors in rows. e is destroyed.
Status tridiagonalQL(int n, double* d, double* e, double* z, int columns);
