import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Arguments, Layer, Results } from "../../codegen/run/layer.js";
import { linalg, release, type Batch, type Matrix } from "../../codegen/runtime/index.js";
import { derive } from "../../src/index.js";
import { cotangentsOf, inputsOf, type Values } from "../../bench/inputs.js";

interface LayerSpecification {
  readonly name: string;
  readonly program: string;
}

const layers = JSON.parse(
  readFileSync(new URL("../../bench/layers.json", import.meta.url), "utf8"),
) as LayerSpecification[];

/** Stacks values of one shape, numbers as 1×1 matrices. */
function stacked(values: readonly (Matrix | number)[]): Batch {
  const all = values.map((v) => (typeof v === "number" ? { rows: 1, cols: 1, data: Float64Array.of(v) } : v));
  const { rows, cols } = all[0]!;
  return { batch: all.length, rows, cols, data: Float64Array.from(all.flatMap((m) => [...m.data])) };
}

const entries = (v: Matrix | number): number[] => (typeof v === "number" ? [v] : [...v.data]);

const perturbed = (inputs: Values, factor: number): Values =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, v]) => [
      name,
      typeof v === "number" ? v * factor : { ...v, data: v.data.map((x) => x * factor) },
    ]),
  );

describe.each(layers)("the layer $name", ({ name, program }) => {
  const layer: Layer = derive(program).compile();

  it("computes a batch as its elements", () => {
    const all = [1, 1.25, 0.75].map((factor) => perturbed(inputsOf(name, 6), factor));
    const single = all.map((inputs) => {
      const { outputs, saved } = layer.forward(inputs);
      const cotangents = cotangentsOf(outputs, 6);
      return { outputs, cotangents, gradients: layer.backward(saved, cotangents) };
    });
    const stack = (records: readonly Values[]): Arguments =>
      Object.fromEntries(Object.keys(records[0]!).map((key) => [key, stacked(records.map((r) => r[key]!))]));
    const { outputs, saved } = layer.forward(stack(all));
    const gradients = layer.backward(saved, stack(single.map((s) => s.cotangents)));
    // The same calls on the same numbers: not a bit differs.
    expect(outputs).toEqual(stack(single.map((s) => s.outputs)));
    expect(gradients).toEqual(stack(single.map((s) => s.gradients)));
  });

  it("gives the same gradients again, after other forwards too", () => {
    const inputs = inputsOf(name, 5);
    const first = layer.forward(inputs);
    const cotangents = cotangentsOf(first.outputs, 5);
    const second = layer.forward(perturbed(inputs, 2));
    layer.backward(second.saved, cotangents);
    const gradients = layer.backward(first.saved, cotangents);
    expect(layer.backward(first.saved, cotangents)).toEqual(gradients);
  });
});

describe("a batch", () => {
  const layer = derive("A: m×n\nx: n\ns: scalar\ns A x").compile();
  const A: Matrix = { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
  const xs: Batch = { batch: 2, rows: 3, cols: 1, data: Float64Array.of(1, 0, 0, 0, 1, 0) };

  it("adds up the gradients of inputs without a batch", () => {
    const { outputs, saved } = layer.forward({ A, x: xs, s: 2 });
    expect([...(outputs["Y"] as Matrix).data]).toEqual([2, 8, 4, 10]);
    const Y: Batch = { batch: 2, rows: 2, cols: 1, data: Float64Array.of(1, 0, 0, 1) };
    const gradients = layer.backward(saved, { Y });
    expect(entries(gradients["A"]!)).toEqual([2, 0, 0, 0, 2, 0]);
    expect(entries(gradients["s"]!)).toEqual([1 + 5]);
    expect(gradients["x"]).toEqual({ batch: 2, rows: 3, cols: 1, data: Float64Array.of(2, 4, 6, 8, 10, 12) });
  });

  it("takes numbers as 1×1 matrices", () => {
    const { outputs } = layer.forward({ A, x: xs, s: { batch: 2, rows: 1, cols: 1, data: Float64Array.of(1, 10) } });
    expect([...(outputs["Y"] as Matrix).data]).toEqual([1, 4, 20, 50]);
  });

  it("has one size", () => {
    const three: Batch = { batch: 3, rows: 2, cols: 3, data: new Float64Array(18) };
    expect(() => layer.forward({ A: three, x: xs, s: 1 })).toThrow(/x has a batch of 2, but A one of 3/);
    expect(() => layer.forward({ A, x: { ...xs, batch: 5 }, s: 1 })).toThrow(/6 entries, not those of 5 matrices/);
    const { saved } = layer.forward({ A, x: xs, s: 1 });
    const Y: Batch = { batch: 4, rows: 2, cols: 1, data: new Float64Array(8) };
    expect(() => layer.backward(saved, { Y })).toThrow(/batch of 4, but the inputs had one of 2/);
  });
});

describe("what forward keeps", () => {
  const layer = derive("X: m×n\nlogdet(XᵀX + I)").compile();
  const inputs = (factor: number): Values => perturbed(inputsOf("logdet", 8), factor);

  it("survives thousands of other forwards", () => {
    const kept = layer.forward(inputs(1)).saved;
    const expected = layer.backward(layer.forward(inputs(1)).saved);
    for (let i = 0; i < 3000; i++) layer.forward(inputs(2));
    expect(layer.backward(kept)).toEqual(expected);
  });

  it("can be given back", () => {
    const { saved } = layer.forward(inputs(1));
    release(saved);
    expect(() => layer.backward(saved)).toThrow(/not of this kernel/);
  });
});

describe("memory", () => {
  const step = (layer: Layer, inputs: Values): Results => layer.backward(layer.forward(inputs).saved);

  it("does not grow in a loop of 10 000 steps", async () => {
    const layer = derive("X: m×n\nlogdet(XᵀX + I)").compile();
    const inputs = inputsOf("logdet", 12);
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const figures = (): readonly [number, number, number] => {
      collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return [linalg().heap().length * 8, linalg().bytesInUse(), heapUsed + arrayBuffers];
    };
    for (let i = 0; i < 2000; i++) step(layer, inputs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = figures();
    for (let i = 0; i < 10_000; i++) step(layer, inputs);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const after = figures();
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBeLessThanOrEqual(before[1]);
    // 10 000 results of 2 KB would be 20 MB.
    expect(after[2] - before[2]).toBeLessThan(6e6);
  });
});

describe("a sum with the identity", () => {
  it("can be multiplied with itself", () => {
    const A: Matrix = { rows: 2, cols: 2, data: Float64Array.of(0, 1, 2, 3) };
    const layer = derive("A: n×n\n(I + A)(I + A)").compile();
    const { outputs, saved } = layer.forward({ A });
    expect(entries(outputs["Y"]!)).toEqual([3, 5, 10, 18]);
    expect(entries(layer.backward(saved, { Y: A })["A"]!)).toEqual([5, 11, 13, 29]);
  });
});

describe("release", () => {
  const layer = derive("X: m×n; ε: scalar positive; log(XᵀX + εI)").compile();
  const X: Matrix = { rows: 3, cols: 2, data: Float64Array.of(1, 2, 3, 4, 5, 6) };

  it("gives back what one call saved, and what a batch saved", () => {
    const one = layer.forward({ X, ε: 1 }).saved;
    const batch = layer.forward({ X: { batch: 1, ...X }, ε: 1 }).saved;
    layer.backward(one, { Y: { rows: 2, cols: 2, data: new Float64Array(4) } });
    for (const saved of [one, batch]) {
      layer.release(saved);
      expect(() => layer.backward(saved, { Y: { rows: 2, cols: 2, data: new Float64Array(4) } })).toThrow();
    }
  });

  it("refuses what another layer saved", () => {
    const other = derive("A: n×n; A A").compile();
    const { saved } = other.forward({ A: { rows: 1, cols: 1, data: Float64Array.of(2) } });
    expect(() => {
      layer.release(saved);
    }).toThrow("saved is not what forward of this layer returned");
  });
});
