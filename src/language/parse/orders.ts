/** `m ≥ n`: of two sizes the one that is at least as large. */
import type { PlainLexeme } from "../read/plain.js";
import { spanOf } from "../read/statements.js";
import type { NameSyntax, OrderStatement } from "../syntax.js";

/** The statement of two names with a relation between them. */
export function orderOfSizes(
  lexemes: readonly PlainLexeme[],
  read: (word: PlainLexeme) => NameSyntax,
): OrderStatement[] {
  const [left, sign, right] = lexemes as [PlainLexeme, PlainLexeme, PlainLexeme];
  const [greater, less] = /^[<≤⩽]/u.test(sign.text) ? [right, left] : [left, right];
  return [{ kind: "order", greater: read(greater), less: read(less), span: spanOf(lexemes) }];
}
