/** The answer to `--form jacobian`, `hessian` or `hvp` as displays of LaTeX. */
import { latexMacros, letterMacros } from "../../language/print/notation-latex.js";
import type { NotationStyle } from "../../language/print/notation.js";
import type { Syntax } from "../../language/syntax.js";
import { breakFormula } from "../latex/break.js";
import { aligned, equationRows, formula, type Page } from "../latex/layout.js";
import { widthOf } from "../latex/measure.js";
import { styleFor } from "../names-of-loss.js";
import type { Equation } from "../formulas.js";
import type { SecondFormulas } from "./formulas.js";
import { labelLatex } from "./labels.js";

/** Of a page of an article, in em, and what the equality sign takes. */
const WIDTH = 44;
const EQUALS = 1.5;

export function secondLatex({ derivation, first, lines, where }: SecondFormulas, given?: NotationStyle): string {
  const style = styleFor(derivation, given);
  const page: Page = { style, width: WIDTH, cite: () => "" };
  const macros = latexMacros(style);
  const display = (rows: readonly string[]): string => {
    const text = aligned(rows);
    return `\\[\n${letterMacros(text).join("")}${text}\n\\]`;
  };
  const row = (left: string, right: Syntax): string[] =>
    breakFormula(formula(right, style), WIDTH - widthOf(left) - EQUALS).map((line, i) =>
      i === 0 ? `${left} &= ${line}` : `&${line}`,
    );
  const equations = (list: readonly Equation[]): string => display(equationRows(list, page));
  const parts = [
    macros.join("\n"),
    equations(first.program),
    "has the derivatives",
    display(lines.flatMap((l) => row(labelLatex(l.label, derivation), l.right))),
    ...(where.length > 0 ? ["with", equations(where)] : []),
  ];
  return `${parts.join("\n")}\n`;
}
