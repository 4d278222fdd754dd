/** The derivation as a LaTeX fragment: an `aligned` derivation for each expression, then the formulas. */
import type { Derivation } from "../../src/calculus/derivation.js";
import { printExpression } from "../../src/language/print.js";
import type { Syntax } from "../../src/language/syntax.js";
import { formulasOf, type Equation, type Formulas } from "../formulas.js";
import { proofOf, type Passage } from "../lines.js";

export interface LatexReportOptions {
  readonly verbose: boolean;
}

const print = (s: Syntax): string => printExpression(s, "latex");

/** Formulas and derivation; each block is one display, valid in LaTeX with amsmath and in KaTeX. */
export function latexReport(derivation: Derivation, options: LatexReportOptions): string {
  const formulas = formulasOf(derivation);
  const passages = proofOf(derivation, formulas, options.verbose).passages;
  const blocks = [
    ...passages.map((p) => display(passageRows(p))),
    display([...formulas.variations, ...formulas.gradients].map(row)),
    ...whereBlock(formulas),
  ];
  return `${blocks.join("\n")}\n`;
}

const display = (rows: readonly string[]): string =>
  `\\[\n\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}\n\\]`;

const row = (e: Equation): string => `${e.left.map(print).join(", ")} &= ${print(e.right)}`;

function whereBlock({ where }: Formulas): string[] {
  return where.length === 0 ? [] : ["where", display(where.map(row))];
}

function passageRows(p: Passage): string[] {
  return p.lines.map((l, i) => {
    const left = i === 0 ? print(p.left) : "";
    const about = l.about.map((syntax) => `$${print(syntax)}$`).join(", ");
    const note = l.reason === "" ? "" : ` && \\text{(${[escaped(l.reason), about].join(" ").trim()})}`;
    return `${left} &= ${print(l.formula)}${note}`;
  });
}

/** Words in LaTeX's text mode. */
const escaped = (text: string): string => text.replace(/[&%$#_{}]/g, (c) => `\\${c}`);
