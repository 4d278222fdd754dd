/** The answer to `--form jacobian`, `hessian` or `hvp` as displays of LaTeX. */
import { breakFormula } from "../latex/break.js";
import { sources } from "../../expression/catalogue/sources.generated.js";
import { citation, citationText } from "../../expression/rulefile/reference.js";
import { toAscii } from "../../../grammar/names.js";
import type { Passage } from "../proof.js";
import { displayed } from "../latex/displays.js";
import { geometry } from "../latex/document.js";
import { equationRows, formula, pageOf, passageRows, type Page } from "../latex/layout.js";
import { widthOf } from "../latex/measure.js";
import type { Environment } from "../latex/options.js";
import { usedMacros, type LatexReportOptions } from "../latex/report.js";
import { latexStyle } from "../latex/weights.js";
import { words } from "../latex/words.js";
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
  readonly page: Page;

  constructor(
    private readonly formulas: SecondFormulas,
    options: LatexReportOptions,
    defaults: { readonly env: Environment; readonly width: number },
  ) {
    const { derivation, where, first, proof } = formulas;
    const style = latexStyle(derivation, options.style, [...where, ...first.where, ...(proof?.definitions ?? [])]);
    this.page = pageOf(derivation, style, options, {
      ...defaults,
      cite: (c) => words(citationText(sources, citation(c))),
    });
  }

  macros(text: string): readonly string[] {
    return this.page.macros ? usedMacros(text, this.page.style) : [];
  }

  equations(list: readonly Equation[], end: string): string {
    return displayed(equationRows(list, this.page, end), this.page);
  }

  derivatives(end: string): string {
    const { lines, derivation } = this.formulas;
    const groups = lines.map((l, i) => {
      const left = labelLatex(l.label, derivation);
      const stop = i === lines.length - 1 ? end : ",";
      const room = this.page.width - widthOf(left) - EQUALS - widthOf(stop);
      const written = breakFormula(formula(l.right, this.page), room).map((line, k) =>
        k === 0 ? `${left} &= ${line}` : `&${line}`,
      );
      return [...written.slice(0, -1), `${written[written.length - 1]!}${stop}`];
    });
    return displayed(groups, this.page);
  }

  passages(list: readonly Passage[]): string[] {
    return list.map((p) => displayed(passageRows([p], this.page, "."), this.page));
  }
}

export function secondLatex(formulas: SecondFormulas, options: LatexReportOptions): string {
  const { first, where } = formulas;
  const show = new Displays(formulas, options, { env: "aligned", width: WIDTH });
  const text = [
    "The function",
    show.equations(first.program, ""),
    "has the derivatives",
    show.derivatives(where.length > 0 ? "," : "."),
    ...(where.length > 0 ? ["with", show.equations(where, ".")] : []),
  ].join("\n");
  return `${[...show.macros(text), text].join("\n")}\n`;
}

/** A complete document with the derivation in steps, which pdflatex compiles with the packages of a basic installation. */
export function secondDocument(formulas: SecondFormulas, options: LatexReportOptions): string {
  const { first, where, proof, passages, remarks } = formulas;
  const show = new Displays(formulas, options, { env: "aligned", width: DOCUMENT_WIDTH });
  const shown = where.filter((e) => !e.node.varies);
  const gradients = proof
    ? [
        "\\section*{Gradient}",
        ...(proof.definitions.length > 0 ? ["With", show.equations(proof.definitions, ",")] : []),
        proof.definitions.length > 0 ? "the gradient follows from" : "The gradient follows from",
        ...show.passages(proof.passages),
      ]
    : [];
  const body = [
    show.equations(first.program, "."),
    ...gradients,
    ...(passages.length > 0 ? ["\\section*{Variation}", "The rules are inserted from the outside to the inside:"] : []),
    ...show.passages(passages),
    "\\section*{Derivatives}",
    show.derivatives(shown.length > 0 ? "," : "."),
    ...(shown.length > 0 ? ["with", show.equations(shown, ".")] : []),
    ...(remarks.length > 0 ? ["\\begin{itemize}", ...remarks.map((r) => `\\item ${words(remarkText(r, toAscii, true))}.`), "\\end{itemize}"] : []), // prettier-ignore
  ];
  const parts = [
    "\\documentclass[10pt]{article}",
    `\\usepackage[${geometry(options.width)}]{geometry}`,
    "\\usepackage{amsmath,amssymb}",
    ...show.macros(body.join("\n")),
    "\\allowdisplaybreaks",
    "\\emergencystretch=3em",
    "\\begin{document}",
    ...body,
    "\\end{document}",
  ];
  return `${parts.join("\n")}\n`;
}
