/** The derivation as Markdown with displays between double dollars, for notebooks and GitHub. */
import type { Derivation } from "../../calculus/derivation.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import { printer } from "../../language/print/print.js";
import { assumptionsOf } from "../assumptions.js";
import { formulasOf, type Equation } from "../formulas.js";
import { displayed } from "../latex/displays.js";
import { equationRows, pageOf, passageRows, type Rows } from "../latex/layout.js";
import type { LatexReportOptions } from "../latex/report.js";
import { latexStyle } from "../latex/weights.js";
import { words } from "../latex/words.js";
import { isAnswer, proofOf, type Passage } from "../proof.js";

/** Of a column of text on a page, in em. */
const WIDTH = 40;

/** No macros are used but for letters that LaTeX lacks: such places define none. */
export function markdownReport(derivation: Derivation, options: LatexReportOptions): string {
  const formulas = formulasOf(derivation);
  const { definitions, passages } = proofOf(derivation, formulas, options.verbose);
  const cite = (c: string): string => words(citationText(sources, citation(c)));
  const style = latexStyle(derivation, options.style, [...formulas.where, ...definitions]);
  const page = pageOf(derivation, style, { ...options, macros: "none", env: "aligned" }, { env: "aligned", width: WIDTH, cite }); // prettier-ignore
  const display = (groups: readonly Rows[]): string =>
    displayed(groups, page)
      .replace(/^\\\[$/gm, () => "$$")
      .replace(/^\\\]$/gm, () => "$$");
  const equations = (list: readonly Equation[]): string => display(equationRows(list, page));
  const chains = (list: readonly Passage[]): string[] => list.map((p) => display(passageRows([p], page)));
  const varying = formulas.where.filter((e) => e.node.varies);
  const assumptions = assumptionsOf(derivation, formulas, printer("text"));
  const parts = [
    equations(formulas.program),
    ...(definitions.length > 0 ? ["with", equations(definitions)] : []),
    "**Variation**",
    equations(formulas.variations),
    ...(varying.length > 0 ? ["with", equations(varying)] : []),
    "**Derivation**",
    ...chains(passages.filter((p) => !isAnswer(p))),
    "**Adjoint**",
    ...chains(passages.filter(isAnswer)),
    ...(assumptions.length > 0 ? ["**Assumptions**", assumptions.map((a) => `* ${a}`).join("\n")] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}
