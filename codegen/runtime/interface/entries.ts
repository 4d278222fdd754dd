import type { Block } from "../block.js";

/** A map of one matrix to another of its shape, entry by entry. The output may be the input. */
export type EntryMap = (A: Block, C: Block) => void;

/**
 * The entrywise functions. Outside its domain a function gives NaN. `rsqrt` is x^(−1/2), `recip` 1/x, `step` is 1 for
 * x > 0 and 0 otherwise (the derivative of `relu`, 0 at 0), `gelu` is x Φ(x) with the exact normal distribution, `silu`
 * x σ(x), `sigmoid` σ(x) = 1/(1 + e⁻ˣ), `softplus` log(1 + eˣ), `normalcdf` Φ(x) with the digits of its left tail, `lgamma`
 * log |Γ(x)|, `digamma` its derivative ψ, and `trigamma`, `tetragamma`, `pentagamma` the derivatives of that.
 */
export type Entrywise = Readonly<Record<EntryMapName, EntryMap>>;

export type EntryMapName =
  | ("negate" | "square" | "sqrt" | "rsqrt" | "recip" | "cbrt" | "abs" | "sign" | "relu" | "step")
  | ("exp" | "expm1" | "log" | "log1p" | "sin" | "cos" | "tan" | "asin" | "acos" | "atan" | "sinh" | "cosh" | "tanh")
  | ("sigmoid" | "softplus" | "silu" | "gelu" | "erf" | "normalcdf")
  | ("lgamma" | "digamma" | "trigamma" | "tetragamma" | "pentagamma");

/** The operations that `chain` makes one pass of. */
export type ChainStep =
  | EntryMapName
  | (
      | "add"
      | "subtract"
      | "multiply"
      | "divide"
      | "maximum"
      | "minimum"
      | "scale"
      | "addScalar"
      | "powScalar"
      | "combine"
    );

/** A step or an operand of the step before. */
export type ChainArgument = ChainStep | Block | number;

/** The most steps of one `chain`: what the compiled routine has room for. */
export const LONGEST_CHAIN = 16;

/** Arithmetic on entries, and reductions. Where nothing else is said, the output may be one of the inputs. */
export interface Entries {
  readonly entrywise: Entrywise;

  /** C = A + B. */
  add(A: Block, B: Block, C: Block): void;
  /** C = A − B. */
  subtract(A: Block, B: Block, C: Block): void;
  /** C = A ∘ B. */
  multiply(A: Block, B: Block, C: Block): void;
  /** C = A ⊘ B. */
  divide(A: Block, B: Block, C: Block): void;
  /** C = max(A, B), entry by entry. */
  maximum(A: Block, B: Block, C: Block): void;
  /** C = min(A, B), entry by entry. */
  minimum(A: Block, B: Block, C: Block): void;
  /** C = 1 where A > B, else 0. */
  greater(A: Block, B: Block, C: Block): void;
  /** C = 1 where A ≥ B, else 0. */
  greaterEqual(A: Block, B: Block, C: Block): void;
  /** C = 1 where A = B, else 0. */
  equal(A: Block, B: Block, C: Block): void;
  /** C = A^B, entry by entry. */
  pow(A: Block, B: Block, C: Block): void;
  /** C = A^p, entry by entry, for a number p. */
  powScalar(A: Block, p: number, C: Block): void;
  /** C = s A. */
  scale(s: number, A: Block, C: Block): void;
  /** C = A + s 𝟏𝟏ᵀ. */
  addScalar(s: number, A: Block, C: Block): void;
  /** C = α A + β B. */
  combine(alpha: number, A: Block, beta: number, B: Block, C: Block): void;
  /** C = C + s A. */
  axpy(s: number, A: Block, C: Block): void;
  /** C = s A∘B + t C; C is not read when t = 0. */
  multiplyAdd(s: number, A: Block, B: Block, t: number, C: Block): void;
  /** C = A ∘ B ∘ D. */
  multiply3(A: Block, B: Block, D: Block, C: Block): void;
  /** C = A + s x 𝟏ᵀ: the column x added to every column of A. */
  addColumn(s: number, x: Block, A: Block, C: Block): void;
  /** C = A + s 𝟏 yᵀ: y, of as many entries as A has columns, added to every row of A. */
  addRow(s: number, y: Block, A: Block, C: Block): void;
  /** C = f(A), entry by entry, for any function. */
  map(f: (a: number) => number, A: Block, C: Block): void;
  /** C = f(A, B), entry by entry, for any function. */
  map2(f: (a: number, b: number) => number, A: Block, B: Block, C: Block): void;
  /**
   * C = the steps applied to A one after the other, entry by entry and in one pass over memory: names of entrywise functions,
   * and `add`, `subtract`, `multiply`, `divide`, `maximum`, `minimum` with a matrix after them, `scale`, `addScalar` and
   * `powScalar` with a number, `combine` with s, t and B for sX + tB. At most 16 steps.
   */
  chain(A: Block, C: Block, ...steps: ChainArgument[]): void;
  /** Every entry of C becomes `value`. */
  fill(value: number, C: Block): void;
  /** C = A. */
  copy(A: Block, C: Block): void;

  /** The sum of the entries. */
  sum(A: Block): number;
  /** A : B = tr(AᵀB). */
  dot(A: Block, B: Block): number;
  /** ‖A‖_F, the 2-norm of a vector; without over- or underflow of the squares. */
  norm(A: Block): number;
  /** The sum of the absolute values. */
  absSum(A: Block): number;
  /** The greatest absolute value. */
  maxAbs(A: Block): number;
  /** The greatest entry; NaN when an entry is. */
  greatest(A: Block): number;
  /** The least entry; NaN when an entry is. */
  least(A: Block): number;
  /** tr A. */
  trace(A: Block): number;
  /** Whether no entry is infinite or NaN. */
  isFinite(A: Block): boolean;
  /** r = A 𝟏. */
  rowSums(A: Block, r: Block): void;
  /** r = Aᵀ 𝟏. */
  columnSums(A: Block, r: Block): void;
  /** r = diag(A Bᵀ): the inner products of the rows. */
  rowDots(A: Block, B: Block, r: Block): void;
  /** r = diag(AᵀB): the inner products of the columns. */
  columnDots(A: Block, B: Block, r: Block): void;
  /** The greatest entry of each row. */
  rowMaxima(A: Block, r: Block): void;
  /** Row by row, exp(A) over its sum. */
  softmax(A: Block, C: Block): void;
  /** C = Y∘(G − (Y∘G)𝟏𝟏ᵀ): the derivative of softmax, which is its own adjoint, where Y = softmax(X). */
  softmaxDerivative(Y: Block, G: Block, C: Block): void;
  /** rᵢ = log Σⱼ exp Aᵢⱼ. */
  logSumExp(A: Block, r: Block): void;

  /** C = Aᵀ. C must not be A. */
  transpose(A: Block, C: Block): void;
}
