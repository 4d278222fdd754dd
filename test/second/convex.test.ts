/** What is said of convexity: where it is seen, and never across kinks. */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";

const said = (program: string): boolean =>
  /convex|concave/.test(emit(deriveSource(program), "text", { form: "hessian" }));

test.each([
  "x: n; logsumexp(x)",
  "x: n; A: m×n constant; y: m constant; logsumexp(A x) - yᵀA x",
  "W: k×n; x: n constant; y: k constant; logsumexp(W x) - yᵀW x",
  "X: n×n spd; a: n constant; aᵀ inv(X) a",
  "x: n; y: m; A: k×n constant; B: k×m constant; norm(A x - B y)^2",
])("%s is said to be convex", (program) => {
  expect(said(program)).toBe(true);
});

test.each([
  "x: n; norm(x)^2/2 - sum(abs(x))",
  "x: n; -sum(abs(x))",
  "x: n; sum(cbrt(x).^2)",
  "S: n×n symmetric; l: scalar; l*max(S)",
  "x: n; sum(x.^3)",
])("nothing is said of %s", (program) => {
  expect(said(program)).toBe(false);
});
