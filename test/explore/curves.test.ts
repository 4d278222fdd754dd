/** The numbers of plots. */
import { beforeAll, describe, expect, it } from "vitest";
import { ready } from "../../codegen/runtime/index.js";
import { differencesByStep, flopsAt, gradientValues } from "../../src/explore/curves.js";
import { GAP_FUNCTIONS, errorsByGap } from "../../src/explore/gap.js";
import { derive } from "../../src/index.js";

beforeAll(async () => {
  await ready();
});

const derivationOf = (program: string) => derive(program).derivation;

describe("differences against the step", () => {
  it.each(["log(XᵀX + εI)", "X: m×n\nS: n×n spd\ntr(X S⁻¹ Xᵀ)", "x: n\na: n constant\n‖x − a‖", "Q: m×n orthonormal\ntr(QᵀAQ)"])(
    "fall with the square of the step in %j",
    (program) => {
      const found = differencesByStep(derivationOf(program), { seed: 3 });
      if (typeof found === "string") throw new Error(found);
      const at = (h: number): number => found.series[0]!.values[found.across.findIndex((x) => x <= h * 1.01)]!;
      // A tenth of the step is a hundredth of the error, or the function is a polynomial of degree two and all is rounding.
      const ratio = at(1e-2) / at(1e-3);
      expect(at(1e-2) < 1e-9 || (ratio > 50 && ratio < 200), String(ratio)).toBe(true);
      expect(Math.min(...found.series[0]!.values.map((v) => v ?? 1))).toBeLessThan(1e-7);
    },
  ); // prettier-ignore

  it("have no values outside the domain", () => {
    const found = differencesByStep(derivationOf("S: n×n spd\nlogdet(S)"), { sizes: { n: 3 } });
    if (typeof found === "string") throw new Error(found);
    expect(found.place).toEqual({ sizes: { n: 3 }, seed: 1 });
    expect(found.across).toHaveLength(found.series[0]!.values.length);
  });
});

describe("the gradient at a point", () => {
  it("has the shapes of the inputs", () => {
    const found = gradientValues(derivationOf("A: m×n\nx: n\nA x"), { sizes: { m: 3, n: 2 } });
    if (typeof found === "string") throw new Error(found);
    expect(found.values.map(({ name, rows, cols }) => ({ name, rows, cols }))).toEqual([
      { name: "A", rows: 3, cols: 2 },
      { name: "x", rows: 2, cols: 1 },
    ]);
    expect(found.values.every((v) => v.data.length === v.rows * v.cols && v.data.every(Number.isFinite))).toBe(true);
  });
});

it("flops grow with the cube of the size where they should", () => {
  const derivation = derivationOf("A: n×n\nB: n×n\nA B");
  const [small, large] = [100, 200].map((n) => flopsAt(derivation, { n }));
  expect(large!.forward / small!.forward).toBeCloseTo(8, 1);
  expect(large!.backward / small!.backward).toBeCloseTo(8, 1);
});

describe("two eigenvalues that meet", () => {
  it.each(GAP_FUNCTIONS)("cost %s no digit by divided differences", (name) => {
    const { series } = errorsByGap(name);
    const [gaps, loewner] = series;
    // A few units in the last place of matrices of order three.
    for (const error of loewner!.values) expect(error).toBeLessThan(1e-13);
    expect(gaps!.values.at(-1)).toBeNull();
  });

  it("cost digits through the adjoint of eig", () => {
    const { across, series } = errorsByGap("exp");
    const at = (δ: number): number => series[0]!.values[across.findIndex((x) => x <= δ * 1.01)]!;
    expect(at(1e-9)).toBeGreaterThan(1e4 * at(1e-1));
  });
});
