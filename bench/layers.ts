/**
 * Times the generated kernels of the layers in layers.json, forward and forward with backward, against PyTorch and against
 * the paper's formulas written by hand on the same runtime. Prints the ratios and writes docs/bench/.
 *
 * Usage: tsx bench/layers.ts [--sizes 8,32] [--layers o2p,zca] [--budget 150] [--out docs/bench] [--python python3]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { openNative } from "../codegen/runtime/native/index.js";
import {
  linalg,
  release,
  resident,
  ResidentMatrix,
  useLinearAlgebra,
  type LinearAlgebra,
} from "../codegen/runtime/index.js";
import { derive, emit } from "../src/index.js";
import { batchOf } from "./batches.js";
import { cotangentsOf, inputsOf, type Values } from "./inputs.js";
import { formulas } from "./papers.js";
import { writeReport, type BatchRow } from "./report.js";
import type { Row } from "./row.js";
import { medianMicroseconds } from "./timing.js";

const { values: options } = parseArgs({
  options: {
    sizes: { type: "string", default: "8,16,32,64,128,256" },
    layers: { type: "string", default: "" },
    budget: { type: "string", default: "150" },
    out: { type: "string", default: "docs/bench" },
    python: { type: "string", default: "" },
  },
});
const sizes = options.sizes.split(",").map(Number);
const budget = Number(options.budget);

interface LayerSpecification {
  readonly name: string;
  readonly program: string;
}

/** An emitted module, or a layer compiled at run time. */
interface Kernel {
  forward(inputs: Values): { outputs: Values; saved: object };
  backward(saved: object, cotangents: Values): Values;
}

interface TorchTimes {
  readonly layer: string;
  readonly n: number;
  readonly forward_us: number;
  readonly forward_backward_us: number;
}

const here = new URL(".", import.meta.url);
const all = JSON.parse(readFileSync(new URL("layers.json", here), "utf8")) as LayerSpecification[];
const layers = all.filter(({ name }) => !options.layers || options.layers.split(",").includes(name));

/** Debian's package is for the system's Python, which need not be the first one on the path. */
function findPython(): string | undefined {
  for (const python of options.python ? [options.python] : ["python3", "/usr/bin/python3"]) {
    try {
      execFileSync(python, ["-c", "import torch"], { stdio: "ignore" });
      return python;
    } catch {
      continue;
    }
  }
  return undefined;
}

const oneThread = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

function torchTimes(python: string | undefined, layer: string): Map<number, TorchTimes> {
  if (!python) return new Map();
  const script = new URL("torch_layers.py", here).pathname;
  const args = [script, "--layers", layer, "--sizes", options.sizes, "--threads", "1"];
  const lines = execFileSync(python, args, { encoding: "utf8", env: oneThread }).trim().split("\n");
  return new Map(lines.map((line) => JSON.parse(line) as TorchTimes).map((t) => [t.n, t]));
}

/** Loads an emitted module with this project's runtime. */
async function load(folder: string, name: string, source: string): Promise<Kernel> {
  const runtime = new URL("../codegen/runtime/index.ts", here).href;
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, source.replace('"matrix-backprop/runtime"', JSON.stringify(runtime)));
  return (await import(pathToFileURL(file).href)) as Kernel;
}

/** The matrices in the runtime's memory, as PyTorch's are in its own. */
const residents = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === "number" ? v : resident(v)]));

/** Gives back results that are in the runtime's memory. */
function free(results: Values): void {
  for (const name in results) {
    const result = results[name];
    if (result instanceof ResidentMatrix) result.free();
  }
}

/** Lets the runtime give back what is garbage. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

interface Timed {
  readonly forward: number;
  readonly both: number;
}

async function time(kernel: Kernel, inputs: Values, cotangents: Values): Promise<Timed> {
  await settle();
  const both = medianMicroseconds(() => {
    const { outputs, saved } = kernel.forward(inputs);
    const gradients = kernel.backward(saved, cotangents);
    release(saved);
    free(outputs);
    free(gradients);
  }, budget);
  await settle();
  const forward = medianMicroseconds(() => {
    const { outputs, saved } = kernel.forward(inputs);
    release(saved);
    free(outputs);
  }, budget / 2);
  return { forward, both };
}

async function runtimes(): Promise<Map<"wasm" | "native", LinearAlgebra>> {
  const found = new Map<"wasm" | "native", LinearAlgebra>([["wasm", linalg()]]);
  try {
    found.set("native", await openNative({ threads: 1 }));
  } catch (error) {
    console.error(`native runtime: ${(error as Error).message}`);
  }
  return found;
}

const show = (x: number | undefined): string => (x === undefined ? "–" : x < 100 ? x.toPrecision(3) : x.toFixed(0)).padStart(9); // prettier-ignore
const ratio = (a: number, b: number | undefined): string => (b === undefined ? "–" : (a / b).toFixed(2)).padStart(6);

async function timeLayer(
  specification: LayerSpecification,
  folder: string,
  python: string | undefined,
  algebras: ReadonlyMap<"wasm" | "native", LinearAlgebra>,
): Promise<Row[]> {
  const rows: Row[] = [];
  const derivation = derive(specification.program);
  const module = await load(folder, specification.name, emit(derivation, "ts"));
  const torch = torchTimes(python, specification.name);
  const paper = formulas[specification.name];
  for (const n of sizes) {
    for (const [runtime, algebra] of algebras) {
      useLinearAlgebra(algebra);
      const inputs = residents(inputsOf(specification.name, n));
      const cotangents = residents(cotangentsOf(module.forward(inputs).outputs, n));
      const emitted = await time(module, inputs, cotangents);
      const byHand = paper && (await time(paper, inputs, cotangents));
      const t = torch.get(n);
      rows.push({
        layer: specification.name,
        n,
        runtime,
        forward_us: emitted.forward,
        forward_backward_us: emitted.both,
        torch_forward_us: t?.forward_us ?? null,
        torch_forward_backward_us: t?.forward_backward_us ?? null,
        paper_forward_us: byHand?.forward ?? null,
        paper_forward_backward_us: byHand?.both ?? null,
      });
      const times = [emitted.forward, emitted.both, t?.forward_us, t?.forward_backward_us, byHand?.both].map(show);
      const ratios = [ratio(emitted.forward, t?.forward_us), ratio(emitted.both, t?.forward_backward_us)];
      const toPaper = byHand ? ratio(emitted.both, byHand.both) : "     –";
      console.log(`${specification.name.padEnd(10)} ${String(n).padStart(4)} ${runtime.padEnd(6)}`, ...times, ...ratios, toPaper); // prettier-ignore
    }
  }
  return rows;
}

/** 256 matrices at a time, as a layer in training sees them: microseconds for one of them. */
async function timeBatches(folder: string): Promise<BatchRow[]> {
  const rows: BatchRow[] = [];
  for (const name of ["o2p", "zca", "mlp"]) {
    const specification = all.find((l) => l.name === name)!;
    const module = await load(folder, `${name}-batch`, emit(derive(specification.program), "ts"));
    for (const n of [16, 32]) {
      const inputs = batchOf(inputsOf(name, n), 256);
      const { outputs, saved } = module.forward(inputs);
      release(saved);
      const { forward, both } = await time(module, inputs, outputs);
      rows.push({ layer: name, n, batch: 256, forward_us: forward / 256, forward_backward_us: both / 256 });
    }
  }
  return rows;
}

const folder = mkdtempSync(join(tmpdir(), "matrix-backprop-bench-"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
const python = findPython();
if (!python) console.error("PyTorch is not installed: no comparison with it (Debian: apt-get install python3-torch)");
const algebras = await runtimes();
console.log("µs, medians      n        forward      both     torch     torch     paper   ratios to torch, to paper");
const rows: Row[] = [];
for (const layer of layers) rows.push(...(await timeLayer(layer, folder, python, algebras)));
useLinearAlgebra(algebras.get("wasm")!);
const batches = options.layers ? [] : await timeBatches(folder);
rmSync(folder, { recursive: true });
const native = algebras.get("native")?.name;
console.log(writeReport(options.out, rows, batches, python, native));
