/** The tables and plots of the experiment. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Goal } from "./cuts.js";
import { learningCurves, type Curve } from "./curves.js";
import type { Outcome } from "./pooling.js";
import { meanOf, type CutRow, type PoolingRow } from "./rows.js";

interface Report {
  readonly size: { readonly seeds: number; readonly epochs: number; readonly images: number };
  readonly pooling: readonly PoolingRow[];
  readonly cuts: readonly CutRow[];
  readonly seconds: number;
}

const DOCS = new URL("../../docs/", import.meta.url);
const PAGE = new URL("experiment.md", DOCS);
const [BEGIN, END] = ["<!-- figures of npm run experiment -->", "<!-- end of the figures -->"];

const GOAL_WORDS: Readonly<Record<Goal, string>> = {
  none: "nothing: random features",
  affinity: "the affinities of pairs of pixels",
  cut: "the projector of the cut, by matrix backpropagation",
};

export function writeReport(report: Report, toFiles: boolean): void {
  const tables = tablesOf(report);
  console.log(tables);
  if (!toFiles) return;
  const page = readFileSync(PAGE, "utf8");
  const [before] = page.split(BEGIN);
  const [, after] = page.split(END);
  writeFileSync(PAGE, `${before!}${BEGIN}\n\n${tables}\n\n${END}${after!}`);
  const folder = new URL("experiment/", DOCS);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("results.json", folder), `${JSON.stringify(report)}\n`);
  for (const data of new Set(report.pooling.map((r) => r.data))) {
    const rows = report.pooling.filter((r) => r.data === data && !r.network.includes("12 features"));
    writeFileSync(new URL(`${data}.svg`, folder), learningCurves(data, rows.map(curveOf), report.size.epochs));
  }
}

/** The mean over the seeds. */
const curveOf = ({ network, outcomes }: PoolingRow): Curve => ({
  network,
  values: outcomes[0]!.accuracies.map((_, epoch) => meanOf(outcomes.map((o) => o.accuracies[epoch]!))),
});

export function tablesOf({ size, pooling, cuts, seconds }: Report): string {
  const spread = `mean ± standard deviation over ${String(size.seeds)} seeds, ${String(size.epochs)} epochs each`;
  const data = [...new Set(pooling.map((r) => r.data))];
  const accuracy = data.flatMap((name) => [
    `| **${name}** | | | | |`,
    ...pooling
      .filter((r) => r.data === name)
      .map(({ network, parameters, outcomes }) => {
        const percent = outcomes.map((o) => 100 * o.accuracies.at(-1)!);
        const loss = outcomes.map((o) => o.losses.at(-1)!);
        return `| ${network} | ${String(parameters)} | ${withSpread(percent, 1)} | ${withSpread(loss, 3)} | ${failures(outcomes)} |`;
      }),
  ]);
  return [
    `Pooling: share of the test samples classified rightly (%), cross-entropy in training; ${spread}.`,
    "",
    "| pooling | parameters | right, % | loss | steps without a gradient, inaccurate |",
    "| --- | --: | --: | --: | --: |",
    ...accuracy,
    "",
    `Cuts: ½‖P − T‖² of the projectors and covering of the true regions, over ${String(size.images)} test images; ${spread}.`,
    "",
    "| features are fitted to | distance | covering |",
    "| --- | --: | --: |",
    ...cuts.map(({ goal, outcomes }) => {
      const distance = outcomes.map((o) => o.distance);
      const covering = outcomes.map((o) => o.covering);
      return `| ${GOAL_WORDS[goal]} | ${withSpread(distance, 3)} | ${withSpread(covering, 3)} |`;
    }),
    "",
    `The run took ${String(seconds)} s.`,
  ].join("\n");
}

/** How many steps had no gradient, and how many a wrong one, of all. */
function failures(outcomes: readonly Outcome[]): string {
  const total = (of: (o: Outcome) => number): number => outcomes.reduce((sum, o) => sum + of(o), 0);
  const steps = total((o) => o.steps);
  const share = (count: number): string => `${((100 * count) / steps).toFixed(0)} %`;
  return `${share(total((o) => o.broken))}, ${share(total((o) => o.inaccurate))}`;
}

function withSpread(values: readonly number[], digits: number): string {
  const mean = meanOf(values);
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / Math.max(values.length - 1, 1);
  return `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}
