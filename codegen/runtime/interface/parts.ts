import type { Block } from "../block.js";

/** Parts of matrices and matrices from parts. The output may be the input, except in `slice` and `place`. */
export interface Parts {
  /** C = (A + Aᵀ)/2. */
  symmetricPart(A: Block, C: Block): void;
  /** C = (A − Aᵀ)/2. */
  skewPart(A: Block, C: Block): void;
  /** C = the part of A below the diagonal plus `diagonal` times its diagonal: tril for 1, Φ for ½, strictly lower for 0. */
  lowerPart(A: Block, C: Block, diagonal?: number): void;
  /** C = the part of A above the diagonal plus `diagonal` times its diagonal. */
  upperPart(A: Block, C: Block, diagonal?: number): void;
  /** d = diag(A), min(rows, cols) entries. */
  diagonal(A: Block, d: Block): void;
  /** C = Diag(d). */
  diagonalMatrix(d: Block, C: Block): void;
  /** C = A_diag, square. */
  diagonalPart(A: Block, C: Block): void;
  /** C = C + s I. */
  addToDiagonal(s: number, C: Block): void;
  /** C = C + s Diag(d). */
  addDiagonal(s: number, d: Block, C: Block): void;
  /** C = I, also rectangular. */
  identity(C: Block): void;
  /** C = the block of A whose first entry is (row, column). */
  slice(A: Block, row: number, column: number, C: Block): void;
  /** The block of C whose first entry is (row, column) becomes A. */
  place(A: Block, C: Block, row: number, column: number): void;
  /** A is added to the block of C whose first entry is (row, column): the adjoint of `slice`. */
  placeAdd(A: Block, C: Block, row: number, column: number): void;
  /** v = vech(A): the lower triangle by columns. */
  vech(A: Block, v: Block): void;
  /** C = the lower triangular matrix with vech(C) = v: the adjoint of `vech`. */
  vechAdjoint(v: Block, C: Block): void;
}
