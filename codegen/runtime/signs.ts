/** The signs of eigenvectors and singular vectors, which no factorization determines. */
import type { Block } from "./block.js";

/**
 * Turns the columns of U so that the largest entry of each, by its absolute value, is positive, and those of V with
 * them. The vectors are then the same whatever routine found them, and vary continuously with the matrix but where two
 * entries change places as the largest.
 */
export function fixSigns(heap: Float64Array, U: Block, V?: Block): void {
  for (let j = 0; j < U.cols; j++) {
    if (largest(heap, U, j) >= 0) continue;
    turn(heap, U, j);
    if (V) turn(heap, V, j);
  }
}

/** The entry of a column with the largest absolute value, the first of them. */
function largest(heap: Float64Array, U: Block, column: number): number {
  const first = U.address / 8 + column;
  let value = 0;
  for (let i = first; i < first + U.size; i += U.cols) {
    const entry = heap[i]!;
    if (Math.abs(entry) > Math.abs(value)) value = entry;
  }
  return value;
}

function turn(heap: Float64Array, U: Block, column: number): void {
  const first = U.address / 8 + column;
  for (let i = first; i < first + U.size; i += U.cols) heap[i] = -heap[i]!;
}
