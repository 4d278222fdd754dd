/** Random inputs with the declared structure, directions tangent to it, and the way back onto it. */
import { computeNode } from "../plan/kernel.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Catalogue, PropertyRule } from "../expression/catalogue/catalogue.js";
import { construct } from "../expression/node/construct.js";
import { symbolic } from "../../codegen/plan/sizes.js";
import { Store, type Node, type PropertySet } from "../expression/node/node.js";
import { instantiate, type Template } from "../expression/catalogue/template.js";
import type { Interval } from "../language/syntax.js";
import type { Random } from "./random.js";

/** The value of a property's formula in A and E. Sizes stay symbols, so that a 1×1 matrix is still a matrix. */
export function propertyFormula(
  catalogue: Catalogue,
  template: Template,
  properties: PropertySet,
  e: Matrix,
  a?: Matrix,
): Matrix {
  const store = new Store(catalogue);
  const shape = { rows: symbolic(e.rows === e.cols ? "n" : "m"), cols: symbolic("n") };
  const nodes = new Map<string, Node>([["E", store.symbol("E", "input", shape)]]);
  const given = new Map<Node, Matrix>([[nodes.get("E")!, e]]);
  if (a) {
    nodes.set("A", store.symbol("A", "input", shape, properties));
    given.set(nodes.get("A")!, a);
  }
  const dims = new Map([
    ["m", shape.rows],
    ["n", shape.cols],
  ]);
  const sizes = new Map([
    ["m", e.rows],
    ["n", e.cols],
  ]);
  return computeNode(catalogue, store, instantiate(store, template, { nodes, dims }, construct), given, sizes);
}

const held = (catalogue: Catalogue, properties: PropertySet, has: (p: PropertyRule) => boolean): PropertyRule[] => {
  const made = catalogue.data.properties.filter((p) => properties & p.bit && has(p));
  return catalogue.strongest(made.reduce((set, p) => set | p.bit, 0));
};

/** A random matrix with the properties: entrywise ones are made first, structural ones last. Entries lie about a mean. */
export function sampleInput(
  catalogue: Catalogue,
  properties: PropertySet,
  rows: number,
  cols: number,
  random: Random,
  mean = 0,
): Matrix {
  let value = random.matrix(rows, cols);
  if (mean !== 0) value = { ...value, data: value.data.map((t) => t + mean) };
  for (const p of held(catalogue, properties, (q) => q.sample !== undefined).reverse()) {
    value = propertyFormula(catalogue, p.sample!, properties, value);
  }
  return value;
}

/** Random entries taken into an interval, away from its ends. */
export function intoInterval(x: Matrix, { from, to }: Interval): Matrix {
  const within = (v: number): number => {
    if (from === -Infinity) return to === Infinity ? v : to - within01(v) * 3;
    return to === Infinity ? from + within01(v) * 3 : from + (to - from) * within01(v);
  };
  return { ...x, data: x.data.map(within) };
}

/** Between 1/10 and 9/10. */
const within01 = (v: number): number => 0.1 + 0.8 / (1 + Math.exp(-v));

/** A random direction in which a matrix with the properties can move. */
export function sampleDirection(catalogue: Catalogue, properties: PropertySet, at: Matrix, random: Random): Matrix {
  return directionPart(catalogue, properties, at, random.matrix(at.rows, at.cols));
}

/** The part of a matrix that lies in the directions in which a matrix with the properties can move. */
export function directionPart(catalogue: Catalogue, properties: PropertySet, at: Matrix, e: Matrix): Matrix {
  let value = e;
  for (const p of held(catalogue, properties, (q) => (q.direction ?? q.tangent) !== undefined).reverse()) {
    value = propertyFormula(catalogue, (p.direction ?? p.tangent)!, properties, value, at);
  }
  return value;
}

/** What pairs with a tangent to the inner product of the Riemannian gradient with it, at a matrix with the properties. */
export function lowered(catalogue: Catalogue, properties: PropertySet, at: Matrix, gradient: Matrix): Matrix {
  let value = gradient;
  for (const p of held(catalogue, properties, (q) => q.metric !== undefined)) {
    value = propertyFormula(catalogue, p.metric!, properties, value, at);
  }
  return value;
}

/** The matrix with the properties that lies next to a moved one. */
export function retract(catalogue: Catalogue, properties: PropertySet, moved: Matrix): Matrix {
  let value = moved;
  for (const p of held(catalogue, properties, (q) => q.retract !== undefined)) {
    value = propertyFormula(catalogue, p.retract!, properties, value);
  }
  return value;
}
