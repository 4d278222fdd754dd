/** Collects the instructions of a program and remembers which expression is in which value. */
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import type { Node, Shape } from "../expression/node/node.js";
import {
  block,
  number,
  scalar,
  type Argument,
  type Condition,
  type Instruction,
  type Scalar,
  type Value,
} from "../../codegen/plan/program.js";

/** Routines whose result is zero when one of the operands is. */
const MULTIPLICATIVE: ReadonlySet<string> = new Set(
  "product symmetricProduct multiply outer scaleRows scaleColumns scale copy transpose symmetricPart skewPart".split(
    " ",
  ),
);
const ACCUMULATING: ReadonlySet<string> = new Set(["product", "symmetricProduct", "outer"]);
const ADDITIVE: ReadonlySet<string> = new Set(["add", "subtract", "combine"]);

const ONE_NUMBER = number(1);
const MINUS_ONE = number(-1);

type ScalarArgument = Extract<Argument, { kind: "scalar" }>;

export class Emitter {
  #next = 0;
  #instructions: Instruction[] = [];
  #condition: Condition | undefined;
  /** Values that are computed only under a condition, and zero otherwise. */
  #zeros = new Map<number, Condition>();
  readonly #written = new Set<number>();
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

  /** The vector that stands for an n×n diagonal matrix. */
  diagonal(n: Dimension, hint?: string): Value {
    return this.value("diagonal", { rows: n, cols: ONE }, hint);
  }

  /** Emits a call; where an operand is known to be zero under a condition, the call is spared then. */
  call(routine: string, args: readonly Argument[], writes: readonly Value[] = []): void {
    const written = new Set(writes.map((v) => v.id));
    const zeros = args.flatMap((a) => (a.kind === "block" && this.#zeros.has(a.value.id) ? [a.value] : []));
    const [zero] = zeros;
    if (!zero || this.#condition) this.#push(routine, args, writes, this.#condition);
    else if (routine === "axpy" && !written.has(zero.id)) this.#push(routine, args, writes, this.#zeros.get(zero.id));
    else if (MULTIPLICATIVE.has(routine) && !(written.has(zero.id) && ACCUMULATING.has(routine))) {
      this.#push(routine, args, writes, this.#zeros.get(zero.id));
      for (const v of writes) if (!this.#written.has(v.id)) this.#zeros.set(v.id, this.#zeros.get(zero.id)!);
    } else if (ADDITIVE.has(routine) && zeros.length === 1 && !written.has(zero.id)) {
      this.#addZero(routine, args, zero);
    } else {
      for (const v of zeros) this.settle(v);
      this.#push(routine, args, writes, undefined);
    }
    for (const v of writes) this.#written.add(v.id);
  }

  /** A + B where one of the two may be zero: the other one, to which it is added where it is not. */
  #addZero(routine: string, args: readonly Argument[], zero: Value): void {
    const combined = routine === "combine";
    const blocks = args.filter((a): a is Extract<Argument, { kind: "block" }> => a.kind === "block");
    const factors = combined
      ? ([args[0], args[2]] as ScalarArgument[])
      : ([ONE_NUMBER, routine === "add" ? ONE_NUMBER : MINUS_ONE].map(scalar) as ScalarArgument[]);
    const at = blocks[0]!.value.id === zero.id ? 0 : 1;
    const [other, into] = [blocks[1 - at]!, blocks[2]!];
    if (factors[1 - at]!.value === ONE_NUMBER) this.call("copy", [other, into], [into.value]);
    else this.call("scale", [factors[1 - at]!, other, into], [into.value]);
    this.call("axpy", [factors[at]!, blocks[at]!, into], [into.value]);
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

  /** Writes out the zeros of a value that has not been computed under its condition. */
  settle(value: Value): void {
    const condition = this.#zeros.get(value.id);
    if (!condition) return;
    this.#zeros.delete(value.id);
    this.#push("fill", [scalar({ kind: "number", value: 0 }), block(value)], [value], {
      ...condition,
      equal: !condition.equal,
    });
  }

  #push(routine: string, args: readonly Argument[], writes: readonly Value[], condition: Condition | undefined): void {
    this.#instructions.push({ routine, args, writes, ...(condition ? { condition } : {}) });
  }

  /** A call that returns a number. */
  number(routine: string, args: readonly Argument[], hint?: string): Value {
    for (const a of args) if (a.kind === "block" || a.kind === "reshaped") this.settle(a.value);
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

  /** What is known now, to return to, also more than once: what comes after a common beginning must not use each other's values. */
  mark(): () => void {
    const [values, cached, zeros] = [new Map(this.values), new Map(this.cached), new Map(this.#zeros)];
    return () => {
      this.values = new Map(values);
      this.cached = new Map(cached);
      this.#zeros = new Map(zeros);
    };
  }

  copyOf(value: Value): Value {
    const copy = this.value(value.storage, value);
    this.call("copy", [block(value), block(copy)], [copy]);
    return copy;
  }
}
