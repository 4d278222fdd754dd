/**
 * Trials at random points: the inner products of the adjoint and of the variation, and the variation against differences
 * of the forward kernel.
 */
import type { Derivation } from "../../calculus/derivation.js";
import { isApply, postorder } from "../../expression/node/node.js";
import { complexStep } from "../complex/step.js";
import { derivativeAtZero } from "./differences.js";
import {
  gradientsAt,
  guarded,
  innerProducts,
  pairing,
  pointOf,
  relative,
  scales,
  valueAlong,
  type InnerProducts,
  type Point,
  type Subject,
} from "../point.js";
import { byName, distance, dot, nudged } from "./random-point.js";
import { ADJOINT_TOLERANCE, DIFFERENCE_TOLERANCE } from "../tolerances.js";

/** Values computed in two ways are this close where they are well-conditioned. */
const SAME = 1e-11;
/** One change by rounding tells the size of others only roughly. */
const SPREAD = 10;
/** Inputs this far apart count as the same but for rounding: some hundred units in the last place. */
const ROUNDED = 1e-13;

/** The figures at one random point with directions. */
export interface Trial {
  readonly adjoint: number;
  /** How far rounding may move the two sides of the identity from each other. */
  readonly rounding: number;
  readonly finiteDifference: number;
  readonly differenceError: number;
  readonly complexStep: ComplexStep;
}

/** The variation against the complex step: how far they are from each other, or why there is none. */
export type ComplexStep = number | string;

/** The trials, or why no point could be found or nothing can be computed there. */
export function runTrials(subject: Subject, count: number): Trial[] | string {
  return guarded(
    () => {
      const trials: Trial[] = [];
      for (let i = 0; i < count; i++) {
        const trial = tryOnce(subject);
        if (typeof trial === "string") return trial;
        trials.push(trial);
      }
      return trials;
    },
    (reason) => reason,
  );
}

function tryOnce(subject: Subject): Trial | string {
  const point = pointOf(subject);
  if (typeof point === "string") return point;
  const adjoint = innerProducts(point);
  const rounding = adjoint.relative <= ADJOINT_TOLERANCE ? 0 : adjointRounding(subject, point, adjoint);
  const step = steps(subject, point);
  const difference = holdsValues(subject.derivation) ? heldDifferences(step) : differences(subject, point);
  if (typeof difference === "string") return difference;
  return { adjoint: adjoint.relative, rounding, ...difference, complexStep: step };
}

/** Whether the program holds values constant: differences of it see them move, steps into the complex plane do not. */
export const holdsValues = ({ outputs }: Derivation): boolean =>
  postorder(outputs.map((o) => o.node)).some((n) => isApply(n, "held"));

const heldDifferences = (step: ComplexStep): Pick<Trial, "finiteDifference" | "differenceError"> | string =>
  typeof step === "number"
    ? { finiteDifference: step, differenceError: 0 }
    : `values are held constant, and there is no complex step: ${step}`;

/** How far both sides of the identity move, relative to their scale, when the inputs are rounded. */
function adjointRounding(subject: Subject, { inputs, tangents, cotangents }: Point, at: InnerProducts): number {
  const { derivation, kernel, sizes, random } = subject;
  const rounded = nudged(derivation, inputs, random, ROUNDED);
  return guarded(
    () => {
      const left = pairing(cotangents, kernel.variation(rounded, tangents, sizes));
      const right = pairing(tangents, gradientsAt(subject, rounded, cotangents));
      return relative(SPREAD * (Math.abs(left - at.left) + Math.abs(right - at.right)), at.scale);
    },
    () => Infinity,
  );
}

/** The variation along one direction against differences of the forward kernel, in the direction of the cotangents. */
function differences(subject: Subject, point: Point): Pick<Trial, "finiteDifference" | "differenceError"> | string {
  const { cotangents, outputTangents } = point;
  let outside = "";
  const along = (t: number): number =>
    guarded(
      () => valueAlong(subject, point, t),
      (reason) => {
        outside = reason;
        return NaN;
      },
    );
  const expected = pairing(cotangents, outputTangents);
  const { size, scale } = scales(point);
  const estimate = derivativeAtZero(along, size, expected);
  if (estimate.error === Infinity && outside !== "") {
    return `every neighbour of the point lies outside the domain: ${outside}`;
  }
  const finiteDifference = relative(estimate.value - expected, scale);
  const error = relative(estimate.error, scale);
  if (finiteDifference <= DIFFERENCE_TOLERANCE) return { finiteDifference, differenceError: error };
  return { finiteDifference, differenceError: error + relative(variationRounding(subject, point, expected), scale) };
}

/** The variation along one direction against the complex step, in the direction of the cotangents. */
export function steps({ derivation, sizes }: Subject, point: Point): ComplexStep {
  const { inputs, tangents, cotangents, outputs, outputTangents } = point;
  const moved = complexStep(derivation, inputs, tangents, sizes);
  if (typeof moved === "string") return moved;
  // Where the two ways to compute a value lose digits, they do so in its derivative.
  const apart = [...moved].map(([name, { value }]) => distance(value, byName(outputs, name)));
  if (!apart.every((d) => d <= SAME)) return "an ill-conditioned value";
  const found = [...cotangents].reduce((total, [port, g]) => total + dot(g, moved.get(port.name)!.tangent), 0);
  return relative(found - pairing(cotangents, outputTangents), scales(point).scale);
}

/** How far the variation moves, as the cotangents see it, when the inputs are rounded. */
function variationRounding(subject: Subject, { inputs, tangents, cotangents }: Point, expected: number): number {
  const { derivation, kernel, sizes, random } = subject;
  const rounded = nudged(derivation, inputs, random, ROUNDED);
  return guarded(
    () => SPREAD * Math.abs(pairing(cotangents, kernel.variation(rounded, tangents, sizes)) - expected),
    () => Infinity,
  );
}
