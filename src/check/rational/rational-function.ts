/** A function of the catalogue that is rational in the entries of its arguments, over any field. */
import type { ApplyNode } from "../../expression/node/node.js";
import type { MatrixOver } from "./field.js";

/** `dims` are the sizes that are part of the application, as numbers. */
export type Rational<T> = (
  args: readonly [MatrixOver<T>, MatrixOver<T>, MatrixOver<T>],
  dims: readonly number[],
  node: ApplyNode,
) => MatrixOver<T>;

/** Functions by their names in the catalogue. */
export type RationalFunctions<T> = Readonly<Record<string, Rational<T>>>;
