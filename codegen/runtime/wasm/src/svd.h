// The singular value decomposition, stage by stage.
#pragma once

#include "core.h"

// A = Q B Pᵀ for A m×n, m ≥ n, with B n×n upper bidiagonal (diagonal d, superdiagonal e). Destroys a. Q = H₀ ⋯ H_{n−1}
// from the rows of u (n×m, householder.h with shift 0), P = G₀ ⋯ G_{n−3} from the rows of v (n×n, shift 1).
Status bidiagonalize(int m, int n, double* a, double* d, double* e, double* u, double* tauU, double* v, double* tauV);

// Singular values of the upper bidiagonal matrix into d (unordered, not negative); left rotations are also applied to
// the rows of ut (n × columnsU), right ones to the rows of vt (n × columnsV). e is destroyed.
Status bidiagonalQR(int n, double* d, double* e, double* ut, int columnsU, double* vt, int columnsV);

// A = U Diag(σ) Vᵀ, thin, any shape; see svd.cpp.
extern "C" int svd(int m, int n, const double* a, double* u, double* sigma, double* v);
