#pragma once
#include "core.h"

// The eigenproblem of a tridiagonal matrix (diagonal d, off-diagonal e) by divide and conquer: eigenvalues ascending
// into d, eigenvectors as the rows of z, n×n. e is destroyed.
Status tridiagonalDivide(int n, double* d, double* e, double* z);
