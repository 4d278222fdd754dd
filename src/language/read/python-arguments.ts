/** Arguments of calls in code: keywords, tuples, and the axes that a transpose names. */
import type { PlainLexeme } from "./plain.js";

/** Keywords that say how arrays are stored, not what is computed. */
const stored: ReadonlySet<string> = new Set(["dtype", "device", "out", "requires_grad", "precision", "check_finite"]);

/** Keywords that are the next argument by another name. */
const positional: ReadonlySet<string> = new Set(["ord", "k", "diagonal"]);

const ends = (lexeme: PlainLexeme | undefined): boolean => lexeme?.type === "comma" || lexeme?.type === "rparen";

interface Value {
  readonly lexemes: readonly PlainLexeme[];
  /** Without blanks. */
  readonly text: string;
  readonly next: number;
}

/** A number, a word or a tuple of numbers, up to the comma or the bracket after it. */
function valueAt(lexemes: readonly PlainLexeme[], from: number): Value | undefined {
  let next = from;
  if (lexemes[next]?.type === "lparen") {
    while (next < from + 8 && lexemes[next] !== undefined && lexemes[next]!.type !== "rparen") next += 1;
    next += 1;
  } else while (next < from + 4 && lexemes[next] !== undefined && !ends(lexemes[next])) next += 1;
  if (next === from || !ends(lexemes[next])) return undefined;
  const given = lexemes.slice(from, next);
  if (!given.every(({ type }) => /^(?:number|word|string|minus|dot|lparen|rparen|comma)$/.test(type))) return undefined;
  const members = given.filter(({ type }, at) => type !== "dot" && given[at + 1]?.type !== "dot");
  const text = members.map(({ text }) => text).join("");
  return { lexemes: members, text, next };
}

/**
 * `axis=1` is one word, `ord=1` the next argument, `dtype=float` says nothing. Anything else is kept as it is. The index of
 * what comes next.
 */
export function keywordAt(
  lexemes: readonly PlainLexeme[],
  index: number,
  kept: PlainLexeme[],
  python: boolean,
): number {
  const lexeme = lexemes[index]!;
  const before = kept[kept.length - 1];
  const begins = before?.type === "comma" || before?.type === "lparen";
  const named = lexeme.type === "word" && lexemes[index + 1]?.type === "equals" && begins;
  const value = named ? valueAt(lexemes, index + 2) : undefined;
  if (value === undefined || !(python || /^(?:axis|dim|dims|ord|p|keepdims?)$/.test(lexeme.text))) {
    kept.push(lexeme);
    return index + 1;
  }
  const { text } = lexeme;
  if (stored.has(text) || (!python && text.startsWith("keepdim"))) {
    if (before?.type === "comma") kept.pop();
  } else if (positional.has(text) || (!python && text === "p")) kept.push(...value.lexemes);
  else {
    const { end } = lexemes[value.next - 1]!;
    kept.push({ type: "string", text: `${text}=${value.text}`, start: lexeme.start, end });
  }
  return value.next;
}

/** The index of the bracket that closes a tuple that opens at the index, an argument of its own; else −1. */
export function tupleEnd(lexemes: readonly PlainLexeme[], index: number, kept: readonly PlainLexeme[]): number {
  const before = kept[kept.length - 1]?.type;
  if (lexemes[index]!.type !== "lparen" || (before !== "comma" && before !== "lparen")) return -1;
  let depth = 0;
  let commas = 0;
  for (let at = index; at < lexemes.length; at += 1) {
    const { type } = lexemes[at]!;
    if (type === "lparen" || type === "lbracket") depth += 1;
    if (type === "comma" && depth === 1) commas += 1;
    if (type === "rparen" || type === "rbracket") depth -= 1;
    if (depth === 0) return commas > 0 && ends(lexemes[at + 1]) ? at : -1;
  }
  return -1;
}

/** The lexemes with tuples as blocks, `np.hstack((A, B))` as `np.hstack([A, B])`. */
export function withTuples(lexemes: readonly PlainLexeme[]): readonly PlainLexeme[] {
  const closing = new Set<number>();
  return lexemes.map((lexeme, index) => {
    const end = tupleEnd(lexemes, index, lexemes.slice(Math.max(index - 1, 0), index));
    if (end >= 0) {
      closing.add(end);
      return { ...lexeme, type: "lbracket", text: "[" };
    }
    return closing.has(index) ? { ...lexeme, type: "rbracket", text: "]" } : lexeme;
  });
}

/** The axes in the brackets that open at the index, `(0, 1)` or `(-2, -1)`, and the index after them. */
function axesAt(lexemes: readonly PlainLexeme[], open: number): { readonly axes: string; readonly next: number } {
  let next = open + 1;
  while (next < open + 12 && /^(?:number|minus|comma|lparen|lbracket|rbracket)$/.test(lexemes[next]?.type ?? ""))
    next += 1;
  const axes = lexemes
    .slice(open + 1, next)
    .map(({ type, text }) => (type === "minus" ? "-" : /^(?:number|comma)$/.test(type) ? text : ""))
    .join("");
  return { axes, next: next + 1 };
}

/**
 * The index after `.transpose(1, 0)`, whose word stands at the index, where it is a transpose; 0 where it is none.
 * `transpose(0, 1)` swaps in PyTorch and leaves everything as it is in NumPy.
 */
export function transposeEnd(lexemes: readonly PlainLexeme[], index: number, torch: boolean): number {
  const word = lexemes[index]!.text;
  if (!/^(?:t|transpose|permute|swapaxes|swapdims)$/.test(word) || lexemes[index + 1]?.type !== "lparen") return 0;
  const { axes, next } = axesAt(lexemes, index + 1);
  if (lexemes[next - 1]?.type !== "rparen") return 0;
  const reversed = axes === "1,0" || axes === "-1,-2";
  const named = axes === "0,1" || axes === "-2,-1";
  const swaps = word.startsWith("swap") || (word === "transpose" && torch);
  return (axes === "" && /^(?:t|transpose)$/.test(word)) || reversed || (named && swaps) ? next : 0;
}
