/** Where the names of a derivation stand in the text that is printed of it. */
import { toAscii } from "../../grammar/names.js";
import type { EmitKind } from "../emit-kinds.js";
import type { Mark } from "../language/print/print.js";
import type { Printed, View } from "./view.js";

/** A name as a text has it, and the expression that it stands for. */
type Names = ReadonlyMap<string, number>;

const FORMULAS: ReadonlySet<EmitKind> = new Set(["text", "steps", "json"]);
const DISPLAYS: ReadonlySet<EmitKind> = new Set(["latex", "tex", "markdown"]);

/** The end of the comment that a module begins with, which has formulas. */
const HEADER = /^(?:"""[\s\S]*?"""|\/\*[\s\S]*?\*\/)/;

/** A word, an accent over its last letter included. */
const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_]*/gu;

/** A command, a letter, or a word of LaTeX with what its accents are over. */
const LATEX = /\\(?:bar|tilde|hat|mathit|mathrm|widehat|overline)\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\p{L}+/gu;

/** The marks of names in a text, in order. */
export function codeMarks(text: string, kind: EmitKind, view: View): Mark[] {
  if (DISPLAYS.has(kind))
    return found(
      text,
      0,
      LATEX,
      namesBy(view, (p) => p.latex),
    );
  const written = namesBy(view, (p) => p.text);
  if (FORMULAS.has(kind)) return found(text, 0, WORD, written);
  const header = HEADER.exec(text)?.[0] ?? "";
  return [
    ...found(header, 0, WORD, written),
    ...found(text.slice(header.length), header.length, WORD, variables(view)),
  ];
}

function found(text: string, from: number, words: RegExp, names: Names): Mark[] {
  return [...text.matchAll(words)].flatMap(({ 0: word, index }) => {
    const node = names.get(word);
    return node === undefined ? [] : [{ start: from + index, end: from + index + word.length, node }];
  });
}

const leftsOf = (view: View): Printed[] =>
  [...view.program, ...view.where, ...view.gradients, ...view.variations].map((e) => e.left);

function namesBy(view: View, of: (name: Printed) => string): Map<string, number> {
  const names = new Map<string, number>();
  const add = (name: string, node: number): void => void (names.has(name) || names.set(name, node));
  for (const { name } of [...view.inputs, ...view.outputs]) if (name.marks[0]) add(of(name), name.marks[0].node);
  for (const left of leftsOf(view)) {
    // Names of a factorization stand side by side.
    const parts = of(left).split(", ");
    left.marks.forEach((m, i) => {
      if (parts.length === left.marks.length) add(parts[i]!, m.node);
    });
  }
  return names;
}

/**
 * What a variable is called in code: its name in ASCII, with a line below where the name is a word of the language; the values
 * on a diagonal by the small letter.
 */
function spellings(name: string): string[] {
  const ascii = toAscii(name);
  const names = ascii === name ? [ascii] : [ascii, ascii.toLowerCase()];
  return names.flatMap((n) => [n, `${n}_`]);
}

/**
 * The variables that are sure to hold what the name stands for: inputs, outputs, and the factors of factorizations. Code has
 * intermediate results of its own under plain names.
 */
function variables(view: View): Names {
  const own = [...view.inputs, ...view.outputs].map((v) => v.name.text);
  const factors = view.where.filter((e) => e.left.marks.length > 1).flatMap((e) => e.left.text.split(", "));
  const sure = new Set([...own, ...factors]);
  const found = new Map<string, number>();
  for (const [name, node] of namesBy(view, (p) => p.text)) {
    if (!sure.has(name)) continue;
    for (const spelling of [name, ...spellings(name)]) if (!found.has(spelling)) found.set(spelling, node);
  }
  return found;
}
