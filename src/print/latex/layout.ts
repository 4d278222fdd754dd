/** Displays: chains of equations with reasons, broken to the width of a page. */
import type { Derivation } from "../../calculus/derivation.js";
import type { LatexOptions } from "../../language/print/notation-latex.js";
import type { NotationStyle } from "../../language/print/notation.js";
import { printExpression } from "../../language/print/print.js";
import type { Syntax } from "../../language/syntax.js";
import { LEAD, type Line, type Passage } from "../proof.js";
import type { Equation } from "../formulas.js";
import { breakFormula } from "./break.js";
import { markedFunctions } from "./entrywise.js";
import { widthOf } from "./measure.js";
import { NARROWEST, NUMBER, type Environment, type LatexLayout } from "./options.js";
import { paperForm, type Shown } from "./paper.js";
import { reasonParts } from "./reasons.js";
import type { Explained, MeaningPart } from "../meanings.js";
import { words } from "./words.js";

/** How formulas are written, and how wide a display may be, in em. */
export interface Page {
  readonly style: NotationStyle;
  readonly width: number;
  readonly env: Environment;
  /** Whether the signs that a style decides are macros. */
  readonly macros: boolean;
  readonly reasons: boolean;
  readonly shown: Shown;
  /** Functions that act on entries here and on matrices there: on entries they are marked. */
  readonly marked: ReadonlySet<string>;
  /** A citation, `higham2008 Thm 3.11`, as it is written in a reason; absent where the text cites outside of displays. */
  readonly cite?: (citation: string) => string;
}

/** The page of a derivation. */
export function pageOf(
  derivation: Derivation,
  style: NotationStyle,
  layout: LatexLayout,
  defaults: { readonly env: Environment; readonly width: number; readonly cite?: Page["cite"] },
): Page {
  const env = layout.env ?? defaults.env;
  const numbered = env === "aligned" ? 0 : NUMBER;
  return {
    style,
    width: Math.max((layout.width ?? defaults.width) - numbered, NARROWEST),
    env,
    macros: layout.macros === "once",
    reasons: layout.reasons !== false,
    shown: (id) => derivation.store.at(id),
    marked: markedFunctions(derivation),
    ...(defaults.cite ? { cite: defaults.cite } : {}),
  };
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

const latexOptions = ({ style, macros, marked }: Page): LatexOptions => ({ ...style, macros, paper: true, marked });

/** The page for formulas of rules, whose names are none of the program's. */
export const plainly = (page: Page): Page => {
  const { boldNames, ...style } = page.style;
  return boldNames ? { ...page, style } : page;
};

export const formula = (s: Syntax, page: Page): string =>
  printExpression(paperForm(s, page.shown), "latex", { latex: latexOptions(page) });

/** Rows of displays; those of a group are never separated from each other by a number. */
export type Rows = readonly string[];

/** name = value, a row or more for each, with a comma between them and `end` behind the last. */
export function equationRows(equations: readonly Equation[], page: Page, end = ""): Rows[] {
  const parts = equations.map((e) => sidesOf(e, page));
  const column = columnOf(
    parts.map((p) => p.left),
    page,
  );
  return parts.map((p, k) => {
    const stop = k === parts.length - 1 ? end : ",";
    const rows = valueRows(p.left, p.right, { page, column, end: p.said.length === 0 ? stop : "" });
    if (p.said.length === 0) return rows;
    const [only, ...more] = rows;
    const room = page.width - column - EQUALS;
    const whole = `${p.right}${p.said.map((part) => part.beside).join("")}`;
    if (more.length === 0 && only!.startsWith(p.left) && widthOf(whole) < room) return [`${p.left} &= ${whole}${stop}`];
    const below = p.said.map((part) => `&\\quad ${part.below}`);
    return [...rows, ...below.slice(0, -1), below[below.length - 1]! + stop];
  });
}

/** What is said of a value behind it, as it stands in its row and in one of its own. */
interface Said {
  readonly beside: string;
  readonly below: string;
}

interface Sides {
  readonly left: string;
  readonly right: string;
  readonly said: readonly Said[];
}

/** A function by its entries needs no word for it. */
function sidesOf(e: Equation, page: Page): Sides {
  const [first, ...rest] = e.meaning ?? [];
  if (typeof first !== "object" || !("formula" in first) || first.formula.length !== 2)
    return { left: e.left.map((l) => formula(l, page)).join(", "), right: formula(e.right, page), said: [] };
  const [left, right] = first.formula.map((f) => formula(f, page)) as [string, string];
  const said = rest.flatMap((part): Said[] => {
    if (typeof part !== "string") {
      const text = meaningPart(part, page);
      return [{ beside: text, below: text }];
    }
    if (part.trim() === ",") return [{ beside: ", \\quad ", below: "" }];
    return [{ beside: `\\text{${words(part)}}`, below: `\\text{${words(part.replace(/^[ ,]+/, ""))}}` }];
  });
  return { left, right, said: joinedWords(said) };
}

/** Words stand in one row with the formula that follows them. */
function joinedWords(said: readonly Said[]): Said[] {
  const joined: Said[] = [];
  for (const part of said) {
    const last = joined[joined.length - 1];
    const isLead = last !== undefined && (last.below === "" || /^\\text\{[^}]* \}$/.test(last.below));
    if (isLead) joined[joined.length - 1] = { beside: last.beside + part.beside, below: last.below + part.below };
    else joined.push(part);
  }
  return joined.filter((part) => part.below !== "");
}

const isLong = (left: string, page: Page): boolean => widthOf(left) > page.width / 3;

/** The width of the left sides that stand in one column; long ones stand in rows of their own. */
const columnOf = (lefts: readonly string[], page: Page): number =>
  Math.max(2, ...lefts.filter((l) => !isLong(l, page)).map(widthOf));

interface Place {
  readonly page: Page;
  /** Of the left sides. */
  readonly column: number;
  readonly end: string;
}

function valueRows(left: string, right: string, { page, column, end }: Place): string[] {
  const long = isLong(left, page);
  const lines = breakFormula(right, page.width - column - EQUALS - widthOf(end)).map((line, i) => {
    const text = i === 0 ? `&= ${line}` : `&${line}`;
    return i === 0 && !long ? `${left} ${text}` : text;
  });
  return [...(long ? leftRows(left, page) : []), ...lines.slice(0, -1), `${lines[lines.length - 1]!}${end}`];
}

const leftRows = (left: string, page: Page): string[] => breakFormula(left, page.width - 3).map((row) => `&${row}`);

/** A part of what a function is, in the middle of a text or in a formula. */
export function meaningPart(part: MeaningPart, page: Page): string {
  if (typeof part === "string") return words(part);
  if ("sign" in part) return signs(part.sign);
  return part.formula.map((f) => formula(f, page)).join(" = ");
}

const signs = (text: string): string => text.replaceAll("×", " \\times ").replaceAll("−", "-");

/** A sentence that says what a function is. */
export function explainedText({ call, meaning }: Explained, page: Page): string {
  const said = meaning.map((part) => (typeof part === "string" ? words(part) : `$${meaningPart(part, page)}$`));
  const sole = meaning.length === 1 && typeof meaning[0] === "object" && "formula" in meaning[0];
  const whole = sole ? `$${formula(call, page)} = ${meaningPart(meaning[0]!, page)}$` : "";
  return whole === "" ? `$${formula(call, page)}$ is ${said.join("")}` : whole;
}

/** A chain of equalities with their reasons at the right, or below where there is no room. */
export function passageRows(passages: readonly Passage[], page: Page, end = ""): Rows[] {
  const lefts = passages.map((p) => formula(p.left, page));
  const column = columnOf(lefts, page);
  return passages.map((p, i) => chainRows(p, lefts[i]!, { page, column, end: i === passages.length - 1 ? end : "," }));
}

function chainRows(passage: Passage, left: string, { page, column, end }: Place): Rows {
  const all = page.width - EQUALS;
  const long = isLong(left, page);
  const reasons = passage.lines.map((l) => reasonOf(l, page, column));
  const beside = all - column - Math.max(0, ...reasons.flat().map((r) => r.width)) - SEPARATION;
  const below = beside < LEAST || page.env === "split" || page.env === "equation";
  const room = (below ? all - column : beside) - widthOf(end);
  const rows = passage.lines.flatMap((line, i) => {
    const written = breakFormula(formula(line.formula, page), room);
    const first = i === 0 && !long ? left : "";
    const stop = i === passage.lines.length - 1 ? end : "";
    const formulas = written.map(
      (text, k) => (k === 0 ? `${first} &= ${text}` : `&${text}`) + (k === written.length - 1 ? stop : ""),
    );
    return withNotes(formulas, reasons[i]!, below, room);
  });
  return long ? [...leftRows(left, page), ...rows] : rows;
}

function withNotes(formulas: readonly string[], notes: readonly ReasonLine[], below: boolean, room: number): string[] {
  const count = Math.max(formulas.length, notes.length);
  if (!below)
    return Array.from({ length: count }, (_, k) => {
      const note = notes[k] === undefined ? "" : ` && ${notes[k].text}`;
      return `${formulas[k] ?? "&"}${note}`;
    });
  const [only, ...more] = notes;
  const last = formulas[formulas.length - 1]!;
  const fits = only && more.length === 0 && widthOf(last.replaceAll("&", "")) + only.width + SEPARATION <= room;
  if (fits) return [...formulas.slice(0, -1), `${last} \\qquad ${only.text}`];
  return [...formulas, ...notes.map((n) => `&\\qquad ${n.text}`)];
}

interface ReasonLine {
  readonly text: string;
  readonly width: number;
}

/** The reason of a line in lines no wider than its column. */
function reasonOf(line: Line, page: Page, column: number): ReasonLine[] {
  if (line.kind === undefined || !page.reasons) return [];
  const widest = Math.min(REASONS, page.width - column - 4);
  const names =
    line.kind === "insert"
      ? line.rules.map((n) => ({ text: `$${formula(nameOf(n), page)}$`, width: 2 }))
      : reasonParts(line, latexOptions(plainly(page))).map((part) =>
          part.formula === undefined || 0.85 * widthOf(part.formula) > widest
            ? { text: part.words, width: part.words.length * CHARACTER }
            : { text: `$${part.formula}$`, width: 0.85 * widthOf(part.formula) },
        );
  const { cite } = page;
  const cited = (cite ? line.citations : []).map((c) => {
    const text = cite!(c);
    return { text, width: text.replace(/\\cite|[[\]{}~]/g, "").length * CHARACTER };
  });
  const items = [...names, ...cited].flatMap((item, i, list) => {
    const comma = i < list.length - 1 ? "," : "";
    // What is wider than the column is broken at its blanks.
    const pieces = item.width > widest && !item.text.startsWith("$") ? item.text.split(" ") : [item.text];
    return pieces.map((text, k) => ({
      text: k === pieces.length - 1 ? text + comma : text,
      width: pieces.length === 1 ? item.width : text.length * CHARACTER,
    }));
  });
  const lead = LEADS[line.kind];
  const lines: { text: string; width: number }[] = [{ text: lead, width: lead.length * CHARACTER }];
  for (const item of items) {
    const last = lines[lines.length - 1]!;
    const space = last.text === lead ? "" : " ";
    if (last.text === lead || last.width + item.width + CHARACTER <= widest)
      lines[lines.length - 1] = { text: last.text + space + item.text, width: last.width + item.width + CHARACTER };
    else lines.push(item);
  }
  return lines
    .filter(({ text }) => text.trim() !== "")
    .map(({ text, width }) => ({ text: `\\text{\\footnotesize ${text.trimEnd()}}`, width }));
}

/** What stands before the parts of a reason. */
const LEADS: Readonly<Record<NonNullable<Line["kind"]>, string>> = {
  ...LEAD,
  variation: "",
  collect: "",
  simplify: "",
  insert: "inserting ",
  structure: "projected onto the structure: ",
};

const nameOf = (text: string): Syntax => ({ kind: "name", name: text, spelling: text, span: { start: 0, end: 0 } });
