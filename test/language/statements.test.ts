/** Where statements begin and end, what kind they are, and how each kind is read. */
import { describe, expect, test } from "vitest";
import { parseDeclaration, parseEquation, parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { functions, outline, outlineStatement, readProgram } from "./support.js";

describe("declarations", () => {
  test.each([
    ["X: m×n spd", "X: matrix m×n spd"],
    ["X: m x n spd", "X: matrix m×n spd"],
    ["X: mxn", "X: matrix m×n"],
    ["X: 3×4", "X: matrix 3×4"],
    ["X: 3x4", "X: matrix 3×4"],
    ["x: n", "x: vector n"],
    ["x: 3", "x: vector 3"],
    ["x: n+1", "x: vector sum[n, 1]"],
    ["X: (n+1)×2n", "X: matrix sum[n, 1]×product[2, n]"],
    ["a: scalar", "a: scalar"],
    ["ε: scalar positive constant", "ε: scalar positive constant"],
    ["eps: scalar", "ε: scalar"],
    ["S: spd", "S: unstated spd"],
    ["S: symetric", "S: unstated symetric"],
    ["X ∈ ℝ^{m×n}", "X: matrix m×n"],
    ["X \\in \\mathbb{R}^{m \\times n}", "X: matrix m×n"],
    ["X in R^{m x n}", "X: matrix m×n"],
    ["X ∈ ℝᵐˣⁿ", "X: matrix m×n"],
    ["X ∈ ℝ^(2n×3)", "X: matrix product[2, n]×3"],
    ["x ∈ ℝ^n", "x: vector n"],
    ["x ∈ ℝⁿ", "x: vector n"],
    ["a ∈ ℝ", "a: scalar"],
    ["a ∈ ℝ positive", "a: scalar positive"],
    ["x ∈ ℝ^n_+", "x: vector n nonnegative"],
    ["a ∈ ℝ_{++}", "a: scalar positive"],
    ["S ∈ 𝕊^n", "S: matrix n×n symmetric"],
    ["S ∈ 𝕊^n_+", "S: matrix n×n psd"],
    ["S ∈ 𝕊^n_{++}", "S: matrix n×n spd"],
    ["S ∈ 𝕊_{++}^n constant", "S: matrix n×n spd constant"],
    ["S \\in \\mathbb{S}^{n}_{++}", "S: matrix n×n spd"],
    ["W_out: m×n", "W_out: matrix m×n"],
    ["learning_rate: scalar", "learning_rate: scalar"],
    ["X_1: m×n", "X₁: matrix m×n"],
  ])("%s", (source, statement) => {
    expect(readProgram(source)).toEqual([statement]);
    expect(parseDeclaration(source, { functions }).declarations.map(outlineStatement)).toEqual([statement]);
  });

  test("of several names are one statement each", () => {
    expect(readProgram("A, B: n×n spd")).toEqual(["A: matrix n×n spd", "B: matrix n×n spd"]);
  });

  test("dimensions of several letters are known from where a × stands", () => {
    expect(readProgram("X: rows×cols\nx: rows\ny: rows positive")).toEqual([
      "X: matrix rows×cols",
      "x: vector rows",
      "y: vector rows positive",
    ]);
  });

  test("products and quotients of dimensions are read, whatever they mean", () => {
    expect(readProgram("y: n(n+1)/2\nU: m×min(m,n) orthonormal\ns: min(m,n)\nv: m*n\nw: m²")).toEqual([
      "y: vector divide[product[n, sum[n, 1]], 2]",
      "U: matrix m×min[m, n] orthonormal",
      "s: vector min[m, n]",
      "v: vector product[m, n]",
      "w: vector power[m, 2]",
    ]);
    expect(readProgram("X: m×n\nV: mn×3")).toEqual([
      "X: matrix m×n",
      "! syntax/dimension: `mn` is not the product of the dimensions m and n",
    ]);
  });

  test("keep the places of their properties", () => {
    const source = "X: m×n spd constant";
    const [declaration] = parseDeclaration(source, { functions }).declarations;
    expect(declaration?.properties.map(({ span }) => source.slice(span.start, span.end))).toEqual(["spd", "constant"]);
    expect(source.slice(declaration?.shape.span.start, declaration?.shape.span.end)).toBe("m×n");
  });

  test.each([
    ["A: 0×3", "! syntax/dimension: a dimension is positive, not 0"],
    ["A: -1×3", "! syntax/dimension: a dimension is positive"],
    ["A: 2.5×3", "! syntax/dimension: a dimension is an integer, not `2.5`"],
    ["A: m×n×p", "! syntax/three-indices: arrays with three indices are not read yet"],
    ["X: m×n, Y: n×p", "! syntax/declaration: `,` is neither a dimension nor a property"],
    ["X:", "! syntax/declaration: a shape was expected after `:`"],
    ["X ∈ Q", "! syntax/space: a space was expected after `∈`"],
    ["X ∈ ℝ^2^2", "! syntax/declaration: `^` is neither a dimension nor a property"],
    ["log: n×n", "! syntax/reserved-name: `log` is a function and cannot be declared"],
    ["I: n×n", "! syntax/reserved-name: `I` is the identity matrix and cannot be declared"],
    ["A_sym: n×n", "! syntax/reserved-name: `A_sym` is the sym part of a matrix and cannot be declared"],
    ["Ж: n×n", "! syntax/name: `Ж` is not a name"],
  ])("%s", (source, message) => {
    expect(readProgram(source)).toEqual([message]);
  });
});

describe("a colon declares or pairs", () => {
  test.each([
    ["C : X", ["inner[C, X]"]],
    ["A : B C", ["inner[A, product[B, C]]"]],
    ["A : 2B", ["inner[A, product[2, B]]"]],
    ["x: N", ["x: vector N"]],
    ["X: N×D", ["X: matrix N×D"]],
    ["A: m×n\nB: m×n\nA : B", ["A: matrix m×n", "B: matrix m×n", "inner[A, B]"]],
    ["x: n\ny: n\nx : y", ["x: vector n", "y: vector n", "inner[x, y]"]],
    ["L = P : C", ["L = inner[P, C]"]],
    ["tr AB + C:X", ["sum[tr[product[A, B]], inner[C, X]]"]],
    ["A : Bᵀ", ["inner[A, transpose[B]]"]],
  ])("%s", (source, statements) => {
    expect(readProgram(source)).toEqual(statements);
  });
});

describe("definitions, functions and outputs", () => {
  test.each([
    ["Y = A B", ["Y = product[A, B]"]],
    ["U, Σ, V = svd(X)", ["U, Σ, V = svd[X]"]],
    ["U, Sigma, V = svd(X); U Sigma", ["U, Σ, V = svd[X]", "product[U, Σ]"]],
    ["f(t) = t^2", ["f(t) = power[t, 2]"]],
    ["φ(t) = 2t\nφ(A)", ["φ(t) = product[2, t]", "φ[A]"]],
    ["return Y, Λ", ["return Y, Λ"]],
    ["dX = A dX", ["dX = product[A, dX]"]],
    ["f(t, s) = t", ["f(t, s) = t"]],
    ["A + B = C", ["! syntax/target: the left of `=` is a name"]],
    ["log(t) = t", ["! syntax/reserved-name: `log` is a function and cannot be declared"]],
    ["product(t) = t", ["product()(t) = t"]],
    ["A = B = C", ["! syntax/unexpected: unexpected `=` after `B`"]],
  ])("%s", (source, statements) => {
    expect(readProgram(source)).toEqual(statements);
  });
});

describe("statements end at a line break or a semicolon outside brackets", () => {
  test.each([
    ["A; B", ["A", "B"]],
    ["A\nB\r\nC\rD", ["A", "B", "C", "D"]],
    ["# a comment\nA # another\n\n;;B", ["A", "B"]],
    ["(A +\nB)", ["sum[A, B]"]],
    ["[A;\nB]", ["block[row[A], row[B]]"]],
    ["Y = A +\n  B", ["Y = sum[A, B]"]],
    ["Y =\nA", ["Y = A"]],
    ["max(A,\nB)", ["max[A, B]"]],
    ["Y = A *\n# why\nB", ["Y = product[A, B]"]],
    ["P = A\n-B", ["P = A", "negate[B]"]],
  ])("%j", (source, statements) => {
    expect(readProgram(source)).toEqual(statements);
  });

  test("every statement is read, whatever is wrong with another", () => {
    expect(readProgram("X: m×\nY = (A +\nZ = foo(X)\nA B\n2 3")).toEqual([
      "product[A, B]",
      "! syntax/expected-operand: expected an operand after `×`, found the end",
      "! syntax/unclosed-bracket: this `(` is never closed",
      "! syntax/unknown-function: `foo` is not a known function",
      "! syntax/two-numbers: two numbers stand side by side",
    ]);
  });
});

test("parseExpression and parseEquation read one expression and two", () => {
  const scope = { functions, names: ["G", "E"] };
  expect(outline(parseExpression("A B", scope).expression!)).toBe("product[A, B]");
  const { left, right } = parseEquation("G : sym(E) = sym(G) : E", scope);
  expect([left, right].map((side) => outline(side!))).toEqual(["inner[G, sym[E]]", "inner[sym[G], E]"]);
  expect(parseEquation("A B", scope).diagnostics[0]?.code).toBe("syntax/equation");
  expect(parseExpression("", scope).diagnostics[0]?.code).toBe("syntax/empty");
  expect(parseExpression("A; B", scope).diagnostics[0]?.code).toBe("syntax/unexpected");
  expect(parseDeclaration("A B", scope).diagnostics[0]?.code).toBe("syntax/declaration");
});

test("spans are those of the source, whatever was normalised", () => {
  const source = "\ufeffX\u0304 + \\bar{Y}\\Sigma_{xy}";
  const { program } = parseProgram(source, { functions });
  const [statement] = program.statements;
  const spans: string[] = [];
  if (statement?.kind === "expression" && statement.value.kind === "apply") {
    const [first, second] = statement.value.args;
    for (const node of [first!, ...(second?.kind === "apply" ? second.args : [])]) {
      spans.push(source.slice(node.span.start, node.span.end));
    }
  }
  expect(spans).toEqual(["X\u0304", "\\bar{Y}", "\\Sigma_{xy}"]);
});
