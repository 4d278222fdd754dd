/**
 * Smooth composites of factorizations at repeated, clustered and zero spectra, against gradients in 100 digits
 * (values.py): what is smooth is derived without the eigenvectors' own, singular, derivative.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { evaluateAt } from "../../src/plan/evaluate.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import { deriveSource } from "../../src/derive.js";

interface Case {
  readonly id: string;
  readonly program: string;
  readonly spectrum: string;
  readonly inputs: Readonly<Record<string, readonly number[][]>>;
  readonly cotangents: Readonly<Record<string, readonly number[][]>>;
  readonly gradient: readonly number[][];
}

const { cases } = JSON.parse(readFileSync(new URL("values.json", import.meta.url), "utf8")) as { cases: Case[] };

const derivations = new Map<string, Derivation>();
function derivationOf(program: string): Derivation {
  let known = derivations.get(program);
  if (!known) derivations.set(program, (known = deriveSource(program)));
  return known;
}

/** Relative to the norm of the gradient. Clusters cost digits where divided differences cancel; repeated values none. */
const tolerance = (spectrum: string): number => (spectrum.startsWith("gap") ? 1e-9 : 1e-12);

describe.each([...new Set(cases.map((c) => c.spectrum))])("%s", (spectrum) => {
  test.each(cases.filter((c) => c.spectrum === spectrum))("$id", ({ program, inputs, cotangents, gradient }) => {
    const derivation = derivationOf(program);
    const { gradients } = evaluateAt(derivation, { inputs, cotangents }, "adjoint");
    const found = Object.values(gradients!)[0]! as number[][];
    const wanted = gradient.flat();
    const error = Math.hypot(...found.flat().map((x, i) => x - wanted[i]!)) / Math.hypot(...wanted);
    expect(error).toBeLessThanOrEqual(tolerance(spectrum));
  });
});

test("no composite asks for simple eigenvalues or singular values", () => {
  for (const program of new Set(cases.map((c) => c.program))) {
    for (const { needs } of derivationOf(program).conditions) expect(needs).not.toMatch(/simple|distinct/);
  }
});
