/** The recorded derivations as tests of single programs, short ones first: a mutant is told by the first that it changes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fileOf, record, recordedCases } from "../derivation/records.js";

/** One program in so many is taken. */
const EVERY = 2;

const recorded = recordedCases.map((oracle) => ({ oracle, text: readFileSync(fileOf(oracle), "utf8") }));

for (const { oracle, text } of recorded.filter((_, i) => i % EVERY === 0).sort((a, b) => a.text.length - b.text.length))
  test(oracle.id, () => {
    expect(record(oracle)).toBe(text);
  });
