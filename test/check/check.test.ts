import { describe, expect, it } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { checkText } from "../../src/command/check-text.js";
import { deriveSource } from "../../src/derive.js";
import { construct } from "../../src/expression/node/construct.js";
import type { Derivation } from "../../src/calculus/derivation.js";

const scaled = (d: Derivation, c: number): Derivation => {
  const times = (n: Parameters<typeof construct>[2][number]) => construct(d.store, "product", [d.store.number(c), n]);
  return {
    ...d,
    gradients: d.gradients.map((g) => ({ ...g, value: times(g.value) })),
    variations: d.variations.map((v) => ({ ...v, node: times(v.node) })),
  };
};

describe("the check of a derivation", () => {
  it("passes at condition 1e8", () => {
    for (const program of [
      "D: 2×2 diagonal positive; A: 2×2; inv(A/100000000 + [1, 0; 0, 1/100000000])",
      "x: n positive; sum(log.(x/100000000))",
      "S: n×n spd; logdet(S/100000000)",
    ]) {
      const report = checkDerivation(deriveSource(program));
      expect(report).toMatchObject({ verdict: "passed" });
      expect(report.differenceError).toBeLessThanOrEqual(1e-7);
    }
  });

  it("sees a variation that is wrong by a part in a thousand, though the adjoint matches it", () => {
    const d = scaled(deriveSource("X: m×n; log(XᵀX + I)"), 1.001);
    const report = checkDerivation(d);
    expect(report.adjoint).toBeLessThan(1e-12);
    expect(report.exact.verdict).toBe("passed");
    expect(report).toMatchObject({ verdict: "failed", reason: "the variation does not match differences" });
  });

  it("sees a gradient that is zero where it should not be", () => {
    expect(checkDerivation(scaled(deriveSource("A: m×n; A Aᵀ"), 0)).verdict).toBe("failed");
    // The derivative of a function that is constant is zero, and that is found.
    expect(checkDerivation(deriveSource("A: m×n; sign.(A)"))).toMatchObject({ verdict: "passed", finiteDifference: 0 });
  });

  it("is inconclusive where no point lies in the domain, and says so", () => {
    const report = checkDerivation(deriveSource("x: n; sum(log.(-(x∘x)))"));
    expect(report.verdict).toBe("inconclusive");
    expect(report.reason).toMatch(/domain/);
    expect(report.adjoint).toBeNaN();
    expect(checkText(report)).toMatch(/^Check: inconclusive \(.*domain/);
  });

  it("reports what was tested at which sizes, the figures, and what was not", () => {
    const text = checkText(
      checkDerivation(deriveSource("A: m×n; c: scalar constant; S: n×n symmetric; U, Λ = eig(S); c A U")),
    );
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toBe("Check: passed");
    expect(lines[1]).toMatch(/exact, modulo the prime 2⁶¹ − 1, tolerance 0: passed/);
    expect(lines[3]).toBe(
      "    the variation and the derivative of the program by dual numbers: not compared " +
        "(eig.U has no derivative over the field)",
    );
    expect(lines[4]).toMatch(/^ {4}(\d+) of \1 steps of the derivation keep their value exactly$/);
    expect(lines[5]).toMatch(/inner products: relative error \d\.\de-\d+, at most 1e-12 is required/);
    expect(lines[6]).toMatch(/differences of the kernel: relative error \d\.\de-\d+, .* estimate \d\.\de-\d+$/);
    expect(lines[7]).toMatch(/^ {2}variation against the complex step of the program: not applicable \(eig/);
    expect(lines[8]).toBe("  4 random points and directions, seed 1, sizes m = 6, n = 4; m = 3, n = 5");
    expect(lines[9]).toBe(
      "  not tested: other sizes than these; points without what is taken for granted " +
        "(simple eigenvalues; the signs of the columns are arbitrary); derivatives with respect to c",
    );
  });

  it("compares with the complex step where a program is holomorphic", () => {
    const text = checkText(checkDerivation(deriveSource("A: m×n; x: n; softmax(A x)")));
    expect(text).toMatch(
      /^ {2}variation against the complex step of the program: relative error .* 1e-9 is required$/m,
    );
  });

  it("always says what was not tested: without sizes, other points", () => {
    const text = checkText(checkDerivation(deriveSource("X: 2×2; det(X)")));
    expect(text).toMatch(/^Check: passed$/m);
    expect(text).toMatch(/\n {2}not tested: other points than these\n$/);
  });

  it.each(["X: 1×n; Q, P = polar(X); return Q, P", "x: n; Q, R = qr(xᵀ); return Q, R"])(
    "says where no size but one will do: %s",
    (source) => {
      const derivation = deriveSource(source);
      const report = checkDerivation(derivation);
      expect(report).toMatchObject({ verdict: "inconclusive", exact: { verdict: "not applicable" } });
      expect(report.reason).toMatch(/1×6, but at least as many rows as columns are needed/);
      expect(report.exact.reason).toBe("there are no 6 orthonormal columns of length 1");
      expect(checkDerivation(derivation, { sizes: { n: 1 } })).toMatchObject({ verdict: "passed" });
    },
  );

  it("repeats itself with the same seed", () => {
    const report = (seed: number) => checkDerivation(deriveSource("X: m×n; norm(X)"), { seed, sizes: { m: 4, n: 3 } });
    expect(report(7)).toEqual(report(7));
    expect(report(7).finiteDifference).not.toBe(report(8).finiteDifference);
  });
});
