import { expect, test } from "vitest";
import { ONE, add, multiply, symbolic } from "../../src/expression/dimension.js";
import { nominalSize } from "../../src/simplify/cost.js";

test("a size without a value counts 64, a product of sizes their product", () => {
  const [m, n] = [symbolic("m"), symbolic("n")];
  expect([ONE, n, multiply(m, n), add(n, add(n, ONE))].map(nominalSize)).toEqual([1, 64, 4096, 129]);
});
