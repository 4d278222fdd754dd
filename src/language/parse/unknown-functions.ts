/** Functions of which only their values are known: `f, g: function`, `K(θ): n×n spd`, `f(X): scalar`. */
import type { PlainLexeme } from "../read/plain.js";
import { spanOf, type StatementText } from "../read/statements.js";
import type { DeclarationStatement, NameSyntax, UnknownStatement } from "../syntax.js";

/** One statement for each function; none where the declaration of the value was not understood. */
export function unknownFunctions(
  { lexemes, separator }: StatementText,
  read: (word: PlainLexeme) => NameSyntax,
  declared: (value: StatementText) => readonly DeclarationStatement[],
): UnknownStatement[] {
  const span = spanOf(lexemes);
  const names = (part: readonly PlainLexeme[]): NameSyntax[] => part.filter(({ type }) => type === "word").map(read);
  const isCall = lexemes[1]?.type === "lparen";
  if (!isCall) {
    const targets = names(lexemes.slice(0, separator));
    return targets.map((target) => ({ kind: "unknown", target, parameters: [], value: undefined, span }));
  }
  const parameters = names(lexemes.slice(2, separator - 1));
  const value = [lexemes[0]!, ...lexemes.slice(separator)];
  return declared({ kind: "declaration", lexemes: value, separator: 1 }).map((statement) => ({
    kind: "unknown",
    target: statement.target,
    parameters,
    value: statement,
    span,
  }));
}

/** The statements with `K(θ)` for a `K` that stands without arguments, where `K(θ): …` declares it. */
export function withArguments(texts: readonly StatementText[]): readonly StatementText[] {
  const calls = new Map<string, readonly PlainLexeme[]>();
  for (const { kind, lexemes, separator } of texts) {
    if (kind === "unknown" && lexemes[1]?.type === "lparen") calls.set(lexemes[0]!.text, lexemes.slice(1, separator));
  }
  if (calls.size === 0) return texts;
  return texts.map((text) => {
    if (text.kind === "unknown" || text.kind === "declaration") return text;
    const right = text.lexemes.flatMap((lexeme, at) => {
      const call = lexeme.type === "word" && at > text.separator ? calls.get(lexeme.text) : undefined;
      if (call === undefined || text.lexemes[at + 1]?.type === "lparen") return [lexeme];
      return [lexeme, ...call.map((part) => ({ ...part, start: lexeme.end, end: lexeme.end }))];
    });
    return { ...text, lexemes: right };
  });
}
