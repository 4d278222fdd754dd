/** Undeclared names that look like entries, or like the sign of a sum. */
import type { NameSyntax } from "../../../language/syntax.js";
import type { Scope } from "../typing/scope.js";
import { unboundIndex } from "./entries.js";
import { indexedName } from "./names.js";

/** Tells how such a name is read. Throws TypeProblem for `x_i` beside x, which no sum runs over. */
export function tellOfIndex(scope: Scope, syntax: NameSyntax): void {
  const { spelling, span, name } = syntax;
  const found = indexedName(name);
  if (!found?.letters.every((letter) => /^[i-n]$/.test(letter))) return;
  const [letter] = found.letters as [string];
  if (/^[ΣΠ]_/u.test(name)) {
    const message = `${spelling} is a name here and no sum: nothing after it has the index ${letter}`;
    scope.note?.("name-with-index", message, span);
    return;
  }
  const base = found.bases.find((candidate) => scope.isKnownName?.(candidate) === true);
  if (base === undefined) return;
  if (found.letters.every((l) => /^[ij]$/.test(l))) throw unboundIndex(syntax, letter);
  scope.note?.("name-with-index", `${spelling} is a name of its own here and no part of ${base}`, span);
}
