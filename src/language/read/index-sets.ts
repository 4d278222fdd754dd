/** Sets of indices by name: `A = {1, 3, 4}` is put where `A` stands in an index, `L[A, A]`. */
import { canonicalName } from "../../../grammar/names.js";
import type { PlainLexeme } from "./plain.js";
import type { Report } from "./cases.js";
import type { StatementText } from "./statements.js";

/** The lexemes of `{1, 3, 4}` on the right of a definition of one name, or undefined. */
function setOf({ kind, lexemes, separator }: StatementText): readonly PlainLexeme[] | undefined {
  if (kind !== "definition" || separator !== 1) return undefined;
  const right = lexemes.slice(2);
  if (right[0]?.type !== "lbrace" || right[right.length - 1]?.type !== "rbrace") return undefined;
  const inside = right.slice(1, -1);
  const listed = inside.every(({ type }, i) => type === (i % 2 === 0 ? "number" : "comma"));
  return listed && inside.length % 2 === 1 ? right : undefined;
}

/** The statements without those that name sets, and with the sets where their names stand in brackets. */
export function withIndexSets(texts: readonly StatementText[], report: Report): readonly StatementText[] {
  const sets = new Map<string, readonly PlainLexeme[]>();
  for (const text of texts) {
    const set = setOf(text);
    if (set) sets.set(canonicalName(text.lexemes[0]!.text), set);
  }
  if (sets.size === 0) return texts;
  return texts.filter((text) => !setOf(text)).map((text) => ({ ...text, ...replaced(text, sets, report) }));
}

function replaced(
  { lexemes, separator }: StatementText,
  sets: ReadonlyMap<string, readonly PlainLexeme[]>,
  report: Report,
): Pick<StatementText, "lexemes"> {
  let depth = 0;
  const written = lexemes.flatMap((lexeme, i) => {
    if (lexeme.type === "lbracket") depth += 1;
    if (lexeme.type === "rbracket") depth -= 1;
    const set = lexeme.type === "word" && i > separator ? sets.get(canonicalName(lexeme.text)) : undefined;
    if (!set) return [lexeme];
    if (depth > 0) return set.map((part) => ({ ...part, start: lexeme.start, end: lexeme.end }));
    const hint = `write it in an index: \`L[${lexeme.text}, ${lexeme.text}]\``;
    report("syntax/index-set", `${lexeme.text} is a set of indices`, lexeme, hint);
    return [lexeme];
  });
  return { lexemes: written };
}
