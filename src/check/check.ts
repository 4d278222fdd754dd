/**
 * The check of a derivation: the adjoint against the variation exactly and by inner products in floating point, the
 * variation against differences of the forward kernel, at random inputs with the declared structure.
 */
import { Kernel, type Values } from "../../codegen/kernel.js";
import type { Port } from "../../codegen/plan/program.js";
import type { CheckReport, ExactReport } from "../../codegen/report-types.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { NEGLIGIBLE, derivativeAtZero } from "./differences.js";
import { checkExactly } from "./exact/check.js";
import {
  SIZE_ORDERS,
  assignSizes,
  byName,
  dot,
  norm,
  nudged,
  propertiesOf,
  sampleCotangents,
  samplePoint,
  sampleTangents,
  smallSizes,
} from "./points.js";
import { Random } from "./random.js";
import { lowered, retract } from "./sample.js";

export interface CheckOptions {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly trials?: number;
}

/** The inner-product test is exact up to rounding. */
const ADJOINT_TOLERANCE = 1e-12;
/** A derivative this much smaller than the value is compared with the value: 1e-12 of it is 1e-14 of the value. */
const VANISHING = 1e-2;
/** Where the identity holds exactly, a difference up to this is rounding at an ill-conditioned point. */
const ROUNDING = 1e-8;
/** One change by rounding tells the size of others only roughly. */
const SPREAD = 10;
/** Extrapolated differences of a smooth function in double precision are good to about this. */
const DIFFERENCE_TOLERANCE = 1e-7;
/** Inputs this far apart count as the same but for rounding: some hundred units in the last place. */
const ROUNDED = 1e-13;
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
    const count = shapes.length === 0 ? (options.trials ?? 3) : 1;
    const result = new Checking(derivation, kernel, sizes, new Random(seed), count).run();
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
    trials: trials.length,
    seed,
    sizes,
    shapes,
    exact,
    untested: untested(derivation, exact),
  };
}

const sameSizes = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean =>
  Object.entries(a).every(([name, size]) => b[name] === size);

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

/** ⟨Ȳ, dY⟩, ⟨X̄, dX⟩, the size of their terms, and their difference relative to that. */
interface InnerProducts {
  readonly left: number;
  readonly right: number;
  readonly scale: number;
  readonly relative: number;
}

/** One random point with directions. */
interface Trial {
  readonly adjoint: number;
  /** How far rounding may move the two sides of the identity from each other. */
  readonly rounding: number;
  readonly finiteDifference: number;
  readonly differenceError: number;
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

class Checking {
  constructor(
    private readonly derivation: Derivation,
    private readonly kernel: Kernel,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly random: Random,
    private readonly trials: number,
  ) {}

  /** The trials, or why no point could be found or nothing can be computed there. */
  run(): Trial[] | string {
    const trials: Trial[] = [];
    try {
      for (let i = 0; i < this.trials; i++) {
        const trial = this.trial();
        if (typeof trial === "string") return trial;
        trials.push(trial);
      }
    } catch (error) {
      if (error instanceof LinearAlgebraError) return error.message;
      throw error;
    }
    return trials;
  }

  private trial(): Trial | string {
    const inputs = samplePoint(this.derivation, this.kernel, this.sizes, this.random);
    if (typeof inputs === "string") return inputs;
    const tangents = sampleTangents(this.derivation, this.kernel, inputs, this.random);
    const cotangents = sampleCotangents(this.kernel, this.sizes, this.random);
    const outputTangents = this.kernel.variation(inputs, tangents, this.sizes);
    const gradients = this.kernel.backward(inputs, cotangents, this.sizes);
    const lowered = this.lowered(inputs, gradients);
    const outputs = this.kernel.forward(inputs, this.sizes);
    const adjoint = this.innerProducts(tangents, cotangents, outputTangents, lowered, outputs);
    const rounding =
      adjoint.relative <= ADJOINT_TOLERANCE ? 0 : this.adjointRounding(inputs, tangents, cotangents, adjoint);
    const difference = this.differences(inputs, tangents, cotangents, outputTangents);
    if (typeof difference === "string") return difference;
    return {
      adjoint: adjoint.relative,
      rounding,
      finiteDifference: difference.relative,
      differenceError: difference.error,
    };
  }

  /** Riemannian gradients as Euclidean ones that agree with them along tangents. */
  private lowered(inputs: Values, gradients: Values): Values {
    const { catalogue, riemannian } = this.derivation;
    if (!riemannian) return gradients;
    return new Map(
      [...gradients].map(([port, g]): [Port, Matrix] => {
        const [input, at] = [...inputs].find(([p]) => p.name === port.name)!;
        return [port, lowered(catalogue, propertiesOf(this.derivation, input), at, g)];
      }),
    );
  }

  private innerProducts(
    tangents: Values,
    cotangents: Values,
    outputTangents: Values,
    gradients: Values,
    outputs: Values,
  ): InnerProducts {
    let left = 0;
    let right = 0;
    let scale = 0;
    for (const [port, g] of cotangents) {
      const dY = byName(outputTangents, port.name);
      left += dot(g, dY);
      // Where nothing varies, dY is the rounding of what cancels, which is some units in the last place of Y.
      scale += norm(g) * (norm(dY) + VANISHING * norm(byName(outputs, port.name)));
    }
    for (const [port, dX] of tangents) {
      const g = byName(gradients, port.name);
      right += dot(g, dX);
      scale += norm(g) * norm(dX);
    }
    return { left, right, scale, relative: relative(left - right, scale) };
  }

  /** How far both sides of the identity move, relative to their scale, when the inputs are rounded. */
  private adjointRounding(inputs: Values, tangents: Values, cotangents: Values, at: InnerProducts): number {
    const rounded = nudged(this.derivation, inputs, this.random, ROUNDED);
    try {
      const left = pairing(cotangents, this.kernel.variation(rounded, tangents, this.sizes));
      const gradients = this.lowered(rounded, this.kernel.backward(rounded, cotangents, this.sizes));
      const right = pairing(tangents, gradients);
      return relative(SPREAD * (Math.abs(left - at.left) + Math.abs(right - at.right)), at.scale);
    } catch (error) {
      if (error instanceof LinearAlgebraError) return Infinity;
      throw error;
    }
  }

  /** A factor whose columns have arbitrary signs, with those of a value next to it. */
  private aligned(name: string, value: Matrix, base: Matrix): Matrix {
    const { outputs, catalogue } = this.derivation;
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

  /** The variation along one direction against differences of the forward kernel, in the direction of the cotangents. */
  private differences(inputs: Values, tangents: Values, cotangents: Values, outputTangents: Values) {
    const { catalogue } = this.derivation;
    const start = this.kernel.forward(inputs, this.sizes);
    let outside = "";
    const along = (t: number): number => {
      try {
        return value(t);
      } catch (error) {
        if (!(error instanceof LinearAlgebraError)) throw error;
        outside = error.message;
        return NaN;
      }
    };
    const value = (t: number): number => {
      const moved = new Map(inputs);
      for (const [port, d] of tangents) {
        const input = this.kernel.program.inputs.find((p) => p.name === port.name)!;
        const x = inputs.get(input)!;
        const data = x.data.map((v, i) => v + t * d.data[i]!);
        moved.set(input, retract(catalogue, propertiesOf(this.derivation, port), { ...x, data }));
      }
      const outputs = this.kernel.forward(moved, this.sizes);
      let total = 0;
      for (const [port, g] of cotangents) {
        const base = byName(start, port.name);
        total += dot(g, this.aligned(port.name, byName(outputs, port.name), base));
      }
      return total;
    };
    const expected = pairing(cotangents, outputTangents);
    let [scale, size] = [0, 0];
    for (const [port, g] of cotangents) {
      scale += norm(g) * norm(byName(outputTangents, port.name));
      size += norm(g) * norm(byName(start, port.name));
    }
    // Where nothing varies, differences are the rounding of the values themselves.
    scale += NEGLIGIBLE * size;
    const estimate = derivativeAtZero(along, size, expected);
    if (estimate.error === Infinity && outside !== "") {
      return `every neighbour of the point lies outside the domain: ${outside}`;
    }
    const off = relative(estimate.value - expected, scale);
    const error = relative(estimate.error, scale);
    if (off <= DIFFERENCE_TOLERANCE) return { relative: off, error };
    return { relative: off, error: error + relative(this.rounding(inputs, tangents, cotangents, expected), scale) };
  }

  /** How far the variation moves, as the cotangents see it, when the inputs are rounded. */
  private rounding(inputs: Values, tangents: Values, cotangents: Values, expected: number): number {
    const rounded = nudged(this.derivation, inputs, this.random, ROUNDED);
    try {
      const outputTangents = this.kernel.variation(rounded, tangents, this.sizes);
      return SPREAD * Math.abs(pairing(cotangents, outputTangents) - expected);
    } catch (error) {
      if (error instanceof LinearAlgebraError) return Infinity;
      throw error;
    }
  }
}

/** ⟨Ȳ, dY⟩ over the outputs. */
const pairing = (cotangents: Values, tangents: Values): number =>
  [...cotangents].reduce((total, [port, g]) => total + dot(g, byName(tangents, port.name)), 0);

/** Comparisons that NaN does not pass. */
const larger = (a: number, b: number): number => (a >= b ? a : b);
const relative = (difference: number, scale: number): number =>
  scale === 0 ? Math.abs(difference) : Math.abs(difference) / scale;

function judge({ adjoint, rounding, finiteDifference, differenceError }: Trial, exact: boolean): Verdict {
  if (exact && adjoint > ADJOINT_TOLERANCE && adjoint <= Math.max(ROUNDING, rounding))
    return { verdict: "inconclusive", reason: "an ill-conditioned point: rounding exceeds the tolerance" };
  if (Number.isNaN(adjoint)) return { verdict: "failed", reason: "the derivative is not a number at a random point" };
  if (!(adjoint <= ADJOINT_TOLERANCE)) return { verdict: "failed", reason: "the adjoint does not match the variation" };
  // What the differences cannot tell apart they can neither confirm nor refute.
  if (!(differenceError <= DIFFERENCE_TOLERANCE))
    return { verdict: "inconclusive", reason: "the differences are not accurate enough" };
  if (finiteDifference <= DIFFERENCE_TOLERANCE) return { verdict: "passed", reason: "" };
  return { verdict: "failed", reason: "the variation does not match differences" };
}
