/**
 * The adjoint of log(XᵀX) where X is ill conditioned: through the Gram matrix, whose condition number is the square of that of X,
 * and through the singular values of X; with numbers of 64 bits, and with X and XᵀX rounded to 32.
 */
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Layer } from "../../codegen/run/layer.js";
import { Random } from "../check/random.js";
import { derive } from "../result.js";
import type { Curves } from "./curves.js";
import { errorOf, gradientOf } from "./layer-gradient.js";
import { at, diagonal, matrix, orthonormal, symmetric, times, transposed } from "./matrices.js";

const M = 6;
const N = 3;
/** Condition numbers of X. */
const CONDITIONS = Array.from({ length: 23 }, (_, k) => 10 ** (k / 2));

/** The relative errors of the ways; null where a way has no number. */
export function errorsByCondition(seed = 1): Curves {
  const random = new Random(seed);
  const Q = orthonormal(M, N, random);
  const V = orthonormal(N, N, random);
  const Ybar = symmetric(matrix(N, N, () => random.normal()));
  const gram = derive("X: m×n fullrank\nlog(XᵀX)").compile();
  const singular = derive("X: m×n fullrank\nU, Σ, V = svd(X)\nV log(Σ²) Vᵀ").compile();
  const logarithm = derive("M: n×n spd\nlog(M)").compile();
  const errors = CONDITIONS.map((κ) => {
    const values = [1, κ ** -0.5, 1 / κ];
    const expected = exact(Q, V, values, Ybar);
    const X = times(Q, diagonal(values), transposed(V));
    const short = rounded(X);
    const error = (compute: () => Matrix): number | null => errorOf(expected, compute);
    return [
      error(() => gradientOf(gram, { X }, Ybar, "X")),
      error(() => gradientOf(singular, { X }, Ybar, "X")),
      error(() => throughGram(logarithm, short, Ybar)),
      error(() => gradientOf(singular, { X: short }, Ybar, "X")),
    ];
  });
  const names = ["XᵀX, 64 bits", "svd of X, 64 bits", "XᵀX, 32 bits", "svd of X, 32 bits"];
  return { across: CONDITIONS, series: names.map((name, k) => ({ name, values: errors.map((row) => row[k]!) })) };
}

const rounded = (m: Matrix): Matrix => ({ ...m, data: m.data.map(Math.fround) });

/** X̄ = 2X V(Γ ∘ (Vᵀ Ȳ V))Vᵀ = 2Q Σ(Γ ∘ (Vᵀ Ȳ V))Vᵀ, Γ the divided differences of log at the squares of the singular values. */
function exact(Q: Matrix, V: Matrix, values: readonly number[], Ybar: Matrix): Matrix {
  const inner = times(transposed(V), Ybar, V);
  const weighted = matrix(N, N, (i, j) => {
    const [x, y] = [values[i]! ** 2, values[j]! ** 2];
    const divided = x === y ? 1 / x : Math.log1p((x - y) / y) / (x - y);
    return 2 * values[i]! * divided * at(inner, i, j);
  });
  return times(Q, weighted, transposed(V));
}

/** With XᵀX rounded to 32 bits. */
function throughGram(logarithm: Layer, X: Matrix, Ybar: Matrix): Matrix {
  const M = rounded(symmetric(times(transposed(X), X)));
  return times(X, diagonal(Array.from({ length: N }, () => 2)), symmetric(gradientOf(logarithm, { M }, Ybar, "M")));
}
