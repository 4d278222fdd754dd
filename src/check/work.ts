/** How much work the evaluation of a program is, so that none is begun that does not end. */
import { evaluate, type Dimension } from "../../codegen/plan/sizes.js";
import { flopsOf } from "../../codegen/prepare/flops.js";
import { writesOf, type PreparedProgram } from "../../codegen/prepare/prepared.js";

export interface WorkLimits {
  /** Entries of one matrix. */
  readonly entries: number;
  /** Floating-point operations of forward, backward and variation together. */
  readonly flops: number;
}

/** What an answer may cost without being asked for: about a hundredth of a second for each evaluation. */
export const QUICK: WorkLimits = { entries: 1e6, flops: 2e7 };
/** What a check may cost that was asked for: matrices that fit into memory, evaluations of about a minute. */
export const THOROUGH: WorkLimits = { entries: 2e7, flops: 1e11 };

/** Why a program is not evaluated at the sizes, of which declared ones may be large; undefined where it can be. */
export function tooDear(
  program: PreparedProgram,
  sizes: ReadonlyMap<string, number>,
  most: WorkLimits,
): string | undefined {
  const entries = (v: { readonly rows: Dimension; readonly cols: Dimension }): number =>
    evaluate(v.rows, sizes) * evaluate(v.cols, sizes);
  const all = [...program.forward, ...program.backward, ...program.variation];
  let largest = 0;
  for (const v of [...program.inputs, ...program.outputs]) largest = Math.max(largest, entries(v));
  for (const v of all.flatMap(writesOf)) largest = Math.max(largest, entries(v));
  if (largest > most.entries) return `a matrix has ${largest} entries at these sizes`;
  const flops = all.reduce((total, i) => total + evaluate(flopsOf(i), sizes), 0);
  return flops > most.flops ? `it takes ${flops.toExponential(0)} operations at these sizes` : undefined;
}
