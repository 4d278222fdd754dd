/** Displays in the environment that was asked for. */
import { letterMacros } from "../../language/print/notation-latex.js";
import type { Environment } from "./options.js";
import type { Page, Rows } from "./layout.js";

/** A display that is no alignment does not go on on the next page: it has no more rows than this. */
const MOST_ROWS = 24;
/** Rows with fractions are set apart. */
const APART = "[3pt]";

/** Groups of rows as one display or more, the label at the last. */
export function displayed(groups: readonly Rows[], page: Page, label?: string): string {
  if (groups.length === 0) return "";
  if (page.env === "align") return wrapped(groups.flat(), page.env, page, label);
  const parts = page.env === "equation" ? groups.flatMap((g) => chunks(g)) : chunks(groups.flat());
  return parts.map((rows, i) => wrapped(rows, page.env, page, i === parts.length - 1 ? label : undefined)).join("\n");
}

function chunks(rows: Rows): Rows[] {
  const count = Math.ceil(rows.length / MOST_ROWS);
  const size = Math.ceil(rows.length / count);
  return Array.from({ length: count }, (_, i) => rows.slice(i * size, (i + 1) * size));
}

function wrapped(rows: Rows, env: Environment, page: Page, label?: string): string {
  const mark = label === undefined ? "" : ` \\label{${label}}`;
  const text = written(rows, env, mark);
  // Macros are defined in front; without them what LaTeX lacks is written out.
  return page.macros ? text : withoutLetterMacros(text);
}

function written(rows: Rows, env: Environment, mark: string): string {
  const isSole = env === "equation" && rows.length === 1;
  if (isSole) return `\\begin{equation}${mark}\n${rows[0]!.replace("&", "")}\n\\end{equation}`;
  if (env === "align") {
    const marked = rows.map((row, i) => (i < rows.length - 1 ? `${row} \\notag` : row + mark));
    return `\\begin{align}\n${joined(marked)}\n\\end{align}`;
  }
  const inner = env === "aligned" ? "aligned" : "split";
  const text = `\\begin{${inner}}\n${joined(rows)}\n\\end{${inner}}`;
  if (env === "aligned" && mark === "") return `\\[\n${text}\n\\]`;
  return `\\begin{equation}${mark}\n${text}\n\\end{equation}`;
}

const joined = (rows: Rows): string =>
  rows
    .map((row, i) => {
      const next = rows[i + 1];
      if (next === undefined) return row;
      return `${row} \\\\${/\\frac|bmatrix/.test(row) || /\\frac|bmatrix/.test(next) ? APART : ""}`;
    })
    .join("\n");

/** The text with the letters that LaTeX does not define as what they look like: \Alpha is \mathrm{A}. */
export function withoutLetterMacros(text: string): string {
  return letterMacros(text).reduce((all, definition) => {
    const [, command, meaning] = /^\\providecommand\{\\([A-Za-z]+)\}(.*)$/.exec(definition)!;
    return all.replace(new RegExp(`\\\\${command!}(?![A-Za-z])`, "g"), () => meaning!);
  }, text);
}
