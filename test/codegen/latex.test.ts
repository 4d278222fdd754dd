import katex from "katex";
import { expect, test } from "vitest";
import { jsonResult } from "../../src/print/json/report.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { ALL, sampled } from "../sample/sampled.js";

/** The displays of a fragment; what stands between them is text. */
const displays = (fragment: string): string[] => [...fragment.matchAll(/\\\[\n?([^]*?)\\\]/g)].map((m) => m[1]!);

test("every LaTeX string of the oracle's programs renders in KaTeX, strictly", () => {
  const faults: string[] = [];
  let strings = 0;
  for (const oracle of sampled(oracleCases)) {
    const derivation = derivationOf(oracle);
    const { where, variation, gradients, steps } = jsonResult(derivation);
    const blocks = [false, true].flatMap((verbose) => displays(emit(derivation, "latex", { verbose })));
    expect(blocks.length, oracle.id).toBeGreaterThan(2);
    for (const latex of [...blocks, ...[...where, ...variation, ...gradients, ...steps].map((f) => f.latex)]) {
      strings += 1;
      try {
        katex.renderToString(latex, { throwOnError: true, strict: "error", displayMode: true });
      } catch (error) {
        faults.push(`${oracle.id}: ${(error as Error).message}`);
      }
    }
  }
  expect(faults).toEqual([]);
  expect(strings).toBeGreaterThan(ALL ? 6_000 : 50);
}, 120_000);
