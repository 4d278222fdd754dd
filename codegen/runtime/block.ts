/**
 * A matrix in the runtime's memory: row-major doubles from byte `address` on. A column vector is n×1, a scalar 1×1.
 *
 * A block is a name for memory, not its owner: whoever allocated it gives it back.
 */
export class Block {
  constructor(
    readonly address: number,
    readonly rows: number,
    readonly cols: number,
  ) {}

  /** The number of entries. */
  get size(): number {
    return this.rows * this.cols;
  }

  /** The same entries in another shape of the same size. */
  reshaped(rows: number, cols: number): Block {
    if (rows * cols !== this.size)
      throw new RangeError(`${String(this.rows)}×${String(this.cols)} is not ${String(rows)}×${String(cols)}`);
    return new Block(this.address, rows, cols);
  }

  /** Rows `from` to `to` (exclusive) in place: they are consecutive in memory. */
  rowRange(from: number, to: number): Block {
    if (!(0 <= from && from <= to && to <= this.rows))
      throw new RangeError(`rows ${String(from)}…${String(to)} of ${String(this.rows)}`);
    return new Block(this.address + 8 * from * this.cols, to - from, this.cols);
  }
}

/** Flags of `product` and its relatives, to be added up. */
export const TransposeA = 1;
export const TransposeB = 2;

/** Flags of routines with one matrix to transpose, or a triangular one; without any: lower, as it stands, on the left. */
export const Transposed = 4;
export const Upper = 8;
export const UnitDiagonal = 16;
export const OnTheRight = 32;
