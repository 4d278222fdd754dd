/** Whether a paste has the value that NumPy gives for what it means, at the same numbers. */
import { readFileSync } from "node:fs";
import { sizesFrom } from "../../codegen/run/data.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { deriveSource } from "../../src/derive.js";
import { Kernel } from "../../src/plan/kernel.js";

type Value = number | readonly number[] | readonly (readonly number[])[];

export interface Meaning {
  readonly paste: string;
  /** Two readings are possible, so that it is refused with what to write. */
  readonly refused?: true;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly value: Value;
}

export const MEANINGS = JSON.parse(
  readFileSync(new URL("meanings.json", import.meta.url), "utf8"),
) as readonly Meaning[];

/** What is wrong, or "". */
export function misreading({ paste, inputs: given, value }: Meaning): string {
  const derivation = deriveSource(paste);
  const kernel = new Kernel(derivation, { backward: true, variation: false });
  const names = new Map(derivation.program.inputs.map((i) => [i.spelling, i.name]));
  const ports = kernel.program.inputs;
  const point = new Map<(typeof ports)[number], Matrix>();
  for (const port of ports) {
    const drawn = given[names.get(port.name) ?? port.name] ?? given[port.name];
    if (drawn === undefined) return `there is a name ${port.name}`;
    point.set(port, matrix(drawn));
  }
  const output = [...kernel.forward(point, sizesFrom(point, new Map())).values()].at(-1)!;
  const wanted = matrix(value);
  const isMatrix = Array.isArray(value) && Array.isArray(value[0]);
  if (isMatrix && (output.rows !== wanted.rows || output.cols !== wanted.cols))
    return `the value is ${output.rows}×${output.cols}`;
  if (output.data.length !== wanted.data.length) return `the value has ${output.data.length} entries`;
  const difference = Math.hypot(...output.data.map((x, i) => x - wanted.data[i]!));
  return difference <= 1e-9 * (Math.hypot(...wanted.data) || 1) ? "" : "the value differs";
}

function matrix(value: Value): Matrix {
  const rows = typeof value === "number" ? [[value]] : value.map((row) => (typeof row === "number" ? [row] : row));
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data: Float64Array.from(rows.flat()) };
}
