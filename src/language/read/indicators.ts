/** Signs that are 1 where a condition holds, `𝟏[i = j]`, `1_{y > 0}`, `\mathbb{I}(i ≠ j)`, as the condition in brackets; ∞ in letters. */
import { bracketDepths } from "./statements.js";
import type { PlainLexeme, PlainType } from "./plain.js";

const opening: ReadonlySet<PlainType> = new Set<PlainType>(["lparen", "lbracket", "lbrace"]);

/** A relation of two sides; `=` is one in a condition only. */
export const isComparison = ({ type, text }: PlainLexeme): boolean =>
  type === "equals" || (type === "relation" && /^(?:!=|[≥≤⩾⩽≠]|[<>]=?)$/u.test(text));

/** The place after the bracket that opens at a place. */
function afterBracket(lexemes: readonly PlainLexeme[], open: number): number {
  const depths = bracketDepths(lexemes.slice(open));
  const close = depths.findIndex((depth) => depth === 0);
  return close < 0 ? -1 : open + close + 1;
}

/** The condition in the brackets, of which there may be several around it; undefined where there is none. */
function conditionAt(
  lexemes: readonly PlainLexeme[],
  open: number,
): { readonly inside: readonly PlainLexeme[]; readonly next: number } | undefined {
  if (lexemes[open] === undefined || !opening.has(lexemes[open].type)) return undefined;
  const next = afterBracket(lexemes, open);
  if (next < 0) return undefined;
  let inside = lexemes.slice(open + 1, next - 1);
  while (inside[0] && opening.has(inside[0].type) && afterBracket(inside, 0) === inside.length)
    inside = inside.slice(1, -1);
  const depths = bracketDepths(inside);
  const holds = inside.some((l, i) => depths[i] === 0 && isComparison(l));
  const single = !inside.some(({ type }, i) => depths[i] === 0 && (type === "comma" || type === "semicolon"));
  return holds && single ? { inside, next } : undefined;
}

const isOne = ({ type, text }: PlainLexeme): boolean =>
  (type === "number" && text === "1") || (type === "boldDigit" && text !== "𝟎");

/** `\llbracket i = j \rrbracket` and `[[i = j]]`. */
function iverson(lexemes: readonly PlainLexeme[], at: number) {
  const first = lexemes[at]!;
  if (first.type === "lbracket" && lexemes[at + 1]?.type === "lbracket" && lexemes[at + 1]!.start === first.end)
    return conditionAt(lexemes, at);
  if (first.text !== "\\llbracket") return undefined;
  const close = lexemes.findIndex(({ text }, index) => index > at && text === "\\rrbracket");
  return close < 0 ? undefined : { inside: lexemes.slice(at + 1, close), next: close + 1 };
}

function indicatorAt(lexemes: readonly PlainLexeme[], at: number) {
  const lexeme = lexemes[at]!;
  const isLetter = lexeme.type === "word" && lexeme.text === "I" && lexemes[at + 1]?.type !== "lbracket";
  if (!isOne(lexeme) && !isLetter) return iverson(lexemes, at);
  const isLow = lexemes[at + 1]?.type === "subscript" && lexemes[at + 1]!.text === "_";
  return conditionAt(lexemes, at + (isLow ? 2 : 1));
}

/** The lexemes with every indicator as a condition in square brackets. */
export function withIndicators(lexemes: readonly PlainLexeme[], own: ReadonlySet<string>): readonly PlainLexeme[] {
  const written: PlainLexeme[] = [];
  for (let at = 0; at < lexemes.length;) {
    const lexeme = lexemes[at]!;
    const found = indicatorAt(lexemes, at);
    if (found) {
      const end = lexemes[found.next - 1]!.end;
      const [open, close] = [
        { type: "lbracket", text: "[", start: lexeme.start, end: lexeme.end },
        { type: "rbracket", text: "]", start: end - 1, end },
      ] as const;
      written.push(open, ...withIndicators(found.inside, own), close);
      at = found.next;
      continue;
    }
    const isDouble = lexeme.type === "equals" && written[written.length - 1]?.type === "equals";
    if (!isDouble) written.push(infinityAt(lexemes, at, own) ?? lexeme);
    at += 1;
  }
  return written;
}

/** `inf` for ∞, but where it names a norm: `norm(x, inf)`. */
function infinityAt(lexemes: readonly PlainLexeme[], at: number, own: ReadonlySet<string>): PlainLexeme | undefined {
  const { type, text, start, end } = lexemes[at]!;
  if (type !== "word" || !/^(?:inf|Inf|infty|infinity|Infinity)$/.test(text) || own.has(text)) return undefined;
  if (lexemes[at - 1]?.type === "comma" && /^(?:rparen|rbracket)$/.test(lexemes[at + 1]?.type ?? "")) return undefined;
  return { type: "other", text: "∞", start, end };
}
