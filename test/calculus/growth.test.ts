/** Deriving is linear in the program, however deep it is. */
import { expect, test } from "vitest";
import { deriveSource, parse } from "../../src/derive.js";
import { emit } from "../../src/emit.js";

const times = (n: number, term: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => term(i));

const families: Readonly<Record<string, (n: number) => string>> = {
  "a chain": (n) => times(n, (i) => `A${i}`).join(" * "),
  "a sum": (n) => `X: m×n\n${times(n, (i) => `sin.(${i + 1} X)`).join(" + ")}`,
  "nested functions": (n) => `X: m×n\n${"tanh.(".repeat(n)}X${")".repeat(n)}`,
  "nested functions of scalars": (n) => `x: scalar\n${"sin(".repeat(n)}x${")".repeat(n)}`,
  "a tower that shares": (n) => `A0: n×n\n${times(n, (i) => `A${i + 1} = sin.(A${i}) B A${i}`).join("\n")}`,
};

const processorTime = (work: () => unknown): number => {
  const start = process.cpuUsage();
  work();
  return process.cpuUsage(start).user;
};

test.each(Object.entries(families))("the number of expressions grows with the length of %s", (_, family) => {
  const count = (n: number): number => deriveSource(family(n)).store.size;
  const [small, large] = [count(120), count(240)];
  expect(large).toBeLessThanOrEqual(2.05 * small + 50);
});

test("the time to type definitions grows with their number", () => {
  const time = (n: number): number =>
    processorTime(() => parse(times(n, (i) => `x${i + 1} = tanh(A x${i})`).join("\n")));
  time(500);
  // Of a quadratic growth it would be 64 times; what else runs and the collector have their share.
  expect(time(4_000)).toBeLessThan(24 * time(500));
}, 60_000);

test.each<[string, (n: number) => string]>([
  ["derive definitions that begin alike", (n) => times(n, (i) => `X${i + 1} = A X${i}`).join("\n")],
  ["emit definitions that scale", (n) => `X0: m×n\n${times(n, (i) => `X${i + 1} = tanh.(0.5 X${i})`).join("\n")}`],
])(
  "the time to %s grows with their number",
  (work, program) => {
    const time = (n: number): number =>
      processorTime(() => {
        const result = deriveSource(program(n));
        if (work.startsWith("emit")) emit(result, "ts");
      });
    time(100);
    // Of a quadratic growth it would be 64 times.
    expect(time(1_600)).toBeLessThan(24 * time(200));
  },
  60_000,
);

test("a product takes no more expressions than its derivation has parts", () => {
  // Of a factor: itself, its transpose, its place in the tree of products and what is transposed and summed there.
  const names = times(2_000, (i) => `A${i}`);
  const { store } = deriveSource(`${names.join(", ")}: n×n\n${names.join(" ")}`);
  expect(store.size).toBeLessThanOrEqual(14 * names.length);
});

test("a product of 2 000 factors derives and prints its where form within seconds", () => {
  const start = performance.now();
  const derivation = deriveSource(families["a chain"]!(2_000));
  const text = emit(derivation, "text");
  // Two seconds on an idle machine of 2020; other work may share it.
  expect(performance.now() - start).toBeLessThan(30_000);
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
