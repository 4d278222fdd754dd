import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  P,
  add,
  divide,
  integerPower,
  inverse,
  isSquare,
  multiply,
  negate,
  reduce,
  root,
  rootExponent,
  sign,
  smallFraction,
  subtract,
} from "../../../src/check/exact/field.js";
import { Unlucky } from "../../../src/check/rational/field.js";

const element = fc.bigInt({ min: 0n, max: P - 1n });
const unit = fc.bigInt({ min: 1n, max: P - 1n });

describe("arithmetic modulo 2⁶¹ − 1", () => {
  it("reduces products and sums of products", () => {
    fc.assert(fc.property(fc.bigInt({ min: 0n, max: 1n << 180n }), (x) => reduce(x) === x % P));
    expect(reduce(P)).toBe(0n);
    expect(reduce(2n * P)).toBe(0n);
  });

  it("adds, subtracts, multiplies and divides", () => {
    fc.assert(
      fc.property(element, unit, (x, y) => {
        expect(add(subtract(x, y), y)).toBe(x);
        expect(add(x, negate(x))).toBe(0n);
        expect(multiply(divide(x, y), y)).toBe(x);
        expect(integerPower(y, P - 1n)).toBe(1n);
        expect(integerPower(y, -3n)).toBe(inverse(multiply(y, multiply(y, y))));
      }),
    );
    expect(() => inverse(0n)).toThrow(Unlucky);
  });

  it("has one square root that is a square, of each square; of x and −x one is a square", () => {
    const half = rootExponent(2n)!;
    fc.assert(
      fc.property(unit, unit, (x, y) => {
        const square = multiply(x, x);
        const r = root(square, half);
        expect(isSquare(r)).toBe(true);
        expect(multiply(r, r)).toBe(square);
        expect(sign(negate(x))).toBe(negate(sign(x)));
        expect(sign(multiply(x, y))).toBe(multiply(sign(x), sign(y)));
      }),
    );
    expect(rootExponent(3n)).toBeUndefined();
  });

  it("recognises small fractions", () => {
    expect(smallFraction(divide(3n, 4n))).toEqual({ n: 3n, d: 4n });
    expect(smallFraction(negate(7n))).toEqual({ n: -7n, d: 1n });
    expect(smallFraction(1_234_567_890_123_457n)).toBeUndefined();
  });
});
