/**
 * What a plan speaks of: values, numbers computed where they stand, and the operands of its instructions. A diagonal matrix
 * is kept as the vector of its diagonal.
 */
import type { Dimension } from "./sizes.js";

/** A matrix, a diagonal, or a scalar that the program computes or is given. */
export interface Value {
  readonly id: number;
  /** `diagonal`: an n×1 block that stands for an n×n matrix. `pivots`: the row exchanges of an LU factorization. */
  readonly storage: "scalar" | "matrix" | "diagonal" | "pivots";
  /** Shape of the block; of a scalar 1×1. */
  readonly rows: Dimension;
  readonly cols: Dimension;
  /** What the value is called in emitted source, where it has a name. */
  readonly hint?: string;
}

/** A number computed where it stands. */
export type Scalar =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "size"; readonly of: Dimension }
  | { readonly kind: "value"; readonly value: Value }
  /** The variable of a scalar function. */
  | { readonly kind: "variable" }
  | { readonly kind: "sum" | "product" | "maximum" | "minimum"; readonly args: readonly Scalar[] }
  /** The second where the first is not 0, else the third. */
  | { readonly kind: "select"; readonly args: readonly Scalar[] }
  | { readonly kind: "power"; readonly base: Scalar; readonly exponent: Scalar }
  | { readonly kind: "call"; readonly fn: string; readonly argument: Scalar };

export type Argument =
  | { readonly kind: "block"; readonly value: Value }
  /** A block read as one of another shape (a vector as a row). */
  | { readonly kind: "reshaped"; readonly value: Value; readonly rows: Dimension; readonly cols: Dimension }
  | { readonly kind: "scalar"; readonly value: Scalar }
  | { readonly kind: "word"; readonly text: string }
  /** t ↦ body. */
  | { readonly kind: "function"; readonly body: Scalar }
  | { readonly kind: "size"; readonly of: Dimension; readonly plus: number };

/** A condition on sizes: whether two of them are equal. */
export interface Condition {
  readonly left: Dimension;
  readonly right: Dimension;
  readonly equal: boolean;
}

export const block = (value: Value): Extract<Argument, { kind: "block" }> => ({ kind: "block", value });
export const scalar = (value: Scalar): Extract<Argument, { kind: "scalar" }> => ({ kind: "scalar", value });
export const number = (value: number): Scalar => ({ kind: "number", value });

export const word = (text: string): Extract<Argument, { kind: "word" }> => ({ kind: "word", text });

/** A size as an operand. */
export const size = (of: Dimension, plus = 0): Extract<Argument, { kind: "size" }> => ({ kind: "size", of, plus });

/** The values an argument reads. */
export function valuesOf(argument: Argument): Value[] {
  if (argument.kind === "block" || argument.kind === "reshaped") return [argument.value];
  if (argument.kind === "function") return scalarValues(argument.body);
  return argument.kind === "scalar" ? scalarValues(argument.value) : [];
}

function scalarValues(s: Scalar): Value[] {
  switch (s.kind) {
    case "value":
      return [s.value];
    case "power":
      return [...scalarValues(s.base), ...scalarValues(s.exponent)];
    case "sum":
    case "product":
    case "maximum":
    case "minimum":
    case "select":
      return s.args.flatMap(scalarValues);
    case "call":
      return scalarValues(s.argument);
    default:
      return [];
  }
}

/** The product of scalars, the numbers among them multiplied. */
export function coefficientOf(scalars: readonly Scalar[]): Scalar | undefined {
  if (scalars.length < 2) return scalars[0];
  const args = scalars.flatMap((s) => (s.kind === "product" ? s.args : [s]));
  const numeric = args.reduce((total, s) => (s.kind === "number" ? total * s.value : total), 1);
  const others = args.filter((s) => s.kind !== "number");
  const all = numeric === 1 ? others : [number(numeric), ...others];
  return all.length < 2 ? (all[0] ?? number(1)) : { kind: "product", args: all };
}
