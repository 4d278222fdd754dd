/** Simplification of random expressions: the value stays, it ends, and nothing is left to do. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { isZero, transpose } from "../../src/expression/node/algebra.js";
import { Store, postorder } from "../../src/expression/node/node.js";
import { Simplifier } from "../../src/simplify/rewrite.js";
import { catalogue, computed, distance, magnitude, nodeOf, trees, valueOf } from "../expression/random.js";

describe.each(["program", "derivative"] as const)("of a %s", (phase) => {
  test("keeps the value, ends, and gives what is simple already", () => {
    let changed = 0;
    fc.assert(
      fc.property(trees, (tree) => {
        const store = new Store(catalogue);
        const node = nodeOf(store, tree);
        const simple = new Simplifier(store, catalogue, phase).simplify(node);
        if (simple !== node) changed += 1;
        // A hundred roundings of the largest term.
        expect(distance(computed(store, simple), valueOf(tree), magnitude(tree))).toBeLessThan(1e-13);
        expect(new Simplifier(store, catalogue, phase).simplify(simple)).toBe(simple);
      }),
      { numRuns: 400, seed: 1 },
    );
    if (phase === "derivative") expect(changed).toBeGreaterThan(40);
  });
});

test.each(["diagpart(−K)", "diag(−K)", "tr(−K)"])(
  "%s of a skew matrix is zero, though −K is its transpose",
  (program) => {
    const { outputs, variations } = deriveSource(`K: n×n skew\n${program}`);
    expect(outputs[0]!.node).toSatisfy(isZero);
    expect(variations[0]!.node).toSatisfy(isZero);
  },
);

test("an entrywise product of a diagonal matrix and a transpose has a kernel", () => {
  const report = checkDerivation(deriveSource("A: n×n; D: n×n diagonal; Aᵀ ∘ D + A"));
  expect(report).toMatchObject({ verdict: "passed" });
});

test("three entrywise factors are turned together, or not at all", () => {
  const report = checkDerivation(deriveSource("P: n×n symmetric; A: n×n; Pᵀ ∘ Aᵀ ∘ A"));
  expect(report).toMatchObject({ verdict: "passed" });
  const { outputs, store } = deriveSource("P: n×n symmetric; A: n×n; Y = P ∘ Aᵀ ∘ A; Z = P ∘ A ∘ A; return Y, Z");
  expect(outputs[0]!.node).not.toBe(transpose(store, outputs[1]!.node));
});

test.each(["(I − A)(I − A) B", "2(I − Z Zᵀ)(I − Z Zᵀ) B", "2B(I − Z Zᵀ)(I − Z Zᵀ)"])("%s has a kernel", (program) => {
  const report = checkDerivation(deriveSource(`A, B: n×n\nZ: n×p\n${program}`));
  expect(report).toMatchObject({ verdict: "passed" });
});

test.each([
  "S: m×m spd\nB: m×n\nnucnorm(S^(-1/2) B)",
  "S: n×n spd\nB: m×n\nnucnorm(B S^(-1/2))",
  "S: n×n spd\nB: n×m\nnucnorm(Bᵀ S^(-1/2))",
])("the gradient of %s needs no Loewner matrix", (program) => {
  const derivation = deriveSource(program, { wrt: ["S"] });
  expect(postorder([derivation.gradients[0]!.value]).some((n) => n.kind === "apply" && n.fn === "loewner")).toBe(false);
  expect(checkDerivation(derivation)).toMatchObject({ verdict: "passed" });
});

test.each(["sin", "tanh", "cosh", "sigmoid"])("what holds of exp and log does not hold of %s", (f) => {
  const names = ["exp", "log", f];
  for (const [outer, inner] of names.flatMap((a) => names.map((b) => [a, b] as const))) {
    const { outputs } = deriveSource(`X: n×n spd; ${outer}(${inner}(X))`);
    const inverse = (outer === "exp" && inner === "log") || (outer === "log" && inner === "exp");
    expect(outputs[0]!.node.kind === "symbol", `${outer}(${inner}(X)) is X`).toBe(inverse);
  }
});
