/** What a LaTeX command or a subscript applies to: one word or number, inside any braces and typefaces. */
import type { Lexeme } from "../../../grammar/lexer.js";
import { silentCommands, typefaceCommands } from "./commands.js";
import { accentByCommand, greekLetters } from "../../../grammar/letters.js";
import { accented, joinWords, sourceOffset, wordOf, type PlainLexeme } from "./plain.js";

export interface Argument {
  readonly lexeme: PlainLexeme;
  /** The index of the lexeme after it. */
  readonly next: number;
}

/** How many braces, typefaces and accents may stand before a word. */
const deepest = 64;

/** The single word or number at the index: `X`, `{\mathrm{out}}`, `{\bar{\mathbf{X}}_1}`. */
export function argumentAt(lexemes: readonly Lexeme[], index: number): Argument | undefined {
  const marks: string[] = [];
  let braces = 0;
  let at = index;
  for (; at < lexemes.length && at < index + deepest; at += 1) {
    const { type, text } = lexemes[at]!;
    const command = type === "command" ? text.slice(1) : "";
    const accent = accentByCommand.get(command);
    if (type === "lbrace") braces += 1;
    else if (accent !== undefined) marks.unshift(accent.mark);
    else if (!typefaceCommands.has(command) && !silentCommands.has(command)) break;
  }
  let found = lexemes[at] === undefined ? undefined : wordOrNumber(lexemes[at]!);
  if (found === undefined) return undefined;
  for (at += 1; braces > 0; at += 1) {
    const inside = lexemes[at];
    if (inside?.type === "subscript" && inside.text.length > 1 && found.type === "word") {
      const { text, start, end } = inside;
      found = joinWords([found, { type: "word", text, start, end }]);
    } else if (inside?.type === "rbrace") braces -= 1;
    else return undefined;
  }
  const { start } = lexemes[index]!;
  const { end } = lexemes[at - 1]!;
  return { lexeme: framed(accented(found, marks.join("")), start, end), next: at };
}

/** The lexeme with its braces and commands: its first letter begins where they do, its last one ends there. */
function framed(lexeme: PlainLexeme, start: number, end: number): PlainLexeme {
  const letters = Array.from({ length: lexeme.text.length }, (_, index) => sourceOffset(lexeme, index));
  return { ...lexeme, start, end, offsets: [start, ...letters.slice(1)] };
}

function wordOrNumber(lexeme: Lexeme): PlainLexeme | undefined {
  if (lexeme.type === "word") return wordOf(lexeme);
  if (lexeme.type === "number") return { ...lexeme, type: lexeme.type };
  const letter = lexeme.type === "command" ? greekLetters.get(lexeme.text.slice(1)) : undefined;
  return letter === undefined ? undefined : { ...lexeme, type: "word", text: letter };
}

/** What stands after `_`: a word, a number, a star, or a number and a word (`X_{1,xy}`). */
export function subscriptAt(lexemes: readonly Lexeme[], index: number): Argument | undefined {
  return normSignAt(lexemes, index) ?? argumentAt(lexemes, index) ?? pairAt(lexemes, index);
}

/** The kinds of a norm that are signs: the nuclear one, and that of the largest entry. */
function normSign({ type, text }: Lexeme): string | undefined {
  if (type === "star") return "*";
  return text === "∞" || text === "\\infty" ? "inf" : undefined;
}

/** `‖A‖_*`, `‖A‖_{*}`, `‖x‖_\infty`. */
function normSignAt(lexemes: readonly Lexeme[], index: number): Argument | undefined {
  const [first, second, third] = lexemes.slice(index, index + 3);
  if (first === undefined || first.start !== lexemes[index - 1]?.end) return undefined;
  const bare = normSign(first);
  if (bare !== undefined) return { lexeme: { ...first, type: "word", text: bare }, next: index + 1 };
  const inside = first.type === "lbrace" && second !== undefined ? normSign(second) : undefined;
  if (inside === undefined || third?.type !== "rbrace") return undefined;
  return { lexeme: { type: "word", text: inside, start: first.start, end: third.end }, next: index + 3 };
}

function pairAt(lexemes: readonly Lexeme[], index: number): Argument | undefined {
  const [open, number, comma] = lexemes.slice(index, index + 3);
  if (open?.type !== "lbrace" || number?.type !== "number" || comma?.type !== "comma") return undefined;
  const rest = argumentAt(lexemes, index + 3);
  const close = rest === undefined ? undefined : lexemes[rest.next];
  if (rest === undefined || close?.type !== "rbrace") return undefined;
  const text = `${number.text},${rest.lexeme.text}`;
  return { lexeme: { type: "word", text, start: open.start, end: close.end }, next: rest.next + 1 };
}
