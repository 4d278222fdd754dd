/** A dense matrix of doubles in JavaScript's memory, row-major: entry (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
}

/** Matrices of one shape, one after the other: entry (i, j) of number b is `data[(b * rows + i) * cols + j]`. */
export interface Batch extends Matrix {
  readonly batch: number;
}

/** The matrix with these rows; they must have equal lengths. A 0×0 matrix has no rows. */
export function matrix(rows: readonly ArrayLike<number>[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * cols);
  rows.forEach((row, i) => {
    if (row.length !== cols)
      throw new RangeError(`row ${String(i)} has ${String(row.length)} entries, not ${String(cols)}`);
    data.set(row, i * cols);
  });
  return { rows: rows.length, cols, data };
}

/** The column vector with these entries. */
export function vector(entries: ArrayLike<number>): Matrix {
  return { rows: entries.length, cols: 1, data: Float64Array.from(entries) };
}

/** √Σx², of as many numbers as there are, without over- or underflow of the squares. */
export function euclideanNorm(values: ArrayLike<number>): number {
  const size = greatestSize(values);
  if (size === 0 || !Number.isFinite(size)) return size;
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (values[k]! / size) ** 2;
  return size * Math.sqrt(sum);
}

/** The largest absolute value; NaN where a value is not a number. */
function greatestSize(values: ArrayLike<number>): number {
  let size = 0;
  for (let k = 0; k < values.length; k++) size = Math.max(size, Math.abs(values[k]!));
  return size;
}

/** The rows of a matrix as arrays of numbers. */
export function toRows(A: Matrix): number[][] {
  return Array.from({ length: A.rows }, (_, i) => Array.from(A.data.subarray(i * A.cols, (i + 1) * A.cols)));
}
