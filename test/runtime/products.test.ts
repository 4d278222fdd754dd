import { describe, expect, it } from "vitest";
import { TransposeA, TransposeB, Transposed, Upper } from "../../codegen/runtime/block.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { call1 } from "./calls.js";
import {
  at,
  build,
  distance,
  eps,
  lower,
  multiply,
  orders,
  plus,
  random,
  scaled,
  transpose,
  upper,
} from "./matrices.js";
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  const op = (flag: number, A: Matrix) => (flag ? transpose(A) : A);
  /** Sums of k products: a bound of k ε relative to ‖A‖‖B‖; random data stays well inside it relative to the result. */
  const tolerance = (k: number) => 4 * (k + 4) * eps;
  const flagsOf = [0, TransposeA, TransposeB, TransposeA | TransposeB];

  describe("products", () => {
    const shapes: [m: number, n: number, k: number][] = [
    ...orders.map((n): [number, number, number] => [n, n, n]),
    ...([[1, 9, 7], [9, 1, 7], [7, 9, 1], [1, 1, 40], [40, 1, 1], [3, 5, 300], [13, 6, 270], [100, 3, 5], [5, 520, 4], [101, 530, 260]] as const).map(
      ([m, n, k]): [number, number, number] => [m, n, k],
    ),
  ]; // prettier-ignore

    it.each(shapes)("C = α op(A) op(B) + β C for %i×%i, depth %i", (m, n, k) => {
      for (const flags of flagsOf) {
        const A = op(flags & TransposeA, random(m, k, 1));
        const B = op(flags & TransposeB, random(k, n, 2));
        const AB = multiply(random(m, k, 1), random(k, n, 2));
        const C = call1(la, [A, B], [m, n], (a, b, c) => la.product(a, b, c, flags));
        expect(distance(C, AB)).toBeLessThan(tolerance(k));
        const start = random(m, n, 3);
        const D = call1(la, [A, B, start], [m, n], (a, b, s, c) => {
          la.copy(s, c);
          la.product(a, b, c, flags, -2, 0.5);
        });
        expect(distance(D, plus(scaled(-2, AB), scaled(0.5, start)))).toBeLessThan(tolerance(k));
      }
    });

    it.each(shapes)("AᵀA and AAᵀ are exactly symmetric, %i×%i", (m, n) => {
      const A = random(m, n, 4);
      for (const flags of [0, TransposeA]) {
        const order = flags ? n : m;
        const expected = flags ? multiply(transpose(A), A) : multiply(A, transpose(A));
        const C = call1(la, [A], [order, order], (a, c) => la.gram(a, c, flags));
        expect(distance(C, expected)).toBeLessThan(tolerance(flags ? m : n));
        expect(C).toEqual(transpose(C));
        const D = call1(la, [A, C], [order, order], (a, start, c) => {
          la.copy(start, c);
          la.gram(a, c, flags, 3, -1);
        });
        expect(distance(D, scaled(2, expected))).toBeLessThan(tolerance(flags ? m : n));
      }
    });

    it.each(orders)("products with a symmetric result, n = %i", (n) => {
      const A = random(n, n + 3, 5);
      const S = plus(random(n + 3, n + 3, 6), transpose(random(n + 3, n + 3, 6)));
      const AS = multiply(A, S);
      for (const flags of flagsOf) {
        const left = op(flags & TransposeA, AS);
        const right = op(flags & TransposeB, transpose(A));
        const C = call1(la, [left, right], [n, n], (a, b, c) => la.symmetricProduct(a, b, c, flags));
        expect(distance(C, multiply(AS, transpose(A)))).toBeLessThan(tolerance(n));
        expect(C).toEqual(transpose(C));
      }
    });

    it("reads no output with β = 0, and no operand with overflow for its neighbours", () => {
      const A = build(3, 3, () => 1e200);
      const C = call1(la, [A, random(3, 3, 1)], [3, 3], (a, b, c) => la.product(a, b, c));
      expect(C.data.every(Number.isFinite)).toBe(true);
    });

    it.each(orders)("outer products and diagonal factors, n = %i", (n) => {
      const x = random(n + 2, 1, 7);
      const y = random(n, 1, 8);
      const A = random(n + 2, n, 9);
      const xy = multiply(x, transpose(y));
      expect(call1(la, [x, y], [n + 2, n], (a, b, c) => la.outer(a, b, c))).toEqual(xy);
      const updated = call1(la, [x, y, A], [n + 2, n], (a, b, s, c) => {
        la.copy(s, c);
        la.outer(a, b, c, 2, -1);
      });
      expect(distance(updated, plus(scaled(2, xy), scaled(-1, A)))).toBeLessThan(4 * eps);
      const rows = build(n + 2, n, (i, j) => x.data[i]! * at(A, i, j));
      const columns = build(n + 2, n, (i, j) => at(A, i, j) * y.data[j]!);
      expect(call1(la, [x, A], [n + 2, n], (d, a, c) => la.scaleRows(d, a, c))).toEqual(rows);
      expect(call1(la, [A, y], [n + 2, n], (a, d, c) => la.scaleColumns(a, d, c))).toEqual(columns);
    });

    it.each(orders)("triangular products read one triangle only, n = %i", (n) => {
      const T = random(n, n, 10);
      const B = random(n, 5, 11);
      for (const flags of [0, Upper, Transposed, Upper | Transposed]) {
        const triangle = flags & Upper ? upper(T) : lower(T);
        const poisoned = build(n, n, (i, j) => (i === j || j > i === (flags & Upper) > 0 ? at(T, i, j) : NaN));
        const C = call1(la, [poisoned, B], [n, 5], (t, b, c) => la.triangularProduct(t, b, c, flags));
        expect(distance(C, multiply(op(flags & Transposed, triangle), B))).toBeLessThan(tolerance(n));
      }
    });

    it("batches", () => {
      const [count, m, n, k] = [5, 3, 4, 6];
      const A = random(count * m, k, 12);
      const B = random(k, n, 13);
      const C = call1(la, [A, B], [count * m, n], (a, b, c) => {
        la.batchedProduct(count, a.rowRange(0, m), m * k, b, 0, c.rowRange(0, m), m * n);
      });
      expect(distance(C, multiply(A, B))).toBeLessThan(tolerance(k));
    });

    it("Kronecker products and their adjoints", () => {
      const A = random(3, 2, 14);
      const B = random(4, 5, 15);
      const K = call1(la, [A, B], [12, 10], (a, b, c) => la.kron(a, b, c));
      const entry = (i: number, j: number) => at(A, Math.floor(i / 4), Math.floor(j / 5)) * at(B, i % 4, j % 5);
      expect(K).toEqual(build(12, 10, entry));
      // ⟨G, dA ⊗ B⟩ = ⟨adjoint, dA⟩, and the same for dB.
      const G = random(12, 10, 16);
      const inner = (X: Matrix, Y: Matrix) => X.data.reduce((s, x, i) => s + x * Y.data[i]!, 0);
      const left = call1(la, [B, G], [3, 2], (b, g, r) => la.kronAdjointLeft(b, g, r));
      const right = call1(la, [A, G], [4, 5], (a, g, r) => la.kronAdjointRight(a, g, r));
      expect(inner(left, A)).toBeCloseTo(inner(G, K), 12);
      expect(inner(right, B)).toBeCloseTo(inner(G, K), 12);
    });

    it("refuses shapes that do not fit, and outputs that are inputs", () => {
      const [A, B, C] = [la.allocate(3, 4), la.allocate(3, 4), la.allocate(3, 3)];
      expect(() => la.product(A, B, C)).toThrow(expect.objectContaining({ code: "Shape" }));
      expect(() => la.product(C, C, C)).toThrow(expect.objectContaining({ code: "Usage" }));
      expect(() => la.product(A, B, C, Transposed)).toThrow(expect.objectContaining({ code: "Usage" }));
      la.product(A, B, C, TransposeB);
      for (const block of [A, B, C]) la.free(block);
    });
  });
});
