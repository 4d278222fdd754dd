/** stop(A): the value of A, held constant. */
import { expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { evaluateAt } from "../../src/plan/evaluate.js";

interface Values {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly gradients: Readonly<Record<string, unknown>>;
}

const at = (program: string, inputs: object): Values =>
  evaluateAt(deriveSource(program), { inputs } as never, "adjoint") as unknown as Values;

test.each([
  "x: n; W: n×n; y = tanh.(W x); sum(stop(y) ∘ y)",
  "X: m×n; P = softmax(X); sum(stop(P) ∘ P.^2)",
  "z, y, b: n; s = z + stop(y - z); ‖s - b‖²",
  "f(x) = stop(x) ∘ x; u: n; sum(f(u).^2)",
  "S: n×n symmetric; U, Λ = eig(S); tr(stop(U) Λ stop(U)ᵀ S)",
])("%s passes the checks that see what is held", (program) => {
  expect(checkDerivation(deriveSource(program)).verdict).not.toBe("failed");
});

test("the gradient is that of the program with a constant in its place", () => {
  const [x, w] = [[0.5, -2, 3], [2, 1, 4]]; // prettier-ignore
  const held = at("x: 3; L = sum(x.^2 ∘ stop(exp(x)))", { x });
  expect(held.outputs["L"]).toBeCloseTo(x.reduce((s, t) => s + t * t * Math.exp(t), 0), 12); // prettier-ignore
  expect(held.gradients["x"]).toEqual(x.map((t) => expect.closeTo(2 * t * Math.exp(t), 12)));
  // The estimator that goes straight through a step: its value forward, the identity backward.
  const straight = at("x: 3; w: 3 constant; L = wᵀ(x + stop(step(x) - x))", { x, w });
  expect([straight.outputs["L"], straight.gradients["x"]]).toEqual([6, w]);
});

test("all of an input may be held", () => {
  expect(at("x: 2; L = sum(stop(x).^2)", { x: [1, 2] }).gradients["x"]).toEqual([0, 0]);
});
