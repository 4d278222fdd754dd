/**
 * The quick test that every answer meets before it is shown: at one random point of small sizes the adjoint is compared
 * with the variation, and the variation with a few differences. It passes or it doubts; what it doubts is tried again
 * with more care in guard.ts.
 */
import { Kernel } from "../plan/kernel.js";
import { NoKernel } from "../plan/lowering.js";
import type { Derivation } from "../calculus/derivation.js";
import { postorder, type Node } from "../expression/node/node.js";
import { guarded, innerProducts, pairing, pointOf, relative, scales, valueAlong, type Subject } from "./point.js";
import { holdsValues, steps } from "./derivation/trials.js";
import { SIZE_ORDERS, assignSizes } from "./derivation/random-point.js";
import { Random } from "./random.js";
import { ADJOINT_TOLERANCE, DIFFERENCE_TOLERANCE } from "./tolerances.js";
import { withStandIns } from "./stand-ins.js";
import { QUICK, tooDear } from "./work.js";

/** What the quick test says: nothing, or why it is not content. */
export type Doubt =
  /** Another point may show more. */
  | { readonly kind: "doubtful" }
  /** No check is made of such a program. */
  | { readonly kind: "unchecked"; readonly reason: string };

/** Expressions of the derivation: scheduling more takes longer than a user waits for. */
const MOST_NODES = 3_000;

/** Tests a derivation at one random point. */
export function testQuickly(given: Derivation, seed = 1): Doubt | undefined {
  const derivation = withStandIns(given) ?? given;
  const nodes = postorder(rootsOf(derivation)).length;
  if (nodes > MOST_NODES) {
    return {
      kind: "unchecked",
      reason: `it has ${nodes} parts, and up to ${MOST_NODES} are checked without being asked`,
    };
  }
  const kernel = kernelOf(derivation);
  if (kernel instanceof NoKernel) return { kind: "unchecked", reason: kernel.message };
  const sizes = assignSizes(derivation, {}, SIZE_ORDERS[0]!);
  const reason = tooDear(kernel.program, sizes, QUICK);
  if (reason !== undefined) return { kind: "unchecked", reason };
  const subject = { derivation, kernel, sizes, random: new Random(seed) };
  return guarded(
    () => isRightAtOnePoint(subject),
    () => false,
  )
    ? undefined
    : { kind: "doubtful" };
}

/** The kernel, or why there is none: formulas can be right that nothing computes. */
function kernelOf(derivation: Derivation): Kernel | NoKernel {
  try {
    return new Kernel(derivation);
  } catch (error) {
    if (error instanceof NoKernel) return error;
    throw error;
  }
}

const rootsOf = ({ outputs, variations, gradients }: Derivation): Node[] => [
  ...outputs.map((o) => o.node),
  ...variations.map((v) => v.node),
  ...gradients.map((g) => g.value),
];

/** The first step of the differences; the second is half of it. */
const STEP = 2 ** -10;

function isRightAtOnePoint(subject: Subject): boolean {
  const point = pointOf(subject);
  if (typeof point === "string") return false;
  if (!(innerProducts(point).relative <= ADJOINT_TOLERANCE)) return false;
  if (holdsValues(subject.derivation)) {
    const step = steps(subject, point);
    return typeof step === "string" || step <= DIFFERENCE_TOLERANCE;
  }
  const slope = (h: number): number => (valueAlong(subject, point, h) - valueAlong(subject, point, -h)) / (2 * h);
  const [long, short] = [slope(STEP), slope(STEP / 2)];
  // Extrapolated to step 0 (Richardson 1911).
  const found = (4 * short - long) / 3;
  const expected = pairing(point.cotangents, point.outputTangents);
  return relative(found - expected, scales(point).scale) <= DIFFERENCE_TOLERANCE;
}
