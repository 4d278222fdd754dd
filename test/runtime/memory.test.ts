import { describe, expect, it } from "vitest";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { freshLinearAlgebra, linalg, ready } from "../../codegen/runtime/linalg.js";
import { matrix, toRows, vector } from "../../codegen/runtime/matrix.js";

describe("memory of the runtime", () => {
  it("keeps what is written, row by row", () => {
    const la = linalg();
    const A = la.load(matrix([[1, 2, 3], [4, 5, 6]])); // prettier-ignore
    expect(toRows(la.matrix(A))).toEqual([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    expect(la.entry(A, 4)).toBe(5);
    la.setEntry(A, 4, -5);
    expect([...la.read(A.rowRange(1, 2))]).toEqual([4, -5, 6]);
    expect(toRows(la.matrix(A.reshaped(3, 2)))).toEqual([[1, 2], [3, 4], [-5, 6]]); // prettier-ignore
    la.free(A);
  });

  it("does not grow when requests repeat", () => {
    const la = freshLinearAlgebra();
    const round = () => {
      const blocks = [1, 7, 64, 1000, 30_000, 7, 64].map((n) => la.allocate(n, 3));
      blocks.forEach((block) => la.free(block));
    };
    round();
    const grown = la.heap().length;
    for (let i = 0; i < 1000; i++) round();
    expect(la.heap().length).toBe(grown);
  });

  it("does not grow through the scratch of routines", () => {
    const la = freshLinearAlgebra();
    const n = 90;
    const [A, U, V, s] = [la.allocate(n, n), la.allocate(n, n), la.allocate(n, n), la.allocate(n)];
    la.identity(A);
    const round = () => {
      la.svd(A, U, s, V);
      la.eig(A, s, U);
      la.qr(A, U, V);
    };
    round();
    const grown = la.heap().length;
    const used = la.bytesInUse();
    for (let i = 0; i < 20; i++) round();
    expect([la.heap().length, la.bytesInUse()]).toEqual([grown, used]);
  });

  it("stays readable through growth", () => {
    const la = freshLinearAlgebra();
    const a = la.load(vector([1, 2, 3]));
    const before = la.heap();
    const big = la.allocate(2000, 2000);
    expect(before.length).toBe(0);
    expect([...la.read(a)]).toEqual([1, 2, 3]);
    la.fill(7, big);
    expect(la.sum(big)).toBe(28_000_000);
  });

  it("aligns blocks to 16 bytes and keeps them apart", () => {
    const la = freshLinearAlgebra();
    const blocks = Array.from({ length: 200 }, (_, i) => la.allocate(i + 1));
    blocks.forEach((block, i) => la.fill(i, block));
    for (const [i, block] of blocks.entries()) {
      expect(block.address % 16).toBe(0);
      expect(la.read(block).every((x) => x === i)).toBe(true);
    }
  });

  it("counts what is in use, and refuses a block given back twice", () => {
    const la = freshLinearAlgebra();
    const used = la.bytesInUse();
    const a = la.allocate(10, 10);
    expect(la.bytesInUse()).toBeGreaterThanOrEqual(used + 800);
    la.free(a);
    expect(la.bytesInUse()).toBe(used);
    expect(() => la.free(a)).toThrow(WebAssembly.RuntimeError);
  });

  it("refuses what cannot be", () => {
    const la = linalg();
    expect(() => la.allocate(-1, 2)).toThrow(LinearAlgebraError);
    expect(() => la.allocate(0.5, 2)).toThrow(LinearAlgebraError);
    expect(() => la.allocate(20_000, 20_000)).toThrow(expect.objectContaining({ code: "OutOfMemory" }));
    const a = la.allocate(2, 2);
    expect(() => la.write([1, 2, 3], a)).toThrow(expect.objectContaining({ code: "Shape" }));
    expect(() => la.entry(a, 4)).toThrow(expect.objectContaining({ code: "Shape" }));
    la.free(a);
    expect(() => matrix([[1, 2], [3]])).toThrow(RangeError);
  });

  it("says when memory is exhausted, also for the scratch of a routine, and goes on", () => {
    const la = freshLinearAlgebra();
    const n = 1500;
    const [A, E, X, L] = [la.allocate(n, n), la.allocate(n, n), la.allocate(n, n), la.allocate(n, n)];
    la.identity(A);
    la.identity(E);
    // Blocks of 128 MiB, which nothing touches, until less than that is left.
    const fill = () => {
      for (;;) la.allocate(4096, 4096);
    };
    const exhausted = expect.objectContaining({ code: "OutOfMemory" }) as Error;
    expect(fill).toThrow(exhausted);
    expect(() => la.expDerivative(A, E, X, L)).toThrow(exhausted);
    const small = la.load(vector([3, 4]));
    expect(la.norm(small)).toBe(5);
  });

  it("has empty matrices", () => {
    const la = linalg();
    const [A, B, C] = [la.allocate(3, 0), la.allocate(0, 2), la.allocate(3, 2)];
    la.fill(NaN, C);
    la.product(A, B, C);
    expect([...la.read(C)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(la.sum(A)).toBe(0);
    for (const block of [A, B, C]) la.free(block);
  });

  it("is ready once loaded", async () => {
    expect(await ready()).toBe(linalg());
  });
});
