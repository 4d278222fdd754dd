/** Networks of one layer of features, a pooling layer and softmax regression, trained by the gradients of compiled layers. */
import { Random } from "../../src/check/random.js";
import type { Batch, Matrix } from "../../codegen/runtime/matrix.js";
import { Adam } from "./adam.js";
import { shuffled, type Samples, type Split } from "./data/samples.js";
import { layer } from "./layers.js";

/** How the positions of a sample are pooled. */
export type Pooling = "mean" | "second" | "logarithm" | "two stages";

export interface Settings {
  readonly pooling: Pooling;
  /** The number of features. */
  readonly features: number;
  /** Without it the features stay as they are drawn: nothing goes back through the pooling layer. */
  readonly trainsFeatures: boolean;
  readonly epochs: number;
  readonly seed: number;
}

export interface Outcome {
  /** The share of the test samples that are classified rightly, after each epoch. */
  readonly accuracies: readonly number[];
  /** The mean cross-entropy of the training batches of each epoch. */
  readonly losses: readonly number[];
  readonly steps: number;
  /** Steps whose gradient was not finite or was refused; they are left out. */
  readonly broken: number;
  /** Steps whose gradient differs from that of the one-stage form by more than a millionth of its norm. */
  readonly inaccurate: number;
}

const BATCH = 32;
const RATE = 0.01;
const EPSILON = 1e-3;
const ACCURATE = 1e-6;

type Values = Record<string, Matrix | number>;

/** A pooled batch, and how its cotangent goes back to W and b. */
interface Pooled {
  readonly V: Batch;
  back(cotangent: Batch): { readonly W: Matrix; readonly b: Matrix };
  /** Gives back what is kept for `back`, which is not called (again). */
  release(): void;
}

export class PoolingNetwork {
  readonly W: Matrix;
  readonly b: Matrix;
  readonly C: Matrix;
  readonly a: Matrix;

  constructor(
    readonly settings: Settings,
    of: Samples,
  ) {
    const { features, pooling, seed } = settings;
    const random = new Random(seed);
    const pooled = pooling === "mean" ? features : features ** 2;
    const drawn = (rows: number, cols: number, size: number): Matrix => {
      const { data } = random.matrix(rows, cols);
      return { rows, cols, data: data.map((v) => size * v) };
    };
    this.W = drawn(of.cols, features, 1 / Math.sqrt(of.cols));
    this.b = drawn(features, 1, 0.1);
    this.C = drawn(of.classes, pooled, 0);
    this.a = drawn(of.classes, 1, 0);
  }

  /** The number of parameters of a network. */
  static parameters({ pooling, features: h }: Pick<Settings, "pooling" | "features">, of: Samples): number {
    return of.cols * h + h + of.classes * (pooling === "mean" ? h : h * h) + of.classes;
  }

  pool(X: Batch, pooling: Pooling = this.settings.pooling): Pooled {
    const { W, b } = this;
    if (pooling === "two stages") return twoStages({ X, W, b });
    const pooled = layer(pooling);
    const { outputs, saved } = pooled.forward({ X, W, b, ...(pooling === "logarithm" && { ε: EPSILON }) });
    return {
      V: outputs.V as Batch,
      back: (V) => pooled.backward(saved, { V }) as { W: Matrix; b: Matrix },
      release: () => {
        pooled.release(saved);
      },
    };
  }

  /** Loss, gradients and predictions of a batch. */
  classify(V: Batch, labels: readonly number[]): { losses: Float64Array; back: () => Values } {
    const classes = this.a.rows;
    const y = { batch: labels.length, rows: classes, cols: 1, data: new Float64Array(labels.length * classes) };
    labels.forEach((label, i) => (y.data[i * classes + label] = 1));
    const v = { ...V, rows: V.rows * V.cols, cols: 1 };
    const classifier = layer("classifier");
    const { outputs, saved } = classifier.forward({ v, C: this.C, a: this.a, y });
    const share = {
      batch: labels.length,
      rows: 1,
      cols: 1,
      data: new Float64Array(labels.length).fill(1 / labels.length),
    };
    return { losses: (outputs.Y as Matrix).data, back: () => classifier.backward(saved, { Y: share }) };
  }

  /** The share of the samples that are classified rightly. */
  accuracy(samples: Samples): number {
    let right = 0;
    for (let from = 0; from < samples.inputs.length; from += BATCH) {
      const places = samples.inputs.slice(from, from + BATCH).map((_, i) => from + i);
      const { V, release } = this.pool(batchOf(samples, places));
      release();
      const size = V.rows * V.cols;
      places.forEach((place, i) => {
        if (this.#predicted(V.data.subarray(i * size, (i + 1) * size)) === samples.labels[place]) right += 1;
      });
    }
    return right / samples.inputs.length;
  }

  #predicted(v: Float64Array): number {
    const scores = Array.from(this.a.data, (a, c) =>
      v.reduce((sum, x, j) => sum + this.C.data[c * v.length + j]! * x, a),
    );
    return scores.indexOf(Math.max(...scores));
  }
}

/** Of each epoch, the samples in the order in which its batches take them. */
export function ordersOf({ inputs }: Samples, { epochs, seed }: Settings): number[][] {
  const random = new Random(seed + 1);
  return Array.from({ length: epochs }, () => shuffled(inputs.length, random));
}

/** Trains a network; `afterEpoch` hears of each epoch. */
export function train(
  { train: samples, test }: Split,
  settings: Settings,
  afterEpoch: (accuracy: number, loss: number) => void = () => undefined,
): Outcome {
  const network = new PoolingNetwork(settings, samples);
  const adam = new Adam(RATE);
  const accuracies: number[] = [];
  const losses: number[] = [];
  const count = { steps: 0, broken: 0, inaccurate: 0 };
  for (const order of ordersOf(samples, settings)) {
    let total = 0;
    for (let from = 0; from < order.length; from += BATCH) {
      const places = order.slice(from, from + BATCH);
      total += step(network, adam, samples, places, count);
    }
    losses.push(total / samples.inputs.length);
    accuracies.push(network.accuracy(test));
    afterEpoch(accuracies.at(-1)!, losses.at(-1)!);
  }
  return { accuracies, losses, ...count };
}

/** One step of training; returns the sum of the losses before it. */
function step(
  network: PoolingNetwork,
  adam: Adam,
  samples: Samples,
  places: readonly number[],
  count: { steps: number; broken: number; inaccurate: number },
): number {
  count.steps += 1;
  const { pooling, trainsFeatures } = network.settings;
  const X = batchOf(samples, places);
  const pooled = network.pool(X);
  const { losses, back } = network.classify(pooled.V, places.map((i) => samples.labels[i]!)); // prettier-ignore
  const { v, C, a } = back() as { v: Batch; C: Matrix; a: Matrix };
  const pairs: [Matrix, Matrix][] = [
    [network.C, C],
    [network.a, a],
  ];
  if (trainsFeatures) {
    const cotangent = { ...v, rows: pooled.V.rows, cols: pooled.V.cols };
    const gradient = attempt(() => pooled.back(cotangent));
    if (pooling === "two stages" && gradient) {
      const exact = network.pool(X, "logarithm").back(cotangent);
      if (!(distance(gradient.W, exact.W) <= ACCURATE * norm(exact.W))) count.inaccurate += 1;
    }
    if (gradient && [...gradient.W.data, ...gradient.b.data].every(Number.isFinite)) {
      pairs.push([network.W, gradient.W], [network.b, gradient.b]);
    } else count.broken += 1;
  }
  pooled.release();
  adam.step(pairs);
  return losses.reduce((sum, loss) => sum + loss, 0);
}

/** What a layer returns; undefined where it refuses. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** The logarithm by its eigenvectors and eigenvalues as two layers: M̄ has the quotients 1/(λⱼ − λᵢ). */
function twoStages({ X, W, b }: { X: Batch; W: Matrix; b: Matrix }): Pooled {
  const [moments, eigen, recompose] = [layer("moments"), layer("eigen"), layer("recompose")];
  const first = moments.forward({ X, W, b, ε: EPSILON });
  const second = eigen.forward({ M: first.outputs.M! });
  const third = recompose.forward({ U: second.outputs.U!, Λ: second.outputs.Λ! });
  return {
    V: third.outputs.V as Batch,
    back(V) {
      const { U, Λ } = recompose.backward(third.saved, { V });
      const { M } = eigen.backward(second.saved, { U: U!, Λ: Λ! });
      return moments.backward(first.saved, { M: M! }) as { W: Matrix; b: Matrix };
    },
    release() {
      moments.release(first.saved);
      eigen.release(second.saved);
      recompose.release(third.saved);
    },
  };
}

function batchOf(samples: Samples, places: readonly number[]): Batch {
  const { rows, cols, inputs } = samples;
  const data = new Float64Array(places.length * rows * cols);
  places.forEach((place, i) => data.set(inputs[place]!, i * rows * cols));
  return { batch: places.length, rows, cols, data };
}

const norm = (A: Matrix): number => Math.hypot(...A.data);
const distance = (A: Matrix, B: Matrix): number => Math.hypot(...A.data.map((x, i) => x - B.data[i]!));
