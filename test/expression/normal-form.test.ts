/** Interning, and normal forms that keep the value. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { construct } from "../../src/expression/node/construct.js";
import { Store, type Node } from "../../src/expression/node/node.js";
import { catalogue, computed, distance, magnitude, nodeOf, symbolNode, trees, valueOf } from "./random.js";

const store = new Store(catalogue);
const [A, B, S, K, U] = (["A", "B", "S", "K", "U"] as const).map((name) => symbolNode(store, name)) as [
  Node,
  ...Node[],
] as [Node, Node, Node, Node, Node];
const sum = (...args: Node[]): Node => construct(store, "sum", args);
const product = (...args: Node[]): Node => construct(store, "product", args);
const hadamard = (...args: Node[]): Node => construct(store, "hadamard", args);
const transpose = (a: Node): Node => construct(store, "transpose", [a]);
const number = (x: number): Node => store.number(x);
const zero = (of: Node): Node => product(number(0), of);

describe("equal expressions are one object", () => {
  test.each<[what: string, left: () => Node, right: () => Node]>([
    ["the same twice", () => product(A, B), () => product(A, B)],
    ["sums in any order", () => sum(A, B, S), () => sum(S, A, B)],
    ["sums in any bracketing", () => sum(sum(A, B), S), () => sum(A, sum(B, S))],
    ["products in any bracketing", () => product(product(A, B), S), () => product(A, product(B, S))],
    ["entrywise products in any order", () => hadamard(A, B), () => hadamard(B, A)],
    ["like terms", () => sum(A, A), () => product(number(2), A)],
    ["terms that cancel", () => sum(A, B, product(number(-1), A)), () => B],
    ["numbers in front", () => product(A, number(2), B), () => product(number(2), A, B)],
    ["numbers together", () => product(number(2), A, number(0.5)), () => A],
    ["what is added to zero", () => sum(A, zero(A)), () => A],
    ["zero times anything", () => product(zero(A), B), () => zero(A)],
    ["the transpose of a transpose", () => transpose(transpose(A)), () => A],
    ["the transpose of a product", () => transpose(product(A, B)), () => product(transpose(B), transpose(A))],
    ["the transpose of a sum", () => transpose(sum(A, B)), () => sum(transpose(A), transpose(B))],
    ["the transpose of what is symmetric", () => transpose(S), () => S],
    ["the transpose of what is skew", () => transpose(K), () => product(number(-1), K)],
  ])("%s", (_, left, right) => {
    expect(left()).toBe(right());
  });

  test("and others are others", () => {
    const different = [
      A,
      transpose(A),
      product(A, B),
      product(B, A),
      sum(A, B),
      hadamard(A, B),
      product(number(2), A),
      U,
    ];
    expect(new Set(different).size).toBe(different.length);
  });

  test("a store adds nothing for what it has", () => {
    const build = (): Node => sum(product(A, B), transpose(product(A, S)), hadamard(A, K));
    build();
    const { size } = store;
    build();
    expect(store.size).toBe(size);
  });
});

test("normal forms keep the value of random expressions", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const own = new Store(catalogue);
      // Sums of a few dozen products: 1e-13 of the largest possible term is a hundred roundings.
      expect(distance(computed(own, nodeOf(own, tree)), valueOf(tree), magnitude(tree))).toBeLessThan(1e-13);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("a normal form is its own normal form", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const own = new Store(catalogue);
      const node = nodeOf(own, tree);
      if (node.kind === "apply") expect(construct(own, node.fn, node.args, node.dims)).toBe(node);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("what is inferred of random expressions is true of their values", () => {
  const close = (x: number, y: number, scale: number): boolean => Math.abs(x - y) < 1e-12 * Math.max(1, scale);
  const found = new Map<string, number>();
  fc.assert(
    fc.property(trees, (tree) => {
      const own = new Store(catalogue);
      const [V, scale] = [valueOf(tree), magnitude(tree)];
      const every = (holds: (x: number, i: number, j: number) => boolean): boolean =>
        V.every((row, i) => row.every((x, j) => holds(x, i, j)));
      const meaning: Readonly<Record<string, () => boolean>> = {
        symmetric: () => every((x, i, j) => close(x, V[j]![i]!, scale)),
        skew: () => every((x, i, j) => close(x, -V[j]![i]!, scale)),
        diagonal: () => every((x, i, j) => i === j || close(x, 0, scale)),
        lower: () => every((x, i, j) => i >= j || close(x, 0, scale)),
        upper: () => every((x, i, j) => i <= j || close(x, 0, scale)),
        nonnegative: () => every((x) => x > -1e-12 * Math.max(1, scale)),
      };
      const { properties } = nodeOf(own, tree);
      for (const [name, holds] of Object.entries(meaning)) {
        // Of a diagonal matrix it is the diagonal that is positive.
        if (!(properties & catalogue.bit(name))) continue;
        found.set(name, (found.get(name) ?? 0) + 1);
        expect(holds(), name).toBe(true);
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  expect([...found.keys()].sort()).toEqual(["diagonal", "lower", "nonnegative", "skew", "symmetric", "upper"]);
});
