/** Sizes: polynomials that compare by identity. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  evaluate,
  fixed,
  mayBeAtLeast,
  minimum,
  multiply,
  ONE,
  scale,
  substitute,
  subtract,
  symbolic,
  symbolsOf,
  ZERO,
  type Dimension,
} from "../../codegen/plan/sizes.js";

const [m, n, k] = ["m", "n", "k"].map(symbolic) as [Dimension, Dimension, Dimension];

const dimensions: fc.Arbitrary<Dimension> = fc.letrec<{ d: Dimension }>((tie) => ({
  d: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(m, n, k),
    fc.integer({ min: -4, max: 6 }).map(fixed),
    fc.tuple(tie("d"), tie("d")).map(([a, b]) => add(a, b)),
    fc.tuple(tie("d"), tie("d")).map(([a, b]) => subtract(a, b)),
    fc.tuple(tie("d"), tie("d")).map(([a, b]) => multiply(a, b)),
  ),
})).d;

const sizes = new Map([
  ["m", 5],
  ["n", 3],
  ["k", 2],
]);

test("the laws of a ring hold by identity", () => {
  fc.assert(
    fc.property(dimensions, dimensions, dimensions, (a, b, c) => {
      expect(add(a, b)).toBe(add(b, a));
      expect(add(add(a, b), c)).toBe(add(a, add(b, c)));
      expect(multiply(a, b)).toBe(multiply(b, a));
      expect(multiply(multiply(a, b), c)).toBe(multiply(a, multiply(b, c)));
      expect(multiply(a, add(b, c))).toBe(add(multiply(a, b), multiply(a, c)));
      expect(subtract(a, a)).toBe(ZERO);
      expect(multiply(a, ONE)).toBe(a);
      expect(scale(2, a)).toBe(add(a, a));
    }),
    { numRuns: 200 },
  );
});

test("arithmetic is that of the numbers they stand for, before and after substitution", () => {
  fc.assert(
    fc.property(dimensions, dimensions, (a, b) => {
      const [x, y] = [evaluate(a, sizes), evaluate(b, sizes)];
      expect(evaluate(add(a, b), sizes)).toBe(x + y);
      expect(evaluate(multiply(a, b), sizes) - x * y).toBe(0);
      const put = substitute(a, new Map([["m", add(n, k)]]));
      expect(symbolsOf(put)).not.toContain("m");
      expect(evaluate(put, new Map(sizes)) - x).toBe(0);
      expect(substitute(a, new Map([...sizes].map(([s, v]) => [s, fixed(v)])))).toBe(fixed(x));
    }),
    { numRuns: 200 },
  );
});

describe("the smaller of two sizes", () => {
  test.each<[left: Dimension, right: Dimension, expected: Dimension]>([
    [m, m, m],
    [fixed(3), fixed(5), fixed(3)],
    [add(n, ONE), n, n],
    [m, ONE, ONE],
  ])("is known", (left, right, expected) => {
    expect(minimum(left, right)).toBe(expected);
    expect(minimum(right, left)).toBe(expected);
  });

  test("is a symbol where nobody knows, and a number once the sizes are known", () => {
    expect(minimum(m, n)).toBe(minimum(n, m));
    expect(evaluate(minimum(m, n), sizes)).toBe(3);
    expect(symbolsOf(minimum(m, n))).toEqual(new Set(["m", "n"]));
    expect(substitute(minimum(m, n), new Map([["m", add(n, k)]]))).not.toBe(m);
  });
});

test.each<[larger: Dimension, smaller: Dimension, possible: boolean]>([
  [m, n, true],
  [n, add(n, ONE), false],
  [add(n, ONE), n, true],
  [fixed(2), fixed(3), false],
  [fixed(3), add(n, fixed(3)), false],
])("whether one size may be at least another", (larger, smaller, possible) => {
  expect(mayBeAtLeast(larger, smaller)).toBe(possible);
});
