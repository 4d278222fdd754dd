/** The report of the benchmark: a table, plots and report.json. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { plot } from "./plot.js";
import type { Row } from "./row.js";

export interface BatchRow {
  readonly layer: string;
  readonly n: number;
  readonly batch: number;
  readonly forward_us: number;
  readonly forward_backward_us: number;
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, x) => sum + Math.log(x), 0) / values.length);

const ratioOf = (r: Row): number => r.forward_backward_us / r.torch_forward_backward_us!;

/** The faster runtime of each cell. */
function best(rows: readonly Row[]): Row[] {
  const cells = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.layer} ${row.n}`;
    const other = cells.get(key);
    if (!other || row.forward_backward_us < other.forward_backward_us) cells.set(key, row);
  }
  return [...cells.values()];
}

interface Summary {
  /** Geometric mean of forward with backward over PyTorch's, by WebAssembly, n ≤ 128. */
  readonly wasm_to_128: number;
  /** The same over everything, with the faster runtime. */
  readonly best_overall: number;
  readonly cells_above_one: readonly string[];
  /** Geometric mean over the formulas by hand. */
  readonly to_paper: number | null;
}

function summarize(rows: readonly Row[]): Summary | null {
  const compared = rows.filter((r) => r.torch_forward_backward_us !== null);
  if (compared.length === 0) return null;
  const small = compared.filter((r) => r.runtime === "wasm" && r.n <= 128);
  const cells = best(compared);
  const byHand = rows.filter((r) => r.paper_forward_backward_us !== null);
  return {
    wasm_to_128: geometricMean(small.map(ratioOf)),
    best_overall: geometricMean(cells.map(ratioOf)),
    cells_above_one: cells.filter((r) => ratioOf(r) > 1).map((r) => `${r.layer} n=${r.n} (${ratioOf(r).toFixed(2)})`),
    to_paper: byHand.length > 0 ? geometricMean(byHand.map((r) => r.forward_backward_us / r.paper_forward_backward_us!)) : null, // prettier-ignore
  };
}

function torchVersion(python: string | undefined): string | null {
  if (!python) return null;
  return execFileSync(python, ["-c", "import torch; print(torch.__version__)"], { encoding: "utf8" }).trim();
}

const us = (x: number | null): string => (x === null ? "–" : x < 100 ? x.toPrecision(3) : x.toFixed(0));
const quotient = (a: number, b: number | null): string => (b === null ? "–" : (a / b).toFixed(2));

const machineFacts = () => ({
  processor: cpus()[0]?.model.trim() ?? "unknown",
  processors: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  system: `${platform()} ${release()}`,
  waiting: Math.round(loadavg()[2]!),
});

/** What took part in the run, by version. */
function versionsUsed(python: string | undefined, native: string | undefined) {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return {
    "matrix-backprop": version,
    node: process.version,
    v8: process.versions.v8,
    torch: torchVersion(python),
    native: native ?? null,
  };
}

/** Writes report.json, report.md and a plot for each layer; returns the summary as text. */
export function writeReport(
  folder: string,
  rows: readonly Row[],
  batches: readonly BatchRow[],
  python: string | undefined,
  native: string | undefined,
): string {
  const machine = machineFacts();
  const versions = versionsUsed(python, native);
  const summary = summarize(rows);
  mkdirSync(folder, { recursive: true });
  const report = { machine, versions, summary, rows, batches };
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
  const layers = [...new Set(rows.map((r) => r.layer))];
  for (const layer of layers) writeFileSync(join(folder, `${layer}.svg`), plot(layer, rows.filter((r) => r.layer === layer))); // prettier-ignore
  const text = summaryText(summary);
  const lines = [
    "# Benchmark",
    "",
    `${machine.processor}, ${machine.processors} processors, ${machine.memory_gb} GB, ${machine.system}.`,
    `${Object.entries(versions).map(([name, v]) => `${name} ${v ?? "–"}`).join(", ")}.`, // prettier-ignore
    `One thread each, double precision. ${machine.waiting} processes were running or waiting (the load of 15 minutes at the end).`,
    "`npm run bench` writes this report.",
    "",
    "Times are medians in µs of one call of the emitted module, its matrices in the runtime's memory (`resident`)",
    "as PyTorch's are in its own; PyTorch runs the same layer with autograd in the same session. *paper* is the formula written",
    "by hand on the same runtime.",
    "",
    text,
    "",
    ...explanation(summary),
    "| layer | n | runtime | forward | forward + backward | PyTorch forward | PyTorch both | ratio forward | ratio both | paper both | ratio to paper |",
    "| --- | --: | --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ...rows.map((r) => {
      const cells = [r.layer, r.n, r.runtime, us(r.forward_us), us(r.forward_backward_us), us(r.torch_forward_us)];
      const more = [us(r.torch_forward_backward_us), quotient(r.forward_us, r.torch_forward_us), quotient(r.forward_backward_us, r.torch_forward_backward_us)]; // prettier-ignore
      const paper = [us(r.paper_forward_backward_us), quotient(r.forward_backward_us, r.paper_forward_backward_us)];
      return `| ${[...cells, ...more, ...paper].join(" | ")} |`;
    }),
    "",
    ...(batches.length > 0 ? batchTable(batches) : []),
    ...layers.flatMap((layer) => [`![${layer}](${layer}.svg)`, ""]),
  ];
  writeFileSync(join(folder, "report.md"), `${lines.join("\n").trimEnd()}\n`);
  return `${text}\nwritten to ${folder}`;
}

function batchTable(batches: readonly BatchRow[]): string[] {
  return [
    "## Batches of 256",
    "",
    "µs for one matrix of the batch, by WebAssembly on one thread.",
    "",
    "| layer | n | forward | forward + backward |",
    "| --- | --: | --: | --: |",
    ...batches.map((b) => `| ${b.layer} | ${b.n} | ${us(b.forward_us)} | ${us(b.forward_backward_us)} |`),
    "",
  ];
}

function summaryText(summary: Summary | null): string {
  if (!summary) return "PyTorch was not there to compare with.";
  const lines = [
    "Forward and backward against PyTorch, geometric means of the ratios (below 1 is faster):",
    "",
    `- WebAssembly, n ≤ 128: ${summary.wasm_to_128.toFixed(3)}`,
    `- the faster runtime, all sizes: ${summary.best_overall.toFixed(3)}`,
    `- cells above 1 with the faster runtime: ${summary.cells_above_one.join(", ") || "none"}`,
  ];
  if (summary.to_paper !== null) lines.push(`- against the formulas by hand: ${summary.to_paper.toFixed(3)}`);
  return lines.join("\n");
}

/** Why a cell can be above one, where there is one. */
function explanation(summary: Summary | null): string[] {
  if (!summary || summary.cells_above_one.length === 0) return [];
  return [
    "Kernels and PyTorch are timed one after the other, so that on a busy machine, whose processes wait for a processor, ratios of",
    "the larger sizes are those of the moment. Where a cell is above 1 on a quiet one, the time is that of LAPACK's decomposition,",
    "which both call and which takes nearly all of it (`svdmap`, `eiglayer`), or of entrywise functions on two lanes of SIMD where",
    "PyTorch has four (`mlp`, `attention`); see `docs/kernels.md`.",
    "",
  ];
}
