/** What the experiment finds out. */
import type { CutOutcome, Goal } from "./cuts.js";
import type { Outcome } from "./pooling.js";

export interface PoolingRow {
  readonly data: string;
  readonly network: string;
  readonly parameters: number;
  /** One of each seed. */
  readonly outcomes: readonly Outcome[];
}

export interface CutRow {
  readonly goal: Goal;
  readonly outcomes: readonly CutOutcome[];
}

export const meanOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
