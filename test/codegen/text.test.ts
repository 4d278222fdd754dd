import { describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { lostInPrint, readable } from "./reading.js";
import { ALL, sampled } from "../sample/sampled.js";

describe("every formula of the oracle's programs is printed so that it reads as the same expression", () => {
  test.each(["text", "ascii"] as const)("in %s", (notation) => {
    const faults: string[] = [];
    let formulas = 0;
    for (const oracle of sampled(oracleCases)) {
      const all = readable(derivationOf(oracle));
      for (const e of [...all.formulas.where, ...all.formulas.variations, ...all.formulas.gradients]) {
        formulas += 1;
        const fault = lostInPrint(all, e, notation);
        if (fault !== undefined) faults.push(`${oracle.id}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect(formulas).toBeGreaterThan(ALL ? 1_400 : 10);
  });
});

test("a factorization is written with all its factors, under the author's names or those of its rule", () => {
  const head = (source: string): string => emit(deriveSource(source), "text").split("\n\n")[0]!;
  expect(head("X: m×n; A, S, B = svd(X); A S² Bᵀ")).toBe("A, S, B = svd(X)\nY = A S² Bᵀ");
  expect(head("Q, R = qr(X); Q")).toBe("Q, R = qr(X)\nY = Q");
  expect(head("U, Λ = eig(S)")).toBe("U, Λ = eig(S)");
});

test("a name is given once, also where the program has a function of that name", () => {
  const text = emit(deriveSource("X: m×n; a: scalar positive; f(t) = t/(a + t²); U, S, V = svd(X); U f(S) Vᵀ"), "text");
  const defined = [...text.matchAll(/^ {2}(\S+?)(?:\(t\))? = /gm)].map((m) => m[1]!);
  expect(new Set(defined).size).toBe(defined.length);
  expect(defined).not.toContain("f");
});

test("sums of scalars have no identity matrix, constants no brackets, square roots of matrices their dot", () => {
  const adjoint = (source: string): string =>
    emit(deriveSource(source), "text").replace(/^[^]*\n(Gradient|Adjoint)\n/, "");
  expect(adjoint("a: scalar; b: scalar; c: scalar; 3a b - b c + a c")).not.toMatch(/I/);
  expect(adjoint("π x")).toBe("  x̄ = πȲ\n  (x̄ = ∂L/∂x, Ȳ = ∂L/∂Y)\n");
  expect(adjoint("A: m×n; sqrt.(abs.(A))")).toContain("sqrt.(abs.(A))");
});

/** The section of a verbose report that gives the plan. */
const planOf = (source: string, options: Parameters<typeof emit>[2] = {}): string =>
  emit(deriveSource(source), "text", { verbose: true, ...options }).split("\nPlan\n")[1]!;

describe("the plan in a verbose report", () => {
  test("is there for every program of the oracle, with the flops that JSON gives", () => {
    for (const oracle of sampled(oracleCases)) {
      const derivation = derivationOf(oracle);
      const plan = emit(derivation, "text", { verbose: true }).split("\nPlan\n")[1]!;
      const { cost } = JSON.parse(emit(derivation, "json")) as { cost: Readonly<Record<string, string>> };
      const flops = [...plan.matchAll(/^ {2}(forward|backward): (.*) flops?$/gm)].map((m) => [m[1]!, m[2]!]);
      expect(Object.fromEntries(flops), oracle.id).toEqual(cost);
    }
  });

  test("shows the kernels that properties allow, what is saved, and what is returned", () => {
    const [spd, general] = ["S: n×n spd; xᵀS⁻¹x", "S: n×n; xᵀS⁻¹x"].map((source) => planOf(source));
    expect(spd).toMatch(/factorCholesky\(S, L, inv\) +0\.333n³\n/);
    expect(spd).toMatch(/^ {2}saved: M \(n\)$/m);
    expect(spd).toMatch(/^ {4}return S = M2, x = M3$/m);
    expect(general).toMatch(/lu\(S, LU, pivots\)/);
    expect(planOf("X: m×n; XᵀX")).toMatch(/gram\(X, M, TransposeA\) +m n²\n/);
  });

  test("has the variation where that is asked for, and calls under a condition", () => {
    const variation = planOf("X: m×n; XᵀX", { form: "variation" });
    expect(variation).toMatch(/^ {2}variation: /m);
    expect(variation).not.toMatch(/backward/);
    expect(planOf("X: m×n; U, S, V = svd(X); U Vᵀ")).toMatch(/if m ≠ min\(m, n\): product/);
  });

  test("has no Unicode where none is wanted, and is not there unless asked for", () => {
    // eslint-disable-next-line no-control-regex
    expect(planOf("log(XᵀX + εI)", { ascii: true })).toMatch(/^[\x00-\x7f]+$/);
    expect(emit(deriveSource("log(XᵀX + εI)"), "text")).not.toContain("Plan");
  });
});
