/** Choices between entries by a mask or by size, running sums and squared distances, on views of the memory. */
import type { Block } from "./block.js";
import type { LinearAlgebra } from "./interface/index.js";

/** C = A where M is not 0, else 0, whatever A is there. */
export function gate(la: LinearAlgebra, M: Block, A: Block, C: Block): void {
  const [mask, a, c] = [la.view(M), la.view(A), la.view(C)];
  for (let i = 0; i < c.length; i++) c[i] = mask[i] === 0 ? 0 : a[i]!;
}

/** C = A where M is 0, else 0. */
export function ungate(la: LinearAlgebra, M: Block, A: Block, C: Block): void {
  const [mask, a, c] = [la.view(M), la.view(A), la.view(C)];
  for (let i = 0; i < c.length; i++) c[i] = mask[i] === 0 ? a[i]! : 0;
}

/** C = A where M is not 0, else B. */
export function select(la: LinearAlgebra, M: Block, A: Block, B: Block, C: Block): void {
  const [mask, a, b, c] = [la.view(M), la.view(A), la.view(B), la.view(C)];
  for (let i = 0; i < c.length; i++) c[i] = mask[i] === 0 ? b[i]! : a[i]!;
}

/** rᵢ = maxⱼ Aᵢⱼ. */
export function rowMaxima(la: LinearAlgebra, A: Block, r: Block): void {
  la.rowMaxima(A, r);
}

/** C = 1 at the first largest entry of each row, else 0. */
export function argmaxRows(la: LinearAlgebra, A: Block, C: Block): void {
  const [a, c] = [la.view(A), la.view(C)];
  la.fill(0, C);
  for (let from = 0; from < a.length; from += A.cols) {
    let at = from;
    for (let i = from + 1; i < from + A.cols; i++) if (a[i]! > a[at]!) at = i;
    c[at] = 1;
  }
}

/** The places of the entries in ascending order; equal ones in the order in which they stand. */
function order(x: Float64Array): Uint32Array {
  return Uint32Array.from(x, (_, i) => i).sort((i, j) => x[i]! - x[j]! || i - j);
}

/** y = the entries of x in ascending order. */
export function sort(la: LinearAlgebra, x: Block, y: Block): void {
  la.view(y).set(Float64Array.from(la.view(x)).sort());
}

/** y = the entries of a in the order that sorts x. */
export function sortLike(la: LinearAlgebra, x: Block, a: Block, y: Block): void {
  const [from, to] = [la.view(a), la.view(y)];
  order(la.view(x)).forEach((place, i) => (to[i] = from[place]!));
}

/** The inverse of `sortLike`: sortLike(x, y) = a. */
export function unsortLike(la: LinearAlgebra, x: Block, a: Block, y: Block): void {
  const [from, to] = [la.view(a), la.view(y)];
  order(la.view(x)).forEach((place, i) => (to[place] = from[i]!));
}

/** yᵢ = x₁ + … + xᵢ. */
export function cumulate(la: LinearAlgebra, x: Block, y: Block): void {
  const [from, to] = [la.view(x), la.view(y)];
  let total = 0;
  for (let i = 0; i < from.length; i++) to[i] = total += from[i]!;
}

/** yᵢ = xᵢ + … + xₙ. */
export function cumulateBack(la: LinearAlgebra, x: Block, y: Block): void {
  const [from, to] = [la.view(x), la.view(y)];
  let total = 0;
  for (let i = from.length - 1; i >= 0; i--) to[i] = total += from[i]!;
}

/** T_ij = w at i − j, 0 where w has no such entry. */
export function toeplitz(la: LinearAlgebra, w: Block, T: Block): void {
  const [from, to] = [la.view(w), la.view(T)];
  const n = T.cols;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) to[i * n + j] = i >= j && i - j < from.length ? from[i - j]! : 0;
  }
}

/** y_l = the sum of the entries of A with i − j = l, from l = 0. */
export function diagonalSums(la: LinearAlgebra, A: Block, y: Block): void {
  const [from, to] = [la.view(A), la.view(y)];
  const n = A.cols;
  for (let l = 0; l < to.length; l++) {
    let total = 0;
    for (let j = 0; j + l < n; j++) total += from[(j + l) * n + j]!;
    to[l] = total;
  }
}

/** D_ij = Σₖ (A_ik − B_jk)². */
export function squaredDistances(la: LinearAlgebra, A: Block, B: Block, D: Block): void {
  const [a, b, d] = [la.view(A), la.view(B), la.view(D)];
  const width = A.cols;
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < B.rows; j++) {
      let total = 0;
      for (let k = 0; k < width; k++) {
        const difference = a[i * width + k]! - b[j * width + k]!;
        total += difference * difference;
      }
      d[i * B.rows + j] = total;
    }
  }
}
