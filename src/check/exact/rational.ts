/** Functions that are rational in the entries of their arguments, over the prime field. */
import { rationalOver } from "../rational/functions.js";
import { divide, fromInteger, primeField, subtract } from "./field.js";
import {
  algebra,
  at,
  constantMatrix,
  difference,
  inner,
  matrix,
  product,
  symmetricPart,
  transpose,
  type FieldMatrix,
} from "./matrix.js";

export const { functions: rational, chain, sumOf, hadamardOf, masked } = rationalOver(primeField, algebra);

/** (A:A) of a matrix. */
export const squaredNorm = (a: FieldMatrix): bigint => inner(a, a);

/** The tangent of the orthonormal columns A next to E: E − A sym(AᵀE). */
export const orthonormalTangent = (a: FieldMatrix, e: FieldMatrix): FieldMatrix =>
  difference(e, product(a, symmetricPart(product(transpose(a), e))));

/** Rows that sum to zero. */
export const rowsOfSumZero = (e: FieldMatrix): FieldMatrix => {
  const means = product(e, constantMatrix(e.cols, 1, divide(1n, fromInteger(e.cols))));
  return matrix(e.rows, e.cols, (i, j) => subtract(at(e, i, j), means.data[i]!));
};
