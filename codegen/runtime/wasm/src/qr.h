#pragma once
#include "core.h"

// A = Q R, A m×n, by reflections: V is min(m,n)×m (householder.h, shift 0), tau min(m,n), R min(m,n)×n.
Status factorQR(int m, int n, const double* a, double* v, double* tau, double* r);
