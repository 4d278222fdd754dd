/** The answer to `--form jacobian`, `hessian` or `hvp` as text. */
import { printer, type NotationName } from "../../language/print/print.js";
import type { Syntax } from "../../language/syntax.js";
import { toAscii, toText } from "../../../grammar/names.js";
import { assumptionsOf } from "../assumptions.js";
import type { Equation } from "../formulas.js";
import { styleFor } from "../names-of-loss.js";
import { shapeLines, type TextOptions } from "../text/report.js";
import { isPlain, type Line, type Remark, type SecondFormulas } from "./formulas.js";

const TITLES: Readonly<Record<Line["as"], string>> = {
  matrix: "",
  operator: "As a map",
  product: "Variation of the gradient",
  "quadratic form": "As a quadratic form",
};

export function secondText(formulas: SecondFormulas, title: string, options: TextOptions): string {
  const { derivation, first, lines, where } = formulas;
  const notation: NotationName = options.ascii ? "ascii" : "text";
  const print = printer(notation, { style: styleFor(derivation, options.style) });
  const spelled = (text: string): string => (options.ascii ? toAscii(text) : toText(text));
  const equation = (e: Equation): string => `${e.left.map(print).join(", ")} = ${print(e.right)}`;
  const section = (head: string, body: readonly string[]): string =>
    body.length === 0 ? "" : `\n${head}\n${body.map((l) => `  ${l}\n`).join("")}`;
  const write = (l: Line): string => `${labelText(l, spelled, options.ascii)} = ${print(l.right)}`;
  const of = (kind: Line["as"]): string[] => lines.filter((l) => l.as === kind).map(write);
  const remarks = formulas.remarks.map((r) => remarkText(r, spelled, options.ascii));
  const gradients = title === "Jacobian" ? [] : first.gradients.map(equation);
  return [
    first.program.map((e) => `${equation(e)}\n`).join(""),
    section("Shapes", shapeLines(derivation, options)),
    section("Gradient", gradients),
    section(title, of("matrix")),
    ...(["operator", "product", "quadratic form"] as const).map((kind) => section(TITLES[kind], of(kind))),
    section("where", where.map(equation)),
    section("Remarks", remarks),
    section(
      "Assumptions",
      assumptionsOf(derivation, first, (s: Syntax) => print(s)),
    ),
  ].join("");
}

/** `∂y/∂xᵀ`, `∂vec(Y)/∂vec(X)ᵀ`, `∂²L/∂x∂xᵀ`; in denominator layout what is differentiated is turned. */
export function labelText({ label }: Line, spelled: (name: string) => string, ascii: boolean): string {
  if (label.kind === "name") return spelled(label.name);
  const [d, turned] = ascii ? ["d", "'"] : ["∂", "ᵀ"];
  const side = ({ name, shape }: { name: string; shape: Parameters<typeof isPlain>[0] }): string =>
    isPlain(shape) ? spelled(name) : `vec(${spelled(name)})`;
  const turn = (text: string, shape: Parameters<typeof isPlain>[0], wanted: boolean): string =>
    wanted && !isScalarShape(shape) ? `${text}${turned}` : text;
  const numerator = label.layout === "numerator";
  const [of, by] = [side(label.of), side(label.by)];
  if (label.kind === "jacobian") {
    return `${d}${turn(of, label.of.shape, !numerator)}/${d}${turn(by, label.by.shape, numerator)}`;
  }
  const [first, second] = numerator ? [label.of, label.by] : [label.by, label.of];
  const square = ascii ? "d^2" : "∂²";
  return `${square}L/${d}${side(first)}${d}${turn(side(second), second.shape, true)}`;
}

const isScalarShape = (shape: Parameters<typeof isPlain>[0]): boolean => isPlain(shape) && shape.rows.key === "1";

export function remarkText(r: Remark, spelled: (name: string) => string, ascii: boolean): string {
  switch (r.kind) {
    case "layout": {
      const whose =
        r.layout === "numerator" ? "rows belong to what is differentiated" : "columns belong to what is differentiated";
      return `${r.layout} layout: ${whose}; vec stacks columns`;
    }
    case "commutation":
      return `commutation(m, n) is the permutation K with K vec(A) = ${ascii ? "vec(A')" : "vec(Aᵀ)"} for A of m${ascii ? " x " : "×"}n`;
    case "definite": {
      const kind = r.word.startsWith("positive") ? "convex" : "concave";
      return `the Hessian by ${spelled(r.input)} is ${r.word}: the loss is ${kind} in ${spelled(r.input)} on every convex set on which it is defined`;
    }
  }
}
