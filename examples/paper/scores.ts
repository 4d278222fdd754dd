/** How well a segmentation fits: regions of eigenvectors by k-means, and the covering of the true regions. */
import { Random } from "../../src/check/random.js";

const STARTS = 8;
const ROUNDS = 30;

/** The cluster of each row: the best of several runs of Lloyd's algorithm from random rows. */
export function kMeans(rows: readonly Float64Array[], clusters: number, seed: number): number[] {
  const random = new Random(seed);
  let best: { cost: number; labels: number[] } | undefined;
  for (let start = 0; start < STARTS; start++) {
    let centres = Array.from({ length: clusters }, () => rows[Math.floor(random.uniform() * rows.length)]!);
    let labels: number[] = [];
    let cost = 0;
    for (let round = 0; round < ROUNDS; round++) {
      cost = 0;
      labels = rows.map((row) => {
        const squares = centres.map((c) => squaredDistance(row, c));
        const least = Math.min(...squares);
        cost += least;
        return squares.indexOf(least);
      });
      centres = centres.map((centre, k) => mean(rows.filter((_, i) => labels[i] === k)) ?? centre);
    }
    if (!best || cost < best.cost) best = { cost, labels };
  }
  return best!.labels;
}

/** Σ over the true regions R of |R|/n times the greatest overlap |R ∩ S|/|R ∪ S| with a region S (P. Arbeláez et al. 2011). */
export function covering(truth: readonly number[], found: readonly number[]): number {
  let total = 0;
  for (const r of new Set(truth)) {
    const overlaps = [...new Set(found)].map((s) => {
      const both = truth.filter((of, i) => of === r && found[i] === s).length;
      const either = truth.filter((of, i) => of === r || found[i] === s).length;
      return both / either;
    });
    total += (truth.filter((of) => of === r).length / truth.length) * Math.max(...overlaps);
  }
  return total;
}

const squaredDistance = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, j) => sum + (x - b[j]!) ** 2, 0);

function mean(rows: readonly Float64Array[]): Float64Array | undefined {
  if (rows.length === 0) return undefined;
  return rows[0]!.map((_, j) => rows.reduce((sum, row) => sum + row[j]!, 0) / rows.length);
}
