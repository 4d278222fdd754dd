/** The parts of a text with several claims, by line breaks, `;` and commas between them. */
import { canonicalName } from "../../../grammar/names.js";
import { plainLexemes } from "../read/lexemes.js";
import type { PlainLexeme } from "../read/plain.js";
import { bracketDepths, spanOf, topLevelEquals } from "../read/statements.js";
import { claimedDerivative } from "./derivatives.js";

export interface ClaimPart {
  readonly source: string;
  /** The one name on the left of `=`, canonical. */
  readonly target: string | undefined;
  /** The name that the derivative on the left is in. */
  readonly wrt: string | undefined;
}

export function claimParts(text: string): readonly ClaimPart[] {
  const lexemes = plainLexemes(text, []);
  const depths = bracketDepths(lexemes);
  const parts: PlainLexeme[][] = [[]];
  lexemes.forEach((lexeme, index) => {
    const separates = /^(?:newline|semicolon|comma)$/.test(lexeme.type) || lexeme.text === "and";
    if (separates && depths[index]! <= 0) parts.push([]);
    else parts[parts.length - 1]!.push(lexeme);
  });
  return parts.filter((part) => part.length > 0).map((part) => partOf(text, part));
}

function partOf(text: string, lexemes: readonly PlainLexeme[]): ClaimPart {
  const { start, end } = spanOf(lexemes);
  const equals = topLevelEquals(lexemes);
  const left = lexemes.slice(0, Math.max(equals, 0));
  const [first] = left;
  const target = left.length === 1 && first?.type === "word" ? canonicalName(first.text) : undefined;
  const wrt = left.length > 1 ? claimedDerivative(left) : undefined;
  return { source: text.slice(start, end), target, wrt: wrt === "" ? undefined : wrt };
}
