import { describe, expect, it } from "vitest";
import { Kernel } from "../../src/plan/kernel.js";
import { TransposeB } from "../../codegen/runtime/block.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { deriveSource } from "../../src/derive.js";
import { Random } from "../../src/check/random.js";
import { subjects } from "./subjects.js";

const largestOfColumns = ({ rows, cols, data }: Matrix): number[] =>
  Array.from({ length: cols }, (_, j) => {
    const column = Array.from({ length: rows }, (_, i) => data[i * cols + j]!);
    return column.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  });

describe("the largest entry of each column is positive", () => {
  it.each([
    ["eigenvectors", "A: m×m\nU, Λ = eig(sym(A))\nreturn U", "U"],
    ["eigenvectors of a pencil", "A: m×m\nV, Λ = eig(sym(A), A Aᵀ + I)\nreturn V", "V"],
    ["left singular vectors", "A: m×m\nU, Σ, V = svd(A)\nreturn U", "U"],
  ])("of %s", (_, program, output) => {
    const kernel = new Kernel(deriveSource(program), { backward: false, variation: false });
    const random = new Random(1);
    for (const n of [1, 2, 5, 20, 40]) {
      const data = Float64Array.from({ length: n * n }, () => random.normal());
      const [port] = kernel.program.inputs;
      const outputs = kernel.forward(new Map([[port!, { rows: n, cols: n, data }]]), new Map([["m", n]]));
      const [, value] = [...outputs].find(([p]) => p.name === output)!;
      for (const entry of largestOfColumns(value)) expect(entry).toBeGreaterThan(0);
    }
  });

  it.each(subjects.map((la) => ({ name: la.name, la })))("of singular vectors of any shape: $name", ({ la }) => {
    const random = new Random(3);
    for (const [rows, cols] of [
      [1, 1],
      [1, 4],
      [4, 1],
      [9, 5],
      [5, 9],
      [17, 17],
      [40, 11],
      [11, 40],
    ] as const) {
      const k = Math.min(rows, cols);
      const A = la.load({ rows, cols, data: Float64Array.from({ length: rows * cols }, () => random.normal()) });
      const [U, s, V] = [la.allocate(rows, k), la.allocate(k, 1), la.allocate(cols, k)];
      la.svd(A, U, s, V);
      for (const entry of largestOfColumns(la.matrix(U))) expect(entry).toBeGreaterThan(0);
      const product = la.allocate(rows, cols);
      la.scaleColumns(U, s, U);
      la.product(U, V, product, TransposeB);
      la.read(product).forEach((x, i) => expect(x).toBeCloseTo(la.read(A)[i]!, 11));
      for (const block of [A, U, s, V, product]) la.free(block);
    }
  });

  it("and singular vectors turn in pairs", () => {
    const kernel = new Kernel(deriveSource("A: m×n\nU, Σ, V = svd(A)\nU Σ Vᵀ + 0 A"), {
      backward: false,
      variation: false,
    });
    const random = new Random(2);
    const A = { rows: 5, cols: 3, data: Float64Array.from({ length: 15 }, () => random.normal()) };
    const sizes = new Map([
      ["m", 5],
      ["n", 3],
    ]);
    const [value] = [...kernel.forward(new Map([[kernel.program.inputs[0]!, A]]), sizes).values()];
    value!.data.forEach((x, i) => expect(x).toBeCloseTo(A.data[i]!, 12));
  });
});
