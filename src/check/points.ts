/** Random points, directions and cotangents of a derivation at given sizes. */
import type { Kernel, Sizes, Values } from "../../codegen/kernel.js";
import type { Port } from "../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { evaluate, symbolsOf } from "../expression/dimension.js";
import type { PropertySet } from "../expression/node.js";
import type { Random } from "./random.js";
import { sampleDirection, sampleInput } from "./sample.js";

/** How often a point outside the domain is replaced by another. */
const ATTEMPTS = 20;

/** Sizes tried in turn: pairwise different, and the first dimension the largest, then the smallest. */
export const SIZE_ORDERS = [
  [6, 4, 3, 5, 2, 7],
  [3, 5, 4, 6, 2, 7],
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
  return new Map([...assigned, ...Object.entries(given)]);
}

export const sizeOf = (port: Port, sizes: Sizes): readonly [number, number] => [
  evaluate(port.rows, sizes),
  evaluate(port.cols, sizes),
];

export function propertiesOf(derivation: Derivation, port: Port): PropertySet {
  return derivation.program.inputs.find((i) => i.spelling === port.name)!.node.properties;
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
          return [port, sampleInput(derivation.catalogue, propertiesOf(derivation, port), rows, cols, random)];
        }),
      );
      const outputs = kernel.forward(inputs, sizes);
      if ([...outputs.values()].every((m) => m.data.every(Number.isFinite))) return inputs;
      reason = "an output is not finite";
    } catch (error) {
      if (!(error instanceof LinearAlgebraError)) throw error;
      reason = error.message;
    }
  }
  return `no random point lies in the domain: ${reason}`;
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
export const norm = (a: Matrix): number => Math.hypot(...a.data);
