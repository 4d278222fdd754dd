/** The invariants that stand at the head of rules/simplify.rules. */
import { expect, test } from "vitest";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { Store } from "../../src/expression/node/node.js";
import { isLess, measure } from "../../src/simplify/alternatives.js";
import { Simplifier } from "../../src/simplify/rewrite.js";
import { Overlaps } from "./overlaps.js";

const catalogue = loadCatalogue();
const { rewrites } = catalogue.data;
const overlaps = new Overlaps(catalogue, rewrites);

/** Rules that lower neither cost nor size, by what they bring out. */
const MOVES: Readonly<Record<string, readonly string[]>> = {
  "numbers, diagonal factors and masks go out of linear functions": [
    "symmetric-part-of-multiple",
    "skew-part-of-multiple",
    "diagonal-part-of-multiple",
    "lower-part-of-multiple",
    "upper-part-of-multiple",
    "reshape-of-multiple",
    "lyapunov-of-multiple",
    "sylvester-of-multiple",
    "derivative-in-direction-of-multiple",
    "diagonal-matrix-of-multiple",
    "diagonal-part-of-scaled-left",
    "diagonal-part-of-scaled-right",
    "hadamard-of-scaled-rows",
    "hadamard-of-scaled-columns",
    "gate-of-product",
    "ungate-of-product",
    "gate-of-number",
    "ungate-of-number",
    "kronecker-with-scalar-left",
    "kronecker-with-scalar-right",
  ],
  "parts and functions go in, to the factor that they are about": [
    "symmetric-part-of-congruence",
    "skew-part-of-congruence",
    "symmetric-part-of-hadamard",
    "skew-part-of-hadamard",
    "symmetric-part-of-skew-hadamard",
    "skew-part-of-skew-hadamard",
    "symmetric-part-of-lyapunov",
    "function-of-congruence",
    "logarithm-of-reciprocal",
    "logistic-function-of-negative",
    "logistic-function-of-negative-entries",
  ],
  "entries become matrices, of which more is known": [
    "sum-with-transpose",
    "hadamard-with-diagonal",
    "hadamard-with-outer-product",
    "inner-product-with-outer-product",
    "inner-product-of-vectors",
    "inner-product-of-rows",
    "diagonal-matrix-of-powers",
    "diagonal-of-product",
  ],
  "functions of eigenvalues become functions of the matrix": [
    "eigenvectors",
    "right-singular-vectors",
    "left-singular-vectors",
    "trace-with-loewner-matrix",
    "diagonal-of-loewner-matrix",
    "derivative-of-square-root",
    "adjugate-of-invertible",
    "square-of-product",
    "power-of-product-absorbs-factor",
    "function-of-product-absorbs-factor",
  ],
};

test("a rule lowers the cost, or at the same cost the size, or is one of the moves", () => {
  const higher = rewrites.filter((rule) => {
    const store = new Store(catalogue);
    const [before, after] = overlaps.sides(store, rule)!;
    const simplifier = new Simplifier(store, catalogue, "derivative");
    const [was, now] = [measure(simplifier, before), measure(simplifier, after)];
    return !was || !now || !isLess(now, was);
  });
  expect(higher.map((rule) => rule.name).sort()).toEqual(Object.values(MOVES).flat().sort());
});

/**
 * Both ends are computed, so that this finds rules that undo each other, too: simplification would not end. What the engine
 * does is the first of the two; pairs of which the other would be cheaper are marked.
 */
test("where two rules apply to one term, both lead to the same, but for the pairs that are listed", async () => {
  const apart = new Set<string>();
  for (const rule of rewrites) {
    for (const { first, second, store, ends } of overlaps.pairsOf(rule)) {
      const simplifier = new Simplifier(store, catalogue, "derivative");
      const [one, other] = ends.map((end) => measure(simplifier, end)!.cost) as [number, number];
      apart.add(`${first}, not ${second}${other < one ? ", which would be cheaper" : ""}`);
    }
  }
  await expect(`${[...apart].sort().join("\n")}\n`).toMatchFileSnapshot("apart.txt");
});
