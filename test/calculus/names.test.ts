/** What a result is written with: the names of the program, and those that an author would add. */
import { describe, expect, test } from "vitest";
import { check, derive } from "../../src/index.js";

const gradients = (program: string): Record<string, string> =>
  Object.fromEntries(Object.entries(derive(program).gradients).map(([name, g]) => [name, g.text]));
const where = (program: string): string[] => derive(program).where.map((w) => `${w.name} = ${w.text}`);

describe("what the program computes has its name", () => {
  test.each<[string, Record<string, string>]>([
    ["A \\ B", { A: "-A⁻ᵀ Ȳ Yᵀ", B: "A⁻ᵀȲ" }],
    ["A: spd; B: n×m; A⁻¹B", { A: "-sym(A⁻¹ Ȳ Yᵀ)", B: "A⁻¹Ȳ" }],
    ["Z(ZᵀZ)⁻¹Zᵀ", { Z: "2(I - Y) sym(Ȳ) Z M" }],
    ["P = X(XᵀX)⁻¹Xᵀ; return P Z", { X: "2(sym(Ȳ Zᵀ) M - X sym(Mᵀ Ȳ Zᵀ M))", Z: "P Ȳ" }],
    ["P = A B; Q = P C; tr(Q D Qᵀ)", { A: "2Q sym(D) CᵀBᵀ", B: "2AᵀQ sym(D) Cᵀ", C: "2PᵀQ sym(D)", D: "QᵀQ" }],
    ["X: m×n; R = X − 𝟏(𝟏ᵀX)/m; ‖RᵀR‖²", { X: "4R Rᵀ R" }],
  ])("in a longer product, also transposed: %s", (program, expected) => {
    expect(gradients(program)).toEqual(expected);
  });

  test.each<[string, Record<string, string>]>([
    ["Y = 2 A B; tr(Yᵀ Y C)", { A: "4Y sym(C) Bᵀ", B: "4AᵀY sym(C)", C: "YᵀY" }],
    ["Y = A B/3; tr(Yᵀ Y C)", { A: "2Y sym(C) Bᵀ/3", B: "2AᵀY sym(C)/3", C: "YᵀY" }],
    ["Y = -A B; tr(Yᵀ Y C)", { A: "-2Y sym(C) Bᵀ", B: "-2AᵀY sym(C)", C: "YᵀY" }],
    ["Y = 2 A B; tr(A B) + 0 tr(Y)", { A: "Bᵀ", B: "Aᵀ" }],
  ])("with its number: %s", (program, expected) => {
    expect(gradients(program)).toEqual(expected);
  });

  test("and of two that are each other's transpose the first counts", () => {
    const program = "Y = A B; Z = BᵀAᵀ; tr(Z C Y)";
    expect(gradients(program)).toEqual({ A: "2 sym(C) Y Bᵀ", B: "2Aᵀ sym(C) Y", C: "Y Yᵀ" });
    expect(where(program)).toEqual(["Y = A B", "dY = dA B + A dB"]);
  });

  test("which is what makes a form cheap", () => {
    const ridge = "A: n×m; B: n×p; (AᵀA + 0.3 I) \\ (AᵀB)";
    expect(gradients(ridge)).toEqual({ A: "B Eᵀ - 2A sym(E Yᵀ)", B: "A E" });
    expect(where(ridge)).toEqual(["M = (AᵀA + 0.3I)⁻¹", "E = M Ȳ", "Y = M Aᵀ B"]);
  });
});

describe("an author names", () => {
  test("a solution that gradients use several times", () => {
    const program = "A: n×n spd; b: n; bᵀA⁻¹C A⁻¹b";
    expect(gradients(program)).toEqual({ A: "-2 sym(A⁻¹ sym(C) v vᵀ)", b: "2A⁻¹ sym(C) v", C: "v vᵀ" });
    expect(where(program)).toEqual(["v = A⁻¹b"]);
  });

  test("a residual with a product of matrices in it, not one with a product by a vector", () => {
    expect(gradients("B: p×m; H: m×n; T: p×n; ‖B H − T‖²")).toEqual({ B: "2R Hᵀ", H: "2BᵀR", T: "-2R" });
    expect(gradients("‖A x − b‖²")).toEqual({ A: "2(A x - b)xᵀ", x: "2Aᵀ(A x - b)", b: "-2(A x - b)" });
  });

  test("what stands as it is and transposed", () => {
    expect(gradients("‖X − A Bᵀ‖²")).toEqual({ X: "2R", A: "-2R B", B: "-2RᵀA" });
    const attention = "Q: n×m; K: n×m; V: n×p; softmax(QKᵀ/sqrt(m)) V";
    expect(gradients(attention)).toEqual({ Q: "R K/sqrt(m)", K: "RᵀQ/sqrt(m)", V: "MᵀȲ" });
  });

  test("nothing that is used once", () => {
    expect(where("A: n×n spd; b: n constant; bᵀA⁻¹b")).toEqual([]);
    expect(where("B: p×m; H: m×n constant; T: p×n constant; ‖B H − T‖²")).toEqual([]);
  });
});

test.each([
  "A \\ B",
  "P = X(XᵀX)⁻¹Xᵀ; return P Z",
  "X: m×n; μ: n; R = X − 𝟏μᵀ; RᵀR",
  "A: n×m; B: n×p; (AᵀA + 0.3 I) \\ (AᵀB)",
  "A: n×n spd; b: n; bᵀA⁻¹C A⁻¹b",
  "K = skew(A B); tr(K C K D)",
  "c: scalar; Y = c A B; ‖Y D‖² + tr(Yᵀ A B)",
])("and it is right: %s", async (program) => {
  expect((await check(derive(program))).verdict).toBe("passed");
});
