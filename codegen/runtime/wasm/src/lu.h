#pragma once
#include "core.h"

// See lu.cpp.
extern "C" {
int luFactor(int n, const double* a, double* lu, int* pivots);
int solveLU(int transpose, int n, int columns, const double* lu, const int* pivots, const double* b, double* x);
int inverseLU(int n, const double* lu, const int* pivots, double* x);
}
