/** The derivation as a LaTeX fragment: the program, the derivation, the formulas, in macros that an author may redefine. */
import type { Derivation } from "../../src/calculus/derivation.js";
import { reference } from "../../src/expression/reference.generated.js";
import { citation, citationText } from "../../src/expression/rulefile/reference.js";
import { latexMacros } from "../../src/language/notation-latex.js";
import type { NotationStyle } from "../../src/language/notation.js";
import { formulasOf } from "../formulas.js";
import { styleFor } from "../loss.js";
import { proofOf, type Passage } from "../lines.js";
import { aligned, equationRows, passageRows, type Page } from "./layout.js";
import { words } from "./words.js";

export interface LatexReportOptions {
  readonly verbose: boolean;
  readonly style?: NotationStyle;
}

/** Of a page of an article, in em. */
const WIDTH = 44;

/** Displays of amsmath, each accepted by KaTeX once the macros at the top are known. */
export function latexReport(derivation: Derivation, options: LatexReportOptions): string {
  const formulas = formulasOf(derivation);
  const { definitions, passages } = proofOf(derivation, formulas, options.verbose);
  const style = styleFor(derivation, options.style);
  const page: Page = { style, width: WIDTH, cite: (c) => words(citationText(reference.sources, citation(c))) };
  const equations = (list: Parameters<typeof equationRows>[0]): string => display(equationRows(list, page));
  const rows = (list: readonly Passage[]): string[] => list.map((p) => display(passageRows(p, page)));
  const varying = formulas.where.filter((e) => e.node.varies);
  const parts = [
    latexMacros(style).join("\n"),
    equations(formulas.program),
    ...(definitions.length > 0 ? ["With", equations(definitions)] : []),
    "the variation is",
    equations(formulas.variations),
    ...(varying.length > 0 ? ["with", equations(varying)] : []),
    "and its adjoint follows from",
    ...rows(passages.filter((p) => p.kind !== "gradient")),
    "so that",
    ...rows(passages.filter((p) => p.kind === "gradient")),
  ];
  return `${parts.join("\n")}\n`;
}

const display = (rows: readonly string[]): string => `\\[\n${aligned(rows)}\n\\]`;
