/**
 * The numeric check of what a rule says of its function besides how it varies: the properties of its result, and what
 * transposition does to it.
 */
import { computeNode } from "../../codegen/kernel.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type {
  Catalogue,
  FunctionRule,
  Parameter,
  PropertyInference,
  PropertyRule,
  ScalarRule,
  VariationCase,
} from "../expression/catalogue.js";
import { construct } from "../expression/construct.js";
import { evaluate, fixed, symbolic } from "../expression/dimension.js";
import { Store, type Node, type PropertySet, type Shape } from "../expression/node.js";
import { functionSymbol } from "../expression/template.js";
import { distanceFrom, measurable, transposed } from "./holds.js";
import { Random } from "./random.js";
import { overShapes, sizesFit, type SidesCheck } from "./rules.js";
import { sampleInput } from "./sample.js";

type When = PropertyInference["when"];

/** Every property the rule gives to its result, under its conditions, and its line on transposition. */
export function checkFacts(catalogue: Catalogue, rule: FunctionRule, seed = 1): SidesCheck[] {
  const stated: PropertyInference[] = strongest(catalogue, rule.properties).map((property) => ({ property, when: [] }));
  return [
    ...[...stated, ...rule.inferences].flatMap((line) => checkInference(catalogue, rule, line, seed)),
    ...checkTransposition(catalogue, rule, seed),
  ];
}

const strongest = (catalogue: Catalogue, properties: PropertySet): PropertySet[] =>
  catalogue.strongest(properties).map((p) => p.bit);

function checkInference(
  catalogue: Catalogue,
  rule: FunctionRule,
  { property, when }: PropertyInference,
  seed: number,
): SidesCheck[] {
  const names = catalogue.strongest(property).map((p) => p.name);
  const [name] = names.filter(measurable);
  if (name === undefined) return [];
  const measure = (sizes: ReadonlyMap<string, number>, random: Random): number =>
    distance(catalogue, name, new Application(catalogue, rule, when, sizes, random).value());
  const conditions = when.map((w) => `${rule.parameters[w.parameter]!.name} ${told(catalogue, w.properties)}`);
  const what = [
    `${rule.outputs[rule.output]!} is ${name}`,
    ...(conditions.length > 0 ? ["when", conditions.join(", ")] : []),
  ];
  return [{ ...overFittingShapes(rule, measure, seed), what: what.join(" ") }];
}

/** The distance of a value from a property; a matrix that is not square has none of the properties of square ones. */
function distance(catalogue: Catalogue, property: string, value: Matrix): number {
  const square = value.rows === value.cols || catalogue.properties.get(property)!.requires !== "square";
  return square ? distanceFrom(property, value) : Infinity;
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
    const gap = Math.hypot(...left.data.map((x, i) => x - sign * right.data[i]!));
    return left.rows === right.rows ? gap / (Math.hypot(...left.data) + Math.hypot(...right.data) || 1) : Infinity;
  };
  const what = transpose ? "transposition" : `${invariance === 1 ? "even" : "odd"} under transposition`;
  return [{ ...overFittingShapes(rule, measure, seed), what }];
}

function overFittingShapes(
  rule: FunctionRule,
  measure: (sizes: ReadonlyMap<string, number>, random: Random) => number,
  seed: number,
): SidesCheck {
  return overShapes(rule.name, rule.parameters, rule.trials, measure, seed, (sizes) => sizesFit(rule, sizes));
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
  ) {
    this.store = new Store(catalogue);
    this.args = rule.parameters.flatMap((p, i) =>
      p.kind === "dimension" ? [] : [this.argument(p, this.wanted(p, i))],
    );
  }

  private wanted(p: Parameter, index: number): PropertySet {
    const conditions = this.when.filter((w) => w.parameter === index).map((w) => w.properties);
    const samples = this.samples()
      .filter((s) => s.parameter === p.name)
      .map((s) => s.properties);
    return this.catalogue.close([...conditions, ...samples].reduce((set, more) => set | more, p.requires));
  }

  /** Where the rule's random arguments lie, in the first of its cases that the conditions lead to. */
  private samples(): VariationCase["samples"] {
    const holds = (parameter: number, properties: PropertySet): boolean =>
      this.when.some((w) => w.parameter === parameter && (w.properties & properties) === properties);
    const leads = (c: VariationCase): boolean => c.when.every((w) => holds(w.parameter, w.properties));
    return this.rule.cases.find(leads)?.samples ?? [];
  }

  private argument(p: Parameter, wanted: PropertySet): Node {
    if (p.kind === "function") return functionSymbol(this.store, this.functionWith(wanted));
    if (this.catalogue.has({ properties: wanted }, "even-integer")) return this.store.number(4);
    if (this.catalogue.has({ properties: wanted }, "odd-integer")) return this.store.number(3);
    const [rows, cols] = [evaluate(p.rows, this.sizes), evaluate(p.cols, this.sizes)];
    const value = sampleInput(this.catalogue, wanted, rows, cols, this.random);
    for (const { name } of this.catalogue.strongest(wanted)) {
      if (distance(this.catalogue, name, value) > SAMPLED) throw new NoSample();
    }
    return this.symbol(p.name, p, wanted, value);
  }

  private symbol(name: string, shape: Shape, properties: PropertySet, value: Matrix): Node {
    const node = this.store.symbol(name, "input", shape, properties);
    this.given.set(node, value);
    return node;
  }

  /** A scalar function that is defined everywhere and has the properties. */
  private functionWith(properties: PropertySet): string {
    const fits = this.catalogue.data.scalars.filter((s) => (s.properties & properties) === properties && !s.domain);
    return (fits.find((s) => s.name === "exp") ?? fits[0])?.name ?? "exp";
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

/** What a scalar function is said to be, at arguments in its domain: its sign, and its parity. */
export function checkScalarFacts(
  catalogue: Catalogue,
  { name, properties, domain }: ScalarRule,
  seed = 1,
): SidesCheck[] {
  const facts: readonly [string, (at: Matrix, mirrored: Matrix) => number][] = [
    ["positive", (y) => distanceFrom("positive", y)],
    ["nonnegative", (y) => distanceFrom("nonnegative", y)],
    ["even", (y, z) => gap(y, z, 1)],
    ["odd", (y, z) => gap(y, z, -1)],
  ];
  const arguments_ = (random: Random): Matrix => {
    const t = Float64Array.from({ length: 32 }, () => 0.1 + 0.8 * random.uniform());
    return { rows: 32, cols: 1, data: domain?.startsWith("t > ") ? t : t.map((x, i) => (i % 2 === 0 ? x : -x)) };
  };
  return facts
    .filter(([fact]) => catalogue.has({ properties }, fact))
    .map(([fact, distanceOf]) => {
      const t = arguments_(new Random(seed));
      const difference = distanceOf(valueAt(catalogue, name, t), valueAt(catalogue, name, negated(t)));
      return { rule: name, what: fact, difference, trials: 1, shapes: [{ sizes: {}, difference }] };
    });
}

const negated = (a: Matrix): Matrix => ({ ...a, data: a.data.map((x) => -x) });

const gap = (a: Matrix, b: Matrix, sign: 1 | -1): number =>
  Math.hypot(...a.data.map((x, i) => x - sign * b.data[i]!)) / (Math.hypot(...a.data) || 1);

function valueAt(catalogue: Catalogue, name: string, t: Matrix): Matrix {
  const store = new Store(catalogue);
  const x = store.symbol("x", "input", { rows: symbolic("n"), cols: fixed(1) });
  const node = construct(store, "entrywise", [functionSymbol(store, name), x]);
  return computeNode(catalogue, store, node, new Map([[x, t]]), new Map([["n", t.rows]]));
}

/** What follows from a property, at random matrices that have it. */
export function checkImplications(catalogue: Catalogue, property: PropertyRule, seed = 1): SidesCheck[] {
  const { name, bit, closure, together, transposeSign, linear, forScalars, forSquares } = property;
  const names = (set: PropertySet): string[] => catalogue.names(set).filter((n) => n !== name && measurable(n));
  const follows = (what: string, given: PropertySet, implied: PropertySet, shapes: readonly ShapeOf[]): SidesCheck[] =>
    names(implied).map((n) => ({
      ...sampled(catalogue, catalogue.close(given), shapes, seed, (a) => distance(catalogue, n, a)),
      rule: name,
      what: `${what} ${n}`,
    }));
  const square = property.requires === "square";
  const shapes = square ? SQUARES : [...SQUARES, ...RECTANGLES];
  const sign = transposeSign === 0 ? [] : [transposeSign];
  return [
    ...follows("implies", bit, closure, shapes),
    ...together.flatMap((t) => follows(`with ${catalogue.names(t.with).at(-1)!},`, bit | t.with, t.implies, SQUARES)),
    ...follows("for scalars", bit, forScalars, [[1, 1]]),
    ...follows("for squares", bit, forSquares, SQUARES),
    ...sign.map((s) => ({
      ...sampled(catalogue, catalogue.close(bit), SQUARES, seed, (a) => gap(a, transposed(a), s)),
      rule: name,
      what: `transposition`,
    })),
    ...(linear && measurable(name)
      ? [
          {
            ...sampled(catalogue, catalogue.close(bit), SQUARES, seed, (a, b) => distanceFrom(name, added(a, b))),
            rule: name,
            what: "linear",
          },
        ]
      : []),
  ];
}

type ShapeOf = readonly [rows: number, cols: number];
const SQUARES: readonly ShapeOf[] = [
  [4, 4],
  [5, 5],
];
const RECTANGLES: readonly ShapeOf[] = [[5, 3]];

const added = (a: Matrix, b: Matrix): Matrix => ({ ...a, data: a.data.map((x, i) => x + b.data[i]!) });

function sampled(
  catalogue: Catalogue,
  properties: PropertySet,
  shapes: readonly ShapeOf[],
  seed: number,
  distanceOf: (a: Matrix, b: Matrix) => number,
): Omit<SidesCheck, "rule" | "what"> {
  const random = new Random(seed);
  const measured = shapes.map(([rows, cols]) => {
    const sample = (): Matrix => sampleInput(catalogue, properties, rows, cols, random);
    return { sizes: { m: rows, n: cols }, difference: distanceOf(sample(), sample()) };
  });
  return { difference: Math.max(...measured.map((s) => s.difference)), trials: measured.length, shapes: measured };
}
