/**
 * `npx tsx examples/paper/export.ts DATA SEED EPOCHS`: data, first parameters, order of the batches and the losses of training with
 * logarithmic pooling, as JSON, for a network elsewhere that must do the same.
 */
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { PoolingNetwork, ordersOf, train, type Settings } from "./pooling.js";
import { DATA, FEATURES } from "./run.js";

export interface Exported {
  readonly inputs: readonly (readonly number[][])[];
  readonly labels: readonly number[];
  readonly parameters: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>
  >;
  /** Of each epoch, the samples in the order in which the batches take them. */
  readonly order: readonly (readonly number[])[];
  readonly losses: readonly number[];
}

export function exported(data: string, seed: number, epochs: number): Exported {
  const split = DATA[data]!(seed);
  const settings: Settings = { pooling: "logarithm", trainsFeatures: true, features: FEATURES, epochs, seed };
  const { W, b, C, a } = new PoolingNetwork(settings, split.train);
  const plain = ({ rows, cols, data: entries }: Matrix): { shape: number[]; data: number[] } => ({
    shape: [rows, cols],
    data: Array.from(entries),
  });
  const { rows, cols, inputs, labels } = split.train;
  return {
    inputs: inputs.map((x) => Array.from({ length: rows }, (_, i) => Array.from(x.slice(i * cols, (i + 1) * cols)))),
    labels,
    parameters: { W: plain(W), b: plain(b), C: plain(C), a: plain(a) },
    order: ordersOf(split.train, settings),
    losses: train(split, settings).losses,
  };
}

if (process.argv[1] === import.meta.filename) {
  const [data = "covariances", seed = "1", epochs = "3"] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(exported(data, Number(seed), Number(epochs))));
}
