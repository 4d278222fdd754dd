import { describe, expect, it } from "vitest";
import { Transposed } from "../../codegen/runtime/block.js";
import { matrix, vector, type Matrix } from "../../codegen/runtime/matrix.js";
import { call, call1 } from "./calls.js";
import { at, build, distance, eps, identity, minus, multiply, norm, orders, orthogonal, positiveDefinite, product, random, scaled, shapes, skewness, transpose, diagonal } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  describe("pseudo-inverse and least squares of any rank", () => {
    const pinv = (A: Matrix, tolerance?: number) => {
      let rank = -1;
      const X = call1(la, [A], [A.cols, A.rows], (a, x) => {
        rank = la.pseudoInverse(a, x, tolerance);
      });
      return { X, rank };
    };

    it.each(shapes)("the four conditions of Penrose, %i×%i", (m, n) => {
      const k = Math.min(m, n);
      for (const r of new Set([k, Math.ceil(k / 2)])) {
        const A = multiply(random(m, r, m), random(r, n, n + 7));
        const { X, rank } = pinv(A);
        expect(rank).toBe(r);
        // Errors are those of the inverse on the range: κ = ‖A‖‖A⁺‖ enters once.
        const bound = 50 * Math.max(m, n) * eps * norm(A) * norm(X);
        const [AX, XA] = [multiply(A, X), multiply(X, A)];
        expect(norm(minus(product(A, X, A), A))).toBeLessThan(bound * norm(A));
        expect(norm(minus(product(X, A, X), X))).toBeLessThan(bound * norm(X));
        expect(norm(minus(AX, transpose(AX)))).toBeLessThan(bound);
        expect(norm(minus(XA, transpose(XA)))).toBeLessThan(bound);
        const B = random(m, 2, 9);
        const Y = call1(la, [A, B], [n, 2], (a, b, y) => {
          expect(la.leastSquaresMinimal(a, b, y)).toBe(r);
        });
        expect(norm(minus(Y, multiply(X, B)))).toBeLessThan(bound * norm(X) * norm(B));
      }
    });

    it("of zero is zero", () => {
      expect(pinv(build(3, 2, () => 0))).toEqual({ X: build(2, 3, () => 0), rank: 0 });
    });

    it("takes a tolerance", () => {
      const A = diagonal([1, 1e-5, 1e-10]);
      expect(pinv(A).rank).toBe(3);
      expect(pinv(A, 1e-7).rank).toBe(2);
      expect(distance(pinv(A, 1e-7).X, diagonal([1, 1e5, 0]))).toBeLessThan(4 * eps);
    });

    it("scales", () => {
      const A = random(5, 3, 1);
      for (const s of [2 ** 498, 2 ** -498])
        expect(distance(pinv(scaled(s, A)).X, scaled(1 / s, pinv(A).X))).toBeLessThan(1e-13);
    });
  });

  describe("polar factors", () => {
    it.each(shapes)("A = Q H, %i×%i", (m, n) => {
      for (const s of [1, 1e150, 1e-150]) {
        const A = scaled(s, random(m, n, m + n));
        const [Q, H] = call(la, [A], [[m, n], [n, n]], (a, q, h) => la.polar(a, q!, h!)); // prettier-ignore
        expect(distance(multiply(Q!, H!), A)).toBeLessThan(50 * Math.max(m, n) * eps);
        expect(skewness(m >= n ? Q! : transpose(Q!))).toBeLessThan(50 * Math.max(m, n) * eps);
        expect(H).toEqual(transpose(H!));
        const lambda = call1(la, [H!], [n, 1], (a, l) => la.eigenvalues(a, l)).data;
        expect(lambda[0]!).toBeGreaterThan(-50 * n * eps * norm(H!));
      }
    });

    it("of a singular matrix", () => {
      const [Q, H] = call(la, [build(3, 3, () => 1)], [[3, 3], [3, 3]], (a, q, h) => la.polar(a, q!, h!)); // prettier-ignore
      expect(skewness(Q!)).toBeLessThan(50 * eps);
      expect(
        distance(
          H!,
          build(3, 3, () => 1),
        ),
      ).toBeLessThan(50 * eps);
    });
  });

  describe("values alone", () => {
    it.each(shapes)("singular values, %i×%i", (m, n) => {
      const k = Math.min(m, n);
      const A = random(m, n, 3);
      const sigma = call1(la, [A], [k, 1], (a, s) => la.singularValues(a, s));
      const full = call(la, [A], [[m, k], [k, 1], [n, k]], (a, u, s, v) => la.svd(a, u!, s!, v!))[1]!; // prettier-ignore
      expect(distance(sigma, full)).toBeLessThan(50 * Math.max(m, n) * eps);
    });

    it.each(orders)("eigenvalues, n = %i", (n) => {
      const S = positiveDefinite(n, 4);
      const lambda = call1(la, [S], [n, 1], (s, l) => la.eigenvalues(s, l));
      const full = call(la, [S], [[n, 1], [n, n]], (s, l, u) => la.eig(s, l!, u!))[0]!; // prettier-ignore
      expect(distance(lambda, full)).toBeLessThan(50 * n * eps);
    });
  });

  describe("adjugate", () => {
    const adj = (A: Matrix) => call1(la, [A], [A.rows, A.rows], (a, x) => la.adjugate(a, x));

    it("of small matrices, by cofactors", () => {
      expect(adj(matrix([[5]]))).toEqual(matrix([[1]]));
      const two = adj(matrix([[1, 2], [3, 4]])); // prettier-ignore
      expect(distance(two, matrix([[4, -2], [-3, 1]]))).toBeLessThan(8 * eps); // prettier-ignore
      expect(distance(adj(matrix([[1, 2], [2, 4]])), matrix([[4, -2], [-2, 1]]))).toBeLessThan(8 * eps); // prettier-ignore
      const minors = (A: Matrix) =>
        build(3, 3, (i, j) => {
          const [r, s] = [(j + 1) % 3, (j + 2) % 3];
          const [p, q] = [(i + 1) % 3, (i + 2) % 3];
          return at(A, r, p) * at(A, s, q) - at(A, r, q) * at(A, s, p);
        });
      for (const A of [random(3, 3, 1), build(3, 3, (i, j) => 3 * i + j), diagonal([1, 0, 2]), build(3, 3, () => 1)]) {
        const expected = minors(A);
        expect(norm(minus(adj(A), expected))).toBeLessThan(50 * eps * Math.max(norm(expected), norm(A) ** 2));
      }
    });

    it.each(orders.filter((n) => n > 1))("A adj(A) = det(A) I, n = %i", (n) => {
      const A = random(n, n, n);
      const X = adj(A);
      const AX = multiply(A, X);
      expect(norm(minus(AX, scaled(at(AX, 0, 0), identity(n))))).toBeLessThan(50 * n * eps * norm(A) * norm(X));
    });

    it.each(orders.filter((n) => n > 2))("of rank n − 1: a known rank-one matrix, n = %i", (n) => {
      // A = U Diag(σ) Vᵀ with one zero σ and det U det V = 1: adj(A) = (∏ others) v uᵀ.
      const U = orthogonal(n, 1);
      const sigma = Array.from({ length: n }, (_, i) => (i === 2 ? 0 : 1 + i / n));
      const A = product(U, diagonal(sigma), transpose(U));
      const u = build(n, 1, (i) => at(U, i, 2));
      const others = sigma.reduce((p, s) => (s === 0 ? p : p * s), 1);
      const expected = scaled(others, multiply(u, transpose(u)));
      expect(distance(adj(A), expected)).toBeLessThan(50 * n * eps);
    });

    it("of rank n − 2 and below is zero", () => {
      const A = build(6, 6, (i, j) => (i < 4 && j < 4 ? Number(i === j) : 0));
      expect(adj(A)).toEqual(build(6, 6, () => 0));
      expect(norm(adj(build(6, 6, () => 1)))).toBe(0);
      expect(norm(adj(multiply(random(6, 4, 1), random(4, 6, 2))))).toBeLessThan(1e-13);
    });

    describe("by its factors", () => {
      const times = (A: Matrix, B: Matrix, flags = 0) =>
        call1(la, [A, B], [B.rows, B.cols], (a, b, x) => {
          const [factors, pivots] = [la.allocate(A.rows, A.rows), la.allocate(A.rows, 1)];
          la.adjugateFactors(a!, factors, pivots);
          la.multiplyAdjugate(factors, pivots, b!, x!, flags);
          la.free(factors);
          la.free(pivots);
        });
      const ofRank = (n: number, rank: number): Matrix =>
        rank >= n ? random(n, n, n) : multiply(random(n, rank, 1), random(rank, n, 2));

      it.each(orders)("times a matrix, a vector and its transpose, of every rank, n = %i", (n) => {
        for (const rank of [n, n - 1, n - 2].filter((r) => r > 0)) {
          const A = ofRank(n, rank);
          const size = Math.max(norm(adj(A)), norm(A) ** (n - 1) * eps);
          for (const columns of [1, 3, n]) {
            const B = random(n, columns, 7);
            const tolerance = 200 * n * eps * size * norm(B);
            expect(norm(minus(times(A, B), multiply(adj(A), B)))).toBeLessThanOrEqual(tolerance);
            expect(norm(minus(times(A, B, Transposed), multiply(transpose(adj(A)), B)))).toBeLessThanOrEqual(tolerance);
          }
        }
      });

      it("of the order 1 and of no order", () => {
        expect(times(vector([0]), vector([3]))).toEqual(vector([3]));
        expect(times(matrix([]), matrix([])).data.length).toBe(0);
      });

      it("refuses what is out of range", () => {
        const large = diagonal([1e200, 1e200, 1e200]);
        expect(() => times(large, identity(3))).toThrow(expect.objectContaining({ code: "NonFinite" }));
        expect(() => times(diagonal([NaN, 1]), identity(2))).toThrow(expect.objectContaining({ code: "NonFinite" }));
      });
    });

    it("does not overflow on the way", () => {
      // det = 1, entries from 1e−200 to 1e200.
      const d = [1e200, 1e-200, 1e200, 1e-200, 1];
      expect(distance(adj(diagonal(d)), diagonal(d.map((x) => 1 / x)))).toBeLessThan(16 * eps);
      expect(() => adj(diagonal([1e200, 1e200, 1e200]))).toThrow(expect.objectContaining({ code: "NonFinite" }));
      expect(adj(vector([0]))).toEqual(vector([1]));
    });
  });
});
