/**
 * Factorizations over the prime field: the factors are drawn, and an input is built from them. Of a matrix that is
 * not an input the factors are drawn without relation to it, and that is noted: an identity that holds all the same
 * holds for the true factors too, while a difference then says nothing.
 */
import { add, isSquare, multiply } from "./field.js";
import type { Draws } from "./draws.js";
import {
  at,
  diagonalMatrix,
  diagonalOf,
  identityMatrix,
  inverseMatrix,
  isDiagonal,
  isSymmetric,
  keyOf,
  matrix,
  product,
  transpose,
  type FieldMatrix,
} from "./matrix.js";

/** X = W diag(d) W⁻¹; of a symmetric matrix W⁻¹ = Wᵀ. */
export interface Spectral {
  readonly w: FieldMatrix;
  readonly inverse: FieldMatrix;
  readonly d: readonly bigint[];
}

/** X = U diag(s) Vᵀ, thin. */
export interface Singular {
  readonly u: FieldMatrix;
  readonly s: readonly bigint[];
  readonly v: FieldMatrix;
}

export type Named = Readonly<Record<string, FieldMatrix>>;

/** Kinds of factorization by which an input can be built. */
export type Kind = "spectral" | "singular" | "chol" | "qr" | "lu" | "polar";

export class Factors {
  readonly #spectral = new Map<string, Spectral>();
  readonly #singular = new Map<string, Singular>();
  readonly #named = new Map<string, Named>();
  /** What was drawn without relation to its matrix, by the name of the quantity. */
  readonly #free = new Map<object, string>();

  constructor(private readonly draws: Draws) {}

  /** A matrix of the kind, its factors remembered. `positive`: with eigenvalues that are squares. */
  build(kind: Kind, rows: number, cols: number, options: { symmetric: boolean }): FieldMatrix {
    switch (kind) {
      case "spectral": {
        const s = this.#drawSpectral(rows, options.symmetric);
        const x = product(product(s.w, diagonalMatrix(s.d)), s.inverse);
        this.#rememberSpectral(x, s);
        return x;
      }
      case "singular": {
        const s = this.#drawSingular(rows, cols);
        const x = product(product(s.u, diagonalMatrix(s.s)), transpose(s.v));
        this.#rememberSingular(x, s);
        return x;
      }
      default: {
        const factors = this.#drawNamed(kind, rows, cols);
        const x = { chol: cholesky, qr: qr, lu: lu, polar: polar }[kind](factors);
        this.#named.set(`${kind}:${keyOf(x)}`, factors);
        return x;
      }
    }
  }

  /** S and B with S V = B V Λ and VᵀBV = I. */
  buildPencil(n: number): { s: FieldMatrix; b: FieldMatrix } {
    const factors = this.#drawNamed("pencil", n, n);
    const w = inverseMatrix(factors["V"]!);
    const b = product(transpose(w), w);
    const s = product(product(transpose(w), factors["Λ"]!), w);
    this.#named.set(`pencil:${keyOf(s)}|${keyOf(b)}`, factors);
    return { s, b };
  }

  spectral(x: FieldMatrix): Spectral {
    const known = this.#spectral.get(keyOf(x));
    if (known) return this.#noted(known);
    if (isDiagonal(x)) {
      const one = identityMatrix(x.rows);
      return { w: one, inverse: one, d: diagonalOf(x) };
    }
    const s = this.#drawSpectral(x.rows, isSymmetric(x));
    this.#rememberSpectral(x, s, "the eigenvalues and eigenvectors");
    return this.#noted(s);
  }

  singular(x: FieldMatrix): Singular {
    const known = this.#singular.get(keyOf(x));
    if (known) return this.#noted(known);
    if (isDiagonal(x) && diagonalOf(x).every(isSquare)) {
      const one = identityMatrix(x.rows);
      return { u: one, s: diagonalOf(x), v: one };
    }
    const s = this.#drawSingular(x.rows, x.cols);
    this.#rememberSingular(x, s, "the singular values and vectors");
    return this.#noted(s);
  }

  /** Remembers that X = U diag(d) Uᵀ with an orthogonal U. */
  learnSpectral(x: FieldMatrix, u: FieldMatrix, d: readonly bigint[]): void {
    if (!this.#spectral.has(keyOf(x))) this.#rememberSpectral(x, { w: u, inverse: transpose(u), d });
  }

  /** The eigenvectors of X + cI are those of X, where they are known. */
  learnShift(shifted: FieldMatrix, x: FieldMatrix, c: bigint): void {
    const known = this.#spectral.get(keyOf(x));
    if (!known || this.#free.has(known) || this.#spectral.has(keyOf(shifted))) return;
    this.#rememberSpectral(shifted, { ...known, d: known.d.map((t) => add(t, c)) });
  }

  named(kind: "chol" | "qr" | "lu" | "polar", x: FieldMatrix): Named {
    return this.#remembered(`${kind}:${keyOf(x)}`, kind, x.rows, x.cols);
  }

  pencil(s: FieldMatrix, b: FieldMatrix): Named {
    return this.#remembered(`pencil:${keyOf(s)}|${keyOf(b)}`, "pencil", s.rows, s.cols);
  }

  #remembered(key: string, kind: Exclude<Kind, "spectral" | "singular"> | "pencil", rows: number, cols: number): Named {
    const known = this.#named.get(key);
    if (known) return this.#noted(known);
    const factors = this.#drawNamed(kind, rows, cols);
    this.#named.set(key, factors);
    this.#free.set(factors, `the factors of ${kind === "pencil" ? "eig(S, B)" : kind}`);
    return this.#noted(factors);
  }

  /** The factors; where they are free, that is noted. */
  #noted<T extends object>(factors: T): T {
    const what = this.#free.get(factors);
    if (what !== undefined) this.draws.noteIndependent(what);
    return factors;
  }

  #rememberSpectral(x: FieldMatrix, s: Spectral, free?: string): void {
    const turned = { w: transpose(s.inverse), inverse: transpose(s.w), d: s.d };
    if (free !== undefined) for (const factors of [s, turned]) this.#free.set(factors, free);
    this.#spectral.set(keyOf(x), s);
    if (!isSymmetric(x)) this.#spectral.set(keyOf(transpose(x)), turned);
  }

  /** The eigenvectors of XᵀX and XXᵀ are known where they are square. */
  #rememberSingular(x: FieldMatrix, s: Singular, free?: string): void {
    const turned = { u: s.v, s: s.s, v: s.u };
    if (free !== undefined) for (const factors of [s, turned]) this.#free.set(factors, free);
    this.#singular.set(keyOf(x), s);
    this.#singular.set(keyOf(transpose(x)), turned);
    if (free !== undefined) return;
    // Singular values descend, eigenvalues ascend.
    const d = s.s.map((t) => multiply(t, t)).reverse();
    for (const [vectors, gram] of [
      [s.v, product(transpose(x), x)],
      [s.u, product(x, transpose(x))],
    ] as const) {
      const w = matrix(vectors.rows, vectors.cols, (i, j) => at(vectors, i, vectors.cols - 1 - j));
      if (w.rows === w.cols) this.#spectral.set(keyOf(gram), { w, inverse: transpose(w), d });
    }
  }

  #drawSpectral(n: number, symmetric: boolean): Spectral {
    const w = symmetric ? this.draws.orthogonal(n) : this.draws.matrix(n, n);
    const d = Array.from({ length: n }, () => this.draws.square());
    return { w, inverse: symmetric ? transpose(w) : inverseMatrix(w), d };
  }

  #drawSingular(m: number, n: number): Singular {
    const r = Math.min(m, n);
    const s = Array.from({ length: r }, () => this.draws.square());
    return { u: this.draws.orthonormal(m, r), s, v: this.draws.orthonormal(n, r) };
  }

  #drawNamed(kind: "chol" | "qr" | "lu" | "polar" | "pencil", m: number, n: number): Named {
    const { draws } = this;
    switch (kind) {
      case "chol":
        return { L: draws.triangle(n, "lower") };
      case "qr":
        return { Q: draws.orthonormal(m, n), R: draws.triangle(n, "upper") };
      case "lu":
        return { L: draws.triangle(n, "lower", true), U: draws.triangle(n, "upper"), P: draws.permutation(n) };
      case "polar": {
        const e = draws.matrix(n, n);
        return { Q: draws.orthonormal(m, n), P: product(e, transpose(e)) };
      }
      case "pencil":
        return { V: draws.matrix(n, n), Λ: draws.diagonal(n) };
    }
  }
}

const cholesky = ({ L }: Named): FieldMatrix => product(L!, transpose(L!));
const qr = ({ Q, R }: Named): FieldMatrix => product(Q!, R!);
const lu = ({ L, U, P }: Named): FieldMatrix => product(transpose(P!), product(L!, U!));
const polar = ({ Q, P }: Named): FieldMatrix => product(Q!, P!);

/** Columns i to j of a matrix, from 1, inclusive. */
export const columns = (a: FieldMatrix, i: number, j: number): FieldMatrix =>
  matrix(a.rows, j - i + 1, (r, c) => at(a, r, i - 1 + c));
