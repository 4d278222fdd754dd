/**
 * The numeric check of the rules themselves: each variation against differences of the forward kernel, the adjoint
 * derived from it by inner products, each identity and each rewrite rule by evaluating both sides.
 */
import { computeNode } from "../../plan/kernel.js";
import { NoKernel } from "../../plan/lowering.js";
import type { CheckReport } from "../../print/check-report.js";
import { LinearAlgebraError } from "../../../codegen/runtime/errors.js";
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import { deriveProgram, type Derivation } from "../../calculus/derivation.js";
import type {
  Catalogue,
  FunctionRule,
  IdentityRule,
  Parameter,
  RewriteRule,
  Sample,
  VariationCase,
} from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { evaluate, substitute, symbolic, symbolsOf, type Dimension } from "../../../codegen/plan/sizes.js";
import { Store, type Node, type PropertySet, type SymbolNode } from "../../expression/node/node.js";
import { functionSymbol, instantiate } from "../../expression/catalogue/template.js";
import { checkDerivation } from "../derivation/check.js";
import { compareExactly } from "../exact/check.js";
import { conditionsText, functionsToTry, programOf, type FunctionChoice } from "./rule-as-program.js";
import { Random } from "../random.js";
import { sampleInput } from "../samples.js";

/** Sizes for the names of dimensions, tried one after the other: tall, wide, square, 1×1. */
export const SIZES: readonly Readonly<Record<string, number>>[] = [
  { m: 5, n: 3, p: 2, q: 6, i: 2, j: 3, k: 2, l: 2, r: 2 },
  { m: 3, n: 5, p: 4, q: 3, i: 2, j: 3, k: 2, l: 4, r: 3 },
  { m: 4, n: 4, p: 4, q: 4, i: 1, j: 2, k: 3, l: 3, r: 4 },
  { m: 1, n: 1, p: 1, q: 1, i: 1, j: 1, k: 1, l: 1, r: 1 },
];

export interface RuleCheck {
  readonly rule: string;
  /** What the arguments are: `X symmetric, f = exp`. */
  readonly what: string;
  readonly report: CheckReport;
}

/** Every case of every function that varies, at every shape that it takes. */
export function checkFunction(catalogue: Catalogue, rule: FunctionRule, seed = 1): RuleCheck[] {
  return varyingCases(rule).flatMap((c) => checkCase(catalogue, rule, c, seed));
}

/** The ways in which a function varies: the cases of its rule, or what it abbreviates. */
export function varyingCases(rule: FunctionRule): readonly VariationCase[] {
  if (rule.means && rule.parameters.length > 0) return [ABBREVIATION];
  return rule.cases.filter((c) => c.variation ?? c.definition);
}

const ABBREVIATION: VariationCase = {
  when: [],
  functions: [],
  undeclared: [],
  samples: [],
  needs: [],
  citations: [],
};

function checkCase(catalogue: Catalogue, rule: FunctionRule, c: VariationCase, seed: number): RuleCheck[] {
  const checks: RuleCheck[] = [];
  const symbols = [...ownDimensions(rule.parameters).keys()];
  for (const all of rule.trials.length > 0 ? rule.trials : SIZES) {
    if (!sizesFit(rule, all)) continue;
    const sizes = restricted(all, symbols);
    const results = functionsToTry(rule, c).map((f) => checkWith(catalogue, rule, c, f, { sizes, seed }));
    const computed = results.filter((r): r is RuleCheck => r !== undefined && !(r instanceof NoKernel));
    // Of a general matrix only some functions have a kernel; a case must be checked with one at least.
    const [first] = results;
    if (computed.length === 0 && first instanceof NoKernel) throw first;
    checks.push(...computed);
  }
  return checks;
}

/**
 * The check with one function; NoKernel where nothing computes that function of such an argument, nothing where it does not vary
 * at this size: A B − B A of numbers is rounding.
 */
function checkWith(
  catalogue: Catalogue,
  rule: FunctionRule,
  c: VariationCase,
  f: FunctionChoice,
  options: { readonly sizes: Readonly<Record<string, number>>; readonly seed: number },
): RuleCheck | NoKernel | undefined {
  try {
    const derivation = deriveProgram(programOf(catalogue, [rule], c, f));
    const report = checkDerivation(derivation, options);
    if (report.verdict === "inconclusive" && vanishes(derivation, options)) return undefined;
    return { rule: rule.name, what: conditionsText(catalogue, rule, c, f), report };
  } catch (error) {
    if (error instanceof NoKernel) return error;
    throw error;
  }
}

/** Whether the derivative is zero at all points of these sizes, exactly. */
function vanishes(
  { catalogue, store, variations, gradients, differentialOf }: Derivation,
  { sizes, seed }: { readonly sizes: Readonly<Record<string, number>>; readonly seed: number },
): boolean {
  const differentials = gradients.map((g): [string, Node] => {
    const d = differentialOf(g.input.node);
    return [d.kind === "symbol" ? d.name : "", g.input.node];
  });
  const options = { sizes: new Map(Object.entries(sizes)), seed, tangents: new Map(differentials) };
  return variations.every(({ node }) => {
    const zero = construct(store, "zeros", [], [node.rows, node.cols]);
    return compareExactly(catalogue, { store, node }, { store, node: zero }, options).outcome === "equal";
  });
}

/** Conditions on sizes that the rule states in its needs, `m ≥ n`. */
export function sizesFit(rule: Pick<FunctionRule, "sizes">, sizes: Readonly<Record<string, number>>): boolean {
  return rule.sizes.every(({ larger, smaller }) => {
    const known = new Map(Object.entries(sizes));
    return evaluate(larger, known) >= evaluate(smaller, known);
  });
}

/** How far the two sides of a rule differ, relative to their size, at random values that meet its conditions. */
export interface SidesCheck {
  readonly rule: string;
  /** What is compared, where a rule says more than one thing. */
  readonly what: string;
  /** The largest relative difference over the shapes; NaN where no value could be had. */
  readonly difference: number;
  readonly trials: number;
  /** The difference at each shape. */
  readonly shapes: readonly { readonly sizes: Readonly<Record<string, number>>; readonly difference: number }[];
}

/** G : f(…E…) against h(G) : E. */
export function checkIdentity(catalogue: Catalogue, identity: IdentityRule, seed = 1): SidesCheck {
  const measure = (sizes: ReadonlyMap<string, number>, random: Random): number => {
    const store = new Store(catalogue);
    const values = new Values(catalogue, store, sizes, random);
    const parameters = identity.parameters.filter((p) => p.kind !== "dimension");
    const sampled = sampledProperties(identity.samples);
    const args = parameters.map((p) => values.argument(p, sampled.get(p.name)));
    const dims = identity.parameters.filter((p) => p.kind === "dimension").map((p) => symbolic(p.name));
    const linear = construct(store, identity.fn === "scale" ? "product" : identity.fn, args, dims);
    const g = store.symbol("G", "input", linear);
    values.given.set(g, random.matrix(values.size(linear.rows), values.size(linear.cols)));
    const nodes = new Map<string, Node>([["G", g], ...parameters.map((p, i): [string, Node] => [p.name, args[i]!])]);
    const bindings = { nodes, dims: ownDimensions(identity.parameters) };
    const adjoint = values.of(instantiate(store, identity.adjoint, bindings, construct));
    const [cotangent, image] = [values.of(g), values.of(linear)];
    const varying = values.of(args[identity.argument]!);
    const scale = norm(cotangent) * norm(image) + norm(adjoint) * norm(varying);
    return relative(dot(cotangent, image) - dot(adjoint, varying), scale);
  };
  return overShapes(identity.name, identity.parameters, identity.trials, measure, seed);
}

/** The left-hand side of a rewrite rule against the right-hand side. */
export function checkRewrite(catalogue: Catalogue, rule: RewriteRule, seed = 1): SidesCheck {
  const measure = (sizes: ReadonlyMap<string, number>, random: Random): number => {
    const store = new Store(catalogue);
    const values = new Values(catalogue, store, sizes, random);
    const parameters = rule.parameters.filter((p) => p.kind !== "dimension");
    const sampled = sampledProperties(rule.samples);
    const nodes = new Map(parameters.map((p): [string, Node] => [p.name, values.argument(p, sampled.get(p.name))]));
    const bindings = { nodes, dims: ownDimensions(rule.parameters) };
    const before = values.of(instantiate(store, rule.before, bindings, construct));
    const after = values.of(instantiate(store, rule.after, bindings, construct));
    // Both sides may be zero: then their rounding is compared with the size of what they are computed from.
    const given = Math.max(0, ...[...values.given.values()].map(norm));
    const scale = Math.max(norm(before) + norm(after), SMALL * given);
    return relative(euclideanNorm(before.data.map((x, i) => x - after.data[i]!)), scale);
  };
  return overShapes(rule.name, rule.parameters, rule.trials, measure, seed);
}

/** What random values are given besides what a rule asks of its parameters, by their names. */
const sampledProperties = (samples: readonly Sample[]): ReadonlyMap<string, PropertySet> =>
  new Map(samples.map((s) => [s.parameter, s.properties]));

/** The sizes of the symbols that a rule mentions. */
const restricted = (sizes: Readonly<Record<string, number>>, symbols: readonly string[]): Record<string, number> =>
  Object.fromEntries(Object.entries(sizes).filter(([name]) => symbols.includes(name)));

const relative = (difference: number, scale: number): number => Math.abs(difference) / (scale === 0 ? 1 : scale);

/** A rule's dimension names stand for themselves. */
function ownDimensions(parameters: readonly Parameter[]): Map<string, Dimension> {
  const symbols = parameters.flatMap((p) => [
    ...symbolsOf(p.rows),
    ...symbolsOf(p.cols),
    ...(p.kind === "dimension" ? [p.name] : []),
  ]);
  return new Map(symbols.map((s) => [s, symbolic(s)]));
}

/** Values this much smaller than those they come from are compared absolutely. */
const SMALL = 1e-3;

/** How often values outside the domain of a rule are replaced by others. */
const ATTEMPTS = 8;

/** Measures a difference at each of the shapes given, or at the usual ones that fit. */
export function overShapes(
  rule: string,
  parameters: readonly Parameter[],
  trials: readonly Readonly<Record<string, number>>[],
  measure: (sizes: ReadonlyMap<string, number>, random: Random) => number,
  seed: number,
  fits: (sizes: Readonly<Record<string, number>>) => boolean = () => true,
): SidesCheck {
  const symbols = [...ownDimensions(parameters).keys()];
  const shapes = (trials.length > 0 ? trials : SIZES).filter(fits).map((sizes, at) => ({
    sizes: restricted(sizes, symbols),
    // Other values at each shape: those of scalars would be the same else.
    difference: measureOnce(sizes, measure, seed + at * ATTEMPTS),
  }));
  const found = shapes.map((s) => s.difference).filter((d) => !Number.isNaN(d));
  const difference = found.length === 0 ? NaN : Math.max(...found);
  return { rule, what: "", difference, trials: found.length, shapes };
}

/** The difference at the first random values that lie in the domain; NaN where none do. */
function measureOnce(
  sizes: Readonly<Record<string, number>>,
  measure: (sizes: ReadonlyMap<string, number>, random: Random) => number,
  seed: number,
): number {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const difference = measure(new Map(Object.entries(sizes)), new Random(seed + attempt));
      return Number.isNaN(difference) ? Infinity : difference;
    } catch (error) {
      if (!(error instanceof LinearAlgebraError)) throw error;
    }
  }
  return NaN;
}

/** Random values for the symbols of one rule. */
class Values {
  readonly given = new Map<Node, Matrix>();

  constructor(
    private readonly catalogue: Catalogue,
    private readonly store: Store,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly random: Random,
  ) {}

  size(d: Dimension): number {
    return evaluate(substitute(d, new Map()), this.sizes);
  }

  private symbol(p: Parameter, sampled: PropertySet): SymbolNode {
    const node = this.store.symbol(p.name, "input", p, p.requires);
    if (!this.given.has(node)) {
      const properties = this.catalogue.meant(p.requires | sampled);
      this.given.set(node, sampleInput(this.catalogue, properties, this.size(p.rows), this.size(p.cols), this.random));
    }
    return node;
  }

  /** A random value, or for a function exp. */
  argument(p: Parameter, sampled: PropertySet = 0): Node {
    return p.kind === "function" ? functionSymbol(this.store, "exp") : this.symbol(p, sampled);
  }

  of(node: Node): Matrix {
    return computeNode(this.catalogue, this.store, node, this.given, this.sizes);
  }
}

const dot = (a: Matrix, b: Matrix): number => a.data.reduce((s, x, i) => s + x * b.data[i]!, 0);
const norm = (a: Matrix): number => euclideanNorm(a.data);
