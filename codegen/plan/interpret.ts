/**
 * Runs a kernel's program without emitting source: the same calls in the same order. This is what `--at` and a
 * layer compiled at run time execute.
 */
import { evaluate, type Dimension } from "../../src/expression/dimension.js";
import type { Block } from "../runtime/block.js";
import { OnTheRight, TransposeA, TransposeB, Transposed, UnitDiagonal, Upper } from "../runtime/block.js";
import type { LinearAlgebra } from "../runtime/interface/index.js";
import { scalarFunction } from "../runtime/scalars.js";
import { kernels, type KernelArgument } from "../runtime/kernels.js";
import type { Argument, Instruction, Scalar, Value } from "./program.js";

const FLAGS: Readonly<Record<string, number>> = { TransposeA, TransposeB, Upper, Transposed, UnitDiagonal, OnTheRight };

/** The state of one run: numbers and blocks by value. */
export class Machine {
  readonly #blocks = new Map<number, Block>();
  readonly #numbers = new Map<number, number>();

  constructor(
    private readonly la: LinearAlgebra,
    private readonly sizes: ReadonlyMap<string, number>,
  ) {}

  size(d: Dimension): number {
    return evaluate(d, this.sizes);
  }

  setNumber(value: Value, number: number): void {
    this.#numbers.set(value.id, number);
  }

  number(value: Value): number {
    const n = this.#numbers.get(value.id);
    if (n === undefined) throw new Error(`scalar ${value.id} has no value`);
    return n;
  }

  /** The block of a value; taken from memory when the value is first written. */
  block(value: Value): Block {
    let block = this.#blocks.get(value.id);
    if (!block) {
      block = this.la.allocate(this.size(value.rows), value.storage === "pivots" ? 1 : this.size(value.cols));
      this.#blocks.set(value.id, block);
    }
    const [rows, cols] = [this.size(value.rows), value.storage === "pivots" ? 1 : this.size(value.cols)];
    return block.rows === rows && block.cols === cols ? block : block.reshaped(rows, cols);
  }

  run(instructions: readonly Instruction[]): void {
    for (const instruction of instructions) this.#step(instruction);
  }

  #step({ routine, args, result }: Instruction): void {
    const values = args.map((a) => this.#argument(a));
    if (routine === "=") {
      this.setNumber(result!, values[0] as number);
      return;
    }
    const kernel = kernels[routine];
    const returned = kernel ? kernel(this.la, ...values) : routineOf(this.la, routine)(...values);
    if (result) this.setNumber(result, returned as number);
  }

  #argument(a: Argument): KernelArgument {
    switch (a.kind) {
      case "block":
        return this.block(a.value);
      case "reshaped":
        return this.block(a.value).reshaped(this.size(a.rows), this.size(a.cols));
      case "scalar":
        return this.#scalar(a.value);
      case "flags":
        return a.names.reduce((sum, name) => sum + FLAGS[name]!, 0);
      case "size":
        return this.size(a.of) + a.plus;
      case "word":
        return a.text;
      case "function":
        return (t) => this.#scalar(a.body, t);
    }
  }

  #scalar(s: Scalar, t = NaN): number {
    switch (s.kind) {
      case "variable":
        return t;
      case "number":
        return s.value;
      case "size":
        return this.size(s.of);
      case "value":
        return this.number(s.value);
      case "sum":
        return s.args.reduce((total, a) => total + this.#scalar(a, t), 0);
      case "product":
        return s.args.reduce((total, a) => total * this.#scalar(a, t), 1);
      case "maximum":
        return Math.max(...s.args.map((a) => this.#scalar(a, t)));
      case "minimum":
        return Math.min(...s.args.map((a) => this.#scalar(a, t)));
      case "power":
        return power(this.#scalar(s.base, t), this.#scalar(s.exponent, t));
      case "call":
        return scalarFunction(this.la, s.fn, this.#scalar(s.argument, t));
    }
  }

  /** Gives every block back. */
  release(): void {
    for (const block of this.#blocks.values()) this.la.free(block);
    this.#blocks.clear();
  }
}

const power = (base: number, exponent: number): number => {
  if (exponent === 0.5) return Math.sqrt(base);
  return exponent === -1 ? 1 / base : base ** exponent;
};

/** The method that a routine's name stands for, `product` or `entrywise.exp`. */
function routineOf(la: LinearAlgebra, routine: string): (...args: KernelArgument[]) => unknown {
  const [group, name] = routine.split(".");
  const owner = name === undefined ? la : (la as unknown as Record<string, object>)[group!];
  const method = (owner as Record<string, unknown> | undefined)?.[name ?? group!];
  if (typeof method !== "function") throw new Error(`the linear algebra has no routine ${routine}`);
  return method.bind(owner) as (...args: KernelArgument[]) => unknown;
}
