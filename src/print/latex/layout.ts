/** Displays: chains of equations with reasons, broken to the width of a page. */
import type { NotationStyle } from "../../language/print/notation.js";
import { printExpression } from "../../language/print/print.js";
import type { Syntax } from "../../language/syntax.js";
import { LEAD, type Line, type Passage } from "../proof.js";
import type { Equation } from "../formulas.js";
import { breakFormula } from "./break.js";
import { widthOf } from "./measure.js";
import { words } from "./words.js";

/** How formulas are written, and how wide a display may be, in em. */
export interface Page {
  readonly style: NotationStyle;
  readonly width: number;
  /** A citation, `higham2008 Thm 3.11`, as it is written in a reason. */
  readonly cite: (citation: string) => string;
  /** Whether what a style decides is written out, for places that define no macros. */
  readonly plain?: boolean;
}

/** What the equality sign and the space around it take. */
const EQUALS = 1.5;
/** The space between a formula and its reason. */
const SEPARATION = 2.2;
/** The widest that a column of reasons is made. */
const REASONS = 15;
/** The width of a character of a reason, which is set small. */
const CHARACTER = 0.4;
/** A formula that has less room than this stands above its reason. */
const LEAST = 14;

export const formula = (s: Syntax, style: NotationStyle): string =>
  printExpression(s, "latex", { style, latex: { macros: true } });

const printed = (s: Syntax, { style, plain = false }: Page): string =>
  printExpression(s, "latex", { style, latex: { macros: !plain } });

export const aligned = (rows: readonly string[]): string => `\\begin{aligned}\n${rows.join(" \\\\\n")}\n\\end{aligned}`;

/** name = value, a row or more for each. */
export function equationRows(equations: readonly Equation[], page: Page): string[] {
  return equations.flatMap((e) => {
    const left = e.left.map((l) => printed(l, page)).join(", ");
    const lines = breakFormula(printed(e.right, page), page.width - widthOf(left) - EQUALS);
    return lines.map((line, i) => (i === 0 ? `${left} &= ${line}` : `&${line}`));
  });
}

/** A chain of equalities with their reasons at the right. */
export function passageRows(passage: Passage, page: Page): string[] {
  const left = printed(passage.left, page);
  const all = page.width - EQUALS;
  const long = widthOf(left) > all / 3;
  // A long left side stands in a row of its own.
  const indent = long ? 2 : widthOf(left);
  const reasons = passage.lines.map((l) => reasonOf(l, page));
  const column = Math.max(0, ...reasons.flat().map((r) => r.width)) + SEPARATION;
  const beside = all - indent - column;
  const room = beside < LEAST ? all - indent : beside;
  const rows = passage.lines.flatMap((line, i) => {
    const written = breakFormula(printed(line.formula, page), room);
    const first = i === 0 && !long ? left : "";
    const formulas = written.map((text, k) => (k === 0 ? `${first} &= ${text}` : `&${text}`));
    const notes = reasons[i]!.map((r) => r.text);
    if (beside < LEAST) return notes.length === 0 ? formulas : [...formulas, ...notes.map((n) => `&\\qquad ${n}`)];
    const count = Math.max(formulas.length, notes.length);
    return Array.from({ length: count }, (_, k) => {
      const note = notes[k] === undefined ? "" : ` && ${notes[k]}`;
      return `${formulas[k] ?? "&"}${note}`;
    });
  });
  return long ? [`&${breakFormula(left, all).join(" \\\\\n&")}`, ...rows] : rows;
}

interface ReasonLine {
  readonly text: string;
  readonly width: number;
}

/** The reason of a line in lines no wider than its column. */
function reasonOf(line: Line, page: Page): ReasonLine[] {
  if (line.kind === undefined) return [];
  const names = line.rules.map((n) =>
    line.kind === "insert"
      ? { text: `$${printed(nameOf(n), page)}$`, length: 2 }
      : { text: words(n), length: n.length },
  );
  const cited = line.citations.map((c) => ({
    text: page.cite(c),
    length: page.cite(c).replace(/\\cite|[[\]{}~]/g, "").length,
  }));
  const items = [...names, ...cited];
  const lead = LEAD[line.kind];
  const lines: { text: string; length: number }[] = [{ text: `(${lead}`, length: lead.length + 1 }];
  items.forEach((item, i) => {
    const last = lines[lines.length - 1]!;
    const comma = i < items.length - 1 ? ", " : "";
    const fits = i === 0 && last.length < 12 ? true : (last.length + item.length + 2) * CHARACTER <= REASONS;
    if (fits) lines[lines.length - 1] = { text: last.text + item.text + comma, length: last.length + item.length + 2 };
    else lines.push({ text: item.text + comma, length: item.length + 2 });
  });
  const end = lines[lines.length - 1]!;
  lines[lines.length - 1] = { text: `${end.text})`, length: end.length + 1 };
  return lines.map(({ text, length }) => ({
    text: `\\text{\\footnotesize ${text.trimEnd()}}`,
    width: length * CHARACTER,
  }));
}

const nameOf = (text: string): Syntax => ({ kind: "name", name: text, spelling: text, span: { start: 0, end: 0 } });
