/** Programs that were once answered wrongly; they were found among generated ones. */
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import { sizesFit } from "../../src/check/rules/check-rule.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { jsonResult } from "../../src/print/json/report.js";
import { called } from "./generate.js";
import { loadEmitted } from "./kernel.js";

const sizes = { m: 4, n: 3, p: 2 };
const ONES = { m: 1, n: 1, p: 1, q: 1, i: 1, j: 1, k: 1, l: 1, r: 1 };
const verdict = (program: string) => {
  const { verdict, reason } = checkDerivation(deriveSource(program), { sizes });
  return { verdict, reason };
};

describe("programs that were answered wrongly", () => {
  it("are inconclusive where the derivative cannot be computed at the points", () => {
    const { verdict: v, reason } = verdict("A: n×m; U, Σ, V = svd([A; A], 1); V");
    expect(v).toBe("inconclusive");
    expect(reason).toMatch(/non-zero singular values are needed/);
  });

  it("are inconclusive where the variation is rounding", () => {
    const program = "A: m×m; D = exp(sym(A)); qr(tanh.(A + tanh.(lstsq(tanh.(D), tanh.(D)))) + 5I)";
    expect(verdict(program.replace("qr", "Q, R = qr") + "; R").verdict).toBe("inconclusive");
  });

  it("pass where values and derivatives cancel: the trace of a reflection of the plane", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const report = checkDerivation(deriveSource("A: p×p orthogonal; tr(A)"), { sizes: { p: 2 }, seed });
      expect(report.verdict).toBe("passed");
    }
  });

  it.each([
    ["an argument that is also the parameter of the function", "s: scalar; f(t) = s tanh(s t); f.(s)"],
    ["a spectral function with its parameter in the matrix", "s: scalar; S: n×n symmetric; f(t) = tanh(s t); f(s S)"],
    ["the Kronecker product of numbers", "A: m×n; max(A) ⊗ min(A)"],
    ["the Kronecker product with a number", "A: m×n; [A ⊗ max(A); tr(AᵀA) ⊗ A]"],
    ["a factorization of n×2n", "A: n×n; U, Σ, V = svd([A, 2A + tanh.(A)]); Σ"],
    ["one eigenvalue of a band", "S: n×n symmetric; eigband(exp, S, 2, 2)"],
    ["a diagonal matrix over one that is not", "S: n×n symmetric; A: n×n; U, Λ = eig(S); tanh.(Λ) ⊘ exp.(A)"],
    ["a column times a row times I + uvᵀ", "x: m; a: n; u: n; v: n; tanh.(x)*aᵀ*(I + u*vᵀ)"],
    ["the same with ones", "x: m; a: n; v: n; (I + 2𝟏*vᵀ)*a*tanh.(x)ᵀ + (I + 𝟏*𝟏ᵀ/3)*a*sin.(x)ᵀ"],
    ["signs of eigenvectors that turn nearby", "A: m×m; U, Λ = eig(sym(A), 4); tanh.(U)ᵀ tanh.(U)"],
    ["a function of a matrix that is zero", "A: m×m; f(t) = sin(t)/(1 + t^2); f(sym(tanh.(skew(A)))) + A"],
    ["the mean of a skew matrix", "A: m×m; mean(tanh.(skew(A)))"],
    ["functions of eigenvectors, whose signs are fixed", "A: m×m; U, Λ = eig(sym(A), 3); tan.(tanh.(U))"],
    [
      "a sum in which a named sum stands beside a multiple of I",
      "C: n×n spd; A = C/tr(C); B = A(3I − A); Y = tr(C) B(3I − A B)",
    ],
    ["reshaping to sizes called like those of the rule", "A: p×q; B: m×n; reshape(B, m, n) + 0 B"],
    ["the logarithm of the logistic function", "s: scalar; D = log.(sigmoid.(tanh.(s))); tanh.(D) ∘ tanh.(D)"],
    ["an outer product times a product that is a number", "x: n; a: p; D = x aᵀ; lstsq(D, D)"],
    ["a discrete Lyapunov equation of an inverse", "A: m×m; D = (tanh.(A) + 5I)⁻ᵀ; dlyap(D, D) + dlyap(D⁻¹/9, A)"],
    ["a Sylvester equation of inverses", "A: m×m; sylvester((tanh.(A) + 5I)⁻¹, (sin.(A) + 6I)⁻ᵀ, A)"],
    ["a name and a minus after a semicolon", "A: m×n; F = 4A; -F"],
    ["an input called like the sign of an element", "in: n; A: m×n; tanh.(A * in)"],
    ["the skew part of a symmetric matrix", "S: n×n symmetric; A: n×n; skew(tanh.(S)) + A"],
  ])("passes: %s", (_, program) => {
    expect(verdict(program)).toEqual({ verdict: "passed", reason: "" });
  });

  it.each(["s: scalar positive; X = s", "X: 1×1 spd", "S: n×n spd; X = S[1, 1]"])(
    "takes a 1×1 matrix wherever it takes a matrix: %s",
    (declaration) => {
      // Some need more rows than one.
      const wrong = called
        .filter((rule) => sizesFit(rule, ONES))
        .flatMap((rule) => {
          const args = rule.parameters.map((p) => ({ value: "X", function: "exp", dimension: "1" })[p.kind]);
          const [head, variant] = rule.heads.find((h) => /^[a-z]/.test(h))!.split("/");
          const word = variant === undefined ? [] : [/\d/.test(variant) ? variant : `'${variant}'`];
          const program = `${declaration}; ${head}(${[...args, ...word].join(", ")})`;
          const result = verdict(program);
          return result.verdict === "passed" ? [] : [`${program}: ${result.reason}`];
        });
      expect(wrong).toEqual([]);
    },
  );

  it("emits kernels that read a vector they are given as its transpose", () => {
    const vector: Matrix = { rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) };
    const row = { ...vector, rows: 1, cols: 3 };
    const first = loadEmitted(deriveSource("x: m; xᵀ"));
    const { outputs, saved } = first.forward({ x: vector });
    expect(outputs["Y"]).toEqual(row);
    expect(first.backward(saved, { Y: row })).toEqual({ x: vector });
    const second = loadEmitted(deriveSource("x: m; tanh.(x)ᵀ"));
    const run = second.forward({ x: vector });
    const gradient = second.backward(run.saved, { Y: row })["x"] as Matrix;
    vector.data.forEach((t, i) => expect(gradient.data[i]).toBeCloseTo(t * (1 - Math.tanh(t) ** 2), 14));
  });

  it("runs backward more than once where forward keeps nothing, and turns the tangents of turned outputs", () => {
    const kernel = loadEmitted(deriveSource("x: m; xᵀ"));
    const x: Matrix = { rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) };
    const row = { ...x, rows: 1, cols: 3 };
    const { saved } = kernel.forward({ x });
    expect([kernel.backward(saved, { Y: row }), kernel.backward(saved, { Y: row })]).toEqual([{ x }, { x }]);
    expect(kernel.variation(saved, { x })).toEqual({ Y: row });
  });

  it.each(["D_{3,1}", "D3_1", "X_{12,4}"])(
    "reads a name with two numbers alike where it is declared and used: %s",
    (name) => {
      const inputs = (text: string): string[] => deriveSource(text).program.inputs.map((i) => i.name);
      expect(inputs(`${name}: n×n\ntr(${name} ${name})`)).toHaveLength(1);
      expect(inputs(`A: m×n\n${name} = A Aᵀ\ntr(${name})`)).toEqual(["A"]);
    },
  );

  it("counts no digits where an index is beyond the sizes that are measured at", () => {
    const report = checkAccuracy(deriveSource("S: n×n symmetric; eigvectors(S, 1, 3)"), { kinds: [2] });
    expect(report.verdict).not.toBe("failed");
  });

  it("puts products in exponents and bases of emitted kernels in brackets", () => {
    const kernel = loadEmitted(deriveSource("S: n×n symmetric; f(t) = 3^(-t^2) + 2^(t/4) + (1 + t^2/9)^(-1); f(S)"));
    const S: Matrix = { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, -2) };
    const one: Matrix = { ...S, data: Float64Array.of(1, 0, 0, 1) };
    const { saved } = kernel.forward({ S });
    const gradient = kernel.backward(saved, { Y: one })["S"] as Matrix;
    const slope = (t: number): number =>
      -2 * t * Math.log(3) * 3 ** -(t ** 2) + (Math.log(2) / 4) * 2 ** (t / 4) - ((2 * t) / 9) * (1 + t ** 2 / 9) ** -2;
    expect(gradient.data[0]).toBeCloseTo(slope(1), 12);
    expect(gradient.data[3]).toBeCloseTo(slope(-2), 12);
  });

  it.each(["eval", "self", "def", "spd2", "scalar2", "in"])(
    "reads an inner product with an input in a claim, whatever it is called: %s",
    (name) => {
      const derivation = deriveSource(`${name}: m×n\ns_2: scalar\nkronecker(${name}, s_2)`);
      const claim = jsonResult(derivation).gradients[1]!.expression;
      expect(verifyClaim(derivation, derivation.gradients[1]!, claim, { sizes }).verdict).toBe("right");
    },
  );

  it("counts no digits of angles that double precision does not tell", () => {
    const report = checkAccuracy(deriveSource("A: n×n; A + tanh.(cos.(A))/8"), { kinds: [7] });
    expect(report).toMatchObject({ verdict: "not applicable" });
  });

  it.each([
    ["a tail under a cotangent of rows", "Γ: m×n; rowsum(tanh.(expm1.(Γ)))", [0, 8, 9, 11, 12]],
    ["a row scaled by a tail", "A: m×n; B: n×p; sigmoid.(A) B", [11]],
    [
      "a function whose body loses digits as it is written",
      "u: scalar; W: n×m; f(t) = sqrt(1 + u^2 + (u t - u)^2) + u t; f.(W)",
      [11],
    ],
    ["least squares with nearly no residual", "A: m×n; lstsq(A + tanh.(A)/8, A)", [0, 1, 10]],
    ["least squares of a square matrix", "A: p×p; lstsq(A + tanh.(A)/8, A)", [1, 10]],
    ["what is held constant", "A: m×n; stop(A) + 2A", [2, 9]],
    ["1/σ(x) − 1 where 1/σ(x) has a name", "A: n×m; D = recip.(sigmoid.(A)); E = D; E", [11]],
    [
      "asinh, elu and their spectral functions at zero",
      "A: m×n; S: n×n symmetric; tr(asinh(S)) + sum(asinh.(A) + elu.(A))",
      [9, 12],
    ],
    ["projectors onto eigenspaces at a small scale", "A: n×n; atleast(sym(A)) + step(sym(A))", [2, 4, 6]],
    ["ε + 1 − tanh² in the tail, with one number", "x: m; f(t) = 1e-3 t + tanh(t); f.(x)", [11, 12]],
    ["a spectral function that bends between small eigenvalues", "P: p×p; elu(sym(tanh.(sqdist(P))))", [2, 4]],
    ["what is as steep as a pole under a tail", "x: scalar; tetragamma(sigmoid(x)) + digamma(sigmoid(3x))", [3]],
    ["a scaled tail under a cotangent of rows", "A: m×n; s: scalar; rowsum(tanh.(s A)) + rowsum(sigmoid.(s A))", [11]],
    ["a mask of rounding", "X: n×n; where(tanh.(eigband(exp, sym(X), 1, 3)), X, X∘X)", [2, 4, 6]],
    ["a mask that is the variable itself, at zero", "A: m×n; gate(A, A)", [12]],
  ] as const)("keeps the digits of %s", (_, program, kinds) => {
    expect(checkAccuracy(deriveSource(program), { kinds: [...kinds] })).toMatchObject({ verdict: "passed" });
  });

  it("takes the cross entropy of vectors, not of the rows of a column", () => {
    const kernel = loadEmitted(deriveSource("z: n; t: n; crossentropy(z, t)"));
    const column = (...data: number[]): Matrix => ({ rows: data.length, cols: 1, data: Float64Array.from(data) });
    const { outputs } = kernel.forward({ z: column(1, 2, 3), t: column(0.5, 0, 2) });
    const total = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
    expect(outputs["Y"]).toBeCloseTo(0.5 * (total - 1) + 2 * (total - 3), 14);
  });

  it("refuses a third index by name", () => {
    expect(() => deriveSource("X: n×n; slice(X, 1, 1, 1, 1)")).toThrow("a matrix has two indices");
  });
});
