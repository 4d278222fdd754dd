/** Two programs at the same random points: whether their outputs and their gradients are the same. */
import { DataError, sizesFrom } from "../../codegen/run/data.js";
import type { Port } from "../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import {
  SIZE_ORDERS,
  assignSizes,
  byName,
  distance,
  sampleCotangents,
  samplePoint,
} from "../check/derivation/random-point.js";
import { Random } from "../check/random.js";
import { Kernel, type Values as PortValues } from "../plan/kernel.js";
import { requireStructure } from "../plan/evaluate.js";
import type { PlaceOptions, Values } from "./curves.js";

/** What has one name in both programs; `difference` is relative, the largest of all points. */
export interface Agreement {
  readonly name: string;
  readonly difference: number;
  /** At the point of the largest difference. */
  readonly first: Values;
  readonly second: Values;
}

export interface Comparison {
  readonly outputs: readonly Agreement[];
  readonly gradients: readonly Agreement[];
  readonly points: number;
  readonly seed: number;
}

const POINTS = 4;

/** A text says why the programs cannot be compared. */
export function comparePrograms(
  first: Derivation,
  second: Derivation,
  { sizes = {}, seed = 1 }: PlaceOptions = {},
): Comparison | string {
  const [one, two] = [first, second].map((d) => new Kernel(d, { backward: true, variation: false })) as [
    Kernel,
    Kernel,
  ];
  const mismatch = namesApart("inputs", one.program.inputs, two.program.inputs);
  if (mismatch !== "") return mismatch;
  if (one.program.outputs.length !== two.program.outputs.length)
    return "the programs have different numbers of outputs";
  const random = new Random(seed);
  const found = new Map<string, Agreement>();
  try {
    for (let point = 0; point < POINTS; point++) {
      const assigned = assignSizes(first, sizes, SIZE_ORDERS[point % 2]!);
      const inputs = samplePoint(first, one, assigned, random);
      if (typeof inputs === "string") return inputs;
      const cotangents = sampleCotangents(one, assigned, random);
      const own = (ports: readonly Port[], from: PortValues): Map<Port, Matrix> =>
        new Map(ports.map((p) => [p, byName(from, p.name)]));
      const given = own(two.program.inputs, inputs);
      for (const [port, value] of given) requireStructure(second, port, value);
      const known = sizesFrom(given, new Map());
      const values = [...two.forward(given, known).values()];
      const misshapen = shapesApart([...one.forward(inputs, assigned)], values);
      if (misshapen !== "") return misshapen;
      const others = new Map(two.program.cotangents.map((p, i) => [p, [...cotangents.values()][i]!]));
      noteAll(found, "output", [...one.forward(inputs, assigned)], values);
      const gradients = two.backward(given, others, known);
      const shared = [...one.backward(inputs, cotangents, assigned)].filter(([p]) => has(gradients, p.name));
      noteAll(found, "gradient", shared, shared.map(([p]) => byName(gradients, p.name))); // prettier-ignore
    }
  } catch (error) {
    if (error instanceof DataError || error instanceof LinearAlgebraError) return error.message;
    throw error;
  }
  const of = (kind: string): Agreement[] => [...found].filter(([key]) => key.startsWith(kind)).map(([, a]) => a);
  return { outputs: of("output"), gradients: of("gradient"), points: POINTS, seed };
}

const has = (values: PortValues, name: string): boolean => [...values.keys()].some((p) => p.name === name);

function namesApart(what: string, first: readonly Port[], second: readonly Port[]): string {
  const only = (these: readonly Port[], those: readonly Port[]): string[] =>
    these.map((p) => p.name).filter((name) => !those.some((p) => p.name === name));
  const parts = [
    [only(first, second), "first"],
    [only(second, first), "second"],
  ] as const;
  const told = parts.flatMap(([names, which]) =>
    names.length > 0 ? [`${names.join(", ")} only in the ${which}`] : [],
  );
  return told.length === 0 ? "" : `the programs have different ${what}: ${told.join("; ")}`;
}

function shapesApart(first: readonly (readonly [Port, Matrix])[], second: readonly Matrix[]): string {
  const shape = ({ rows, cols }: Matrix): string => `${String(rows)}×${String(cols)}`;
  const told = first.flatMap(([{ name }, a], i) => {
    const b = second[i]!;
    return shape(a) === shape(b) ? [] : [`${name} is ${shape(a)} in the first program and ${shape(b)} in the second`];
  });
  return told.join("; ");
}

function noteAll(
  found: Map<string, Agreement>,
  kind: "output" | "gradient",
  first: readonly (readonly [Port, Matrix])[],
  second: readonly Matrix[],
): void {
  first.forEach(([{ name }, a], i) => {
    const b = second[i]!;
    const difference = distance(a, b);
    const before = found.get(`${kind} ${name}`);
    if (before && !(difference > before.difference)) return;
    const drawn = (m: Matrix): Values => ({ name, rows: m.rows, cols: m.cols, data: [...m.data] });
    found.set(`${kind} ${name}`, { name, difference, first: drawn(a), second: drawn(b) });
  });
}
