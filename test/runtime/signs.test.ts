import { describe, expect, it } from "vitest";
import { Kernel } from "../../codegen/kernel.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { deriveSource } from "../../src/derive.js";
import { Random } from "../../src/check/random.js";

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
