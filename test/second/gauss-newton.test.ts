/** Gauss–Newton matrices: known formulas, values, checks and refusals. */
import { describe, expect, test } from "vitest";
import { gaussNewtonAsDerivation } from "../../src/calculus/gauss-newton.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource, secondOrderOf } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { hessianAt } from "../../src/plan/evaluate-second.js";
import { entries } from "../numbers.js";

const text = (program: string): string => emit(deriveSource(program), "text", { form: "gauss-newton" });

const PROGRAMS = [
  "x: n; A: m×n constant; b: m constant; norm(A x - b)^2/2",
  "x: n; A: m×n constant; b: m constant; r = tanh(A x) - b; λ: scalar positive constant; rᵀr/2 + λ*norm(x)^2",
  "w: n; X: m×n constant; y: m constant; sum(softplus(X w)) - yᵀX w",
  "W: k×m; V: m×n; x: n constant; y: k constant; logsumexp(W tanh(V x)) - yᵀW tanh(V x)",
  "U: m×k; V: n×k; X: m×n constant; norm(X - U Vᵀ)^2/2",
  "x: n; A: m×n constant; b: m constant; sum(sqrt(1 + (A x - b).^2))",
  "x: n; A: m×n constant; b: m constant; W: m×m spd constant; (exp.(A x) - b)ᵀ W (exp.(A x) - b)",
  "S: n×n symmetric; A: n×n constant; norm(S S - A)^2/2",
  "x: n; A: m×n constant; y: m constant; -sum(y .* log(sigmoid(A x)) + (1 - y) .* log(1 - sigmoid(A x)))",
  "x: n; k: scalar constant; (norm(x)^2 - k)^2/2",
];

describe("the formula", () => {
  test.each([
    [PROGRAMS[0]!, "G = AᵀA"],
    [PROGRAMS[4]!, "G(vec(U), vec(V)) = (Vᵀ ⊗ U)K"],
    [PROGRAMS[9]!, "G = 4x xᵀ"],
  ])("of %s", (program, line) => {
    expect(text(program)).toContain(line);
  });

  test("says of which outputs, with the Hessian in them", () => {
    expect(text(PROGRAMS[0]!)).toContain("  r = A x - b\n  ∂²L/∂r∂rᵀ = I_m\n");
    expect(text(PROGRAMS[0]!)).toContain("the Gauss–Newton matrix by x is positive semidefinite");
  });

  test.each(PROGRAMS)("of %s is checked", (program) => {
    const whole = gaussNewtonAsDerivation(secondOrderOf(deriveSource(program), "gauss-newton"));
    expect(checkDerivation(whole, { trials: 1 })).toMatchObject({ verdict: "passed", reason: "" });
  });
});

test("the value is JᵀJ, without the curvature of the residual", () => {
  // r = (x₁², x₁x₂) at (1, 2): J = [2, 0; 2, 1].
  const second = secondOrderOf(deriveSource("x: 2; a: 2 constant; r = x[1]*x; norm(r - a)^2/2"), "gauss-newton");
  const answer = hessianAt(second, { inputs: { x: [1, 2], a: [7, -3] } }, new Map(), "gauss-newton");
  expect(entries(answer["gauss-newton"]!["x"]!["x"]!)).toEqual([8, 2, 2, 1]);
});

test.each([
  ["x: n; y: n; A: n×n constant; xᵀA y", "a product of several things that vary"],
  ["X: n×n spd; logdet(X)", "concave in its outputs"],
  ["a: n constant; x: n; aᵀx", "no function of outputs in which it is curved"],
  ["x: n; tanh(x)", "second derivatives are those of one scalar"],
])("%s is refused", (program, message) => {
  expect(() => secondOrderOf(deriveSource(program), "gauss-newton")).toThrow(message);
});
