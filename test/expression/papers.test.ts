/**
 * Layers of papers in their own notation, sums, entries, cases and masks: values are those of NumPy, gradients those of differences of it
 * of the fourth order, which have seven digits.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { derive } from "../../src/index.js";
import { sampled } from "../sample/sampled.js";

interface Array2 {
  readonly rows: number;
  readonly cols: number;
  readonly data: readonly number[];
}

interface Case {
  readonly program: string;
  readonly inputs: Readonly<Record<string, Array2>>;
  readonly cotangent: readonly number[];
  readonly value: readonly number[];
  readonly gradients: Readonly<Record<string, readonly number[]>>;
}

const cases = JSON.parse(readFileSync(new URL("papers.json", import.meta.url), "utf8")) as Case[];

const flat = (value: unknown): number[] =>
  typeof value === "number" ? [value] : Array.from((value as { data: Float64Array }).data);

const largest = (numbers: readonly number[]): number => Math.max(1e-3, ...numbers.map(Math.abs));

describe.each(sampled(cases))("$program", ({ program, inputs, cotangent, value, gradients }) => {
  test("has its value and its gradients", () => {
    const layer = derive(program).compile();
    const given = Object.entries(inputs).map(
      ([name, { rows, cols, data }]) => [name, { rows, cols, data: Float64Array.from(data) }] as const,
    );
    const { outputs, saved } = layer.forward(Object.fromEntries(given));
    const [name, found] = Object.entries(outputs).at(-1)!;
    const got = flat(found);
    expect(got).toHaveLength(value.length);
    got.forEach((v, i) => expect(Math.abs(v - value[i]!) / largest(value)).toBeLessThan(1e-9));
    const shape = typeof found === "number" ? { rows: 1, cols: 1 } : found;
    const back = layer.backward(saved, { [name]: { ...shape, data: Float64Array.from(cotangent) } } as never);
    for (const [input, wanted] of Object.entries(gradients)) {
      const ours = flat(back[input]);
      wanted.forEach((g, i) => expect(Math.abs(ours[i]! - g) / largest(wanted), input).toBeLessThan(1e-6));
    }
  });
});
