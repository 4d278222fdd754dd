/** Products and sums with structured matrices. */
import { entriesOf, row, times } from "./row.js";

export const PRODUCTS = {
  /** C = op(A) op(B). */
  product: row({
    takes: { A: "m×k", B: "k×n" },
    flags: { transposeA: "A", transposeB: "B" },
    coefficient: "alpha",
    gives: { C: "m×n" },
    flops: ({ m, n, k }) => times(2, m, n, k),
    linear: ["A", "B"],
  }),
  /** C = op(A) op(B), which is known to be symmetric. */
  symmetricProduct: row({
    takes: { A: "n×k", B: "k×n" },
    flags: { transposeA: "A", transposeB: "B" },
    coefficient: "alpha",
    gives: { C: "n×n" },
    flops: ({ n, k }) => times(1, n, n, k),
    linear: ["A", "B"],
  }),
  /** C = A Aᵀ, or Aᵀ A where A stands transposed. */
  gram: row({
    takes: { A: "n×k" },
    flags: { transposeA: "A" },
    coefficient: "alpha",
    gives: { C: "n×n" },
    flops: ({ n, k }) => times(1, n, n, k),
  }),
  /** C = x yᵀ. */
  outer: row({
    takes: { x: "m×1", y: "n×1" },
    coefficient: "alpha",
    gives: { C: "m×n" },
    flops: entriesOf,
    linear: ["x", "y"],
  }),
  /** C = Diag(d) A. */
  scaleRows: row({
    takes: { d: "m×1", A: "m×n" },
    gives: { C: "m×n" },
    flops: entriesOf,
    linear: ["d", "A"],
    inPlace: ["A"],
  }),
  /** C = A Diag(d). */
  scaleColumns: row({
    takes: { A: "m×n", d: "n×1" },
    gives: { C: "m×n" },
    flops: entriesOf,
    linear: ["A", "d"],
    inPlace: ["A"],
  }),
  /** C = A ⊗ B. */
  kron: row({
    takes: { A: "m×n", B: "p×q" },
    gives: { C: "mp×nq" },
    flops: ({ m, n, p, q }) => times(1, m, n, p, q),
    linear: ["A", "B"],
  }),
  /** The adjoint of A ↦ A ⊗ B at G: Rᵢⱼ = (block i, j of G) : B. */
  kronAdjointLeft: row({
    takes: { B: "p×q", G: "mp×nq" },
    gives: { R: "m×n" },
    flops: entriesOf,
    linear: ["B", "G"],
  }),
  /** The adjoint of B ↦ A ⊗ B at G: R = Σ Aᵢⱼ (block i, j of G). */
  kronAdjointRight: row({
    takes: { A: "m×n", G: "mp×nq" },
    gives: { R: "p×q" },
    flops: ({ p, q }) => times(1, p, q),
    linear: ["A", "G"],
  }),
  /** C = A + s I. */
  addToDiagonal: row({
    takes: { s: "number", A: "n×n" },
    coefficient: "s",
    gives: { C: "n×n" },
    flops: ({ n }) => times(1, n),
    onto: "A",
  }),
  /** C = A + s Diag(d). */
  addDiagonal: row({
    takes: { s: "number", d: "n×1", A: "n×n" },
    coefficient: "s",
    gives: { C: "n×n" },
    flops: ({ n }) => times(1, n),
    onto: "A",
  }),
} as const;
