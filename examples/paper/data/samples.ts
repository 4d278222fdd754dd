/** Labelled sets of matrices: a row is a position of an image or of a sequence, a column a channel. */
import type { Random } from "../../../src/check/random.js";

export interface Samples {
  readonly name: string;
  readonly classes: number;
  /** Rows and columns of each sample. */
  readonly rows: number;
  readonly cols: number;
  readonly inputs: readonly Float64Array[];
  readonly labels: readonly number[];
}

export interface Split {
  readonly train: Samples;
  readonly test: Samples;
}

/** The same number of samples of each class, drawn one by one. */
export function drawn(
  of: Pick<Samples, "name" | "classes" | "rows" | "cols">,
  count: number,
  draw: (label: number) => Float64Array,
): Samples {
  const labels = Array.from({ length: count }, (_, i) => i % of.classes);
  return { ...of, labels, inputs: labels.map(draw) };
}

/** The numbers 0 … n − 1 in random order. */
export function shuffled(n: number, random: Random): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Channels over all samples with mean 0 and variance 1 in the training set; the same map is applied to the test set. */
export function standardized({ train, test }: Split): Split {
  const { cols } = train;
  const count = train.inputs.length * train.rows;
  const mean = new Float64Array(cols);
  const square = new Float64Array(cols);
  for (const x of train.inputs) {
    for (let i = 0; i < x.length; i++) {
      mean[i % cols]! += x[i]! / count;
      square[i % cols]! += x[i]! ** 2 / count;
    }
  }
  const scale = square.map((s, j) => 1 / Math.sqrt(Math.max(s - mean[j]! ** 2, 1e-12)));
  const map = (s: Samples): Samples => ({
    ...s,
    inputs: s.inputs.map((x) => x.map((v, i) => (v - mean[i % cols]!) * scale[i % cols]!)),
  });
  return { train: map(train), test: map(test) };
}
