import type { Block } from "./block.js";
import type { Memory } from "./interface/index.js";
import type { Matrix } from "./matrix.js";
import { ResidentMatrix } from "./resident.js";

/** Blocks that are given back together. */
export class Scope {
  private readonly blocks: Block[] = [];

  constructor(private readonly memory: Memory) {}

  /** A new block; its entries are undefined. */
  allocate(rows: number, cols = 1): Block {
    const block = this.memory.allocate(rows, cols);
    this.blocks.push(block);
    return block;
  }

  /** A new block with the entries of a matrix. */
  load(A: Matrix): Block {
    const block = this.memory.load(A);
    this.blocks.push(block);
    return block;
  }

  /** Hands a block over: it is not given back with the others. */
  handOver(block: Block): Block {
    const at = this.blocks.indexOf(block);
    if (at >= 0) this.blocks.splice(at, 1);
    return block;
  }

  /** Gives all blocks back; the scope can be used again. */
  release(): void {
    for (const block of this.blocks) this.memory.free(block);
    this.blocks.length = 0;
  }

  /**
   * Gives the blocks back once `owner` is garbage, unless `release` comes first. Collection is late and does not see how
   * much memory is at stake: a program in a loop releases by itself. `owner` must not be reachable from the scope.
   */
  releaseAfter(owner: object): void {
    abandoned.register(owner, this);
  }
}

const abandoned = new FinalizationRegistry<Scope>((scope) => scope.release());

/**
 * Numbered blocks that stay from call to call: a kernel that is called again with the same shapes allocates nothing, in
 * neither memory. What must outlive the next call does not belong here.
 */
export class Workspace {
  private readonly slots: (Block | undefined)[] = [];
  /** Whether any matrix was loaded that is in this memory already. */
  resident = false;

  constructor(private readonly memory: Memory) {}

  /** The block with this number, with what it held last if it had this shape, else with undefined entries. */
  block(slot: number, rows: number, cols = 1): Block {
    const block = this.slots[slot];
    if (block && block.rows === rows && block.cols === cols) return block;
    // A block of that size serves in another shape.
    const next = block && block.size === rows * cols ? block.reshaped(rows, cols) : this.replace(slot, rows, cols);
    this.slots[slot] = next;
    return next;
  }

  /** The entries of a matrix: where they are, if that is in this memory, else copied to the block with this number. */
  load(slot: number, A: Matrix): Block {
    if (A instanceof ResidentMatrix && A.isIn(this.memory)) {
      this.resident = true;
      return A.block;
    }
    const block = this.block(slot, A.rows, A.cols);
    this.memory.write(A.data, block);
    return block;
  }

  /** Hands a block over, if it is one of these: another takes its place when it is needed. */
  take(block: Block): boolean {
    const slot = this.slots.findIndex((own) => own?.address === block.address);
    if (slot < 0) return false;
    this.slots[slot] = undefined;
    return true;
  }

  /** All blocks, by number. */
  blocks(): Block[] {
    return this.slots.filter((block) => block !== undefined);
  }

  get bytes(): number {
    let total = 0;
    for (const block of this.slots) if (block) total += 8 * block.size;
    return total;
  }

  /** Gives all blocks back; the workspace can be used again. */
  release(): void {
    for (const block of this.slots) if (block) this.memory.free(block);
    this.slots.length = 0;
  }

  private replace(slot: number, rows: number, cols: number): Block {
    const old = this.slots[slot];
    if (old) this.memory.free(old);
    this.slots[slot] = undefined; // should the next line throw
    return this.memory.allocate(rows, cols);
  }
}
