import { describe, expect, it } from "vitest";
import { vector, type Matrix } from "../../codegen/runtime/matrix.js";
import { call } from "./calls.js";
import { at, build, diagonal, distance, eps, identity, minus, norm, orders, positiveDefinite, product, scaled, skewness, symmetric, symmetricCases, transpose, withEigenvalues } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  function eig(S: Matrix): { lambda: Float64Array; U: Matrix } {
    const n = S.rows;
    const [lambda, U] = call(la, [S], [[n, 1], [n, n]], (s, l, u) => la.eig(s, l!, u!)); // prettier-ignore
    return { lambda: lambda!.data, U: U! };
  }

  const ascending = (x: Float64Array) => x.every((v, i) => i === 0 || x[i - 1]! <= v);

  describe("symmetric eigendecomposition", () => {
    it.each([...orders, 96, 150])("S = U Λ Uᵀ, U orthogonal, λ ascending, n = %i", (n) => {
      for (const [name, S] of symmetricCases(n)) {
        const { lambda, U } = eig(S);
        expect(ascending(lambda), name).toBe(true);
        expect(skewness(U), name).toBeLessThan(50 * n * eps);
        expect(distance(product(U, diagonal(lambda), transpose(U)), S), name).toBeLessThan(50 * n * eps);
      }
    });

    it("known eigenvalues: 2 − 2 cos(kπ/(n+1)) of the second difference", () => {
      for (const n of [5, 40, 100]) {
        const S = build(n, n, (i, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0));
        const exact = Array.from({ length: n }, (_, i) => 4 * Math.sin(((i + 1) * Math.PI) / (2 * (n + 1))) ** 2);
        expect(distance(vector(eig(S).lambda), vector(exact))).toBeLessThan(20 * eps);
      }
    });

    it("repeated eigenvalues to the last digits", () => {
      const d = Array.from({ length: 60 }, (_, i) => Math.floor(i / 20));
      expect(distance(vector(eig(withEigenvalues(d, 3)).lambda), vector(d))).toBeLessThan(100 * eps);
    });

    it("reads the upper triangle only", () => {
      const S = symmetric(12, 5);
      expect(eig(build(12, 12, (i, j) => (j >= i ? at(S, i, j) : NaN)))).toEqual(eig(S));
    });

    it.each([NaN, Infinity])("refuses an entry %d", (x) => {
      const S = build(5, 5, (i, j) => (i === 1 && j === 3 ? x : 1));
      expect(() => eig(S)).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });

  describe("generalised eigendecomposition", () => {
    const solve = (S: Matrix, B: Matrix) => {
      const n = S.rows;
      const [lambda, V] = call(la, [S, B], [[n, 1], [n, n]], (s, b, l, v) => la.eigGeneralised(s, b!, l!, v!)); // prettier-ignore
      return { lambda: lambda!.data, V: V! };
    };

    it.each(orders)("S V = B V Λ with VᵀBV = I, n = %i", (n) => {
      for (const [s, b] of [
        [1, 1],
        [1e140, 1e-100],
        [1e-140, 1e100],
      ] as const) {
        // prettier-ignore
        const S = scaled(s, symmetric(n, n));
        const B = scaled(b, positiveDefinite(n, n + 1));
        const { lambda, V } = solve(S, B);
        expect(ascending(lambda)).toBe(true);
        // Both identities hold up to the condition of B, which is at most a few thousand here.
        const condition = norm(B) * norm(V) ** 2;
        expect(norm(minus(product(transpose(V), B, V), identity(n)))).toBeLessThan(50 * n * eps * condition);
        const residual = minus(product(S, V), product(B, V, diagonal(lambda)));
        const size = norm(S) * norm(V) + norm(B) * norm(product(V, diagonal(lambda)));
        expect(norm(residual)).toBeLessThan(50 * n * eps * size);
      }
    });

    it("refuses an indefinite B", () => {
      const S = symmetric(6, 1);
      expect(() => solve(S, scaled(-1, identity(6)))).toThrow(expect.objectContaining({ code: "NotPositiveDefinite" }));
      expect(() =>
        solve(
          build(6, 6, () => NaN),
          identity(6),
        ),
      ).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});
