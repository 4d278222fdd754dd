/** Features for normalised cuts, learned through the projector of the cut, or through the affinities alone. */
import { Random } from "../../src/check/random.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { Adam } from "./adam.js";
import { INPUTS, PIXELS, REGIONS, SIDE, regionImage, type RegionImage } from "./data/regions.js";
import { shuffled } from "./data/samples.js";
import { layer } from "./layers.js";
import { covering, kMeans } from "./scores.js";

/** What the features are fitted to: nothing, the affinities of pixels, or the cut itself. */
export type Goal = "none" | "affinity" | "cut";

export interface CutOutcome {
  /** ½‖P − T‖² of the projectors, mean over the test images. */
  readonly distance: number;
  /** Covering of the true regions, mean over the test images. */
  readonly covering: number;
}

export interface CutSettings {
  readonly goal: Goal;
  readonly train: number;
  readonly test: number;
  readonly epochs: number;
  readonly seed: number;
}

const FEATURES = 4;
const RATE = 0.02;
/** Pixels that are further apart than about twice this are hardly joined. */
const REACH = 2;

const near = ((): Matrix => {
  const data = Float64Array.from({ length: PIXELS ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / PIXELS), at % PIXELS];
    const square = ((i % SIDE) - (j % SIDE)) ** 2 + (Math.floor(i / SIDE) - Math.floor(j / SIDE)) ** 2;
    return Math.exp(-square / (2 * REACH ** 2));
  });
  return { rows: PIXELS, cols: PIXELS, data };
})();

/** 1 for pixels of one region, divided by its size for the projector. */
function together({ regions }: RegionImage, projector: boolean): Matrix {
  const sizes = Array.from({ length: REGIONS }, (_, r) => regions.filter((of) => of === r).length);
  const data = Float64Array.from({ length: PIXELS ** 2 }, (_, at) => {
    const [r, s] = [regions[Math.floor(at / PIXELS)]!, regions[at % PIXELS]!];
    return r === s ? 1 / (projector ? sizes[r]! : 1) : 0;
  });
  return { rows: PIXELS, cols: PIXELS, data };
}

const inputOf = (image: RegionImage): Matrix => ({ rows: PIXELS, cols: INPUTS, data: image.pixels });

export function trainCut({ goal, train, test, epochs, seed }: CutSettings): CutOutcome {
  const random = new Random(seed);
  const images = Array.from({ length: train }, () => regionImage(random));
  const unseen = Array.from({ length: test }, () => regionImage(random));
  const { data } = random.matrix(INPUTS, FEATURES);
  const W = { rows: INPUTS, cols: FEATURES, data: data.map((x) => x / Math.sqrt(INPUTS)) };
  if (goal !== "none") {
    const adam = new Adam(RATE);
    const fitted = layer(goal);
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const i of shuffled(train, random)) {
        const image = images[i]!;
        const { saved } = fitted.forward({ Z: inputOf(image), W, B: near, T: together(image, goal === "cut") });
        adam.step([[W, fitted.backward(saved, { Y: 1 }).W as Matrix]]);
      }
    }
  }
  const scores = unseen.map((image, i) => score(image, W, seed + i));
  const mean = (of: (s: CutOutcome) => number): number => scores.reduce((sum, s) => sum + of(s), 0) / test;
  return { distance: mean((s) => s.distance), covering: mean((s) => s.covering) };
}

function score(image: RegionImage, W: Matrix, seed: number): CutOutcome {
  const Z = inputOf(image);
  const { outputs } = layer("cut").forward({ Z, W, B: near, T: together(image, true) });
  const V = layer("vectors").forward({ Z, W, B: near }).outputs.Y as Matrix;
  const rows = Array.from({ length: PIXELS }, (_, i) => V.data.subarray(i * V.cols, (i + 1) * V.cols));
  return { distance: outputs.Y as number, covering: covering(image.regions, kMeans(rows, REGIONS, seed)) };
}
