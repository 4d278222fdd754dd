/** Small matrices of numbers, for the references of plots. */
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Random } from "../check/random.js";

export function matrix(rows: number, cols: number, entry: (i: number, j: number) => number): Matrix {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => entry(Math.floor(k / cols), k % cols));
  return { rows, cols, data };
}

export const at = (m: Matrix, i: number, j: number): number => m.data[i * m.cols + j]!;

export const times = (...factors: readonly Matrix[]): Matrix =>
  factors.reduce((a, b) =>
    matrix(a.rows, b.cols, (i, j) => {
      let sum = 0;
      for (let k = 0; k < a.cols; k++) sum += at(a, i, k) * at(b, k, j);
      return sum;
    }),
  );

export const transposed = (m: Matrix): Matrix => matrix(m.cols, m.rows, (i, j) => at(m, j, i));

export const diagonal = (values: readonly number[]): Matrix =>
  matrix(values.length, values.length, (i, j) => (i === j ? values[i]! : 0));

export const symmetric = (m: Matrix): Matrix => matrix(m.rows, m.cols, (i, j) => (at(m, i, j) + at(m, j, i)) / 2);

/** Columns of length 1 at right angles, by Gram and Schmidt. */
export function orthonormal(rows: number, cols: number, random: Random): Matrix {
  const columns: number[][] = [];
  for (let j = 0; j < cols; j++) {
    let v = Array.from({ length: rows }, () => random.normal());
    // Twice is enough.
    for (const q of [...columns, ...columns]) {
      const inner = v.reduce((sum, x, i) => sum + x * q[i]!, 0);
      v = v.map((x, i) => x - inner * q[i]!);
    }
    const length = Math.hypot(...v);
    columns.push(v.map((x) => x / length));
  }
  return matrix(rows, cols, (i, j) => columns[j]![i]!);
}
