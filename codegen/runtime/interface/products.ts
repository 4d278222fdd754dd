import type { Block } from "../block.js";

/** Products. An output must not be an input unless a routine says so; with β = 0 it is not read. */
export interface Products {
  /** C = α op(A) op(B) + β C; flags `TransposeA`, `TransposeB`. */
  product(A: Block, B: Block, C: Block, flags?: number, alpha?: number, beta?: number): void;
  /** The same when the result is known to be symmetric (and C, when β ≠ 0): half the work, exactly symmetric. */
  symmetricProduct(A: Block, B: Block, C: Block, flags?: number, alpha?: number, beta?: number): void;
  /** C = α AAᵀ + β C, or α AᵀA + β C with the flag `TransposeA`: half the work, exactly symmetric. */
  gram(A: Block, C: Block, flags?: number, alpha?: number, beta?: number): void;
  /** C = α x yᵀ + β C. */
  outer(x: Block, y: Block, C: Block, alpha?: number, beta?: number): void;
  /**
   * `count` products of the same shapes: A, B, C are the blocks of the first one, the others follow `strideA` … doubles
   * later; 0 repeats an operand.
   */
  batchedProduct(
    count: number,
    A: Block,
    strideA: number,
    B: Block,
    strideB: number,
    C: Block,
    strideC: number,
    flags?: number,
    alpha?: number,
    beta?: number,
  ): void;
  /** C = Diag(d) A. C may be A. */
  scaleRows(d: Block, A: Block, C: Block): void;
  /** C = A Diag(d). C may be A. */
  scaleColumns(A: Block, d: Block, C: Block): void;
  /** C = op(T) B for square triangular T; flags `Upper`, `Transposed`. The other triangle of T is not read. */
  triangularProduct(T: Block, B: Block, C: Block, flags?: number): void;
  /** C = A ⊗ B. */
  kron(A: Block, B: Block, C: Block): void;
  /** The adjoint of A ↦ A ⊗ B at G: Rᵢⱼ = (block i, j of G) : B. */
  kronAdjointLeft(B: Block, G: Block, R: Block): void;
  /** The adjoint of B ↦ A ⊗ B at G: R = Σ Aᵢⱼ (block i, j of G). */
  kronAdjointRight(A: Block, G: Block, R: Block): void;
}
