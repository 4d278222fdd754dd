/** Collects the instructions of a plan and remembers which expression is in which value. */
import { INSTRUCTIONS, type AnyInstruction, type Flag, type Gives, type Instruction, type Op, type Takes } from "../../codegen/plan/instructions.js"; // prettier-ignore
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import { block, number, scalar, type Argument, type Condition, type Scalar, type Value } from "../../codegen/plan/values.js"; // prettier-ignore
import type { Node, Shape } from "../expression/node/node.js";

/** Sums of two blocks. */
const ADDITIVE: ReadonlySet<Op> = new Set(["add", "subtract", "combine"]);

export class Emitter {
  #next = 0;
  #instructions: Instruction[] = [];
  #condition: Condition | undefined;
  /** Values that are computed only under a condition, and zero otherwise. */
  #zeros = new Map<number, Condition>();
  /** Such values with their zeros written out. */
  #settled = new Map<number, Value>();
  /** Values of expressions, in the form in which they were first computed. */
  values = new Map<Node, Value>();
  /** Values of derived quantities (a Cholesky factor, a partial product, a transpose) by a key. */
  cached = new Map<string, Value>();

  /** As what expressions are computed, once that is decided. */
  choices = new Map<Node, Node>();

  /** Where products are cut of which the diagonal alone is computed. */
  cuts = new Map<Node, number>();

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

  /** The vector that stands for an n×n diagonal matrix. */
  diagonal(n: Dimension, hint?: string): Value {
    return this.value("diagonal", { rows: n, cols: ONE }, hint);
  }

  /** Emits a call; where an operand is known to be zero under a condition, the call is spared then. */
  call<K extends Op>(op: K, takes: Takes<K>, gives: Gives<K>, flags: readonly Flag<K>[] = []): void {
    this.#emit({ op, takes, gives, flags });
  }

  /** A call with one result, which is returned. */
  into<K extends Op>(op: K, takes: Takes<K>, result: Value, flags: readonly Flag<K>[] = []): Value {
    const [name] = Object.keys(INSTRUCTIONS[op].gives) as [string];
    this.#emit({ op, takes: takes as AnyInstruction["takes"], gives: { [name]: result }, flags });
    return result;
  }

  #emit(instruction: AnyInstruction): void {
    const op = instruction.op as Op;
    const { linear = [] } = INSTRUCTIONS[op];
    const zeros = Object.entries(instruction.takes).filter(([, a]) => this.#zeroOf(a) !== undefined);
    const [first, second] = zeros;
    if (!first || this.#condition) return this.#push(instruction, this.#condition);
    const condition = this.#zeroOf(first[1])!;
    if (zeros.some(([name]) => linear.includes(name))) {
      const [name] = zeros.find(([n]) => linear.includes(n))!;
      const when = this.#zeroOf(instruction.takes[name]!)!;
      // Another operand may be zero under another condition.
      const takes = this.#settledOperands(instruction.takes, when);
      this.#push({ ...instruction, takes }, when);
      for (const v of Object.values(instruction.gives)) this.#zeros.set(v.id, when);
    } else if (op === "axpy" && first[0] === "A" && !second) this.#push(instruction, condition);
    else if (ADDITIVE.has(op) && !second) this.#addZero(instruction, first[0] as "A" | "B", condition);
    else this.#push({ ...instruction, takes: this.#settledOperands(instruction.takes) }, undefined);
  }

  /** Under which condition an operand is not zero, if that depends. */
  #zeroOf(a: Argument): Condition | undefined {
    return a.kind === "block" || a.kind === "reshaped" ? this.#zeros.get(a.value.id) : undefined;
  }

  /** The operands with their zeros written out, but for those that are there under the condition. */
  #settledOperands(takes: AnyInstruction["takes"], under?: Condition): AnyInstruction["takes"] {
    return Object.fromEntries(
      Object.entries(takes).map(([name, a]) => {
        const condition = this.#zeroOf(a);
        if (!condition || condition === under || (a.kind !== "block" && a.kind !== "reshaped")) return [name, a];
        return [name, { ...a, value: this.settled(a.value) }];
      }),
    );
  }

  /** A + B where one of the two may be zero: the other one, to which it is added where it is not. */
  #addZero({ op, takes, gives }: AnyInstruction, zero: "A" | "B", when: Condition): void {
    const other = zero === "A" ? "B" : "A";
    const factors =
      op === "combine"
        ? { A: takes["s"]!, B: takes["t"]! }
        : { A: scalar(number(1)), B: scalar(number(op === "add" ? 1 : -1)) };
    let rest = takes[other]!;
    const factor = factors[other];
    const result = gives["C"]!;
    if (!(factor.kind === "scalar" && factor.value.kind === "number" && factor.value.value === 1)) {
      const scaled = this.value(result.storage, result);
      this.#push({ op: "scale", takes: { s: factor, A: rest }, gives: { C: scaled }, flags: [] }, undefined);
      rest = block(scaled);
    }
    this.#push({ op: "axpy", takes: { s: factors[zero], A: takes[zero]!, B: rest }, gives, flags: [] }, when);
  }

  /** Runs with all calls under a condition; the result is zero where it does not hold. */
  under(condition: Condition, compute: () => Value): Value {
    if (this.#condition) return compute();
    const known = new Map(this.cached);
    this.#condition = condition;
    const value = compute();
    this.#condition = undefined;
    // Partial results are not there unless the condition holds.
    this.cached = known;
    this.#zeros.set(value.id, condition);
    return value;
  }

  /** A value that is there in any case: the zeros of one that is computed under a condition are written out. */
  settled(value: Value): Value {
    const when = this.#zeros.get(value.id);
    if (!when || this.#condition) return value;
    let result = this.#settled.get(value.id);
    if (!result) {
      result = this.value(value.storage, value);
      this.#settled.set(value.id, result);
      this.#push({ op: "orZeros", takes: { A: block(value) }, gives: { C: result }, flags: [] }, when);
    }
    return { ...result, storage: value.storage, rows: value.rows, cols: value.cols };
  }

  #push(instruction: AnyInstruction, when: Condition | undefined): void {
    this.#instructions.push({ ...instruction, ...(when ? { when } : {}) } as Instruction);
  }

  /** A call that returns a number. */
  number<K extends Op>(op: K, takes: Takes<K>, hint?: string): Value {
    const result = this.value("scalar", { rows: ONE, cols: ONE }, hint);
    const settled = this.#settledOperands(takes as AnyInstruction["takes"]);
    this.#push({ op, takes: settled, gives: { s: result }, flags: [] }, undefined);
    return result;
  }

  /** A number that is used more than once. */
  assign(expression: Scalar, hint?: string): Value {
    if (expression.kind === "value") return expression.value;
    return this.number("assign", { x: scalar(expression) }, hint);
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

  /** What is known now, to return to, also more than once: what comes after a common beginning must not use each other's values. */
  mark(): () => void {
    const [values, cached] = [new Map(this.values), new Map(this.cached)];
    const [choices, cuts] = [new Map(this.choices), new Map(this.cuts)];
    const [zeros, settled] = [new Map(this.#zeros), new Map(this.#settled)];
    return () => {
      this.values = new Map(values);
      this.cached = new Map(cached);
      this.choices = new Map(choices);
      this.cuts = new Map(cuts);
      this.#zeros = new Map(zeros);
      this.#settled = new Map(settled);
    };
  }
}
