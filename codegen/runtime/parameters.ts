/**
 * What a kernel is given by name: matrices and numbers, checked before anything is computed. Emitted modules, layers and
 * batches say what is wrong in the same words.
 */
import { DataError, LinearAlgebraError } from "./errors.js";
import { isFinite } from "./finite.js";
import type { Batch, Matrix } from "./matrix.js";
import { STRUCTURE_TOLERANCE, distanceFrom, numberDistance } from "./structure.js";

/** One value that a kernel is given. */
export interface Parameter {
  /** As the program spells it. */
  readonly name: string;
  /** In ASCII, where that is another spelling. */
  readonly ascii?: string;
  /** Its shape in the sizes of the program; a number has none. */
  readonly rows?: string;
  readonly cols?: string;
  /** Whether it is 1 where nothing is given. */
  readonly optional?: boolean;
  /** The properties that are declared of it, to be tested. */
  readonly declared?: readonly string[];
  /** The same of properties that the program takes for granted. */
  readonly presumed?: readonly string[];
}

export type Values = Readonly<Record<string, Matrix | Batch | number | undefined>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value of a record by its own key: `constructor` and `toString` are names like others. */
export const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** The parameters of one function of a kernel. `T`: the record of their values, matrices and numbers. */
export class Parameters<T extends object = Record<string, Matrix | number>> {
  readonly #spelled: ReadonlyMap<string, Parameter>;

  /**
   * @param what what messages call the values, `inputs`
   * @param canonical brings other spellings to one, where names may be spelled in more ways than two
   */
  constructor(
    readonly what: string,
    readonly list: readonly Parameter[],
    private readonly canonical: (name: string) => string = (name) => name,
  ) {
    this.#spelled = new Map(list.flatMap((p) => [p.name, p.ascii ?? p.name].map((n) => [canonical(n), p] as const)));
  }

  /** The names of those that are numbers. */
  get numbers(): string[] {
    return this.list.filter((p) => p.rows === undefined).map((p) => p.name);
  }

  /**
   * The values under the program's names, finite matrices and numbers, with the structure that they are said to have. Throws
   * DataError. The record itself is returned where it needs no change.
   */
  bind(given: unknown): T {
    const values = this.named(given);
    let result = values;
    for (const p of this.list) {
      const value = own(values, p.name);
      const read = this.#read(p, value);
      if (read === value) continue;
      if (result === given) result = Object.assign(Object.create(null) as Values, values);
      (result as Record<string, unknown>)[p.name] = read;
    }
    return result as unknown as T;
  }

  /** The record by the program's names. Throws DataError for a name that is unknown, missing, or given twice. */
  named(given: unknown): Values {
    if (!isRecord(given)) throw new DataError("data/not-a-record", `${this.what} must be an object of values by name`);
    let known = 0;
    for (const { name } of this.list) if (own(given, name) !== undefined) known++;
    let count = 0;
    for (const key in given) if (Object.hasOwn(given, key)) count++;
    return known === count && known === this.list.length ? (given as Values) : this.#renamed(given);
  }

  #renamed(given: Readonly<Record<string, unknown>>): Values {
    const values = Object.create(null) as Record<string, unknown>;
    for (const [key, value] of Object.entries(given)) {
      const p = this.#spelled.get(this.canonical(key));
      if (!p) {
        const names = this.list.map((q) => q.name).join(", ");
        throw new DataError("data/unknown-name", `${this.what}: there is no ${key}; the names are ${names || "none"}`);
      }
      if (Object.hasOwn(values, p.name)) throw new DataError("data/twice", `${this.what}: ${key} is given twice`);
      if (value !== undefined) values[p.name] = value;
    }
    for (const p of this.list) if (p.optional && !Object.hasOwn(values, p.name)) values[p.name] = 1;
    const missing = this.list.filter((p) => !Object.hasOwn(values, p.name)).map((p) => p.name);
    if (missing.length > 0) throw new DataError("data/missing", `${this.what}: ${missing.join(", ")} is missing`);
    return values as Values;
  }

  #read(p: Parameter, value: unknown): Matrix | number {
    const name = `${this.what}.${p.name}`;
    const isNumber = p.rows === undefined;
    if (typeof value === "number") {
      if (!Number.isFinite(value)) throw new DataError("data/not-finite", `${name} is not finite`);
      const read = isNumber ? value : { rows: 1, cols: 1, data: Float64Array.of(value) };
      if (isNumber) this.#requireStructure(p, (property) => numberDistance(property, value));
      return read;
    }
    const m = matrixOf(name, value);
    if (!isNumber) {
      if (p.declared ?? p.presumed) this.#requireStructure(p, (property) => distanceFrom(property, m));
      return m;
    }
    if (m.rows !== 1 || m.cols !== 1) throw this.#shape(p, m, "a number");
    return this.#read(p, m.data[0]);
  }

  #requireStructure(p: Parameter, distance: (property: string) => number): void {
    for (const [properties, why] of [
      [p.declared, "as it is declared"],
      [p.presumed, "as the program takes for granted"],
    ] as const) {
      for (const property of properties ?? []) {
        if (!(distance(property) > STRUCTURE_TOLERANCE)) continue;
        throw new DataError("data/structure", `${this.what}.${p.name} is not ${property}, ${why}`);
      }
    }
  }

  #shape(p: Parameter, m: Matrix, wanted: string): DataError {
    return new DataError("data/shape", `${p.name} is ${m.rows}×${m.cols}, expected ${wanted}`);
  }

  /** Throws DataError where a batch stands for numbers and its matrices are not 1×1. */
  requireNumbers(values: Values): void {
    for (const p of this.list) {
      const value = own(values, p.name);
      if (p.rows !== undefined || typeof value !== "object" || (value.rows === 1 && value.cols === 1)) continue;
      throw this.#shape(p, value, "a number");
    }
  }

  /** Throws DataError unless a value has this shape. */
  requireShape(name: string, values: T, rows: number, cols: number): void {
    const m = (values as Readonly<Record<string, Matrix>>)[name]!;
    if (m.rows === rows && m.cols === cols) return;
    const p = this.list.find((q) => q.name === name)!;
    const wanted = p.cols === "1" ? `an array of ${rows}` : `${rows}×${cols}`;
    throw this.#shape(p, m, wanted + this.#because(p, values as unknown as Values));
  }

  /** Where the sizes in a shape come from, when that is another value. */
  #because(p: Parameter, values: Values): string {
    const sources = [p.rows, p.cols].flatMap((size) => {
      const from = this.list.find((q) => q.rows === size || q.cols === size);
      if (size === undefined || !/^\p{L}/u.test(size) || !from || from === p) return [];
      const m = own(values, from.name) as Matrix;
      return [`${size} = ${from.rows === size ? m.rows : m.cols} by ${from.name}`];
    });
    return sources.length > 0 ? ` (${[...new Set(sources)].join(", ")})` : "";
  }

  /** The size n where a side of a value is c·n + d. Throws DataError where that is no whole number. */
  sizeFrom(name: string, actual: number, side: "rows" | "columns", form: string, c: number, d: number): number {
    const size = (actual - d) / c;
    if (Number.isInteger(size) && size >= 1) return size;
    const message = `${name} has ${actual} ${side}, which is not of the form ${form}`;
    throw new DataError("data/shape", message);
  }
}

/** A value as a finite matrix. Throws DataError for anything else. */
function matrixOf(name: string, value: unknown): Matrix {
  const { rows, cols, data, batch } = (isRecord(value) ? value : {}) as Partial<Batch>;
  if (!Number.isInteger(rows) || !Number.isInteger(cols) || !(data instanceof Float64Array)) {
    const instead = Array.isArray(value) ? "is an array" : "is neither a number nor a matrix";
    const message = `${name} ${instead}; a matrix is { rows, cols, data: Float64Array }, as matrix(…) and vector(…) make it`;
    throw new DataError("data/not-a-matrix", message);
  }
  if (batch !== undefined) throw new DataError("data/not-a-matrix", `${name} is a batch inside of a batch`);
  if (rows! < 1 || cols! < 1 || data.length !== rows! * cols!) {
    throw new DataError("data/shape", `${name} has ${data.length} entries, not ${rows}×${cols}`);
  }
  if (!isFinite(data)) throw new DataError("data/not-finite", `${name} has an entry that is not finite`);
  return value as Matrix;
}

/** The value of a size that does not follow from the shapes. Throws DataError unless it is a positive integer. */
export function sizeGiven(sizes: Readonly<Record<string, number>> | undefined, name: string, ascii = name): number {
  const size = sizes && (own(sizes, name) ?? own(sizes, ascii));
  if (size === undefined) {
    throw new DataError("data/size", `the size ${name} does not follow from the values given; give it as a size`);
  }
  requireSize(name, size);
  return size;
}

/** Throws DataError unless a size is a positive integer. */
export function requireSize(name: string, size: unknown): void {
  if (Number.isInteger(size) && (size as number) >= 1) return;
  throw new DataError("data/size", `the size ${name} is ${String(size)}; it must be an integer of 1 or more`);
}

/**
 * Throws DataError where the sizes do not allow an expression: an entry beyond a matrix, more singular values than it has.
 * @param what the expression, and what it needs, in the sizes of the program
 */
export function requireAtLeast(what: string, larger: number, smaller: number): void {
  if (larger >= smaller) return;
  throw new DataError("data/size", `${what}; here that is ${larger} ≥ ${smaller}`);
}

/** The results of a kernel, if all of them are finite. Throws `DomainError`. @param of what they are: their own values, or derivatives */
export function finite<T extends object>(of: "value" | "derivative", results: T): T {
  for (const name in results) {
    const value = results[name] as Matrix | number;
    if (typeof value === "number" ? Number.isFinite(value) : isFinite(value.data)) continue;
    throw withoutValue(of, name);
  }
  return results;
}

/** The error of a result that is infinite or not a number. @param where the part of its expression at fault, if it is known */
export function withoutValue(of: "value" | "derivative", name: string, where = ""): LinearAlgebraError {
  const subject = of === "value" ? `${name} has no value` : `the derivative of ${name} has no value`;
  return new LinearAlgebraError("DomainError", `${subject} at this point${where}`);
}
