import type { Block } from "../block.js";
import type { Matrix } from "../matrix.js";

/** The memory that the routines work in. */
export interface Memory {
  /** What the blocks belong to: linear algebras with the same store can use each other's. */
  readonly store: object;

  /** A new block; its entries are undefined. Throws `OutOfMemory`. */
  allocate(rows: number, cols?: number): Block;
  /** Gives a block of `allocate` back. The next request of that size gets it: repeating programs never grow memory. */
  free(block: Block): void;
  /** Bytes in blocks not given back. */
  bytesInUse(): number;

  /** A new block with the entries of a matrix. */
  load(A: Matrix): Block;
  /** Copies entries, row by row, into a block of the same size. */
  write(entries: ArrayLike<number>, block: Block): void;
  /** A copy of the entries, row by row. */
  read(block: Block): Float64Array;
  /** The entries themselves, row by row. Stale after the next allocation: do not keep it. */
  view(block: Block): Float64Array;
  /** A copy as a matrix. */
  matrix(block: Block): Matrix;
  /** One entry, by its position row by row. */
  entry(block: Block, index: number): number;
  /** Sets one entry, by its position row by row. */
  setEntry(block: Block, index: number, value: number): void;
  /** The pivots of `lu`: row i of PA is row `pivots[i]` of A. */
  pivots(block: Block): Int32Array;
  /** All memory as doubles; `block` begins at `block.address / 8`. Stale after the next allocation: do not keep it. */
  heap(): Float64Array;
}
