#pragma once
#include "core.h"

// S = L Lᵀ, see cholesky.cpp.
extern "C" int cholesky(int n, const double* s, double* l);
