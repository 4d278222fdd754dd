/**
 * A plan: a straight line of instructions in single assignment, the same for every target. Mathematics makes it, code
 * generation reads it.
 */
import type { Instruction } from "./instructions.js";
import type { Dimension } from "./sizes.js";
import type { Value } from "./values.js";

/** A structure that sums of matrices keep, or their differences: matrices are brought to it by a projection. */
export type LinearStructure = "symmetric" | "skew" | "lower" | "upper" | "diagonal" | "unit" | "rowstochastic";

/** A value that is given or returned. */
export interface Port {
  readonly name: string;
  readonly value: Value;
  readonly rows: Dimension;
  readonly cols: Dimension;
  /** Values are arrays of rows even where there is one column. */
  readonly matrix: boolean;
  /** The properties that are declared of an input, and those that the program takes for granted. */
  readonly declared?: readonly string[];
  readonly presumed?: readonly string[];
  /** The linear structures of an input, of which the nearest matrix is meant. */
  readonly structures?: readonly LinearStructure[];
}

/** What an expression demands of sizes: that one is at least as large as another. */
export interface Demand {
  readonly text: string;
  readonly larger: Dimension;
  readonly smaller: Dimension;
}

/** What is given and returned. */
export interface Ports {
  readonly demands: readonly Demand[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly cotangents: readonly Port[];
  readonly gradients: readonly Port[];
  readonly tangents: readonly Port[];
  readonly outputTangents: readonly Port[];
}

/** How the gradients and the outputs vary in a direction while the cotangents stay. */
export interface SecondPhase {
  readonly cotangents: readonly Port[];
  readonly directions: readonly Port[];
  readonly gradients: readonly Port[];
  readonly outputs: readonly Port[];
  readonly instructions: readonly Instruction[];
}

export interface Plan extends Ports {
  readonly second?: SecondPhase;
  readonly forward: readonly Instruction[];
  readonly backward: readonly Instruction[];
  readonly variation: readonly Instruction[];
}
