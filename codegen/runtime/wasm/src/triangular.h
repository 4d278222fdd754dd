// Triangular matrices with leading dimensions, for use by the other routines.
#pragma once

#include "core.h"

// t[j] −= Σₚ c[p·stepC] rows[p·ld + j] for j in [from, to): the inner loop of every substitution.
void subtractRows(int count, const double* c, int stepC, const double* rows, int ld, int from, int to, double* t);

// Solves op(T) X = B in place of B, n×columns. `upper` says which triangle of T is read; unit: its diagonal is 1.
void solveLeft(bool upper, bool transpose, bool unit, int n, int columns, const double* t, int ldt, double* b, int ldb);

// Solves X op(T) = B in place of B, rows×n.
Status solveRight(bool upper, bool transpose, bool unit, int rows, int n, const double* t, int ldt, double* b, int ldb);

// W = L⁻¹ for lower triangular L; entries above the diagonal of W are not written.
void invertLower(bool unit, int n, const double* l, int ldl, double* w, int ldw);

// C = op(T) B with n×n triangular T and B n×columns.
void multiplyLeft(bool upper, bool transpose, int n, int columns, const double* t, int ldt, const double* b, int ldb,
                  double* c, int ldc);
