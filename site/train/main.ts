/** The page that trains: settings, the curve as it grows, and the figures of the last epoch. */
import { learningCurves } from "../../examples/paper/curves.js";
import { NETWORKS, type Network, type News, type Order } from "./protocol.js";
import "./style.css";

type Epoch = Extract<News, { kind: "epoch" }>;

const byId = (id: string): HTMLElement => document.getElementById(id)!;
const form = byId("settings") as HTMLFormElement;

let worker: Worker | undefined;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const values = new FormData(form);
  start({
    data: values.get("data") as Order["data"],
    seed: Number(values.get("seed")),
    epochs: Number(values.get("epochs")),
  });
});

/** Ends what is running and trains anew. */
function start(order: Order): void {
  worker?.terminate();
  worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const epochs = new Map<Network, Epoch[]>(NETWORKS.map((network) => [network, []]));
  show(order, epochs);
  byId("state").textContent = "Training …";
  worker.addEventListener("message", ({ data: news }: MessageEvent<News>) => {
    if (news.kind === "epoch") {
      epochs.get(news.network)!.push(news);
      show(order, epochs);
    } else if (news.kind === "done") {
      byId("state").textContent = `Trained ${String(NETWORKS.length)} networks in ${news.seconds.toFixed(1)} s.`;
    } else byId("state").textContent = `Training stopped: ${news.message}`;
  });
  worker.postMessage(order);
}

function show({ data, epochs: count }: Order, epochs: ReadonlyMap<Network, readonly Epoch[]>): void {
  const curves = [...epochs].map(([network, seen]) => ({ network, values: seen.map((e) => e.accuracy) }));
  byId("curve").innerHTML = learningCurves(data, curves, count);
  const rows = [...epochs].map(([network, seen]) => {
    const last = seen.at(-1);
    const row = document.createElement("tr");
    const texts = last
      ? [
          network,
          `${String(seen.length)} of ${String(count)}`,
          `${(100 * last.accuracy).toFixed(1)} %`,
          last.loss.toFixed(3),
        ]
      : [network, "–", "–", "–"];
    row.append(...texts.map((text) => Object.assign(document.createElement("td"), { textContent: text })));
    return row;
  });
  byId("rows").replaceChildren(...rows);
}
