import type { Block } from "./block.js";
import { dividedDifferences } from "./differences.js";
import { LinearAlgebraError } from "./errors.js";
import type { LinearAlgebra } from "./interface/index.js";
import type { Matrix } from "./matrix.js";

export type KernelArgument = Block | number | string | ((t: number) => number);

type Kernel = (la: LinearAlgebra, ...args: never[]) => unknown;

/**
 * What kernels call besides the routines of the linear algebra: computations with functions given by the program,
 * and checks of numbers that a kernel relies on. Each may throw a named error.
 */
export const kernels: Readonly<Record<string, (la: LinearAlgebra, ...args: KernelArgument[]) => unknown>> = {
  loewnerOf,
  gaps,
  requirePositiveDeterminant,
} satisfies Record<string, Kernel> as Record<string, (la: LinearAlgebra, ...args: KernelArgument[]) => unknown>;

/** G = the Loewner matrix of f at the entries of x, by the derivative df where nodes are close. */
export function loewnerOf(
  la: LinearAlgebra,
  f: (t: number) => number,
  df: (t: number) => number,
  x: Block,
  G: Block,
): void {
  la.write(dividedDifferences(f, df, la.read(x)), G);
}

/** Eigenvalues that differ by less than this, relative to the largest, cannot be told apart. */
const DISTINCT = 2 ** -46;

/** K_ij = 1/(λ_j − λ_i), 0 on the diagonal. Throws `Degenerate` where two of the λ are equal to rounding. */
export function gaps(la: LinearAlgebra, lambda: Block, K: Block): void {
  const n = lambda.rows;
  const x = la.read(lambda);
  const entries = new Float64Array(n * n);
  const scale = x.reduce((most, t) => Math.max(most, Math.abs(t)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i === j) continue;
      const gap = x[j]! - x[i]!;
      if (Math.abs(gap) <= DISTINCT * scale) throw degenerate(Math.min(i, j), Math.max(i, j), Math.abs(gap), scale);
      entries[i * n + j] = 1 / gap;
    }
  }
  la.write(entries, K);
}

function degenerate(i: number, j: number, gap: number, scale: number): LinearAlgebraError {
  const figure = `${gap.toExponential(1)} at a size of ${scale.toExponential(1)}`;
  return new LinearAlgebraError(
    "Degenerate",
    `eigenvectors: the values ${String(i + 1)} and ${String(j + 1)} differ by ${figure}; a simple spectrum is needed`,
  );
}

/** log det needs a positive determinant, given by its LU factorization. */
export function requirePositiveDeterminant(la: LinearAlgebra, factor: Block, pivots: Block): void {
  if (la.detSignLU(factor, pivots) > 0) return;
  throw new LinearAlgebraError("DomainError", "logdet: the determinant is not positive");
}

/** Throws `Shape` where a matrix given to a kernel has another shape than the layer's. */
export function requireShape(name: string, given: Matrix, rows: number, cols: number): void {
  if (given.rows === rows && given.cols === cols && given.data.length === rows * cols) return;
  const [is, wanted] = [`${String(given.rows)}×${String(given.cols)}`, `${String(rows)}×${String(cols)}`];
  throw new LinearAlgebraError("Shape", `${name} is ${is}, expected ${wanted}`);
}
