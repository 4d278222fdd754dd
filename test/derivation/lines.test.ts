/** Every line of a derivation is true, in full and with each move by itself, and the last one is the answer. */
import { describe, expect, test } from "vitest";
import { formulasOf } from "../../src/print/formulas.js";
import { proofOf } from "../../src/print/proof.js";
import { deriveSource } from "../../src/derive.js";
import { apply } from "../../src/expression/express.js";
import { printExpression } from "../../src/language/print/print.js";
import { sameSyntax } from "../../src/language/traverse.js";
import { checkLines, checkProof } from "./evaluate.js";
import { PROGRAMS } from "./programs.js";

/** Eigenvectors at random points lose a few digits to the gaps between eigenvalues. */
const TOLERANCE = 1e-9;

describe.each(Object.entries(PROGRAMS))("%s", (_, source) => {
  test.each([false, true])("every line is true (verbose: %s)", (verbose) => {
    const lines = checkProof(deriveSource(source), source, verbose);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((l) => !(l.difference <= TOLERANCE))).toEqual([]);
  });

  test.each([false, true])("each line changes something, and the last is the answer (verbose: %s)", (verbose) => {
    const derivation = deriveSource(source);
    const formulas = formulasOf(derivation);
    const { passages } = proofOf(derivation, formulas, verbose);
    for (const { lines } of passages) {
      lines.slice(1).forEach((line, i) => {
        expect(sameSyntax(line.formula, lines[i]!.formula)).toBe(false);
        expect(line.reason).not.toBe("");
      });
    }
    const answers = passages.filter((p) => p.kind === "gradient").map((p) => p.lines[p.lines.length - 1]!.formula);
    const text = (s: (typeof answers)[number]): string => printExpression(s, "text");
    expect(answers.map(text)).toEqual(formulas.gradients.map((e) => text(e.right)));
  });
});

test("a false line is found", () => {
  const source = "‖Ax − b‖²";
  const derivation = deriveSource(source);
  const proof = proofOf(derivation, formulasOf(derivation));
  const turned = proof.passages.map((p) => ({
    ...p,
    lines: p.lines.map((l) => ({ ...l, formula: apply("negate", [l.formula]) })),
  }));
  expect(Math.max(...checkLines(derivation, source, proof).map((l) => l.difference))).toBeLessThan(TOLERANCE);
  const differences = checkLines(derivation, source, { ...proof, passages: turned }).map((l) => l.difference);
  expect(Math.max(...differences)).toBeCloseTo(2);
});
