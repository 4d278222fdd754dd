/** Parts of matrices and matrices from parts. */
import { entriesOf, nothing, row, times } from "./row.js";

const part = row({ takes: { A: "n×n" }, gives: { C: "n×n" }, flops: ({ n }) => times(1, n, n), linear: ["A"], inPlace: ["A"] }); // prettier-ignore

export const PARTS = {
  transpose: row({ takes: { A: "m×n" }, gives: { C: "n×m" }, flops: nothing, linear: ["A"] }),
  /** C = (A + Aᵀ)/2. */
  symmetricPart: part,
  /** C = (A − Aᵀ)/2. */
  skewPart: part,
  /** C = what is on and below the diagonal of A. */
  lowerPart: part,
  /** C = what is on and above the diagonal of A. */
  upperPart: part,
  diagonal: row({ takes: { A: "n×n" }, gives: { d: "n×1" }, flops: nothing, linear: ["A"] }),
  diagonalMatrix: row({ takes: { d: "n×1" }, gives: { C: "n×n" }, flops: nothing, linear: ["d"] }),
  identity: row({ takes: {}, gives: { C: "n×n" }, flops: nothing }),
  /** A block that others fill. */
  empty: row({ takes: {}, gives: { C: "m×n" }, flops: nothing }),
  /** C = the block of A whose first entry is in a row and a column, counted from 0. */
  slice: row({
    takes: { A: "p×q", row: "size", column: "size" },
    gives: { C: "m×n" },
    flops: entriesOf,
    linear: ["A"],
  }),
  /** C = B with A as the block whose first entry is in a row and a column. */
  place: row({
    takes: { A: "p×q", B: "m×n", row: "size", column: "size" },
    gives: { C: "m×n" },
    flops: entriesOf,
    onto: "B",
  }),
  /** C = B with a number as one entry. */
  setEntryAt: row({
    takes: { B: "m×n", row: "size", column: "size", s: "number" },
    gives: { C: "m×n" },
    flops: entriesOf,
    onto: "B",
  }),
  /** C = the entries of A, read and written by columns. */
  reshapeByColumns: row({ takes: { A: "p×q" }, gives: { C: "m×n" }, flops: entriesOf, linear: ["A"] }),
  /** K vec(A) = vec(Aᵀ) for A of `rows`×`columns`. */
  commutation: row({ takes: { rows: "size", columns: "size" }, gives: { K: "n×n" }, flops: nothing }),
  /** D vech(S) = vec(S) for symmetric S of an order. */
  duplication: row({ takes: { order: "size" }, gives: { D: "m×n" }, flops: nothing }),
  /** v = the lower triangle of A by columns. */
  vech: row({ takes: { A: "n×n" }, gives: { v: "m×1" }, flops: ({ m }) => times(1, m), linear: ["A"] }),
  /** C = the lower triangular matrix with vech(C) = v. */
  vechAdjoint: row({ takes: { v: "m×1" }, gives: { C: "n×n" }, flops: ({ n }) => times(1, n, n), linear: ["v"] }),
} as const;
