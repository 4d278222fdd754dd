/** Fields, matrices over them, and what may go wrong with a computation at a random point. */
import type Fraction from "fraction.js";

/** Thrown where the random point is a bad one (a division by zero): another point is drawn. */
export class Unlucky extends Error {}

/** Thrown where a test cannot be made: the message says why. */
export class NotApplicable extends Error {}

/** The arithmetic of a field. */
export interface Field<T> {
  readonly zero: T;
  readonly one: T;
  readonly add: (x: T, y: T) => T;
  readonly subtract: (x: T, y: T) => T;
  readonly multiply: (x: T, y: T) => T;
  readonly negate: (x: T) => T;
  /** Throws Unlucky for 0. */
  readonly inverse: (x: T) => T;
  readonly fromFraction: (f: Fraction) => T;
  readonly equal: (x: T, y: T) => boolean;
  /** How good a pivot a number is; 0 for 0. */
  readonly size: (x: T) => number;
  /** Of two numbers the one that plays the larger, and some order of all that depends on the numbers alone. */
  readonly larger: (x: T, y: T) => T;
  readonly comesAfter: (x: T, y: T) => boolean;
  /** Σₖ xₖ yₖ for k below a count. */
  readonly sumOfProducts: (count: number, x: (k: number) => T, y: (k: number) => T) => T;
}

/** Row by row. */
export interface MatrixOver<T> {
  readonly rows: number;
  readonly cols: number;
  readonly data: readonly T[];
}
