/** What a gradient is where inputs are used not at all, several times, or have a structure. */
import { describe, expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { derive } from "../../src/index.js";

const passes = (source: string, sizes?: Record<string, number>): void => {
  const report = checkDerivation(deriveSource(source), sizes ? { sizes } : {});
  expect(report, `${source}: ${report.reason}`).toMatchObject({ verdict: "passed" });
};

test("an input that no output depends on has a zero gradient, and the answer says so", () => {
  const derivation = deriveSource("X: m×n; Z: p×q; tr(XᵀX)");
  expect(derivation.gradients.map((g) => g.unused)).toEqual([false, true]);
  expect(emit(derivation, "text")).toContain("Z̄ = zeros(p, q)    (no output depends on it)");
  // Used, but without effect: that is derived, too.
  expect(derive("X: m×n; Y = X - X").gradients["X"]!.text).toBe("zeros(m, n)");
});

test("contributions of several uses are added once", () => {
  expect(derive("X: n×n; tr(X) + sum(X) + tr(X)").gradients["X"]!.text).toBe("𝟏_n 𝟏_nᵀ + 2I_n");
  passes("X: n×n; M = exp(X); tr(M X M) + det(X) sum(X ∘ M)");
});

test("the cotangents of several outputs all flow into an input", () => {
  const { gradients } = derive("A: m×n; x: n; y = A x; z = Aᵀy; return y, z");
  expect(gradients["A"]!.text).toMatch(/ȳ/);
  expect(gradients["A"]!.text).toMatch(/z̄/);
  passes("A: m×n; x: n; y = A x; z = Aᵀy; return y, z");
});

describe("the gradient of a structured input has the structure", () => {
  /** Up to rounding: the parts of a gradient are projected one by one. */
  const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-14;
  /** Whether entry (i, j) of a gradient is what the structure says, given entry (j, i). */
  const structures: Readonly<Record<string, (i: number, j: number, x: number, mirrored: number) => boolean>> = {
    symmetric: (_i, _j, x, mirrored) => near(x, mirrored),
    spd: (_i, _j, x, mirrored) => near(x, mirrored),
    psd: (_i, _j, x, mirrored) => near(x, mirrored),
    skew: (_i, _j, x, mirrored) => near(x, -mirrored),
    diagonal: (i, j, x) => i === j || x === 0,
    lower: (i, j, x) => i >= j || x === 0,
    upper: (i, j, x) => i <= j || x === 0,
    "unit lower": (i, j, x) => i > j || x === 0,
    "unit upper": (i, j, x) => i < j || x === 0,
  };

  test("every property that shapes gradients is tried", () => {
    const shaping = loadCatalogue().data.properties.filter((p) => p.tangent);
    const tried = new Set(["rowstochastic", ...Object.keys(structures).flatMap((s) => s.split(" "))]);
    expect(shaping.map((p) => p.name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test.each(Object.entries(structures))("%s", (structure, holds) => {
    const source = `S: n×n ${structure}; A: n×n; tr(A S) + sum(exp.(S ∘ A)) + tr(Aᵀ S S A)`;
    passes(source);
    const layer = derive(source).compile();
    const n = 3;
    const matrix = (data: number[]) => ({ rows: n, cols: n, data: Float64Array.from(data) });
    const S = matrix(
      structure === "skew"
        ? [0, 1, 2, -1, 0, 3, -2, -3, 0]
        : structure.startsWith("unit")
          ? [1, 0, 0, 0, 1, 0, 0, 0, 1]
          : [2, 0, 0, 0, 3, 0, 0, 0, 4],
    );
    const A = matrix([0.3, -1.2, 0.7, 0.1, 0.9, -0.4, 1.1, 0.2, -0.6]);
    const { S: gradient } = layer.backward(layer.forward({ S, A }).saved);
    const G = typeof gradient === "number" ? matrix([]) : gradient!;
    expect(G.data.some((x) => x !== 0)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        expect(holds(i, j, G.data[i * n + j]!, G.data[j * n + i]!), `entry ${i}, ${j}`).toBe(true);
      }
    }
  });
});

test("the rows of the gradient at a row-stochastic matrix sum to zero", () => {
  const source = "P: n×n rowstochastic; A: n×n; tr(A P) + sum(exp.(P ∘ A))";
  passes(source);
  const layer = derive(source).compile();
  const P = { rows: 2, cols: 2, data: Float64Array.of(0.25, 0.75, 0.5, 0.5) };
  const A = { rows: 2, cols: 2, data: Float64Array.of(0.3, -1.2, 0.7, 0.1) };
  const { P: gradient } = layer.backward(layer.forward({ P, A }).saved);
  const G = (gradient as typeof P).data;
  expect(G[0]! + G[1]!).toBeCloseTo(0, 14);
  expect(G[2]! + G[3]!).toBeCloseTo(0, 14);
  expect(G[0]).not.toBeCloseTo(0, 3);
});

describe("odd shapes", () => {
  test.each([
    ["1×1", { m: 1, n: 1, p: 1 }],
    ["1×n", { m: 1, n: 4, p: 3 }],
    ["n×1", { m: 4, n: 1, p: 3 }],
    ["wide", { m: 3, n: 6, p: 2 }],
  ] as const)("of matrices that are %s", (_, sizes) => {
    passes("X: m×n; Z: n×p; B: m×p; norm(X Z - B)^2 + sum(softmax(X Z) ∘ B)", sizes);
    passes("X: m×n; log(XXᵀ + 2I)", sizes);
    passes("X: m×n; [X, 2X; X, X]", sizes);
  });

  test("fixed by the declaration", () => {
    passes("x: 1; y: 1×1; sin(x) y");
    passes("X: 1×3; Y: 3×1; X Y + Y' X'");
    passes("X: 2×2; det(X) X⁻¹ + tr(X) X");
  });
});
