/** The derivation as a LaTeX fragment that a paper takes: sentences with displays of the program, the derivation, the formulas. */
import type { Derivation } from "../../calculus/derivation.js";
import { latexMacros, letterMacros } from "../../language/print/notation-latex.js";
import type { NotationStyle } from "../../language/print/notation.js";
import { formulasOf } from "../formulas.js";
import { isAnswer, proofOf, type Passage } from "../proof.js";
import { cite } from "./bibliography.js";
import { displayed } from "./displays.js";
import { equationRows, pageOf, passageRows } from "./layout.js";
import type { LatexLayout } from "./options.js";
import { notations } from "./sentences.js";
import { latexStyle } from "./weights.js";

export interface LatexReportOptions extends LatexLayout {
  readonly verbose: boolean;
  readonly style?: NotationStyle;
}

/** Of a page of an article, in em. */
const WIDTH = 44;

/** Sentences and displays of amsmath, with no macros or with those that are used defined once in front. */
export function latexReport(derivation: Derivation, options: LatexReportOptions): string {
  const formulas = formulasOf(derivation);
  const { definitions, passages } = proofOf(derivation, formulas, options.verbose);
  const style = latexStyle(derivation, options.style, [...formulas.where, ...definitions]);
  const page = pageOf(derivation, style, options, { env: "aligned", width: WIDTH });
  const equations = (list: Parameters<typeof equationRows>[0], end: string): string =>
    displayed(equationRows(list, page, end), page);
  const chain = (p: Passage, i: number, list: readonly Passage[]): string =>
    displayed(passageRows([p], page, i === list.length - 1 ? "." : ","), page);
  const varying = formulas.where.filter((e) => e.node.varies);
  const chains = passages.filter((p) => !isAnswer(p));
  const parts = [
    "Let",
    equations(formulas.program, "."),
    ...notations(derivation, formulas, page),
    ...(definitions.length > 0 ? ["With", equations(definitions, ",")] : []),
    `${definitions.length > 0 ? "the" : "The"} variation is`,
    equations(formulas.variations, varying.length > 0 ? "," : "."),
    ...(varying.length > 0 ? ["with", equations(varying, ".")] : []),
    ...(chains.length > 0 ? ["The adjoint follows from", ...chains.map(chain), "Hence"] : ["The adjoint is"]),
    displayed(passageRows(passages.filter(isAnswer), page, "."), page),
    ...cited(passages),
  ];
  const text = parts.join("\n");
  return `${[...(page.macros ? usedMacros(text, style) : []), text].join("\n")}\n`;
}

/** Where the rules are from, outside of displays, which render without a bibliography. */
function cited(passages: readonly Passage[]): string[] {
  const keys = [...new Set(passages.flatMap((p) => p.lines.flatMap((l) => l.citations)))].map(cite);
  if (keys.length === 0) return [];
  const last = keys[keys.length - 1]!;
  const rest = keys.slice(0, -1).join(", ");
  return [`For the rules see~${rest === "" ? last : `${rest} and~${last}`}.`];
}

/** The definitions of the macros that a text uses. */
export function usedMacros(text: string, style: NotationStyle): string[] {
  const used = latexMacros(style).filter((m) => new RegExp(`\\${commandOf(m)}(?![A-Za-z])`).test(text));
  return [...used, ...letterMacros(text)];
}

/** `\\transposed` of its definition. */
const commandOf = (definition: string): string => /\{(\\[A-Za-z]+)\}/.exec(definition)![1]!;
