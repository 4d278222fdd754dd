/** Every adjoint of the paper is right and its numbers agree; no derived one is much larger. */
import { expect, test } from "vitest";
import { LAYERS } from "../../scripts/docs/paper-layers.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";
import { canonicalName } from "../../grammar/names.js";

const claims = LAYERS.flatMap(({ title, program, adjoints }) =>
  Object.entries(adjoints).map(([input, claim]) => [title, input, program, claim] as const),
);

test.each(claims)("%s, %s", (_, input, program, claim) => {
  const derivation = deriveSource(program);
  const gradient = derivation.gradients.find((g) => g.input.name === canonicalName(input))!;
  const { verdict, relativeError, size } = verifyClaim(derivation, gradient, claim, { seed: 3 });
  expect(verdict).toBe("right");
  // The eigenvectors of random matrices lose no more than a few digits to the gaps.
  expect(relativeError).toBeLessThan(1e-12);
  expect(size.derived).toBeLessThanOrEqual(1.25 * size.claimed);
});

test("a wrong adjoint of the paper's layers is found", () => {
  const derivation = deriveSource("U: n×n orthogonal; Σ: n×n diagonal positive; log(UΣUᵀ)");
  const [gradient] = derivation.gradients;
  expect(verifyClaim(derivation, gradient!, "sym(Ȳ) U log(Σ)").verdict).toBe("wrong");
});
