/** Batches in parts by worker threads, with the library as it is built: a worker starts from a module of its own. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchOf } from "../../bench/batches.js";
import { cotangentsOf, inputsOf, type Values } from "../../bench/inputs.js";
import type { Arguments, Results } from "../../codegen/run/layer.js";
import type { Batch, Matrix } from "../../codegen/runtime/index.js";
import type * as Library from "../../src/index.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "workers-"));
let library: typeof Library;

beforeAll(async () => {
  await build({
    absWorkingDir: root,
    entryPoints: ["src/index.ts", "src/worker.ts"],
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    logLevel: "silent",
  });
  copyFileSync(join(root, "codegen/runtime/wasm/linalg.wasm"), join(folder, "linalg.wasm"));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  library = (await import(/* @vite-ignore */ pathToFileURL(join(folder, "index.js")).href)) as typeof Library;
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const layers = (
  JSON.parse(readFileSync(join(root, "bench/layers.json"), "utf8")) as { name: string; program: string }[]
).filter(({ name }) => ["o2p", "zca", "mlp"].includes(name));

/** The largest difference, relative to the largest entry; NaN where the forms differ. */
function difference(a: Results, b: Results): number {
  if (Object.keys(a).join() !== Object.keys(b).join()) return NaN;
  const differences = Object.keys(a).map((name) => {
    const [x, y] = [a[name]!, b[name]!];
    if (typeof x === "number" || typeof y === "number") return Math.abs((x as number) - (y as number));
    const shape = (m: Matrix): string => [(m as Batch).batch, m.rows, m.cols].join();
    if (shape(x) !== shape(y)) return NaN;
    const scale = Math.max(...y.data.map(Math.abs)) || 1;
    return Math.max(...x.data.map((v, k) => Math.abs(v - y.data[k]!))) / scale;
  });
  return Math.max(...differences);
}

describe.each(layers)("the layer $name", ({ name, program }) => {
  it.each([
    [1, 7],
    [3, 7],
    [4, 2],
  ])("gives with %i workers what one thread gives, for a batch of %i", async (workers, count) => {
    const result = library.derive(program);
    const [single, several] = [result.compile(), result.compileWithWorkers({ workers })];
    try {
      const inputs = batchOf(inputsOf(name, 5), count) as Arguments;
      const [one, many] = [single.forward(inputs), await several.forward(inputs)];
      expect(many.outputs).toEqual(one.outputs);
      expect(many.saved.batch).toBe(count);
      const cotangents = cotangentsOf(one.outputs as Values, 5);
      const expected = single.backward(one.saved, cotangents);
      // A sum over the batch is rounded in another order; all else is the same arithmetic.
      expect(difference(await several.backward(many.saved, cotangents), expected)).toBeLessThan(1e-13);
    } finally {
      await several.close();
    }
  });
});

describe("workers", () => {
  const matrixOf = (...data: number[]): Matrix => ({ rows: 2, cols: 2, data: Float64Array.from(data) });
  const batch = (...all: Matrix[]): Batch => ({
    batch: all.length,
    rows: 2,
    cols: 2,
    data: Float64Array.from(all.flatMap((m) => [...m.data])),
  });
  const regular = matrixOf(2, 0, 0, 1);

  it("take single values, sum the gradients of what has no batch, and answer calls that overlap in order", async () => {
    const result = library.derive("tr(A B)", { declare: { A: "n×n", B: "n×n" } });
    const layer = result.compileWithWorkers({ workers: 2 });
    const all = await Promise.all([1, 2, 3].map((x) => layer.forward({ A: regular, B: matrixOf(x, 0, 0, 0) })));
    expect(all.map((r) => r.outputs["Y"])).toEqual([2, 4, 6]);
    const { saved } = await layer.forward({ A: batch(regular, regular, regular), B: regular });
    const gradients = await layer.backward(saved);
    expect(gradients["B"]).toEqual(matrixOf(6, 0, 0, 3));
    expect(gradients["A"]).toEqual(batch(regular, regular, regular));
    await layer.close();
  });

  it("pass errors on with their class, code and message, and go on", async () => {
    const result = library.derive("inv(A)");
    const layer = result.compileWithWorkers({ workers: 2 });
    const singular = matrixOf(1, 2, 2, 4);
    const thrown = (call: () => unknown): unknown => {
      try {
        return call();
      } catch (error) {
        return error;
      }
    };
    const wrong: Arguments[] = [{ A: batch(regular, singular) }, {}, { A: regular, B: regular }, { A: matrixOf(NaN, 0, 0, 1) }]; // prettier-ignore
    for (const inputs of wrong) {
      const expected = thrown(() => result.compile().forward(inputs)) as Error & { code: string };
      const { name, code, message } = expected;
      await expect(layer.forward(inputs)).rejects.toMatchObject({ name, code, message });
    }
    await expect(layer.forward({ A: batch(regular, singular) })).rejects.toMatchObject({ code: "Singular" });
    const { saved } = await layer.forward({ A: batch(regular, regular) });
    await expect(layer.backward(saved, { Y: batch(regular) })).rejects.toMatchObject({ code: "Shape" });
    await expect(layer.backward({ batch: 2 })).rejects.toMatchObject({ code: "data/saved" });
    expect((await layer.backward(saved, { Y: regular }))["A"]).toMatchObject({ batch: 2 });
    layer.release(saved);
    await expect(layer.backward(saved, { Y: regular })).rejects.toMatchObject({ code: "data/saved" });
    await layer.close();
  });

  it("end when the layer is closed; what is awaited then, and what comes later, is refused", async () => {
    const layer = library.derive("inv(A)").compileWithWorkers({ workers: 2 });
    const awaited = expect(layer.forward({ A: regular })).rejects.toMatchObject({ code: "Usage" });
    await layer.close();
    await awaited;
    await expect(layer.forward({ A: regular })).rejects.toMatchObject({ code: "Usage" });
    await layer.close();
  });

  it("are at least one", () => {
    for (const workers of [0, 1.5, NaN]) {
      expect(() => library.derive("inv(A)").compileWithWorkers({ workers })).toThrow(/workers must be/);
    }
  });
});
