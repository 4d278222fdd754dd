/** What prepared instructions cost. */
import { coefficientsIn, flopsOf as flopsOfPlan } from "../plan/flops.js";
import { multiply, scale, total, ZERO, type Dimension } from "../plan/sizes.js";
import type { Op } from "../plan/instructions.js";
import { writesOf, type ChainStep, type FusedOp, type Prepared } from "./prepared.js";

/** Operations on each entry. */
const FUSED: Readonly<Record<FusedOp, (i: Prepared) => number>> = {
  copy: () => 0,
  chain: ({ steps = [] }) => steps.reduce((sum, s) => sum + flopsOfStep(s), 0),
  multiplyAdd: () => 2,
  softmaxDerivative: () => 1,
};

/** One, and those of coefficients. */
function flopsOfStep({ name, operands }: ChainStep): number {
  if (name === "negate") return 0;
  if (name === "combine") return 1 + coefficientsIn(operands);
  return name === "scale" ? coefficientsIn(operands) : 1;
}

/** A product's own coefficient is not counted. */
export function flopsOf(i: Prepared): Dimension {
  if (!(i.op in FUSED)) return flopsOfPlan(i as Prepared & { op: Op });
  const [written] = writesOf(i);
  return written ? scale(FUSED[i.op as FusedOp](i), multiply(written.rows, written.cols)) : ZERO;
}

export const totalFlops = (instructions: readonly Prepared[]): Dimension => total(instructions.map(flopsOf));
