/**
 * What LaTeX has for the page and not for the formula: environments of displayed formulas, labels, old typeface
 * switches, `\over`, and the punctuation of the sentence around. Lexemes in, lexemes out; nothing else is looked at.
 */
import type { Lexeme } from "../../../grammar/lexer.js";

/** Environments whose lines are lines of a program. */
const displays: ReadonlySet<string> = new Set([
  "align",
  "aligned",
  "alignat",
  "split",
  "equation",
  "gather",
  "gathered",
  "multline",
  "eqnarray",
  "displaymath",
  "math",
]);

/** Commands that say nothing of a formula, and have an argument. */
const labels: ReadonlySet<string> = new Set(
  ["label", "tag", "hspace", "vspace", "phantom", "color", "ref", "eqref"].concat([
    "hphantom",
    "vphantom",
    "footnote",
    "cite",
  ]),
);

/** `{\bf A}` is `\mathbf{A}`. */
const switches: ReadonlyMap<string, string> = new Map([
  ["bf", "\\mathbf"],
  ["rm", "\\mathrm"],
  ["it", "\\mathit"],
  ["sf", "\\mathsf"],
  ["tt", "\\mathtt"],
  ["cal", "\\mathcal"],
  ["bfseries", "\\mathbf"],
]);

/** A line of a display that begins with one of these goes on with the line before. */
const continues: ReadonlySet<string> = new Set([
  "plus",
  "minus",
  "equals",
  "star",
  "slash",
  "hadamard",
  "kronecker",
  "rparen",
  "rbracket",
]);

const isCommand = (lexeme: Lexeme | undefined, name: string): boolean =>
  lexeme?.type === "command" && lexeme.text === `\\${name}`;

/** `\min\ x`: LaTeX's blank, directly behind something. A solve has a blank before it, or none behind. */
function withoutBlanks(lexemes: readonly Lexeme[]): Lexeme[] {
  return lexemes.filter(({ type, start, end }, index) => {
    if (type !== "backslash" || end - start !== 1) return true;
    const [before, after] = [lexemes[index - 1], lexemes[index + 1]];
    return !(before?.end === start && after !== undefined && after.start > end);
  });
}

/** The lexemes of the formulas, displays cut into lines. */
export const typeset = (lexemes: readonly Lexeme[]): Lexeme[] =>
  lexemes.some(({ type }) => type === "command")
    ? withoutPunctuation(fractions(faces(beneath(lines(withoutBlanks(lexemes))))))
    : withoutPunctuation(lexemes);

/** The index of the brace that closes the one at the index, or −1. */
function braceEnd(lexemes: readonly Lexeme[], open: number): number {
  let depth = 0;
  for (let index = open; index < lexemes.length; index += 1) {
    const { type } = lexemes[index]!;
    if (type === "lbrace") depth += 1;
    if (type === "rbrace") depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** The name of the environment that `\begin` or `\end` at the index is about, and the index after it. */
function environmentAt(lexemes: readonly Lexeme[], index: number): { name: string; next: number } | undefined {
  const [open, word, star] = lexemes.slice(index + 1, index + 4);
  if (open?.type !== "lbrace" || word?.type !== "word") return undefined;
  return { name: word.text, next: index + (star?.type === "star" ? 5 : 4) };
}

/** Displays without their frames: `\\` ends a line, `&` is nothing; the columns of an array are not told. */
function lines(lexemes: readonly Lexeme[]): Lexeme[] {
  const kept: Lexeme[] = [];
  const open: string[] = [];
  for (let index = 0; index < lexemes.length;) {
    const lexeme = lexemes[index]!;
    const from = index;
    const name = lexeme.type === "command" ? lexeme.text.slice(1) : "";
    const environment = name === "begin" || name === "end" ? environmentAt(lexemes, index) : undefined;
    if (environment !== undefined) {
      if (name === "begin") open.push(environment.name);
      else open.pop();
      index = environment.next;
      const columns = environment.name === "array" || environment.name === "alignat";
      if (name === "begin" && lexemes[index]?.type === "lbracket" && lexemes[index + 2]?.type === "rbracket")
        index += 3;
      if (name === "begin" && columns && lexemes[index]?.type === "lbrace")
        index = braceEnd(lexemes, index) + 1 || index;
      if (displays.has(environment.name)) kept.push(newline(lexeme));
      else if (environment.name === "array") kept.push(...matrixFrame(lexeme, name as "begin" | "end"));
      else kept.push(...lexemes.slice(from, environment.next));
    } else if (labels.has(name) && lexemes[index + 1]?.type === "lbrace") {
      index = braceEnd(lexemes, index + 1) + 1 || lexemes.length;
    } else if (name === "notag" || name === "nonumber") index += 1;
    else if (lexeme.type === "ampersand" && (open.length === 0 || displays.has(open[open.length - 1]!))) {
      if (open.length === 0 && kept[kept.length - 1]?.type !== "newline" && lexemes[index + 1]?.type !== "equals")
        kept.push(lexeme);
      index += 1;
    } else if (name === "\\" && (open.length === 0 || displays.has(open[open.length - 1]!))) {
      if (!goesOn(lexemes, index + 1)) kept.push(newline(lexeme));
      index += 1;
    } else {
      if (!(lexeme.type === "newline" && open.length > 0 && displays.has(open[open.length - 1]!))) kept.push(lexeme);
      index += 1;
    }
  }
  return kept;
}

/** The text of a line break that a display makes. */
const displayed = "\\\\";

const newline = ({ start, end }: Lexeme): Lexeme => ({ type: "newline", text: displayed, start, end });

/** `\begin{array}{cc}` is a matrix. */
const matrixFrame = ({ start, end }: Lexeme, side: "begin" | "end"): Lexeme[] => [
  { type: "command", text: `\\${side}`, start, end },
  { type: "lbrace", text: "{", start, end },
  { type: "word", text: "matrix", start, end },
  { type: "rbrace", text: "}", start, end },
];

/** Whether the line of a display after the index goes on with the one before. */
function goesOn(lexemes: readonly Lexeme[], from: number): boolean {
  let index = from;
  for (; index < lexemes.length; index += 1) {
    const { type, text } = lexemes[index]!;
    const spacing = type === "command" && /^\\(?:quad|qquad|nonumber|notag|[,;:>! ])$/.test(text);
    if (type === "command" && labels.has(text.slice(1)) && lexemes[index + 1]?.type === "lbrace")
      index = Math.max(braceEnd(lexemes, index + 1), index);
    else if (type !== "newline" && type !== "ampersand" && !spacing) break;
  }
  const next = lexemes[index];
  return next !== undefined && (continues.has(next.type) || /^\\(?:cdot|times|odot|circ|right)$/.test(next.text));
}

/** Old switches of the typeface as commands with an argument. */
function faces(lexemes: readonly Lexeme[]): Lexeme[] {
  return lexemes.map((lexeme, index) => {
    const after = lexemes[index + 1];
    const before = lexemes[index - 1];
    const face = after?.type === "command" && lexeme.type === "lbrace" ? switches.get(after.text.slice(1)) : undefined;
    if (face !== undefined && after !== undefined) return { ...after, text: face };
    const moved = before?.type === "lbrace" && lexeme.type === "command" && switches.has(lexeme.text.slice(1));
    return moved ? { ...before, start: lexeme.start, end: lexeme.end } : lexeme;
  });
}

/** `\underset{X}{\min}` is `\min_{X}`. */
function beneath(lexemes: readonly Lexeme[]): Lexeme[] {
  const at = lexemes.findIndex((lexeme) => isCommand(lexeme, "underset"));
  const under = lexemes[at + 1]?.type === "lbrace" ? braceEnd(lexemes, at + 1) : -1;
  const sign = under > 0 && lexemes[under + 1]?.type === "lbrace" ? braceEnd(lexemes, under + 1) : -1;
  if (at < 0 || sign < 0) return [...lexemes];
  const { start, end } = lexemes[at]!;
  return [
    ...lexemes.slice(0, at),
    ...lexemes.slice(under + 2, sign),
    { type: "subscript", text: "_", start, end },
    ...lexemes.slice(at + 1, under + 1),
    ...beneath(lexemes.slice(sign + 1)),
  ];
}

/** `{a \over b}` is `\frac{a}{b}`. */
function fractions(lexemes: readonly Lexeme[]): Lexeme[] {
  if (!lexemes.some((lexeme) => isCommand(lexeme, "over"))) return [...lexemes];
  const over = new Set<number>();
  const open: number[] = [];
  lexemes.forEach((lexeme, index) => {
    if (lexeme.type === "lbrace") open.push(index);
    else if (lexeme.type === "rbrace") open.pop();
    else if (isCommand(lexeme, "over") && open.length > 0) over.add(open[open.length - 1]!).add(index);
  });
  return lexemes.flatMap((lexeme, index): Lexeme[] => {
    const { start, end } = lexeme;
    if (!over.has(index)) return [lexeme];
    if (lexeme.type === "lbrace") return [{ type: "command", text: "\\frac", start, end: start }, lexeme];
    return [
      { type: "rbrace", text: "}", start, end },
      { type: "lbrace", text: "{", start, end },
    ];
  });
}

/** A full stop at the end of a line, and a comma at the end of the text or of a line of a display, end a sentence. */
function withoutPunctuation(lexemes: readonly Lexeme[]): Lexeme[] {
  const isClosing = (lexeme: Lexeme | undefined): boolean => isCommand(lexeme, "]") || isCommand(lexeme, ")");
  let last = lexemes.length - 1;
  while (last >= 0 && (lexemes[last]!.type === "newline" || isClosing(lexemes[last]))) last -= 1;
  return lexemes.filter(({ type }, index) => {
    if ((type !== "dot" && type !== "comma") || index === 0 || lexemes[index - 1]!.type === "newline") return true;
    if (index === last) return false;
    const next = lexemes[index + (isClosing(lexemes[index + 1]) ? 2 : 1)];
    return next?.type !== "newline" || (type === "comma" && next.text !== displayed);
  });
}
