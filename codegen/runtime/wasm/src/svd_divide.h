#pragma once
#include "core.h"

// The singular value decomposition of an n×n upper bidiagonal matrix (diagonal d, superdiagonal e) by divide and
// conquer: singular values ascending into d, left vectors as the rows of u, right ones as the rows of v, both n×n. e is
// destroyed.
Status bidiagonalDivide(int n, double* d, double* e, double* u, double* v);
