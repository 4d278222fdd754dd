/** The where list of every program of the oracle: what is named is used, by a formula or by what a formula uses. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { formulasOf, type Equation } from "../../src/print/formulas.js";
import { deriveSource } from "../../src/derive.js";
import type { Syntax } from "../../src/language/syntax.js";
import { postorder } from "../../src/language/traverse.js";

const file = new URL("../oracle/cases.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: { id: string; program: string }[] };

const namesIn = (syntax: Syntax): string[] =>
  [...postorder(syntax)].flatMap((s) => (s.kind === "name" ? [s.name] : s.kind === "apply" ? [s.head] : []));

/** The names that a line gives: those of the outputs, or of the function. */
const namesOf = ({ left }: Equation): string[] =>
  left.map((l) => (l.kind === "apply" ? l.head : l.kind === "name" ? l.name : ""));

/** The lines of which no name is used. */
function unused(where: readonly Equation[], formulas: readonly Equation[]): string[] {
  const used = new Set(formulas.flatMap((f) => namesIn(f.right)));
  const missing: string[] = [];
  for (const line of [...where].reverse()) {
    const names = namesOf(line);
    if (names.some((n) => used.has(n))) for (const n of namesIn(line.right)) used.add(n);
    else missing.push(names.join(", "));
  }
  return missing;
}

it("lists nothing that the formulas do not use", () => {
  const found = cases.flatMap(({ id, program }) => {
    const { where, gradients, variations } = formulasOf(deriveSource(program));
    return unused(where, [...gradients, ...variations]).map((names) => `${id}: ${names}`);
  });
  expect(found).toEqual([]);
});

it("tells a line that is not used", () => {
  const { where, gradients } = formulasOf(deriveSource("X: n×n spd\nlogdet(X)\n"));
  const { where: other } = formulasOf(deriveSource("X: n×n symmetric\nexp(X)"));
  expect(other.length).toBeGreaterThan(0);
  expect(unused([...where, ...other], gradients)).toEqual(other.map((line) => namesOf(line).join(", ")).reverse());
});
