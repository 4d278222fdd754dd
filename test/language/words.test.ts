/** How a run of letters is split, with and without names in scope. */
import { describe, expect, test } from "vitest";
import { read } from "./support.js";

const names = ["X", "x", "w", "A", "C", "U", "H", "R", "W", "Σ", "foo", "W_out", "x_i", "y_j", "n", "m"];

describe("with names in scope", () => {
  test.each([
    ["xxᵀ", "product[x, transpose[x]]"],
    ["UΣUᵀ", "product[U, Σ, transpose[U]]"],
    ["USigmaU'", "product[U, Σ, transpose[U]]"],
    ["U\\Sigma U^\\top", "product[U, Σ, transpose[U]]"],
    ["XWWᵀ", "product[X, W, transpose[W]]"],
    ["Aw", "product[A, w]"],
    ["RHC", "product[R, H, C]"],
    ["W CWᵀ", "product[W, C, transpose[W]]"],
    ["2RHᵀ", "product[2, R, transpose[H]]"],
    ["mn", "product[m, n]"],
    ["foox", "product[foo, x]"],
    ["2foo", "product[2, foo]"],
    ["W_outx", "product[W_out, x]"],
    ["W_{out}x", "product[W_out, x]"],
    ["x_iy_j", "product[x_i, y_j]"],
    ["X̄ + Xbar", "sum[X̄, X̄]"],
    ["W̄_out + W_outbar + Wbar_out", "sum[W̄_out, W̄_out, W̄_out]"],
    ["foobar", "foō"],
    ["dX A", "product[dX, A]"],
    ["dXA", "product[dX, A]"],
    ["\\mathrm{d}X + d\\mathbf{X}", "sum[dX, dX]"],
    ["dSigma + dΣ + d\\Sigma", "sum[dΣ, dΣ, dΣ]"],
    ["dfoo", "dfoo"],
    ["dB", "product[d, B]"],
    ["sinx", "sin[x]"],
    ["logdet(X)", "logdet[X]"],
    ["log det X", "log[det[X]]"],
    ["A_sym x", "product[sym[A], x]"],
    ["eps1", "ε₁"],
    ["εI", "product[ε, identity[]]"],
    ["fooz", "! syntax/unknown-word: `fooz` is neither declared nor a known function"],
    ["expm(X)", "exp[X]"],
    ["sinz", "! syntax/unknown-word: `sinz` is neither declared nor a known function"],
    ["Xfzo", "! syntax/unknown-word: `fzo` is neither declared nor a known function"],
  ])("%s", (source, tree) => {
    expect(read(source, names)).toBe(tree);
  });
});

describe("with nothing in scope", () => {
  test.each([
    ["Ax", "product[A, x]"],
    ["xA", "product[x, A]"],
    ["AB", "product[A, B]"],
    ["aᵀXb", "product[transpose[a], X, b]"],
    ["Ybar", "Ȳ"],
    ["Mu", "product[M, u]"],
    ["Xi", "Ξ"],
    ["lambda I", "product[λ, identity[]]"],
    ["T", "T"],
    ["e", "e"],
    ["pi + π", "sum[π, π]"],
    ["Α A", "product[Α, A]"],
    ["Å + Å + A\u030a", "sum[Å, Å, Å]"],
    ["xx", "! syntax/unknown-word: `xx` is neither declared nor a known function"],
    ["Infinity", "! syntax/unknown-word: `Infinity` is neither declared nor a known function"],
    ["toString(A)", "! syntax/unknown-function: `toString` is not a known function"],
    ["Tr(A)", "tr[A]"],
    ["Жx", "! syntax/name-letter: `Ж` (U+0416) is not a letter of a name"],
    ["𝒳", "! syntax/name-letter: `𝒳` (U+1D4B3) is not a letter of a name"],
  ])("%s", (source, tree) => {
    expect(read(source)).toBe(tree);
  });
});

test("letters that are all declared make a product, a Greek word that is not declared makes a doubt", () => {
  expect(read("bc", ["b", "c"])).toBe("product[b, c]");
  expect(read("mu", ["m", "u"])).toBe("! syntax/ambiguous-word: `mu` is either a Greek letter or a product");
  expect(read("mu", ["m", "u", "μ"])).toBe("μ");
  expect(read("dX", ["d", "X"])).toBe("product[d, X]");
});

test("a Latin and a Greek letter, and letters of different case, are different names", () => {
  expect(read("A + Α + a + α")).toBe("sum[A, Α, a, α]");
});
