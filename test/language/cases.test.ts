/** Cases, conditions and masks: their values, gradients by every check, and what stands where nothing is chosen. */
import { describe, expect, test } from "vitest";
import type { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { evaluateAt } from "../../src/plan/evaluate.js";

type Data = number | readonly number[] | readonly (readonly number[])[];

const at = (program: string, inputs: Readonly<Record<string, Data>>, cotangents: Readonly<Record<string, Data>> = {}) =>
  evaluateAt(deriveSource(program), { inputs, cotangents } as never, "adjoint") as unknown as {
    readonly outputs: Readonly<Record<string, Data>>;
    readonly gradients: Readonly<Record<string, Data>>;
  };

const programs: readonly string[] = [
  "A: m×n; b: m; x: n; δ: scalar positive; ρ(r) = r²/2 if |r| ≤ δ, δ(|r| − δ/2) otherwise; sum(ρ(A x - b))",
  "X: m×n; α: scalar; f(x) = \\begin{cases} x & \\text{if } x \\geq 0 \\\\ \\alpha x & \\text{otherwise} \\end{cases}; sum(f.(X))",
  "x, w: n; wᵀ (x ∘ [x > 0])",
  "X, T: n×n; sum(where(X > T, X, 2T) ∘ T)",
  "x: n; f(t) = t log(t) if t > 0, 0 otherwise; sum(f(x))",
  "X: m×n; f(t) = 0 if t < 0, t^2 if 0 ≤ t < 1, 2t - 1 otherwise; f.(X)",
  "S, V: n×n; M = where(tril(ones(n, n)) > 0, S, −∞); softmax(M) V",
  "x: n; c: n constant; logsumexp(where(c > 0, x, -∞))",
  "S: n×n symmetric; f(t) = t^2 if t > 1, 2t - 1 otherwise; tr(f(S))",
  "y: scalar; f(x) = x if x ≥ 0 else exp(x) - 1; f(y)^2",
  "x, w: n; w ∘ [x > 0 and x < 1]",
  "x, y: n; z = 3x if x ≥ 0 and y > 0, -x otherwise; sum(z)",
  "x, w: n\ny = x if x ≥ 0,\n  -2x otherwise\nwᵀy",
  "S, V: n×n; M_ij = S_ij if i ≥ j, −∞ otherwise; softmax(M) V",
];

test.each(programs)("%s passes every check", (program) => {
  const report = checkDerivation(deriveSource(program));
  expect(report.verdict).toBe("passed");
});

describe("values", () => {
  test("relations hold as they are written, at equality too", () => {
    const x = [-1, 0, 1];
    for (const [relation, expected] of Object.entries({
      "<": [1, 0, 0],
      "≤": [1, 1, 0],
      ">": [0, 0, 1],
      "≥": [0, 1, 1],
    })) {
      const { outputs } = at(`x, w: 3; y = w ∘ [x ${relation} 0]`, { x, w: [1, 1, 1] }, { y: [1, 1, 1] });
      expect(outputs["y"], relation).toEqual(expected);
    }
  });

  test("the branch that is not taken may have no value", () => {
    const { outputs, gradients } = at("x: 3; f(t) = t log(t) if t > 0, 0 otherwise; L = sum(f(x))", { x: [-1, 0, 1] });
    expect(outputs["L"]).toBe(0);
    expect(gradients["x"]).toEqual([0, 0, 1]);
    const plain = at("x: 2; L = sum(where(x > 0, log(x), 3))", { x: [0, 2] });
    expect(plain.outputs["L"]).toBeCloseTo(3 + Math.log(2), 14);
    expect(plain.gradients["x"]).toEqual([0, 0.5]);
    const number = at("x: scalar; f(t) = t log(t) if t > 0, 0 otherwise; L = f(x)", { x: -1 });
    expect([number.outputs["L"], number.gradients["x"]]).toEqual([0, 0]);
  });

  test("softmax of −∞ is 0", () => {
    const mask = "P = softmax(where(tril(ones(2, 2)) > 0, S, −∞))";
    const { outputs, gradients } = at(`S: 2×2; ${mask}`, { S: [[1, 7], [2, 3]] }, { P: [[1, 5], [0, 1]] }); // prettier-ignore
    const q = 1 / (1 + Math.exp(-1));
    expect(outputs["P"]).toEqual([[1, 0], [1 - q, q].map((v) => expect.closeTo(v, 14))]); // prettier-ignore
    expect((gradients["S"] as number[][])[0]).toEqual([0, 0]);
  });

  test("of equal entries the first is the largest, and sorting keeps their order", () => {
    const { outputs, gradients } = at("A: 2×3; y = sum(rowmax(A))", { A: [[1, 2, 2], [3, 3, 1]] }); // prettier-ignore
    expect(outputs["y"]).toBe(5);
    expect(gradients["A"]).toEqual([[0, 1, 0], [1, 0, 0]]); // prettier-ignore
    const sorted = at("x: 4; w: 4 constant; y = wᵀ sort(x)", { x: [3, 1, 3, 2], w: [1, 10, 100, 1000] });
    expect([sorted.outputs["y"], sorted.gradients["x"]]).toEqual([3321, [100, 1, 1000, 10]]);
  });

  test("squared distances of near points far away keep their digits", () => {
    const far = 1e8;
    const { outputs, gradients } = at("X: 2×1; L = sqdist(X)[1, 2]", { X: [[far], [far + 3]] });
    expect([outputs["L"], gradients["X"]]).toEqual([9, [[-6], [6]]]);
  });

  test("tails keep their digits", () => {
    expect(at("x: scalar; y = logsigmoid(x)", { x: -800 }).outputs["y"]).toBe(-800);
    expect(at("x: scalar; y = logsigmoid(x)", { x: 40 }).outputs["y"]).toBeCloseTo(-Math.exp(-40), 30);
    for (const x of [-3, -1e-9, 1e-9, 0.5, 20]) {
      expect(at("x: scalar; y = asinh(x)", { x }).outputs["y"]).toBeCloseTo(Math.asinh(x), 14);
      expect(at("x: scalar; y = elu(x)", { x }).outputs["y"]).toBe(x > 0 ? x : Math.expm1(x));
    }
    expect(at("x: scalar; y = acosh(x)", { x: 1 + 1e-12 }).outputs["y"]).toBeCloseTo(Math.acosh(1 + 1e-12), 14);
    expect(at("x: scalar; y = atanh(x)", { x: -0.9 }).outputs["y"]).toBeCloseTo(Math.atanh(-0.9), 14);
  });
});

test.each([
  ["x: n; f(t) = t if t > 0; f(x)", "syntax/cases"],
  ["x: n; x[x > 0]", "syntax/condition"],
])("%s is refused", (program, code) => {
  try {
    deriveSource(program);
    expect.unreachable();
  } catch (error) {
    expect((error as MatrixBackpropError).code).toBe(code);
    expect((error as MatrixBackpropError).diagnostics).toHaveLength(1);
  }
});
