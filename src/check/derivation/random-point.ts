/** Random points, directions and cotangents of a derivation at given sizes. */
import type { Kernel, Sizes, Values } from "../../plan/kernel.js";
import type { Port } from "../../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../../codegen/runtime/errors.js";
import { euclideanNorm, type Matrix } from "../../../codegen/runtime/matrix.js";
import type { Derivation } from "../../calculus/derivation.js";
import { evaluate, symbolsOf } from "../../../codegen/plan/sizes.js";
import type { PropertySet } from "../../expression/node/node.js";
import type { Random } from "../random.js";
import { intoInterval, retract, sampleDirection, sampleInput } from "../samples.js";

/** How often a point outside the domain is replaced by another. */
const ATTEMPTS = 40;
/** From then on entries lie about a mean: where arcosh or a logarithm takes products of rows, numbers of all signs never fit. */
const CENTERED = 20;
const MEANS = [0, 3, -3];

/** Sizes tried in turn: pairwise different, and the first dimension the largest, then the smallest, then the largest by far. */
export const SIZE_ORDERS = [
  [6, 4, 3, 5, 2, 7],
  [3, 5, 4, 6, 2, 7],
  [7, 3, 2, 5, 4, 6],
  [4, 4, 4, 4, 4, 4],
];

export function assignSizes(
  derivation: Derivation,
  given: Readonly<Record<string, number>>,
  order: readonly number[],
): Map<string, number> {
  const symbols = new Set<string>(derivation.program.dimensions);
  for (const i of derivation.program.inputs) {
    for (const s of [...symbolsOf(i.node.rows), ...symbolsOf(i.node.cols)]) symbols.add(s);
  }
  const assigned = [...symbols].map((s, i): [string, number] => [
    s,
    Object.hasOwn(given, s) ? given[s]! : order[i % order.length]!,
  ]);
  return ordered(new Map([...assigned, ...Object.entries(given)]), derivation.program.orders);
}

/** The sizes, of which what the program says to be larger is at least as large. */
function ordered(sizes: Map<string, number>, orders: readonly (readonly [string, string])[]): Map<string, number> {
  for (const [greater, less] of orders) {
    const [most, least] = [sizes.get(greater), sizes.get(less)];
    if (most !== undefined && least !== undefined && most < least) sizes.set(greater, least).set(less, most);
  }
  return sizes;
}

/** Exact arithmetic is slow: beyond this sizes are replaced, and all with them, so that they stay different. */
const LARGEST_EXACT = 8;

/** Sizes for exact tests. */
export function smallSizes(derivation: Derivation, sizes: Readonly<Record<string, number>>): Map<string, number> {
  if (Object.values(sizes).every((s) => s <= LARGEST_EXACT)) return new Map(Object.entries(sizes));
  return assignSizes(derivation, {}, SIZE_ORDERS[0]!);
}

const sizeOf = (port: Port, sizes: Sizes): readonly [number, number] => [
  evaluate(port.rows, sizes),
  evaluate(port.cols, sizes),
];

export function propertiesOf(derivation: Derivation, port: Port): PropertySet {
  return derivation.program.inputs.find((i) => i.spelling === port.name)!.node.properties;
}

/** A random value of an input with what is declared of it. */
export function sampleOf(
  derivation: Derivation,
  port: Port,
  [rows, cols]: readonly [number, number],
  random: Random,
  mean = 0,
): Matrix {
  const x = sampleInput(derivation.catalogue, propertiesOf(derivation, port), rows, cols, random, mean);
  const interval = derivation.program.inputs.find((i) => i.spelling === port.name)?.interval;
  return interval ? intoInterval(x, interval) : x;
}

/** A random point of the domain with the declared structure, or why none was found. */
export function samplePoint(
  derivation: Derivation,
  kernel: Kernel,
  sizes: Sizes,
  random: Random,
): Map<Port, Matrix> | string {
  let reason = "";
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const inputs = new Map(
        kernel.program.inputs.map((port): [Port, Matrix] => {
          const [rows, cols] = sizeOf(port, sizes);
          const mean = attempt < CENTERED ? 0 : MEANS[Math.floor(random.uniform() * MEANS.length)]!;
          return [port, sampleOf(derivation, port, [rows, cols], random, mean)];
        }),
      );
      const outputs = kernel.forward(inputs, sizes);
      if (![...outputs.values()].every((m) => m.data.every(Number.isFinite))) {
        reason = "an output is not finite";
        continue;
      }
      const nearby = kernel.forward(nudged(derivation, inputs, random), sizes);
      const jumps = [...outputs].some(([port, m]) => distance(m, byName(nearby, port.name)) > SENSITIVE);
      if (!jumps) return inputs;
      reason = "the outputs are ill-conditioned";
    } catch (error) {
      if (!(error instanceof LinearAlgebraError)) throw error;
      reason = error.message;
    }
  }
  return `no random point lies in the domain: ${reason}`;
}

/** Whether every input declared of full rank has at least as many rows as columns: what its Gram matrix needs. */
export function columnsFit(derivation: Derivation, sizes: Sizes): boolean {
  return derivation.program.inputs.every(({ node }) => {
    return !derivation.catalogue.has(node, "fullrank") || evaluate(node.rows, sizes) >= evaluate(node.cols, sizes);
  });
}

/** How far a nearby point is, and how far from each other the values at both may be: a condition of about 1e5. */
const NEARBY = 1e-9;
export const SENSITIVE = 1e-4;

/** A point next to a given one, with the same structure. */
export function nudged(derivation: Derivation, inputs: Values, random: Random, distance = NEARBY): Map<Port, Matrix> {
  return new Map(
    [...inputs].map(([port, x]): [Port, Matrix] => {
      const properties = propertiesOf(derivation, port);
      const d = sampleDirection(derivation.catalogue, properties, x, random);
      const moved = { ...x, data: x.data.map((v, i) => v + distance * d.data[i]!) };
      return [port, retract(derivation.catalogue, properties, moved)];
    }),
  );
}

/** Random directions in which the inputs can move from a point. */
export function sampleTangents(
  derivation: Derivation,
  kernel: Kernel,
  inputs: Values,
  random: Random,
): Map<Port, Matrix> {
  return new Map(
    kernel.program.tangents.map((port): [Port, Matrix] => {
      const at = byName(inputs, port.name);
      return [port, sampleDirection(derivation.catalogue, propertiesOf(derivation, port), at, random)];
    }),
  );
}

export function sampleCotangents(kernel: Kernel, sizes: Sizes, random: Random): Map<Port, Matrix> {
  return new Map(
    kernel.program.cotangents.map((port): [Port, Matrix] => [port, random.matrix(...sizeOf(port, sizes))]),
  );
}

export const byName = (values: Values, name: string): Matrix => {
  for (const [port, m] of values) if (port.name === name) return m;
  throw new Error(`no value for ${name}`);
};

export const dot = (a: Matrix, b: Matrix): number => a.data.reduce((s, x, i) => s + x * b.data[i]!, 0);

/** ‖a‖, without squares that overflow; not a number where an entry is none. */
export const norm = ({ data }: Matrix): number => euclideanNorm(data);

/** ‖a − b‖ relative to the larger norm, or to `floor` where that is larger. */
export function distance(a: Matrix, b: Matrix, floor = 0): number {
  const difference = { ...a, data: a.data.map((x, i) => x - b.data[i]!) };
  const scale = Math.max(norm(a), norm(b), floor);
  return scale === 0 ? 0 : norm(difference) / scale;
}
