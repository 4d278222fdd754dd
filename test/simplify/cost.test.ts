import { expect, test } from "vitest";
import { nominalSize, ONE, add, multiply, symbolic } from "../../codegen/plan/sizes.js";

test("a size without a value counts 64, a product of sizes their product", () => {
  const [m, n] = [symbolic("m"), symbolic("n")];
  expect([ONE, n, multiply(m, n), add(n, add(n, ONE))].map(nominalSize)).toEqual([1, 64, 4096, 129]);
});
