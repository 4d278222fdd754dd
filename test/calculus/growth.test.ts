/** Deriving is linear in the program, however deep it is. */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";

const times = (n: number, term: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => term(i));

const families: Readonly<Record<string, (n: number) => string>> = {
  "a chain": (n) => times(n, (i) => `A${i}`).join(" * "),
  "a sum": (n) => `X: m×n\n${times(n, (i) => `sin.(${i + 1} X)`).join(" + ")}`,
  "nested functions": (n) => `X: m×n\n${"tanh.(".repeat(n)}X${")".repeat(n)}`,
  "nested functions of scalars": (n) => `x: scalar\n${"sin(".repeat(n)}x${")".repeat(n)}`,
  "a tower that shares": (n) => `A0: n×n\n${times(n, (i) => `A${i + 1} = sin.(A${i}) B A${i}`).join("\n")}`,
};

test.each(Object.entries(families))("the number of expressions grows with the length of %s", (_, family) => {
  const count = (n: number): number => deriveSource(family(n)).store.size;
  const [small, large] = [count(120), count(240)];
  expect(large).toBeLessThanOrEqual(2.05 * small + 50);
});

test("a product takes no more expressions than its derivation has parts", () => {
  // Of a factor: itself, its transpose, its place in the tree of products and what is transposed and summed there.
  const names = times(2_000, (i) => `A${i}`);
  const { store } = deriveSource(`${names.join(", ")}: n×n\n${names.join(" ")}`);
  expect(store.size).toBeLessThanOrEqual(14 * names.length);
});

test("a product of 2 000 factors derives and prints its where form", () => {
  const derivation = deriveSource(families["a chain"]!(2_000));
  const text = emit(derivation, "text");
  expect(derivation.gradients.length).toBe(2_000);
  expect(text).toMatch(/^where$/m);
  expect(text.length).toBeLessThan(1_000_000);
}, 60_000);

test("depth is no limit: 2 000 definitions on top of each other", () => {
  const lines = times(2_000, (i) => `x${i + 1} = sin(x${i}) + 1`);
  const derivation = deriveSource(`x0: scalar\n${lines.join("\n")}`);
  expect(emit(derivation, "text")).toContain("x̄₀ = ");
  expect(emit(derivation, "ts")).toContain("export function backward");
}, 120_000);
