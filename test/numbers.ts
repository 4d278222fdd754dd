/** A derivation at a random point of its inputs' structure, as the command evaluates it. */
import { toData, type Data } from "../codegen/run/data.js";
import { evaluateAt, type Answer } from "../src/plan/evaluate.js";
import { Kernel, type Values } from "../src/plan/kernel.js";
import type { Derivation } from "../src/calculus/derivation.js";
import {
  assignSizes,
  sampleCotangents,
  samplePoint,
  sampleTangents,
  SIZE_ORDERS,
} from "../src/check/derivation/random-point.js";
import { Random } from "../src/check/random.js";
import { canonicalName } from "../grammar/names.js";

export type Numbers = Readonly<Record<string, Data>>;

export interface RandomPoint {
  readonly inputs: Numbers;
  readonly cotangents: Numbers;
  readonly tangents: Numbers;
  readonly sizes: ReadonlyMap<string, number>;
}

const byName = (values: Values): Numbers =>
  Object.fromEntries([...values].map(([port, m]) => [canonicalName(port.name), toData(m, port)]));

/** Numbers with the declared structure, the same for the same seed. */
export function randomPoint(derivation: Derivation, seed = 1): RandomPoint {
  const kernel = new Kernel(derivation);
  const random = new Random(seed);
  const sizes = assignSizes(derivation, {}, SIZE_ORDERS[0]!);
  const inputs = samplePoint(derivation, kernel, sizes, random);
  if (typeof inputs === "string") throw new Error(inputs);
  return {
    inputs: byName(inputs),
    cotangents: byName(sampleCotangents(kernel, sizes, random)),
    tangents: byName(sampleTangents(derivation, kernel, inputs, random)),
    sizes,
  };
}

/** Outputs with gradients, or with tangents, under canonical names. */
export function evaluated(derivation: Derivation, point: RandomPoint, form: "adjoint" | "variation"): Answer {
  const { inputs, cotangents, tangents, sizes } = point;
  const answer = evaluateAt(
    derivation,
    { inputs, ...(form === "adjoint" ? { cotangents } : { tangents }) },
    form,
    sizes,
  );
  return Object.fromEntries(
    Object.entries({ ...answer } as unknown as Record<string, Numbers>).map(([part, values]) => [
      part,
      Object.fromEntries(Object.entries(values).map(([name, value]) => [canonicalName(name), value])),
    ]),
  ) as unknown as Answer;
}

/** The entries of a value, row by row. */
export const entries = (value: Data): number[] => [value].flat(2) as number[];

/** ⟨a, b⟩ summed over the names of both. */
export function inner(a: Numbers, b: Numbers): number {
  let total = 0;
  for (const [name, value] of Object.entries(a)) {
    const other = entries(b[name]!);
    entries(value).forEach((x, i) => (total += x * other[i]!));
  }
  return total;
}

/** The largest difference of entries relative to the largest entry; infinite where names or shapes differ. */
export function difference(a: Numbers, b: Numbers): number {
  const shape = (numbers: Numbers): string =>
    JSON.stringify(
      Object.entries(numbers).sort(([x], [y]) => (x < y ? -1 : 1)),
      (_, v: unknown) => (typeof v === "number" ? 0 : v),
    );
  if (shape(a) !== shape(b)) return Infinity;
  let [error, size] = [0, 0];
  for (const [name, value] of Object.entries(a)) {
    const other = entries(b[name]!);
    entries(value).forEach((x, i) => {
      error = Math.max(error, Math.abs(x - other[i]!));
      size = Math.max(size, Math.abs(other[i]!));
    });
  }
  return size === 0 ? error : error / size;
}
