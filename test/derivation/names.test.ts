/** Every printed equation says what was used: rules of the catalogue, identities, or moves of the engine that have a name. */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { formulasOf } from "../../src/print/formulas.js";
import { proofOf } from "../../src/print/proof.js";
import { sampled } from "../sample/sampled.js";
import { recordedCases } from "./records.js";

const { data } = loadCatalogue();

function linesOf(program: string, verbose: boolean, wrt?: readonly string[]) {
  const derivation = deriveSource(program, wrt ? { wrt } : {});
  return proofOf(derivation, formulasOf(derivation), verbose).passages.flatMap((p) => p.lines);
}

/** What the engine does without a rule of the files (docs/simplification.md). */
const MOVES = ["linearity", "distributive law", "definition", "like terms", "normal form"];

const KNOWN: ReadonlySet<string> = new Set([
  ...MOVES,
  ...data.functions.map((f) => f.rule),
  ...data.properties.map((p) => p.name),
  ...data.properties.flatMap((p) => p.geometry?.name ?? []),
  ...[...data.identities, ...data.rewrites, ...data.recognitions, ...data.expansions, ...data.presentations].map(
    (r) => r.name,
  ),
]);

test("of every program", () => {
  for (const { program, id, wrt } of sampled(recordedCases)) {
    for (const line of linesOf(program, true, wrt)) {
      if (line.kind === undefined) continue;
      expect(line.rules, id).not.toEqual([]);
      // What is inserted are cotangents that the proof has named.
      if (line.kind !== "insert") for (const name of line.rules) expect(KNOWN, `${id}: ${name}`).toContain(name);
    }
  }
});

test("that is used, where it is used", () => {
  const reasons = (program: string): string[] => linesOf(program, false).map((line) => line.reason);
  expect(reasons("A: n×n; S: n×n spd; tr(S A S) + det(A)")).toContain("collect: like terms");
  expect(reasons("X: m×n; U, Σ, V = svd(X); U Vᵀ")).toContain("simplify: singular-vectors-both-sides");
  const log = reasons("log(XᵀX + εI)");
  expect(log).toContain("symmetric-part, symmetric-part-of-multiple, inner-product-with-identity");
  // What was told of a part is not told again where the part is carried on.
  expect(log).toContain("product-left");
});
