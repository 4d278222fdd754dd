import { OnTheRight } from "../../codegen/runtime/block.js";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { call1, value } from "./calls.js";
import { at, build, distance, eps, identity, lower, minus, multiply, norm, orders, positiveDefinite, random, scaled, transpose, withEigenvalues } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  const cholesky = (S: Matrix) => call1(la, [S], [S.rows, S.cols], (s, l) => la.cholesky(s, l));
  const square = (L: Matrix) => multiply(L, transpose(L));

  describe("Cholesky factorization", () => {
    it.each(orders)("S = L Lᵀ, solve, inverse, log-determinant, n = %i", (n) => {
      const cases = [
      positiveDefinite(n, n),
      identity(n),
      withEigenvalues(Array.from({ length: n }, (_, i) => 10 ** ((-12 * i) / n)), n),
      scaled(1e150, positiveDefinite(n, n + 1)),
      scaled(1e-150, positiveDefinite(n, n + 1)),
    ]; // prettier-ignore
      for (const S of cases) {
        const L = cholesky(S);
        expect(L).toEqual(lower(L));
        expect(Array.from({ length: n }, (_, i) => at(L, i, i)).every((d) => d > 0)).toBe(true);
        expect(distance(square(L), S)).toBeLessThan(50 * n * eps);
        // The residual of a backward-stable solver: ‖S X − B‖ ≤ c n ε ‖S‖ ‖X‖.
        for (const count of [1, 3, 20]) {
          const B = random(n, count, 3);
          const X = call1(la, [L, B], [n, count], (l, b, x) => la.solveCholesky(l, b, x));
          expect(norm(minus(multiply(S, X), B))).toBeLessThan(50 * n * eps * norm(S) * norm(X));
          // From the right.
          const right = call1(la, [L, transpose(B)], [count, n], (l, b, x) => la.solveCholesky(l, b, x, OnTheRight));
          expect(norm(minus(multiply(right, S), transpose(B)))).toBeLessThan(50 * n * eps * norm(S) * norm(X));
        }
        const inverse = call1(la, [L], [n, n], (l, x) => la.inverseCholesky(l, x));
        expect(inverse).toEqual(transpose(inverse));
        const residual = norm(minus(multiply(S, inverse), identity(n)));
        expect(residual).toBeLessThan(50 * n * eps * norm(S) * norm(inverse));
        const logDet = 2 * Array.from({ length: n }, (_, i) => Math.log(at(L, i, i))).reduce((a, b) => a + b, 0);
        expect(Math.abs(value(la, [L], (l) => la.logDetCholesky(l)) - logDet)).toBeLessThan(
          1e-13 * (1 + Math.abs(logDet)),
        );
      }
    });

    it("works in place", () => {
      const S = positiveDefinite(20, 1);
      const block = la.load(S);
      la.cholesky(block, block);
      expect(distance(square(la.matrix(block)), S)).toBeLessThan(50 * 20 * eps);
      la.free(block);
    });

    it("reads the upper triangle only", () => {
      const S = positiveDefinite(9, 2);
      const half = build(9, 9, (i, j) => (j >= i ? at(S, i, j) : NaN));
      expect(cholesky(half)).toEqual(cholesky(S));
    });

    it.each([
      ["indefinite", build(3, 3, (i, j) => (i === j ? 1 : 2))],
      ["singular", build(2, 2, () => 1)],
      ["negative", scaled(-1, identity(20))],
      ["zero", scaled(0, identity(4))],
    ])("refuses an %s matrix", (_, S) => {
      expect(() => cholesky(S)).toThrow(expect.objectContaining({ code: "NotPositiveDefinite" }));
    });

    it.each([NaN, Infinity, -Infinity])("refuses an entry %d", (x) => {
      const S = build(5, 5, (i, j) => (i === 1 && j === 3 ? x : i === j ? 10 : 0));
      expect(() => cholesky(S)).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});
