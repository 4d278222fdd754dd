/** Collects the instructions of a program and remembers which expression is in which value. */
import { ONE, type Dimension } from "../../src/expression/dimension.js";
import type { Node, Shape } from "../../src/expression/node.js";
import { block, scalar, type Argument, type Instruction, type Scalar, type Value } from "./program.js";

export class Emitter {
  #next = 0;
  #instructions: Instruction[] = [];
  /** Values of expressions, in the form in which they were first computed. */
  values = new Map<Node, Value>();
  /** Values of derived quantities (a Cholesky factor, a partial product, a transpose) by a key. */
  cached = new Map<string, Value>();

  /** The number that the next value gets; earlier values have smaller ones. */
  get nextId(): number {
    return this.#next;
  }

  value(storage: Value["storage"], shape: Shape, hint?: string): Value {
    const { rows, cols } = shape;
    return { id: this.#next++, storage, rows, cols, ...(hint === undefined ? {} : { hint }) };
  }

  matrix(shape: Shape, hint?: string): Value {
    return this.value("matrix", shape, hint);
  }

  vector(rows: Dimension, hint?: string): Value {
    return this.value("matrix", { rows, cols: ONE }, hint);
  }

  /** The vector that stands for an n×n diagonal matrix. */
  diagonal(n: Dimension, hint?: string): Value {
    return this.value("diagonal", { rows: n, cols: ONE }, hint);
  }

  call(routine: string, args: readonly Argument[], writes: readonly Value[] = []): void {
    this.#instructions.push({ routine, args, writes });
  }

  /** A call that returns a number. */
  number(routine: string, args: readonly Argument[], hint?: string): Value {
    const result = this.value("scalar", { rows: ONE, cols: ONE }, hint);
    this.#instructions.push({ routine, args, writes: [], result });
    return result;
  }

  /** A number that is used more than once. */
  assign(expression: Scalar, hint?: string): Value {
    if (expression.kind === "value") return expression.value;
    return this.number("=", [scalar(expression)], hint);
  }

  /** Computes a quantity once. */
  once(key: string, compute: () => Value): Value {
    let value = this.cached.get(key);
    if (!value) this.cached.set(key, (value = compute()));
    return value;
  }

  /** Ends a phase: its instructions. What it computed stays known. */
  take(): Instruction[] {
    const taken = this.#instructions;
    this.#instructions = [];
    return taken;
  }

  /** What is known now, to return to: two phases after a common one must not use each other's values. */
  mark(): () => void {
    const [values, cached] = [new Map(this.values), new Map(this.cached)];
    return () => {
      this.values = values;
      this.cached = cached;
    };
  }

  copyOf(value: Value): Value {
    const copy = this.value(value.storage, value);
    this.call("copy", [block(value), block(copy)], [copy]);
    return copy;
  }
}
