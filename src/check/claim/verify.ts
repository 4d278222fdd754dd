/**
 * Compares a formula somebody else derived with the derived adjoint of one input: its shape, its values in exact
 * arithmetic, and its values in floating point at random points with the declared structure.
 */
import { NoKernel } from "../../plan/lowering.js";
import { Kernel, computeNode, type Sizes, type Values } from "../../plan/kernel.js";
import { flopsToCompute } from "../../plan/cost.js";
import { LinearAlgebraError } from "../../../codegen/runtime/errors.js";
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import type { Derivation } from "../../calculus/derivation.js";
import { product } from "../../expression/node/algebra.js";
import { isScalar, postorder, type Node } from "../../expression/node/node.js";
import { cotangentSymbol, readClaim, type Claimed } from "./claimed-formula.js";
import { compareExactly, type ExactComparison } from "../exact/check.js";
import {
  SENSITIVE,
  SIZE_ORDERS,
  assignSizes,
  byName,
  columnsFit,
  distance,
  norm,
  nudged,
  propertiesOf,
  sampleCotangents,
  samplePoint,
  smallSizes,
} from "../derivation/random-point.js";
import { Random } from "../random.js";
import { directionPart } from "../samples.js";
import { diagnose, type Cause } from "./diagnosis.js";
import { firstDifference, type TermDifference } from "./differing-term.js";

export interface VerifyOptions {
  readonly sizes?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** Random points for each choice of sizes. */
  readonly trials?: number;
}

/** A quantity of the derived formula and of the claimed one. */
export interface Comparison {
  readonly derived: number;
  readonly claimed: number;
}

/** Where the two differ most at a point. */
export interface CounterExample {
  readonly row: number;
  readonly column: number;
  readonly derived: number;
  readonly claimed: number;
}

export interface Verification {
  readonly verdict: "right" | "wrong" | "inconclusive";
  readonly reason: string;
  /** The largest ‖claimed − derived‖ over the points, relative to the larger of the norms; NaN where none was compared. */
  readonly relativeError: number;
  /** Whether the two are the same over the prime field with 2⁶¹ − 1 elements, tolerance 0. */
  readonly exact: ExactComparison;
  /** Floating-point operations to compute each formula from the inputs and the cotangents, at `sizes`. */
  readonly cost: Comparison;
  /** Distinct sub-expressions of each formula. */
  readonly size: Comparison;
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly points: number;
  readonly counterExample?: CounterExample;
  /** Both formulas at the point of the counter-example. */
  readonly values?: { readonly derived: Matrix; readonly claimed: Matrix };
  readonly terms?: TermDifference;
  /** The common mistake that explains a wrong claim exactly. */
  readonly cause?: Cause;
  /** Of several formulas that are said to be equal, the first that is wrong, counted from 1. */
  readonly line?: number;
}

/** Formulas that agree, computed in different orders, differ by rounding: this much times a moderate condition. */
const AGREEMENT = 1e-9;
/** Values this much smaller than elsewhere are compared absolutely. */
const SMALL = 1e-3;
/** What rounding does not explain at a random point. */
const DISAGREEMENT = 1e-6;

/** Whether a claim about a derivative is right. Throws MatrixBackpropError where it cannot be read. */
export function verifyClaim(
  derivation: Derivation,
  gradient: Claimed,
  text: string,
  options: VerifyOptions = {},
): Verification {
  const { lines } = readClaim(derivation, gradient, text);
  const results = lines.map((line) => verifyLine(derivation, gradient, line, options));
  const wrong = results.findIndex((r) => r.verdict === "wrong");
  const decisive = results[wrong < 0 ? results.length - 1 : wrong]!;
  return wrong < 0 || lines.length === 1 ? decisive : { ...decisive, line: wrong + 1 };
}

/** The claim as it stands, or as it may be read besides. */
function verifyLine(derivation: Derivation, gradient: Claimed, line: Node, options: VerifyOptions): Verification {
  const result = new Verifying(derivation, gradient, line, options).run();
  if (result.verdict !== "wrong") return result;
  for (const { of, reason } of gradient.readings ?? []) {
    const read = of(line);
    const { rows, cols } = gradient.input.node;
    if (read === line || read.rows !== rows || read.cols !== cols) continue;
    const other = new Verifying(derivation, gradient, read, options).run();
    if (other.verdict === "right") return { ...other, reason };
  }
  return result;
}

/** Both formulas at one point. */
interface Point {
  readonly given: ReadonlyMap<Node, Matrix>;
  readonly sizes: Sizes;
  readonly derived: Matrix;
  readonly claimed: Matrix;
}

class Verifying {
  private readonly kernel: Kernel;
  private readonly seed: number;
  /** Both formulas for any cotangents; the derivation and most claims have 1 for the cotangent of a loss. */
  private readonly general: { readonly derived: Node; readonly claimed: Node };

  constructor(
    private readonly derivation: Derivation,
    private readonly gradient: Claimed,
    private readonly claim: Node,
    private readonly options: VerifyOptions,
  ) {
    this.kernel = new Kernel(derivation, { backward: true, variation: false });
    this.seed = options.seed ?? 1;
    const [only] = derivation.outputs;
    const cotangent = cotangentSymbol(derivation, only!);
    const isLoss = only!.cotangent !== cotangent;
    const times = (node: Node): Node => product(derivation.store, [cotangent, node]);
    this.general = {
      derived: isLoss ? times(gradient.value) : gradient.value,
      claimed: isLoss && !postorder([claim]).includes(cotangent) ? times(claim) : claim,
    };
  }

  run(): Verification {
    const { node } = this.gradient.input;
    if (this.claim.rows !== node.rows || this.claim.cols !== node.cols) {
      const shape = (n: Node): string => (isScalar(n) ? "a scalar" : `${n.rows.key}×${n.cols.key}`);
      const reason = `the claim is ${shape(this.claim)}, but ${this.gradient.input.spelling} is ${shape(node)}`;
      const exact: ExactComparison = { outcome: "different", reason: "the shapes differ", uninterpreted: [] };
      return {
        ...this.result({ verdict: "wrong", reason }, exact, NaN, 0),
        ...this.cause(this.curved ? [] : this.points().points),
      };
    }
    const exact = this.exact();
    const { points, trouble } = this.points();
    // A derivative that happens to vanish at a point is compared with its size elsewhere.
    const size = Math.max(...points.map((p) => Math.max(norm(p.derived), norm(p.claimed))));
    let worst = points[0];
    let error = points.length > 0 ? 0 : NaN;
    for (const point of points) {
      const here = distance(point.derived, point.claimed, SMALL * size);
      if (!(here <= error || Number.isNaN(error))) [worst, error] = [point, here];
    }
    const decision = worst ? judge(exact, error) : withoutPoints(exact, trouble);
    const result = this.result(decision, exact, error, points.length);
    if (decision.verdict !== "wrong") return result;
    const cause = this.cause(points);
    if (!worst) return { ...result, ...cause };
    return { ...result, ...cause, reason: decision.reason || this.hintAt(worst), ...this.evidence(worst) };
  }

  /** The mistake that explains the claim: at the points, and exactly where that is decided. */
  private cause(points: readonly Point[]): { readonly cause?: Cause } {
    const { derivation, gradient, general } = this;
    const { catalogue, store } = derivation;
    const sizes = smallSizes(derivation, Object.fromEntries(this.sizeChoices().flat()[0]!));
    const computed = new Map<Node, readonly Matrix[] | undefined>();
    const values = (node: Node): readonly Matrix[] | undefined => {
      if (!computed.has(node)) computed.set(node, this.valuesAt(points, node));
      return computed.get(node);
    };
    const same = (a: Node, b: Node): boolean => {
      const { outcome } = compareExactly(catalogue, { store, node: a }, { store, node: b }, { sizes, seed: this.seed });
      return outcome === "equal" || (outcome === "undecided" && points.length > 0);
    };
    const cause = points.length === 0 ? undefined : diagnose(derivation, gradient, general, { values, same });
    return cause === undefined ? {} : { cause };
  }

  private valuesAt(points: readonly Point[], node: Node): readonly Matrix[] | undefined {
    const { catalogue, store } = this.derivation;
    try {
      return points.map(({ given, sizes }) => computeNode(catalogue, store, node, given, sizes));
    } catch (error) {
      if (error instanceof LinearAlgebraError || error instanceof NoKernel) return undefined;
      throw error;
    }
  }

  /** Where the gradient is determined only up to directions off a manifold, a difference decides nothing. */
  private exact(): ExactComparison {
    const { catalogue, store } = this.derivation;
    const { derived, claimed } = this.general;
    const sizes = smallSizes(this.derivation, Object.fromEntries(this.sizeChoices().flat()[0]!));
    const [a, b] = [derived, claimed].map((node) => ({ store, node }));
    const compared = compareExactly(catalogue, a!, b!, { sizes, seed: this.seed });
    if (compared.outcome !== "different" || !this.curved) return compared;
    return { ...compared, outcome: "undecided", reason: "the two may differ off the tangent space" };
  }

  /** Sizes for points: those at which inputs of full rank have full column rank, and all where these give no point. */
  private sizeChoices(): readonly Map<string, number>[][] {
    const orders = SIZE_ORDERS.map((order) => assignSizes(this.derivation, this.options.sizes ?? {}, order));
    return [orders.filter((sizes) => columnsFit(this.derivation, sizes)), orders];
  }

  /** Points where both formulas have well-conditioned values, over several sizes. */
  private points(): { readonly points: readonly Point[]; readonly trouble: string } {
    const random = new Random(this.seed);
    const points: Point[] = [];
    let trouble = "";
    for (const choice of this.sizeChoices()) {
      for (const sizes of points.length === 0 ? choice : []) {
        for (let trial = 0; trial < (this.options.trials ?? 3); trial++) {
          const point = this.point(sizes, random);
          if (typeof point === "string") trouble ||= point;
          else points.push(point);
        }
      }
    }
    return { points, trouble };
  }

  private result(decision: Decision, exact: ExactComparison, relativeError: number, points: number): Verification {
    const sizes = assignSizes(this.derivation, this.options.sizes ?? {}, SIZE_ORDERS[0]!);
    const flops = (node: Node): number => Math.round(flopsToCompute(this.derivation, node, sizes));
    return {
      ...decision,
      relativeError,
      exact,
      cost: { derived: flops(this.gradient.value), claimed: flops(this.claim) },
      size: { derived: countParts(this.gradient.value), claimed: countParts(this.claim) },
      sizes: Object.fromEntries(sizes),
      seed: this.seed,
      points,
    };
  }

  /** Both formulas at a random point, or why they have no values there. */
  private point(sizes: Sizes, random: Random): Point | string {
    const { catalogue, store } = this.derivation;
    const inputs = samplePoint(this.derivation, this.kernel, sizes, random);
    if (typeof inputs === "string") return inputs;
    const cotangents = sampleCotangents(this.kernel, sizes, random);
    try {
      const derived = byName(this.kernel.backward(inputs, cotangents, sizes), this.gradient.input.spelling);
      const given = this.given(inputs, cotangents);
      const nearby = this.given(nudged(this.derivation, inputs, random), cotangents);
      const values = [given, nearby].map((g) => computeNode(catalogue, store, this.general.claimed, g, sizes));
      if (distance(values[0]!, values[1]!) > SENSITIVE) return "the claim is ill-conditioned at the points";
      const [d, c] = [derived, values[0]!].map((value) => this.tangential(inputs, value));
      return { given, sizes, derived: d!, claimed: c! };
    } catch (error) {
      if (error instanceof LinearAlgebraError) return error.message;
      throw error;
    }
  }

  private given(inputs: Values, cotangents: Values): Map<Node, Matrix> {
    const { program, outputs } = this.derivation;
    const given = new Map<Node, Matrix>(program.inputs.map((i) => [i.node, byName(inputs, i.spelling)]));
    for (const o of outputs) given.set(cotangentSymbol(this.derivation, o), byName(cotangents, o.spelling));
    return given;
  }

  /** Of a gradient at a point of a manifold only the part along its tangent directions is determined. */
  private tangential(inputs: Values, value: Matrix): Matrix {
    if (!this.curved) return value;
    const { catalogue } = this.derivation;
    const port = this.kernel.program.gradients.find((p) => p.name === this.gradient.input.spelling)!;
    return directionPart(catalogue, propertiesOf(this.derivation, port), byName(inputs, port.name), value);
  }

  private get curved(): boolean {
    const { properties } = this.gradient.input.node;
    return this.derivation.catalogue.data.properties.some((p) => properties & p.bit && p.direction !== undefined);
  }

  /** What the difference looks like, where it is a common slip. */
  private hintAt({ derived, claimed }: Point): string {
    const ratio = ratioOf(derived, claimed);
    if (ratio !== undefined) return `the derived adjoint is ${ratio} times the claim`;
    const { catalogue } = this.derivation;
    const { properties, rows, cols } = this.gradient.input.node;
    const structure = catalogue.strongest(properties & tangentBits(this.derivation));
    if (structure.length > 0 && rows === cols) {
      const projected = directionPart(catalogue, properties, claimed, claimed);
      if (distance(derived, projected) <= AGREEMENT) {
        const names = structure.map((p) => p.name).join(" and ");
        return `the claim is right up to its projection onto the ${names} matrices, where the gradient of ${this.gradient.input.spelling} lives`;
      }
    }
    return "";
  }

  private evidence(point: Point): Pick<Verification, "counterExample" | "values" | "terms"> {
    const { derived, claimed } = point;
    let at = 0;
    derived.data.forEach((x, i) => {
      if (!(Math.abs(x - claimed.data[i]!) <= Math.abs(derived.data[at]! - claimed.data[at]!))) at = i;
    });
    const counterExample = {
      row: Math.floor(at / derived.cols) + 1,
      column: (at % derived.cols) + 1,
      derived: derived.data[at]!,
      claimed: claimed.data[at]!,
    };
    const terms = firstDifference(this.derivation, this.gradient.value, this.claim, point.given, point.sizes);
    return { counterExample, values: { derived, claimed }, ...(terms ? { terms } : {}) };
  }
}

type Decision = Pick<Verification, "verdict" | "reason">;

/** The verdict of both arithmetics: each alone may refute, and neither is overruled by the other. */
function judge(exact: ExactComparison, error: number): Decision {
  if (exact.outcome === "different" && !(error > DISAGREEMENT)) {
    return { verdict: "wrong", reason: "the two differ in exact arithmetic, by little more than rounding" };
  }
  if (error <= AGREEMENT) return { verdict: "right", reason: "" };
  if (exact.outcome === "equal") {
    return { verdict: "inconclusive", reason: "the two are equal in exact arithmetic, but differ in floating point" };
  }
  if (error > DISAGREEMENT) return { verdict: "wrong", reason: "" };
  const reason = "the two differ by more than rounding explains and by less than different formulas do";
  return { verdict: "inconclusive", reason };
}

function withoutPoints(exact: ExactComparison, trouble: string): Decision {
  if (exact.outcome === "equal") return { verdict: "right", reason: `only in exact arithmetic: ${trouble}` };
  if (exact.outcome === "different") return { verdict: "wrong", reason: `in exact arithmetic: ${trouble}` };
  return { verdict: "inconclusive", reason: trouble };
}

/** Distinct sub-expressions; a scalar function counts once, whatever its body. */
const countParts = (node: Node): number => postorder([node], (n) => !n.open).length;

const tangentBits = (derivation: Derivation): number =>
  derivation.catalogue.data.properties.filter((p) => p.tangent).reduce((bits, p) => bits | p.bit, 0);

/** The factor between two matrices that are multiples of each other, where it is a simple one. */
function ratioOf(derived: Matrix, claimed: Matrix): number | undefined {
  for (const ratio of [-1, 2, 0.5, -2, -0.5, 4, 0.25]) {
    const difference = derived.data.map((x, i) => x - ratio * claimed.data[i]!);
    if (euclideanNorm(difference) <= AGREEMENT * norm(derived)) return ratio;
  }
  return undefined;
}
