/** The complex step: functions of complex numbers and matrices, and programs whose variation it confirms or refutes. */
import Fraction from "fraction.js";
import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/plan/kernel.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import {
  algebra,
  cholesky,
  exponential,
  logarithm,
  squareRoot,
  type ComplexMatrix,
} from "../../src/check/complex/matrix.js";
import { complex, divide, holomorphic, power, type Complex } from "../../src/check/complex/number.js";
import { complexStep } from "../../src/check/complex/step.js";
import { derivativeAtZero } from "../../src/check/derivation/differences.js";
import { SIZE_ORDERS, assignSizes, samplePoint, sampleTangents } from "../../src/check/derivation/random-point.js";
import { Random } from "../../src/check/random.js";
import { product } from "../../src/expression/node/algebra.js";
import { deriveSource } from "../../src/derive.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";

const STEP = 1e-20;
const derivative = (f: (z: Complex) => Complex, x: number): number => f(complex(x, STEP)).im / STEP;
const distance = (a: ComplexMatrix, b: ComplexMatrix): number =>
  Math.max(...algebra.difference(a, b).data.map((z) => Math.hypot(z.re, z.im)));

describe("scalar functions", () => {
  test.each(Object.entries(holomorphic))("%s: the value and the derivative", (_, f) => {
    for (const x of [-0.7, -0.2, 0.3, 0.8, 2.5]) {
      const real = (t: number): number => f(complex(x + t)).re;
      const value = f(complex(x, STEP));
      if (Number.isNaN(value.re)) continue;
      expect(value.re).toBe(real(0));
      const differences = derivativeAtZero(real, 1);
      expect(Math.abs(derivative(f, x) - differences.value)).toBeLessThan(
        1e-8 * Math.max(1, Math.abs(differences.value)),
      );
    }
  });

  test("values are those of the real functions", () => {
    const names = [
      "exp",
      "log",
      "sin",
      "cos",
      "tan",
      "atan",
      "asin",
      "acos",
      "sinh",
      "cosh",
      "tanh",
      "cbrt",
      "abs",
    ] as const;
    for (const name of names) expect(holomorphic[name]!(complex(0.37)).re).toBeCloseTo(Math[name](0.37), 14);
  });

  test("division and powers", () => {
    const q = divide(complex(3, 4), complex(1, -2));
    expect([q.re, q.im]).toEqual([expect.closeTo(-1, 15), expect.closeTo(2, 15)]);
    expect(divide(complex(1), complex(1e200, 1e200)).re).toBeCloseTo(5e-201, 210);
    expect(power(complex(-2), complex(3))).toEqual(complex(-8));
    expect(power(complex(2), complex(-2)).re).toBe(0.25);
    expect(derivative((z) => power(z, complex(1.5)), 4)).toBeCloseTo(3, 14);
    expect(power(complex(-2), complex(0.5)).re).toBeNaN();
  });
});

describe("functions of matrices", () => {
  const random = new Random(3);
  const square: ComplexMatrix = algebra.matrix(4, 4, () => complex(random.normal(), STEP * random.normal()));
  const spd = algebra.sum(algebra.product(square, algebra.transpose(square)), algebra.identityMatrix(4));

  test("roots, exponentials, logarithms and Cholesky factors are what they should be", () => {
    const root = squareRoot(spd);
    expect(distance(algebra.product(root, root), spd)).toBeLessThan(1e-11);
    expect(distance(exponential(logarithm(spd)), spd)).toBeLessThan(1e-10);
    const L = cholesky(spd);
    expect(distance(algebra.product(L, algebra.transpose(L)), spd)).toBeLessThan(1e-12);
  });
});

/** Programs of the oracle, with what the complex step says of their variation. */
const compared = oracleCases.map((oracle) => {
  const derivation = derivationOf(oracle);
  return { id: oracle.id, report: checkDerivation(derivation, { trials: 1 }) };
});

test("it agrees with the variations of most of the oracle's programs to 1e-9", () => {
  // X: n×m with m > n makes XᵀCX singular: a check at such sizes is inconclusive, and its figures are rounding.
  const tried = compared.filter(({ report }) => report.trials > 0 && report.verdict !== "inconclusive");
  const figures = tried.flatMap(({ id, report }) => (typeof report.complexStep === "number" ? [{ id, report }] : []));
  expect(figures.length).toBeGreaterThan(120);
  expect(figures.filter(({ report }) => !((report.complexStep as number) <= 1e-9)).map((f) => f.id)).toEqual([]);
});

test("where there is none, a reason is given", () => {
  const reasons = compared.flatMap(({ report }) =>
    typeof report.complexStep === "string" ? [report.complexStep] : [],
  );
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons.filter((r) => r === "")).toEqual([]);
});

test("a wrong variation is seen, as small as the mistake may be", () => {
  const derivation = deriveSource("X: m×n; Y = tanh.(X)");
  const wrong = (factor: string): typeof derivation => ({
    ...derivation,
    variations: derivation.variations.map((v) => ({
      ...v,
      node: product(derivation.store, [derivation.store.number(new Fraction(factor)), v.node]),
    })),
  });
  expect(checkDerivation(wrong("1")).verdict).toBe("passed");
  expect(checkDerivation(wrong("2")).verdict).not.toBe("passed");
  expect(checkDerivation(wrong("100000001/100000000")).complexStep).toBeGreaterThan(1e-9);
});

test("an input that does not vary stays as it is", () => {
  const derivation = deriveSource("A: m×n constant; x: n; A x");
  const kernel = new Kernel(derivation);
  const sizes = assignSizes(derivation, {}, SIZE_ORDERS[0]!);
  const random = new Random(1);
  const inputs = samplePoint(derivation, kernel, sizes, random);
  if (typeof inputs === "string") throw new Error(inputs);
  const tangents = sampleTangents(derivation, kernel, inputs, random);
  const moved = complexStep(derivation, inputs, tangents, sizes);
  if (typeof moved === "string") throw new Error(moved);
  const [expected] = [...kernel.variation(inputs, tangents, sizes).values()];
  moved.get("Y")!.tangent.data.forEach((x, i) => {
    expect(x).toBeCloseTo(expected!.data[i]!, 13);
  });
});
