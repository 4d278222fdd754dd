/** The lines at the head of an emitted module: what it computes, from what, and what it relies on. */
import type { Derivation } from "../calculus/derivation.js";
import { polynomialText } from "../expression/express.js";
import { textReport } from "./text/report.js";
import { totalFlops as totalOfPlan } from "../../codegen/plan/flops.js";
import type { Plan } from "../../codegen/plan/program.js";
import type { Dimension } from "../../codegen/plan/sizes.js";
import { totalFlops } from "../../codegen/prepare/flops.js";
import type { PreparedProgram } from "../../codegen/prepare/prepared.js";

/** The same for a target that takes the plan as it is. */
export const planHeader = (derivation: Derivation, plan: Plan): string[] => headerLines(derivation, [totalOfPlan(plan.forward), totalOfPlan(plan.backward)]); // prettier-ignore

export const kernelHeader = (derivation: Derivation, program: PreparedProgram): string[] =>
  headerLines(derivation, [totalFlops(program.forward), totalFlops(program.backward)]);

function headerLines(derivation: Derivation, [forward, backward]: readonly [Dimension, Dimension]): string[] {
  const report = textReport(derivation, { ascii: false, verbose: false }).trimEnd();
  const flops = ["", "Flops", `  forward: ${polynomialText(forward)}`, `  backward: ${polynomialText(backward)}`];
  return [...report.split("\n"), ...flops];
}
