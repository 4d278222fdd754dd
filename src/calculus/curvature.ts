/**
 * Whether a loss is seen to be convex or concave in an input from what it is made of, also where it has kinks: sums, maxima, norms
 * of affine functions and the like keep convexity (Boyd and Vandenberghe 2004, §3.2). Of a matrix it is said entry by entry.
 */
import { ONE } from "../../codegen/plan/sizes.js";
import { boundVariable } from "../expression/catalogue/template.js";
import { construct } from "../expression/node/construct.js";
import {
  argsOf,
  isApply,
  isFunction,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
} from "../expression/node/node.js";
import { derivative, lambda, lift } from "../expression/node/scalar.js";
import { isZero } from "../expression/node/constants.js";
import { transpose } from "../expression/node/algebra.js";
import type { Derivation } from "./derivation.js";
import { expandDerivative } from "./variation.js";

/** How an expression depends on the input. */
export type Curvature = "constant" | "affine" | "convex" | "concave" | "unknown";

/** Linear functions that add entries up or put them elsewhere, so that they keep convexity. */
const ARRANGING = new Set(["transpose", "slice", "embed", "beside", "above", "block-diagonal", "reshape", "vectorize", "diagonal", "diagonal-matrix", "diagonal-part", "lower-part", "upper-part", "trace", "entry-sum", "symmetric-part", "running-sum", "running-sum-from-the-end", "mean", "row-sum", "column-sum", "row-mean", "column-mean"]); // prettier-ignore
/** Other linear functions. */
const LINEAR = new Set([...ARRANGING, "skew-part", "vectorize", "half-vectorize", "kronecker"]);
/** Convex functions that do not decrease in any entry. */
const INCREASING = new Set(["log-sum-exp", "log-sum-exp-rows", "largest-entry", "row-maxima", "column-maxima", "entrywise-maximum", "maximum-with-scalar", "maximum-of-scalar"]); // prettier-ignore
/** The same of concave ones. */
const INCREASING_CONCAVE = new Set(["smallest-entry", "row-minima", "column-minima", "entrywise-minimum", "minimum-with-scalar", "minimum-of-scalar"]); // prettier-ignore
/** Functions that are convex where they are taken of what is affine. */
const CONVEX = new Set(["frobenius-norm", "nuclear-norm", "spectral-norm", "largest-eigenvalue"]);
const CONCAVE = new Set(["smallest-eigenvalue"]);
/** What a function is made of that its second derivative tells everything about. */
const SMOOTH = new Set(["lambda", "sum", "product", "hadamard", "entrywise", "entrywise-power"]);
/** Functions with a kink upwards, which their second derivative does not tell; those that grow everywhere are marked. */
const KINKED: ReadonlyMap<string, boolean> = new Map([["abs", false], ["relu", true]]); // prettier-ignore

/** How the loss depends on an input when the others are held. */
export function curvatureIn(derivation: Derivation, input: Node): Curvature {
  return new Curvatures(derivation, input).of(derivation.outputs[0]!.node);
}

/** What a scalar function is taken of: the entries of an expression, or its eigenvalues. */
interface Arguments {
  readonly of: Node;
  readonly spectral: boolean;
}

class Curvatures {
  readonly #known = new Map<Node, Curvature>();

  constructor(
    private readonly derivation: Derivation,
    private readonly input: Node,
  ) {}

  of(root: Node): Curvature {
    for (const node of postorder([root], (n) => !this.#known.has(n))) this.#known.set(node, this.rule(node));
    return this.#known.get(root)!;
  }

  private has = (node: Node, property: string): boolean => this.derivation.catalogue.has(node, property);

  private known = (node: Node): Curvature => this.#known.get(node) ?? "unknown";

  private rule(node: Node): Curvature {
    if (node === this.input) return "affine";
    if (node.kind !== "apply") return "constant";
    const args = argsOf(node).filter((a) => !isFunction(a));
    const inner = args.map(this.known);
    const inFunctions = argsOf(node)
      .filter(isFunction)
      .some((f) => this.mentions(f));
    if (inner.every((c) => c === "constant")) return inFunctions ? "unknown" : "constant";
    if (inFunctions) return "unknown";
    if (node.fn === "sum") return joined(inner);
    if (node.fn === "trace") return this.ofTrace(args[0]!, inner[0]!);
    if (node.fn === "product" || node.fn === "hadamard" || node.fn === "inner-product")
      return this.ofProduct(node, inner);
    if (ARRANGING.has(node.fn)) return joined(inner);
    if (LINEAR.has(node.fn)) return onlyAffine(inner);
    if (INCREASING.has(node.fn)) return through(joined(inner), "convex", true);
    if (INCREASING_CONCAVE.has(node.fn)) return through(joined(inner), "concave", true);
    if (node.fn === "frobenius-norm" && inner[0] === "convex" && this.has(args[0]!, "nonnegative")) return "convex";
    if (CONVEX.has(node.fn)) return through(inner[0]!, "convex", undefined);
    if (CONCAVE.has(node.fn)) return through(inner[0]!, "concave", undefined);
    if (node.fn === "log-determinant" && this.has(args[0]!, "spd")) return through(inner[0]!, "concave", undefined);
    if (node.fn === "entrywise") return this.ofScalar(node, inner.at(-1)!);
    if (node.fn === "entrywise-power") return this.ofPower(node);
    return "unknown";
  }

  /** Of functions of an affine symmetric matrix: tr(f(X)) is convex where f is, tr(A X⁻¹) of positive definite X and semidefinite A. */
  private ofTrace(a: Node, inner: Curvature): Curvature {
    if (inner !== "unknown") return inner;
    const factors = isApply(a, "product") ? a.args : [a];
    const varying = factors.filter((f) => this.known(f) !== "constant");
    const weights = factors.filter((f) => this.known(f) === "constant");
    const [only] = varying;
    if (varying.length !== 1 || only?.kind !== "apply") return "unknown";
    const isWeight = (w: Node): boolean => (isScalar(w) ? this.signOf(w) > 0 : this.has(w, "psd"));
    const matrices = weights.filter((w) => !isScalar(w));
    if (!weights.every(isWeight) || matrices.length > 1) return "unknown";
    const affine = (x: Node): boolean => this.known(x) === "affine" && this.has(x, "symmetric");
    const [f, x] = only.args as [Node, Node];
    if (only.fn === "inverse" && affine(f) && this.has(f, "spd")) return "convex";
    // Of other functions A would have to commute.
    if (only.fn !== "matrix-function" || matrices.length > 0 || !affine(x)) return "unknown";
    return this.mentions(f) ? "unknown" : this.fromDerivatives(f, { of: x, spectral: true }, "affine");
  }

  private mentions(f: Node): boolean {
    return postorder([f]).includes(this.input);
  }

  /** One factor that varies, times what keeps its sign. */
  private ofProduct(node: ApplyNode, inner: readonly Curvature[]): Curvature {
    const varying = node.args.filter((_, i) => inner[i] !== "constant");
    if (varying.length > 1) return node.fn === "product" && this.isQuadratic(node) ? "convex" : "unknown";
    const own = this.known(varying[0]!);
    if (own === "affine" || own === "unknown") return own;
    const others = node.args.filter((a) => a !== varying[0]);
    const signs = others.map((a) => this.signOf(a));
    if (signs.includes(0)) return "unknown";
    return signs.reduce((x, y) => x * y, 1) > 0 ? own : opposite(own);
  }

  /** The sign of all entries, 0 where it is not known. */
  private signOf(a: Node): number {
    if (a.kind === "number") return a.value.s < 0n ? -1 : 1;
    return this.has(a, "nonnegative") || this.has(a, "positive") ? 1 : 0;
  }

  /** vᵀA v of an affine v and a positive semidefinite A, times what is not negative. */
  private isQuadratic(node: ApplyNode): boolean {
    const scalars = node.args.filter(isScalar);
    const chain = node.args.filter((a) => !isScalar(a));
    const [first, last] = [chain[0], chain.at(-1)];
    const middle = chain.slice(1, -1);
    const fits =
      first !== undefined && last !== undefined && chain.length > 1 && last.cols === ONE && this.known(last) === "affine" &&
      transpose(this.derivation.store, last) === first; // prettier-ignore
    const psd = middle.length === 0 || (middle.length === 1 && this.known(middle[0]!) === "constant" && this.has(middle[0]!, "psd")); // prettier-ignore
    return fits && psd && scalars.every((s) => this.known(s) === "constant" && this.signOf(s) > 0);
  }

  /** f of the entries: the sign of f″ tells, and of f′ whether it grows. */
  private ofScalar(node: ApplyNode, inner: Curvature): Curvature {
    const [f, a] = node.args as [Node, Node];
    const kinked = f.kind === "symbol" ? KINKED.get(f.name) : undefined;
    if (kinked !== undefined) return through(inner, "convex", kinked ? true : this.has(a, "nonnegative") ? true : undefined); // prettier-ignore
    return this.fromDerivatives(f, { of: a, spectral: false }, inner);
  }

  private fromDerivatives(f: Node, where: Arguments, inner: Curvature): Curvature {
    if (![f, this.derived(f, 1)].every((g) => this.isSmooth(g))) return "unknown";
    const second = this.signOfDerivative(f, where, 2);
    if (second === 0) return "unknown";
    const first = this.signOfDerivative(f, where, 1);
    return through(inner, second > 0 ? "convex" : "concave", first === 0 ? undefined : first > 0);
  }

  /** f, f′ or f″ … as a function that is no derivative. */
  private derived(f: Node, order: number): Node {
    const { store, variationRules } = this.derivation;
    let g = expandDerivative(variationRules, f);
    for (let i = 0; i < order; i++) g = expandDerivative(variationRules, derivative(store, g, construct));
    return g;
  }

  /** Whether a function is made of functions without jumps and cases alone. */
  private isSmooth(f: Node): boolean {
    const jumps = (h: Node): boolean => {
      const slope = this.derived(h, 1);
      return isApply(slope, "lambda") && isZero(slope.args[0]!);
    };
    return postorder([f]).every((n) =>
      n.kind === "apply" ? SMOOTH.has(n.fn) : n.kind !== "symbol" || n.role !== "function" || !jumps(n),
    );
  }

  private signOfDerivative(f: Node, where: Arguments, order: number): number {
    const { store, simplifier, catalogue } = this.derivation;
    const g = this.derived(f, order);
    const [least, none] = where.spectral ? (["spd", "psd"] as const) : (["positive", "nonnegative"] as const);
    const bitOf = (known: string, name: string): number => (this.has(where.of, known) ? catalogue.bit(name) : 0);
    const bits = bitOf(least, "positive") | bitOf(none, "nonnegative");
    const t = store.symbol(`t#${bits}`, "input", store.number(1), bits);
    const value = isApply(g, "lambda") ? lift(store, g.args[0]!, t, construct) : construct(store, "entrywise", [g, t]);
    const simple = simplifier.simplify(value);
    if (isZero(simple)) return 0;
    if (this.signOf(simple) > 0 && (simple.kind !== "number" || simple.value.s > 0n)) return 1;
    return this.signOf(simplifier.simplify(construct(store, "product", [store.number(-1), value]))) > 0 ? -1 : 0;
  }

  private ofPower(node: ApplyNode): Curvature {
    const [a, p] = node.args as [Node, Node];
    if (p.kind !== "number") return "unknown";
    if (p.value.equals("1/2") && this.isNorm(a)) return "convex";
    const { store } = this.derivation;
    const t = boundVariable(store);
    const power = lambda(store, construct(store, "entrywise-power", [t, p]));
    return this.fromDerivatives(power, { of: a, spectral: false }, this.known(a));
  }

  /** Whether a root of the expression is a norm of what is affine: a quadratic form, or a sum of squares and what is constant. */
  private isNorm(a: Node): boolean {
    const terms = isApply(a, "sum") ? a.args : [a];
    return terms.every((term) => {
      if (this.known(term) === "constant") return this.signOf(term) > 0;
      if (isApply(term, "product") && this.isQuadratic(term)) return true;
      const factors = isApply(term, "product") || isApply(term, "hadamard") ? term.args : [term];
      const varying = factors.filter((f) => this.known(f) !== "constant");
      const [square] = varying;
      if (varying.length !== 1 || !factors.every((f) => f === square || (isScalar(f) && this.signOf(f) > 0)))
        return false;
      if (!square || !isApply(square, "entrywise-power")) return false;
      const [base, exponent] = square.args as [Node, Node];
      const inner = this.known(base);
      const fits = inner === "affine" || (inner === "convex" && this.has(base, "nonnegative"));
      return fits && exponent.kind === "number" && exponent.value.equals(2);
    });
  }
}

const opposite = (c: Curvature): Curvature => (c === "convex" ? "concave" : c === "concave" ? "convex" : c);

const onlyAffine = (inner: readonly Curvature[]): Curvature =>
  inner.every((c) => c === "constant" || c === "affine") ? "affine" : "unknown";

/** Of a sum of such functions. */
function joined(inner: readonly Curvature[]): Curvature {
  const curved = new Set(inner.filter((c) => c !== "constant" && c !== "affine"));
  if (curved.size === 0) return inner.includes("affine") ? "affine" : "constant";
  return curved.size === 1 ? [...curved][0]! : "unknown";
}

/** Of a convex or concave function of what depends so on the input; `grows` where its monotonicity is known. */
function through(inner: Curvature, word: "convex" | "concave", grows: boolean | undefined): Curvature {
  if (inner === "affine") return word;
  if (inner === "constant") return "constant";
  if (grows === undefined) return "unknown";
  return inner === (grows ? word : opposite(word)) ? word : "unknown";
}
