/** Values and gradients of functions that are defined by others. */
import { describe, expect, it } from "vitest";
import { checkAccuracy } from "../../src/check/accuracy/check.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { deriveSource } from "../../src/derive.js";

type Rows = number[][];

function at(program: string, inputs: Record<string, unknown>, cotangent: unknown): { value: Rows; gradient: Rows } {
  const answer = evaluateAt(deriveSource(program), { inputs, cotangents: { Y: cotangent } }, "adjoint");
  return { value: answer.outputs["Y"] as Rows, gradient: Object.values(answer.gradients!)[0] as Rows };
}

const product = (A: Rows, B: Rows): Rows =>
  A.map((row) => B[0]!.map((_, j) => row.reduce((s, x, k) => s + x * B[k]![j]!, 0)));
const plus = (A: Rows, B: Rows, s = 1): Rows => A.map((row, i) => row.map((x, j) => x + s * B[i]![j]!));
const scaled = (s: number, A: Rows): Rows => A.map((row) => row.map((x) => s * x));
const transposed = (A: Rows): Rows => A[0]!.map((_, j) => A.map((row) => row[j]!));
const unit = (n: number): Rows => Array.from({ length: n }, (_, i) => Array.from({ length: n }, (__, j) => +(i === j)));

function expectClose(actual: Rows, expected: Rows, tolerance = 1e-13): void {
  const size = Math.hypot(...expected.flat());
  expect(Math.hypot(...plus(actual, expected, -1).flat()) / size).toBeLessThan(tolerance);
}

/** The power series of sinh (`first` 1) or cosh (`first` 0); 40 terms are exact to rounding for ‖A‖ < 3. */
function series(A: Rows, first: 0 | 1): Rows {
  let term = first === 1 ? A : unit(A.length);
  let sum = term;
  for (let k = first; k < 40; k += 2) {
    term = scaled(1 / ((k + 1) * (k + 2)), product(product(term, A), A));
    sum = plus(sum, term);
  }
  return sum;
}

/** The derivative of a power series at A in the direction E: the upper right block of its value at [[A, E], [0, A]]. */
function derivative(A: Rows, E: Rows, first: 0 | 1): Rows {
  const n = A.length;
  const block = [...A.map((row, i) => [...row, ...E[i]!]), ...A.map((row) => [...row.map(() => 0), ...row])];
  return series(block, first)
    .slice(0, n)
    .map((row) => row.slice(n));
}

// Not symmetric, not normal, with a defective eigenvalue.
const A = [
  [0.5, 1, 0.25],
  [0, 0.5, -0.75],
  [0, 0, -1],
];
const G = [
  [0.3, -1.1, 0.7],
  [0.9, 0.2, -0.4],
  [-0.6, 1.3, 0.8],
];

describe.each([
  ["sinh", 1],
  ["cosh", 0],
] as const)("%s of a general matrix", (name, first) => {
  it("is the sum of its series, with the adjoint of its derivative", () => {
    const { value, gradient } = at(`A: 3×3\n${name}(A)`, { A }, G);
    expectClose(value, series(A, first));
    expectClose(gradient, derivative(transposed(A), G, first));
  });
});

describe("logcosh", () => {
  const cosh = (t: number): number => Math.log(Math.cosh(t));

  it("is taken entry by entry", () => {
    const X = [[0.5, -2, 30]];
    const { value, gradient } = at("X: 1×3\nlogcosh.(X)", { X }, [[1, 2, 3]]);
    expectClose(value, [[cosh(0.5), cosh(2), 30 - Math.log(2)]]);
    expectClose(gradient, [[Math.tanh(0.5), 2 * Math.tanh(-2), 3]]);
  });

  it("does not overflow", () => {
    const { value, gradient } = at("X: 1×2\nlogcosh.(X)", { X: [[1e4, -1e4]] }, [[1, 1]]);
    expectClose(value, [[1e4 - Math.log(2), 1e4 - Math.log(2)]]);
    expectClose(gradient, [[1, -1]]);
  });

  it("is taken of a symmetric matrix through its eigenvalues, repeated ones, too", () => {
    const S = [
      [2, 0],
      [0, 2],
    ];
    const cotangent = [
      [1, 3],
      [5, 2],
    ];
    const { value, gradient } = at("S: 2×2 symmetric\nlogcosh(S)", { S }, cotangent);
    expectClose(value, scaled(cosh(2), unit(2)));
    expectClose(
      gradient,
      scaled(Math.tanh(2), [
        [1, 4],
        [4, 2],
      ]),
    );
  });
});

it.each([
  ["asinh", [1, 1 / Math.hypot(1, 2), 1 / Math.hypot(1, 1e8)]],
  ["elu", [1, 1, Math.exp(-1e8)]],
  ["leakyrelu", [0.01, 1, 0.01]],
])("%s has the slope at 0 that it has beside it", (f, [zero, two, far]) => {
  const { gradient } = at(`x: 3\n${f}.(x)`, { x: [0, 2, -1e8] }, [1, 1, 1]);
  expect(gradient.flat()).toEqual([zero, two, far].map((slope) => expect.closeTo(slope!, 15) as number));
});

describe("the adjugate", () => {
  it("of a 2×2 matrix is linear in its entries", () => {
    const X = [
      [2, -1],
      [0.5, 3],
    ];
    const { value, gradient } = at("X: 2×2\nadj(X)", { X }, [
      [1, 3],
      [5, 7],
    ]);
    const expected = [
      [3, 1],
      [-0.5, 2],
    ];
    expectClose(value, expected);
    expectClose(gradient, [
      [7, -3],
      [-5, 1],
    ]);
  });

  it("has its derivative where the matrix is singular, that of its minors", () => {
    const X = [
      [1, 2, 3],
      [2, 4, 6],
      [1, 0, 1],
    ];
    const cotangent = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 10],
    ];
    expectClose(at("X: 3×3\nadj(X)", { X }, cotangent).gradient, [
      [9, 4, -5],
      [-6, -5, 4],
      [-3, 6, -3],
    ]);
    const zero = unit(2).map((row) => row.map(() => 0));
    expectClose(at("X: 2×2\nadj(X)", { X: zero }, unit(2)).gradient, unit(2));
  });

  it("varies with no loss of digits where entries are nearly equal", () => {
    expect(checkAccuracy(deriveSource("X: n×n\nadj(X)"))).toMatchObject({ verdict: "passed" });
  });
});

describe("the place of the largest entry", () => {
  it("does not vary", () => {
    const { value, gradient } = at("X: 1×3\nargmax(X)", { X: [[1, 3, 2]] }, [[1, 2, 3]]);
    expect(value).toEqual([[0, 1, 0]]);
    expect(gradient.flat().every((x) => x === 0)).toBe(true);
  });
});
