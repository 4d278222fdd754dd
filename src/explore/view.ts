/** A derivation as plain values for a page: formulas as text and LaTeX, shapes, steps, what they take for granted. */
import { assumptionsOf } from "../print/assumptions.js";
import { formulasOf, type Equation } from "../print/formulas.js";
import { isAnswer, proofOf, type Passage } from "../print/proof.js";
import { totalFlops } from "../../codegen/plan/flops.js";
import { schedule } from "../plan/schedule.js";
import type { Derivation } from "../calculus/derivation.js";
import { polynomialText } from "../expression/express.js";
import { isScalar, isVector, type Node } from "../expression/node/node.js";
import { reference } from "../expression/catalogue/reference.generated.js";
import { citation, citationText } from "../expression/rulefile/reference.js";
import { printer } from "../language/print/print.js";
import type { Syntax } from "../language/syntax.js";

export interface Printed {
  readonly text: string;
  readonly latex: string;
}

export interface PrintedEquation {
  readonly left: Printed;
  readonly right: Printed;
}

/** An input or an output with its shape and what is known of it. */
export interface Variable {
  readonly name: Printed;
  /** `m×n`, `n`, `scalar`, as a declaration states it. */
  readonly shape: string;
  readonly properties: readonly string[];
  readonly inferred: boolean;
}

/** One line of a derivation. */
export interface StepView {
  readonly formula: Printed;
  readonly reason: string;
  /** The rules that the reason names. */
  readonly rules: readonly string[];
  readonly citations: readonly string[];
}

export interface PassageView {
  readonly left: Printed;
  readonly lines: readonly StepView[];
  /** Whether the passage ends in an answer. */
  readonly answer: boolean;
}

export interface View {
  readonly inputs: readonly Variable[];
  readonly outputs: readonly Variable[];
  readonly dimensions: readonly string[];
  readonly program: readonly PrintedEquation[];
  readonly where: readonly PrintedEquation[];
  readonly variations: readonly PrintedEquation[];
  readonly gradients: readonly PrintedEquation[];
  readonly assumptions: readonly string[];
  readonly definitions: readonly PrintedEquation[];
  readonly passages: readonly PassageView[];
  readonly cost: { readonly forward: string; readonly backward: string } | null;
}

const text = printer("text");
const latex = printer("latex");

const printed = (syntax: Syntax): Printed => ({ text: text(syntax), latex: latex(syntax) });

const equation = ({ left, right }: Equation): PrintedEquation => ({
  left: { text: left.map(text).join(", "), latex: left.map(latex).join(", ") },
  right: printed(right),
});

export function viewOf(derivation: Derivation): View {
  const { program, outputs } = derivation;
  const formulas = formulasOf(derivation);
  const { definitions, passages } = proofOf(derivation, formulas);
  const variable = (name: string, spelling: string, node: Node, inferred: boolean): Variable => ({
    name: printed({ kind: "name", name, spelling, span: { start: 0, end: 0 } }),
    shape: shapeText(node),
    properties: derivation.catalogue.told(node).map((p) => p.name),
    inferred,
  });
  return {
    inputs: program.inputs.map((i) => variable(i.name, i.spelling, i.node, i.inferred)),
    outputs: outputs.map((o) => variable(o.name, o.spelling, o.node, false)),
    dimensions: program.dimensions,
    program: formulas.program.map(equation),
    where: formulas.where.map(equation),
    variations: formulas.variations.map(equation),
    gradients: formulas.gradients.map(equation),
    assumptions: assumptionsOf(derivation, formulas, text),
    definitions: definitions.map(equation),
    passages: passages.map(passageView),
    cost: costOf(derivation),
  };
}

function shapeText(node: Node): string {
  if (isScalar(node)) return "scalar";
  return isVector(node) ? polynomialText(node.rows) : `${polynomialText(node.rows)}×${polynomialText(node.cols)}`;
}

const passageView = (passage: Passage): PassageView => ({
  left: printed(passage.left),
  answer: isAnswer(passage),
  lines: passage.lines.map((line) => ({
    formula: printed(line.formula),
    reason: line.reason,
    rules: line.rules,
    citations: line.citations.map((c) => citationText(reference.sources, citation(c))),
  })),
});

/** Floating-point operations of the kernel; none where there is no kernel for the program. */
function costOf(derivation: Derivation): View["cost"] {
  try {
    const { forward, backward } = schedule(derivation);
    return { forward: polynomialText(totalFlops(forward)), backward: polynomialText(totalFlops(backward)) };
  } catch {
    return null;
  }
}
