/** The lines at the head of an emitted module: what it computes, from what, and what it relies on. */
import type { Derivation } from "../calculus/derivation.js";
import { polynomialText } from "../expression/express.js";
import { textReport } from "./text/report.js";
import { totalFlops } from "../../codegen/prepare/flops.js";
import type { PreparedProgram } from "../../codegen/prepare/prepared.js";

export function kernelHeader(derivation: Derivation, program: PreparedProgram): string[] {
  const report = textReport(derivation, { ascii: false, verbose: false }).trimEnd();
  const flops = [
    "",
    "Flops",
    `  forward: ${polynomialText(totalFlops(program.forward))}`,
    `  backward: ${polynomialText(totalFlops(program.backward))}`,
  ];
  return [...report.split("\n"), ...flops];
}
