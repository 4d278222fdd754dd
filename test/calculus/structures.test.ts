/** Inputs of every property that can be declared: the gradient lies in the structure, forward and backward agree. */
import { describe, expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";

const catalogue = loadCatalogue();
const declarable = catalogue.data.properties.filter((p) => p.declarable && p.name !== "constant");
const words = declarable.map((p) => (p.name === "unit" ? "lower unit" : p.name));

describe.each(words)("%s", (property) => {
  const derivation = deriveSource(`X: n×n ${property}\nA, B: n×n\nz: scalar\ntr(A X B X)`);

  test.each([{ n: 1 }, { n: 2 }, { n: 5 }])("at $n×$n", (sizes) => {
    expect(checkDerivation(derivation, { sizes, seed: 2 })).toMatchObject({ verdict: "passed" });
  });

  test("an input that nothing depends on has the gradient zero, and it is said", () => {
    const unused = derivation.gradients.find((g) => g.input.name === "z")!;
    expect(unused.unused).toBe(true);
  });
});
