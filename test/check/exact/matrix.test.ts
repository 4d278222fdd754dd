import { describe, expect, it } from "vitest";
import { Random } from "../../../src/check/random.js";
import { Draws } from "../../../src/check/exact/draws.js";
import { Unlucky } from "../../../src/check/rational/field.js";
import { Factors } from "../../../src/check/exact/factors.js";
import {
  adjugate,
  determinant,
  diagonalMatrix,
  equal,
  identityMatrix,
  inverseMatrix,
  matrix,
  power,
  product,
  pseudoInverse,
  scale,
  sum,
  sylvester,
  transpose,
} from "../../../src/check/exact/matrix.js";

const draws = new Draws(new Random(5), false);

describe("linear algebra over the field", () => {
  it.each([1, 2, 3, 5])("inverts and takes determinants and adjugates, n = %i", (n) => {
    const [a, b] = [draws.matrix(n, n), draws.matrix(n, n)];
    expect(equal(product(a, inverseMatrix(a)), identityMatrix(n))).toBe(true);
    expect(determinant(product(a, b))).toBe((determinant(a) * determinant(b)) % ((1n << 61n) - 1n));
    expect(equal(product(adjugate(a), a), scale(determinant(a), identityMatrix(n)))).toBe(true);
    expect(equal(power(a, -2n), inverseMatrix(product(a, a)))).toBe(true);
  });

  it("has adjugates, but no inverses, of singular matrices", () => {
    const a = product(draws.matrix(4, 3), draws.matrix(3, 4));
    expect(determinant(a)).toBe(0n);
    expect(() => inverseMatrix(a)).toThrow(Unlucky);
    expect(equal(product(adjugate(a), a), scale(0n, a))).toBe(true);
    expect(adjugate(a).data.some((x) => x !== 0n)).toBe(true);
  });

  it.each([
    [5, 3, 3],
    [3, 5, 3],
    [5, 4, 2],
  ])("has the four properties of Penrose, %i×%i of rank %i", (m, n, r) => {
    const x = product(draws.matrix(m, r), draws.matrix(r, n));
    const y = pseudoInverse(x);
    expect(equal(product(product(x, y), x), x)).toBe(true);
    expect(equal(product(product(y, x), y), y)).toBe(true);
    expect(equal(product(x, y), transpose(product(x, y)))).toBe(true);
    expect(equal(product(y, x), transpose(product(y, x)))).toBe(true);
  });

  it("solves equations of Sylvester", () => {
    const [a, b, c] = [draws.matrix(3, 3), draws.matrix(4, 4), draws.matrix(3, 4)];
    const x = sylvester(a, b, c);
    expect(equal(sum(product(a, x), product(x, b)), c)).toBe(true);
  });
});

describe("factorizations", () => {
  it("draws orthogonal, orthonormal and triangular factors", () => {
    const q = draws.orthonormal(5, 3);
    expect(equal(product(transpose(q), q), identityMatrix(3))).toBe(true);
    const l = draws.triangle(3, "lower", true);
    expect(l.data.filter((_, k) => k % 4 === 0)).toEqual([1n, 1n, 1n]);
    expect([l.data[1], l.data[2], l.data[5]]).toEqual([0n, 0n, 0n]);
    expect(l.data[3]).not.toBe(0n);
  });

  it("builds matrices from their factors and finds them again, for the transpose too", () => {
    const factors = new Factors(draws);
    const x = factors.build("singular", 5, 3, { symmetric: false });
    const { u, s, v } = factors.singular(transpose(x));
    expect(equal(product(product(u, diagonalMatrix(s)), transpose(v)), transpose(x))).toBe(true);
    const { w, inverse, d } = factors.spectral(product(transpose(x), x));
    expect(equal(product(product(w, diagonalMatrix(d)), inverse), product(transpose(x), x))).toBe(true);
    const { s: a, b } = factors.buildPencil(3);
    const { V, Λ } = factors.pencil(a, b);
    expect(equal(product(a, V!), product(product(b, V!), Λ!))).toBe(true);
    expect(equal(product(product(transpose(V!), b), V!), identityMatrix(3))).toBe(true);
    expect(draws.independentUses).toBe(0);
  });

  it("notes factors that are not those of their matrix", () => {
    const own = new Draws(new Random(6), false);
    new Factors(own).spectral(matrix(2, 2, () => own.number()));
    expect([...own.independent]).toEqual(["the eigenvalues and eigenvectors"]);
  });
});
