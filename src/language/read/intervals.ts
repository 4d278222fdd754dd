/** Intervals in declarations, `X: m×k in (0, 1)`: between which numbers the entries lie. */
import type { PlainLexeme } from "./plain.js";

export interface Interval {
  readonly from: number;
  readonly to: number;
  /** Whether the ends belong to it. */
  readonly closed: boolean;
}

/** The lexemes of a shape and its properties without an interval, and the interval. */
export function withoutInterval(lexemes: readonly PlainLexeme[]): {
  readonly rest: readonly PlainLexeme[];
  readonly interval: Interval | undefined;
} {
  const at = lexemes.findIndex(
    ({ type, text }, index) =>
      index > 0 &&
      (type === "element" || (type === "word" && text === "in")) &&
      /^(?:lparen|lbracket)$/.test(lexemes[index + 1]?.type ?? ""),
  );
  const close = lexemes.findIndex(({ type }, index) => index > at && /^(?:rparen|rbracket)$/.test(type));
  const found = at < 0 || close < 0 ? undefined : intervalIn(lexemes.slice(at + 1, close + 1));
  if (found === undefined) return { rest: lexemes, interval: undefined };
  return { rest: [...lexemes.slice(0, at), ...lexemes.slice(close + 1)], interval: found };
}

/**
 * `∈ (0, 1)`, a number, and `∈ (0, 1)^{m×k}`: the same as `: scalar in (0, 1)` and `∈ ℝ^{m×k}` with the interval. The first lexeme is the sign.
 */
export function powerOfInterval(
  lexemes: readonly PlainLexeme[],
): { readonly rest: readonly PlainLexeme[]; readonly interval: Interval } | undefined {
  const [sign, open] = lexemes;
  if (!sign || !open || !(sign.type === "element" || sign.text === "in") || !/^(?:lparen|lbracket)$/.test(open.type)) {
    return undefined;
  }
  const close = lexemes.findIndex(({ type }) => /^(?:rparen|rbracket)$/.test(type));
  const interval = close < 0 ? undefined : intervalIn(lexemes.slice(1, close + 1));
  if (interval === undefined) return undefined;
  const { start, end } = open;
  const rest = lexemes.slice(close + 1);
  const space: PlainLexeme = { type: "space", text: "ℝ", start, end };
  if (rest[0] && /^(?:caret|superscript)$/.test(rest[0].type)) return { rest: [sign, space, ...rest], interval };
  const scalar: PlainLexeme = { type: "word", text: "scalar", start, end };
  return { rest: [{ type: "colon", text: ":", start: sign.start, end: sign.end }, scalar, ...rest], interval };
}

function intervalIn(lexemes: readonly PlainLexeme[]): Interval | undefined {
  const comma = lexemes.findIndex(({ type }) => type === "comma");
  const [from, to] = [numberOf(lexemes.slice(1, comma)), numberOf(lexemes.slice(comma + 1, -1))];
  if (comma < 0 || from === undefined || to === undefined || !(from < to)) return undefined;
  return { from, to, closed: lexemes[0]!.type === "lbracket" };
}

function numberOf(lexemes: readonly PlainLexeme[]): number | undefined {
  const text = lexemes.map((l) => (l.type === "minus" ? "-" : l.text)).join("");
  if (/^-?(?:∞|inf|infinity|\\infty)$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}
