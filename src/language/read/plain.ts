/** Lexemes without typography: what is left of the three notations once LaTeX is read (see `plainLexemes`). */
import type { Lexeme, LexemeType } from "../../../grammar/lexer.js";
import type { Binder } from "../../../grammar/nodes.js";
import { plainLetter } from "../../../grammar/letters.js";

export type PlainType =
  | Exclude<LexemeType, "blank" | "comment" | "dollar" | "tilde" | "ampersand" | "quote" | "dotPrime">
  | "string"
  | "method"
  | "over"
  | "fraction"
  | "lblock"
  | "rblock"
  | "openBar"
  | "closeBar"
  | "openDoubleBar"
  | "closeDoubleBar";

export interface PlainLexeme {
  readonly type: PlainType;
  /** Of a word: NFC, plain letters, LaTeX subscripts as `_{…}`. Of a string: the text between the quotes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Of a word: the source offset of each UTF-16 unit of `text`, where it is not `start`, `start + 1`, … */
  readonly offsets?: readonly number[];
  /** Of a word, how it was set: as one word that is never split, in bold, or in script. */
  readonly style?: WordStyle;
  /** Of the sign of a sum or a product over indices. */
  readonly binder?: SignBinder;
}

/** What stands beneath the sign; what stands above it follows in braces. */
export interface SignBinder extends Binder {
  readonly ends: boolean;
}

export type WordStyle = "word" | "bold" | "script";

/** Lexemes after which a sign is an operator and a quote is a transpose. */
const ends: ReadonlySet<PlainType> = new Set<PlainType>([
  "number",
  "word",
  "command",
  "subscript",
  "superscript",
  "vulgarFraction",
  "boldDigit",
  "prime",
  "rparen",
  "rbracket",
  "rbrace",
  "rangle",
  "rblock",
  "bar",
  "doubleBar",
  "closeBar",
  "closeDoubleBar",
]);

export const endsOperand = (lexeme: PlainLexeme | undefined): boolean => lexeme !== undefined && ends.has(lexeme.type);

/** The offset of a unit of a word in the source; of the end, for the index after the last unit. */
export function sourceOffset(word: PlainLexeme, index: number): number {
  if (index >= word.text.length) return word.end;
  return word.offsets?.[index] ?? word.start + index;
}

/** One word of several that stand side by side. */
export function joinWords(words: readonly PlainLexeme[]): PlainLexeme {
  const [first, ...others] = words;
  if (first === undefined) throw new Error("a word has at least one part");
  if (others.length === 0) return first;
  const offsets = words.flatMap((word) => Array.from({ length: word.text.length }, (_, i) => sourceOffset(word, i)));
  const end = others[others.length - 1]!.end;
  const { start, style } = first;
  const joined: PlainLexeme = { type: "word", text: words.map((word) => word.text).join(""), start, end, offsets };
  return style === undefined ? joined : { ...joined, style };
}

/** A word in NFC with plain letters: `𝐗` is X, `∑` is Σ. */
export function wordOf({ text, start, end }: Lexeme): PlainLexeme {
  if (text.startsWith("\\_")) return underscored(text, start, end);
  if (/^[\0-\x7f]*$/.test(text)) return { type: "word", text, start, end };
  let plain = "";
  const offsets: number[] = [];
  for (const { 0: cluster, index } of text.matchAll(/[^][\u0300-\u036f]*/gu)) {
    const letters = Array.from(cluster.normalize("NFC"), plainLetter).join("").normalize("NFC");
    plain += letters;
    for (let unit = 0; unit < letters.length; unit += 1) offsets.push(start + index);
  }
  return { type: "word", text: plain, start, end, offsets };
}

/** LaTeX's `\_\_init\_\_` as `__init__`. */
function underscored(text: string, start: number, end: number): PlainLexeme {
  const units = Array.from(text.matchAll(/\\_|\w/g));
  const offsets = units.map(({ index }) => start + index);
  return { type: "word", text: units.map(([unit]) => unit.replace("\\", "")).join(""), start, end, offsets };
}

/** The word with accents on the last letter of its base: before digits and subscripts. */
export function accented(word: PlainLexeme, marks: string): PlainLexeme {
  if (marks === "" || word.type !== "word") return word;
  const base = /^[^0-9_₀-₉]*/u.exec(word.text)?.[0] ?? "";
  const text = (base + marks).normalize("NFC") + word.text.slice(base.length);
  return { ...word, text, offsets: Array.from({ length: text.length }, () => word.start) };
}
