/** What the table of instructions says of a routine: one row each, from which types, passes and targets take their facts. */
import { ONE, ZERO, multiply, scale, type Dimension } from "../sizes.js";
import type { Argument } from "../values.js";

/** A block by its shape, in letters that stand for sizes: `m×k`, `n×1`. */
export type Shape = `${string}×${string}`;

/** What an operand is: a block, the row exchanges of a factorization, a number, a size, a name, or t ↦ f(t). */
export type Kind = Shape | "pivots" | "number" | "size" | "word" | "function";

/** The argument that stands for an operand of a kind. */
export type OperandOf<K extends Kind> = K extends Shape | "pivots"
  ? Extract<Argument, { kind: "block" | "reshaped" }>
  : K extends "number"
    ? Extract<Argument, { kind: "scalar" }>
    : K extends "size"
      ? Extract<Argument, { kind: "size" | "scalar" }>
      : Extract<Argument, { kind: K }>;

/** The sizes that the letters of a row stand for. */
export type Letters = Readonly<Record<"m" | "n" | "k" | "p" | "q", Dimension>>;

/** What numbers can make a routine refuse. */
export type Failure =
  ("NotPositiveDefinite" | "Singular" | "NotConverged" | "NonFinite") | ("DomainError" | "Degenerate" | "Shape");

export interface Row {
  readonly takes: Readonly<Record<string, Kind>>;
  /** What is computed: blocks by shape, or a number. Each is a new value. */
  readonly gives: Readonly<Record<string, Shape | "pivots" | "number">>;
  /** The flags, each with the operand that is read transposed where it is set, or "" where it says something else. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Floating-point operations to leading order; `coefficients` of the numbers among the operands are neither 1 nor −1. */
  readonly flops: (sizes: Letters, coefficients: number) => Dimension;
  readonly fails?: readonly Failure[];
  /** Operands in each of which the result is linear: it is zero where one of them is. */
  readonly linear?: readonly string[];
  /** The operand that the result differs from in place: without the call the result is that operand. */
  readonly onto?: string;
  /** The number that multiplies what is written; `alpha` is one that preparation may add. */
  readonly coefficient?: string;
  /** Operands whose block the result may take while it is computed. */
  readonly inPlace?: readonly string[];
  /** Whether every entry of the result depends on the entries at its place alone. */
  readonly entrywise?: true;
  /** Values nearer to each other than this, relative to the largest, are not told apart. */
  readonly tolerance?: number;
}

/** Keeps the letters of a row for the types. */
export const row = <const R extends Row>(r: R): R => r;

/** c times a product of sizes. */
export const times = (c: number, ...sizes: readonly Dimension[]): Dimension =>
  scale(
    c,
    sizes.reduce((product, size) => multiply(product, size), ONE),
  );

export const nothing = (): Dimension => ZERO;
export const entriesOf = ({ m, n }: Letters): Dimension => times(1, m, n);
/** c times the cube of the order. */
export const cubic =
  (c: number) =>
  ({ n }: Letters): Dimension =>
    times(c, n, n, n);
