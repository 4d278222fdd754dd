// The secular equation of a diagonal matrix plus a matrix of rank one.
#pragma once

#include "core.h"

// The root x_j, j = 0 … k−1, of 1/ρ + Σ zᵢ² / (pᵢ − x) = 0 between p_j and p_{j+1} (for the last: p_{k−1} and
// p_{k−1} + ρ ‖z‖²), for ascending poles, no zᵢ zero, ρ > 0. The poles are pᵢ = dᵢ, and the result is x_j; or, with
// `squares`, pᵢ = dᵢ² (dᵢ ≥ 0), and the result is √x_j. Leaves pᵢ − x_j in `delta` to high relative accuracy, which the
// rounded root itself could not give.
double secularRoot(bool squares, int k, int j, const double* d, const double* z, double rho, double normSquared,
                   double* delta);
