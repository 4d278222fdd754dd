/**
 * `npm test` (vitest in the mode "sample") runs a sample of everything, `npm run test:all` all of it. What is sampled is spread evenly over the tests of
 * a group or the cases of a loop, and is the same in every run.
 */
export const ALL = process.env.SAMPLE !== "yes";

/** Groups of so many tests or cases run whole. */
const SMALL = 4;

/** Of a larger group one in so many. */
const EVERY = 40;

/** Whether the i-th of so many is in the sample. */
export const isSampled = (i: number, count: number): boolean => ALL || count <= SMALL || i % EVERY === 0;

/** The cases of a loop that are in the sample. */
export const sampled = <T>(cases: readonly T[]): readonly T[] => cases.filter((_, i) => isSampled(i, cases.length));

/** How often a property is tried; in the sample a tenth as often. */
export const runs = (count: number): number => (ALL ? count : Math.ceil(count / 10));
