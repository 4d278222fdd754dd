/**
 * The experiment: `npm run experiment` trains all networks and writes what docs/experiment.md shows. Options: `--seeds N`,
 * `--epochs N`, `--dry` (writes nothing).
 */
import { parseArgs } from "node:util";
import { covariances } from "./data/covariances.js";
import { digits } from "./data/digits.js";
import { textures } from "./data/textures.js";
import type { Split } from "./data/samples.js";
import { trainCut, type Goal } from "./cuts.js";
import { PoolingNetwork, train, type Pooling } from "./pooling.js";
import { writeReport } from "./report.js";
import type { CutRow, PoolingRow } from "./rows.js";

/** A network of the table. */
interface Variant {
  readonly label: string;
  readonly pooling: Pooling;
  readonly trainsFeatures: boolean;
  readonly features: (split: Split) => number;
}

/** The number of features of networks with second-order pooling. */
export const FEATURES = 8;
const few = (): number => FEATURES;

/** As many features as give a first-order network the parameters of a second-order one. */
const asManyParameters = ({ train: samples }: Split): number => {
  const wanted = PoolingNetwork.parameters({ pooling: "second", features: FEATURES }, samples);
  return Math.round((wanted - samples.classes) / (samples.cols + 1 + samples.classes));
};

export const VARIANTS: readonly Variant[] = [
  { label: "mean", pooling: "mean", trainsFeatures: true, features: few },
  { label: "mean, as many parameters", pooling: "mean", trainsFeatures: true, features: asManyParameters },
  { label: "second moments", pooling: "second", trainsFeatures: true, features: few },
  { label: "second moments, features fixed", pooling: "second", trainsFeatures: false, features: few },
  { label: "logarithm", pooling: "logarithm", trainsFeatures: true, features: few },
  { label: "logarithm, features fixed", pooling: "logarithm", trainsFeatures: false, features: few },
  { label: "logarithm in stages, 1/(λⱼ − λᵢ)", pooling: "two stages", trainsFeatures: true, features: few },
  { label: "logarithm, 12 features", pooling: "logarithm", trainsFeatures: true, features: () => 12 },
  { label: "in stages, 12 features", pooling: "two stages", trainsFeatures: true, features: () => 12 },
];

export const DATA: Readonly<Record<string, (seed: number) => Split>> = {
  covariances: (seed) => covariances(seed, 400, 600),
  textures: (seed) => textures(seed, 400, 600),
  digits: (seed) => digits(seed, 800, 997),
};

const GOALS: readonly Goal[] = ["none", "affinity", "cut"];

export interface Size {
  readonly seeds: number;
  readonly epochs: number;
  readonly images: number;
}

export function poolingRows({ seeds, epochs }: Size, data: readonly string[] = Object.keys(DATA)): PoolingRow[] {
  return data.flatMap((name) =>
    VARIANTS.map(({ label, pooling, trainsFeatures, features }) => {
      const outcomes = Array.from({ length: seeds }, (_, i) => {
        const split = DATA[name]!(i + 1);
        return train(split, { pooling, trainsFeatures, features: features(split), epochs, seed: i + 1 });
      });
      const split = DATA[name]!(1);
      const parameters = PoolingNetwork.parameters({ pooling, features: features(split) }, split.train);
      return { data: name, network: label, parameters, outcomes };
    }),
  );
}

export const cutRows = ({ seeds, epochs, images }: Size): CutRow[] =>
  GOALS.map((goal) => ({
    goal,
    outcomes: Array.from({ length: seeds }, (_, i) =>
      trainCut({ goal, train: images, test: images, epochs, seed: i + 1 }),
    ),
  }));

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { seeds: { type: "string" }, epochs: { type: "string" }, dry: { type: "boolean" } },
  });
  const size = { seeds: Number(values.seeds ?? 5), epochs: Number(values.epochs ?? 20), images: 40 };
  const begin = performance.now();
  const pooling = poolingRows(size);
  const cuts = cutRows(size);
  const seconds = Math.round((performance.now() - begin) / 1000);
  writeReport({ size, pooling, cuts, seconds }, values.dry !== true);
}
