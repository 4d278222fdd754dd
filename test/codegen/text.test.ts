import { describe, expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { lostInPrint, readable } from "./reading.js";

describe("every formula of the oracle's programs is printed so that it reads as the same expression", () => {
  test.each(["text", "ascii"] as const)("in %s", (notation) => {
    const faults: string[] = [];
    let formulas = 0;
    for (const oracle of oracleCases) {
      const all = readable(derivationOf(oracle));
      for (const e of [...all.formulas.where, ...all.formulas.variations, ...all.formulas.gradients]) {
        formulas += 1;
        const fault = lostInPrint(all, e, notation);
        if (fault !== undefined) faults.push(`${oracle.id}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    expect(formulas).toBeGreaterThan(1_500);
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
  expect(adjoint("π x")).toBe("  x̄ = πȲ\n");
  expect(adjoint("A: m×n; sqrt.(abs.(A))")).toContain("sqrt.(abs.(A))");
});
