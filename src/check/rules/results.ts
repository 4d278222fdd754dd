/**
 * The numeric check of what a rule says of its function besides how it varies: the properties of its result, and what
 * transposition does to it.
 */
import { computeNode } from "../../plan/kernel.js";
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import { LinearAlgebraError } from "../../../codegen/runtime/errors.js";
import {
  Catalogue,
  type FunctionRule,
  type Parameter,
  type PropertyInference,
  type SizeOrder,
  type VariationCase,
} from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { evaluate, symbolic } from "../../../codegen/plan/sizes.js";
import { Store, type Node, type PropertySet, type Shape } from "../../expression/node/node.js";
import { functionSymbol } from "../../expression/catalogue/template.js";
import { measurable, onBoundary, transposed } from "../../../codegen/run/structure.js";
import { distance } from "../../plan/distance.js";
import type { Random } from "../random.js";
import { SIZES, overShapes, sizesFit, type SidesCheck } from "./check-rule.js";
import { sampleInput } from "../samples.js";

type When = PropertyInference["when"];

/** Every property the rule gives to its result, under its conditions, and its line on transposition. */
export function checkFacts(catalogue: Catalogue, rule: FunctionRule, seed = 1): SidesCheck[] {
  const stated: PropertyInference[] = strongest(catalogue, rule.properties).map((property) => ({
    property,
    when: [],
    sizes: [],
  }));
  return [
    ...[...stated, ...rule.inferences].flatMap((line) => checkInference(catalogue, rule, line, seed)),
    ...checkTransposition(catalogue, rule, seed),
  ];
}

const strongest = (catalogue: Catalogue, properties: PropertySet): PropertySet[] =>
  catalogue.strongest(properties).map((p) => p.bit);

/** Properties that a limit of matrices with it need not have: they are looked at on the boundary of the conditions, too. */
const STRICT: ReadonlySet<string> = new Set(["positive", "spd", "invertible", "fullrank"]);

function checkInference(
  catalogue: Catalogue,
  rule: FunctionRule,
  { property, when, sizes: order }: PropertyInference,
  seed: number,
): SidesCheck[] {
  const names = catalogue.strongest(property).map((p) => p.name);
  const [name] = names.filter(measurable);
  if (name === undefined) return [];
  const bare = withoutProperties(catalogue, rule);
  const measure = (sizes: ReadonlyMap<string, number>, random: Random): number => {
    const inside = new Application(bare, rule, when, sizes, random).value();
    if (!STRICT.has(name)) return distance(catalogue, name, inside);
    const boundary = onTheBoundary(() =>
      distance(catalogue, name, new Application(bare, rule, when, sizes, random, true).value()),
    );
    return Math.max(distance(catalogue, name, inside), boundary);
  };
  const conditions = [
    ...when.map((w) => `${rule.parameters[w.parameter]!.name} ${told(catalogue, w.properties)}`),
    ...order.map(({ larger, smaller }) => `${larger.key} ≥ ${smaller.key}`),
  ];
  const what = [
    `${rule.outputs[rule.output]!} is ${name}`,
    ...(conditions.length > 0 ? ["when", conditions.join(", ")] : []),
  ];
  return [{ ...overFittingShapes(rule, measure, seed, order), what: what.join(" ") }];
}

/** The catalogue in which nothing is known of the results of a rule: no routine may rely on what is being checked. */
function withoutProperties({ data }: Catalogue, rule: FunctionRule): Catalogue {
  const functions = data.functions.map((f) => (f.rule === rule.rule ? { ...f, properties: 0, inferences: [] } : f));
  return new Catalogue({ ...data, functions });
}

/** Where the function is not defined on the boundary of its conditions there is nothing to compare. */
function onTheBoundary(measure: () => number): number {
  try {
    const difference = measure();
    return Number.isNaN(difference) ? 0 : difference;
  } catch (error) {
    if (error instanceof LinearAlgebraError) return 0;
    throw error;
  }
}

const told = (catalogue: Catalogue, properties: PropertySet): string =>
  catalogue
    .strongest(properties)
    .map((p) => p.name)
    .join(" ");

function checkTransposition(catalogue: Catalogue, rule: FunctionRule, seed: number): SidesCheck[] {
  const { transpose, invariance } = rule;
  if (!transpose && invariance === 0) return [];
  const measure = (sizes: ReadonlyMap<string, number>, random: Random): number => {
    const application = new Application(catalogue, rule, [], sizes, random);
    const value = application.value();
    const left = transpose ? transposed(value) : value;
    const sign = transpose ? 1 : invariance;
    const right = application.turned(transpose?.fn ?? rule.name, transpose?.flips ?? []);
    const gap = euclideanNorm(left.data.map((x, i) => x - sign * right.data[i]!));
    return left.rows === right.rows ? gap / (euclideanNorm(left.data) + euclideanNorm(right.data) || 1) : Infinity;
  };
  const what = transpose ? "transposition" : `${invariance === 1 ? "even" : "odd"} under transposition`;
  return [{ ...overFittingShapes(rule, measure, seed), what }];
}

/** Every argument square: what is said of square arguments is said here of all of them at once. */
const SQUARE = { m: 3, n: 3, p: 3, q: 3, i: 1, j: 2, k: 3, l: 3, r: 3 };

function overFittingShapes(
  rule: FunctionRule,
  measure: (sizes: ReadonlyMap<string, number>, random: Random) => number,
  seed: number,
  order: readonly SizeOrder[] = [],
): SidesCheck {
  const shapes = rule.trials.length > 0 ? rule.trials : [...SIZES, SQUARE];
  return overShapes(rule.name, rule.parameters, shapes, measure, seed, (sizes) =>
    sizesFit({ sizes: [...rule.sizes, ...order] }, sizes),
  );
}

/** How far random arguments may be from the properties that they are drawn with. */
const SAMPLED = 1e-12;

/** No matrix of this shape has the properties, or this draw has not. */
class NoSample extends LinearAlgebraError {
  constructor() {
    super("DomainError", "no random value meets the conditions");
  }
}

/** The function of a rule at random arguments that meet conditions. */
class Application {
  private readonly store: Store;
  private readonly given = new Map<Node, Matrix>();
  private readonly args: Node[];

  constructor(
    private readonly catalogue: Catalogue,
    private readonly rule: FunctionRule,
    private readonly when: When,
    private readonly sizes: ReadonlyMap<string, number>,
    private readonly random: Random,
    private readonly boundary = false,
  ) {
    this.store = new Store(catalogue);
    this.args = rule.parameters.flatMap((p, i) =>
      p.kind === "dimension" ? [] : [this.argument(p, this.conditions(p, i))],
    );
  }

  /** What the parameter must be. */
  private conditions(p: Parameter, index: number): PropertySet {
    const conditions = this.when.filter((w) => w.parameter === index).map((w) => w.properties);
    return this.catalogue.meant(conditions.reduce((set, more) => set | more, p.requires));
  }

  /** Where the rule's random arguments lie, in the first of its cases that the conditions lead to. */
  private samples(): VariationCase["samples"] {
    const holds = (parameter: number, properties: PropertySet): boolean =>
      this.when.some((w) => w.parameter === parameter && (w.properties & properties) === properties);
    const leads = (c: VariationCase): boolean => c.when.every((w) => holds(w.parameter, w.properties));
    return this.rule.cases.find(leads)?.samples ?? [];
  }

  private argument(p: Parameter, conditions: PropertySet): Node {
    if (p.kind === "function") return functionSymbol(this.store, this.functionWith(conditions));
    if (this.catalogue.has({ properties: conditions }, "even-integer")) return this.store.number(4);
    if (this.catalogue.has({ properties: conditions }, "integer")) return this.store.number(3);
    const sampled = this.samples().filter((s) => s.parameter === p.name);
    const wanted = this.catalogue.meant(sampled.reduce((set, s) => set | s.properties, conditions));
    // Where nothing has the conditions and lies where the rule samples, too, the conditions are what counts.
    for (const properties of [wanted, conditions]) {
      const value = this.sample(p, properties);
      if (value) return this.symbol(p.name, p, properties, value);
    }
    throw new NoSample();
  }

  /** A random value with the properties; undefined where this draw has none. */
  private sample(p: Parameter, properties: PropertySet): Matrix | undefined {
    const [rows, cols] = [evaluate(p.rows, this.sizes), evaluate(p.cols, this.sizes)];
    const inside = sampleInput(this.catalogue, properties, rows, cols, this.random);
    const value = this.boundary ? onBoundary(this.catalogue.names(properties), inside) : inside;
    const far = this.catalogue.strongest(properties).some((q) => distance(this.catalogue, q.name, value) > SAMPLED);
    return far ? undefined : value;
  }

  private symbol(name: string, shape: Shape, properties: PropertySet, value: Matrix): Node {
    const node = this.store.symbol(name, "input", shape, properties);
    this.given.set(node, value);
    return node;
  }

  /** A scalar function that is defined everywhere and has the properties; one with a case of its own, if there is one. */
  private functionWith(properties: PropertySet): string {
    const fits = this.catalogue.data.scalars.filter((s) => (s.properties & properties) === properties && !s.domain);
    const named = this.rule.cases.flatMap((c) => c.functions.map((f) => f.name));
    const preferred = [...named, "exp"].find((name) => fits.some((s) => s.name === name));
    return preferred ?? fits[0]?.name ?? "exp";
  }

  value(): Matrix {
    return this.of(this.rule.name, this.args);
  }

  /** Another function at the transposes of those arguments that are turned; of all, where nothing is said. */
  turned(fn: string, flips: readonly boolean[]): Matrix {
    const args = this.args.map((arg, i) => {
      const value = this.given.get(arg);
      if (!value || flips[i] === false) return arg;
      return this.symbol(`turned${i}`, { rows: arg.cols, cols: arg.rows }, 0, transposed(value));
    });
    return this.of(fn, args);
  }

  private of(fn: string, args: readonly Node[]): Matrix {
    const dims = this.rule.parameters.filter((p) => p.kind === "dimension").map((p) => symbolic(p.name));
    const node = construct(this.store, fn === "scale" ? "product" : fn, args, dims);
    return computeNode(this.catalogue, this.store, node, this.given, this.sizes);
  }
}
