import { describe, expect, it } from "vitest";
import type { Block } from "../../codegen/runtime/block.js";
import { call } from "./calls.js";
import { build } from "./matrices.js";
import { subjects } from "./subjects.js";

const zero = build(0, 0, () => 1);
const tall = build(3, 0, () => 1);
const none = [0, 0] as const;

describe.each(subjects)("empty matrices by $name", (la) => {
  const square: [string, (a: Block, ...out: Block[]) => void][] = [
    ["cholesky", (a, x) => la.cholesky(a, x!)],
    ["inverseCholesky", (a, x) => la.inverseCholesky(a, x!)],
    ["lu", (a, x, y) => la.lu(a, x!, y!)],
    ["inverseLU", (a, x, y) => (la.lu(a, x!, y!), la.inverseLU(x!, y!, a))],
    ["qr", (a, x, y) => la.qr(a, x!, y!)],
    ["eig", (a, x, y) => la.eig(a, x!, y!)],
    ["eigenvalues", (a, x) => la.eigenvalues(a, x!)],
    ["eigGeneralised", (a, x, y) => la.eigGeneralised(a, a, x!, y!)],
    ["svd", (a, x, y, z) => la.svd(a, x!, y!, z!)],
    ["polar", (a, x, y) => la.polar(a, x!, y!)],
    ["adjugate", (a, x) => la.adjugate(a, x!)],
    ["adjugateFactors", (a, x, y) => la.adjugateFactors(a, x!, y!)],
    ["schur", (a, x, y) => la.schur(a, x!, y!)],
    ["sylvester", (a, x, y) => la.sylvester(a, a, x!, y!)],
    ["exp", (a, x) => la.exp(a, x!)],
    ["log", (a, x) => la.log(a, x!)],
    ["sqrt", (a, x) => la.sqrt(a, x!)],
    ["power", (a, x) => la.power(a, 0.3, x!)],
    ["cosSin", (a, x, y) => la.cosSin(a, x!, y!)],
    ["expDerivative", (a, x, y, z) => la.expDerivative(a, x!, y!, z!)],
    ["solveTriangular", (a, x, y) => la.solveTriangular(a, x!, y!)],
    ["gram", (a, x) => la.gram(a, x!)],
  ];

  it.each(square)("%s", (_, routine) => {
    expect(() => call(la, [zero], [none, none, none], routine)).not.toThrow();
  });

  it("without columns", () => {
    call(la, [tall], [[3, 0], none], (a, q, r) => la.qr(a, q!, r!));
    call(la, [tall], [[3, 0], none, none], (a, u, s, v) => la.svd(a, u!, s!, v!));
    call(la, [tall], [[0, 3]], (a, x) => expect(la.pseudoInverse(a, x!)).toBe(0));
    const [gram] = call(la, [tall], [[3, 3]], (a, c) => la.gram(a, c!));
    expect(gram).toEqual(build(3, 3, () => 0));
  });

  it("have the determinant 1, and vanishing sums", () => {
    call(la, [zero], [none, none], (a, x, y) => {
      la.lu(a, x!, y!);
      expect([la.detLU(x!, y!), la.logAbsDetLU(x!, y!), la.sum(a), la.norm(a), la.trace(a)]).toEqual([1, 0, 0, 0, 0]);
    });
  });
});
