/** docs/rules.md: the rules as they are written, what is derived from them, their sources and their checks. */
import type { Equation } from "../../src/print/formulas.js";
import type { Catalogue, Parameter } from "../../src/expression/catalogue/catalogue.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import {
  citationText,
  sourceText,
  type Citation,
  type RuleChapter,
  type RuleKind,
  type WrittenRule,
} from "../../src/expression/rulefile/reference.js";
import { splitDeclarations } from "../../src/expression/rulefile/blocks.js";
import { parseEquation } from "../../src/language/parse/parse.js";
import { printExpression } from "../../src/language/print/print.js";
import type { Syntax } from "../../src/language/syntax.js";
import { checkSummary } from "../../src/command/check-summary.js";
import { chapters, derivedCases, lastCheck, sources, type DerivedCase } from "../../src/reference.js";
import { anchor, block, display, GENERATED, type Page } from "./page.js";

const latex = (syntax: Syntax): string => printExpression(syntax, "latex");

export function rulesPage(): Page {
  const catalogue = loadCatalogue();
  const contents = chapters.map((c) => `* [${c.file}](#${anchor(c.file)}): ${c.rules.map((r) => r.name).join(", ")}\n`);
  const text = [
    "# The rules\n",
    GENERATED,
    INTRODUCTION,
    `${contents.join("")}* [bibliography](#bibliography)\n`,
    ...chapters.map((c) => chapterText(catalogue, c)),
    "## Bibliography\n",
    ...sources.map((s) => `<a id="${s.key}"></a>\n* ${sourceText(s)}\n`),
  ].join("\n");
  return { path: "docs/rules.md", text };
}

const INTRODUCTION = `Every rule of the catalogue, as its file in \`rules/\` has it. A function is declared by its variation; the adjoint below
it is derived from that by the engine, and nothing else states it. The figures are relative errors of the last check at
random arguments, over all shapes and cases: \`adjoint\` is ⟨Ȳ, 𝓛(dX)⟩ against ⟨𝓛*(Ȳ), dX⟩, \`differences\` is the variation
against extrapolated differences of the computed function, \`two sides\` is one side of an equation against the other,
and \`exact\` counts the comparisons in which the adjoint was found right in exact arithmetic, too.
\`derive-gradient check NAME\` repeats a check. [CONTRIBUTING](../CONTRIBUTING.md) tells how to add a rule.
`;

function chapterText(catalogue: Catalogue, { file, introduction, rules }: RuleChapter): string {
  return [`## ${file}\n`, `${introduction}\n`, ...rules.map((r) => ruleText(catalogue, r))].join("\n");
}

const KINDS: Readonly<Record<RuleKind, string>> = {
  function: "",
  infer: " (properties of a form)",
  scalar: " (scalar function)",
  identity: " (identity of the adjoint)",
  simplify: " (simplification)",
  recognize: " (recognition)",
  expand: " (expansion)",
  present: " (presentation)",
  property: " (property)",
};

function ruleText(catalogue: Catalogue, rule: WrittenRule): string {
  const written = rule.lines.map(({ text, remark }) => (remark === "" ? text : `${text}    # ${remark}`));
  const parts = [
    `### ${rule.name}${KINDS[rule.kind]}\n`,
    ...(rule.remark === "" ? [] : [`${sentence(rule.remark)}\n`]),
    ...(written.length === 0 ? [] : [block(written.join("\n"))]),
    ...equations(catalogue, rule),
    ...derivedCases(catalogue, rule).map(caseText),
    [sourceLine(rule.citations), `Last check: ${checkSummary(lastCheck(rule.kind, rule.name))}.\n`].join(""),
  ];
  return parts.join("\n");
}

const sentence = (remark: string): string => `${remark.charAt(0).toUpperCase()}${remark.slice(1)}.`;

function caseText({ conditions, outputs, variations, adjoints, where }: DerivedCase): string {
  const rows = [...outputs, ...variations, ...adjoints].map(row);
  const names = where.length === 0 ? "" : `where\n\n${display(where.map(row))}`;
  return `${conditions === "" ? "" : `For ${conditions}:\n\n`}${display(rows)}${names === "" ? "" : `\n${names}`}`;
}

const row = (e: Equation): string => `${e.left.map(latex).join(", ")} &= ${latex(e.right)}`;

const sourceLine = (citations: readonly Citation[]): string =>
  citations.length === 0
    ? ""
    : `Source: ${citations.map((c) => `[${citationText(sources, c)}](#${c.key})`).join("; ")}.  \n`;

const isIn = <T extends object>(key: PropertyKey, of: T): key is keyof T => Object.hasOwn(of, key);

/** The formula of an identity, a simplification, a recognition or a presentation. */
function equations(catalogue: Catalogue, rule: WrittenRule): string[] {
  const { identities, rewrites, recognitions, presentations } = catalogue.data;
  const compiled = { identity: identities, simplify: rewrites, recognize: recognitions, present: presentations };
  if (!isIn(rule.kind, compiled)) return [];
  const { parameters } = compiled[rule.kind].find((r) => r.name === rule.name)!;
  const { formula } = splitDeclarations(rule.lines[0]!.text);
  const { left, right, diagnostics } = parseEquation(formula, scopeOf(catalogue, parameters, rule));
  if (!left || !right) throw new Error(`${rule.name}: ${diagnostics[0]?.message ?? "no equation"}`);
  return [display([`${latex(left)} &= ${latex(right)}`])];
}

/** The names of a rule; those that its definitions introduce are single letters. */
function scopeOf(catalogue: Catalogue, parameters: readonly Parameter[], rule: WrittenRule) {
  const functions = parameters.filter((p) => p.kind === "function").map((p) => p.name);
  const defined = [...rule.lines[0]!.text.matchAll(/([a-z])\(t\) = /g)].map((m) => m[1]!);
  const names = parameters.filter((p) => p.kind !== "function").map((p) => p.name);
  const sizes = [..."mnpqrijkl"].filter((letter) => !names.includes(letter));
  return { names: [...names, "G", ...sizes], functions: [...functionWords(catalogue), ...functions, ...defined] };
}
