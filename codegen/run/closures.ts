/**
 * Instructions as functions: what an emitted module spells out, prepared once for given sizes, without source text. Values
 * are found by number in registers.
 */
import { evaluate, type Dimension } from "../plan/sizes.js";
import { OnTheRight, TransposeA, TransposeB, Transposed, UnitDiagonal, Upper, type Block } from "../runtime/block.js";
import type { LinearAlgebra } from "../runtime/interface/index.js";
import { kernels, type KernelArgument } from "../runtime/composed.js";
import { scalarFunction } from "../runtime/scalars.js";
import type { Call as RuntimeCall, Positional } from "../prepare/calls.js";
import type { Condition, Scalar, Value } from "../plan/values.js";

/** Blocks and numbers by the number of their value. */
export interface Registers {
  readonly blocks: Block[];
  readonly numbers: number[];
}

export type Call = (registers: Registers) => void;
type Read = (registers: Registers) => KernelArgument;
type ReadNumber = (registers: Registers, t: number) => number;

const FLAGS: Readonly<Record<string, number>> = { TransposeA, TransposeB, Upper, Transposed, UnitDiagonal, OnTheRight };

export type Sizes = ReadonlyMap<string, number>;

/** Whether an instruction is carried out at these sizes. */
export const applies = ({ condition }: { readonly condition?: Condition }, sizes: Sizes): boolean =>
  !condition || (evaluate(condition.left, sizes) === evaluate(condition.right, sizes)) === condition.equal;

/** The call of an instruction that applies. */
export function compile({ routine, args, result }: RuntimeCall, la: LinearAlgebra, sizes: Sizes): Call {
  if (routine === "=") {
    const value = compileScalar((args[0] as Extract<Positional, { kind: "scalar" }>).value, la, sizes);
    const { id } = result!;
    return (r) => (r.numbers[id] = value(r, NaN));
  }
  const reads = args.map((a) => compileArgument(a, la, sizes));
  const call = bind(routineOf(la, routine), reads);
  if (!result) return call;
  const { id } = result;
  return (r) => (r.numbers[id] = call(r) as number);
}

type Routine = (...args: KernelArgument[]) => unknown;

/** The routine applied to its arguments; spelled out for few of them, which most routines have. */
function bind(f: Routine, reads: readonly Read[]): (r: Registers) => unknown {
  const [a, b, c, d] = reads as [Read, Read, Read, Read];
  switch (reads.length) {
    case 1:
      return (r) => f(a(r));
    case 2:
      return (r) => f(a(r), b(r));
    case 3:
      return (r) => f(a(r), b(r), c(r));
    case 4:
      return (r) => f(a(r), b(r), c(r), d(r));
    default:
      return (r) => f(...reads.map((read) => read(r)));
  }
}

/** The method or kernel that a routine's name stands for, `product`, `entrywise.exp` or `gaps`. */
function routineOf(la: LinearAlgebra, routine: string): Routine {
  const kernel = (kernels as Readonly<Record<string, (la: LinearAlgebra, ...args: never[]) => unknown>>)[routine];
  if (kernel) return (...args) => kernel(la, ...(args as never[]));
  const [group, name] = routine.split(".");
  const owner = name === undefined ? la : (la as unknown as Record<string, object>)[group!];
  const method = (owner as Record<string, unknown> | undefined)?.[name ?? group!];
  if (typeof method !== "function") throw new Error(`the linear algebra has no routine ${routine}`);
  return method.bind(owner) as Routine;
}

/** The size of the block of a value; pivots are a column. */
export const shapeOf = (v: Value, sizes: Sizes): readonly [rows: number, cols: number] => [
  evaluate(v.rows, sizes),
  v.storage === "pivots" ? 1 : evaluate(v.cols, sizes),
];

function compileArgument(a: Positional, la: LinearAlgebra, sizes: Sizes): Read {
  switch (a.kind) {
    case "block":
      return readBlock(a.value.id, ...shapeOf(a.value, sizes));
    case "reshaped":
      return readBlock(a.value.id, evaluate(a.rows, sizes), evaluate(a.cols, sizes));
    case "scalar": {
      const value = compileScalar(a.value, la, sizes);
      return (r) => value(r, NaN);
    }
    case "flags": {
      const flags = a.names.reduce((sum, name) => sum + FLAGS[name]!, 0);
      return () => flags;
    }
    case "size": {
      const size = evaluate(a.of, sizes) + a.plus;
      return () => size;
    }
    case "word":
      return () => a.text;
    case "function": {
      const body = compileScalar(a.body, la, sizes);
      return (r) => (t: number) => body(r, t);
    }
  }
}

const readBlock =
  (id: number, rows: number, cols: number): Read =>
  ({ blocks }) => {
    const block = blocks[id]!;
    return block.rows === rows && block.cols === cols ? block : block.reshaped(rows, cols);
  };

function compileScalar(s: Scalar, la: LinearAlgebra, sizes: Sizes): ReadNumber {
  const of = (x: Scalar): ReadNumber => compileScalar(x, la, sizes);
  switch (s.kind) {
    case "variable":
      return (_, t) => t;
    case "number":
      return constant(s.value);
    case "size":
      return constant(sizeOf(s.of, sizes));
    case "value": {
      const { id } = s.value;
      return (r) => known(r.numbers[id]);
    }
    case "sum":
      return s.args.map(of).reduce((a, b) => (r, t) => a(r, t) + b(r, t));
    case "product":
      return s.args.map(of).reduce((a, b) => (r, t) => a(r, t) * b(r, t));
    case "maximum":
      return s.args.map(of).reduce((a, b) => (r, t) => Math.max(a(r, t), b(r, t)));
    case "minimum":
      return s.args.map(of).reduce((a, b) => (r, t) => Math.min(a(r, t), b(r, t)));
    case "select": {
      const [mask, a, b] = s.args.map(of);
      return (r, t) => (mask!(r, t) === 0 ? b!(r, t) : a!(r, t));
    }
    case "power": {
      const [base, exponent] = [of(s.base), of(s.exponent)];
      return (r, t) => power(base(r, t), exponent(r, t));
    }
    case "call": {
      const argument = of(s.argument);
      return (r, t) => scalarFunction(la, s.fn, argument(r, t));
    }
  }
}

const constant =
  (value: number): ReadNumber =>
  () =>
    value;

const sizeOf = (d: Dimension, sizes: Sizes): number => evaluate(d, sizes);

function known(x: number | undefined): number {
  if (x === undefined) throw new Error("a scalar has no value");
  return x;
}

const power = (base: number, exponent: number): number => {
  if (exponent === 0.5) return Math.sqrt(base);
  return exponent === -1 ? 1 / base : base ** exponent;
};
