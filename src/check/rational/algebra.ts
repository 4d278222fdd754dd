/**
 * Dense linear algebra over any field: what is rational in the entries of matrices, by elimination. The exact test takes
 * it over a prime field, the complex step over the complex numbers.
 */
import { composedOver, echelonOver, systemsOver } from "./elimination.js";
import type { Field, MatrixOver } from "./field.js";
import { comparisonsOver, matricesOver, productsOver } from "./matrices.js";

export type Algebra<T> = ReturnType<typeof algebraOver<T>>;

export function algebraOver<T>(field: Field<T>) {
  const matrices = matricesOver(field);
  const products = productsOver(field, matrices);
  const echelon = echelonOver(field);
  const systems = systemsOver(field, matrices, echelon);
  return {
    ...matrices,
    ...products,
    ...comparisonsOver(field, matrices),
    ...systems,
    ...composedOver(field, matrices, products, systems, echelon),
    ...partsOver(field, matrices),
  };
}

/** The symmetric and the skew part of a matrix. */
function partsOver<T>(
  { one, add, multiply, inverse }: Field<T>,
  { map, sum, difference, transpose }: ReturnType<typeof matricesOver<T>>,
) {
  type Matrix = MatrixOver<T>;
  const HALF = inverse(add(one, one));
  const half = (x: T): T => multiply(HALF, x);
  const symmetricPart = (a: Matrix): Matrix => map(sum(a, transpose(a)), half);
  const skewPart = (a: Matrix): Matrix => map(difference(a, transpose(a)), half);
  return { symmetricPart, skewPart };
}
