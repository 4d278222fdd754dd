/** What the library demands of its arguments, which come from JavaScript, too: each failure is a DataError `api/argument`. */
import { DataError } from "../codegen/runtime/errors.js";

export type UnknownRecord = Readonly<Record<string, unknown>>;

export function refuse(message: string): never {
  throw new DataError("api/argument", message);
}

export const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Throws unless a value is an object with no other keys than these. */
export function requireKeys(what: string, given: unknown, keys: readonly string[]): asserts given is UnknownRecord {
  if (!isRecord(given)) refuse(`${what} must be an object`);
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) refuse(`${what}: there is no ${unknown}; there are ${keys.join(", ")}`);
}

export function requireOneOf(what: string, value: unknown, values: readonly string[]): void {
  if (typeof value === "string" && values.includes(value)) return;
  refuse(`${what} is ${String(value)}; it must be one of ${values.join(", ")}`);
}

export function requireInteger(what: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && (value as number) >= least) return;
  refuse(`${what} is ${String(value)}; it must be an integer of ${least} or more`);
}

/** Throws unless sizes are positive integers by the names of the program's dimensions. */
export function requireSizes(sizes: unknown, dimensions: readonly string[]): void {
  if (!isRecord(sizes)) refuse("sizes must be an object of numbers by name");
  for (const [name, size] of Object.entries(sizes)) {
    if (!dimensions.includes(name)) {
      refuse(`sizes: there is no ${name}; the sizes are ${dimensions.join(", ") || "all fixed"}`);
    }
    requireInteger(`the size ${name}`, size, 1);
  }
}

/** What `check` and `verify` are asked: sizes, a seed, how many points. Throws unless each is one. */
export function requireTrials(options: UnknownRecord, dimensions: readonly string[]): void {
  if (options["sizes"] !== undefined) requireSizes(options["sizes"], dimensions);
  if (options["seed"] !== undefined) requireInteger("the seed", options["seed"], 0);
  if (options["trials"] !== undefined) requireInteger("trials", options["trials"], 1);
}
