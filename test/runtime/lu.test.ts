import { describe, expect, it } from "vitest";
import { Transposed } from "../../codegen/runtime/block.js";
import { matrix, type Matrix } from "../../codegen/runtime/matrix.js";
import { call } from "./calls.js";
import { at, build, distance, eps, identity, lower, minus, multiply, norm, orders, random, scaled, transpose, upper } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  /** Everything that follows from PA = LU. */
  function factor(A: Matrix) {
    const n = A.rows;
    let [det, sign, logAbsDet] = [NaN, NaN, NaN];
    const [, , L, U, P] = call(la, [A], [[n, n], [n, 1], [n, n], [n, n], [n, n]], (a, lu, p, l, u, P) => {
    la.lu(a, lu!, p!);
    la.unpackLU(lu!, p!, l!, u!, P!);
    det = la.detLU(lu!, p!);
    sign = la.detSignLU(lu!, p!);
    logAbsDet = la.logAbsDetLU(lu!, p!);
    const pivots = la.pivots(p!);
    expect(la.matrix(P!)).toEqual(build(n, n, (i, j) => (pivots[i] === j ? 1 : 0)));
  }); // prettier-ignore
    return { L: L!, U: U!, P: P!, det, sign, logAbsDet };
  }

  const solve = (A: Matrix, B: Matrix, flags = 0) =>
  call(la, [A, B], [[A.rows, A.cols], [A.rows, 1], [B.rows, B.cols]], (a, b, lu, p, x) => {
    la.lu(a, lu!, p!);
    la.solveLU(lu!, p!, b!, x!, flags);
  })[2]!; // prettier-ignore

  const inverse = (A: Matrix) =>
  call(la, [A], [[A.rows, A.cols], [A.rows, 1], [A.rows, A.cols]], (a, lu, p, x) => {
    la.lu(a, lu!, p!);
    la.inverseLU(lu!, p!, x!);
  })[2]!; // prettier-ignore

  describe("LU factorization", () => {
    it.each(orders)("P A = L U with |L| ≤ 1, n = %i", (n) => {
      const full = random(n, n, n);
      const cases = [
        full,
        identity(n),
        build(n, n, (i, j) => (i + j === n - 1 ? 1 : 0)),
        build(n, n, () => 1),
        scaled(0, identity(n)),
        build(n, n, (i, j) => at(full, i, j) * 10 ** ((-20 * j) / n)),
        scaled(1e150, full),
        scaled(1e-150, full),
      ];
      for (const A of cases) {
        const { L, U, P } = factor(A);
        expect(distance(multiply(L, U), multiply(P, A))).toBeLessThan(50 * n * eps);
        expect(L).toEqual(lower(L));
        expect(U).toEqual(upper(U));
        expect(L.data.every((x) => Math.abs(x) <= 1)).toBe(true);
        expect(Array.from({ length: n }, (_, i) => at(L, i, i))).toEqual(Array<number>(n).fill(1));
      }
    });

    it.each(orders)("solves with A and Aᵀ and inverts, n = %i", (n) => {
      const A = random(n, n, 2 * n);
      for (const count of [1, 4]) {
        const B = random(n, count, 7);
        const X = solve(A, B);
        expect(norm(minus(multiply(A, X), B))).toBeLessThan(50 * n * eps * norm(A) * norm(X));
        const Y = solve(A, B, Transposed);
        expect(norm(minus(multiply(transpose(A), Y), B))).toBeLessThan(50 * n * eps * norm(A) * norm(Y));
      }
      const X = inverse(A);
      expect(norm(minus(multiply(A, X), identity(n)))).toBeLessThan(50 * n * eps * norm(A) * norm(X));
    });

    it("determinants", () => {
      const known: [Matrix, number][] = [
      [matrix([[2]]), 2],
      [matrix([[1, 2], [3, 4]]), -2],
      [matrix([[0, 1], [1, 0]]), -1],
      [matrix([[0, 1, 0], [0, 0, 1], [1, 0, 0]]), 1],
      [matrix([[1, 2], [2, 4]]), 0],
      [build(5, 5, (i, j) => 1 / (i + j + 1)), 1 / 266716800000],
    ]; // prettier-ignore
      for (const [A, expected] of known) {
        const { det, sign, logAbsDet } = factor(A);
        expect(Math.abs(det - expected)).toBeLessThanOrEqual(1e-11 * Math.abs(expected));
        expect(sign).toBe(Math.sign(expected));
        if (expected === 0) expect(logAbsDet).toBe(-Infinity);
        else expect(logAbsDet).toBeCloseTo(Math.log(Math.abs(expected)), 10);
      }
    });

    it("log-determinants beyond the range of doubles", () => {
      const n = 64;
      expect(factor(scaled(1e150, identity(n)))).toMatchObject({ det: Infinity, sign: 1 });
      expect(factor(scaled(-1e-150, identity(n - 1)))).toMatchObject({ det: -0, sign: -1 });
      expect(factor(scaled(1e150, identity(n))).logAbsDet).toBeCloseTo(64 * 150 * Math.LN10, 8);
      expect(factor(scaled(1e-150, identity(n))).logAbsDet).toBeCloseTo(-64 * 150 * Math.LN10, 8);
    });

    it("estimates the condition", () => {
      const estimate = (A: Matrix) => {
        let result = NaN;
        const n = A.rows;
        call(la, [A], [[n, n], [n, 1]], (a, lu, p) => {
          la.lu(a, lu!, p!);
          result = la.reciprocalCondition(a, lu!, p!);
        }); // prettier-ignore
        return result;
      };
      const columnNorm = (A: Matrix) =>
        Math.max(
          ...Array.from({ length: A.cols }, (_, j) =>
            A.data.reduce((s, x, k) => s + (k % A.cols === j ? Math.abs(x) : 0), 0),
          ),
        );
      for (const n of orders) {
        for (const A of [random(n, n, n), build(n, n, (i, j) => (i <= j ? (-1) ** (i + j) : 0)), identity(n)]) {
          const exact = 1 / (columnNorm(A) * columnNorm(inverse(A)));
          expect(estimate(A)).toBeGreaterThan(0.999 * exact);
          expect(estimate(A)).toBeLessThan(5 * exact);
        }
      }
      expect(estimate(matrix([[1, 2], [2, 4]]))).toBe(0); // prettier-ignore
      expect(estimate(build(3, 3, (i, j) => 3 * i + j))).toBeLessThan(eps);
      expect(estimate(scaled(1e150, identity(4)))).toBeCloseTo(1, 14);
    });

    it("refuses to solve with a singular matrix", () => {
      const A = matrix([[1, 2], [2, 4]]); // prettier-ignore
      expect(() => solve(A, random(2, 1, 1))).toThrow(expect.objectContaining({ code: "Singular" }));
      expect(() => inverse(scaled(0, identity(20)))).toThrow(expect.objectContaining({ code: "Singular" }));
    });

    it.each([NaN, Infinity])("refuses an entry %d", (x) => {
      const A = build(9, 9, (i, j) => (i === 7 && j === 3 ? x : 1));
      expect(() => factor(A)).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});
