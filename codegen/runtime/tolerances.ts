/**
 * Eigenvalues that differ by less than this, relative to the largest, are not told apart: their eigenvectors, and what
 * is derived from them, are right to ε/gap, which beyond this is fewer than five digits.
 */
export const DISTINCT = 2 ** -36;

/** Singular values up to this, relative to the largest, are zero to rounding. */
export const NEGLIGIBLE = 2 ** -48;
