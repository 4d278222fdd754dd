import { describe, expect, it } from "vitest";
import { Block } from "../../codegen/runtime/block.js";
import type { ChainArgument, EntryMapName } from "../../codegen/runtime/interface/index.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import { matrix, vector, type Matrix } from "../../codegen/runtime/matrix.js";
import { call1, value } from "./calls.js";
import { at, build, distance, eps, random, scaled } from "./matrices.js";

const la = linalg();
/** Odd sizes exercise the entries that do not fill a pair of lanes. */
const shapes: [m: number, n: number][] = [[1, 1], [1, 2], [3, 1], [3, 5], [4, 8], [7, 9]]; // prettier-ignore
const zip = (A: Matrix, B: Matrix, f: (a: number, b: number) => number) =>
  build(A.rows, A.cols, (i, j) => f(at(A, i, j), at(B, i, j)));
const map = (A: Matrix, f: (a: number) => number) => build(A.rows, A.cols, (i, j) => f(at(A, i, j)));

describe("arithmetic on entries", () => {
  const binary: [string, (a: Block, b: Block, c: Block) => void, (a: number, b: number) => number][] = [
    ["add", (a, b, c) => la.add(a, b, c), (a, b) => a + b],
    ["subtract", (a, b, c) => la.subtract(a, b, c), (a, b) => a - b],
    ["multiply", (a, b, c) => la.multiply(a, b, c), (a, b) => a * b],
    ["divide", (a, b, c) => la.divide(a, b, c), (a, b) => a / b],
    ["maximum", (a, b, c) => la.maximum(a, b, c), Math.max],
    ["minimum", (a, b, c) => la.minimum(a, b, c), Math.min],
    ["greater", (a, b, c) => la.greater(a, b, c), (a, b) => Number(a > b)],
    ["greaterEqual", (a, b, c) => la.greaterEqual(a, b, c), (a, b) => Number(a >= b)],
    ["equal", (a, b, c) => la.equal(a, b, c), (a, b) => Number(a === b)],
    ["combine", (a, b, c) => la.combine(2, a, -3, b, c), (a, b) => 2 * a + -3 * b],
  ];

  it.each(binary)("%s", (_, routine, f) => {
    for (const [m, n] of shapes) {
      const A = map(random(m, n, 1), (x) => Math.round(4 * x));
      const B = map(random(m, n, 2), (x) => Math.round(4 * x));
      expect(call1(la, [A, B], [m, n], routine)).toEqual(zip(A, B, f));
    }
  });

  it.each(binary)("%s treats NaN alike in every lane", (_, routine, f) => {
    const A = vector([NaN, 1, NaN, NaN, 2]);
    const B = vector([1, NaN, NaN, 3, NaN]);
    expect(call1(la, [A, B], [5, 1], routine)).toEqual(zip(A, B, f));
  });

  it("works in place", () => {
    const A = la.load(vector([1, 2, 3]));
    la.add(A, A, A);
    la.multiply(A, A, A);
    la.axpy(-1, A, A);
    expect([...la.read(A)]).toEqual([0, 0, 0]);
    la.free(A);
  });

  it.each(shapes)("with numbers, %i×%i", (m, n) => {
    const [A, B, C] = [random(m, n, 1), random(m, n, 2), random(m, n, 3)];
    const onto = (start: Matrix, inputs: Matrix[], routine: (...blocks: Block[]) => void) =>
      call1(la, [start, ...inputs], [m, n], (s, ...rest) => {
        la.copy(s!, rest[rest.length - 1]!);
        routine(...rest);
      });
    expect(call1(la, [A], [m, n], (a, c) => la.scale(-2.5, a, c))).toEqual(map(A, (x) => -2.5 * x));
    expect(call1(la, [A], [m, n], (a, c) => la.addScalar(0.1, a, c))).toEqual(map(A, (x) => x + 0.1));
    expect(onto(C, [A], (a, c) => la.axpy(3, a!, c!))).toEqual(zip(C, A, (c, a) => c + 3 * a));
    expect(call1(la, [A, B], [m, n], (a, b, c) => la.multiplyAdd(2, a, b, 0, c))).toEqual(
      zip(A, B, (a, b) => 2 * (a * b)),
    );
    const fused = onto(C, [A, B], (a, b, c) => la.multiplyAdd(2, a!, b!, -1, c!));
    expect(fused).toEqual(build(m, n, (i, j) => 2 * (at(A, i, j) * at(B, i, j)) + -1 * at(C, i, j)));
    const triple = call1(la, [A, B, C], [m, n], (a, b, c, d) => la.multiply3(a, b, c, d));
    expect(triple).toEqual(build(m, n, (i, j) => at(A, i, j) * at(B, i, j) * at(C, i, j)));
    const [x, y] = [random(m, 1, 4), random(n, 1, 5)];
    const columns = call1(la, [x, A], [m, n], (v, a, c) => la.addColumn(2, v, a, c));
    expect(columns).toEqual(build(m, n, (i, j) => at(A, i, j) + 2 * x.data[i]!));
    const rows = call1(la, [y, A], [m, n], (v, a, c) => la.addRow(2, v, a, c));
    expect(rows).toEqual(build(m, n, (i, j) => at(A, i, j) + 2 * y.data[j]!));
    expect(call1(la, [A, B], [m, n], (a, b, c) => la.pow(a, b, c)).data.length).toBe(m * n);
  });
});

describe("entrywise functions", () => {
  const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));
  const functions: [EntryMapName, (x: number) => number, from: number, to: number][] = [
    ["negate", (x) => -x, -5, 5],
    ["square", (x) => x * x, -5, 5],
    ["sqrt", Math.sqrt, 0, 1e6],
    ["rsqrt", (x) => 1 / Math.sqrt(x), 1e-6, 10],
    ["recip", (x) => 1 / x, -3, 3],
    ["cbrt", Math.cbrt, -30, 30],
    ["abs", Math.abs, -3, 3],
    ["sign", Math.sign, -3, 3],
    ["relu", (x) => Math.max(x, 0), -3, 3],
    ["step", (x) => Number(x > 0), -3, 3],
    ["exp", Math.exp, -700, 700],
    ["exp", Math.exp, -1, 1],
    ["expm1", Math.expm1, -1, 1],
    ["expm1", Math.expm1, -50, 50],
    ["log", Math.log, 1e-300, 2],
    ["log", Math.log, 0.9, 1.1],
    ["log1p", Math.log1p, -0.9, 3],
    ["sin", Math.sin, -100, 100],
    ["cos", Math.cos, -100, 100],
    ["tan", Math.tan, -1.5, 1.5],
    ["asin", Math.asin, -1, 1],
    ["acos", Math.acos, -1, 1],
    ["atan", Math.atan, -100, 100],
    ["sinh", Math.sinh, -20, 20],
    ["cosh", Math.cosh, -20, 20],
    ["tanh", Math.tanh, -20, 20],
    ["tanh", Math.tanh, -0.1, 0.1],
    ["sigmoid", sigmoid, -40, 40],
    ["silu", (x) => x * sigmoid(x), -40, 40],
    ["softplus", (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), -40, 40],
  ];

  // Both sides may err by a couple of ulps.
  it.each(functions)("%s agrees with JavaScript's to 4 ε (%#)", (name, f, from, to) => {
    const x = map(random(1, 4001, 7), (t) => from + ((t + 1) / 2) * (to - from));
    const y = call1(la, [x], [1, 4001], (a, c) => la.entrywise[name](a, c));
    x.data.forEach((t, i) => {
      const expected = f(t);
      if (!(Math.abs(y.data[i]! - expected) <= 4 * eps * Math.abs(expected)))
        throw new Error(`${name}(${String(t)}) = ${String(y.data[i])}, not ${String(expected)}`);
    });
  });

  it("at the edges", () => {
    const apply = (name: EntryMapName, ...x: number[]) => [
      ...call1(la, [vector(x)], [x.length, 1], (a, c) => la.entrywise[name](a, c)).data,
    ];
    expect(apply("sign", -2, -0, 0, 3, NaN)).toEqual([-1, -0, 0, 1, NaN]);
    expect(apply("relu", -2, 0, 3, NaN, NaN)).toEqual([0, 0, 3, NaN, NaN]);
    expect(apply("step", -2, 0, 3)).toEqual([0, 0, 1]);
    expect(apply("exp", -Infinity, Infinity, 710, -750, 0)).toEqual([0, Infinity, Infinity, 0, 1]);
    expect(apply("log", 0, Infinity, 1, -1, NaN)).toEqual([-Infinity, Infinity, 0, NaN, NaN]);
    expect(apply("tanh", -Infinity, Infinity, 400, -400, 0)).toEqual([-1, 1, 1, -1, 0]);
    expect(apply("sigmoid", -Infinity, Infinity, 0, -1000, 1000)).toEqual([0, 1, 0.5, 0, 1]);
    expect(apply("softplus", -1000, 1000, -Infinity)).toEqual([0, 1000, 0]);
    expect(apply("sqrt", -1, 4, 0)).toEqual([NaN, 2, 0]);
    for (const name of ["exp", "log", "tanh", "sigmoid", "sin", "erf", "gelu"] as const)
      expect(apply(name, NaN, 1, NaN).map(Number.isNaN)).toEqual([true, false, true]);
  });

  it("erf and gelu at known points", () => {
    // erf from 50-digit arithmetic, rounded.
    const known: [number, number][] = [[0, 0], [0.1, 0.1124629160182849], [0.5, 0.5204998778130465], [1, 0.8427007929497149], [2, 0.9953222650189527], [3, 0.9999779095030014], [-1.5, -0.9661051464753108]]; // prettier-ignore
    const x = vector(known.map(([t]) => t));
    const y = call1(la, [x], [x.rows, 1], (a, c) => la.entrywise.erf(a, c));
    expect(distance(y, vector(known.map(([, e]) => e)))).toBeLessThan(2 * eps);
    // x Φ(x), Φ(−10) = 7.619853024160525e−24.
    const z = call1(la, [vector([-10, 0, 10, 1])], [4, 1], (a, c) => la.entrywise.gelu(a, c)).data;
    expect(Math.abs(z[0]! / (-10 * 7.619853024160525e-24) - 1)).toBeLessThan(1e-14);
    expect([...z.slice(1, 3)]).toEqual([0, 10]);
    expect(Math.abs(z[3]! - 0.8413447460685429)).toBeLessThan(2 * eps);
  });

  // From 40-digit arithmetic, rounded.
  it.each<[EntryMapName, [number, number][]]>([
    [
      "lgamma",
      [
        [1e-3, 6.907178885383853],
        [0.3, 1.0957979948180756],
        [1, 0],
        [1.5, -0.12078223763524522],
        [5.25, 3.561375910386697],
        [1e4, 82099.71749644238],
        [-3.3, -0.8243558050174264],
      ],
    ],
    [
      "digamma",
      [
        [1e-3, -1000.5755719318103],
        [0.3, -3.502524222200133],
        [1, -0.5772156649015329],
        [5.25, 1.5599773364075455],
        [1e4, 9.210290371142849],
        [-3.3, 3.620353460592126],
      ],
    ],
    [
      "trigamma",
      [
        [1e-3, 1000001.6425331958],
        [0.3, 12.245364546107732],
        [1, 1.6449340668482264],
        [20, 0.05127082293520312],
        [1e4, 0.00010000500016666666],
        [-3.3, 14.817739525515929],
      ],
    ],
    [
      "tetragamma",
      [
        [1e-3, -2000000002.3976321],
        [0.3, -75.27253658872604],
        [1, -2.4041138063191885],
        [20, -0.0026281224023146548],
        [1e4, -1.000100005e-8],
        [-3.3, 68.76944547748523],
      ],
    ],
    [
      "pentagamma",
      [
        [1e-3, 6000000000006.469],
        [0.3, 743.1417646550498],
        [1, 6.493939402266829],
        [20, 0.0002693742213396389],
        [1e4, 2.00030002e-12],
        [-3.3, 768.9856582554286],
      ],
    ],
    [
      "normalcdf",
      [
        [-37, 5.725571222524577e-300],
        [-10, 7.619853024160525e-24],
        [-3.3, 0.0004834241423837775],
        [-1, 0.15865525393145705],
        [0, 0.5],
        [8, 0.9999999999999993],
      ],
    ],
  ])("%s at known points", (name, known) => {
    const x = vector(known.map(([t]) => t));
    const { data } = call1(la, [x], [x.rows, 1], (a, c) => la.entrywise[name](a, c));
    known.forEach(([t, value], i) => {
      // What rounding of the argument does to Φ far to the left, and to sines near poles of ψ.
      const least = t < 0 ? 64 * eps : 8 * eps;
      expect(Math.abs(data[i]! - value) / Math.max(Math.abs(value), eps), `${name}(${String(t)})`).toBeLessThan(least);
    });
  });

  it("functions of Γ at their poles", () => {
    const at = (name: EntryMapName) =>
      call1(la, [vector([0, -1, NaN])], [3, 1], (a, c) => la.entrywise[name](a, c)).data;
    expect([...at("lgamma")]).toEqual([Infinity, Infinity, NaN]);
    for (const name of ["digamma", "trigamma", "tetragamma", "pentagamma"] as const)
      expect([...at(name)]).toEqual([NaN, NaN, NaN]);
  });

  it("any function", () => {
    const [A, B] = [random(3, 4, 1), random(3, 4, 2)];
    const f = (x: number) => x * x + 1;
    expect(call1(la, [A], [3, 4], (a, c) => la.map(f, a, c))).toEqual(map(A, f));
    expect(call1(la, [A, B], [3, 4], (a, b, c) => la.map2(Math.atan2, a, b, c))).toEqual(zip(A, B, Math.atan2));
  });

  it("powers", () => {
    const x = vector([0.5, 2, 3, 1e-100, 7]);
    const y = call1(la, [x], [5, 1], (a, c) => la.powScalar(a, -1.5, c));
    expect(
      distance(
        y,
        map(x, (t) => t ** -1.5),
      ),
    ).toBeLessThan(2 * eps);
  });
});

describe("reductions", () => {
  it.each(shapes)("%i×%i", (m, n) => {
    const A = random(m, n, 1);
    const B = random(m, n, 2);
    const total = (X: Matrix) => X.data.reduce((s, x) => s + x, 0);
    const products = zip(A, B, (a, b) => a * b);
    expect(value(la, [A], (a) => la.sum(a))).toBeCloseTo(total(A), 13);
    expect(value(la, [A], (a) => la.absSum(a))).toBeCloseTo(total(map(A, Math.abs)), 13);
    expect(value(la, [A, B], (a, b) => la.dot(a, b))).toBeCloseTo(total(products), 13);
    expect(value(la, [A], (a) => la.maxAbs(a))).toBe(Math.max(...map(A, Math.abs).data));
    expect(value(la, [A], (a) => la.greatest(a))).toBe(Math.max(...A.data));
    expect(value(la, [A], (a) => la.least(a))).toBe(Math.min(...A.data));
    const row = (X: Matrix, i: number) => Array.from({ length: n }, (_, j) => at(X, i, j));
    const column = (X: Matrix, j: number) => Array.from({ length: m }, (_, i) => at(X, i, j));
    const sum = (x: number[]) => x.reduce((s, t) => s + t, 0);
    const rows = (f: (i: number) => number) => build(m, 1, f);
    const close = (C: Matrix, D: Matrix) => expect(distance(C, D)).toBeLessThan(1e-14);
    close(call1(la, [A], [m, 1], (a, r) => la.rowSums(a, r)), rows((i) => sum(row(A, i)))); // prettier-ignore
    close(call1(la, [A], [n, 1], (a, r) => la.columnSums(a, r)), build(n, 1, (j) => sum(column(A, j)))); // prettier-ignore
    close(call1(la, [A, B], [m, 1], (a, b, r) => la.rowDots(a, b, r)), rows((i) => sum(row(products, i)))); // prettier-ignore
    close(call1(la, [A, B], [n, 1], (a, b, r) => la.columnDots(a, b, r)), build(n, 1, (j) => sum(column(products, j)))); // prettier-ignore
    close(call1(la, [A], [m, 1], (a, r) => la.rowMaxima(a, r)), rows((i) => Math.max(...row(A, i)))); // prettier-ignore
    const weights = (i: number) => row(A, i).map(Math.exp);
    const soft = build(m, n, (i, j) => weights(i)[j]! / sum(weights(i)));
    close(call1(la, [A], [m, n], (a, c) => la.softmax(a, c)), soft); // prettier-ignore
    close(call1(la, [A], [m, 1], (a, r) => la.logSumExp(a, r)), rows((i) => Math.log(sum(weights(i))))); // prettier-ignore
    const derivative = build(m, n, (i, j) => {
      const mean = sum(row(zip(soft, B, (s, b) => s * b), i)); // prettier-ignore
      return at(soft, i, j) * (at(B, i, j) - mean);
    });
    expect(distance(call1(la, [soft, B], [m, n], (y, g, c) => la.softmaxDerivative(y, g, c)), derivative)).toBeLessThan(1e-12); // prettier-ignore
  });

  it("norms neither overflow nor vanish", () => {
    const x = vector([3, 4, 12, 84]);
    for (const s of [1, 1e150, 1e-150, 1e300, 1e-300, 2 ** -1070])
      expect(Math.abs(value(la, [scaled(s, x)], (a) => la.norm(a)) / (85 * s) - 1)).toBeLessThan(
        s < 1e-300 ? 1e-2 : 4 * eps,
      );
    expect(value(la, [vector([0, 0, 0])], (a) => la.norm(a))).toBe(0);
    expect(value(la, [vector([1, -Infinity])], (a) => la.norm(a))).toBe(Infinity);
    expect(value(la, [vector([1, NaN, 3])], (a) => la.norm(a))).toBe(NaN);
  });

  it("softmax and log-sum-exp of large entries", () => {
    const A = matrix([[1000, 1001], [-1000, -1000]]); // prettier-ignore
    const soft = call1(la, [A], [2, 2], (a, c) => la.softmax(a, c));
    expect(distance(soft, matrix([[1 / (1 + Math.E), Math.E / (1 + Math.E)], [0.5, 0.5]]))).toBeLessThan(4 * eps); // prettier-ignore
    const lse = call1(la, [A], [2, 1], (a, r) => la.logSumExp(a, r));
    expect(distance(lse, vector([1001 + Math.log1p(Math.exp(-1)), -1000 + Math.LN2]))).toBeLessThan(4 * eps);
  });

  it("finds what is not finite, wherever it is", () => {
    for (let n = 1; n < 9; n++)
      for (let i = 0; i < n; i++)
        for (const bad of [NaN, Infinity, -Infinity]) {
          const x = vector(Array.from({ length: n }, (_, k) => (k === i ? bad : 1e308)));
          expect(value(la, [x], (a) => Number(la.isFinite(a)))).toBe(0);
        }
    expect(value(la, [vector([1e308, -1e308, 0, 5e-324])], (a) => Number(la.isFinite(a)))).toBe(1);
  });
});

describe("parts", () => {
  it.each([1, 2, 5, 16, 17, 33, 40])("of square matrices, n = %i", (n) => {
    const A = random(n, n, n);
    const part = (routine: (a: Block, c: Block) => void) => call1(la, [A], [n, n], routine);
    expect(part((a, c) => la.symmetricPart(a, c))).toEqual(build(n, n, (i, j) => (at(A, i, j) + at(A, j, i)) / 2));
    expect(part((a, c) => la.skewPart(a, c))).toEqual(build(n, n, (i, j) => (at(A, i, j) - at(A, j, i)) / 2));
    expect(part((a, c) => la.diagonalPart(a, c))).toEqual(build(n, n, (i, j) => (i === j ? at(A, i, j) : 0)));
    const lower = (f: number) => build(n, n, (i, j) => (i === j ? f * at(A, i, j) : i > j ? at(A, i, j) : 0));
    expect(part((a, c) => la.lowerPart(a, c))).toEqual(lower(1));
    expect(part((a, c) => la.lowerPart(a, c, 0.5))).toEqual(lower(0.5));
    const strict = build(n, n, (i, j) => (i < j ? at(A, i, j) : 0));
    expect(part((a, c) => la.upperPart(a, c, 0)).data.map((x) => x + 0)).toEqual(strict.data);
    expect(part((a, c) => la.transpose(a, c))).toEqual(build(n, n, (i, j) => at(A, j, i)));
    const v = call1(la, [A], [(n * (n + 1)) / 2, 1], (a, r) => la.vech(a, r));
    expect(call1(la, [v], [n, n], (x, c) => la.vechAdjoint(x, c))).toEqual(
      build(n, n, (i, j) => (i >= j ? at(A, i, j) : 0)),
    );
    expect([...v.data.slice(0, n)]).toEqual(Array.from({ length: n }, (_, i) => at(A, i, 0)));
    const d = call1(la, [A], [n, 1], (a, r) => la.diagonal(a, r));
    expect(call1(la, [d], [n, n], (x, c) => la.diagonalMatrix(x, c))).toEqual(
      build(n, n, (i, j) => (i === j ? at(A, i, i) : 0)),
    );
    expect(value(la, [A], (a) => la.trace(a))).toBeCloseTo(
      d.data.reduce((s, x) => s + x, 0),
      12,
    );
  });

  it("of rectangular ones", () => {
    const A = random(5, 7, 1);
    expect(call1(la, [A], [7, 5], (a, c) => la.transpose(a, c))).toEqual(build(7, 5, (i, j) => at(A, j, i)));
    expect(call1(la, [A], [2, 3], (a, c) => la.slice(a, 3, 4, c))).toEqual(build(2, 3, (i, j) => at(A, i + 3, j + 4)));
    const B = random(2, 3, 2);
    const inside = (i: number, j: number) => i >= 1 && i < 3 && j >= 2 && j < 5;
    const placed = call1(la, [A, B], [5, 7], (a, b, c) => {
      la.copy(a, c);
      la.place(b, c, 1, 2);
    });
    expect(placed).toEqual(build(5, 7, (i, j) => (inside(i, j) ? at(B, i - 1, j - 2) : at(A, i, j))));
    const added = call1(la, [A, B], [5, 7], (a, b, c) => {
      la.copy(a, c);
      la.placeAdd(b, c, 1, 2);
      la.addToDiagonal(3, c);
    });
    const sum = (i: number, j: number) => at(A, i, j) + (inside(i, j) ? at(B, i - 1, j - 2) : 0) + (i === j ? 3 : 0);
    expect(added).toEqual(build(5, 7, sum));
    expect(call1(la, [], [3, 4], (c) => la.identity(c))).toEqual(build(3, 4, (i, j) => (i === j ? 1 : 0)));
    expect(call1(la, [], [3, 4], (c) => la.fill(2.5, c))).toEqual(build(3, 4, () => 2.5));
    const shifted = call1(la, [A, vector([1, 2, 3, 4, 5])], [5, 7], (a, d, c) => {
      la.copy(a, c);
      la.addDiagonal(-2, d, c);
    });
    expect(shifted).toEqual(build(5, 7, (i, j) => at(A, i, j) - (i === j ? 2 * (i + 1) : 0)));
    const [a, c] = [la.load(A), la.allocate(5, 7)];
    expect(() => la.slice(a, 1, 0, c)).toThrow(expect.objectContaining({ code: "Shape" }));
    expect(() => la.place(a, c, 0, -1)).toThrow(expect.objectContaining({ code: "Shape" }));
    la.free(a);
    la.free(c);
  });
});

describe("chains", () => {
  const [A, B] = [random(37, 31, 1), random(37, 31, 2)];
  const chain = (...steps: ChainArgument[]): Matrix =>
    call1(la, [A, B], [37, 31], (a, b, c) => la.chain(a, c, ...steps.map((s) => (s instanceof Block ? b : s))));
  const other = new Block(0, 0, 0);
  const entrywise = (f: (a: number, b: number) => number): number[] => [...A.data].map((a, k) => f(a, B.data[k]!));

  it("apply their steps one after the other", () => {
    expect([...chain("square", "scale", -1, "addScalar", 1, "multiply", other).data]).toEqual(
      entrywise((a, b) => (1 - a * a) * b),
    );
    expect([...chain("combine", 2, -3, other, "abs").data]).toEqual(entrywise((a, b) => Math.abs(2 * a + -3 * b)));
    expect([...chain("subtract", other, "maximum", other).data]).toEqual(entrywise((a, b) => Math.max(a - b, b)));
    expect([...chain("divide", other, "minimum", other, "add", other).data]).toEqual(
      entrywise((a, b) => Math.min(a / b, b) + b),
    );
    expect(chain()).toEqual(A);
  });

  it("give the digits of the single routines", () => {
    for (const name of Object.keys(la.entrywise) as EntryMapName[]) {
      const single = call1(la, [A], [37, 31], (a, c) => {
        la.scale(0.5, a, c);
        la.entrywise[name](c, c);
      });
      expect(chain("scale", 0.5, name)).toEqual(single);
    }
    expect(chain("abs", "powScalar", 1.5)).toEqual(
      call1(la, [A], [37, 31], (a, c) => {
        la.entrywise.abs(a, c);
        la.powScalar(c, 1.5, c);
      }),
    );
  });

  it("may write over an operand", () => {
    const [a, b] = [la.load(A), la.load(B)];
    la.chain(a, b, "square", "multiply", b, "add", b);
    expect([...la.read(b)]).toEqual(entrywise((x, y) => x * x * y + y));
    la.chain(a, a, "square", "add", a);
    expect([...la.read(a)]).toEqual(entrywise((x) => x * x + x));
    la.free(a);
    la.free(b);
  });

  it("refuse what is no step", () => {
    expect(() => chain("add" as ChainArgument)).toThrow(/not the operands/);
    expect(() => chain("scale", "square")).toThrow(/not the operands/);
    expect(() => chain(1)).toThrow(/not a step/);
    expect(() => chain(...new Array<ChainArgument>(17).fill("square"))).toThrow(/too many/);
    const narrow = la.allocate(2, 2);
    const a = la.load(A);
    expect(() => {
      la.chain(a, a, "add", narrow);
    }).toThrow(/do not fit/);
    la.free(narrow);
    la.free(a);
  });
});
