/** Matrices and numbers by name, given to a layer, matched with its ports. */
import { evaluate } from "../src/expression/dimension.js";
import { isScalar } from "../src/expression/node.js";
import { canonicalName } from "../src/language/names.js";
import { DataError } from "./data.js";
import type { Port } from "./plan/program.js";
import type { Batch } from "./runtime/batch.js";
import type { Matrix } from "./runtime/matrix.js";

/** Matrices by name, in either spelling; a scalar is a number. With a leading `batch`, several of one shape. */
export type Arguments = Readonly<Record<string, Matrix | Batch | number>>;

const ONES: Matrix = { rows: 1, cols: 1, data: Float64Array.of(1) };

/** The values in the order of the ports. @param ones a missing scalar is 1 */
export function bindArguments(what: string, ports: readonly Port[], given: Arguments, ones: boolean): Matrix[] {
  let found = 0;
  const values = ports.map(({ name }) => {
    const value = given[name];
    if (value !== undefined) found++;
    return value;
  });
  const count = Object.keys(given).length;
  // Other spellings, missing or unknown names.
  const all = found === count && found === ports.length ? values : byCanonicalName(what, ports, given, ones);
  return all.map((value) => (typeof value === "number" ? { rows: 1, cols: 1, data: Float64Array.of(value) } : value!));
}

function byCanonicalName(what: string, ports: readonly Port[], given: Arguments, ones: boolean): (Matrix | number)[] {
  const known = new Map(Object.entries(given).map(([key, value]) => [canonicalName(key), value]));
  const values = ports.map((port) => {
    const key = canonicalName(port.name);
    const value = known.get(key) ?? (ones && isScalar(port) ? ONES : undefined);
    known.delete(key);
    if (value === undefined) throw new DataError("data/missing", `${what}: ${port.name} is missing`);
    return value;
  });
  const extra = [...known.keys()];
  if (extra.length > 0) throw new DataError("data/unknown-name", `${what}: there is no ${extra.join(", ")}`);
  return values;
}

/** The values under the names of the ports. */
export function spelled(ports: readonly Port[], given: Arguments): Arguments {
  const names = new Map(ports.map((p) => [canonicalName(p.name), p.name]));
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [names.get(canonicalName(key)) ?? key, value]));
}

/** Throws DataError where a value has not the shape of its port. */
export function checkShapes(
  ports: readonly Port[],
  values: readonly Matrix[],
  sizes: ReadonlyMap<string, number>,
): void {
  ports.forEach((port, i) => {
    const m = values[i]!;
    const [rows, cols] = [evaluate(port.rows, sizes), evaluate(port.cols, sizes)];
    if (m.rows === rows && m.cols === cols) return;
    throw new DataError("data/shape", `${port.name} is ${m.rows}×${m.cols}, expected ${rows}×${cols}`);
  });
}
