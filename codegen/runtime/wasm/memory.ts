import { Block } from "../block.js";
import { LinearAlgebraError, statusError } from "../errors.js";
import type * as Interface from "../interface/index.js";
import type { Matrix } from "../matrix.js";
import type { Exports } from "./exports.js";

/** Blocks in the memory of one instance of linalg.wasm, and the checks that all groups of routines share. */
export class Memory implements Interface.Memory {
  private doubles: Float64Array;

  constructor(protected readonly wasm: Exports) {
    this.doubles = new Float64Array(wasm.memory.buffer);
  }

  get store(): object {
    return this.wasm;
  }

  allocate(rows: number, cols = 1): Block {
    if (!(Number.isInteger(rows) && Number.isInteger(cols) && rows >= 0 && cols >= 0))
      throw new LinearAlgebraError("Shape", `allocate: ${String(rows)}×${String(cols)} is not a shape`);
    const bytes = 8 * rows * cols;
    const address = bytes < 2 ** 31 ? this.wasm.alloc(bytes) : 0;
    if (address === 0)
      throw new LinearAlgebraError("OutOfMemory", `allocate: no memory for ${String(rows)}×${String(cols)}`);
    return new Block(address, rows, cols);
  }

  free(block: Block): void {
    this.wasm.free(block.address);
  }

  bytesInUse(): number {
    return this.wasm.bytesInUse();
  }

  load(A: Matrix): Block {
    const block = this.allocate(A.rows, A.cols);
    this.write(A.data, block);
    return block;
  }

  write(entries: ArrayLike<number>, block: Block): void {
    if (entries.length !== block.size) throw shapeError("write", `${String(entries.length)} entries`, block);
    this.heap().set(entries, block.address / 8);
  }

  read(block: Block): Float64Array {
    return this.view(block).slice();
  }

  view(block: Block): Float64Array {
    const start = block.address / 8;
    return this.heap().subarray(start, start + block.size);
  }

  matrix(block: Block): Matrix {
    return { rows: block.rows, cols: block.cols, data: this.read(block) };
  }

  entry(block: Block, index: number): number {
    return this.heap()[block.address / 8 + checkIndex(block, index)]!;
  }

  setEntry(block: Block, index: number, value: number): void {
    this.heap()[block.address / 8 + checkIndex(block, index)] = value;
  }

  pivots(block: Block): Int32Array {
    return new Int32Array(this.wasm.memory.buffer, block.address, block.size).slice();
  }

  heap(): Float64Array {
    // Growth detaches the old buffer, which leaves its views empty.
    if (this.doubles.length === 0) this.doubles = new Float64Array(this.wasm.memory.buffer);
    return this.doubles;
  }
}

function checkIndex(block: Block, index: number): number {
  if (Number.isInteger(index) && 0 <= index && index < block.size) return index;
  throw shapeError("entry", `entry ${String(index)}`, block);
}

const shape = (what: Block | string) => (typeof what === "string" ? what : `${String(what.rows)}×${String(what.cols)}`);

/** The error of operands that do not fit each other. */
export function shapeError(routine: string, ...operands: (Block | string)[]): LinearAlgebraError {
  return new LinearAlgebraError("Shape", `${routine}: the shapes ${operands.map(shape).join(", ")} do not fit`);
}

/** Throws unless all blocks have the shape of the first. */
export function checkSame(routine: string, A: Block, B: Block, C: Block = B): void {
  if (A.rows !== B.rows || A.cols !== B.cols || A.rows !== C.rows || A.cols !== C.cols)
    throw shapeError(routine, A, B, C);
}

/** Throws unless the condition on the operands' shapes holds. */
export function check(condition: boolean, routine: string, ...operands: Block[]): asserts condition {
  if (!condition) throw shapeError(routine, ...operands);
}

/** Throws when an output is one of the inputs. */
export function checkApart(routine: string, output: Block, ...inputs: Block[]): void {
  for (const input of inputs)
    if (input.address === output.address && input.size > 0)
      throw new LinearAlgebraError("Usage", `${routine}: an output must not be an input`);
}

/** Throws when a flag is set that the routine does not have. */
export function checkFlags(routine: string, flags: number, known: number): void {
  if ((flags & ~known) !== 0)
    throw new LinearAlgebraError("Usage", `${routine}: it has no flag ${String(flags & ~known)}`);
}

/** Throws the error of a status unless it is success. */
export function checkStatus(routine: string, status: number): void {
  if (status !== 0) throw statusError(routine, status);
}
