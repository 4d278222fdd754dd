/** What factorizations with many digits are made of. */
import type { Decimal } from "decimal.js";
import { algebraOver } from "../rational/algebra.js";
import type { MatrixOver } from "../rational/field.js";
import type { Numbers } from "./numbers.js";

export type Matrix = MatrixOver<Decimal>;

/** The entries by rows. */
export const rowsOf = (a: Matrix): Decimal[][] =>
  Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));

export type Tools = ReturnType<typeof toolsWith>;

export function toolsWith(numbers: Numbers) {
  const { field, number, digits } = numbers;
  const algebra = algebraOver(field);
  /** √Σ tᵢ². */
  const length = (entries: readonly Decimal[]): Decimal =>
    entries.reduce((total, t) => total.plus(t.times(t)), field.zero).sqrt();
  return {
    ...algebra,
    numbers,
    algebra,
    length,
    norm: (a: Matrix): Decimal => length(a.data),
    times: (c: Decimal.Value, a: Matrix): Matrix => algebra.map(a, (x) => x.times(c)),
    zero: field.zero,
    one: field.one,
    /** What is no more than the last digits. */
    tiny: number(10).pow(2 - digits),
  };
}
