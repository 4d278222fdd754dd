/** The answer to `--form jacobian`, `hessian` or `hvp` as displays of LaTeX. */
import { latexMacros, letterMacros } from "../../language/print/notation-latex.js";
import type { NotationStyle } from "../../language/print/notation.js";
import type { Syntax } from "../../language/syntax.js";
import { breakFormula } from "../latex/break.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import { toAscii } from "../../../grammar/names.js";
import type { Passage } from "../proof.js";
import { aligned, equationRows, formula, passageRows, type Page } from "../latex/layout.js";
import { words } from "../latex/words.js";
import { widthOf } from "../latex/measure.js";
import { styleFor } from "../names-of-loss.js";
import type { Equation } from "../formulas.js";
import type { SecondFormulas } from "./formulas.js";
import { labelLatex } from "./labels.js";
import { remarkText } from "./text.js";

/** Of a page of an article, in em, and what the equality sign takes. */
const WIDTH = 44;
const EQUALS = 1.5;
/** Of a line of a document, in em. */
const DOCUMENT_WIDTH = 42;

/** What every display of a page is written with. */
class Displays {
  readonly macros: readonly string[];
  readonly page: Page;

  constructor(
    private readonly formulas: SecondFormulas,
    private readonly style: NotationStyle,
    width: number,
  ) {
    this.page = { style, width, cite: (c) => words(citationText(sources, citation(c))) };
    this.macros = latexMacros(style);
  }

  of(rows: readonly string[]): string {
    const text = aligned(rows);
    return `\\[\n${letterMacros(text).join("")}${text}\n\\]`;
  }

  equations(list: readonly Equation[]): string {
    return this.of(equationRows(list, this.page));
  }

  derivatives(): string {
    const { lines, derivation } = this.formulas;
    const row = (left: string, right: Syntax): string[] =>
      breakFormula(formula(right, this.style), this.page.width - widthOf(left) - EQUALS).map((line, i) =>
        i === 0 ? `${left} &= ${line}` : `&${line}`,
      );
    return this.of(lines.flatMap((l) => row(labelLatex(l.label, derivation), l.right)));
  }

  passages(list: readonly Passage[]): string[] {
    return list.map((p) => this.of(passageRows(p, this.page)));
  }
}

export function secondLatex(formulas: SecondFormulas, given?: NotationStyle): string {
  const { first, where, derivation } = formulas;
  const show = new Displays(formulas, styleFor(derivation, given), WIDTH);
  const parts = [
    show.macros.join("\n"),
    show.equations(first.program),
    "has the derivatives",
    show.derivatives(),
    ...(where.length > 0 ? ["with", show.equations(where)] : []),
  ];
  return `${parts.join("\n")}\n`;
}

/** A complete document with the derivation in steps, which pdflatex compiles with the packages of a basic installation. */
export function secondDocument(formulas: SecondFormulas, given?: NotationStyle): string {
  const { first, where, derivation, proof, passages, remarks } = formulas;
  const show = new Displays(formulas, styleFor(derivation, given), DOCUMENT_WIDTH);
  const shown = where.filter((e) => !e.node.varies);
  const gradients = proof
    ? [
        "\\section*{Gradient}",
        ...(proof.definitions.length > 0 ? ["With", show.equations(proof.definitions)] : []),
        "the gradient follows from",
        ...show.passages(proof.passages),
      ]
    : [];
  const body = [
    show.equations(first.program),
    ...gradients,
    ...(passages.length > 0 ? ["\\section*{Variation}", "The rules are inserted from the outside to the inside:"] : []),
    ...show.passages(passages),
    "\\section*{Derivatives}",
    show.derivatives(),
    ...(shown.length > 0 ? ["with", show.equations(shown)] : []),
    ...(remarks.length > 0 ? ["\\begin{itemize}", ...remarks.map((r) => `\\item ${words(remarkText(r, toAscii, true))}.`), "\\end{itemize}"] : []), // prettier-ignore
  ];
  const parts = [
    "\\documentclass[10pt]{article}",
    "\\usepackage[margin=1in]{geometry}",
    "\\usepackage{amsmath,amssymb}",
    ...show.macros,
    "\\allowdisplaybreaks",
    "\\emergencystretch=3em",
    "\\begin{document}",
    ...body,
    "\\end{document}",
  ];
  return `${parts.join("\n")}\n`;
}
