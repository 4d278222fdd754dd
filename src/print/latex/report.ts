/** The derivation as a LaTeX fragment: the program, the derivation, the formulas, in macros that an author may redefine. */
import type { Derivation } from "../../calculus/derivation.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import { latexMacros, letterMacros } from "../../language/print/notation-latex.js";
import type { NotationStyle } from "../../language/print/notation.js";
import { formulasOf } from "../formulas.js";
import { styleFor } from "../names-of-loss.js";
import { isAnswer, proofOf, type Passage } from "../proof.js";
import { aligned, equationRows, passageRows, type Page } from "./layout.js";
import { words } from "./words.js";

export interface LatexReportOptions {
  readonly verbose: boolean;
  readonly style?: NotationStyle;
}

/** Of a page of an article, in em. */
const WIDTH = 44;

/**
 * Displays of amsmath. The macros are defined at the top, for an author to change, and each display provides those
 * that it uses, so that it can be taken out of the fragment and renders by itself, in KaTeX too.
 */
export function latexReport(derivation: Derivation, options: LatexReportOptions): string {
  const formulas = formulasOf(derivation);
  const { definitions, passages } = proofOf(derivation, formulas, options.verbose);
  const style = styleFor(derivation, options.style);
  const page: Page = { style, width: WIDTH, cite: (c) => words(citationText(sources, citation(c))) };
  const macros = latexMacros(style);
  const display = (rows: readonly string[]): string => {
    const text = aligned(rows);
    const used = macros.filter((m) => new RegExp(`\\${commandOf(m)}\\b`).test(text));
    const provided = [...used, ...letterMacros(text)];
    return `\\[\n${provided.length > 0 ? `${provided.join("")}\n` : ""}${text}\n\\]`;
  };
  const equations = (list: Parameters<typeof equationRows>[0]): string => display(equationRows(list, page));
  const rows = (list: readonly Passage[]): string[] => list.map((p) => display(passageRows(p, page)));
  const varying = formulas.where.filter((e) => e.node.varies);
  const parts = [
    macros.join("\n"),
    equations(formulas.program),
    ...(definitions.length > 0 ? ["With", equations(definitions)] : []),
    "the variation is",
    equations(formulas.variations),
    ...(varying.length > 0 ? ["with", equations(varying)] : []),
    "and its adjoint follows from",
    ...rows(passages.filter((p) => !isAnswer(p))),
    "so that",
    ...rows(passages.filter(isAnswer)),
  ];
  return `${parts.join("\n")}\n`;
}

/** `\\transposed` of its definition. */
const commandOf = (definition: string): string => /\{(\\[A-Za-z]+)\}/.exec(definition)![1]!;
