/** Functions of matrices: divided differences at eigenvalues and singular values, functions of general matrices. */
import { DISTINCT, NEGLIGIBLE } from "../../runtime/tolerances.js";
import { add } from "../sizes.js";
import { cubic, row, times } from "./row.js";

const ofGeneral = (c: number) =>
  row({ takes: { A: "n×n" }, gives: { X: "n×n" }, flops: cubic(c), fails: ["NotConverged", "DomainError"] });

/** X = f(op(A)), L = the derivative there in the direction E. */
const derivative = (c: number) =>
  row({
    takes: { A: "n×n", E: "n×n" },
    flags: { transposed: "" },
    gives: { X: "n×n", L: "n×n" },
    flops: cubic(c),
    fails: ["NotConverged", "DomainError"],
  });

export const FUNCTIONS = {
  /** Γᵢⱼ = f[xᵢ, xⱼ] for a function by name. */
  loewner: row({ takes: { f: "word", x: "n×1" }, gives: { G: "n×n" }, flops: ({ n }) => times(4, n, n) }),
  /** The same for t ↦ t^p. */
  loewnerPower: row({ takes: { x: "n×1", p: "number" }, gives: { G: "n×n" }, flops: ({ n }) => times(4, n, n) }),
  /** The same for t ↦ f(t) with its derivative. */
  loewnerOf: row({
    takes: { f: "function", df: "function", x: "n×1" },
    gives: { G: "n×n" },
    flops: ({ n }) => times(1, n, n),
  }),
  /** Kᵢⱼ = 1/(λⱼ − λᵢ), 0 on the diagonal. */
  gaps: row({
    takes: { lambda: "n×1" },
    gives: { K: "n×n" },
    flops: ({ n }) => times(1, n, n),
    fails: ["Degenerate"],
    tolerance: DISTINCT,
  }),
  /** The columns `from` to `to` of the same, counted from 1. */
  gapsTo: row({
    takes: { lambda: "n×1", from: "size", to: "size" },
    gives: { K: "n×k" },
    flops: ({ n, k }) => times(1, n, k),
    fails: ["Degenerate"],
    tolerance: DISTINCT,
  }),
  /** 1/σᵢ; a zero σ has no vectors of its own. */
  reciprocalSingularValues: row({
    takes: { sigma: "n×1" },
    gives: { r: "n×1" },
    flops: ({ n }) => times(1, n),
    fails: ["Degenerate"],
    tolerance: DISTINCT,
  }),
  /** Γᵢⱼ = (f(σᵢ) + f(σⱼ))/(σᵢ + σⱼ), f′(0) where both are zero. */
  oddLoewner: row({
    takes: { f: "function", df: "function", sigma: "n×1" },
    gives: { G: "n×n" },
    flops: ({ n }) => times(1, n, n),
    fails: ["Degenerate"],
    tolerance: NEGLIGIBLE,
  }),
  /** rᵢ = f(σᵢ)/σᵢ, f′(0) at zero. */
  oddRatio: row({
    takes: { f: "function", df: "function", sigma: "n×1" },
    gives: { r: "n×1" },
    flops: ({ n }) => times(1, n),
    fails: ["Degenerate"],
    tolerance: NEGLIGIBLE,
  }),
  /** rᵢ = f(σᵢ²)/σᵢ; a zero σ counts where there are fewer σ than `count`. */
  gramRatio: row({
    takes: { f: "function", df: "function", sigma: "n×1", count: "size" },
    gives: { r: "n×1" },
    flops: ({ n }) => times(1, n),
    fails: ["Degenerate"],
    tolerance: NEGLIGIBLE,
  }),
  /** T_ij = Σ_k f[λ_i, λ_k, λ_j] (A_ik B_kj + B_ik A_kj), from f″ and the first divided differences G. */
  loewner2: row({
    takes: { d2f: "function", lambda: "n×1", G: "n×n", A: "n×n", B: "n×n" },
    gives: { T: "n×n" },
    flops: cubic(8),
  }),
  /** loewner2 of the function that is f on the eigenvalues from…to and 0 on the others. */
  bandLoewner2: row({
    takes: { d2f: "function", lambda: "n×1", G: "n×n", A: "n×n", B: "n×n", from: "size", to: "size" },
    gives: { T: "n×n" },
    flops: cubic(8),
  }),
  /** The Loewner matrix of the function that is f on the eigenvalues `from` to `to` and 0 on the others. */
  bandLoewner: row({
    takes: { f: "function", df: "function", lambda: "n×1", from: "size", to: "size" },
    gives: { G: "n×n" },
    flops: ({ n }) => times(1, n, n),
    fails: ["Degenerate"],
    tolerance: DISTINCT,
  }),
  /** op(A) X + X op(B) = C: Schur forms of both, the triangular equation, and the way back. */
  sylvester: row({
    takes: { A: "m×m", B: "n×n", C: "m×n", name: "word" },
    flags: { transposeA: "", transposeB: "" },
    gives: { X: "m×n" },
    flops: ({ m, n }) => add(times(25, m, m, m), add(times(25, n, n, n), times(5, m, n, add(m, n)))),
    fails: ["Singular", "NotConverged"],
    linear: ["C"],
  }),
  /** op(A) X + X op(A)ᵀ = C. */
  lyapunov: row({
    takes: { A: "n×n", C: "n×n" },
    flags: { transposed: "" },
    gives: { X: "n×n" },
    flops: cubic(33),
    fails: ["Singular", "NotConverged"],
    linear: ["C"],
  }),
  exp: ofGeneral(18),
  log: ofGeneral(40),
  sqrt: ofGeneral(28),
  /** X = A^p. */
  power: row({
    takes: { A: "n×n", p: "number" },
    gives: { X: "n×n" },
    flops: cubic(40),
    fails: ["Singular", "DomainError"],
  }),
  /** C = cos(A), S = sin(A). */
  cosSin: row({ takes: { A: "n×n" }, gives: { C: "n×n", S: "n×n" }, flops: cubic(24) }),
  expDerivative: derivative(54),
  logDerivative: derivative(120),
  /** op(X) L + L op(X) = E where X is the root. */
  sqrtDerivative: row({
    takes: { X: "n×n", E: "n×n" },
    flags: { transposed: "" },
    gives: { L: "n×n" },
    flops: cubic(33),
    fails: ["Singular"],
  }),
  powerDerivative: row({
    takes: { A: "n×n", p: "number", E: "n×n" },
    flags: { transposed: "" },
    gives: { X: "n×n", L: "n×n" },
    flops: cubic(120),
    fails: ["Singular", "DomainError"],
  }),
  /** C and S = the derivatives of cos and sin at op(A) in the direction E. */
  cosSinDerivative: row({
    takes: { A: "n×n", E: "n×n" },
    flags: { transposed: "" },
    gives: { C: "n×n", S: "n×n" },
    flops: cubic(72),
  }),
} as const;
