import type { Block } from "./block.js";
import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";

/** Checks of numbers that a kernel makes before it relies on them. Each throws a named error. */
export const guards: Readonly<Record<string, (la: LinearAlgebra, ...blocks: Block[]) => void>> = {
  /** log det needs a positive determinant, given by its LU factorization. */
  requirePositiveDeterminant(la, factor, pivots) {
    if (la.detSignLU(factor!, pivots!) > 0) return;
    throw new LinearAlgebraError("DomainError", "logdet: the determinant is not positive");
  },
};
