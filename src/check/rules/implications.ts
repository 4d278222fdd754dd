/** The numeric check of what the rules say of scalar functions and of properties, besides derivatives and projections. */
import { computeNode } from "../../plan/kernel.js";
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import type { Catalogue, PropertyRule, ScalarRule } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { fixed, symbolic } from "../../../codegen/plan/sizes.js";
import { Store, type PropertySet } from "../../expression/node/node.js";
import { functionSymbol } from "../../expression/catalogue/template.js";
import { distanceFrom, measurable, transposed } from "../../../codegen/run/structure.js";
import { distance } from "../../plan/distance.js";
import { Random } from "../random.js";
import type { SidesCheck } from "./check-rule.js";
import { propertyFormula, sampleInput } from "../samples.js";

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
  euclideanNorm(a.data.map((x, i) => x - sign * b.data[i]!)) / (euclideanNorm(a.data) || 1);

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
            ...sampled(catalogue, catalogue.close(bit), SQUARES, seed, (a, b) =>
              distance(catalogue, name, moved(a, b, -2)),
            ),
            rule: name,
            what: "linear",
          },
        ]
      : []),
    ...((property.direction ?? property.tangent) && measurable(name)
      ? [
          {
            ...sampled(catalogue, catalogue.close(bit), shapes, seed, (a, b) => departure(catalogue, property, a, b)),
            rule: name,
            what: "A + tP(E)",
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

/** A + tB. */
const moved = (a: Matrix, b: Matrix, t: number): Matrix => ({ ...a, data: a.data.map((x, i) => x + t * b.data[i]!) });

/** How far a matrix moves along a tangent: what is of second order is below rounding. */
const STEP = 1e-8;

/** How far A + tP(E) is from the property, P the projection onto the directions in which A can move. */
function departure(
  catalogue: Catalogue,
  { name, bit, direction, tangent }: PropertyRule,
  a: Matrix,
  e: Matrix,
): number {
  const projected = propertyFormula(catalogue, (direction ?? tangent)!, bit, e, a);
  return distance(catalogue, name, moved(a, projected, STEP));
}

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
