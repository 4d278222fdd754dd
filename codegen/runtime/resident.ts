import type { Block } from "./block.js";
import { LinearAlgebraError } from "./errors.js";
import type { Memory } from "./interface/index.js";
import type { Matrix } from "./matrix.js";

/**
 * A matrix in the runtime's memory. Kernels read it where it is, while they copy others, and what they compute of such
 * matrices is in that memory, too. `data` is a view of the entries, to be asked for anew after every call, since memory that
 * grows moves. Between `forward` and the `backward` that belongs to it the entries must stay as they are.
 *
 * Collection of garbage does not see how much memory is at stake: a loop gives results back by `free`.
 */
export class ResidentMatrix implements Matrix {
  readonly rows: number;
  readonly cols: number;
  #block: Block | undefined;

  /** Takes over a block, which is given back when nobody refers to it, or by `free`. */
  constructor(
    private readonly memory: Memory,
    block: Block,
  ) {
    this.rows = block.rows;
    this.cols = block.cols;
    this.#block = block;
    // What forward saves refers to the block.
    abandoned.register(block, { memory, copy: block.reshaped(block.rows, block.cols) }, block);
  }

  get data(): Float64Array {
    return this.memory.view(this.block);
  }

  /** The block. Throws `Usage` after `free`. */
  get block(): Block {
    if (this.#block) return this.#block;
    throw new LinearAlgebraError("Usage", "the matrix has been given back");
  }

  /** The entries in JavaScript's memory. */
  copy(): Matrix {
    return { rows: this.rows, cols: this.cols, data: this.data.slice() };
  }

  /** Whether the block can be used with this memory. */
  isIn(memory: Memory): boolean {
    return this.memory.store === memory.store;
  }

  /** Gives the memory back at once; the matrix, and what forward has saved of it, cannot be used any more. */
  free(): void {
    const { block } = this;
    abandoned.unregister(block);
    this.memory.free(block);
    this.#block = undefined;
  }
}

const abandoned = new FinalizationRegistry<{ memory: Memory; copy: Block }>(({ memory, copy }) => memory.free(copy));
