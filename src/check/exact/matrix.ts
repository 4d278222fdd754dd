/** Dense linear algebra over the prime field. */
import { algebraOver } from "../rational/algebra.js";
import type { MatrixOver } from "../rational/field.js";
import { primeField } from "./field.js";

export type FieldMatrix = MatrixOver<bigint>;

export const algebra = algebraOver(primeField);

export const {
  matrix,
  at,
  scalarMatrix,
  constantMatrix,
  identityMatrix,
  diagonalMatrix,
  diagonalOf,
  map,
  sum,
  difference,
  hadamard,
  scale,
  transpose,
  product,
  inner,
  equal,
  isSymmetric,
  isDiagonal,
  determinant,
  solve,
  inverseMatrix,
  adjugate,
  pseudoInverse,
  sylvester,
  power,
  symmetricPart,
  skewPart,
} = algebra;

/** What identifies a matrix by its entries. */
export const keyOf = (a: FieldMatrix): string => `${a.rows}×${a.cols}:${a.data.join()}`;
