/**
 * Diagnostics as text for a terminal:
 *
 *     error[syntax/unknown-name]: `foo` is neither declared nor a known function
 *      --> program.mx:2:3
 *       |
 *     2 | X*foo
 *       |   ^^^
 *     help: did you mean `floor`?
 */
import { printable, type Diagnostic, type SourceText } from "../../../codegen/diagnostics.js";
import type { Span } from "../syntax.js";

export interface RenderOptions {
  /** What the source is called; `input` by default. */
  readonly fileName?: string;
  readonly color?: boolean;
}

/** The most that is ever printed, and the most of it one message may take. */
const longest = { total: 4_000, message: 2_000 };

/** Columns of the source that are shown; longer lines are cut around the caret. */
const windowWidth = 88;

type Paint = (style: "error" | "strong" | "gutter" | "help", text: string) => string;

const codes = { error: "1;31", strong: "1", gutter: "34", help: "36" } as const;

const colored: Paint = (style, text) => (text === "" ? "" : `\u001b[${codes[style]}m${text}\u001b[0m`);
const plain: Paint = (_, text) => text;

/** Renders the diagnostics, the first of them in full; never longer than 4096 characters. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: string,
  options: RenderOptions = {},
): string {
  const paint = options.color === true ? colored : plain;
  let text = "";
  for (const [index, diagnostic] of diagnostics.entries()) {
    const message = renderOne(diagnostic, source, options.fileName ?? "input", paint);
    if (index > 0 && text.length + message.length > longest.total - 40) {
      const rest = diagnostics.length - index;
      return `${text}\n… and ${rest} more ${rest === 1 ? "error" : "errors"}\n`;
    }
    text += (index > 0 ? "\n" : "") + message;
  }
  return text;
}

function renderOne(diagnostic: Diagnostic, source: string, fileName: string, paint: Paint): string {
  const { code, message, span, hint, related = [] } = diagnostic;
  const main = diagnostic.source ?? { name: fileName, text: source };
  const place = locate(main.text, span);
  const others = related.map((other) => {
    const from = other.source ?? { name: fileName, text: source };
    return { ...other, from, place: locate(from.text, other.span) };
  });
  const gutter = String(Math.max(place.line, ...others.map((other) => other.place.line))).length;
  const blank = " ".repeat(gutter);
  const bar = paint("gutter", "|");
  const lines = [
    `${paint("error", `error[${code}]`)}${paint("strong", `: ${clipped(message)}`)}`,
    `${blank}${paint("gutter", "-->")} ${printable(main.name)}:${place.line}:${place.column}`,
    `${blank} ${bar}`,
  ];
  const quoted = new Set<number>();
  let shown = main;
  const show = (from: SourceText, at: Place, mark: string, label: string, style: "error" | "gutter"): void => {
    const excerpt = excerptOf(from.text, at, mark);
    if (from.text !== shown.text || from.name !== shown.name) {
      shown = from;
      quoted.clear();
      lines.push(`${blank}${paint("gutter", ":::")} ${printable(from.name)}:${at.line}:${at.column}`);
    }
    if (!quoted.has(at.line)) {
      lines.push(`${paint("gutter", String(at.line).padStart(gutter))} ${bar} ${excerpt.text}`.trimEnd());
    }
    quoted.add(at.line);
    lines.push(`${blank} ${bar} ${excerpt.indent}${paint(style, excerpt.marks + (label === "" ? "" : ` ${label}`))}`);
  };
  show(main, place, "^", "", "error");
  for (const other of others) show(other.from, other.place, "-", clipped(other.message), "gutter");
  if (hint !== undefined) lines.push(`${paint("help", "help")}: ${clipped(hint)}`);
  const text = `${lines.join("\n")}\n`;
  return text.length > longest.message ? `${text.slice(0, longest.message - 2)}…\n` : text;
}

const clipped = (text: string): string => {
  const safe = printable(text);
  return safe.length > 400 ? `${safe.slice(0, 399)}…` : safe;
};

/** A place in the source; lines and columns count from 1, columns in code points. */
interface Place {
  readonly line: number;
  readonly column: number;
  /** Offsets of the line, without its end. */
  readonly lineStart: number;
  readonly lineEnd: number;
  /** The span within the line. */
  readonly start: number;
  readonly end: number;
}

/** Where a span begins. Exported for tools that print `file:line:column`. */
export function locate(source: string, span: Span): Place {
  const start = Math.max(0, Math.min(span.start, source.length));
  let line = 1;
  let lineStart = 0;
  for (const { index, 0: end } of source.matchAll(/\r\n|\n|\r/g)) {
    if (index >= start) break;
    line += 1;
    lineStart = index + end.length;
  }
  const rest = /[\r\n]/.exec(source.slice(start));
  const lineEnd = rest === null ? source.length : start + rest.index;
  const column = Array.from(source.slice(lineStart, start)).length + 1;
  return { line, column, lineStart, lineEnd, start, end: Math.max(start, Math.min(span.end, lineEnd)) };
}

interface Excerpt {
  readonly text: string;
  readonly indent: string;
  readonly marks: string;
}

/** One character of the source as it is printed. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly offset: number;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;
const wideAstral = /[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function cellOf(character: string, offset: number): Cell {
  if (character === "\t") return { text: "    ", width: 4, offset };
  if (/\p{M}/u.test(character)) return { text: character, width: 0, offset };
  const text = printable(character);
  if (text !== character) return { text, width: text.length, offset };
  return { text, width: wide.test(character) || wideAstral.test(character) ? 2 : 1, offset };
}

/** The part of the line around the span, and the marks that stand under the span. */
function excerptOf(source: string, place: Place, mark: string): Excerpt {
  const from = Math.max(place.lineStart, place.start - 2 * windowWidth);
  const to = Math.min(place.lineEnd, place.start + 2 * windowWidth);
  const cells: Cell[] = [];
  let offset = from;
  for (const character of source.slice(from, to)) {
    cells.push(cellOf(character, offset));
    offset += character.length;
  }
  const width = (some: readonly Cell[]): number => some.reduce((sum, cell) => sum + cell.width, 0);
  const caret = cells.findIndex((cell) => cell.offset >= place.start);
  const index = caret < 0 ? cells.length : caret;
  let first = 0;
  if (from > place.lineStart || width(cells.slice(0, index)) > (2 * windowWidth) / 3) {
    while (first < index && width(cells.slice(first, index)) > windowWidth / 2) first += 1;
  }
  let last = index;
  while (last < cells.length && width(cells.slice(first, last + 1)) <= windowWidth) last += 1;
  const cutLeft = first > 0 || from > place.lineStart ? "…" : "";
  const cutRight = last < cells.length || to < place.lineEnd ? "…" : "";
  const text =
    cutLeft +
    cells
      .slice(first, last)
      .map((cell) => cell.text)
      .join("") +
    cutRight;
  const under = cells.slice(index, last).filter((cell) => cell.offset < place.end);
  return {
    text,
    indent: " ".repeat(cutLeft.length + width(cells.slice(first, index))),
    marks: mark.repeat(Math.max(1, width(under))),
  };
}
