import { describe, expect, it } from "vitest";
import { derivativeAtZero } from "../../src/check/derivation/differences.js";
import { Random } from "../../src/check/random.js";

/** The estimate may be off by this many of its own errors. */
const HONEST = 10;

describe("derivatives by differences", () => {
  it.each([
    ["exp", Math.exp, 1, 1],
    ["a polynomial", (t: number) => 3 * t - 7 * t ** 5, 3, 1],
    ["a fast oscillation", (t: number) => Math.sin(1e5 * t), 1e5, 1],
    ["a large value", (t: number) => 1e8 + Math.sin(t), 1, 1e8],
    ["a narrow domain", (t: number) => Math.log(1e-7 + t), 1e7, 16],
    ["a narrow domain that is left by NaN", (t: number) => Math.sqrt(1e-9 + t), 0.5 / Math.sqrt(1e-9), 3e-5],
  ])("of %s, with an honest estimate", (_, g, exact, size) => {
    const { value, error } = derivativeAtZero(g, size);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(HONEST * error + 1e-13 * Math.abs(exact));
    // Rounding of the value by 1e-16 makes 1e-14 of a step of 1/64, and the extrapolation some more.
    expect(error).toBeLessThanOrEqual(Math.max(1e-9 * Math.abs(exact), 1e-13 * size));
  });

  it("says that it knows nothing of noise", () => {
    const random = new Random(1);
    const { value, error } = derivativeAtZero(() => random.normal(), 1);
    expect(error > 1e-3 * Math.abs(value)).toBe(true);
  });

  it("finds that a constant does not vary", () => {
    const { value, error } = derivativeAtZero(() => 3, 3);
    expect(value).toBe(0);
    expect(error).toBeLessThan(1e-12);
  });

  describe("of a function that is another one, smooth as well, beyond jumps on both sides", () => {
    const g = (t: number): number => (Math.abs(t) < 2e-4 ? Math.sin(t) : Math.cosh(t) - 5 * t);

    it("is that near the point, where it is expected", () => {
      const { value, error } = derivativeAtZero(g, 1, 1);
      expect(Math.abs(value - 1)).toBeLessThanOrEqual(HONEST * error + 1e-13);
      expect(error).toBeLessThan(1e-9);
    });

    it("decides nothing against another expectation", () => {
      const { value, error } = derivativeAtZero(g, 1, 2);
      expect(Math.abs(value - 2)).toBeGreaterThan(0.5);
      expect(error).toBeGreaterThan(1);
    });
  });

  it("refutes an expectation that differs a little", () => {
    const { value, error } = derivativeAtZero(Math.exp, 1, 1 + 1e-6);
    expect(Math.abs(value - 1)).toBeLessThan(1e-9);
    expect(error).toBeLessThan(1e-9);
  });

  it("says that it knows nothing where the function is not defined", () => {
    expect(derivativeAtZero(() => NaN, 1).error).toBe(Infinity);
  });

  it("has the entries of an inverse of condition 1e8 to seven digits, where a fixed step of 1e-6 has none", () => {
    // (D + tE)⁻¹ with D = diag(1, 1e-8): the derivative of the entry (2, 2) is −E₂₂/D₂₂².
    const e = [0.3, -0.7, 1.1, 0.9] as const;
    const g = (t: number): number => {
      const [a, b, c, d] = [1 + t * e[0], t * e[1], t * e[2], 1e-8 + t * e[3]];
      return a / (a * d - b * c);
    };
    const exact = -e[3] / 1e-16;
    const { value, error } = derivativeAtZero(g, 1e8);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(1e-7 * Math.abs(exact));
    expect(error).toBeLessThanOrEqual(1e-7 * Math.abs(exact));
    const fixed = (g(1e-6) - g(-1e-6)) / 2e-6;
    expect(Math.abs(fixed - exact)).toBeGreaterThan(0.99 * Math.abs(exact));
  });
});
