/** What the last statement's left side makes of it: `f(X) = …` that nothing calls names the output. */
import { canonicalName } from "../../../grammar/names.js";
import type { StatementText } from "../read/statements.js";

/** The index of `=` after `f(X)`, `f(X, Y)`, `p(x | θ)`, or −1. */
function equalsAfterCall({ kind, lexemes }: StatementText): number {
  if (kind !== "function" && kind !== "definition") return -1;
  if (lexemes[0]?.type !== "word" || lexemes[1]?.type !== "lparen") return -1;
  const close = lexemes.findIndex(({ type }) => type === "rparen");
  const inside = lexemes.slice(2, close);
  const names = inside.every(({ type }, index) =>
    index % 2 === 0 ? type === "word" : ["comma", "semicolon", "bar"].includes(type),
  );
  return names && inside.length % 2 === 1 && lexemes[close + 1]?.type === "equals" ? close + 1 : -1;
}

/** The statements with the last one as a definition, where it is a function that no statement calls. */
export function withOutput(texts: readonly StatementText[]): readonly StatementText[] {
  const at = texts.findLastIndex(({ kind }) => kind !== "declaration");
  const last = texts[at];
  const equals = last === undefined ? -1 : equalsAfterCall(last);
  if (last === undefined || equals < 0) return texts;
  const [target] = last.lexemes;
  const name = canonicalName(target!.text);
  const calls = (text: StatementText): boolean =>
    text.lexemes.some(
      (lexeme, index) =>
        lexeme.type === "word" &&
        canonicalName(lexeme.text) === name &&
        /^(?:lparen|dot|prime)$/.test(text.lexemes[index + 1]?.type ?? ""),
    );
  if (texts.some((text, index) => index !== at && calls(text))) return texts;
  const output: StatementText = {
    kind: "definition",
    lexemes: [target!, ...last.lexemes.slice(equals)],
    separator: 1,
  };
  return texts.map((text, index) => (index === at ? output : text));
}
