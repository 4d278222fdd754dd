/** Rule files as text: blocks with a keyword and a name, and indented lines below (docs/rules.md). */
import type { Catalogue, Sample } from "../catalogue/catalogue.js";

export interface RuleLine {
  readonly file: string;
  readonly line: number;
  /** Without indentation and comment. */
  readonly text: string;
  /** As written, without indentation. */
  readonly written: string;
}

export interface Block {
  readonly keyword: string;
  readonly name: string;
  readonly head: RuleLine;
  readonly lines: readonly RuleLine[];
}

/** A mistake in a rule file, with its place. */
export class RuleError extends Error {
  constructor(
    readonly at: RuleLine,
    message: string,
  ) {
    super(`${at.file}:${at.line}: ${message}\n  ${at.written}`);
  }
}

const KEYWORDS = new Set([
  "function",
  "infer",
  "scalar",
  "identity",
  "simplify",
  "recognize",
  "expand",
  "present",
  "property",
]);

export function readBlocks(file: string, text: string): Block[] {
  const blocks: { keyword: string; name: string; head: RuleLine; lines: RuleLine[] }[] = [];
  text.split("\n").forEach((raw, i) => {
    const bare = raw.replace(/#.*$/, "").trimEnd();
    if (bare.trim() === "") return;
    const line: RuleLine = { file, line: i + 1, text: bare.trim(), written: raw.trim() };
    if (/^\s/.test(bare)) {
      const block = blocks[blocks.length - 1];
      if (!block) throw new RuleError(line, "a line of a rule stands before the first rule");
      block.lines.push(line);
      return;
    }
    const [keyword, name, ...rest] = line.text.split(/\s+/);
    if (!KEYWORDS.has(keyword!)) throw new RuleError(line, `${keyword} is not one of ${[...KEYWORDS].join(", ")}`);
    if (name === undefined || rest.length > 0) throw new RuleError(line, `${keyword} needs one name`);
    blocks.push({ keyword: keyword!, name, head: line, lines: [] });
  });
  return blocks;
}

/** Splits a formula from the declarations of its names, which follow after two or more blanks. */
export function splitDeclarations(text: string): { formula: string; declarations: string } {
  const match = /\s{2,}(?=[^\s:]+(?:, *[^\s:]+)*: )/.exec(text);
  if (!match) return { formula: text, declarations: "" };
  return { formula: text.slice(0, match.index), declarations: text.slice(match.index).trim() };
}

/** `check m = 5, n = 3`: the sizes to check a rule at. */
export function trialsOf(lines: readonly RuleLine[]): Record<string, number>[] {
  return lines
    .filter((l) => l.text.startsWith("check "))
    .map((l) => {
      const sizes: Record<string, number> = {};
      for (const part of l.text.slice("check ".length).split(",")) {
        const match = /^\s*([a-z]) = (\d+)\s*$/.exec(part);
        if (!match) throw new RuleError(l, "sizes are written m = 5, n = 3");
        sizes[match[1]!] = Number(match[2]);
      }
      return sizes;
    });
}

/** `sample X spd`: what random values of a parameter are like in checks. */
export function sampleOf(catalogue: Catalogue, line: RuleLine): Sample | undefined {
  const match = /^sample (\S+) (\S+)$/.exec(line.text);
  if (!match) return undefined;
  if (!catalogue.properties.has(match[2]!)) throw new RuleError(line, `${match[2]!} is not a property`);
  return { parameter: match[1]!, properties: catalogue.set(match[2]!) };
}
