/**
 * Instructions as a target with blocks of memory wants them: a result may stand in the block of an operand, products are
 * scaled and added to what is there, entrywise operations are chained.
 */
import type { AnyInstruction, Op } from "../plan/instructions.js";
import type { Ports } from "../plan/program.js";
import { symbolsOf } from "../plan/sizes.js";
import { valuesOf, type Argument, type Value } from "../plan/values.js";

/** What preparation makes of several instructions, or of none. */
export type FusedOp = "copy" | "chain" | "multiplyAdd" | "softmaxDerivative";
export type PreparedOp = Op | FusedOp;

/** One step of a chain, with its other operands. */
export interface ChainStep {
  readonly name: string;
  readonly operands: readonly Argument[];
}

/**
 * A prepared instruction. Operands `alpha` and `beta`, of products alone, multiply the product and what the block of the
 * result held before; without them these are 1 and 0.
 */
export interface Prepared extends AnyInstruction {
  readonly op: PreparedOp;
  /** Of a chain. */
  readonly steps?: readonly ChainStep[];
}

export interface PreparedProgram extends Ports {
  readonly forward: readonly Prepared[];
  readonly backward: readonly Prepared[];
  readonly variation: readonly Prepared[];
}

/** The operands of a prepared instruction, those of its steps among them. */
export const operandsOf = ({ takes, steps = [] }: Prepared): Argument[] => [
  ...Object.values(takes),
  ...steps.flatMap((s) => s.operands),
];

/** The blocks that are written; a number that is computed is none. */
export const writesOf = ({ gives }: Prepared): Value[] => Object.values(gives).filter((v) => v.storage !== "scalar");

/** The number that is computed. */
export const numberOf = ({ gives }: Prepared): Value | undefined =>
  Object.values(gives).find((v) => v.storage === "scalar");

/** The values that an instruction reads; what is added to is read, too. */
export const readsOf = (i: Prepared): Value[] => operandsOf(i).flatMap(valuesOf);

/** The symbols of all sizes that a program mentions. */
export function symbolsOfProgram(program: PreparedProgram): string[] {
  const phases = [...program.forward, ...program.backward, ...program.variation];
  const dimensions = [
    ...[...program.inputs, ...program.outputs, ...phases.flatMap(writesOf)].flatMap((v) => [v.rows, v.cols]),
    ...phases.flatMap((i) => operandsOf(i).flatMap((a) => (a.kind === "size" ? [a.of] : []))),
    ...program.demands.flatMap((d) => [d.larger, d.smaller]),
  ];
  return [...new Set(dimensions.flatMap((d) => [...symbolsOf(d)]))];
}
