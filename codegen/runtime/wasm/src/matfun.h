// Functions of a quasi-triangular matrix (schur.h).
#pragma once

#include "core.h"

// R² = T with R quasi-triangular of the same structure, the principal root; r may not be t. Eigenvalues between −tiny
// and 0 count as zero. DOMAIN_ERROR when T has a negative eigenvalue, SINGULAR when it has a zero one and no root.
Status sqrtQuasi(int n, const double* t, int ldt, double* r, int ldr, double tiny);
