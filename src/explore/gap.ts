/**
 * The adjoint of a matrix function where two eigenvalues approach each other: by divided differences of the function, and
 * through the adjoint of `eig`, which divides by the gap.
 */
import type { Layer } from "../../codegen/run/layer.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { Random } from "../check/random.js";
import { derive } from "../result.js";
import type { Curves } from "./curves.js";
import { errorOf, gradientOf } from "./layer-gradient.js";
import { at, diagonal, matrix, orthonormal, symmetric, times, transposed } from "./matrices.js";

/** f and f[1, 1 + δ] without cancellation, the reference of both ways. */
const FUNCTIONS = {
  log: { f: Math.log, slope: (x: number): number => 1 / x, divided: (δ: number): number => Math.log1p(δ) / δ },
  exp: { f: Math.exp, slope: Math.exp, divided: (δ: number): number => (Math.E * Math.expm1(δ)) / δ },
  sqrt: {
    f: Math.sqrt,
    slope: (x: number): number => 0.5 / Math.sqrt(x),
    divided: (δ: number): number => 1 / (Math.sqrt(1 + δ) + 1),
  },
} as const;

export type GapFunction = keyof typeof FUNCTIONS;
export const GAP_FUNCTIONS = Object.keys(FUNCTIONS) as readonly GapFunction[];

/** Eigenvalues 1, 1 + δ and this one. */
const FAR = 3;
const N = 3;
const GAPS = Array.from({ length: 33 }, (_, k) => 10 ** (-k / 2));

/** The relative errors of both ways for gaps from 1 to 10⁻¹⁶; null where a way has no number. */
export function errorsByGap(name: GapFunction, seed = 1): Curves {
  const random = new Random(seed);
  const Q = orthonormal(N, N, random);
  const Ybar = matrix(N, N, () => random.normal());
  const whole = derive(`S: n×n symmetric\n${name}(S)`).compile();
  const eig = derive("S: n×n symmetric\nU, Λ = eig(S)\nreturn U, Λ").compile();
  const product = derive(`U: n×n\nΛ: n×n diagonal\nU ${name}(Λ) Uᵀ`).compile();
  const errors = GAPS.map((δ) => {
    const eigenvalues = [1, 1 + δ, FAR];
    // The gap that the matrix has is the one that is left of δ after rounding.
    const expected = exact(name, eigenvalues, Q, Ybar);
    const S = symmetric(times(Q, diagonal(eigenvalues), transposed(Q)));
    return {
      loewner: errorOf(expected, () => gradientOf(whole, { S }, Ybar, "S")),
      gaps: errorOf(expected, () => throughEigenvectors(eig, product, S, Ybar)),
    };
  });
  return {
    across: GAPS,
    series: [
      { name: "through eig: 1/(λⱼ − λᵢ)", values: errors.map((e) => e.gaps) },
      { name: "divided differences (Loewner)", values: errors.map((e) => e.loewner) },
    ],
  };
}

function exact(name: GapFunction, eigenvalues: readonly number[], Q: Matrix, Ybar: Matrix): Matrix {
  const { f, slope, divided } = FUNCTIONS[name];
  const Γ = matrix(N, N, (i, j) => {
    const [x, y] = [eigenvalues[i]!, eigenvalues[j]!];
    if (x === y) return slope(x);
    return x + y < FAR ? divided(Math.abs(y - x)) : (f(y) - f(x)) / (y - x);
  });
  const inner = times(transposed(Q), symmetric(Ybar), Q);
  return times(
    Q,
    matrix(N, N, (i, j) => at(Γ, i, j) * at(inner, i, j)),
    transposed(Q),
  );
}

/** The chain rule over eig and the product, each with its own adjoint. */
function throughEigenvectors(eig: Layer, product: Layer, S: Matrix, Ybar: Matrix): Matrix {
  const { outputs, saved } = eig.forward({ S });
  const { saved: kept } = product.forward(outputs);
  return eig.backward(saved, product.backward(kept, { Y: Ybar }))["S"] as Matrix;
}
