/** Rule files as text: blocks with a keyword and a name, and indented lines below (docs/rules.md). */
import type { SourceText } from "../../../codegen/diagnostics.js";
import { readLine } from "./lines.js";
import { eachOf, ruleError, unknownWord } from "./problem.js";
import type { RuleLine } from "./rule-line.js";

export const KEYWORDS = [
  "function",
  "infer",
  "scalar",
  "identity",
  "simplify",
  "recognize",
  "expand",
  "present",
  "property",
] as const;

export type RuleKind = (typeof KEYWORDS)[number];

export interface Block {
  readonly keyword: RuleKind;
  readonly name: string;
  readonly head: RuleLine;
  readonly lines: readonly RuleLine[];
}

/** The blocks of a file. Throws RuleError. */
export function readBlocks(name: string, text: string): Block[] {
  const heads: { head: RuleLine; lines: RuleLine[] }[] = [];
  for (const line of linesOf({ name, text })) {
    const indented = line.start > 0 && text[line.start - 1] !== "\n";
    const block = heads[heads.length - 1];
    if (!indented) heads.push({ head: line, lines: [] });
    else if (block) block.lines.push(line);
    else throw ruleError(line, "line", "a line of a rule stands before the first rule");
  }
  return eachOf(heads, ({ head, lines }) => {
    const { keyword, name: rule } = readLine("head", head);
    const kind = KEYWORDS.find((k) => k === keyword.text);
    if (!kind) throw unknownWord(head, "keyword", keyword, `one of ${KEYWORDS.join(", ")}`, KEYWORDS);
    return { keyword: kind, name: rule.text, head, lines };
  });
}

/** The lines of a file that are neither empty nor a comment. */
function linesOf(file: SourceText): RuleLine[] {
  let offset = 0;
  return file.text.split("\n").flatMap((raw, i) => {
    const begin = offset;
    offset += raw.length + 1;
    const text = raw.replace(/#.*$/, "").trim();
    if (text === "") return [];
    const start = begin + raw.length - raw.trimStart().length;
    return [{ file, line: i + 1, start, text, written: raw.trim() }];
  });
}

/** The formula of a rule's first line and the declarations of its names, which follow after two or more blanks. */
export function splitDeclarations(text: string): { formula: string; declarations: string } {
  const [formula = "", declarations = ""] = text.split(/ {2,}/);
  return { formula, declarations };
}
