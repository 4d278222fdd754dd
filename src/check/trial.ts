/**
 * Trials at random points: the inner products of the adjoint and of the variation, and the variation against differences
 * of the forward kernel.
 */
import type { Kernel, Values } from "../../codegen/kernel.js";
import type { Port } from "../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { complexStep } from "./complex/step.js";
import { NEGLIGIBLE, derivativeAtZero } from "./differences.js";
import {
  byName,
  distance,
  dot,
  norm,
  nudged,
  propertiesOf,
  sampleCotangents,
  samplePoint,
  sampleTangents,
} from "./points.js";
import type { Random } from "./random.js";
import { lowered, retract } from "./sample.js";

/** The inner-product test is exact up to rounding. */
export const ADJOINT_TOLERANCE = 1e-12;
/** Extrapolated differences of a smooth function in double precision are good to about this. */
export const DIFFERENCE_TOLERANCE = 1e-7;
/** The complex step is exact up to rounding, in another order than that of the kernel. */
export const STEP_TOLERANCE = 1e-9;
/** Values computed in two ways are this close where they are well-conditioned. */
const SAME = 1e-11;
/** One change by rounding tells the size of others only roughly. */
const SPREAD = 10;
/** Inputs this far apart count as the same but for rounding: some hundred units in the last place. */
const ROUNDED = 1e-13;

/** What is tried, and at which sizes. */
export interface Subject {
  readonly derivation: Derivation;
  readonly kernel: Kernel;
  readonly sizes: ReadonlyMap<string, number>;
  readonly random: Random;
}

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

/** A random point with directions, and what the kernel gives there. */
interface Point {
  readonly inputs: Values;
  readonly tangents: Values;
  readonly cotangents: Values;
  readonly outputs: Values;
  readonly outputTangents: Values;
  /** Along tangents: Riemannian gradients are lowered to Euclidean ones. */
  readonly gradients: Values;
}

/** ⟨Ȳ, dY⟩, ⟨X̄, dX⟩, the size of their terms, and their difference relative to that. */
interface InnerProducts {
  readonly left: number;
  readonly right: number;
  readonly scale: number;
  readonly relative: number;
}

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

/** What is computed, or what stands for it where the runtime cannot. */
function guarded<T>(work: () => T, otherwise: (reason: string) => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LinearAlgebraError)) throw error;
    return otherwise(error.message);
  }
}

function tryOnce(subject: Subject): Trial | string {
  const { derivation, kernel, sizes, random } = subject;
  const inputs = samplePoint(derivation, kernel, sizes, random);
  if (typeof inputs === "string") return inputs;
  const tangents = sampleTangents(derivation, kernel, inputs, random);
  const cotangents = sampleCotangents(kernel, sizes, random);
  const outputTangents = kernel.variation(inputs, tangents, sizes);
  const gradients = gradientsAt(subject, inputs, cotangents);
  const outputs = kernel.forward(inputs, sizes);
  const point: Point = { inputs, tangents, cotangents, outputs, outputTangents, gradients };
  const adjoint = innerProducts(point);
  const rounding = adjoint.relative <= ADJOINT_TOLERANCE ? 0 : adjointRounding(subject, point, adjoint);
  const difference = differences(subject, point);
  if (typeof difference === "string") return difference;
  return { adjoint: adjoint.relative, rounding, ...difference, complexStep: steps(subject, point) };
}

/** The gradients, Riemannian ones as Euclidean ones that agree with them along tangents. */
function gradientsAt({ derivation, kernel, sizes }: Subject, inputs: Values, cotangents: Values): Values {
  const gradients = kernel.backward(inputs, cotangents, sizes);
  if (!derivation.riemannian) return gradients;
  return new Map(
    [...gradients].map(([port, g]): [Port, Matrix] => {
      const [input, at] = [...inputs].find(([p]) => p.name === port.name)!;
      return [port, lowered(derivation.catalogue, propertiesOf(derivation, input), at, g)];
    }),
  );
}

function innerProducts({ tangents, cotangents, outputTangents, gradients, outputs }: Point): InnerProducts {
  const left = pairing(cotangents, outputTangents);
  const right = pairing(tangents, gradients);
  // Where nothing varies, dY is the rounding of what cancels, which is some units in the last place of Y.
  const scale =
    sizeOfTerms(cotangents, outputTangents) +
    NEGLIGIBLE * sizeOfTerms(cotangents, outputs) +
    sizeOfTerms(tangents, gradients);
  return { left, right, scale, relative: relative(left - right, scale) };
}

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
  const { tangents, cotangents, outputs, outputTangents, gradients } = point;
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
  // Where nothing varies, differences are the rounding of the values themselves, and of the terms that cancel in them: the
  // trace of a reflection of the plane is 0.
  const size = sizeOfTerms(cotangents, outputs) + sizeOfTerms(tangents, gradients);
  const scale = sizeOfTerms(cotangents, outputTangents) + NEGLIGIBLE * size;
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
function steps({ derivation, sizes }: Subject, point: Point): ComplexStep {
  const { inputs, tangents, cotangents, outputs, outputTangents, gradients } = point;
  const moved = complexStep(derivation, inputs, tangents, sizes);
  if (typeof moved === "string") return moved;
  // Where the two ways to compute a value lose digits, they do so in its derivative.
  const apart = [...moved].map(([name, { value }]) => distance(value, byName(outputs, name)));
  if (!apart.every((d) => d <= SAME)) return "an ill-conditioned value";
  const found = [...cotangents].reduce((total, [port, g]) => total + dot(g, moved.get(port.name)!.tangent), 0);
  const size = sizeOfTerms(cotangents, outputs) + sizeOfTerms(tangents, gradients);
  const scale = sizeOfTerms(cotangents, outputTangents) + NEGLIGIBLE * size;
  return relative(found - pairing(cotangents, outputTangents), scale);
}

/** ⟨Ȳ, Y⟩ where the inputs have moved by t along the tangents. */
function valueAlong({ derivation, kernel, sizes }: Subject, point: Point, t: number): number {
  const moved = new Map(point.inputs);
  for (const [port, d] of point.tangents) {
    const input = kernel.program.inputs.find((p) => p.name === port.name)!;
    const x = point.inputs.get(input)!;
    const data = x.data.map((v, i) => v + t * d.data[i]!);
    moved.set(input, retract(derivation.catalogue, propertiesOf(derivation, port), { ...x, data }));
  }
  const outputs = new Map(
    [...kernel.forward(moved, sizes)].map(([port, value]): [Port, Matrix] => [
      port,
      aligned(derivation, port.name, value, byName(point.outputs, port.name)),
    ]),
  );
  return pairing(point.cotangents, outputs);
}

/** A factor whose columns have arbitrary signs, with those of a value next to it. */
function aligned({ outputs, catalogue }: Derivation, name: string, value: Matrix, base: Matrix): Matrix {
  const node = outputs.find((o) => o.spelling === name)!.node;
  if (node.kind !== "apply" || !catalogue.functions.get(node.fn)?.gauge) return value;
  const data = Float64Array.from(value.data);
  for (let j = 0; j < value.cols; j++) {
    let inner = 0;
    for (let i = 0; i < value.rows; i++) inner += data[i * value.cols + j]! * base.data[i * value.cols + j]!;
    if (inner < 0) for (let i = 0; i < value.rows; i++) data[i * value.cols + j]! *= -1;
  }
  return { ...value, data };
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

/** ⟨G, M⟩ summed over the values of the same names. */
const pairing = (directions: Values, values: Values): number =>
  [...directions].reduce((total, [port, g]) => total + dot(g, byName(values, port.name)), 0);

/** ‖G‖ ‖M‖ summed over the values of the same names: the size of what a pairing sums. */
const sizeOfTerms = (directions: Values, values: Values): number =>
  [...directions].reduce((total, [port, g]) => total + norm(g) * norm(byName(values, port.name)), 0);

const relative = (difference: number, scale: number): number =>
  scale === 0 ? Math.abs(difference) : Math.abs(difference) / scale;
