/** Numbers from outside: arrays of rows, arrays and numbers, checked against the shapes of a program. */
import { canonicalName } from "../../grammar/names.js";
import { ONE, evaluate, symbolsOf, type Dimension } from "../plan/sizes.js";
import type { Port } from "../plan/program.js";
import { symbolsOfProgram, type PreparedProgram } from "../prepare/prepared.js";
import { DataError } from "../runtime/errors.js";
import type { Matrix } from "../runtime/matrix.js";
import { requireAtLeast, requireSize } from "../runtime/parameters.js";

export { DataError };

/** A matrix as an array of rows, a vector as an array, a scalar as a number. */
export type Data = number | readonly number[] | readonly (readonly number[])[];

/** Values by port, read from a record whose keys may be in either spelling. */
export function readValues(what: string, ports: readonly Port[], record: unknown): Map<Port, Matrix> {
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    throw new DataError("data/not-a-record", `${what} must be an object of values by name`);
  }
  const values = new Map<Port, Matrix>();
  for (const [key, value] of Object.entries(record)) {
    const port = ports.find((p) => canonicalName(p.name) === canonicalName(key));
    if (!port) {
      const known = ports.map((p) => p.name).join(", ");
      throw new DataError("data/unknown-name", `${what}: there is no ${key}; the names are ${known || "none"}`);
    }
    if (values.has(port)) throw new DataError("data/twice", `${what}: ${key} is given twice`);
    values.set(port, readMatrix(`${what}.${key}`, value));
  }
  return values;
}

function readMatrix(name: string, value: unknown): Matrix {
  const finite = (x: unknown, at: string): number => {
    if (typeof x !== "number") throw new DataError("data/not-a-number", `${name}${at} is not a number`);
    if (!Number.isFinite(x)) throw new DataError("data/not-finite", `${name}${at} is not finite`);
    return x;
  };
  if (!Array.isArray(value)) return { rows: 1, cols: 1, data: Float64Array.of(finite(value, "")) };
  const items = value as unknown[];
  if (items.length === 0) throw new DataError("data/empty", `${name} is empty`);
  if (!Array.isArray(items[0])) {
    return { rows: items.length, cols: 1, data: Float64Array.from(items, (x, i) => finite(x, `[${i}]`)) };
  }
  const cols = (items[0] as unknown[]).length;
  if (cols === 0) throw new DataError("data/empty", `${name} has empty rows`);
  const data = new Float64Array(items.length * cols);
  items.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== cols) {
      throw new DataError("data/ragged", `${name}: row ${i + 1} has not ${cols} entries like the first`);
    }
    row.forEach((x, j) => (data[i * cols + j] = finite(x, `[${i}][${j}]`)));
  });
  return { rows: items.length, cols, data };
}

/** The size of every dimension symbol, from the values given; they must agree. */
export function sizesFrom(
  values: ReadonlyMap<Port, Matrix>,
  known: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  for (const [name, size] of known) requireSize(name, size);
  const sizes = new Map(known);
  const sources = new Map<string, string>();
  const bind = (port: Port, d: Dimension, actual: number, side: string): void => {
    const [symbol] = symbolsOf(d);
    const c = symbol === undefined ? undefined : d.terms.get(symbol);
    if (symbol === undefined || c === undefined || symbolsOf(d).size > 1 || sizes.has(symbol)) return;
    const size = (actual - (d.terms.get("") ?? 0)) / c;
    if (!Number.isInteger(size) || size < 1) {
      throw new DataError("data/shape", `${port.name} has ${actual} ${side}, which is not of the form ${d.key}`);
    }
    sizes.set(symbol, size);
    sources.set(symbol, port.name);
  };
  for (const [port, m] of values) {
    bind(port, port.rows, m.rows, "rows");
    bind(port, port.cols, m.cols, "columns");
  }
  for (const [port, m] of values) requireShape(port, m, sizes, sources);
  return sizes;
}

function requireShape(
  port: Port,
  m: Matrix,
  sizes: ReadonlyMap<string, number>,
  sources: ReadonlyMap<string, string>,
): void {
  const rows = sizeIn(port.rows, sizes);
  const cols = sizeIn(port.cols, sizes);
  if (rows === m.rows && cols === m.cols) return;
  const wanted =
    port.rows === ONE && port.cols === ONE
      ? "a number"
      : port.cols === ONE && !port.matrix
        ? `an array of ${rows}`
        : `${rows}×${cols}`;
  const symbols = [...new Set([...symbolsOf(port.rows), ...symbolsOf(port.cols)])];
  const why = symbols.flatMap((s) =>
    (sources.get(s) ?? port.name) === port.name ? [] : [`${s} = ${sizes.get(s)} by ${sources.get(s)}`],
  );
  const because = why.length > 0 ? ` (${why.join(", ")})` : "";
  throw new DataError("data/shape", `${port.name} is ${m.rows}×${m.cols}, expected ${wanted}${because}`);
}

/** Throws DataError where sizes of the program are not known, or are too small for one of its expressions. */
export function requireDemands(program: PreparedProgram, sizes: ReadonlyMap<string, number>): void {
  for (const symbol of symbolsOfProgram(program)) {
    if (!sizes.has(symbol)) throw sizeUnknown(symbol);
  }
  for (const { text, larger, smaller } of program.demands) {
    requireAtLeast(text, evaluate(larger, sizes), evaluate(smaller, sizes));
  }
}

const sizeUnknown = (size: string): DataError =>
  new DataError("data/size", `the size ${size} does not follow from the values given; give it as a size, ${size}=2`);

function sizeIn(d: Dimension, sizes: ReadonlyMap<string, number>): number {
  try {
    return evaluate(d, sizes);
  } catch {
    throw sizeUnknown(d.key);
  }
}

/** A value in the form in which it is given: rows, an array, or a number. */
export function toData(m: Matrix, port: Pick<Port, "rows" | "cols" | "matrix">): Data {
  if (port.rows === ONE && port.cols === ONE && !port.matrix) return m.data[0]!;
  if (port.cols === ONE && !port.matrix) return [...m.data];
  return Array.from({ length: m.rows }, (_, i) => [...m.data.subarray(i * m.cols, (i + 1) * m.cols)]);
}
