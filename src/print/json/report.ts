/** The answer as JSON (docs/schema/result.schema.json). Every expression is in the input language. */
import type { CheckReport } from "../check-report.js";
import type { Derivation } from "../../calculus/derivation.js";
import type { Node } from "../../expression/node/node.js";
import { polynomialText } from "../../expression/express.js";
import { printer } from "../../language/print/print.js";
import { formulasOf, type Equation } from "../formulas.js";
import { proofOf, type Passage } from "../proof.js";
import { preparedOf } from "../../plan/prepared.js";
import { totalFlops } from "../../../codegen/prepare/flops.js";
import { callsFor } from "../../plan/calls-for.js";
import { assumptionsOf } from "../assumptions.js";

const text = printer("text");
const latex = printer("latex");

/** The steps of a passage; a first line with a reason goes on from the left side. */
function stepsOf({ left, lines }: Passage) {
  return lines.flatMap((line, i) => {
    if (line.kind === undefined) return [];
    const named = line.kind !== "insert" && line.rules.length > 0;
    return {
      rule: named ? line.rules.join(", ") : line.reason,
      before: text(i === 0 ? left : lines[i - 1]!.formula),
      after: text(line.formula),
      latex: latex(line.formula),
      reference: line.citations.join(", "),
    };
  });
}

/** The result as an object; `check` is added where one was made. */
export function jsonResult(derivation: Derivation, check: CheckReport | null = null) {
  const { catalogue, program } = derivation;
  const formulas = formulasOf(derivation);
  const kernel = preparedOf(derivation, { backward: true, variation: false });
  const callsOf = callsFor(kernel.backward);
  const properties = (node: Node): string[] => catalogue.names(node.properties);
  const shape = (node: Node) => ({ rows: polynomialText(node.rows), cols: polynomialText(node.cols) });
  const left = (e: Equation): string => e.left.map(text).join(", ");
  return {
    inputs: program.inputs.map((i) => ({
      name: i.spelling,
      ...shape(i.node),
      properties: properties(i.node),
      inferred: i.inferred,
    })),
    outputs: derivation.outputs.map((o) => ({ name: o.spelling, ...shape(o.node), properties: properties(o.node) })),
    where: formulas.where.map((e) => ({ name: left(e), expression: text(e.right), latex: latex(e.right) })),
    variation: formulas.variations.map((e, i) => ({
      output: derivation.outputs[i]!.spelling,
      expression: text(e.right),
      latex: latex(e.right),
    })),
    gradients: formulas.gradients.map((e, i) => ({
      wrt: derivation.gradients[i]!.input.spelling,
      cotangent: left(e),
      expression: text(e.right),
      latex: latex(e.right),
      properties: properties(e.node),
      flops: polynomialText(totalFlops(callsOf(kernel.gradients[i]!.value))),
    })),
    assumptions: assumptionsOf(derivation, formulas, text),
    notes: program.notes.map(({ code, message }) => ({ code, message })),
    steps: proofOf(derivation, formulas).passages.flatMap(stepsOf),
    cost: {
      forward: polynomialText(totalFlops(kernel.forward)),
      backward: polynomialText(totalFlops(kernel.backward)),
    },
    check: check && {
      adjoint: check.adjoint,
      finiteDifference: check.finiteDifference,
      oracle: null,
      trials: check.trials,
      passed: check.verdict === "passed",
      verdict: check.verdict,
      reason: check.reason,
      differenceError: check.differenceError,
      complexStep: check.complexStep,
      seed: check.seed,
      shapes: check.shapes,
      exact: check.exact,
      lines: check.lines,
      accuracy: check.accuracy,
      untested: check.untested,
    },
  };
}

export const jsonReport = (derivation: Derivation, check: CheckReport | null = null): string =>
  `${JSON.stringify(jsonResult(derivation, check), null, 2)}\n`;
