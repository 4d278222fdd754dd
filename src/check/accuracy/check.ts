/** The accuracy of a kernel at points that hurt, against the program evaluated with many digits. */
import type { AccuracyReport } from "../../print/check-report.js";
import type { Derivation } from "../../calculus/derivation.js";
import { Kernel, type Values } from "../../plan/kernel.js";
import type { Port } from "../../../codegen/plan/program.js";
import type { Matrix } from "../../../codegen/runtime/matrix.js";
import { assignSizes, propertiesOf, sampleOf } from "../derivation/random-point.js";
import { guarded, type Subject } from "../point.js";
import { Random } from "../random.js";
import { tooDear } from "../work.js";
import { evaluate } from "../../../codegen/plan/sizes.js";
import { HARD_KINDS, type HardKind } from "./hard-points.js";
import { MOST, UNIT, measure, ratioOf, type Loss, type Measured } from "./measure.js";

export interface AccuracyOptions {
  readonly seed?: number;
  /** Which of the kinds of points, by their place in HARD_KINDS; all by default. */
  readonly kinds?: readonly number[];
}

/** Sizes tried in turn: many digits are slow. */
const ORDERS = [
  [3, 2, 4, 5, 2, 3],
  [2, 3, 4, 2, 3, 5],
  [2, 2, 2, 2, 2, 2],
];
/** What is evaluated with many digits: some thousand operations. */
const MOST_WORK = { entries: 400, flops: 1e5 };

/** Measures the digits that a kernel loses. */
export function checkAccuracy(derivation: Derivation, options: AccuracyOptions = {}): AccuracyReport {
  const kernel = new Kernel(derivation);
  const all = options.kinds?.map((k) => HARD_KINDS[k % HARD_KINDS.length]!) ?? HARD_KINDS;
  const measuredAt: { readonly kind: string; readonly measured: Measured }[] = [];
  let reason = "";
  for (const order of ORDERS) {
    const sizes = assignSizes(derivation, {}, order);
    const dear = tooDear(kernel.program, sizes, MOST_WORK);
    if (dear !== undefined) {
      reason ||= dear;
      continue;
    }
    const subject: Subject = { derivation, kernel, sizes, random: new Random(options.seed ?? 1) };
    for (const kind of all) {
      const inputs = guarded<Values | string>(
        () => hardPoint(subject, kind),
        (why) => why,
      );
      const measured = typeof inputs === "string" ? inputs : measure(subject, inputs);
      if (typeof measured === "string") reason ||= `${kind.name}: ${measured}`;
      else measuredAt.push({ kind: kind.name, measured });
    }
    if (measuredAt.length > 0) break;
  }
  return summary(all.length, measuredAt, reason);
}

function hardPoint({ derivation, kernel, sizes, random }: Subject, kind: HardKind): Values {
  const { catalogue } = derivation;
  return new Map(
    kernel.program.inputs.map((port): [Port, Matrix] => {
      const properties = propertiesOf(derivation, port);
      const [rows, cols] = [evaluate(port.rows, sizes), evaluate(port.cols, sizes)];
      const x = sampleOf(derivation, port, [rows, cols], random);
      return [port, kind.move(x, (name) => (properties & catalogue.bit(name)) !== 0, random) ?? x];
    }),
  );
}

/** All digits of double precision. */
const ALL = 16;

/** Those of them that an error takes. */
const digitsOf = (error: number): number =>
  Number.isNaN(error) ? ALL : Math.min(ALL, Math.max(0, Math.log10(error / UNIT)));

function summary(
  points: number,
  all: readonly { readonly kind: string; readonly measured: Measured }[],
  reason: string,
): AccuracyReport {
  const losses = all.flatMap(({ kind, measured: { value, gradient } }) => [
    { kind, what: "value", loss: value },
    ...(gradient ? [{ kind, what: "gradient", loss: gradient }] : []),
  ]);
  const worst = (what: string): number =>
    Math.max(0, ...losses.filter((l) => l.what === what).map(({ loss }) => excessOf(loss)));
  const wrong = losses
    .filter(({ loss }) => !(ratioOf(loss) <= MOST))
    .sort((a, b) => excessOf(b.loss) - excessOf(a.loss));
  const [first] = wrong;
  if (first) {
    const { kind, what, loss } = first;
    reason = `${what} at the point "${kind}": the kernel loses ${digitsOf(loss.kernel).toFixed(1)} digits, the problem ${digitsOf(loss.problem).toFixed(1)}`;
  }
  const verdict = all.length === 0 ? "not applicable" : first ? "failed" : "passed";
  return {
    verdict,
    reason: verdict === "passed" ? "" : reason,
    points: all.length,
    allPoints: points,
    value: worst("value"),
    gradient: worst("gradient"),
  };
}

/** Digits that the kernel loses and the problem does not. */
const excessOf = (loss: Loss): number => Math.max(0, digitsOf(loss.kernel) - digitsOf(loss.problem + UNIT));
