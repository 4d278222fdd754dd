/**
 * What the rules infer of an application is true of its value: every function and every inferred form, at arguments of
 * every kind in every combination, inside their sets and on the boundary of them, with sizes that are known and with names
 * for sizes (so that a matrix may turn out to be 1×1).
 */
import Fraction from "fraction.js";
import { describe, expect, test } from "vitest";
import { computeNode } from "../../src/plan/kernel.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { measurable, onBoundary } from "../../codegen/run/structure.js";
import { distance } from "../../src/plan/distance.js";
import { Random } from "../../src/check/random.js";
import { SIZES, sizesFit } from "../../src/check/rules/check-rule.js";
import { sampleInput } from "../../src/check/samples.js";
import { Catalogue, type FunctionRule, type Parameter } from "../../src/expression/catalogue/catalogue.js";
import { NoVariation } from "../../src/calculus/variation.js";
import { construct } from "../../src/expression/node/construct.js";
import { evaluate, fixed, symbolic, type Dimension } from "../../codegen/plan/sizes.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { isScalar, Store, type Node, type PropertySet, type Shape } from "../../src/expression/node/node.js";
import { functionSymbol } from "../../src/expression/catalogue/template.js";

const catalogue = loadCatalogue();

/** The catalogue that infers nothing: values are computed without what is being tested. */
const ignorant = new Catalogue({
  ...catalogue.data,
  functions: catalogue.data.functions.map((f) => ({ ...f, properties: 0, inferences: [] })),
});

const MATRICES = [
  "",
  "symmetric",
  "skew",
  "psd",
  "spd",
  "diagonal",
  "diagonal nonnegative",
  "diagonal positive",
  "lower",
  "upper",
  "lower unit",
  "upper unit",
  "lower nonnegative",
  "orthonormal",
  "orthogonal",
  "projector",
  "invertible",
  "fullrank",
  "nonnegative",
  "positive",
  "symmetric positive",
  "rowstochastic",
  "identity",
  "zeros",
  "ones",
];
const SCALARS = ["", "nonnegative", "positive", "0", "1", "-1", "2", "3", "-2", "1/2", "-1/2"];
const FUNCTIONS = ["exp", "tanh", "abs", "cosh", "sin", "relu", "sigmoid"];

/** One kind of every argument. */
type Kinds = readonly string[];

/** With one or two matrices all combinations, with more every kind of one beside one kind of the others. */
function combinations(choices: readonly (readonly string[])[]): Kinds[] {
  const count = choices.reduce((n, c) => n * c.length, 1);
  if (count <= 1000) return choices.reduce<string[][]>((all, c) => all.flatMap((a) => c.map((k) => [...a, k])), [[]]);
  return choices.flatMap((own, i) =>
    own
      .flatMap((kind) => ["symmetric", "spd", "diagonal positive", "invertible"].map((rest) => ({ kind, rest })))
      .map(({ kind, rest }) => choices.map((c, j) => (j === i ? kind : c.includes(rest) ? rest : c[0]!))),
  );
}

const choicesOf = (p: Parameter): readonly string[] =>
  p.kind === "function" ? FUNCTIONS : isScalar(p) ? SCALARS : MATRICES;

/** Whether sizes are numbers in the expression, or names. */
type Sizing = "numbers" | "names";

/** The values of the arguments by name; a number stands for itself. */
type Values = ReadonlyMap<string, Matrix>;

interface Trial {
  readonly rule: FunctionRule;
  readonly sizes: ReadonlyMap<string, number>;
  readonly sizing: Sizing;
  readonly kinds: Kinds;
}

const valueParameters = ({ rule }: Trial): readonly Parameter[] =>
  rule.parameters.filter((p) => p.kind !== "dimension");

const sizeOf = ({ sizing, sizes }: Trial, d: Dimension): Dimension =>
  sizing === "numbers" ? fixed(evaluate(d, sizes)) : d;

const shapeOf = (trial: Trial, p: Parameter): Shape => ({ rows: sizeOf(trial, p.rows), cols: sizeOf(trial, p.cols) });

const CONSTANTS = new Set(["identity", "zeros", "ones"]);
const isNumber = (p: Parameter, kind: string): boolean => isScalar(p) && /\d/.test(kind);

/** The properties of an argument of a kind; undefined where no matrix of the shape has them. */
function propertiesOf(trial: Trial, p: Parameter, kind: string): PropertySet | undefined {
  const said = kind === "" ? [] : kind.split(" ");
  const shape = shapeOf(trial, p);
  const square = shape.rows === shape.cols;
  if (!square && said.some((w) => catalogue.properties.get(w)!.requires === "square")) return undefined;
  const named = said.reduce((set, w) => set | catalogue.bit(w), p.requires);
  const properties = isScalar(shape) ? catalogue.close(named) : catalogue.meant(named);
  return catalogue.data.properties.reduce(
    (set, q) => (square && properties & q.bit ? catalogue.close(set | q.forSquares) : set),
    properties,
  );
}

/** Random values for the arguments; undefined where there are none of the kinds. */
function draw(trial: Trial, boundary: boolean, random: Random): Values | undefined {
  const values = new Map<string, Matrix>();
  for (const [i, p] of valueParameters(trial).entries()) {
    const kind = trial.kinds[i]!;
    if (p.kind === "function" || CONSTANTS.has(kind) || isNumber(p, kind)) continue;
    const properties = propertiesOf(trial, p, kind);
    if (properties === undefined) return undefined;
    const [rows, cols] = [evaluate(p.rows, trial.sizes), evaluate(p.cols, trial.sizes)];
    if (catalogue.has({ properties }, "orthonormal") && rows < cols) return undefined;
    const inside = sampleInput(catalogue, properties, rows, cols, random);
    const value = boundary ? onBoundary(catalogue.names(properties), inside) : inside;
    const names = catalogue.names(properties).filter(measurable);
    if (!names.every((name) => distance(catalogue, name, value) < 1e-12)) return undefined;
    values.set(p.name, value);
  }
  return values;
}

/** The application of the rule in a store; the symbols that it makes are remembered. */
function application(store: Store, trial: Trial, symbols: Map<string, Node>): Node | undefined {
  const args: Node[] = [];
  for (const [i, p] of valueParameters(trial).entries()) {
    const arg = argument(store, trial, p, trial.kinds[i]!, symbols);
    if (!arg) return undefined;
    args.push(arg);
  }
  const { name, parameters } = trial.rule;
  const dims = parameters.filter((p) => p.kind === "dimension").map((p) => sizeOf(trial, symbolic(p.name)));
  return construct(store, name === "scale" ? "product" : name, args, dims);
}

function argument(
  store: Store,
  trial: Trial,
  p: Parameter,
  kind: string,
  symbols: Map<string, Node>,
): Node | undefined {
  if (p.kind === "function") return functionSymbol(store, kind);
  if (isNumber(p, kind)) return store.number(new Fraction(kind));
  const shape = shapeOf(trial, p);
  if (kind === "identity" && shape.rows !== shape.cols) return undefined;
  if (CONSTANTS.has(kind)) {
    const node = construct(store, kind, [], kind === "identity" ? [shape.rows] : [shape.rows, shape.cols]);
    return (node.properties & p.requires) === p.requires || store.typing === ignorant ? node : undefined;
  }
  const properties = propertiesOf(trial, p, kind);
  if (properties === undefined) return undefined;
  const symbol = store.symbol(p.name, "input", shape, properties);
  symbols.set(p.name, symbol);
  return symbol;
}

/** Where a value is as large as this, the arguments are outside the domain but for rounding: the inverse of a singular matrix. */
const HUGE = 1e8;

/** The value of the application; undefined outside the domain. */
function valueOf(trial: Trial, values: Values): Matrix | undefined {
  const store = new Store(ignorant);
  const symbols = new Map<string, Node>();
  const node = application(store, trial, symbols)!;
  const given = new Map([...symbols].map(([name, symbol]) => [symbol, values.get(name)!]));
  try {
    const value = computeNode(ignorant, store, node, given, trial.sizes);
    return value.data.every((x) => Math.abs(x) < HUGE) ? value : undefined;
  } catch (error) {
    if (error instanceof LinearAlgebraError || error instanceof NoVariation) return undefined;
    throw error;
  }
}

const norm = (a: Matrix): number => Math.hypot(...a.data);

/** Properties that a value has or has not; from the others it may be away by rounding. */
const STRICT: ReadonlySet<string> = new Set(["positive", "spd", "invertible", "fullrank"]);

/** How far a value is from a property; a value that is zero but for rounding is compared with the arguments. */
function departure(name: string, value: Matrix, values: Values): number {
  if (STRICT.has(name)) return distance(catalogue, name, value);
  const scale = 1e-3 * Math.max(0, ...[...values.values()].map(norm));
  return norm(value) < 1e-9 * scale ? 0 : distance(catalogue, name, value);
}

/** Sizes for the check of a rule: its own, or the usual ones and squares. */
function sizesOf(rule: FunctionRule): Record<string, number>[] {
  const square = { m: 3, n: 3, p: 3, q: 3, i: 1, j: 2, k: 3, l: 3, r: 3 };
  return (rule.trials.length > 0 ? rule.trials : [...SIZES.slice(0, 2), square, SIZES[3]!]).filter((s) =>
    sizesFit(rule, s),
  );
}

/** How many properties were compared with values, and the wrong ones. */
function examine(rule: FunctionRule): { compared: number; wrong: string[] } {
  let compared = 0;
  const wrong: string[] = [];
  const kinds = combinations(rule.parameters.filter((p) => p.kind !== "dimension").map(choicesOf));
  for (const s of sizesOf(rule)) {
    for (const sizing of ["numbers", "names"] as const) {
      for (const combination of kinds) {
        const trial: Trial = { rule, sizes: new Map(Object.entries(s)), sizing, kinds: combination };
        const node = application(new Store(catalogue), trial, new Map());
        const names = node
          ? catalogue
              .strongest(node.properties)
              .map((p) => p.name)
              .filter(measurable)
          : [];
        if (names.length === 0) continue;
        for (const boundary of [false, true]) {
          const values = draw(trial, boundary, new Random(1));
          const value = values && valueOf(trial, values);
          if (!value) continue;
          compared += names.length;
          for (const name of names) {
            if (departure(name, value, values) < 1e-9) continue;
            const what = valueParameters(trial)
              .map((p, i) => `${p.name} ${combination[i]}`)
              .join(", ");
            wrong.push(`${name} of ${what} at ${JSON.stringify(s)} ${sizing}${boundary ? " on the boundary" : ""}`);
          }
        }
      }
    }
  }
  return { compared, wrong };
}

describe("what is inferred holds", () => {
  const rules = catalogue.data.functions.filter((f) => f.parameters.some((p) => p.kind !== "dimension"));
  test.each(rules.map((rule) => [rule.name, rule] as const))("%s", (_, rule) => {
    const { compared, wrong } = examine(rule);
    expect(wrong.slice(0, 5)).toEqual([]);
    if (rule.properties !== 0 || rule.inferences.length > 0) expect(compared).toBeGreaterThan(0);
  });
});
