/** The answer to `--form jacobian`, `hessian` or `hvp` as text. */
import { printer, type NotationName } from "../../language/print/print.js";
import type { Syntax } from "../../language/syntax.js";
import { toAscii, toText } from "../../../grammar/names.js";
import { assumptionsOf } from "../assumptions.js";
import type { Equation } from "../formulas.js";
import { styleFor } from "../names-of-loss.js";
import { passageLines, proofSections, shapeLines, type TextOptions } from "../text/report.js";
import type { Line, Remark, SecondFormulas } from "./formulas.js";
import { labelText } from "./labels.js";

const TITLES: Readonly<Record<Line["as"], string>> = {
  outer: "The loss as a function of outputs",
  matrix: "",
  half: "In the entries on and below the diagonal",
  operator: "As a map",
  product: "Variation of the gradient",
  "quadratic form": "As a quadratic form",
};

/** What the steps lead to. */
const STEPS = { outputs: "Variation", gradients: "Variation of the gradient" } as const;

export function secondText(formulas: SecondFormulas, title: string, options: TextOptions): string {
  const { derivation, first, lines, where, passages, proof } = formulas;
  const as = title === "Jacobian" || proof === undefined ? "outputs" : "gradients";
  const notation: NotationName = options.ascii ? "ascii" : "text";
  const print = printer(notation, { style: styleFor(derivation, options.style) });
  const spelled = (text: string): string => (options.ascii ? toAscii(text) : toText(text));
  const equation = (e: Equation): string => `${e.left.map(print).join(", ")} = ${print(e.right)}`;
  const section = (head: string, body: readonly string[]): string =>
    body.length === 0 ? "" : `\n${head}\n${body.map((l) => `  ${l}\n`).join("")}`;
  const write = (l: Line): string => `${labelText(l.label, derivation, spelled, options.ascii)} = ${print(l.right)}`;
  const of = (kind: Line["as"]): string[] => lines.filter((l) => l.as === kind).map(write);
  const remarks = formulas.remarks.map((r) => remarkText(r, spelled, options.ascii));
  const gradients = title === "Jacobian" ? [] : first.gradients.map(equation);
  return [
    first.program.map((e) => `${equation(e)}\n`).join(""),
    section("Shapes", shapeLines(derivation, options)),
    ...(proof ? [proofSections(derivation, proof, options)] : [section("Gradient", gradients)]),
    ...(passages.length > 0 ? [`\n${STEPS[as]}\n${passageLines(derivation, passages, options)}\n`] : []),
    section(TITLES.outer, of("outer")),
    section(title, of("matrix")),
    ...(["half", "operator", ...(proof ? [] : (["product"] as const)), "quadratic form"] as const).map((kind) =>
      section(TITLES[kind], of(kind)),
    ),
    section("where", where.map(equation)),
    section("Remarks", remarks),
    section(
      "Assumptions",
      assumptionsOf(derivation, first, (s: Syntax) => print(s)),
    ),
  ].join("");
}

export function remarkText(r: Remark, spelled: (name: string) => string, ascii: boolean): string {
  switch (r.kind) {
    case "layout": {
      const whose =
        r.layout === "numerator" ? "rows belong to what is differentiated" : "columns belong to what is differentiated";
      return `${r.layout} layout: ${whose}; vec stacks columns`;
    }
    case "commutation":
      return `commutation(m, n) is the permutation K with K vec(A) = ${ascii ? "vec(A')" : "vec(Aᵀ)"} for A of m${ascii ? " x " : "×"}n`;
    case "duplication":
      return "vech stacks the columns of a symmetric matrix from the diagonal down; duplication(n) is the matrix D with D vech(S) = vec(S)";
    case "gauss-newton": {
      const outputs = r.outputs.map(spelled).join(", ");
      const product = ascii ? "J'HJ" : "JᵀHJ";
      return `it is ${product} for the Jacobian J of ${outputs} and the Hessian H of the loss in ${outputs}: the Hessian without the curvature of ${outputs}`;
    }
    case "convex": {
      const inputs = r.inputs.map(spelled).join(", ");
      const what = r.inputs.length > 1 ? `${inputs} together` : inputs;
      return `the loss is a convex function of an affine one of ${what}: it is convex in ${what}`;
    }
    case "composed":
      return `the loss is ${r.word} in ${spelled(r.input)} on every convex set on which it is defined: it is made of functions that keep that`;
    case "definite": {
      if (r.of !== "Hessian") return `the ${r.of} by ${spelled(r.input)} is ${r.word}`;
      const kind = r.word.startsWith("positive") ? "convex" : "concave";
      return `the Hessian by ${spelled(r.input)} is ${r.word}: the loss is ${kind} in ${spelled(r.input)} on every convex set on which it is defined`;
    }
  }
}
