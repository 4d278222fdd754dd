import { describe, expect, test } from "vitest";
import {
  canonicalName,
  cotangentBase,
  cotangentName,
  differentialName,
  isName,
  toAscii,
  toLatex,
  toText,
} from "../../grammar/names.js";

describe("canonicalName", () => {
  test.each([
    ["Sigma", "Σ"],
    ["\\Sigma", "Σ"],
    ["∑", "Σ"],
    ["eps", "ε"],
    ["epsilon", "ε"],
    ["varepsilon", "ε"],
    ["ϵ", "ε"],
    ["µ", "μ"],
    ["lambda", "λ"],
    ["X1", "X₁"],
    ["X_1", "X₁"],
    ["X_{1}", "X₁"],
    ["X₁", "X₁"],
    ["S11", "S₁₁"],
    ["eps1", "ε₁"],
    ["Sigma_xy", "Σ_xy"],
    ["\\Sigma_{xy}", "Σ_xy"],
    ["x_mu", "x_μ"],
    ["xᵢ", "x_i"],
    ["Xbar", "X̄"],
    ["\\bar{X}", "X̄"],
    ["\\overline{X}", "X̄"],
    ["Ybar", "Ȳ"],
    ["Y\u0304", "Ȳ"],
    ["Y\u0305", "Ȳ"],
    ["X1bar", "X̄₁"],
    ["Xbar1", "X̄₁"],
    ["\\bar{X}_{1}", "X̄₁"],
    ["dX", "dX"],
    ["dSigma", "dΣ"],
    ["d\\Sigma", "dΣ"],
    ["W_{\\mathrm{out}}", "W_out"],
    ["\\mathit{foo}", "foo"],
    ["learning_rate", "learning_rate"],
    ["𝐗", "X"],
    ["\u212b", "Å"],
  ])("%s → %s", (spelling, name) => {
    expect(canonicalName(spelling)).toBe(name);
  });
});

describe("spellings of a canonical name", () => {
  test.each([
    ["Σ_xy", "Sigma_xy", "\\Sigma_{xy}"],
    ["X₁", "X1", "X_{1}"],
    ["ε", "eps", "\\varepsilon"],
    ["φ", "phi", "\\phi"],
    ["X̄", "Xbar", "\\bar{X}"],
    ["Ȳ", "Ybar", "\\bar{Y}"],
    ["X̄₁", "Xbar1", "\\bar{X}_{1}"],
    ["W_out", "W_out", "W_{\\mathrm{out}}"],
    ["W̄_out", "Wbar_out", "\\bar{W}_{\\mathrm{out}}"],
    ["X₁_a", "X1_a", "X_{1,a}"],
    ["foo", "foo", "\\mathit{foo}"],
    ["foō", "foobar", "\\overline{\\mathit{foo}}"],
    ["dX", "dX", "dX"],
    ["dX̄", "dXbar", "d\\bar{X}"],
    ["dΣ", "dSigma", "d\\Sigma"],
    ["f′", "f'", "f'"],
    ["Α", "Alpha", "\\Alpha"],
    ["d__x1", "d__x1", "d\\mathit{\\_\\_x1}"],
    ["__proto__", "__proto__", "\\mathit{\\_\\_proto\\_\\_}"],
    ["Å", "Aring", "\\mathring{A}"],
  ])("%s", (name, ascii, latex) => {
    expect(toText(name)).toBe(name);
    expect(toAscii(name)).toBe(ascii);
    expect(toLatex(name)).toBe(latex);
    if (!name.endsWith("′")) expect(canonicalName(latex)).toBe(name);
  });
});

test("what is and is not a name", () => {
  expect(["X", "x_1", "Σ", "dΣ", "foo", "A1b", "__proto__"].map(isName)).toEqual(Array(7).fill(true));
  expect(["", "1", "_", "_x", "a__b", "Xσ", "Ж", "X_1_2", "A+B", "a".repeat(300)].map(isName)).toEqual(
    Array(10).fill(false),
  );
});

test("cotangents and differentials", () => {
  expect(["Y", "X₁", "W_out", "foo", "x̂"].map(cotangentName)).toEqual(["Ȳ", "X̄₁", "W̄_out", "foō", "x̂\u0304"]);
  expect(["Ȳ", "X̄₁", "Y"].map(cotangentBase)).toEqual(["Y", "X₁", undefined]);
  expect(differentialName("X")).toBe("dX");
});
