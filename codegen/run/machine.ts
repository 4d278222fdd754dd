/** Runs a kernel's program once, call by call, with blocks of its own: what `--at` and the checks execute. */
import type { Block } from "../runtime/block.js";
import type { LinearAlgebra } from "../runtime/interface/index.js";
import { applies, compile, shapeOf, type Registers } from "./closures.js";
import { callOf } from "../prepare/calls.js";
import type { Prepared } from "../prepare/prepared.js";
import type { Value } from "../plan/values.js";

/** The state of one run: numbers and blocks by value. */
export class Machine {
  readonly #registers: Registers = { blocks: [], numbers: [] };

  constructor(
    private readonly la: LinearAlgebra,
    private readonly sizes: ReadonlyMap<string, number>,
  ) {}

  setNumber(value: Value, number: number): void {
    this.#registers.numbers[value.id] = number;
  }

  number(value: Value): number {
    const n = this.#registers.numbers[value.id];
    if (n === undefined) throw new Error(`scalar ${value.id} has no value`);
    return n;
  }

  /** The block of a value; taken from memory when it is first asked for. */
  block(value: Value): Block {
    const [rows, cols] = shapeOf(value, this.sizes);
    const block = (this.#registers.blocks[value.id] ??= this.la.allocate(rows, cols));
    return block.rows === rows && block.cols === cols ? block : block.reshaped(rows, cols);
  }

  run(instructions: readonly Prepared[]): void {
    for (const instruction of instructions.map(callOf)) {
      for (const v of instruction.writes) this.block(v);
      if (!applies(instruction, this.sizes)) continue;
      compile(instruction, this.la, this.sizes)(this.#registers);
    }
  }

  /** Gives every block back. */
  release(): void {
    for (const block of this.#registers.blocks) if (block) this.la.free(block);
    this.#registers.blocks.length = 0;
  }
}
