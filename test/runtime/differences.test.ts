import { describe, expect, it } from "vitest";
import { dividedDifference, dividedDifferences } from "../../codegen/runtime/differences.js";
import fixtures from "./fixtures/differences.json" with { type: "json" };
import { eps } from "./matrices.js";

type Row = [name: string, exponent: number | null, x: number, y: number, value: number];
type Scalar = (t: number) => number;

/** Functions as users write them, with the derivatives as they come out of a symbolic differentiation. */
const functions: Record<string, [f: Scalar, df: Scalar]> = {
  exp: [Math.exp, Math.exp],
  log: [Math.log, (t) => 1 / t],
  sqrt: [Math.sqrt, (t) => 0.5 / Math.sqrt(t)],
  rsqrt: [(t) => 1 / Math.sqrt(t), (t) => -0.5 / (t * Math.sqrt(t))],
  recip: [(t) => 1 / t, (t) => -1 / (t * t)],
  cube: [(t) => t ** 3, (t) => 3 * t ** 2],
  sin: [Math.sin, Math.cos],
  tanh: [Math.tanh, (t) => 1 / Math.cosh(t) ** 2],
  expm1: [(t) => Math.exp(t) - 1, Math.exp],
  rational: [(t) => t / (1 + t * t), (t) => (1 - t * t) / (1 + t * t) ** 2],
  mish: [
    (t) => t * Math.tanh(Math.log(1 + Math.exp(t))),
    (t) => {
      const u = Math.log(1 + Math.exp(t));
      return Math.tanh(u) + (t * (1 - Math.tanh(u) ** 2) * Math.exp(t)) / (1 + Math.exp(t));
    },
  ],
};

describe("divided differences of arbitrary functions", () => {
  it.each(Object.entries(functions))("%s: relative error below 1e−12 at every gap", (name, [f, df]) => {
    const rows = (fixtures as Row[]).filter(([of, , x, y]) => of === name && Math.abs(x) < 30 && Math.abs(y) < 30);
    expect(rows.length).toBeGreaterThan(20);
    for (const [, , x, y, value] of rows) {
      // Near a zero of f[x, y] only the size of f′ around counts; mish, sin, rational have such zeros.
      const size = Math.max(Math.abs(value), ["sin", "mish", "rational"].includes(name) ? 0.1 * Math.max(Math.abs(df(x)), Math.abs(df(y))) : 0); // prettier-ignore
      for (const d of [dividedDifference(f, df, x, y), dividedDifference(f, df, y, x)])
        if (!(Math.abs(d - value) <= 1e-12 * size))
          throw new Error(`${name}[${String(x)}, ${String(y)}] = ${String(d)}, not ${String(value)}`);
    }
  });

  it("does not see the rounding of a formula that cancels", () => {
    const [f, df] = functions.expm1!;
    for (let gap = 1e-16; gap < 0.2; gap *= 10)
      for (const x of [0, 1e-9, -1e-3]) {
        const y = x + gap;
        const exact = Math.expm1(gap / 2) === 0 ? 1 : (Math.exp(x + gap / 2) * Math.sinh(gap / 2)) / (gap / 2);
        const reference = y - x === gap ? exact : (Math.exp(x) * Math.expm1(y - x)) / (y - x);
        expect(Math.abs(dividedDifference(f, df, x, y) / reference - 1)).toBeLessThan(1e-13);
      }
  });

  it("of kinks and jumps are quotients", () => {
    const abs: [Scalar, Scalar] = [Math.abs, Math.sign];
    expect(dividedDifference(...abs, 2e-9, -1e-9)).toBeCloseTo(1 / 3, 14);
    expect(dividedDifference(...abs, 3, -1)).toBe(0.5);
    expect(dividedDifference(...abs, -3, -1)).toBe(-1);
    const relu: [Scalar, Scalar] = [(t) => Math.max(t, 0), (t) => (t > 0 ? 1 : 0)];
    expect(dividedDifference(...relu, 2e-9, -1e-9)).toBeCloseTo(2 / 3, 14);
    expect(Math.abs(dividedDifference(...relu, -4, -1))).toBe(0);
  });

  it.each([1e-150, 1e-60, 1e-12, 1, 1e60, 1e150])("of kinks at a scale of %s", (scale) => {
    const bent: [Scalar, Scalar] = [(t) => Math.max(t, scale), (t) => (t > scale ? 1 : 0)];
    for (const [x, y, expected] of [
      [0.4, 1.9, 0.6],
      [0.7, 1.2, 0.4],
      [0.5, 1.5, 0.5],
      [1.001, 0.998, 1 / 3],
      [2, 3, 1],
      [0.25, 0.5, 0],
    ] as const)
      expect(dividedDifference(...bent, x * scale, y * scale)).toBeCloseTo(expected, 10);
  });

  it("as matrices", () => {
    const [f, df] = functions.exp!;
    const x = [0, 1e-9, 1, 1];
    const G = dividedDifferences(f, df, x);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        expect(G[4 * i + j]).toBe(G[4 * j + i]);
        expect(Math.abs(G[4 * i + j]! - dividedDifference(f, df, x[i]!, x[j]!))).toBeLessThanOrEqual(
          4 * eps * G[4 * i + j]!,
        );
      }
    const odd: [Scalar, Scalar] = [Math.tanh, (t) => 1 / Math.cosh(t) ** 2];
    const plus = dividedDifferences(...odd, [1, 2], [-1, -3]);
    expect(plus[0]).toBeCloseTo(Math.tanh(1), 15);
    expect(plus[3]).toBeCloseTo((Math.tanh(2) + Math.tanh(3)) / 5, 15);
  });
});

it("at a kink nearer to one end than any node of a rule, the quotient is used", () => {
  for (const part of [1e-2, 1e-3, 1e-5]) {
    const bend = 1 + 0.003 * part;
    const f = (t: number): number => Math.max(t, bend);
    const slope = (t: number): number => (t > bend ? 1 : 0);
    const [low, high] = [1, 1.003];
    expect(dividedDifference(f, slope, low, high)).toBeCloseTo((high - bend) / (high - low), 9);
    expect(dividedDifference(f, slope, high, low)).toBeCloseTo((high - bend) / (high - low), 9);
  }
});

it.each([1e-150, 1e-3, 1, 1e150])("of a jump at a scale of %s are the quotient, whatever f′ says", (scale) => {
  const step = (t: number): number => (t > 0 ? 1 : 0);
  expect(dividedDifference(step, () => 0, scale, -2 * scale)).toBe(1 / (3 * scale));
});
