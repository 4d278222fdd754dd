/** `derive-gradient rules [NAME]`: the catalogue, or one rule with what is derived from it. */
import { Option, type Command } from "commander";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { loadCatalogue } from "../expression/catalogue/load.js";
import { citationText, sourceText, type RuleChapter, type WrittenRule } from "../expression/rulefile/reference.js";
import { printExpression, type NotationName } from "../language/print/print.js";
import type { Equation } from "../print/formulas.js";
import { chapters, derivedCases, lastCheck, ruleNames, rulesNamed, sources } from "../reference.js";
import { checkSummary } from "./check-summary.js";
import { createCommand, examplesText } from "./options.js";
import { unknownRule } from "./rule-names.js";
import { deliver, readArguments, type Subcommand } from "./subcommand.js";

const EXAMPLES = ["derive-gradient rules", "derive-gradient rules inverse", "derive-gradient rules svd -e json"];

export const rulesLine = (): Command =>
  createCommand("derive-gradient rules")
    .description("Print the catalogue of rules, or all about one of them.")
    .argument("[name]", "a rule, or a function as it is written in programs")
    .addOption(new Option("-e, --emit <kind>", "what to print").choices(["text", "json"]).default("text"))
    .option("-o, --out <path>", "write there instead of standard output")
    .addHelpText("before", `${examplesText(EXAMPLES)}\n`);

export const rules: Subcommand = async (argv) => {
  const command = rulesLine();
  const { args } = readArguments(command, argv);
  const { emit, out } = command.opts<{ emit: "text" | "json"; out?: string }>();
  const catalogue = loadCatalogue();
  const [name] = args;
  if (name === undefined) await deliver(emit === "json" ? json(catalogue, all()) : catalogueText(), out);
  else {
    const found = rulesNamed(catalogue, name);
    if (found.length === 0) throw unknownRule(name, ruleNames(catalogue));
    const text = emit === "json" ? json(catalogue, found) : found.map((r) => ruleText(catalogue, r)).join("\n");
    await deliver(text, out);
  }
  return 0;
};

const all = (): WrittenRule[] => chapters.flatMap((c) => c.rules);

const chapterOf = (rule: WrittenRule): RuleChapter => chapters.find((c) => c.rules.includes(rule))!;

/** All rules, file by file. */
function catalogueText(): string {
  const listed = chapters.map(({ file, introduction, rules: written }) => {
    const head = introduction === "" ? file : `${file}: ${introduction}`;
    return `${wrapped(head)}\n\n${written.map((r) => `${asWritten(r)}${sourceLine(r)}${checkLine(r)}`).join("\n")}`;
  });
  return `${listed.join("\n")}`;
}

/** The rule as its file has it, remarks beside it. */
function asWritten(rule: WrittenRule): string {
  const head = `${rule.kind} ${rule.name}${rule.remark === "" ? "" : `    # ${rule.remark}`}`;
  const lines = rule.lines.map(({ text, remark }) => `  ${text}${remark === "" ? "" : `    # ${remark}`}`);
  return `${[head, ...lines].join("\n")}\n`;
}

const cited = (rule: WrittenRule): string[] => rule.citations.map((c) => citationText(sources, c));

const sourceLine = (rule: WrittenRule): string =>
  rule.citations.length === 0 ? "" : `  source: ${cited(rule).join("; ")}\n`;

const checkLine = (rule: WrittenRule): string => `  last check: ${checkSummary(lastCheck(rule.kind, rule.name))}\n`;

const SCALAR_USES = "\nApplied entry by entry by the rule entrywise, to square matrices by the rule matrix-function\n";

/** One rule: as written, the derived variation and adjoint of each case, its sources in full, its last check. */
function ruleText(catalogue: Catalogue, rule: WrittenRule): string {
  const derived = derivedCases(catalogue, rule).map(({ conditions, variations, adjoints, where }) => {
    const title = `Derived${conditions === "" ? "" : ` for ${conditions}`}\n`;
    const lines = [...variations, ...adjoints].map(equation);
    const names = where.length === 0 ? "" : `  where\n${where.map((e) => `  ${equation(e)}`).join("")}`;
    return `\n${title}${lines.join("")}${names}`;
  });
  const works = rule.citations.map((c) => {
    const work = sources.find((s) => s.key === c.key)!;
    return `  ${wrapped(`${citationText(sources, c)}: ${sourceText(work)}`, "\n    ")}\n`;
  });
  return (
    `${asWritten(rule)}  (rules/${chapterOf(rule).file}.rules)\n` +
    derived.join("") +
    (rule.kind === "scalar" ? SCALAR_USES : "") +
    (works.length === 0 ? "" : `\nSource\n${works.join("")}`) +
    `\nLast check\n  ${checkSummary(lastCheck(rule.kind, rule.name))}\n` +
    (lastCheck(rule.kind, rule.name)?.trials
      ? `  derive-gradient check ${rule.name} repeats it and prints each comparison\n`
      : "")
  );
}

const printed = (e: Equation, notation: NotationName): { left: string; right: string } => ({
  left: e.left.map((l) => printExpression(l, notation)).join(", "),
  right: printExpression(e.right, notation),
});

function equation(e: Equation): string {
  const { left, right } = printed(e, "text");
  return `  ${left} = ${right}\n`;
}

/** Words in lines of at most 100 characters. */
function wrapped(text: string, lineEnd = "\n"): string {
  let line = "";
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length >= 100) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join(lineEnd);
}

function json(catalogue: Catalogue, written: readonly WrittenRule[]): string {
  const formula = (e: Equation) => {
    const { left, right } = printed(e, "text");
    return { name: left, expression: right, latex: printed(e, "latex").right };
  };
  const entries = written.map((rule) => ({
    kind: rule.kind,
    name: rule.name,
    file: `rules/${chapterOf(rule).file}.rules`,
    remark: rule.remark,
    lines: rule.lines.map((l) => l.text),
    derived: derivedCases(catalogue, rule).map((d) => ({
      conditions: d.conditions,
      variation: d.variations.map(formula),
      adjoint: d.adjoints.map(formula),
      where: d.where.map(formula),
    })),
    sources: cited(rule),
    check: lastCheck(rule.kind, rule.name) ?? null,
  }));
  return `${JSON.stringify({ rules: entries }, null, 2)}\n`;
}
