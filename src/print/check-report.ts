/** The exact test over the prime field with 2⁶¹ − 1 elements. */
export interface ExactReport {
  readonly verdict: "passed" | "failed" | "not applicable";
  /** What failed, or why the test cannot be made. */
  readonly reason: string;
  /** Why the variation was not compared with the derivative of the program over the field; empty where it was. */
  readonly variation: string;
  /** Points at which the adjoint was compared with the variation. */
  readonly points: number;
  /** Steps of the derivation (rewritings and moves) that preserve their value exactly, and all there are. */
  readonly steps: number;
  readonly allSteps: number;
  /** Functions of which only the derivative rule was used: the identity holds for every function with it. */
  readonly uninterpreted: readonly string[];
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
}

/** The lines of the derivation as it is printed, each against the line before it, over the same field. */
export interface LinesReport {
  readonly verdict: "passed" | "failed" | "not applicable";
  /** Which line is wrong, or why they are not compared. */
  readonly reason: string;
  /** Lines that equal the one before them exactly, and all there are after the first of each passage. */
  readonly equal: number;
  readonly all: number;
}

/** The accuracy of a kernel in double precision, against the program evaluated with many digits. */
export interface AccuracyReport {
  readonly verdict: "passed" | "failed" | "not applicable";
  /** What failed, or why nothing was measured. */
  readonly reason: string;
  /** Points at which digits were counted, and those that were tried. */
  readonly points: number;
  readonly allPoints: number;
  /** The most digits that a value, and a gradient, loses beside those that the problem loses. */
  readonly value: number;
  readonly gradient: number;
}

/** The figures of a numeric check, as reports print them. */
export interface CheckReport {
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** The largest |Ȳ : 𝓛(dX) − 𝓛*(Ȳ) : dX| over the trials, relative to the norms. */
  readonly adjoint: number;
  /** The largest |𝓛(dX) − differences| over the trials, relative to the norms. */
  readonly finiteDifference: number;
  /** What the differences say of their own error. */
  readonly differenceError: number;
  /** The largest |𝓛(dX) − complex step| over the trials, relative to the norms, or why there is no complex step. */
  readonly complexStep: number | string;
  readonly trials: number;
  readonly seed: number;
  readonly sizes: Readonly<Record<string, number>>;
  /** All the sizes at which trials were made. */
  readonly shapes: readonly Readonly<Record<string, number>>[];
  /** Why the verdict is not `passed`. */
  readonly reason: string;
  readonly exact: ExactReport;
  /** Null where it was not asked for. */
  readonly lines: LinesReport | null;
  /** Null where it was not asked for. */
  readonly accuracy: AccuracyReport | null;
  /** What the check says nothing about. */
  readonly untested: readonly string[];
}
