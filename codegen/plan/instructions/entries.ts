/** Entry by entry, and sums of entries. */
import { ONE } from "../sizes.js";
import { entriesOf, nothing, row, times } from "./row.js";

const binary = row({
  takes: { A: "m×n", B: "m×n" },
  gives: { C: "m×n" },
  flops: entriesOf,
  inPlace: ["A", "B"],
  entrywise: true,
});

const reduction = row({ takes: { A: "m×n" }, gives: { s: "number" }, flops: entriesOf });

export const ENTRIES = {
  /** s = an expression in numbers. */
  assign: row({ takes: { x: "number" }, gives: { s: "number" }, flops: () => ONE }),
  /** C = f(A) for a function by name. */
  entrywise: row({
    takes: { f: "word", A: "m×n" },
    gives: { C: "m×n" },
    flops: entriesOf,
    inPlace: ["A"],
    entrywise: true,
  }),
  /** C = A^p. */
  powScalar: row({
    takes: { A: "m×n", p: "number" },
    gives: { C: "m×n" },
    flops: entriesOf,
    inPlace: ["A"],
    entrywise: true,
  }),
  add: binary,
  subtract: binary,
  multiply: row({ ...binary, linear: ["A", "B"] }),
  divide: row({ ...binary, linear: ["A"] }),
  maximum: binary,
  minimum: binary,
  /** C = s A. */
  scale: row({
    takes: { s: "number", A: "m×n" },
    coefficient: "s",
    gives: { C: "m×n" },
    flops: ({ m, n }, coefficients) => times(coefficients, m, n),
    linear: ["A"],
    inPlace: ["A"],
    entrywise: true,
  }),
  /** C = s A for an s that is often 1. */
  rescale: row({
    takes: { s: "number", A: "m×n" },
    coefficient: "s",
    gives: { C: "m×n" },
    flops: entriesOf,
    linear: ["A"],
    onto: "A",
  }),
  /** C = A + s 𝟏𝟏ᵀ. */
  addScalar: row({
    takes: { s: "number", A: "m×n" },
    gives: { C: "m×n" },
    flops: entriesOf,
    inPlace: ["A"],
    entrywise: true,
  }),
  /** C = s A + t B. */
  combine: row({
    takes: { s: "number", A: "m×n", t: "number", B: "m×n" },
    gives: { C: "m×n" },
    flops: ({ m, n }, coefficients) => times(1 + coefficients, m, n),
    inPlace: ["A", "B"],
    entrywise: true,
  }),
  /** C = B + s A. */
  axpy: row({
    takes: { s: "number", A: "m×n", B: "m×n" },
    coefficient: "s",
    gives: { C: "m×n" },
    flops: ({ m, n }, coefficients) => times(1 + coefficients, m, n),
    onto: "B",
  }),
  /** C = A + s x 𝟏ᵀ. */
  addColumn: row({
    takes: { s: "number", x: "m×1", A: "m×n" },
    gives: { C: "m×n" },
    flops: entriesOf,
    inPlace: ["A"],
  }),
  /** C = A + s 𝟏 yᵀ; y is a vector in either direction. */
  addRow: row({
    takes: { s: "number", y: "n×1", A: "m×n" },
    gives: { C: "m×n" },
    flops: entriesOf,
    inPlace: ["A"],
  }),
  /** C = c 𝟏𝟏ᵀ. */
  fill: row({ takes: { c: "number" }, coefficient: "c", gives: { C: "m×n" }, flops: nothing }),
  /** C = A where the call is made, else zeros. */
  orZeros: row({ takes: { A: "m×n" }, gives: { C: "m×n" }, flops: nothing, onto: "A" }),
  sum: reduction,
  dot: row({ takes: { A: "m×n", B: "m×n" }, gives: { s: "number" }, flops: ({ m, n }) => times(2, m, n) }),
  norm: reduction,
  greatest: reduction,
  least: reduction,
  trace: row({ takes: { A: "n×n" }, gives: { s: "number" }, flops: ({ n }) => times(1, n) }),
  /** log Σ exp of the entries. */
  logSumExpOfVector: reduction,
  /** The entry in a row and a column, counted from 0. */
  entryAt: row({ takes: { A: "m×n", row: "size", column: "size" }, gives: { s: "number" }, flops: nothing }),
  rowSums: row({ takes: { A: "m×n" }, gives: { r: "m×1" }, flops: entriesOf, linear: ["A"] }),
  columnSums: row({ takes: { A: "m×n" }, gives: { r: "n×1" }, flops: entriesOf, linear: ["A"] }),
  /** r = diag(A Bᵀ). */
  rowDots: row({
    takes: { A: "m×n", B: "m×n" },
    gives: { r: "m×1" },
    flops: ({ m, n }) => times(2, m, n),
    linear: ["A", "B"],
  }),
  /** r = diag(AᵀB). */
  columnDots: row({
    takes: { A: "m×n", B: "m×n" },
    gives: { r: "n×1" },
    flops: ({ m, n }) => times(2, m, n),
    linear: ["A", "B"],
  }),
  /** Row by row, exp(A) over its sum. */
  softmax: row({ takes: { A: "m×n" }, gives: { C: "m×n" }, flops: entriesOf, inPlace: ["A"] }),
  /** rᵢ = log Σⱼ exp Aᵢⱼ. */
  logSumExp: row({ takes: { A: "m×n" }, gives: { r: "m×1" }, flops: entriesOf }),
  /** C = A where M is not 0, else 0. */
  gate: row({ takes: { M: "m×n", A: "m×n" }, gives: { C: "m×n" }, flops: entriesOf, linear: ["A"] }),
  /** C = A where M is 0, else 0. */
  ungate: row({ takes: { M: "m×n", A: "m×n" }, gives: { C: "m×n" }, flops: entriesOf, linear: ["A"] }),
  /** C = A where M is not 0, else B. */
  select: row({ takes: { M: "m×n", A: "m×n", B: "m×n" }, gives: { C: "m×n" }, flops: entriesOf }),
  /** rᵢ = maxⱼ Aᵢⱼ. */
  rowMaxima: row({ takes: { A: "m×n" }, gives: { r: "m×1" }, flops: entriesOf }),
  /** C = 1 at the first largest entry of each row, else 0. */
  argmaxRows: row({ takes: { A: "m×n" }, gives: { C: "m×n" }, flops: entriesOf }),
  /** y = the entries of x in ascending order. */
  sort: row({ takes: { x: "n×1" }, gives: { y: "n×1" }, flops: ({ n }) => times(1, n) }),
  /** y = the entries of a in the order that sorts x. */
  sortLike: row({ takes: { x: "n×1", a: "n×1" }, gives: { y: "n×1" }, flops: ({ n }) => times(1, n), linear: ["a"] }),
  /** The inverse of `sortLike`. */
  unsortLike: row({ takes: { x: "n×1", a: "n×1" }, gives: { y: "n×1" }, flops: ({ n }) => times(1, n), linear: ["a"] }),
  /** yᵢ = x₁ + … + xᵢ. */
  cumulate: row({ takes: { x: "n×1" }, gives: { y: "n×1" }, flops: ({ n }) => times(1, n), linear: ["x"] }),
  /** yᵢ = xᵢ + … + xₙ. */
  cumulateBack: row({ takes: { x: "n×1" }, gives: { y: "n×1" }, flops: ({ n }) => times(1, n), linear: ["x"] }),
  /** T_ij = w at i − j, 0 where w has no such entry. */
  toeplitz: row({ takes: { w: "k×1" }, gives: { T: "n×n" }, flops: ({ n }) => times(1, n, n), linear: ["w"] }),
  /** y_l = the sum of the entries of A with i − j = l, from l = 0. */
  diagonalSums: row({ takes: { A: "n×n" }, gives: { y: "k×1" }, flops: ({ n, k }) => times(1, n, k), linear: ["A"] }),
  /** D_ij = Σₖ (A_ik − B_jk)². */
  squaredDistances: row({
    takes: { A: "m×k", B: "n×k" },
    gives: { D: "m×n" },
    flops: ({ m, n, k }) => times(3, m, n, k),
  }),
  /** C = 1 at the first largest entry, else 0. */
  argmax: row({ takes: { A: "m×n" }, gives: { C: "m×n" }, flops: entriesOf }),
} as const;
