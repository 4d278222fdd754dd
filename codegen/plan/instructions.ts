/**
 * The closed table of instructions: one row a routine. What a plan can say, its types, costs and what passes and targets may
 * do with it follow from these rows; a target that has no spelling for one of them does not compile.
 */
import { ENTRIES } from "./instructions/entries.js";
import { FACTORIZATIONS } from "./instructions/factorizations.js";
import { FUNCTIONS } from "./instructions/functions.js";
import { PARTS } from "./instructions/parts.js";
import { PRODUCTS } from "./instructions/products.js";
import type { Kind, OperandOf, Row, Shape } from "./instructions/row.js";
import type { Argument, Condition, Value } from "./values.js";

const TABLE = { ...ENTRIES, ...PRODUCTS, ...PARTS, ...FACTORIZATIONS, ...FUNCTIONS };

type Table = typeof TABLE;

/** A routine by name. */
export type Op = keyof Table;

export const INSTRUCTIONS: Readonly<Record<Op, Row>> = TABLE;

/** The operands of a routine; a number that is left out is 1. */
export type Takes<K extends Op> = {
  readonly [N in keyof Table[K]["takes"]]: Table[K]["takes"][N] extends Kind ? OperandOf<Table[K]["takes"][N]> : never;
};
export type Gives<K extends Op> = { readonly [N in keyof Table[K]["gives"]]: Value };
/** The routines that take nothing but blocks. */
export type OpOfBlocks = {
  [K in Op]: Table[K]["takes"][keyof Table[K]["takes"]] extends Shape ? K : never;
}[Op];

export type Flag<K extends Op> = Table[K] extends { readonly flags: infer F } ? keyof F & string : never;

/** One call of a routine. Each value that it gives is written by no other. */
export interface InstructionOf<K extends Op> {
  readonly op: K;
  readonly takes: Takes<K>;
  readonly gives: Gives<K>;
  readonly flags: readonly Flag<K>[];
  /** The call is made only then; elsewhere the result is the operand that the row has as `onto`, or zero. */
  readonly when?: Condition;
}

export type Instruction = { [K in Op]: InstructionOf<K> }[Op];

/** An instruction as passes read it: operands and results by name. */
export interface AnyInstruction {
  readonly op: string;
  readonly takes: Readonly<Record<string, Argument>>;
  readonly gives: Readonly<Record<string, Value>>;
  readonly flags: readonly string[];
  readonly when?: Condition;
}

export const operandsOf = (i: Pick<AnyInstruction, "takes">): Argument[] => Object.values(i.takes);
export const resultsOf = (i: Pick<AnyInstruction, "gives">): Value[] => Object.values(i.gives);
