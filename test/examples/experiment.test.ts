/** A sample of the paper's experiment: few epochs of few networks, and the figures that compare them. */
import { expect, test } from "vitest";
import { trainCut } from "../../examples/paper/cuts.js";
import { covariances } from "../../examples/paper/data/covariances.js";
import { digits } from "../../examples/paper/data/digits.js";
import { train, type Settings } from "../../examples/paper/pooling.js";
import { tablesOf } from "../../examples/paper/report.js";
import { covering, kMeans } from "../../examples/paper/scores.js";

const settings: Settings = { pooling: "logarithm", trainsFeatures: true, features: 8, epochs: 3, seed: 1 };
const split = covariances(1, 320, 300);

test("classes of different covariance are told apart by second moments, not by means", () => {
  const logarithm = train(split, settings);
  const mean = train(split, { ...settings, pooling: "mean" });
  expect(logarithm.losses.at(-1)).toBeLessThan(logarithm.losses[0]!);
  // A guess is right once in four times.
  expect(logarithm.accuracies.at(-1)).toBeGreaterThan(0.75);
  expect(mean.accuracies.at(-1)).toBeLessThan(0.5);
});

test("training through the pooling layer lowers the loss more than training what is behind it", () => {
  const through = train(split, settings);
  const behind = train(split, { ...settings, trainsFeatures: false });
  expect(through.losses.at(-1)).toBeLessThan(behind.losses.at(-1)!);
});

test("stages agree with one layer where eigenvalues are apart, and have no gradient where they coincide", () => {
  const stages = train(split, { ...settings, pooling: "two stages", epochs: 1 });
  expect(stages).toMatchObject({ steps: 10, broken: 0, inaccurate: 0 });
  const one = train(split, { ...settings, epochs: 1 });
  expect(stages.losses[0]).toBeCloseTo(one.losses[0]!, 9);
  // 12 features of 10 positions: the eigenvalue ε twice.
  const repeated = train(split, { ...settings, pooling: "two stages", features: 12, epochs: 1 });
  expect(repeated.broken + repeated.inaccurate).toBe(repeated.steps);
});

test("the digits are read and learned", () => {
  const { accuracies } = train(digits(1, 320, 200), { ...settings, epochs: 4 });
  // A guess is right once in ten times.
  expect(accuracies.at(-1)).toBeGreaterThan(0.6);
});

test("features that are fitted through the cut cut better than those fitted to affinities, and these better than none", () => {
  const of = (goal: "none" | "affinity" | "cut") => trainCut({ goal, train: 12, test: 8, epochs: 3, seed: 1 });
  const [none, affinity, cut] = [of("none"), of("affinity"), of("cut")];
  expect(cut.distance).toBeLessThan(affinity.distance);
  expect(affinity.distance).toBeLessThan(none.distance);
  expect(cut.covering).toBeGreaterThan(none.covering);
});

test("scores", () => {
  expect(covering([0, 0, 1, 1], [5, 5, 7, 7])).toBe(1);
  // Half the pixels are covered by two thirds, the others by a half.
  expect(covering([0, 0, 1, 1], [0, 0, 0, 1])).toBeCloseTo((2 / 3 + 1 / 2) / 2);
  const rows = [0, 0.1, 9, 9.1, 0.2].map((x) => Float64Array.of(x));
  const [a, b, c, d, e] = kMeans(rows, 2, 1);
  expect([b, e, d]).toEqual([a, a, c]);
  expect(c).not.toBe(a);
});

test("the table has a row of each network with mean and spread", () => {
  const outcome = { accuracies: [0.5], losses: [1], steps: 4, broken: 1, inaccurate: 2 };
  const text = tablesOf({
    size: { seeds: 2, epochs: 1, images: 1 },
    pooling: [
      { data: "d", network: "n", parameters: 7, outcomes: [outcome, { ...outcome, accuracies: [0.7], losses: [2] }] },
    ],
    cuts: [{ goal: "cut", outcomes: [{ distance: 0.25, covering: 0.5 }] }],
    seconds: 3,
  });
  expect(text).toContain("| n | 7 | 60.0 ± 14.1 | 1.500 ± 0.707 | 25 %, 50 % |");
  expect(text).toContain("| 0.250 ± 0.000 | 0.500 ± 0.000 |");
});
