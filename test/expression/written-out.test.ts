/** Functions of vectors and matrices: written out at each call with the shapes there, and printed by their names. */
import { describe, expect, test } from "vitest";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { verifyClaim } from "../../src/check/claim/verify.js";
import { deriveSource, parse } from "../../src/derive.js";
import { formulasOf } from "../../src/print/formulas.js";
import { printExpression, type NotationName } from "../../src/language/print/print.js";
import { evaluated, randomPoint } from "../numbers.js";

const lines = (program: string, notation: NotationName = "text"): string[] => {
  const { program: echo, gradients } = formulasOf(deriveSource(program));
  return [...echo, ...gradients].map(
    ({ left, right }) =>
      `${left.map((l) => printExpression(l, notation)).join(", ")} = ${printExpression(right, notation)}`,
  );
};

/** A program with a function, and the same one by hand. */
const pairs: readonly (readonly [string, string])[] = [
  ["A: h×n; B: n×h; x: n; f(z) = B tanh(A z); ‖f(x) - x‖²", "A: h×n; B: n×h; x: n; ‖B tanh.(A x) - x‖²"],
  [
    "Q, K, V: m×p; W: p×p; att(Q, K, V) = softmax(Q Kᵀ/sqrt(p)) V; att(Q W, K, att(K, K, V))",
    "Q, K, V: m×p; W: p×p; softmax(Q W Kᵀ/sqrt(p)) softmax(K Kᵀ/sqrt(p)) V",
  ],
  ["f(x) = ‖x‖²; A: m×n; x: n; b: m; f(A x - b) + f(x)", "A: m×n; x: n; b: m; ‖A x - b‖² + ‖x‖²"],
  [
    "S: n×n symmetric; x, y: n; q(x) = xᵀ S x; q(x + y) - q(y)",
    "S: n×n symmetric; x, y: n; (x + y)ᵀ S (x + y) - yᵀ S y",
  ],
  [
    "W: n×n; X: m×n; g(X) = tanh.(X W); h(X) = g(g(X)) + X; sum(h(X).^3)",
    "W: n×n; X: m×n; sum((tanh.(tanh.(X W) W) + X).^3)",
  ],
  ["A: n×n; s: scalar; f(t) = tr(t A A); f(s)^2", "A: n×n; s: scalar; (s tr(A A))^2"],
  ["X: m×n; f(X, k) = X[1:k, :]; sum(f(X, 2).^3)", "X: m×n; sum(X[1:2, :].^3)"],
  ["A, B: n×n; f(X) = X X; tr(f(A) B f(A + B))", "A, B: n×n; tr(A A B (A + B)(A + B))"],
  ["x: n; f(x) = sum(x.^2); g(x) = f(x) x; g(x)", "x: n; sum(x.^2) x"],
  ["A: n×n; f(X) = X ∘ X; sum(f(A) A)", "A: n×n; sum((A ∘ A) A)"],
];

describe.each(pairs)("%s", (program, byHand) => {
  test("is the program written by hand", () => {
    const [one, other] = [deriveSource(program), deriveSource(byHand)];
    const point = randomPoint(other);
    for (const form of ["adjoint", "variation"] as const) {
      expect(evaluated(one, point, form)).toEqual(close(evaluated(other, point, form)));
    }
    expect(checkDerivation(one).verdict).toBe("passed");
  });
});

/** The value with all its numbers up to rounding. */
const close = (value: unknown): unknown => {
  if (typeof value === "number") return expect.closeTo(value, 9);
  if (Array.isArray(value)) return value.map(close);
  return Object.fromEntries(Object.entries(value as object).map(([key, v]) => [key, close(v)]));
};

describe("names are kept", () => {
  test("of one argument", () => {
    expect(lines(pairs[0]![0])).toEqual([
      "f(z) = B tanh(A z)",
      "Y = ‖f(x) - x‖²",
      "Ā = 2v xᵀ",
      "B̄ = 2(f(x) - x) tanh(A x)ᵀ",
      "x̄ = 2(Aᵀv - (f(x) - x))",
    ]);
  });

  test("of several, in LaTeX, which reads back", () => {
    const [definition, output] = lines("Q, K, V: m×p; att(Q, K, V) = softmax(Q Kᵀ) V; att(Q, K, V)", "latex");
    expect(definition).toMatch(/^\\operatorname\{att\}\(Q, K, V\) = /);
    const again = parse(`Q, K, V: m×p\n${definition!}\n${output!}`);
    expect(again.writtenOut.map((f) => f.parameters.map((p) => p.name))).toEqual([["Q", "K", "V"]]);
  });

  test("the echo is a program that says the same", () => {
    for (const [program] of pairs) {
      const echo = lines(program).filter(
        (line) => !/^.\u0304? = /u.test(line.normalize("NFD")) || line.startsWith("Y"),
      );
      const declarations = program.split("; ").filter((line) => /^[^()=]*:/.test(line));
      expect(lines([...declarations, ...echo].join("\n"))).toEqual(lines(program));
    }
  });

  test("a claim may use them", () => {
    const derivation = deriveSource("x, y: n; r(x) = x - y; ‖r(x)‖²", { wrt: ["x"] });
    expect(verifyClaim(derivation, derivation.gradients[0]!, "2 r(x)").verdict).toBe("right");
  });
});

test("a single function on the last line is the output", () => {
  expect(lines("f(X, W) = tr(XᵀW X)")).toEqual(["f = tr(Xᵀ W X)", "X̄ = 2 sym(W) X", "W̄ = X Xᵀ"]);
});

test("a function of a number stays one", () => {
  expect(lines("S: n×n symmetric; f(t) = t^2 + 1; tr(f(S) S)")).toContain("f(t) = t² + 1");
});

const code = (program: string): string => {
  try {
    deriveSource(program);
  } catch (error) {
    if (error instanceof MatrixBackpropError) return error.code;
    throw error;
  }
  return "none";
};

describe("mistakes", () => {
  test.each([
    ["f(x, y) = x ∘ y; x: n; f(x)", "type/arity"],
    ["f(X) = f(Xᵀ); A: n×n; f(A)", "type/recursive"],
    ["f(x, y) = g(y, x); g(x, y) = f(x, y); x: n; f(x, x)", "type/recursive"],
    ["f(x, x) = x; a: n; f(a, a)", "syntax/parameters"],
    ["exp(x, y) = x; a: n; exp(a, a)", "syntax/reserved-name"],
    ["f(x, 2) = x; a: n; f(a, 2)", "syntax/target"],
    ["f(X, k) = X[1:k, :]; A: m×n; f(A, A)", "type/size"],
    ["f(x, y) = x; a: n; f.(a)", "type/not-scalar"],
    ["X: 2×3; f(A) = tr(A); f(X)", "type/not-square"],
  ])("%s", (program, expected) => {
    expect(code(program)).toBe(expected);
  });

  test("functions of functions have a limit", () => {
    const chain = Array.from({ length: 24 }, (_, i) => `f_${i + 1}(X) = f_${i}(f_${i}(X))`);
    expect(code(["f_0(X) = 2X", ...chain, "A: n×n", "f_24(A)"].join("\n"))).toBe("limit/nodes");
  });

  test("many functions in a row do not overflow the stack, in either order", () => {
    const chain = Array.from({ length: 300 }, (_, i) => `f_${i + 1}(x) = f_${i}(xᵀ)ᵀ`);
    const source = (functions: readonly string[]) => [...functions, "x: n", "f_300(x)"].join("\n");
    expect(code(source(["f_0(x) = 2x", ...chain]))).toBe("none");
    expect(code(source([...chain.reverse(), "f_0(x) = 2x"]))).toBe("none");
  });
});
