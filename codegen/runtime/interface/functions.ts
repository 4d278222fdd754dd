import type { Block } from "../block.js";

/** Functions with a Loewner matrix of their own; `power` takes an exponent. */
export type LoewnerFunction =
  | ("exp" | "log" | "sqrt" | "rsqrt" | "recip" | "square" | "cube" | "sin" | "cos" | "sign" | "tanh" | "sigmoid")
  | "power";

/**
 * Functions of general square matrices, their Fréchet derivatives, and the equations they lead to. The derivative of f at
 * A in the direction E is L_f(A, E); its adjoint is E ↦ L_f(Aᵀ, E), which the flag `Transposed` gives. For a symmetric
 * matrix the spectral forms, U f(Λ) Uᵀ and `loewner`, are faster and more accurate.
 *
 * Every routine throws `NonFinite` for an input (or a result) with an infinite entry or NaN, and `NotConverged` if its
 * iteration does not end. Outputs must not be inputs unless a routine says so.
 */
export interface MatrixFunctions {
  /**
   * G = (f(xᵢ) − f(yⱼ)) / (xᵢ − yⱼ), f′(xᵢ) where they coincide: a few ulps for any gap. Pass the same block as x and y for
   * the symmetric matrix of one set of nodes. NaN outside the domain of f, infinite at poles.
   * @param exponent of "power"
   */
  loewner(f: LoewnerFunction, x: Block, y: Block, G: Block, exponent?: number): void;

  /**
   * The same for any function: a relative error of about 1e−13 for smooth ones (see `dividedDifference`).
   * @param df the derivative of f
   */
  loewnerOf(f: (t: number) => number, df: (t: number) => number, x: Block, y: Block, G: Block): void;

  /**
   * K_ab = 1/(x_(first+b) − x_a), 0 where the two are the same entry; positions count from 0. Returns the position in K of
   * the first two different entries that are no further apart than `least`, or −1.
   */
  reciprocalGaps(x: Block, first: number, least: number, K: Block): number;

  /** A = U T Uᵀ with U orthogonal, T upper triangular but for 2×2 blocks of complex pairs on its diagonal. */
  schur(A: Block, U: Block, T: Block): void;
  /** op(A) X + X op(B) = C; flags `TransposeA`, `TransposeB`. `Singular` when A and −B share an eigenvalue. */
  sylvester(A: Block, B: Block, C: Block, X: Block, flags?: number): void;
  /** The same from the Schur forms A = U T Uᵀ and B = V S Vᵀ. */
  sylvesterSchur(U: Block, T: Block, V: Block, S: Block, C: Block, X: Block, flags?: number): void;
  /** op(A) X + X op(A)ᵀ = C; flag `Transposed`. `Singular` when A and −A share an eigenvalue. */
  lyapunov(A: Block, C: Block, X: Block, flags?: number): void;
  /** The same from the Schur form A = U T Uᵀ. */
  lyapunovSchur(U: Block, T: Block, C: Block, X: Block, flags?: number): void;

  /** X = exp(A). */
  exp(A: Block, X: Block): void;
  /** X = exp(op(A)) and L = L_exp(op(A), E); flag `Transposed`. */
  expDerivative(A: Block, E: Block, X: Block, L: Block, flags?: number): void;
  /** X = log(A), the principal logarithm. `DomainError` when an eigenvalue is zero or negative. */
  log(A: Block, X: Block): void;
  /** X = log(op(A)) and L = L_log(op(A), E); flag `Transposed`. */
  logDerivative(A: Block, E: Block, X: Block, L: Block, flags?: number): void;
  /** X² = A, the principal root. `DomainError` when an eigenvalue is negative, `Singular` when there is no root. */
  sqrt(A: Block, X: Block): void;
  /** op(X) L + L op(X) = E: the derivative of the square root, where X is the root; flag `Transposed`. */
  sqrtDerivative(X: Block, E: Block, L: Block, flags?: number): void;
  /** X = A^p, for any real p. `Singular`; for p not an integer `DomainError` when an eigenvalue is zero or negative. */
  power(A: Block, p: number, X: Block): void;
  /** X = op(A)^p and L, the derivative at op(A) in the direction E; flag `Transposed`. */
  powerDerivative(A: Block, p: number, E: Block, X: Block, L: Block, flags?: number): void;
  /** C = cos(A) and S = sin(A). */
  cosSin(A: Block, C: Block, S: Block): void;
  /** C = L_cos(op(A), E) and S = L_sin(op(A), E); flag `Transposed`. */
  cosSinDerivative(A: Block, E: Block, C: Block, S: Block, flags?: number): void;
}
