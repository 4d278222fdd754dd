/** Generated programs by the hundred, and the smallest ones that fail. */
import fc from "fast-check";
import { choices } from "./choices.js";
import { examine, relationNames, type Examination } from "./examine.js";

/** Programs of one batch; the batch has a seed of its own, so that batches can be made anywhere in any order. */
export const BATCH = 250;

export interface Failure {
  readonly index: number;
  readonly reason: string;
  readonly program: string;
  /** The smallest program that fails, and how. */
  readonly shrunk: { readonly reason: string; readonly program: string };
}

export interface Tally {
  programs: number;
  passed: number;
  inconclusive: number;
  failures: Failure[];
  /** Programs of which digits were counted, and the most that one lost beside those that the problem loses. */
  measured: number;
  worstDigits: number;
  readonly reasons: Record<string, number>;
  readonly functions: Record<string, number>;
  readonly relations: Record<string, number>;
  readonly exact: Record<string, number>;
}

export const emptyTally = (): Tally => ({
  programs: 0,
  passed: 0,
  inconclusive: 0,
  failures: [],
  measured: 0,
  worstDigits: 0,
  reasons: {},
  functions: {},
  relations: Object.fromEntries(relationNames.map((name) => [name, 0])),
  exact: {},
});

const count = (record: Record<string, number>, key: string, by = 1): void => {
  record[key] = (record[key] ?? 0) + by;
};

export function merge(into: Tally, from: Tally): void {
  into.programs += from.programs;
  into.passed += from.passed;
  into.inconclusive += from.inconclusive;
  into.measured += from.measured;
  into.worstDigits = Math.max(into.worstDigits, from.worstDigits);
  into.failures.push(...from.failures);
  for (const part of ["reasons", "functions", "relations", "exact"] as const) {
    for (const [key, n] of Object.entries(from[part])) count(into[part], key, n);
  }
}

/** The numbers of the program with an index, for a seed. */
const batchNumbers = (seed: number, batch: number): number[][] =>
  fc.sample(choices, { seed: (Math.imul(seed, 1_000_003) + batch) | 0, numRuns: BATCH });

/** Examines the programs with the indices from `first` below `last`. */
export function runBatch(seed: number, first: number, last: number): Tally {
  const tally = emptyTally();
  const batch = Math.floor(first / BATCH);
  const numbers = batchNumbers(seed, batch);
  for (let index = first; index < last && index < (batch + 1) * BATCH; index++) {
    record(tally, index, numbers[index % BATCH]!);
  }
  return tally;
}

function record(tally: Tally, index: number, numbers: number[]): void {
  const result = examine(numbers);
  tally.programs += 1;
  for (const f of result.functions) count(tally.functions, f);
  for (const r of result.relations) count(tally.relations, r);
  if (result.exact !== "") count(tally.exact, result.exact);
  if (result.accuracy && result.accuracy.points > 0) {
    const { value, gradient } = result.accuracy;
    tally.measured += 1;
    if (result.accuracy.verdict === "passed") tally.worstDigits = Math.max(tally.worstDigits, value, gradient);
  }
  if (result.verdict === "passed") tally.passed += 1;
  else if (result.verdict === "inconclusive") {
    tally.inconclusive += 1;
    count(tally.reasons, result.reason.replace(/\d[\d.e+-]*/g, "…"));
  } else
    tally.failures.push({ index, reason: result.reason, program: result.program, shrunk: shrink(numbers, result) });
}

/** The part of a reason that stays the same while a program shrinks. */
const kindOf = (reason: string): string => reason.replace(/[(:].*/s, "");

function shrink(numbers: number[], failure: Examination): { reason: string; program: string } {
  let smallest = failure;
  const property = fc.property(choices, (candidate) => {
    const result = examine(candidate);
    if (result.verdict !== "failed" || kindOf(result.reason) !== kindOf(failure.reason)) return true;
    if (result.program.length <= smallest.program.length) smallest = result;
    return false;
  });
  fc.check(property, { examples: [[numbers]], numRuns: 1, interruptAfterTimeLimit: 10_000 });
  return { reason: smallest.reason, program: smallest.program };
}
