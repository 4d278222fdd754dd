/** Functions of the catalogue that take scalar functions, roots or factorizations. */
import type { ApplyNode, Node } from "../../expression/node/node.js";
import type { Draws } from "./draws.js";
import { add, divide, multiply, subtract } from "./field.js";
import { columns, type Factors } from "./factors.js";
import type { ScalarFunctions } from "./functions.js";
import {
  determinant,
  diagonalMatrix,
  diagonalOf,
  hadamard,
  map,
  matrix,
  power,
  product,
  scalarMatrix,
  transpose,
  type FieldMatrix,
} from "./matrix.js";
import { squaredNorm } from "./rational.js";

/** What such a function is evaluated with. `arg(i)` is the value of argument i. */
export interface Evaluation {
  readonly functions: ScalarFunctions;
  readonly factors: Factors;
  readonly draws: Draws;
  readonly node: ApplyNode;
  readonly arg: (i: number) => FieldMatrix;
  readonly dims: readonly number[];
  /** A function of the catalogue by its name. */
  readonly named: (name: string) => Node;
}

type Transcendental = (e: Evaluation) => FieldMatrix;

const f = (e: Evaluation): Node => e.node.args[0]!;
const ofDiagonal = (e: Evaluation, d: readonly bigint[]): FieldMatrix =>
  diagonalMatrix(d.map((t) => e.functions.value(f(e), t)));
const sandwich = (a: FieldMatrix, b: FieldMatrix, c: FieldMatrix): FieldMatrix => product(product(a, b), c);
const squares = (s: readonly bigint[]): bigint[] => s.map((t) => multiply(t, t));

/** Γ_ij = f[d_i, d_j]. */
const loewner = (e: Evaluation, d: readonly bigint[]): FieldMatrix =>
  matrix(d.length, d.length, (i, j) => e.functions.dividedDifference(f(e), d[i]!, d[j]!));

const softmaxOf = (e: Evaluation, row: readonly bigint[]): bigint[] => {
  const values = row.map((t) => e.functions.value(e.named("exp"), t));
  const total = values.reduce(add);
  return values.map((v) => divide(v, total));
};
const logSumExp = (e: Evaluation, row: readonly bigint[]): bigint => {
  const values = row.map((t) => e.functions.value(e.named("exp"), t));
  return e.functions.value(e.named("log"), values.reduce(add));
};
const rowsOf = (a: FieldMatrix): bigint[][] =>
  Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));

/** First divided differences of f on the eigenvalues i to j and 0 on the others. */
function bandDifferences(e: Evaluation, d: readonly bigint[]): FieldMatrix {
  const [first, last] = [e.dims[0]! - 1, e.dims[1]! - 1];
  const inside = (i: number): boolean => i >= first && i <= last;
  const value = (i: number): bigint => (inside(i) ? e.functions.value(f(e), d[i]!) : 0n);
  return matrix(d.length, d.length, (i, j) => {
    if (inside(i) && inside(j)) return e.functions.dividedDifference(f(e), d[i]!, d[j]!);
    if (!inside(i) && !inside(j)) return 0n;
    return divide(subtract(value(i), value(j)), subtract(d[i]!, d[j]!));
  });
}

/** Σ_k f[d_i, d_k, d_j] (A_ik B_kj + B_ik A_kj) from the first differences Γ of f; `on` says where f is not put to 0. */
function secondDifferences(
  e: Evaluation,
  d: readonly bigint[],
  g: FieldMatrix,
  [a, b]: readonly [FieldMatrix, FieldMatrix],
  on: (i: number) => boolean = () => true,
): FieldMatrix {
  const n = d.length;
  const at = (m: FieldMatrix, i: number, j: number): bigint => m.data[i * n + j]!;
  const second = (i: number, k: number, j: number): bigint => {
    if (d[i] !== d[j]) return divide(subtract(at(g, i, k), at(g, k, j)), subtract(d[i]!, d[j]!));
    if (d[i] !== d[k]) return divide(subtract(at(g, i, j), at(g, i, k)), subtract(d[j]!, d[k]!));
    return on(i) ? e.functions.secondCoefficient(f(e), d[i]!) : 0n;
  };
  return matrix(n, n, (i, j) => {
    let sum = 0n;
    for (let k = 0; k < n; k++) {
      const both = add(multiply(at(a, i, k), at(b, k, j)), multiply(at(b, i, k), at(a, k, j)));
      sum = add(sum, multiply(second(i, k, j), both));
    }
    return sum;
  });
}

const isInBand =
  (e: Evaluation) =>
  (i: number): boolean =>
    e.dims[0]! - 1 <= i && i <= e.dims[1]! - 1;

/** Γ ∘ E, or the second differences with E and F, in the basis of X: W (…) W⁻¹ with W⁻¹EW and W⁻¹FW for E and F. */
function inBasis(e: Evaluation, inner: (d: readonly bigint[], directions: FieldMatrix[]) => FieldMatrix): FieldMatrix {
  const { w, inverse, d } = e.factors.spectral(e.arg(1));
  const directions = e.node.args.slice(2).map((_, i) => sandwich(inverse, e.arg(i + 2), w));
  return sandwich(w, inner(d, directions), inverse);
}

/** Column b is (λ I − X)⁺ e for column e of E and the eigenvalue λ = d_(i+b−1). */
function resolvent(e: Evaluation): FieldMatrix {
  const { w, inverse, d } = e.factors.spectral(e.arg(0));
  const inner = product(inverse, e.arg(1));
  const from = e.dims[0]! - 1;
  const weighed = matrix(inner.rows, inner.cols, (a, b) =>
    a === from + b ? 0n : divide(inner.data[a * inner.cols + b]!, subtract(d[from + b]!, d[a]!)),
  );
  return product(w, weighed);
}

/** X^p: by multiplication for an integer, else on the eigenvalues. */
function powerOf(e: Evaluation): FieldMatrix {
  const exponent = e.node.args[1]!;
  const n = integerOf(e, exponent);
  if (n !== undefined) return power(e.arg(0), n);
  const { w, inverse, d } = e.factors.spectral(e.arg(0));
  return sandwich(w, diagonalMatrix(d.map((t) => e.functions.powerOf([t], exponent)[0]!)), inverse);
}

function integerOf(e: Evaluation, exponent: Node): bigint | undefined {
  if (exponent.kind === "number") {
    return exponent.value.d === 1n ? exponent.value.s * exponent.value.n : undefined;
  }
  return smallInteger(e.arg(1).data[0]!);
}

const smallInteger = (x: bigint): bigint | undefined => {
  if (x < 4096n) return x;
  const below = subtract(0n, x);
  return below < 4096n ? -below : undefined;
};

/** (f(x) + f(y))/(x + y). */
const oddLoewner = (e: Evaluation): FieldMatrix => {
  const d = diagonalOf(e.arg(1));
  const value = (t: bigint): bigint => e.functions.value(f(e), t);
  return matrix(d.length, d.length, (i, j) => divide(add(value(d[i]!), value(d[j]!)), add(d[i]!, d[j]!)));
};

const named =
  (kind: "chol" | "qr" | "lu" | "polar", output: string): Transcendental =>
  (e) =>
    e.factors.named(kind, e.arg(0))[output]!;

export const transcendental: Readonly<Record<string, Transcendental>> = {
  entrywise: (e) => map(e.arg(1), (t) => e.functions.value(f(e), t)),
  "entrywise-power": (e) => map(e.arg(0), (t) => e.functions.powerOf([t], e.node.args[1]!)[0]!),
  "circle-constant": (e) => scalarMatrix(e.draws.valueOf("π", 0n, { positive: true })),
  power: powerOf,

  softmax: (e) => ({ ...e.arg(0), data: softmaxOf(e, e.arg(0).data) }),
  "softmax-rows": (e) => ({ ...e.arg(0), data: rowsOf(e.arg(0)).flatMap((row) => softmaxOf(e, row)) }),
  "log-sum-exp": (e) => scalarMatrix(logSumExp(e, e.arg(0).data)),
  "log-sum-exp-rows": (e) => {
    const data = rowsOf(e.arg(0)).map((row) => logSumExp(e, row));
    return { rows: data.length, cols: 1, data };
  },

  "log-determinant": (e) => scalarMatrix(e.functions.value(e.named("log"), determinant(e.arg(0)))),
  "frobenius-norm": (e) => scalarMatrix(e.draws.rootOf(squaredNorm(e.arg(0)), 2n)),
  "nuclear-norm": (e) => scalarMatrix(e.factors.singular(e.arg(0)).s.reduce(add)),
  "spectral-norm": (e) => scalarMatrix(e.factors.singular(e.arg(0)).s[0]!),

  cholesky: named("chol", "L"),
  "qr.Q": named("qr", "Q"),
  "qr.R": named("qr", "R"),
  "lu.L": named("lu", "L"),
  "lu.U": named("lu", "U"),
  "lu.P": named("lu", "P"),
  "polar.Q": named("polar", "Q"),
  "polar.P": named("polar", "P"),

  "eig.U": (e) => e.factors.spectral(e.arg(0)).w,
  "eig.Λ": (e) => diagonalMatrix(e.factors.spectral(e.arg(0)).d),
  eigenvectors: (e) => columns(e.factors.spectral(e.arg(0)).w, e.dims[0]!, e.dims[1]!),
  "generalized-eig.V": (e) => e.factors.pencil(e.arg(0), e.arg(1))["V"]!,
  "generalized-eig.Λ": (e) => e.factors.pencil(e.arg(0), e.arg(1))["Λ"]!,
  "svd.U": (e) => e.factors.singular(e.arg(0)).u,
  "svd.Σ": (e) => diagonalMatrix(e.factors.singular(e.arg(0)).s),
  "svd.V": (e) => e.factors.singular(e.arg(0)).v,

  loewner: (e) => loewner(e, diagonalOf(e.arg(1))),
  "odd-loewner": oddLoewner,
  "band-loewner": (e) => bandDifferences(e, diagonalOf(e.arg(1))),
  "loewner-2": (e) => {
    const d = diagonalOf(e.arg(1));
    return secondDifferences(e, d, loewner(e, d), [e.arg(2), e.arg(3)]);
  },
  "band-loewner-2": (e) => {
    const d = diagonalOf(e.arg(1));
    return secondDifferences(e, d, bandDifferences(e, d), [e.arg(2), e.arg(3)], isInBand(e));
  },
  "odd-ratio": (e) => diagonalMatrix(diagonalOf(e.arg(1)).map((t) => divide(e.functions.value(f(e), t), t))),
  "gram-ratio": (e) =>
    diagonalMatrix(diagonalOf(e.arg(1)).map((t) => divide(e.functions.value(f(e), multiply(t, t)), t))),
  "matrix-function": (e) => {
    const { w, inverse, d } = e.factors.spectral(e.arg(1));
    return sandwich(w, ofDiagonal(e, d), inverse);
  },
  frechet: (e) => inBasis(e, (d, [x]) => hadamard(loewner(e, d), x!)),
  "frechet-2": (e) => inBasis(e, (d, [x, y]) => secondDifferences(e, d, loewner(e, d), [x!, y!])),
  "band-frechet": (e) => inBasis(e, (d, [x]) => hadamard(bandDifferences(e, d), x!)),
  "band-frechet-2": (e) =>
    inBasis(e, (d, [x, y]) => secondDifferences(e, d, bandDifferences(e, d), [x!, y!], isInBand(e))),
  "eigenvector-resolvent": resolvent,
  "eigenvalue-band": (e) => {
    const { w, d } = e.factors.spectral(e.arg(1));
    const [i, j] = [e.dims[0]!, e.dims[1]!];
    const v = columns(w, i, j);
    return sandwich(v, ofDiagonal(e, d.slice(i - 1, j)), transpose(v));
  },
  "singular-value-function": (e) => {
    const { u, s, v } = e.factors.singular(e.arg(1));
    return sandwich(u, ofDiagonal(e, s), transpose(v));
  },
  "row-gram-function": (e) => {
    const { s, v } = e.factors.singular(e.arg(1));
    return sandwich(v, ofDiagonal(e, squares(s)), transpose(v));
  },
  "column-gram-function": (e) => {
    const { u, s } = e.factors.singular(e.arg(1));
    return sandwich(u, ofDiagonal(e, squares(s)), transpose(u));
  },
};
