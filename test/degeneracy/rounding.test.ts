/** Matrices that are singular, semidefinite or symmetric but for rounding, by both runtimes; the values are exact ones. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluateAt, type Answer } from "../../src/plan/evaluate.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { chooseRuntime } from "../../codegen/runtime/linalg.js";
import { deriveSource } from "../../src/derive.js";

const SINGULAR = [
  [1, 2, 3],
  [4, 5, 6],
  [7, 8, 9],
];
/** Of rank 3; its entries are exact, its elimination is not. */
const MAGIC = [
  [16, 2, 3, 13],
  [5, 11, 10, 8],
  [9, 7, 6, 12],
  [4, 14, 15, 1],
];
const TALL = [
  [0.1, 0.3],
  [0.2, 0.6],
  [0.7, 2.1],
];
const gram = (a: readonly number[], s = 1): number[][] => a.map((x) => a.map((y) => s * x * y));

const at = (program: string, inputs: unknown, cotangents: unknown = {}): Answer =>
  evaluateAt(deriveSource(program), { inputs, cotangents }, "adjoint");

function refusal(program: string, inputs: unknown): string {
  try {
    return JSON.stringify(at(program, inputs));
  } catch (error) {
    if (error instanceof LinearAlgebraError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const runtimes = ["wasm", "native"].filter((name) => {
  try {
    chooseRuntime(name as "wasm");
    return true;
  } catch {
    return false;
  } finally {
    chooseRuntime("wasm");
  }
});

const REFUSED: readonly (readonly [string, string, unknown, string])[] = [
  ["an inverse", "X: n×n\ntr(inv(X))", { X: SINGULAR }, "Singular: inv:"],
  ["an inverse of order 4", "X: n×n\nsum(inv(X))", { X: MAGIC }, "Singular: inv:"],
  ["a scaled inverse", "X: n×n\nsum(inv(X))", { X: SINGULAR.map((r) => r.map((x) => 1e-120 * x)) }, "Singular: inv:"],
  ["a system", "X: n×n\nb: n\nsum(X \\ b)", { X: SINGULAR, b: [1, 2, 4] }, "Singular: inv:"],
  ["a determinant's logarithm", "X: n×n\nlogdet(X)", { X: MAGIC }, "DomainError: logdet:"],
  ["that of a Gram matrix", "X: m×n\nlogdet(XᵀX)", { X: TALL }, "NotPositiveDefinite: logdet:"],
  ["the inverse of a Gram matrix", "X: m×n\ntr(inv(XᵀX))", { X: TALL }, "NotPositiveDefinite: inv:"],
  ["a Cholesky factor", "X: m×n\nsum(chol(XᵀX))", { X: TALL }, "NotPositiveDefinite: chol:"],
  ["triangular factors", "X: m×n\nQ, R = qr(X)\nsum(Q) + sum(R)", { X: TALL }, "Singular: qr:"],
  ["polar factors", "X: m×n\nQ, P = polar(X)\nsum(Q)", { X: TALL }, "Singular: polar:"],
  ["an equation of Lyapunov", "A: n×n\nC: n×n\nsum(lyap(A, C))", { A: [[1, 5], [0, -1]], C: [[1, 2], [3, 4]] }, "Singular: lyap:"], // prettier-ignore
  ["an equation of Sylvester", "A: n×n\nB: n×n\nsum(sylvester(A, B, A))", { A: [[1, 5], [0, 2]], B: [[-1, 0], [3, 7]] }, "Singular: sylvester:"], // prettier-ignore
  ["a matrix that is not symmetric", "A: n×n\nB: n×n\neigmax(A B + A)", { A: [[1, 2], [2, 4]], B: [[1, 2], [2, 5]] }, "DomainError: eig: the matrix is not symmetric"], // prettier-ignore
];

const u = [1, 2, 2];
const VALUES: readonly (readonly [string, string, unknown, unknown])[] = [
  ["the root of a dyad", "S: n×n psd constant\na: scalar\na sqrt(S)", { S: gram(u), a: 1 }, gram(u, 1 / 3)],
  ["a power of it", "S: n×n psd constant\na: scalar\na S^(3/2)", { S: gram(u), a: 1 }, gram(u, 3)],
  ["a small power of it", "S: n×n psd constant\na: scalar\na S^(1/10)", { S: gram(u), a: 1 }, gram(u, 9 ** 0.1 / 9)],
  ["the root of a dyad of fractions", "S: n×n psd constant\na: scalar\na sqrt(S)", { S: gram([0.1, 0.3, 0.7]), a: 1 }, gram([0.1, 0.3, 0.7], 1 / Math.sqrt(0.59))], // prettier-ignore
  ["the root of a Gram matrix", "X: m×n constant\na: scalar\na sqrt(XXᵀ)", { X: u.map((x) => [x]), a: 2 }, gram(u, 2 / 3)], // prettier-ignore
  ["an inverse of any scale", "X: n×n\ninv(X)", { X: [[1e-20, 0], [1, 1e20]] }, [[1e20, 0], [-1, 1e-20]]], // prettier-ignore
  ["a system of two scales", "X: n×n\nb: n\nX \\ b", { X: [[1e-18, 2e-18], [1, 3]], b: [1e-18, 2] }, [-1, 1]], // prettier-ignore
  ["log |det A| that underflows", "X: n×n\nlog(abs(det(X)))", { X: [[1e-200, 0], [0, -2e-200]] }, Math.log(2) - 400 * Math.LN10], // prettier-ignore
  ["log |det A| that overflows", "X: n×n\nlog(abs(det(X)))", { X: [[0, 1e200], [2e200, 0]] }, Math.log(2) + 400 * Math.LN10], // prettier-ignore
  ["a determinant that is zero", "X: n×n\ndet(X) + 1", { X: SINGULAR }, 1],
  ["an adjugate", "X: n×n constant\na: scalar\na adj(X)", { X: SINGULAR, a: 1 }, [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]]], // prettier-ignore
];

describe.each(runtimes)("%s", (runtime) => {
  beforeAll(() => chooseRuntime(runtime as "wasm"));
  afterAll(() => chooseRuntime("wasm"));

  test.each(REFUSED)("refuses %s by the name of the function", (_, program, inputs, message) => {
    expect(refusal(program, inputs)).toContain(message);
  });

  test.each(VALUES)("computes %s", (_, program, inputs, expected) => {
    const zeros = (value: unknown): unknown => (Array.isArray(value) ? value.map(zeros) : 0);
    const Y = at(program, inputs, { Y: zeros(expected) }).outputs["Y"];
    const [got, wanted] = [Y, expected].map((y) => [y].flat(3) as number[]) as [number[], number[]];
    expect(got).toHaveLength(wanted.length);
    const size = Math.max(...wanted.map(Math.abs));
    got.forEach((x, i) => expect(Math.abs(x - wanted[i]!)).toBeLessThan(1e-12 * size));
  });
});
