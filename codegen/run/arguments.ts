/** Matrices and numbers by name, given to a layer, matched with its ports. */
import { ONE, evaluate } from "../plan/sizes.js";
import { canonicalName } from "../../grammar/names.js";
import { DataError } from "./data.js";
import { isFinite } from "./finite.js";
import type { Port } from "../plan/program.js";
import type { Batch } from "../runtime/batch.js";
import type { Matrix } from "../runtime/matrix.js";

/** Matrices by name, in either spelling; a scalar is a number. With a leading `batch`, several of one shape. */
export type Arguments = Readonly<Record<string, Matrix | Batch | number>>;

const ONES: Matrix = { rows: 1, cols: 1, data: Float64Array.of(1) };

/** The values in the order of the ports. @param ones a missing scalar is 1 */
export function bindArguments(what: string, ports: readonly Port[], given: Arguments, ones: boolean): Matrix[] {
  if (!isRecord(given)) throw new DataError("data/not-a-record", `${what} must be an object of values by name`);
  let found = 0;
  const values = ports.map(({ name }) => {
    const value = given[name];
    if (value !== undefined) found++;
    return value;
  });
  const count = Object.keys(given).length;
  // Other spellings, missing or unknown names.
  const all = found === count && found === ports.length ? values : byCanonicalName(what, ports, given, ones);
  return all.map((value, i) => matrixOf(`${what}.${ports[i]!.name}`, value));
}

const isRecord = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as a finite matrix. Throws DataError for anything else. */
function matrixOf(name: string, value: unknown): Matrix {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new DataError("data/not-finite", `${name} is not finite`);
    return { rows: 1, cols: 1, data: Float64Array.of(value) };
  }
  const { rows, cols, data } = (isRecord(value) ? value : {}) as Partial<Matrix>;
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || !(data instanceof Float64Array)) {
    throw new DataError("data/not-a-matrix", `${name} is neither a number nor { rows, cols, data: Float64Array }`);
  }
  if (rows! < 1 || cols! < 1 || data.length !== rows! * cols!) {
    throw new DataError("data/shape", `${name} has ${data.length} entries, not ${rows}×${cols}`);
  }
  if (!isFinite(data)) throw new DataError("data/not-finite", `${name} has an entry that is not finite`);
  return value as Matrix;
}

function byCanonicalName(what: string, ports: readonly Port[], given: Arguments, ones: boolean): (Matrix | number)[] {
  const known = new Map(Object.entries(given).map(([key, value]) => [canonicalName(key), value]));
  const values = ports.map((port) => {
    const key = canonicalName(port.name);
    const value = known.get(key) ?? (ones && port.rows === ONE && port.cols === ONE ? ONES : undefined);
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
