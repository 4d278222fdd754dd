/** What is said of convexity: where it is seen, and never across kinks. */
import { expect, test } from "vitest";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { sampled } from "../sample/sampled.js";

const remarks = (program: string): string[] =>
  emit(deriveSource(program), "text", { form: "hessian" })
    .split("\n")
    .filter((line) => /convex|concave/.test(line));

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
  "x: n; sum(cbrt(x).^2)",
  "S: n×n symmetric; l: scalar; l*max(S)",
  "x: n; sum(x.^3)",
])("nothing is said of %s", (program) => {
  expect(said(program)).toBe(false);
});

/** Convex in every input by itself. */
const CONVEX = [
  "x: n; norm(x)",
  "x: n; A: m×n constant; b: m constant; norm(A x - b)",
  "X: m×n; norm(X)",
  "x: n; A: n×n spd constant; sqrt(xᵀA x)",
  "x: n; sqrt(1 + norm(x)^2)",
  "x: n; sum(sqrt(1 + x.^2))",
  "x: n; sum(abs(x))",
  "x: n; sum(leakyrelu(x))",
  "x: n; max(x)",
  "x: n; A: m×n constant; max(A x)",
  "x: n; A: n×n psd constant; xᵀA x",
  "x: n; a: n constant; (aᵀx)^2",
  "w: n; X: m×n constant; y: m constant; sum(softplus(-y .* (X w)))",
  "X: n×n spd; -logdet(X)",
  "X: n×n spd; tr(inv(X))",
  "X: n×n spd; A: n×n psd constant; tr(A inv(X))",
  "S: n×n symmetric; tr(exp(S))",
  "S: n×n symmetric; eigmax(S)",
  "X: m×n; nucnorm(X)",
  "X: m×n; opnorm(X)",
  "X: m×n; A: k×m constant; nucnorm(A X)",
  "x: n; sum(exp(x))",
  "x: n; exp(norm(x)^2)",
  "x: n positive; -sum(log(x))",
  "x: n positive; sum(x .* log(x))",
  "x: n positive; sum(recip(x))",
  "x: n; sum(x.^4)",
  "x: n; norm(x)^4",
  "x: n; sum(logcosh(x))",
  "x: n; sum(relu(x).^2)",
  "W: k×n; x: n constant; logsumexp(W x)",
  "x: n; λ: scalar positive constant; norm(x) + λ*sum(abs(x))",
  "x: n; s: scalar positive; xᵀx/s",
  "x: n; y: n; norm(x .* y)",
];

const CONCAVE = [
  "x: n; -norm(x)",
  "x: n; min(x)",
  "S: n×n symmetric; eigmin(S)",
  "X: n×n spd; logdet(X)",
  "x: n positive; sum(log(x))",
  "x: n positive; sum(sqrt(x))",
  "x: n; -logsumexp(-x)",
  "x: n; p: n positive constant; -sum(p .* relu(x))",
];

/** Neither convex nor concave, some only because of a kink or of values that are not declared away. */
const NEITHER = [
  "x: n; y: n; A: n×n constant; tanh(xᵀA y)",
  "x: n; A: n×n constant; xᵀA x",
  "x: n; A: n×n symmetric constant; sqrt(xᵀA x)",
  "x: n; sum(sin(x))",
  "x: n; sum(tanh(x))",
  "x: n; sum(sigmoid(x))",
  "x: n; sum(gelu(x))",
  "x: n; sum(silu(x))",
  "x: n; sum(recip(x))",
  "x: n; sum(x)^3",
  "x: n; norm(x)^2/2 - sum(abs(x))",
  "f(t) = t^2/2 - abs(t); x: n; sum(f.(x))",
  "f(t) = max(t, 0)^2 - abs(t); x: n; sum(f.(x))",
  "f(t) = t*abs(t); x: n; sum(f.(x))",
  "S: n×n spd; sum(S.^3)",
  "X: n×n; det(X)",
  "x: n; log(1 + norm(x)^2)",
  "x: n; sqrt(norm(x))",
  "x: n; logsumexp(x) - norm(x)^2",
  "x: n; A: m×n constant; logsumexp(A x) - norm(A x)",
  "x: n; exp(-norm(x)^2)",
  "x: n; exp(-max(x))",
  "x: n; max(x)^2",
  "x: n; logsumexp(x)^2",
  "x: n; norm(abs(x) - 1)",
  "x: n; norm(exp(x) - 1)^2",
  "x: n; norm(x.^2 - 1)^2",
  "x: n; norm(x)*norm(x - 1)",
  "x: n; sum(cbrt(x).^2)",
  "x: n; sum(max(x, x.^3))",
  "x: n; sum(min(x, x.^2))",
  "x: n; max(x) - norm(x)",
  "x: n; λ: scalar constant; λ*norm(x)",
  "x: n; w: n constant; sum(w .* x.^2)",
  "x: n; a: n constant; norm(x)^2*(aᵀx)",
  "x: n; A: n×n spd constant; 1/(xᵀA x)",
  "x: n; A: n×n symmetric constant; (xᵀA x)/(xᵀx)",
  "x: n; y: m constant; A: m×n constant; norm(tanh(A x) - y)^2",
  "X: m×n; norm(Xᵀ X - eye(n))^2",
  "X: m×n; nucnorm(X) - norm(X)",
  "X: n×n; tr(inv(X))",
  "X: n×n spd; A: n×n symmetric constant; tr(A inv(X))",
  "S: n×n symmetric; tr(S S S)",
  "S: n×n symmetric; eigmax(S) + eigmin(S)",
  "S: n×n symmetric; B: n×n constant; tr(B exp(S))",
  "X: n×n; eigmax(sym(X Xᵀ)) - norm(X)^2",
];

test.each(sampled(CONVEX))("%s is said to be convex, and nothing else", (program) => {
  expect(remarks(program).length).toBeGreaterThan(0);
  for (const line of remarks(program)) expect(line).toMatch(/convex/);
});

test.each(sampled(CONCAVE))("%s is said to be concave, and nothing else", (program) => {
  expect(remarks(program).length).toBeGreaterThan(0);
  for (const line of remarks(program)) expect(line).toMatch(/concave/);
});

test.each(sampled(NEITHER))("nothing is said of the curvature of %s", (program) => {
  expect(remarks(program)).toEqual([]);
});
