import { describe, expect, it } from "vitest";
import { OnTheRight, Transposed, UnitDiagonal, Upper } from "../../codegen/runtime/block.js";
import { call1 } from "./calls.js";
import { at, build, eps, minus, multiply, norm, orders, random, scaled, transpose } from "./matrices.js";
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  describe("triangular systems", () => {
    it.each(orders)("op(T) X = B and X op(T) = B in every form, n = %i", (n) => {
      const full = random(n, n, n);
      for (let flags = 0; flags < 64; flags += Transposed) {
        for (const count of [1, 2, 9]) {
          // A diagonal of size 2 keeps T well-conditioned; the other triangle, and a unit diagonal, are not to be read.
          const inside = (i: number, j: number) => (flags & Upper ? j > i : j < i);
          const diagonal = flags & UnitDiagonal ? NaN : 2;
          const T = build(n, n, (i, j) => (i === j ? diagonal : inside(i, j) ? at(full, i, j) / Math.sqrt(n) : NaN));
          const exact = build(n, n, (i, j) =>
            i === j ? (flags & UnitDiagonal ? 1 : 2) : inside(i, j) ? at(T, i, j) : 0,
          );
          const M = flags & Transposed ? transpose(exact) : exact;
          const B = flags & OnTheRight ? random(count, n, 5) : random(n, count, 5);
          const X = call1(la, [T, B], [B.rows, B.cols], (t, b, x) => la.solveTriangular(t, b, x, flags));
          const back = flags & OnTheRight ? multiply(X, M) : multiply(M, X);
          expect(norm(minus(back, B))).toBeLessThan(50 * n * eps * norm(M) * norm(X));
        }
      }
    });

    it("solves in place", () => {
      const T = la.load(build(3, 3, (i, j) => (j <= i ? 2 : 0)));
      const B = la.load(build(3, 2, () => 4));
      la.solveTriangular(T, B, B);
      expect([...la.read(B)]).toEqual([2, 2, 0, 0, 0, 0]);
      la.free(T);
      la.free(B);
    });

    it("refuses a zero on the diagonal and what is not finite", () => {
      const T = build(4, 4, (i, j) => (i === j && i !== 2 ? 1 : 0));
      const solve = (A: typeof T, B: typeof T) =>
        call1(la, [A, B], [B.rows, B.cols], (t, b, x) => la.solveTriangular(t, b, x));
      expect(() => solve(T, random(4, 2, 1))).toThrow(expect.objectContaining({ code: "Singular" }));
      const identity = build(4, 4, (i, j) => (i === j ? 1 : 0));
      expect(() =>
        solve(
          identity,
          build(4, 1, (i) => (i === 1 ? NaN : 0)),
        ),
      ).toThrow(expect.objectContaining({ code: "NonFinite" }));
      expect(() =>
        solve(
          scaled(1e-200, identity),
          build(4, 1, () => 1e200),
        ),
      ).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});
