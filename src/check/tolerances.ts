/** How close numbers must be that are computed in two ways, relative to the norms. */

/** The inner-product test is exact up to rounding. */
export const ADJOINT_TOLERANCE = 1e-12;
/** Extrapolated differences of a smooth function in double precision are good to about this. */
export const DIFFERENCE_TOLERANCE = 1e-7;
/** The complex step is exact up to rounding, in another order than that of the kernel. */
export const STEP_TOLERANCE = 1e-9;
