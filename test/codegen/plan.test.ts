import { describe, expect, it } from "vitest";
import { emit, derive } from "../../src/index.js";

/** The calls of a kernel in their order, of both phases. */
const callsOf = (program: string): string[] =>
  [...emit(derive(program), "ts").matchAll(/^ {2,4}(?:const \w+ = )?(?:la\.)?([\w.]+)\((.*)\);$/gm)]
    .map((m) => `${m[1]!}(${m[2]!})`)
    .filter((c) => !/^(linalg|memory|requireShape|kept|scratch)\b/.test(c));

const routinesOf = (program: string): string[] => callsOf(program).map((c) => c.slice(0, c.indexOf("(")));

describe("the plan", () => {
  it("makes one pass of entrywise operations that follow each other", () => {
    const chains = callsOf("A: m×n\nB: m×n\nC: m×n\n2 exp.(A) .* B + C").filter((c) => c.startsWith("chain("));
    expect(chains[0]).toMatch(/^chain\(\w+, \w+, "multiply", B, "combine", 2, 1, C\)$/);
  });

  it("does not fuse what is used twice", () => {
    expect(routinesOf("A: m×n\nE = exp.(A)\nF = 2 E .* A\nreturn E, F")).toContain("entrywise.exp");
  });

  it("puts multiples into the products that they belong to", () => {
    const calls = callsOf("A: m×n\nX: n×p\nT: m×p constant\n‖AX - T‖²");
    expect(calls.filter((c) => /^product/.test(c)).slice(-2)).toEqual([
      expect.stringMatching(/, TransposeB, 2 \* \w+\)$/),
      expect.stringMatching(/, TransposeA, 2 \* \w+\)$/),
    ]);
    expect(routinesOf("A: m×n\nX: n×p\nT: m×p constant\n‖AX - T‖²")).not.toContain("rescale");
  });

  it("solves from the right in one call, without an inverse", () => {
    const routines = routinesOf("X: m×n\nlogdet(XᵀX + I)");
    expect(routines).toContain("solveCholesky");
    expect(routines).not.toContain("inverseCholesky");
  });

  it("keeps a product that the backward pass writes out", () => {
    const program = "F: m×n nonnegative\nΛ: n×n diagonal positive\nW = FΛFᵀ\nD = diag(W𝟏)\nY = D^(-1/2) W D^(-1/2)";
    expect(routinesOf(program).filter((r) => r === "symmetricProduct")).toHaveLength(1);
  });

  it("solves once for what stands in several places, and uses the solution of forward", () => {
    const routines = routinesOf("A: n×m\nB: n×p\nM = (AᵀA + 0.3 I) \\ (AᵀB)");
    // One for the output, one for its cotangent.
    expect(routines.filter((r) => /^solve/.test(r))).toHaveLength(2);
    expect(routines.filter((r) => r === "factorCholesky")).toHaveLength(1);
  });

  it("computes softmax's derivative in one pass", () => {
    expect(routinesOf("Q: m×n\nK: m×n\nV: m×n\nsoftmax(QKᵀ/sqrt(n)) V")).toContain("softmaxDerivative");
  });
});
