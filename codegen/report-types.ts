/** The figures of a numeric check, as reports print them. */
export interface CheckReport {
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** The largest |Ȳ : 𝓛(dX) − 𝓛*(Ȳ) : dX| over the trials, relative to the norms. */
  readonly adjoint: number;
  /** The largest |𝓛(dX) − differences| over the trials, relative to the norms. */
  readonly finiteDifference: number;
  /** What the differences say of their own error. */
  readonly differenceError: number;
  readonly trials: number;
  readonly seed: number;
  readonly sizes: Readonly<Record<string, number>>;
  /** Why the verdict is not `passed`. */
  readonly reason: string;
}
