import { describe, expect, it } from "vitest";
import { vector, type Matrix } from "../../codegen/runtime/matrix.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import { call, call1 } from "./calls.js";
import { build, diagonal, distance, eps, generator, orthogonal, product, rectangularCases, shapes, skewness, transpose } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  function svd(A: Matrix): { U: Matrix; sigma: Float64Array; V: Matrix } {
    const k = Math.min(A.rows, A.cols);
    const [U, sigma, V] = call(la, [A], [[A.rows, k], [k, 1], [A.cols, k]], (a, u, s, v) => la.svd(a, u!, s!, v!)); // prettier-ignore
    return { U: U!, sigma: sigma!.data, V: V! };
  }

  describe("singular value decomposition", () => {
    it.each([...shapes, [100, 100] as [number, number], [150, 90] as [number, number]])(
      "A = U Σ Vᵀ, U and V orthonormal, σ descending, %i×%i",
      (m, n) => {
        for (const [name, A] of rectangularCases(m, n)) {
          const { U, sigma, V } = svd(A);
          expect(
            sigma.every((s, i) => s >= 0 && (i === 0 || sigma[i - 1]! >= s)),
            name,
          ).toBe(true);
          const bound = 50 * Math.max(m, n) * eps;
          expect(skewness(U), name).toBeLessThan(bound);
          expect(skewness(V), name).toBeLessThan(bound);
          expect(distance(product(U, diagonal(sigma), transpose(V)), A), name).toBeLessThan(bound);
        }
      },
    );

    it("known singular values, repeated and zero ones too", () => {
      for (const n of [6, 33, 80]) {
        const d = Array.from({ length: n }, (_, i) => Math.max(0, 5 - Math.floor(i / 3)));
        const A = product(orthogonal(n, 1), diagonal(d), orthogonal(n, 2));
        expect(distance(vector(svd(A).sigma), vector(d))).toBeLessThan(20 * n * eps);
      }
    });

    it("of bidiagonal matrices near I, where interpolations in the secular equation chase each other", () => {
      for (const seed of [47464, 70614, 174039, 198902]) {
        const next = generator(seed);
        const uniform = () => (next() + 1) / 2;
        const n = 21 + Math.floor(uniform() * 30);
        const A = build(n, n, (i, j) => (i === j ? 1 : j === i + 1 ? 10 ** (-20 * uniform()) : 0));
        const { U, sigma, V } = svd(A);
        expect(distance(product(U, diagonal(sigma), transpose(V)), A)).toBeLessThan(50 * n * eps);
        expect(Math.max(skewness(U), skewness(V))).toBeLessThan(50 * n * eps);
      }
    });

    it.each([NaN, -Infinity])("refuses an entry %d", (x) => {
      const A = build(7, 5, (i, j) => (i === 6 && j === 4 ? x : 1));
      expect(() => svd(A)).toThrow(expect.objectContaining({ code: "NonFinite" }));
    });
  });
});

describe("singular values of a bidiagonal matrix", () => {
  it("have full relative accuracy, however small", () => {
    // Ones on the diagonal, −2 beside it: the least singular value is near 2^−n, and ∏ σ = det B = 1.
    const n = 40;
    const la = linalg();
    const B = build(n, n, (i, j) => (i === j ? 1 : j === i + 1 ? -2 : 0));
    const sigma = call1(la, [B], [n, 1], (b, s) => la.singularValues(b, s)).data;
    expect(Math.abs(sigma.reduce((s, x) => s + Math.log(x), 0))).toBeLessThan(100 * n * eps);
  });
});
