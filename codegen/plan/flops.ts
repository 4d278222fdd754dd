/** What a plan costs: floating-point operations as a polynomial in the sizes, by the rows of the table. */
import { INSTRUCTIONS, type AnyInstruction, type Op } from "./instructions.js";
import { lettersOf } from "./letters.js";
import { total, type Dimension } from "./sizes.js";
import type { Argument } from "./values.js";

/** How many of the numbers are not 1 or −1: what multiplies by those takes no operation of its own. */
export const coefficientsIn = (operands: readonly Argument[]): number =>
  operands.filter((a) => a.kind === "scalar" && !(a.value.kind === "number" && Math.abs(a.value.value) === 1)).length;

export function flopsOf(instruction: AnyInstruction & { readonly op: Op }): Dimension {
  const row = INSTRUCTIONS[instruction.op];
  return row.flops(lettersOf(row, instruction), coefficientsIn(Object.values(instruction.takes)));
}

export const totalFlops = (instructions: readonly (AnyInstruction & { readonly op: Op })[]): Dimension =>
  total(instructions.map(flopsOf));
