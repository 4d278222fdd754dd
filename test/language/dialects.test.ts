import { describe, expect, test } from "vitest";
import { parseProgram } from "../../src/language/parse/parse.js";
import { functions, outlineStatement, scalarFunctions } from "./support.js";

const read = (source: string): ReturnType<typeof parseProgram> =>
  parseProgram(source, { functions, scalarFunctions }, { syntax: "matrixcalculus" });

describe("matrixcalculus.org", () => {
  test.each([
    ["x'*A*x", "product[transpose[x], A, x]"],
    ["A*exp(x)", "product[A, exp.[x]]"],
    ["(y.*v)'*x", "product[transpose[hadamard[y, v]], x]"],
    ["A.*B*C./D", "hadamardDivide[product[hadamard[A, B], C], D]"],
    ["a*b/c", "divide[product[a, b], c]"],
    ["norm1(A*x-y)", "norm[sum[product[A, x], negate[y]], 1]"],
    ["norm2(A*x - y)^2", "power[norm[sum[product[A, x], negate[y]]], 2]"],
    ["sum(log(exp(-y.*(X*w)) + vector(1)))", "total[log.[sum[exp.[negate[hadamard[y, product[X, w]]]], ones[]]]]"],
    ["matrix(1)", "product[ones[], transpose[ones[]]]"],
    ["vector(2)", "product[2, ones[]]"],
    ["tr(A*X'*B)", "tr[product[A, transpose[X], B]]"],
    ["log(det(inv(X))) + logdet(X)", "sum[log.[det[inverse[X]]], logdet[X]]"],
    ["x.^2 + X.^(-1)", "sum[hadamardPower[x, 2], hadamardPower[X, negate[1]]]"],
    ["A - c*eye", "sum[A, negate[product[c, identity[]]]]"],
    ["xy*A1", "product[xy, A₁]"],
  ])("%s", (source, tree) => {
    const { program, diagnostics } = read(source);
    expect(diagnostics).toEqual([]);
    expect(program.statements.map(outlineStatement)).toEqual([tree]);
  });

  test("the letters of names say what they are", () => {
    expect(read("a*x + A*h + g*z").kinds).toEqual(
      new Map([
        ["a", "scalar"],
        ["x", "vector"],
        ["A", "matrix"],
        ["h", "vector"],
        ["g", "scalar"],
        ["z", "vector"],
      ]),
    );
    expect(read("a: n\na").kinds).toEqual(new Map());
  });

  test("what is called must be a function", () => {
    expect(read("foo(x)").diagnostics[0]?.message).toBe("`foo` is not a known function");
  });
});

test("the language itself fixes no kinds", () => {
  expect(parseProgram("a x", { functions }).kinds.size).toBe(0);
});

test("every function of one number is applied to the entries, those that the rules gain, too", () => {
  for (const f of scalarFunctions) {
    const { program } = read(`${f}(X)`);
    expect(program.statements.map(outlineStatement), f).toEqual([`${f}.[X]`]);
  }
});
