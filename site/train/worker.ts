/** Trains the networks one after the other and reports every epoch. */
import { covariances } from "../../examples/paper/data/covariances.js";
import { textures } from "../../examples/paper/data/textures.js";
import { train, type Settings } from "../../examples/paper/pooling.js";
import { ready } from "../../codegen/runtime/index.js";
import type { Network, News, Order } from "./protocol.js";

const DATA = { covariances, textures };

const VARIANTS: Readonly<Record<Network, Pick<Settings, "pooling" | "trainsFeatures">>> = {
  mean: { pooling: "mean", trainsFeatures: true },
  logarithm: { pooling: "logarithm", trainsFeatures: true },
  "logarithm, features fixed": { pooling: "logarithm", trainsFeatures: false },
};

const tell = (news: News): void => {
  postMessage(news);
};

async function run({ data, seed, epochs }: Order): Promise<void> {
  await ready();
  const begin = performance.now();
  const split = DATA[data](seed, 400, 600);
  for (const [network, variant] of Object.entries(VARIANTS) as [Network, (typeof VARIANTS)[Network]][]) {
    train(split, { ...variant, features: 8, epochs, seed }, (accuracy, loss) => {
      tell({ kind: "epoch", network, accuracy, loss });
    });
  }
  tell({ kind: "done", seconds: (performance.now() - begin) / 1000 });
}

addEventListener("message", ({ data }: MessageEvent<Order>) => {
  run(data).catch((error: unknown) => {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
