import { describe, expect, it } from "vitest";
import type { LoewnerFunction } from "../../codegen/runtime/interface/index.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import { vector, type Matrix } from "../../codegen/runtime/matrix.js";
import { call1 } from "./calls.js";
import differences from "./fixtures/differences.json" with { type: "json" };
import { at, distance, eps, generator, transpose } from "./matrices.js";

const la = linalg();
const names: LoewnerFunction[] = ["exp", "log", "sqrt", "rsqrt", "recip", "square", "cube", "sin", "cos", "sign", "power", "tanh", "sigmoid"]; // prettier-ignore

function loewner(f: LoewnerFunction, x: number[], y: number[], p?: number): Matrix {
  return call1(la, [vector(x), vector(y)], [x.length, y.length], (a, b, g) => la.loewner(f, a, b, g, p));
}

type Row = [name: string, exponent: number | null, x: number, y: number, value: number];

describe("Loewner matrices", () => {
  const rows = (differences as Row[]).filter(([name]) => names.includes(name as LoewnerFunction));
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row[0]} ${String(row[1] ?? "")}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }

  it.each([...groups])("%s: 4 ulps at any gap", (_, group) => {
    for (const [name, p, x, y, value] of group) {
      const G = loewner(name as LoewnerFunction, [x, y], [y, x], p ?? undefined);
      expect(at(G, 1, 1)).toBe(at(loewner(name as LoewnerFunction, [y], [x], p ?? undefined), 0, 0));
      // One ulp is at most ε times the value.
      for (const g of [at(G, 0, 0), at(G, 1, 1)])
        if (!(Math.abs(g - value) <= 4 * eps * Math.abs(value)))
          throw new Error(`${name}[${String(x)}, ${String(y)}] = ${String(g)}, not ${String(value)}`);
    }
  });

  it("has all functions in its fixtures", () => {
    // The sign's differences are exact fractions, tried below.
    expect(new Set([...rows.map(([name]) => name), "sign"])).toEqual(new Set(names));
  });

  it("of one set of nodes is exactly symmetric, with f′ on the diagonal", () => {
    const next = generator(1);
    const x = vector(Array.from({ length: 20 }, () => 1 + next()));
    for (const f of names) {
      const G = call1(la, [x], [20, 20], (a, g) => la.loewner(f, a, a, g, 1.7));
      expect(G).toEqual(transpose(G));
    }
    const G = call1(la, [x], [20, 20], (a, g) => la.loewner("exp", a, a, g));
    x.data.forEach((t, i) => expect(Math.abs(at(G, i, i) / Math.exp(t) - 1)).toBeLessThan(2 * eps));
  });

  it("of any function with a derivative", () => {
    const x = vector([0.5, 0.5 + 1e-9, 2, 2]);
    const y = vector([0.5, 1]);
    const exp = call1(la, [x], [4, 4], (a, g) => la.loewner("exp", a, a, g));
    const ours = call1(la, [x], [4, 4], (a, g) => la.loewnerOf(Math.exp, Math.exp, a, a, g));
    expect(distance(ours, exp)).toBeLessThan(1e-13);
    expect(ours).toEqual(transpose(ours));
    const rectangular = call1(la, [x, y], [4, 2], (a, b, g) => la.loewnerOf(Math.exp, Math.exp, a, b, g));
    expect(
      distance(
        rectangular,
        call1(la, [x, y], [4, 2], (a, b, g) => la.loewner("exp", a, b, g)),
      ),
    ).toBeLessThan(1e-13);
  });

  it("at the edges", () => {
    expect([...loewner("log", [0, -1, 2], [1]).data]).toEqual([Infinity, NaN, Math.log(2)]);
    expect([...loewner("sqrt", [0, 9, -1], [0, 4]).data]).toEqual([Infinity, 0.5, 1 / 3, 0.2, NaN, NaN]);
    expect([...loewner("sign", [2, -2, 0], [3, 0]).data]).toEqual([0, 0.5, 0.4, 0.5, 1 / 3, 0]);
    expect([...loewner("power", [0, 2], [0, 2], 1.5).data].slice(0, 2)).toEqual([0, Math.sqrt(2)]);
    expect([...loewner("power", [2, 7], [2, 2], 0).data]).toEqual([0, 0, 0, 0]);
    expect([...loewner("power", [-3], [5], 1).data]).toEqual([1]);
    expect([...loewner("power", [-2], [2, -2], 4).data]).toEqual([-0, -32]);
    expect([...loewner("power", [-2], [1], 0.3).data]).toEqual([NaN]);
  });
});

describe("reciprocal gaps", () => {
  const x = [-3, -1.5, -0.25, 0.5, 2, 3.75, 7, 7.5, 11];
  const gapsOf = (first: number, columns: number, least = 1e-3, values = x): [Matrix, number] => {
    let position = NaN;
    const K = call1(la, [vector(values)], [values.length, columns], (a, k) => {
      position = la.reciprocalGaps(a, first, least, k);
    });
    return [K, position];
  };

  it("are 1/(x_b − x_a), 0 of an entry with itself, for every range of columns", () => {
    for (let first = 0; first < x.length; first++)
      for (let columns = 1; first + columns <= x.length; columns++) {
        const [K, position] = gapsOf(first, columns);
        expect(position).toBe(-1);
        for (let a = 0; a < x.length; a++)
          for (let b = 0; b < columns; b++) expect(at(K, a, b)).toBe(a === first + b ? 0 : 1 / (x[first + b]! - x[a]!));
      }
  });

  it("tell the first pair that is too close, wherever it stands", () => {
    for (let k = 0; k + 1 < x.length; k++) {
      const close = x.map((t, i) => (i === k + 1 ? x[k]! + 1e-4 : t));
      expect(gapsOf(0, x.length, 1e-3, close)[1]).toBe(k * x.length + k + 1);
      expect(gapsOf(0, x.length, 1e-5, close)[1]).toBe(-1);
    }
  });
});
