/**
 * Compares a formula somebody else derived with the derived adjoint of one input: its shape, and its values at random
 * points with the declared structure.
 */
import { Kernel, computeNode, type Sizes, type Values } from "../../codegen/kernel.js";
import { flopsToCompute } from "../../codegen/plan/cost.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation, Gradient } from "../calculus/derivation.js";
import { evaluate } from "../expression/dimension.js";
import { isScalar, postorder, type Node } from "../expression/node.js";
import { elaborateWithin } from "../expression/within.js";
import { functionWords } from "../expression/load.js";
import { throwDiagnostics, type Diagnostic } from "../language/diagnostics.js";
import { cotangentName } from "../language/names.js";
import { parseProgram } from "../language/parse.js";
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
} from "./points.js";
import { Random } from "./random.js";
import { directionPart } from "./sample.js";
import { firstDifference, type TermDifference } from "./terms.js";

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
  /** Floating-point operations to compute each formula from the inputs and the cotangents, at `sizes`. */
  readonly cost: Comparison;
  /** Distinct sub-expressions of each formula. */
  readonly size: Comparison;
  readonly sizes: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly points: number;
  readonly counterExample?: CounterExample;
  readonly terms?: TermDifference;
}

/** Formulas that agree, computed in different orders, differ by rounding: this much times a moderate condition. */
const AGREEMENT = 1e-9;
/** Values this much smaller than elsewhere are compared absolutely. */
const SMALL = 1e-3;
/** What rounding does not explain at a random point. */
const DISAGREEMENT = 1e-6;

/** A claim read in the scope of its program. Throws MatrixBackpropError. */
export function readClaim(derivation: Derivation, gradient: Gradient, text: string): Node {
  const { program, store, catalogue } = derivation;
  const names = new Map<string, Node>();
  for (const { name, node } of [...program.outputs, ...program.definitions, ...program.inputs]) names.set(name, node);
  for (const o of derivation.outputs) {
    const known = o.cotangent.kind === "symbol";
    names.set(cotangentName(o.name), known ? o.cotangent : store.symbol(cotangentName(o.name), "cotangent", o.node));
  }
  const functions = new Map(program.functions.map((f) => [f.name, f.node]));
  const words = [...functionWords(catalogue), ...functions.keys()];
  const known = [...names.keys(), ...program.dimensions];
  const parsed = parseProgram(text, { names: known, functions: words });
  const surroundings = { store, catalogue, names, functions, dimensions: new Set(program.dimensions) };
  const reading: { node?: Node; diagnostics: readonly Diagnostic[] } =
    parsed.diagnostics.length > 0
      ? { diagnostics: parsed.diagnostics }
      : elaborateWithin(surroundings, parsed.program, gradient.input.node);
  throwDiagnostics(reading.diagnostics, { name: "claim", text });
  return reading.node!;
}

/** Whether a claim about the adjoint of an input is right. Throws MatrixBackpropError where it cannot be read. */
export function verifyClaim(
  derivation: Derivation,
  gradient: Gradient,
  text: string,
  options: VerifyOptions = {},
): Verification {
  return new Verifying(derivation, gradient, readClaim(derivation, gradient, text), options).run();
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

  constructor(
    private readonly derivation: Derivation,
    private readonly gradient: Gradient,
    private readonly claim: Node,
    private readonly options: VerifyOptions,
  ) {
    this.kernel = new Kernel(derivation, { backward: true, variation: false });
    this.seed = options.seed ?? 1;
  }

  run(): Verification {
    const { node } = this.gradient.input;
    if (this.claim.rows !== node.rows || this.claim.cols !== node.cols) {
      const shape = (n: Node): string => (isScalar(n) ? "a scalar" : `${n.rows.key}×${n.cols.key}`);
      const reason = `the claim is ${shape(this.claim)}, but ${this.gradient.input.spelling} is ${shape(node)}`;
      return this.result("wrong", reason, NaN, 0);
    }
    const { points, trouble } = this.points();
    if (points.length === 0) return this.result("inconclusive", trouble, NaN, 0);
    // A derivative that happens to vanish at a point is compared with its size elsewhere.
    const size = Math.max(...points.map((p) => Math.max(norm(p.derived), norm(p.claimed))));
    let worst = points[0]!;
    let error = 0;
    for (const point of points) {
      const here = distance(point.derived, point.claimed, SMALL * size);
      if (!(here <= error || Number.isNaN(error))) [worst, error] = [point, here];
    }
    if (error <= AGREEMENT) return this.result("right", "", error, points.length);
    if (error <= DISAGREEMENT) {
      const reason = "the two differ by more than rounding explains and by less than different formulas do";
      return this.result("inconclusive", reason, error, points.length);
    }
    return { ...this.result("wrong", this.hintAt(worst), error, points.length), ...this.evidence(worst) };
  }

  /** Points where both formulas have well-conditioned values, over several sizes. */
  private points(): { readonly points: readonly Point[]; readonly trouble: string } {
    const random = new Random(this.seed);
    const points: Point[] = [];
    let trouble = "";
    const orders = SIZE_ORDERS.map((order) => assignSizes(this.derivation, this.options.sizes ?? {}, order));
    const tall = orders.filter((sizes) => columnsFit(this.derivation, sizes));
    for (const choice of [tall, orders]) {
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

  private result(
    verdict: Verification["verdict"],
    reason: string,
    relativeError: number,
    points: number,
  ): Verification {
    const sizes = assignSizes(this.derivation, this.options.sizes ?? {}, SIZE_ORDERS[0]!);
    const flops = (node: Node): number => Math.round(evaluate(flopsToCompute(this.derivation, node), sizes));
    return {
      verdict,
      reason,
      relativeError,
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
      const [value, next] = [given, nearby].map((g) => computeNode(catalogue, store, this.claim, g, sizes));
      if (distance(value!, next!) > SENSITIVE) return "the claim is ill-conditioned at the points";
      return { given, sizes, derived: this.tangential(inputs, derived), claimed: this.claimed(value!, given, inputs) };
    } catch (error) {
      if (error instanceof LinearAlgebraError) return error.message;
      throw error;
    }
  }

  private given(inputs: Values, cotangents: Values): Map<Node, Matrix> {
    const { program, outputs, store } = this.derivation;
    const given = new Map<Node, Matrix>(program.inputs.map((i) => [i.node, byName(inputs, i.spelling)]));
    for (const o of outputs) {
      const symbol = store.symbol(cotangentName(o.name), "cotangent", o.node);
      given.set(symbol, byName(cotangents, o.spelling));
    }
    return given;
  }

  private claimed(value: Matrix, given: ReadonlyMap<Node, Matrix>, inputs: Values): Matrix {
    const { store, outputs } = this.derivation;
    const [only] = outputs;
    if (outputs.length > 1 || only!.cotangent.kind === "symbol") return this.tangential(inputs, value);
    // The gradient of a loss is claimed for the cotangent 1, unless the claim mentions it.
    const cotangent = store.symbol(cotangentName(only!.name), "cotangent", only!.node);
    if (postorder([this.claim]).includes(cotangent)) return this.tangential(inputs, value);
    const scale = given.get(cotangent)!.data[0]!;
    return this.tangential(inputs, { ...value, data: value.data.map((x) => x * scale) });
  }

  /** Of a gradient at a point of a manifold only the part along its tangent directions is determined. */
  private tangential(inputs: Values, value: Matrix): Matrix {
    const { catalogue } = this.derivation;
    const port = this.kernel.program.gradients.find((p) => p.name === this.gradient.input.spelling)!;
    const properties = propertiesOf(this.derivation, port);
    const curved = catalogue.data.properties.some((p) => properties & p.bit && p.direction !== undefined);
    return curved ? directionPart(catalogue, properties, byName(inputs, port.name), value) : value;
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

  private evidence(point: Point): Pick<Verification, "counterExample" | "terms"> {
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
    return { counterExample, ...(terms ? { terms } : {}) };
  }
}

/** Distinct sub-expressions; a scalar function counts once, whatever its body. */
const countParts = (node: Node): number => postorder([node], (n) => !n.open).length;

const tangentBits = (derivation: Derivation): number =>
  derivation.catalogue.data.properties.filter((p) => p.tangent).reduce((bits, p) => bits | p.bit, 0);

/** The factor between two matrices that are multiples of each other, where it is a simple one. */
function ratioOf(derived: Matrix, claimed: Matrix): number | undefined {
  for (const ratio of [-1, 2, 0.5, -2, -0.5, 4, 0.25]) {
    const difference = derived.data.map((x, i) => x - ratio * claimed.data[i]!);
    if (Math.hypot(...difference) <= AGREEMENT * norm(derived)) return ratio;
  }
  return undefined;
}
