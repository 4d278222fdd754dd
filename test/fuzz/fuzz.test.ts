import { describe, expect, it } from "vitest";
import { ALL } from "../sample/sampled.js";
import { BATCH, emptyTally, merge, runBatch } from "./batch.js";
import { called, differentiable } from "./generate.js";
import { relationNames } from "./examine.js";

/** Few in the sample; what so many must have used is asked of all of them alone. */
const PROGRAMS = ALL ? 3000 : 20;
const SEED = 20_261_123;

describe("generated programs", () => {
  it(`has no wrong answer in ${PROGRAMS} of them`, () => {
    const tally = emptyTally();
    for (let first = 0; first < PROGRAMS; first += BATCH) merge(tally, runBatch(SEED, first, PROGRAMS));
    const { programs, passed, inconclusive, failures, relations, functions, exact, measured, worstDigits } = tally;
    const counts = { programs, passed, inconclusive, failed: failures.length, measured, worstDigits, relations, exact };
    process.stdout.write(`generated programs, seed ${SEED}: ${JSON.stringify(counts)}\n`);
    expect(failures.map((f) => `${f.index}: ${f.shrunk.reason}\n${f.shrunk.program}`)).toEqual([]);
    expect(programs).toBe(PROGRAMS);
    if (!ALL) return;
    // Ill-conditioned points say nothing; they must stay few.
    expect(inconclusive).toBeLessThan(PROGRAMS / 20);
    expect(exact["passed"]).toBeGreaterThan(0.95 * PROGRAMS);
    expect(measured).toBeGreaterThan(PROGRAMS / 10);
    for (const name of relationNames) expect(relations[name]).toBeGreaterThan(PROGRAMS / 10);
    const missing = called.filter((rule) => !functions[rule.rule]).map((rule) => rule.rule);
    expect(missing).toEqual([]);
    const scalars = differentiable.filter((s) => !functions[`${s.name} entry by entry`]);
    expect(scalars.map((s) => s.name)).toEqual([]);
  }, 1_800_000);

  it("makes the same programs from the same seed", () => {
    const programs = (seed: number): string => JSON.stringify(runBatch(seed, 0, 3).functions);
    expect(programs(5)).toBe(programs(5));
    expect(programs(5)).not.toBe(programs(6));
  });
});
