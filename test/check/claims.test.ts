import { expect, it } from "vitest";
import { claimedGradient } from "../../src/check/claim/claimed-formula.js";
import { severalClaims } from "../../src/check/claim/several-claims.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource } from "../../src/derive.js";
import { FURTHER_CLAIMS } from "./further-claims.js";
import { SEEDED_CLAIMS } from "./seeded-claims.js";
import { WRONG_CLAIMS, type WrongClaim } from "./claims.js";

function verified({ program, wrt, claim }: Omit<WrongClaim, "cause">) {
  const derivation = deriveSource(program, { wrt: [wrt] });
  return verifyClaim(derivation, derivation.gradients[0]!, claim);
}

it("says of sixty wrong claims that they are wrong, and names the mistake in nearly all", () => {
  const results = WRONG_CLAIMS.map((c) => ({ ...c, result: verified(c) }));
  expect(results.length).toBeGreaterThanOrEqual(60);
  expect(results.filter((r) => r.result.verdict !== "wrong").map((r) => `${r.program}: ${r.claim}`)).toEqual([]);
  const named = results.filter((r) => r.cause.includes(r.result.cause?.code ?? "-"));
  const unnamed = results
    .filter((r) => !named.includes(r))
    .map((r) => `${r.program}: ${r.claim}: ${r.result.cause?.code ?? "none"}`);
  expect(named.length, unnamed.join("\n")).toBeGreaterThanOrEqual(58);
});

it("names the mistake in nine of ten claims of other formulas", () => {
  const results = SEEDED_CLAIMS.map((c) => ({ ...c, result: verified(c) }));
  expect(results.length).toBeGreaterThanOrEqual(60);
  expect(results.filter((r) => r.result.verdict !== "wrong").map((r) => `${r.program}: ${r.claim}`)).toEqual([]);
  const isNamed = ({ cause, result }: (typeof results)[number]): boolean =>
    cause.includes(result.cause?.code ?? (result.reason.startsWith("the claim is ") ? "shape" : "-"));
  const unnamed = results
    .filter((r) => !isNamed(r))
    .map((r) => `${r.program}: ${r.claim}: ${r.result.cause?.code ?? "none"}`);
  expect(unnamed.length, unnamed.join("\n")).toBeLessThanOrEqual(results.length / 10);
});

it.each(FURTHER_CLAIMS)("$program: $claim is wrong because of $cause", (wrong) => {
  const result = verified(wrong);
  expect([result.verdict, result.cause?.code]).toEqual(["wrong", wrong.cause[0]]);
});

it.each([
  ["A: m×n\nX: n×p\nB: p×m\ntr(A X B)", "∂L/∂X = AᵀBᵀ"],
  ["A: m×n\nX: n×p\nB: p×m\ntr(A X B)", "\\frac{\\partial L}{\\partial X} = A^\\top B^\\top"],
  ["A: m×n\nx: n\nb: m\n‖A x - b‖²", "∇_x L = 2Aᵀ(A x - b)"],
  ["A: m×n\nx: n\nb: m\n‖A x - b‖²", "x̄ = 2Aᵀ(A x - b)"],
  ["A: m×n\nx: n\nb: m\n‖A x - b‖²", "\\frac{d L}{d A} = 2 (A x - b) x^T"],
])("reads a claim as it is printed: %s, %s", (program, claim) => {
  const derivation = deriveSource(program);
  const gradient = claimedGradient(derivation, claim)!;
  expect(verifyClaim(derivation, gradient, claim).verdict).toBe("right");
});

it("names the first wrong line of several", () => {
  const program = "A: m×n\nx: n\nb: m\n‖A x - b‖²";
  const result = (claim: string) => verified({ program, wrt: "x", claim });
  expect(result("∂L/∂x = 2AᵀA x - 2Aᵀb = 2Aᵀ(A x - b)")).toMatchObject({ verdict: "right" });
  expect(result("∂L/∂x = 2AᵀA x - 2Aᵀb\n= Aᵀ(A x - b)\n= 2Aᵀ(A x - b)")).toMatchObject({ verdict: "wrong", line: 2 });
});

it.each([
  ["A: m×n\nX: n×p\nB: p×m\ntr(A X B)", "∂L/∂X = B A", "numerator-layout"],
  ["a: m\nX: m×n\nb: n\naᵀX b", "\\frac{\\partial L}{\\partial X} = b a^T", "numerator-layout"],
  ["A: m×n\nx: n\nb: m\n‖A x - b‖²", "\\frac{dL}{dx} = 2(A x - b)^T A", "numerator-layout"],
  ["x: n\nA: n×n\nxᵀA x", "∂L/∂x = 2A x", "assumes-symmetric"],
  ["X: m×n\n‖X‖²", "∂L/∂X = X", "factor"],
  ["x: n\nμ: n\nS: n×n spd\n(x - μ)ᵀS⁻¹(x - μ)", "∂L/∂x = S⁻¹(x - μ)", "factor"],
  ["A: m×n\nx: n\nb: m\n‖A x - b‖²", "∇_x L = 2Aᵀ(b - A x)", "sign"],
  ["X: n×n invertible\nA: n×n\ntr(A X⁻¹)", "∂L/∂X = X⁻ᵀAᵀX⁻ᵀ", "sign"],
  ["x: n\nμ: n\nS: n×n spd\n(x - μ)ᵀS⁻¹(x - μ)", "∂L/∂μ = 2S⁻¹(x - μ)", "sign"],
  ["S: n×n symmetric\nA: n×n\ntr(A S)", "∂L/∂S = Aᵀ", "missing-projection"],
  ["X: n×n invertible\nlogdet(X)", "∂L/∂X = X⁻¹", "transpose"],
  ["X: n×n invertible\nA: n×n\ntr(A X⁻¹)", "∂L/∂X = -X⁻¹A X⁻¹", "transpose"],
  ["S: n×n spd\nlogdet(S)", "∂L/∂S = 2S⁻¹ - I ∘ S⁻¹", "free-entry"],
  ["Q: n×n\nc: n\nx: n\n1/2 xᵀQ x + cᵀx", "∂L/∂x = sym(Q) x", "missing-term"],
])("finds a printed claim wrong, and why: %s, %s", (program, text, cause) => {
  const derivation = deriveSource(program);
  const result = verifyClaim(derivation, claimedGradient(derivation, text)!, text);
  expect([result.verdict, result.cause?.code]).toEqual(["wrong", cause]);
});

it.each([
  ["∂L/∂x = 2Aᵀ(A x - b), ∂L/∂A = 2(A x - b)xᵀ", 2],
  ["\\frac{\\partial L}{\\partial x} = 2A^\\top(Ax-b) \\\\ \\frac{\\partial L}{\\partial A} = 2(Ax-b)x^\\top", 2],
  ["r = A x - b; x̄ = 2Aᵀr; Ā = 2r xᵀ", 2],
  ["∂L/∂x = 2AᵀA x - 2Aᵀb\n= 2Aᵀ(A x - b)", 1],
  ["2Aᵀ(A x - b)", 1],
])("finds the claims in %j", (text, count) => {
  const derivation = deriveSource("A: m×n\nx: n\nb: m\n‖A x - b‖²");
  const claims = severalClaims(derivation, text);
  expect(claims).toHaveLength(count);
  if (count === 1) return;
  const verdicts = claims.map((c) => verifyClaim(derivation, claimedGradient(derivation, c)!, c).verdict);
  expect(verdicts).toEqual(["right", "right"]);
});
