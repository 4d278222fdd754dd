/** The comment at the head of an emitted module: what it computes, from what, and what it relies on. */
import type { Derivation } from "../../src/calculus/derivation.js";
import { polynomialText } from "../../src/expression/express.js";
import { textReport } from "../text/report.js";
import { totalFlops } from "../plan/flops.js";
import type { KernelProgram } from "../plan/program.js";

export function headerComment(derivation: Derivation, program: KernelProgram): string {
  const report = textReport(derivation, { ascii: false, verbose: false }).trimEnd();
  const flops = [
    "",
    "Flops",
    `  forward: ${polynomialText(totalFlops(program.forward))}`,
    `  backward: ${polynomialText(totalFlops(program.backward))}`,
  ];
  const lines = [...report.split("\n"), ...flops];
  // The text is the printer's own and has no comment ends; a stray one would end the comment all the same.
  return `/*\n${lines.map((l) => ` * ${l}`.trimEnd().replaceAll("*/", "* /")).join("\n")}\n */`;
}
