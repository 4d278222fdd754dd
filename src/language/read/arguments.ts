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

/**
 * The number of a layer or a sample after `^`: `^{(2)}`, `^{[l]}`, `^{(k+1)}`, `^{[2](i)}`.
 * A transpose may follow inside the braces: `^{(2)\top}`.
 */
export interface RaisedIndex {
  readonly text: string;
  /** Where the transpose stands. */
  readonly transpose: Lexeme | undefined;
  readonly end: number;
  readonly next: number;
}

export function raisedIndexAt(lexemes: readonly Lexeme[], caret: number): RaisedIndex | undefined {
  const braced = lexemes[caret + 1]?.type === "lbrace";
  let at = caret + (braced ? 2 : 1);
  let text = "";
  while (lexemes[at]?.type === "lparen" || lexemes[at]?.type === "lbracket") {
    const close = lexemes[at]!.type === "lparen" ? "rparen" : "rbracket";
    let inside = "";
    for (at += 1; lexemes[at] !== undefined && lexemes[at]!.type !== close; at += 1) {
      const part = indexPart(lexemes[at]!);
      if (part === undefined || inside.length > 8) return undefined;
      inside += part;
    }
    if (lexemes[at] === undefined || !/^[A-Za-z0-9]/.test(inside) || inside === "T") return undefined;
    text += (text === "" ? "" : ",") + inside;
    at += 1;
    if (!braced) break;
  }
  if (text === "" || !braced) return undefined;
  const mark = braced && isTransposeSign(lexemes[at]) ? lexemes[at] : undefined;
  if (mark !== undefined) at += 1;
  if (braced && lexemes[at]?.type !== "rbrace") return undefined;
  return { text, transpose: mark, end: lexemes[braced ? at : at - 1]!.end, next: braced ? at + 1 : at };
}

const isTransposeSign = (lexeme: Lexeme | undefined): boolean =>
  lexeme !== undefined && /^(?:T|\\top|\\intercal|ᵀ|⊤)$/.test(lexeme.text);

function indexPart({ type, text }: Lexeme): string | undefined {
  if (type === "word" && /^[A-Za-z]$/.test(text)) return text;
  if (type === "number" && /^[0-9]+$/.test(text)) return text;
  if (type === "command" && text === "\\ell") return "l";
  return type === "plus" ? "+" : type === "minus" ? "-" : undefined;
}

/** `_{k+1}`, `_{t|t-1}`, `_{i,j}`, `_{\mathbf{x}\mathbf{y}}`, `_{**}`: several words and numbers in one subscript. */
export function compoundAt(lexemes: readonly Lexeme[], index: number): Argument | undefined {
  if (lexemes[index]?.type !== "lbrace") return undefined;
  let text = "";
  let at = index + 1;
  for (let braces = 1; at < lexemes.length && at < index + deepest; at += 1) {
    const lexeme = lexemes[at]!;
    if (lexeme.type === "lbrace") braces += 1;
    else if (lexeme.type === "rbrace") braces -= 1;
    else text += compoundPart(lexeme) ?? "?";
    if (braces === 0) break;
  }
  const close = lexemes[at];
  if (close?.type !== "rbrace" || !/^[^+\-|,?][^?]*$/.test(text) || /[+\-|,]$/.test(text)) return undefined;
  const word = text.replaceAll("*", "star");
  return { lexeme: { type: "word", text: word, start: lexemes[index]!.start, end: close.end }, next: at + 1 };
}

function compoundPart(lexeme: Lexeme): string | undefined {
  const { type, text } = lexeme;
  if (type === "command" && (typefaceCommands.has(text.slice(1)) || silentCommands.has(text.slice(1)))) return "";
  if (type === "command" && (text === "\\max" || text === "\\min")) return text.slice(1);
  const found = wordOrNumber(lexeme)?.text;
  if (found !== undefined) return /^[A-Za-z0-9\p{Script=Greek}]+$/u.test(found) ? found : undefined;
  return { plus: "+", minus: "-", bar: "|", comma: ",", star: "*" }[text === "\\mid" ? "bar" : (type as string)];
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
