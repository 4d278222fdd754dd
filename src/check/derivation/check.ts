/**
 * The check of a derivation: the adjoint against the variation exactly and by inner products in floating point, the
 * variation against differences of the forward kernel, at random inputs with the declared structure.
 */
import { Kernel } from "../../plan/kernel.js";
import type { CheckReport, ExactReport } from "../../print/check-report.js";
import type { Derivation } from "../../calculus/derivation.js";
import { checkExactly } from "../exact/check.js";
import { SIZE_ORDERS, assignSizes, smallSizes } from "./random-point.js";
import { Random } from "../random.js";
import { ADJOINT_TOLERANCE, DIFFERENCE_TOLERANCE, STEP_TOLERANCE } from "../tolerances.js";
import { THOROUGH, tooDear } from "../work.js";
import { runTrials, type ComplexStep, type Trial } from "./trials.js";

export interface CheckOptions {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly trials?: number;
}

/** Where the identity holds exactly, a difference up to this is rounding at an ill-conditioned point. */
const ROUNDING = 1e-8;
/** More than rounding explains where values agree to 1e-11. */
const STEP_CONTRADICTION = 1e-6;
/** Shapes at which trials are made: the first as often as asked for, the second once. */
const SHAPES = 2;

export function checkDerivation(derivation: Derivation, options: CheckOptions = {}): CheckReport {
  const seed = options.seed ?? 1;
  const kernel = new Kernel(derivation);
  const trials: Trial[] = [];
  const shapes: Readonly<Record<string, number>>[] = [];
  let reason = "";
  for (const order of SIZE_ORDERS) {
    const sizes = assignSizes(derivation, options.sizes ?? {}, order);
    const shape = Object.fromEntries(sizes);
    if (shapes.some((s) => sameSizes(s, shape))) continue;
    const dear = tooDear(kernel.program, sizes, THOROUGH);
    if (dear !== undefined) {
      reason ||= dear;
      continue;
    }
    const count = shapes.length === 0 ? (options.trials ?? 3) : 1;
    const result = runTrials({ derivation, kernel, sizes, random: new Random(seed) }, count);
    if (typeof result === "string") reason ||= result;
    else {
      trials.push(...result);
      shapes.push(shape);
    }
    if (shapes.length === SHAPES) break;
  }
  const sizes = shapes[0] ?? Object.fromEntries(assignSizes(derivation, options.sizes ?? {}, SIZE_ORDERS[0]!));
  const exact = checkExactly(derivation, { sizes: smallSizes(derivation, sizes), seed });
  const worst = (figure: (t: Trial) => number): number =>
    trials.map(figure).reduce(larger, trials.length > 0 ? 0 : NaN);
  return {
    ...judgeAll(trials, exact, reason),
    adjoint: worst((t) => t.adjoint),
    finiteDifference: worst((t) => t.finiteDifference),
    differenceError: worst((t) => t.differenceError),
    complexStep: worstStep(trials),
    trials: trials.length,
    seed,
    sizes,
    shapes,
    exact,
    lines: null,
    accuracy: null,
    untested: untested(derivation, exact),
  };
}

const sameSizes = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.entries(a).every(([name, size]) => b[name] === size);

/** The largest figure of the complex step, or why there is none at one of the points. */
function worstStep(trials: readonly Trial[]): ComplexStep {
  const steps = trials.map((t) => t.complexStep);
  return steps.find((s) => typeof s === "string") ?? (steps as number[]).reduce(larger, steps.length > 0 ? 0 : NaN);
}

/** What a user could think was tested, but was not. */
function untested(derivation: Derivation, exact: ExactReport): string[] {
  const inputs = derivation.program.inputs.filter((i) => !derivation.gradients.some((g) => g.input === i));
  const needs = [...new Set(derivation.conditions.map((c) => c.needs))];
  return [
    derivation.program.dimensions.length > 0 ? "other sizes than these" : "other points than these",
    ...(needs.length > 0 ? [`points without what is taken for granted (${needs.join(", ")})`] : []),
    ...inputs.map((i) => `derivatives with respect to ${i.spelling}`),
    ...(exact.verdict === "not applicable" ? ["exactness"] : []),
  ];
}

type Verdict = Pick<CheckReport, "verdict" | "reason">;

/** A trial that failed decides; then one that decided nothing. */
function judgeAll(trials: readonly Trial[], exact: ExactReport, reason: string): Verdict {
  if (exact.verdict === "failed") return { verdict: "failed", reason: `exact test: ${exact.reason}` };
  if (trials.length === 0) return { verdict: "inconclusive", reason };
  const verdicts = trials.map((t) => judge(t, exact.verdict === "passed"));
  return (
    verdicts.find((v) => v.verdict === "failed") ??
    verdicts.find((v) => v.verdict === "inconclusive") ?? { verdict: "passed", reason: "" }
  );
}

/** Comparisons that NaN does not pass. */
const larger = (a: number, b: number): number => (a >= b ? a : b);

function judge(trial: Trial, exact: boolean): Verdict {
  const { adjoint, rounding } = trial;
  if (exact && adjoint > ADJOINT_TOLERANCE && adjoint <= Math.max(ROUNDING, rounding))
    return { verdict: "inconclusive", reason: "an ill-conditioned point: rounding exceeds the tolerance" };
  if (Number.isNaN(adjoint)) return { verdict: "failed", reason: "the derivative is not a number at a random point" };
  if (!(adjoint <= ADJOINT_TOLERANCE)) return { verdict: "failed", reason: "the adjoint does not match the variation" };
  return judgeVariation(trial);
}

/** By the complex step where there is one, and by differences; what they cannot tell apart they do not refute. */
function judgeVariation({ finiteDifference, differenceError, complexStep }: Trial): Verdict {
  const step = typeof complexStep === "number" ? complexStep : undefined;
  const confirmed = step !== undefined && step <= STEP_TOLERANCE;
  const refuted = step !== undefined && !(step <= STEP_CONTRADICTION);
  const accurate = differenceError <= DIFFERENCE_TOLERANCE;
  const matched = accurate && finiteDifference <= DIFFERENCE_TOLERANCE;
  if (matched && refuted) return { verdict: "inconclusive", reason: "differences and the complex step disagree" };
  if (matched || (confirmed && !accurate)) return { verdict: "passed", reason: "" };
  if (accurate && confirmed) return { verdict: "inconclusive", reason: "differences and the complex step disagree" };
  if (accurate) return { verdict: "failed", reason: "the variation does not match differences" };
  if (refuted) return { verdict: "failed", reason: "the variation does not match the complex step" };
  return { verdict: "inconclusive", reason: "the differences are not accurate enough" };
}
