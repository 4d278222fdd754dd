/** Claims about Jacobians, Hessians and products with them, right and wrong. */
import { describe, expect, test } from "vitest";
import { derive, verify } from "../../src/index.js";
import { run } from "../command/run.js";

const RIDGE = "x: n; A: m×n constant; λ: scalar positive constant; norm(A x)^2/2 + λ/2*norm(x)^2";
const LINEAR = "A: m×n constant; B: p×q constant; X: n×p; A X B";
const LOGDET = "X: n×n spd; -logdet(X)";
const BILINEAR = "x: n; y: n; (xᵀy)^2";
const LAYER = "W: m×n constant; x: n; y = tanh(W x)";

const claimed = async (program: string, claim: string, form?: "hessian" | "jacobian" | "hvp" | "gauss-newton") =>
  verify(derive(program), claim, form ? { form } : {});

describe("a right claim", () => {
  test.each([
    [RIDGE, "∂²L/∂x∂xᵀ = AᵀA + λI"],
    [RIDGE, "∂²L/∂x² = AᵀA + λI"],
    [RIDGE, "∇²L = AᵀA + λI"],
    [RIDGE, "∇²_x L = AᵀA + λI"],
    [RIDGE, "d²L/dxdxᵀ = λI + AᵀA"],
    [RIDGE, "d^2L/(dx dx') = A'A + λI"],
    [RIDGE, String.raw`\frac{\partial^2 L}{\partial x\,\partial x^{\top}} = A^\top A + \lambda I`],
    [RIDGE, "d²L = norm(A dx)^2 + λ dxᵀdx"],
    [LINEAR, "∂vec(Y)/∂vec(X)ᵀ = Bᵀ ⊗ A"],
    [LINEAR, String.raw`\frac{\partial \operatorname{vec}(Y)}{\partial \operatorname{vec}(X)^T} = B^T \otimes A`],
    [LINEAR, "∂vec(Y)ᵀ/∂vec(X) = B ⊗ Aᵀ"],
    [LOGDET, "∂²L/∂vec(X)∂vec(X)ᵀ = (X⁻¹ ⊗ X⁻¹)(I + commutation(n, n))/2"],
    [LOGDET, "D = duplication(n); ∂²L/∂vech(X)∂vech(X)ᵀ = Dᵀ(X⁻¹ ⊗ X⁻¹)D"],
    [LOGDET, "dX̄ = X⁻¹ dX X⁻¹"],
    [LOGDET, "d²L = tr(X⁻¹ dX X⁻¹ dX)"],
    [BILINEAR, "∂²L/∂x∂yᵀ = 2(y xᵀ + (xᵀy) I)"],
    [BILINEAR, "∂²L/∂xᵀ∂y = 2(x yᵀ + (xᵀy) I)"],
    [BILINEAR, "dȳ = 2(dxᵀy + xᵀdy) x + 2(xᵀy) dx"],
    [LAYER, "∂y/∂xᵀ = diag(1 - y.^2) W"],
    [LAYER, "∂yᵀ/∂x = Wᵀ diag(1 - y.^2)"],
    ["X: m×n; Xᵀ X", "∂vec(Y)/∂vec(X)ᵀ = (I + commutation(n, n))(I ⊗ Xᵀ)"],
    ["X: n×n; X⁻¹", "∂vec(Y)/∂vec(X)ᵀ = -X⁻ᵀ ⊗ X⁻¹"],
  ])("about %s: %s", async (program, claim) => {
    const { verdict, reason } = await claimed(program, claim);
    expect({ verdict, reason }).toEqual({ verdict: "right", reason: "" });
  });

  test.each([
    [LINEAR, "jacobian", "B ⊗ Aᵀ", "in denominator layout"],
    [LAYER, "jacobian", "∂y/∂x = Wᵀ diag(1 - y.^2)", "in denominator layout"],
    // Of a symmetric input the projection may be left out.
    [LOGDET, "hessian", "X⁻¹ ⊗ X⁻¹", "as a map of directions in the structure of X"],
  ] as const)("about %s, read as %s: %s", async (program, form, claim, reason) => {
    expect(await claimed(program, claim, form)).toMatchObject({ verdict: "right", reason });
  });

  test("about a Gauss–Newton matrix", async () => {
    const program = "x: n; A: m×n constant; b: m constant; norm(tanh(A x) - b)^2/2";
    const claim = "J = diag(1 - tanh(A x).^2) A; JᵀJ";
    expect(await claimed(program, claim, "gauss-newton")).toMatchObject({ verdict: "right" });
    expect(await claimed(program, claim, "hessian")).toMatchObject({ verdict: "wrong" });
  });
});

describe("a wrong claim", () => {
  test.each([
    [RIDGE, "∂²L/∂x∂xᵀ = 2AᵀA + λI", "factor-of-term"],
    [RIDGE, "∂²L/∂x∂xᵀ = AᵀA", "missing-term"],
    [RIDGE, "∂²L/∂x∂xᵀ = -AᵀA - λI", "sign"],
    [LINEAR, "∂vec(Y)/∂vec(X)ᵀ = A ⊗ Bᵀ", "order"],
    [LAYER, "∂y/∂xᵀ = Wᵀ diag(1 - y.^2)", "numerator-layout"],
    [LAYER, "∂y/∂xᵀ = W", "missing-factor"],
    [LOGDET, "dX̄ = -X⁻¹ dX X⁻¹", "sign"],
    [LOGDET, "dX̄ = X⁻¹ dX", "missing-factor"],
    [BILINEAR, "∂²L/∂x∂yᵀ = 2 y xᵀ", "missing-term"],
    ["X: n×n; X⁻¹", "∂vec(Y)/∂vec(X)ᵀ = -X⁻¹ ⊗ X⁻¹", "assumes-symmetric"],
  ])("about %s: %s", async (program, claim, code) => {
    const { verdict, cause } = await claimed(program, claim);
    expect({ verdict, code: cause?.code }).toEqual({ verdict: "wrong", code });
  });

  test("says which layout it is in", async () => {
    const { cause } = await claimed(LAYER, "∂y/∂xᵀ = Wᵀ diag(1 - y.^2)");
    expect(cause?.message).toBe("it is the transpose, which is in denominator layout");
  });
});

describe("the command", () => {
  test("names the derivative, and what was derived", async () => {
    const { status, stdout } = await run("--form", "hessian", "--verify", "AᵀA + λI", RIDGE);
    expect(status).toBe(0);
    expect(stdout).toContain("Claim for ∂²L/∂x∂xᵀ: right\n  derived: ∂²L/∂x∂xᵀ = λI + AᵀA\n");
  });

  test("asks which of several derivatives is claimed", async () => {
    const { status, stderr } = await run("--form", "hessian", "--verify", "2 y xᵀ", BILINEAR);
    expect(status).toBe(2);
    expect(stderr).toContain("∂²L/∂x∂yᵀ");
  });

  test("asks for a map where the derivative has no matrix form", async () => {
    const { status, stderr } = await run("--form", "hessian", "--verify", "B", "B: n×n constant; S: n×n spd; tr(B log(S))"); // prettier-ignore
    expect(status).toBe(2);
    expect(stderr).toContain("claim it as a map: `dS̄ = …`");
  });
});
