/** An order of sizes, `m ≥ n`: the lesser of the two is known by its own name. */
import { expect, test } from "vitest";
import { check, derive } from "../../src/index.js";

test.each([
  "m ≥ n\nX: m×n\nw: n\nwᵀsvdvals(X)",
  "X: m×n, m >= n\nw: n\nwᵀsvdvals(X)",
  "n ≤ m\nX: m×n\nw: n\nwᵀsvdvals(X)",
  "m > n\nX: m×n\nw: n\nwᵀsvdvals(X)",
  "m ≥ p\np ≥ n\nX: m×n\nw: n\nB: p×p\ntr(B) wᵀsvdvals(X)",
  "m ≥ n\nX: m×n\nB: n×n\nU, Σ, V = svd(X)\ntr(B Σ)",
])("%s", async (program) => {
  const result = derive(program);
  expect(result.gradients["X"]!.text).not.toContain("min(");
  expect((await check(result, { seed: 3 })).verdict).toBe("passed");
});

test("without it the number of singular values is the lesser of the two", () => {
  expect(() => derive("X: m×n\nw: n\nwᵀsvdvals(X)")).toThrow(/min\(m,n\)/);
});

test("values that are against it are refused", () => {
  const layer = derive("m ≥ n\nX: m×n\nw: n\nwᵀsvdvals(X)").compile();
  const X = { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 7) };
  const w = { rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) };
  expect(() => layer.forward({ X, w })).toThrow();
});

test.each(["x ∈ (0, 1)\nlog(x) + log(1 - x)", "X \\in (0,1)^{m \\times k}\nsum(log.(X))", "X ∈ [0, 1]^{m×k}\nsum(X)"])(
  "an interval is the space of a name: %s",
  (program) => {
    const [input] = derive(program).derivation.program.inputs;
    expect(input!.interval).toMatchObject({ from: 0, to: 1 });
  },
);

test.each([
  ["c: n\nx: n\nA: n×n\nB: n×n\ncᵀx(A B)", "(cᵀx)(A B)"],
  ["c: n\nx: n\nA: m×n\nB: n×k\nA B cᵀx", "(cᵀx) A B"],
])("a row times a column is a number where shapes need it: %s", (program, meant) => {
  const declarations = program.slice(0, program.lastIndexOf("\n"));
  expect(derive(program).gradients["c"]!.text).toBe(derive(`${declarations}\n${meant}`).gradients["c"]!.text);
});
