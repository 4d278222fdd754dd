/**
 * The numeric check of a derivation: the adjoint against the variation by inner products, the variation against
 * differences of the forward kernel, at random inputs with the declared structure.
 */
import { Kernel, type Values } from "../../codegen/kernel.js";
import type { CheckReport } from "../../codegen/report-types.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { derivativeAtZero } from "./differences.js";
import {
  SIZE_ORDERS,
  assignSizes,
  byName,
  dot,
  norm,
  propertiesOf,
  sampleCotangents,
  samplePoint,
  sampleTangents,
} from "./points.js";
import { Random } from "./random.js";
import { retract } from "./sample.js";

export interface CheckOptions {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
  readonly trials?: number;
}

/** The inner-product test is exact up to rounding. */
const ADJOINT_TOLERANCE = 1e-12;
/** Extrapolated differences of a smooth function in double precision are good to about this. */
const DIFFERENCE_TOLERANCE = 1e-7;
export function checkDerivation(derivation: Derivation, options: CheckOptions = {}): CheckReport {
  const seed = options.seed ?? 1;
  const kernel = new Kernel(derivation);
  let reason = "";
  for (const order of SIZE_ORDERS) {
    const sizes = assignSizes(derivation, options.sizes ?? {}, order);
    const result = new Checking(derivation, kernel, sizes, new Random(seed), options.trials ?? 3).run();
    if (typeof result !== "string") return { ...result, seed, sizes: Object.fromEntries(sizes) };
    reason ||= result;
  }
  const sizes = Object.fromEntries(assignSizes(derivation, options.sizes ?? {}, SIZE_ORDERS[0]!));
  return {
    verdict: "inconclusive",
    adjoint: NaN,
    finiteDifference: NaN,
    differenceError: NaN,
    trials: 0,
    seed,
    sizes,
    reason,
  };
}

type Figures = Omit<CheckReport, "seed" | "sizes">;

class Checking {
  constructor(
    private readonly derivation: Derivation,
    private readonly kernel: Kernel,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly random: Random,
    private readonly trials: number,
  ) {}

  /** The figures, or why no point could be found. */
  run(): Figures | string {
    let adjoint = 0;
    let finiteDifference = 0;
    let differenceError = 0;
    for (let trial = 0; trial < this.trials; trial++) {
      const inputs = samplePoint(this.derivation, this.kernel, this.sizes, this.random);
      if (typeof inputs === "string") return inputs;
      const tangents = sampleTangents(this.derivation, this.kernel, inputs, this.random);
      const cotangents = sampleCotangents(this.kernel, this.sizes, this.random);
      const outputTangents = this.kernel.variation(inputs, tangents, this.sizes);
      const gradients = this.kernel.backward(inputs, cotangents, this.sizes);
      adjoint = larger(adjoint, this.innerProducts(tangents, cotangents, outputTangents, gradients));
      const difference = this.differences(inputs, tangents, cotangents, outputTangents);
      if (typeof difference === "string") return difference;
      finiteDifference = larger(finiteDifference, difference.relative);
      differenceError = larger(differenceError, difference.error);
    }
    return {
      ...judge(adjoint, finiteDifference, differenceError),
      adjoint,
      finiteDifference,
      differenceError,
      trials: this.trials,
    };
  }

  private innerProducts(tangents: Values, cotangents: Values, outputTangents: Values, gradients: Values): number {
    let left = 0;
    let right = 0;
    let scale = 0;
    for (const [port, g] of cotangents) {
      const dY = byName(outputTangents, port.name);
      left += dot(g, dY);
      scale += norm(g) * norm(dY);
    }
    for (const [port, dX] of tangents) {
      const g = byName(gradients, port.name);
      right += dot(g, dX);
      scale += norm(g) * norm(dX);
    }
    return relative(left - right, scale);
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
    const along = (t: number): number => {
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
    let expected = 0;
    let scale = 0;
    for (const [port, g] of cotangents) {
      const dY = byName(outputTangents, port.name);
      expected += dot(g, dY);
      // Where nothing varies, differences are the rounding of the values themselves.
      scale += norm(g) * (norm(dY) + ROUNDING * norm(byName(start, port.name)));
    }
    try {
      const estimate = derivativeAtZero(along, scale);
      return { relative: relative(estimate.value - expected, scale), error: relative(estimate.error, scale) };
    } catch (error) {
      if (error instanceof LinearAlgebraError)
        return `a neighbour of the point lies outside the domain: ${error.message}`;
      throw error;
    }
  }
}

/** The part of a value's size below which its changes are not looked at. */
const ROUNDING = 1e-4;

/** Comparisons that NaN does not pass. */
const larger = (a: number, b: number): number => (a >= b ? a : b);
const relative = (difference: number, scale: number): number =>
  scale === 0 ? Math.abs(difference) : Math.abs(difference) / scale;

function judge(adjoint: number, difference: number, error: number): Pick<Figures, "verdict" | "reason"> {
  if (!(adjoint <= ADJOINT_TOLERANCE)) return { verdict: "failed", reason: "the adjoint does not match the variation" };
  if (difference <= DIFFERENCE_TOLERANCE) return { verdict: "passed", reason: "" };
  if (!(error <= DIFFERENCE_TOLERANCE))
    return { verdict: "inconclusive", reason: "the differences are not accurate enough" };
  return { verdict: "failed", reason: "the variation does not match differences" };
}
