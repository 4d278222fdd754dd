/** Mistakes of every kind through the command: one look, a place, a code, status 2; and the whole text in snapshots. */
import { describe, expect, test } from "vitest";
import { run } from "./run.js";

const mistakes: readonly string[] = [
  "A + ",
  "A B) C",
  "((A B)",
  "A * * B",
  "tr()",
  "tr(A, B)",
  "trase(A)",
  "A' ' +",
  "x: n\nA: m×n\nA' x",
  "A: 2×3\nB: 4×5\nA B",
  "A: 2×3\nB: 3×3\nA + B",
  "A: m×n\nlogdet(A)",
  "A: m×n\nB: m×n\nA B",
  "A: m×n\nA^2",
  "A: m×n\nA + I",
  "A: n×n\ntr(A'A) + A",
  "A: m×n\nB: p×n\n[A, B]",
  "A: m×n\nB: m×p\n[A; B]",
  "A: 3×3\nA[4, 1]",
  "A: 3×3\nA[1:5, :]",
  "A: 3×3\nA[2]",
  "A: 3x0\nA",
  "A: n×n symetric\nA",
  "A: n×n sdp\nA",
  "A: 2×3 orthogonal\nA",
  "A: n×n skew positive\nA",
  "A: 2×5 orthonormal\nA",
  "A: n×n unit\nA",
  "A: n×n\nA: n×n\nA",
  "B = A\nB = A'\nB",
  "Y = X Z\nZ = X'\nY",
  "f(t) = f(t) + 1\nf(x)",
  "U, S, V, W = svd(X)\nU",
  "L, M = chol(A)\nL",
  "a: scalar\nA: n×n\na/A",
  "x: n\ny: m\nx + y",
  "x: n\ny: m\nx'y",
  "A^B",
  "A^{i j}",
  "x: n\nx x",
  "exp(A) exp.(",
  "A ∘∘ B",
  "A:",
  ": n×n",
  "A: n×",
  "A: ×n",
  "A: n×n×n\nA",
  "return",
  "A\nreturn",
  "X: m×n; X*foo; ",
  "norm(A, 'frob')",
  "norm(A, 3)",
  "reshape(A, 2)",
  "A: 2×3\nreshape(A, 4, 2)",
  "A: m×n\nlog(A)",
  "max(A, B, C)",
  "lyap(A)",
  "x: n\ndet(x)",
  "0 A +",
  "A ⊗ ",
  "‖A",
  "|A| + |B",
  "\\frac{A}{",
  "\\foo A",
  "A \\; \\\\ B \\",
  "A€B",
  "A ? B",
  "A == B",
  "A && B",
  '"A" + B',
  "A; ; B +",
  "λ: scalar orthogonal\nλ",
  "X: m×n even\nX",
  "svd(X, 9)\nX: 3×4",
  "X: 3×4\nU, S, V = svd(X, 9)\nS",
];

describe("what is rejected", () => {
  test.each(mistakes)("%j", async (program) => {
    const { status, stdout, stderr } = await run("--color", "never", "--", program);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^error\[(syntax|type)\/[a-z-]+\]: \S.*\n +--> expression:\d+:\d+\n/);
    expect(stderr).toMatch(/\n +\| +\^+\n/);
    expect(stderr).not.toMatch(/\n\s+at |internal error/);
    expect(stderr).toMatchSnapshot();
  });
});

test("in colour", async () => {
  const { stderr } = await run("--color", "always", "A: 2×3\nB: 4×5\nA B + foo\nC: n×n unit");
  expect(stderr).toMatchSnapshot();
});

test("several independent mistakes are told together, and nothing that only follows from them", async () => {
  const program = "A: 2×3 symmetric\nB: 2×3\nC = B B\nD = C + A\nE = B + Xfoo\ntr(B) + tr(E)";
  const { stderr } = await run("--color", "never", program);
  const codes = [...stderr.matchAll(/^error\[([^\]]+)\]/gm)].map((m) => m[1]);
  expect(codes).toEqual(["type/property-shape", "type/shape-mismatch", "syntax/unknown-word", "type/not-square"]);
});

test("a declaration of the command line is quoted where it is wrong", async () => {
  const { status, stderr } = await run("--color", "never", "-v", "X: 2×3", "-v", "Z: 3×2 symmetric", "X + Z");
  expect(status).toBe(2);
  expect(stderr).toBe(
    "error[type/property-shape]: symmetric needs a square shape, but Z is 3×2\n" +
      " --> declaration:1:8\n  |\n1 | Z: 3×2 symmetric\n  |        ^^^^^^^^^\n" +
      "help: declare it as `Z: n×n symmetric`, or leave the property out\n",
  );
});
