/** The lines of a claim: `∂L/∂X = A = B` are two formulas, which are compared one by one. */
import type { PlainLexeme } from "../read/plain.js";
import { topLevelEquals, type StatementText } from "../read/statements.js";
import { claimedDerivative } from "./derivatives.js";

/** The formulas that the statement says are equal; what its left side is a derivative in is added to `wrt`. */
export function claimedLines(text: StatementText, wrt: Set<string>): readonly StatementText[] {
  if (text.kind === "declaration" || text.kind === "function" || text.kind === "return") return [text];
  const begins = text.lexemes[0]?.type === "equals";
  const lexemes = begins ? text.lexemes.slice(1) : text.lexemes;
  const equals = topLevelEquals(lexemes);
  const name = equals < 0 ? undefined : claimedDerivative(lexemes.slice(0, equals));
  if (name !== undefined && name !== "") wrt.add(name);
  if (name === undefined && !begins) return [text];
  const lines: StatementText[] = [];
  for (let rest: readonly PlainLexeme[] = name === undefined ? lexemes : lexemes.slice(equals + 1); rest.length > 0;) {
    const next = topLevelEquals(rest);
    const line = next < 0 ? rest : rest.slice(0, next);
    if (line.length > 0) lines.push({ kind: "expression", lexemes: line, separator: -1 });
    rest = next < 0 ? [] : rest.slice(next + 1);
  }
  return lines;
}
