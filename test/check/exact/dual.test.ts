/** The variation against the derivative of the program over the field: it cannot be wrong alike with the adjoint. */
import { describe, expect, test } from "vitest";
import { assignSizes } from "../../../src/check/derivation/random-point.js";
import { checkExactly } from "../../../src/check/exact/check.js";
import { deriveSource } from "../../../src/derive.js";
import { product } from "../../../src/expression/node/algebra.js";
import type { Node } from "../../../src/expression/node/node.js";

/** The exact test of a program, of which variation and gradients may be multiplied by the same number. */
function exactly(source: string, factor = 1) {
  const derivation = deriveSource(source);
  const { store } = derivation;
  const times = (node: Node): Node => (factor === 1 ? node : product(store, [store.number(factor), node]));
  const altered = {
    ...derivation,
    variations: derivation.variations.map((v) => ({ ...v, node: times(v.node) })),
    gradients: derivation.gradients.map((g) => ({ ...g, value: times(g.value) })),
  };
  return checkExactly(altered, { sizes: assignSizes(derivation, {}, [3, 4, 2, 5]), seed: 1 });
}

const RATIONAL = [
  "A: m×n; x: n; A x xᵀ",
  "X: n×n; tr(inv(X) X³)",
  "X: n×n; det(X)",
  "A: n×n; B: m×m; C: n×m; sylvester(A, B, C)",
  "x: n; y: n; max(x, y) ∘ y",
  "S: n×n spd; chol(S)",
  "x: n; norm(x)",
  "a: scalar; x: n; f(t) = (t + a)/(1 + a^2 t^2); f.(x)",
  "P: n×n symmetric; A: n×n; tr(P A P)",
  "U: n×n orthonormal; A: n×n; Uᵀ A U",
];
const UNINTERPRETED = [
  "log(XᵀX + εI)",
  "A: m×n; x: n; softmax(A x)",
  "x: n; logsumexp(x)",
  "X: n×n; logdet(X)",
  "f(t) = t tanh(t); f.(A)",
];

describe("the derivative of a program by dual numbers", () => {
  test.each([...RATIONAL, ...UNINTERPRETED])("is the variation of %s", (source) => {
    expect(exactly(source)).toMatchObject({ verdict: "passed", variation: "" });
  });

  test.each(RATIONAL)("contradicts a variation that is wrong alike with the adjoint: %s", (source) => {
    expect(exactly(source, 3)).toMatchObject({
      verdict: "failed",
      reason: "the variation is not the derivative of the program",
    });
  });

  test("is not compared where a relation of functions could be the reason", () => {
    expect(exactly("x: n; tanh.(x)", 3)).toMatchObject({
      verdict: "passed",
      variation: "the two may differ by a relation of exp",
    });
  });

  test("says what it cannot derive", () => {
    expect(exactly("X: m×n; U, Σ, V = svd(X); Σ").variation).toBe("svd.Σ has no derivative over the field");
  });
});
