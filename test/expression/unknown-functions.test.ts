/** Functions of which only their values are known: answers with their derivatives by name, checked with smooth functions in their place. */
import { describe, expect, test } from "vitest";
import { check, derive, emit, MatrixBackpropError } from "../../src/index.js";

const answers: readonly (readonly [program: string, name: string, gradient: string])[] = [
  ["φ: function\nX: m×d\nw: d\nΣ_i φ(wᵀx_i)", "w", "Xᵀ φ′(X w)"],
  ["g: function\nA: n×n\nsum(g(A))", "A", "g′.(A)"],
  ["f: function\nx: n\ny: n\nf(x)ᵀf(y)", "x", "f′(x) ∘ f(y)"],
  ["f(X): scalar\nX: m×n\nA: p×m\nf(A X)^2", "X", "2 f(M) Aᵀ ∇f(M)"],
  ["K(θ, φ): n×n spd\nlogdet(K(θ, φ))", "φ", "M : ∂K/∂φ"],
  ["K(θ): n×n spd\nθ: p\nlogdet(K)", "θ", "J_K(θ)ᵀ vec(M)"],
  ["F(x): m\nx: n\n‖F(x)‖²", "x", "2 J_F(x)ᵀ F(x)"],
];

describe.each(answers)("%s", (program, name, gradient) => {
  test("has the derivative by name", () => {
    expect(derive(program).gradients[name]!.text).toBe(gradient);
  });

  test("is checked with smooth functions in the place of what is unknown", async () => {
    const result = derive(program);
    expect((await check(result)).verdict).toBe("passed");
    expect(result.notes.map((n) => n.code)).not.toContain("unchecked");
  });

  test("has no kernel, by the name of the function", () => {
    expect(() => derive(program).compile()).toThrow(/is a function of which no formula is known/);
  });
});

test("LaTeX has the signs of derivatives", () => {
  const latex = emit(derive("K(θ): n×n spd\ny: n\nyᵀK⁻¹y"), "latex");
  expect(latex).toContain("\\frac{\\partial K}{\\partial \\theta}");
  expect(emit(derive("f(X): scalar\nX: m×n\nf(X)"), "latex")).toContain("\\nabla f(X)");
});

test("the shapes tell of the functions", () => {
  const text = emit(derive("g: function\nK(θ): n×n spd\ny: n\ng(yᵀK(θ)y)"), "text");
  expect(text).toContain("  g: function\n  K(θ): n×n spd\n");
});

test.each(["exp: function\nx: n\nexp(x)", "K(θ): n×n\nK(θ, θ)"])("is refused: %s", (program) => {
  expect(() => derive(program)).toThrow(MatrixBackpropError);
});
