/** What a program names is taken as a whole: it is printed as it was typed, computed once, and has a cotangent of its own. */
import { expect, test } from "vitest";
import { formulasOf } from "../../src/print/formulas.js";
import { flopsToCompute } from "../../src/plan/cost.js";
import { deriveSource } from "../../src/derive.js";
import { printExpression } from "../../src/language/print/print.js";

const lines = (program: string, part: "program" | "where" | "gradients"): string[] =>
  formulasOf(deriveSource(program))[part].map(
    (e) => `${e.left.map((l) => printExpression(l, "text")).join(", ")} = ${printExpression(e.right, "text")}`,
  );

const NEWTON_SCHULZ = "A: n×n; X: n×n; X1 = (3X - X A X)/2; X2 = (3X1 - X1 A X1)/2; X3 = (3X2 - X2 A X2)/2";
const MUON =
  "G: m×n; X0 = G/‖G‖; A0 = X0 X0ᵀ; B0 = -4 A0 + 2 A0 A0; X1 = 3 X0 + B0 X0; A1 = X1 X1ᵀ; B1 = -4 A1 + 2 A1 A1; X2 = 3 X1 + B1 X1";

test.each([
  ["B: n×n; X: n×p; Y = X + B X; Z = 3Y + exp.(Y)", ["Y = X + B X", "Z = 3Y + exp.(Y)"]],
  [NEWTON_SCHULZ, ["X₁ = (3X - X A X)/2", "X₂ = (3X₁ - X₁ A X₁)/2", "X₃ = (3X₂ - X₂ A X₂)/2"]],
  ["X: m×n; R = 2X; Y = R R' + 3 R R'", ["R = 2X", "Y = 4R Rᵀ"]],
])("is printed as it was typed: %s", (program, expected) => {
  expect(lines(program, "program")).toEqual(expected);
});

test("what is repeated under a name is computed once", () => {
  const derivation = deriveSource("B: n×n; X: n×p; Y = X + B X; Z = 3Y + exp.(Y)");
  const sizes = { n: 100, p: 100 };
  const flops = flopsToCompute(derivation, derivation.outputs[0]!.node, new Map(Object.entries(sizes)));
  expect(flops).toBeLessThan(2.1 * 100 ** 3);
});

test.each([NEWTON_SCHULZ, MUON])("cotangents of definitions have names: %s", (program) => {
  const names = lines(program, "where").map((l) => l.split(" = ")[0]);
  expect(names).toContain("X̄₁");
  expect(names).toContain("dX₁");
});

test("the length of the answer grows with the number of steps, not faster", () => {
  const step = (i: number): string => `X${i + 1} = (3X${i} - X${i} A X${i})/2`;
  const length = (steps: number): number => {
    const program = `A: n×n; X0: n×n; ${Array.from({ length: steps }, (_, i) => step(i)).join("; ")}`;
    return [...lines(program, "where"), ...lines(program, "gradients")].join("").length;
  };
  expect(length(12)).toBeLessThan(2.6 * length(6));
});

test.each([
  // What cancels through a name is found.
  ["A: n×n invertible; B: n×p; Y = A⁻¹ B; sum(A Y)", { B: "𝟏_n 𝟏_pᵀ" }],
  ["X: m×n; Z: m×n; Y = X + Z; sum(Y - X)", { X: "zeros(m, n)", Z: "𝟏_m 𝟏_nᵀ" }],
  ["X: m×n; μ = mean(X); mean((X - μ ones(m,n)) .^ 2)", { X: "2(X - μ𝟏_m 𝟏_nᵀ)/(m n)" }],
])("a name is opened where that pays: %s", (program, expected) => {
  const gradients = Object.fromEntries(lines(program, "gradients").map((l) => l.split(/̄? = /) as [string, string]));
  expect(gradients).toMatchObject(expected);
});

test.each([
  // R appears transposed and with the other sign, written out.
  ["X: n×m; μ: m; R = Xᵀ - μ𝟏ᵀ; tr(R (X - 𝟏μᵀ))", "Y = tr(R Rᵀ)"],
  ["X: m×n; Z: m×n; R = X - Z; tr(Rᵀ (Z - X))", "Y = tr(-RᵀR)"],
])("one thing has one name: %s", (program, expected) => {
  expect(lines(program, "program").at(-1)).toBe(expected);
});

test.each([
  ["f: n; g: n; A: n×n; K: n×n; s: scalar; fᵀ (A + s K) g", "s̄ = fᵀ K g"],
  ["m: scalar; abs(m)^2", "m̄ = 2m"],
])("a gradient in the form that an author gives it: %s", (program, expected) => {
  expect(lines(program, "gradients")).toContain(expected);
});

test("small powers are products", () => {
  const derivation = deriveSource("A: n×n; x: n; A² x");
  expect(flopsToCompute(derivation, derivation.outputs[0]!.node, new Map([["n", 100]]))).toBeLessThan(5 * 100 ** 2);
});
