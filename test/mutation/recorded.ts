/** The recorded derivations as tests of single programs, short ones first: a mutant is told by the first that it changes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { casesOf, fileOf, groups, record } from "../derivation/records.js";

/** One program in so many is taken. */
const EVERY = 2;

const recorded = groups.flatMap((group) => {
  const texts = readFileSync(fileOf(group), "utf8").split(/\n(?==== )/);
  return casesOf(group).map((oracle, i) => ({ oracle, text: texts[i]! }));
});

for (const { oracle, text } of recorded.filter((_, i) => i % EVERY === 0).sort((a, b) => a.text.length - b.text.length))
  test(oracle.id, () => {
    expect(record(oracle)).toBe(text);
  });
