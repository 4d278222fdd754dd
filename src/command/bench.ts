/** `--bench`: times the generated kernel at growing sizes, forward and backward. */
import { Kernel } from "../plan/kernel.js";
import type { Layer, Results } from "../../codegen/run/layer.js";
import { layerOf } from "../plan/layer.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { linalg, release } from "../../codegen/runtime/index.js";
import type { Port } from "../../codegen/plan/program.js";
import type { Derivation } from "../calculus/derivation.js";
import { samplePoint, sampleCotangents } from "../check/derivation/random-point.js";
import { Random } from "../check/random.js";
import { symbolsOf } from "../../codegen/plan/sizes.js";

/** Times at one assignment of sizes, in microseconds: medians of one call. */
export interface BenchRow {
  readonly sizes: Readonly<Record<string, number>>;
  readonly forward_us: number;
  readonly backward_us: number;
  /** backward / forward */
  readonly ratio: number;
}

export interface BenchReport {
  /** What computed: "WebAssembly" or the name of a native library. */
  readonly runtime: string;
  readonly rows: readonly BenchRow[];
  /** Why sizes are missing. */
  readonly problems: readonly string[];
}

export const SIZES = [8, 16, 32, 64, 128];
/** Milliseconds for one figure. */
const BUDGET = 120;

/** Times the kernel of a derivation; sizes that are given stay, the others grow, and matrices are tall. */
export function benchDerivation(
  derivation: Derivation,
  given: Readonly<Record<string, number>>,
  seed: number,
  tell: (sizes: string) => void = () => undefined,
): BenchReport {
  const measure = benchOf(derivation, seed);
  const rows: BenchRow[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const n of SIZES) {
    const sizes = sizesAt(derivation, given, n);
    const key = [...sizes].join();
    if (seen.has(key)) continue;
    seen.add(key);
    tell(sizesText(Object.fromEntries(sizes)));
    const row = measure(sizes);
    if (typeof row === "string") problems.push(`${sizesText(Object.fromEntries(sizes))}: ${row}`);
    else rows.push(row);
  }
  return { runtime: linalg().name, rows, problems };
}

/** What times the kernel of a derivation at sizes; a text says why there is no point at them. */
export function benchOf(
  derivation: Derivation,
  seed: number,
): (sizes: ReadonlyMap<string, number>) => BenchRow | string {
  const kernel = new Kernel(derivation);
  const layer = layerOf(derivation);
  return (sizes) => {
    const random = new Random(seed);
    const point = samplePoint(derivation, kernel, sizes, random);
    if (typeof point === "string") return point;
    const cotangents = record(sampleCotangents(kernel, sizes, random));
    return timeAt(layer, record(point), cotangents, Object.fromEntries(sizes));
  };
}

/** n for every size, 2n for the rows of a matrix that is not square. */
export function sizesAt(
  derivation: Derivation,
  given: Readonly<Record<string, number>>,
  n: number,
): Map<string, number> {
  const sizes = new Map(Object.entries(given));
  const inputs = derivation.program.inputs.map((i) => i.node);
  const symbols = new Set(derivation.program.dimensions);
  for (const { rows, cols } of inputs) for (const d of [rows, cols]) for (const s of symbolsOf(d)) symbols.add(s);
  const narrow = new Set(inputs.flatMap(({ cols }) => [...symbolsOf(cols)]));
  for (const { rows } of inputs) {
    for (const s of symbolsOf(rows)) if (!narrow.has(s) && !sizes.has(s)) sizes.set(s, 2 * n);
  }
  for (const s of symbols) if (!sizes.has(s)) sizes.set(s, n);
  // Without a narrow size nothing is tall: vectors and square matrices have the size itself.
  if ([...narrow].length === 0) for (const s of symbols) if (!(s in given)) sizes.set(s, n);
  return sizes;
}

function record(values: ReadonlyMap<Port, Matrix>): Results {
  return Object.fromEntries(
    [...values].map(([port, m]) => [port.name, port.value.storage === "scalar" ? m.data[0]! : m]),
  );
}

function timeAt(layer: Layer, inputs: Results, cotangents: Results, sizes: Readonly<Record<string, number>>): BenchRow {
  const forward = median(() => {
    release(layer.forward(inputs, sizes).saved);
  });
  const { saved } = layer.forward(inputs, sizes);
  const backward = median(() => {
    layer.backward(saved, cotangents);
  });
  release(saved);
  return { sizes, forward_us: round(forward), backward_us: round(backward), ratio: round(backward / forward) };
}

const round = (x: number): number => Number(x.toPrecision(3));

let shortest: number | undefined;

/** Milliseconds of a group of calls: many ticks of the clock, which is coarse in browsers. */
function groupTime(): number {
  if (shortest === undefined) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    shortest = Math.max(0.03, 20 * (now - start));
  }
  return shortest;
}

/** Microseconds of one call: the median of groups that last long enough for the clock. */
function median(call: () => void): number {
  const start = performance.now();
  let calls = 0;
  do {
    call();
    calls++;
  } while (performance.now() - start < BUDGET / 3);
  const group = Math.max(1, Math.ceil((groupTime() * calls) / (performance.now() - start)));
  const times: number[] = [];
  for (const begin = performance.now(); times.length < 3 || performance.now() - begin < BUDGET;) {
    const t = performance.now();
    for (let i = 0; i < group; i++) call();
    times.push((performance.now() - t) / group);
  }
  return 1000 * times.sort((a, b) => a - b)[times.length >> 1]!;
}

const sizesText = (sizes: Readonly<Record<string, number>>): string =>
  Object.entries(sizes).map(([name, size]) => `${name}=${String(size)}`).join(" ") || "–"; // prettier-ignore

export function benchText({ runtime, rows, problems }: BenchReport): string {
  const cells = rows.map((r) => [sizesText(r.sizes), String(r.forward_us), String(r.backward_us), String(r.ratio)]);
  const table = [["sizes", "forward µs", "backward µs", "backward/forward"], ...cells];
  const widths = [0, 1, 2, 3].map((k) => Math.max(...table.map((row) => row[k]!.length)));
  const lines = table.map((row) =>
    row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join("  "),
  );
  return [`Bench (${runtime})`, ...lines.map((l) => `  ${l}`), ...problems.map((p) => `  not timed: ${p}`), ""].join(
    "\n",
  );
}

export const benchJson = (report: BenchReport): string => `${JSON.stringify({ bench: report }, null, 2)}\n`;
