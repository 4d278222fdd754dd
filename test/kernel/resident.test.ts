import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { linalg, resident, ResidentMatrix, type Matrix } from "../../codegen/runtime/index.js";
import { derive } from "../../src/index.js";
import { cotangentsOf, inputsOf, type Values } from "../../bench/inputs.js";

const layers = JSON.parse(readFileSync(new URL("../../bench/layers.json", import.meta.url), "utf8")) as {
  name: string;
  program: string;
}[];

const residents = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, v]) => [name, typeof v === "number" ? v : resident(v)]));

const entries = (values: Values): Record<string, number | Matrix> =>
  Object.fromEntries(
    Object.entries(values).map(([name, v]) => [
      name,
      typeof v === "number" ? v : { rows: v.rows, cols: v.cols, data: v.data.slice() },
    ]),
  );

describe("matrices in the runtime's memory", () => {
  it.each(layers)("give $name the same results, and stay as they are", ({ name, program }) => {
    const layer = derive(program).compile();
    const plain = inputsOf(name, 6);
    const expected = layer.forward(plain);
    const cotangents = cotangentsOf(expected.outputs, 6);
    const gradients = layer.backward(expected.saved, cotangents);
    const [inputs, seeds] = [residents(plain), residents(cotangents)];
    // Twice: what the first call writes must not be read as an input by the second.
    for (let i = 0; i < 2; i++) {
      const { outputs, saved } = layer.forward(inputs);
      expect(entries(outputs)).toEqual(entries(expected.outputs));
      expect(entries(layer.backward(saved, seeds))).toEqual(entries(gradients));
      const tangents = Object.fromEntries(Object.keys(gradients).map((key) => [key, inputs[key]!]));
      layer.variation(saved, tangents);
    }
    expect(entries(inputs)).toEqual(plain);
    expect(entries(seeds)).toEqual(cotangents);
  });

  it("survive with what forward has saved, also among thousands of others", () => {
    const layer = derive("A: m×n\nB: n×p\ntanh.(A B)").compile();
    const [A, B] = [resident({ rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, 4) }), resident({ rows: 2, cols: 1, data: Float64Array.of(1, -1) })]; // prettier-ignore
    const first = layer.forward({ A, B });
    const expected = entries(layer.backward(first.saved, { Y: B }));
    for (let i = 0; i < 2000; i++) layer.forward({ A, B });
    expect(entries(layer.backward(first.saved, { Y: B }))).toEqual(expected);
  });

  it("give results in the same memory, which are not written again", () => {
    const layer = derive("A: m×n\nB: n×p\nA B").compile();
    const two = { rows: 2, cols: 2, data: Float64Array.of(1, 2, 3, 4) };
    const [A, plain] = [resident(two), layer.forward({ A: two, B: two }).outputs["Y"] as Matrix];
    expect(plain).not.toBeInstanceOf(ResidentMatrix);
    const first = layer.forward({ A, B: two });
    expect(first.outputs["Y"]).toBeInstanceOf(ResidentMatrix);
    const gradients = layer.backward(first.saved, { Y: two });
    expect(Object.values(gradients).every((g) => g instanceof ResidentMatrix)).toBe(true);
    const [Y, before] = [first.outputs["Y"] as Matrix, entries(gradients)];
    layer.backward(layer.forward({ A, B: { ...two, data: two.data.map((x) => -x) } }).saved, { Y: A });
    expect([...Y.data]).toEqual([...plain.data]);
    expect(entries(gradients)).toEqual(before);
    expect(layer.forward({ A: two, B: two }).outputs["Y"]).not.toBeInstanceOf(ResidentMatrix);
  });

  it("do not grow memory in a loop that frees what it computes", () => {
    const layer = derive("A: m×n\nx: n\nA x").compile();
    const [A, x] = [resident({ rows: 50, cols: 50 }), resident({ rows: 50, cols: 1 })];
    A.data.fill(1);
    x.data.fill(1);
    const step = (): void => {
      const { outputs, saved } = layer.forward({ A, x });
      const gradients = layer.backward(saved, outputs as Values);
      for (const m of [...Object.values(outputs), ...Object.values(gradients)]) (m as ResidentMatrix).free();
    };
    for (let i = 0; i < 10; i++) step();
    const used = linalg().bytesInUse();
    for (let i = 0; i < 1000; i++) step();
    expect(linalg().bytesInUse()).toBeLessThanOrEqual(used);
  });

  it("serve all elements of a batch, whose results are in JavaScript's memory", () => {
    const layer = derive("A: m×n\nx: n\nA x").compile();
    const A = resident({ rows: 1, cols: 2, data: Float64Array.of(1, 10) });
    const x = { batch: 2, rows: 2, cols: 1, data: Float64Array.of(1, 2, 3, 4) };
    const used = linalg().bytesInUse();
    const { outputs, saved } = layer.forward({ A, x });
    expect([...(outputs["Y"] as Matrix).data]).toEqual([21, 43]);
    const gradients = layer.backward(saved, { Y: { batch: 2, rows: 1, cols: 1, data: Float64Array.of(1, 2) } });
    expect([...(gradients["A"] as Matrix).data]).toEqual([1 + 6, 2 + 8]);
    expect(gradients["A"]).not.toBeInstanceOf(ResidentMatrix);
    expect(linalg().bytesInUse() - used).toBeLessThan(1000);
  });

  it("can be changed between steps, and given back", () => {
    const layer = derive("x: n\nxᵀx").compile();
    const x = resident({ rows: 3, cols: 1 });
    x.data.set([1, 2, 3]);
    expect(layer.forward({ x }).outputs["Y"]).toBe(14);
    x.data.set([0, 0, 2]);
    expect(layer.forward({ x }).outputs["Y"]).toBe(4);
    const used = linalg().bytesInUse();
    x.free();
    expect(linalg().bytesInUse()).toBeLessThan(used);
    expect(() => x.data).toThrow(/given back/);
    expect(() => layer.forward({ x })).toThrow(/given back/);
  });

  it("are given back when they are garbage", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const used = linalg().bytesInUse();
    const make = (): number => Array.from({ length: 100 }, () => resident({ rows: 100, cols: 10 })).length;
    expect(make()).toBe(100);
    for (let i = 0; i < 20 && linalg().bytesInUse() > used + 100_000; i++) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(linalg().bytesInUse()).toBeLessThan(used + 100_000);
  });
});
