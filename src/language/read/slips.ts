/** Statements that are no program's as they stand, and one sign or one name away from one. */
import { isPropertyWord } from "./property-words.js";
import { isCross, spanOf, type StatementText } from "./statements.js";
import type { PlainLexeme } from "./plain.js";
import type { Span } from "../syntax.js";

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly span: Span;
}

const isSize = (lexeme: PlainLexeme | undefined): boolean =>
  (lexeme?.type === "number" && /^\d+$/.test(lexeme.text)) || (lexeme?.type === "word" && /^[a-z]$/.test(lexeme.text));

/** `X m×n` and `S = n×n spd`: declarations without a colon. */
export function withoutColon({ lexemes }: StatementText): Refusal | undefined {
  const [name, sign] = lexemes;
  const from = sign?.type === "equals" ? 2 : 1;
  const [rows, cross, cols] = lexemes.slice(from, from + 3);
  const rest = lexemes.slice(from + 3).filter(({ type }) => type !== "comma");
  if (name?.type !== "word" || cross === undefined || !isSize(rows) || !isSize(cols)) return undefined;
  const isShape = isCross(lexemes, from + 1) && rest.every(({ type, text }) => type === "word" && isPropertyWord(text));
  if (!isShape || (from === 2 && rest.length === 0) || (from === 1 && cross.type !== "cross" && rest.length === 0))
    return undefined;
  const hint = `write \`${name.text}: ${rows!.text}×${cols!.text}${rest.map(({ text }) => ` ${text}`).join("")}\``;
  return {
    code: "syntax/declaration",
    message: "a declaration has a colon between the name and the shape",
    hint,
    span: spanOf(lexemes),
  };
}

/** `return z` where z stands nowhere else. */
export function returnsNothing({ kind, lexemes }: StatementText, all: readonly StatementText[]): Refusal | undefined {
  if (kind !== "return" || all.length < 2) return undefined;
  const others = all.filter((text) => text.kind !== "return").flatMap((text) => text.lexemes);
  const stands = (name: string): boolean => others.some(({ text }) => text.includes(name));
  const values = lexemes.slice(1);
  const isList = values.every(({ type }, at) => type === (at % 2 === 0 ? "word" : "comma"));
  const missing = isList ? values.find(({ type, text }) => type === "word" && !stands(text)) : undefined;
  if (missing === undefined) return undefined;
  return {
    code: "syntax/return",
    message: `${missing.text} is neither declared nor defined`,
    hint: "`return` lists names that the program defines",
    span: spanOf([missing]),
  };
}
