import { describe, expect, it } from "vitest";
import { matrix, type Matrix } from "../../codegen/runtime/matrix.js";
import { call, call1 } from "./calls.js";
import { build, distance, eps, minus, multiply, norm, random, rectangularCases, scaled, shapes, skewness, transpose, upper } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  function qr(A: Matrix): { Q: Matrix; R: Matrix } {
    const k = Math.min(A.rows, A.cols);
    const [Q, R] = call(la, [A], [[A.rows, k], [k, A.cols]], (a, q, r) => la.qr(a, q!, r!)); // prettier-ignore
    return { Q: Q!, R: R! };
  }

  describe("QR factorization", () => {
    it.each(shapes)("A = Q R with orthonormal Q, %i×%i", (m, n) => {
      for (const [name, A] of rectangularCases(m, n)) {
        const { Q, R } = qr(A);
        expect(distance(multiply(Q, R), A), name).toBeLessThan(50 * Math.max(m, n) * eps);
        expect(skewness(Q), name).toBeLessThan(50 * Math.max(m, n) * eps);
        expect(R, name).toEqual(upper(R));
      }
    });

    it("has LAPACK's signs: a reflection turns a positive pivot negative, a finished column is left alone", () => {
      const { R } = qr(matrix([[3, 1], [4, 1]])); // prettier-ignore
      expect(R.data[0]).toBeCloseTo(-5, 14);
      expect(qr(matrix([[3, 1], [0, 2]])).R).toEqual(matrix([[3, 1], [0, 2]])); // prettier-ignore
    });

    it.each(shapes.filter(([m, n]) => m >= n))("least squares, %i×%i", (m, n) => {
      for (const factor of [1, 1e150, 1e-150]) {
        const A = scaled(factor, random(m, n, m));
        const B = random(m, 3, n);
        const X = call1(la, [A, B], [n, 3], (a, b, x) => la.leastSquares(a, b, x));
        // The residual is orthogonal to the columns of A, up to the backward error of Householder QR.
        const gradient = multiply(transpose(A), minus(multiply(A, X), B));
        const bound = norm(A) * (norm(A) * norm(X) + norm(B));
        expect(norm(gradient)).toBeLessThan(50 * m * eps * bound);
      }
    });

    it("refuses", () => {
      const A = build(4, 2, (i) => i);
      const B = random(4, 1, 1);
      const zero = build(4, 2, (_, j) => j);
      const solve = (a: Matrix) => call1(la, [a, B], [2, 1], (a, b, x) => la.leastSquares(a, b, x));
      expect(() => solve(scaled(0, A))).toThrow(expect.objectContaining({ code: "Singular" }));
      expect(() => solve(zero)).toThrow(expect.objectContaining({ code: "Singular" }));
      expect(() => qr(build(3, 3, (i) => (i === 1 ? NaN : 1)))).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});
