import { describe, expect, it } from "vitest";
import { TransposeA, TransposeB, Transposed, type Block } from "../../codegen/runtime/block.js";
import { matrix, type Matrix } from "../../codegen/runtime/matrix.js";
import { call, call1 } from "./calls.js";
import fixtures from "./fixtures/functions.json" with { type: "json" };
import { at, build, diagonal, distance, eps, identity, minus, multiply, norm, orders, plus, positiveDefinite, product, random, scaled, skewness, transpose } from "./matrices.js"; // prettier-ignore
import { subjects } from "./subjects.js";

describe.each(subjects)("by $name", (la) => {
  type Of = (A: Matrix) => Matrix;
  type DerivativeOf = (A: Matrix, E: Matrix, flags?: number) => { value: Matrix; derivative: Matrix };

  const square = (A: Matrix) => [A.rows, A.rows] as const;
  const unary = (routine: (a: Block, x: Block) => void): Of => (A) => call1(la, [A], square(A), routine); // prettier-ignore
  const binary =
    (routine: (a: Block, e: Block, x: Block, l: Block, flags: number) => void): DerivativeOf =>
    (A, E, flags = 0) => {
      const [value, derivative] = call(la, [A, E], [square(A), square(A)], (a, e, x, l) =>
        routine(a, e, x!, l!, flags),
      );
      return { value: value!, derivative: derivative! };
    };

  const exp = unary((a, x) => la.exp(a, x));
  const log = unary((a, x) => la.log(a, x));
  const sqrt = unary((a, x) => la.sqrt(a, x));
  const power = (p: number) => unary((a, x) => la.power(a, p, x));
  const expDerivative = binary((a, e, x, l, flags) => la.expDerivative(a, e, x, l, flags));
  const logDerivative = binary((a, e, x, l, flags) => la.logDerivative(a, e, x, l, flags));
  const powerDerivative = (p: number) => binary((a, e, x, l, flags) => la.powerDerivative(a, p, e, x, l, flags));
  const cosSin = (A: Matrix) => call(la, [A], [square(A), square(A)], (a, c, s) => la.cosSin(a, c!, s!));
  const cosSinDerivative = binary((a, e, c, s, flags) => la.cosSinDerivative(a, e, c, s, flags));
  const sqrtDerivative: DerivativeOf = (A, E, flags = 0) => {
    const value = sqrt(A);
    const routine = (x: Block, e: Block, l: Block) => la.sqrtDerivative(x, e, l, flags);
    return { value, derivative: call1(la, [value, E], square(A), routine) };
  };

  type Row = [name: string, f: string, p: number | null, n: number, A: number[], E: number[], ...results: (number | number[])[]]; // prettier-ignore
  const rows = fixtures as unknown as Row[];

  describe("functions of general matrices, against 60 digits", () => {
    it.each(rows.map((row) => [`${row[1]} ${String(row[2] ?? "")} of ${row[0]}`, row] as const))("%s", (_, row) => {
      const [, f, p, n, a, e, value, condition, derivative, derivativeCondition] = row;
      const at60 = (entries: unknown) => ({ rows: n, cols: n, data: Float64Array.from(entries as number[]) });
      const [A, E] = [at60(a), at60(e)];
      const evaluate: Record<string, [Of, DerivativeOf]> = {
        exp: [exp, expDerivative],
        log: [log, logDerivative],
        sqrt: [sqrt, sqrtDerivative],
        power: [power(p ?? 0), powerDerivative(p ?? 0)],
        cos: [(X) => cosSin(X)[0]!, cosSinDerivative],
        sin: [
          (X) => cosSin(X)[1]!,
          (X, D) => {
            const { value: c, derivative: s } = cosSinDerivative(X, D);
            return { value: c, derivative: s };
          },
        ],
      };
      const [of, derivativeOf] = evaluate[f]!;
      // A stable algorithm errs by a modest multiple of n ε times the condition; squarings add a few factors.
      const tolerance = (cond: unknown) => 100 * n * eps * (cond as number);
      expect(distance(of(A), at60(value))).toBeLessThan(tolerance(condition));
      const got = derivativeOf(A, E);
      const L = f === "cos" ? got.value : got.derivative;
      expect(distance(L, at60(derivative))).toBeLessThan(tolerance(derivativeCondition));
      if (f !== "cos" && f !== "sin") expect(distance(got.value, of(A))).toBeLessThan(tolerance(condition));
    });
  });

  describe("functions of larger matrices, by what they satisfy", () => {
    const sizes = [1, 2, 3, 8, 17, 33, 64];
    const positiveSpectrum = (n: number) => plus(scaled(1 / Math.sqrt(n), random(n, n, n)), scaled(2, identity(n)));

    it.each(sizes)("exp, log, roots and powers undo each other, n = %i", (n) => {
      const A = positiveSpectrum(n);
      const tolerance = 1000 * n * eps; // conditions of these matrices are below 20
      expect(distance(exp(log(A)), A)).toBeLessThan(tolerance);
      const X = sqrt(A);
      expect(distance(multiply(X, X), A)).toBeLessThan(tolerance);
      expect(distance(power(0.5)(A), X)).toBeLessThan(tolerance);
      expect(distance(power(-3)(A), power(-1.5)(power(2)(A)))).toBeLessThan(tolerance);
      expect(distance(multiply(power(1 / 3)(A), power(2 / 3)(A)), A)).toBeLessThan(tolerance);
      expect(power(0)(A)).toEqual(identity(n));
      expect(distance(power(1)(A), A)).toBeLessThan(eps);
      const [C, S] = cosSin(A);
      expect(norm(minus(plus(multiply(C!, C!), multiply(S!, S!)), identity(n)))).toBeLessThan(tolerance);
    });

    it.each(sizes)("the derivative is the corner of f [[A, E], [0, A]], n = %i", (n) => {
      const A = positiveSpectrum(n);
      const E = random(n, n, n + 1);
      const inner = (i: number, j: number) =>
        i < n && j >= n ? at(E, i, j - n) : i < n === j < n ? at(A, i % n, j % n) : 0;
      const block = build(2 * n, 2 * n, inner);
      const corner = (X: Matrix) => build(n, n, (i, j) => at(X, i, j + n));
      const tolerance = 2000 * n * eps;
      const cases: [Of, DerivativeOf][] = [
        [exp, expDerivative],
        [log, logDerivative],
        [sqrt, sqrtDerivative],
        [power(0.3), powerDerivative(0.3)],
        [power(-2), powerDerivative(-2)],
      ];
      for (const [f, df] of cases) expect(distance(df(A, E).derivative, corner(f(block)))).toBeLessThan(tolerance);
      const { value, derivative } = cosSinDerivative(A, E);
      const [C, S] = cosSin(block);
      expect(distance(value, corner(C!))).toBeLessThan(tolerance);
      expect(distance(derivative, corner(S!))).toBeLessThan(tolerance);
    });

    it.each(sizes)("the derivative at Aᵀ is the adjoint, n = %i", (n) => {
      const A = positiveSpectrum(n);
      const [E, G] = [random(n, n, 5), random(n, n, 6)];
      const inner = (X: Matrix, Y: Matrix) => X.data.reduce((s, x, i) => s + x * Y.data[i]!, 0);
      for (const df of [
        expDerivative,
        logDerivative,
        sqrtDerivative,
        powerDerivative(-1.3),
        powerDerivative(3),
        cosSinDerivative,
      ]) {
        const forward = df(A, E).derivative;
        const backward = df(A, G, Transposed).derivative;
        const size = norm(forward) * norm(G) + norm(E) * norm(backward);
        expect(Math.abs(inner(G, forward) - inner(backward, E))).toBeLessThan(1000 * n * eps * size);
      }
    });

    it("scaled far up and down", () => {
      const A = positiveSpectrum(6);
      for (const s of [2 ** 498, 2 ** -498]) {
        expect(distance(sqrt(scaled(s, A)), scaled(Math.sqrt(s), sqrt(A)))).toBeLessThan(1e-13);
        const shift = scaled(Math.log(s), identity(6));
        expect(distance(log(scaled(s, A)), plus(log(A), shift))).toBeLessThan(1e-13);
      }
      expect(distance(exp(scaled(2 ** -498, A)), identity(6))).toBeLessThan(eps);
      expect(exp(scaled(-(2 ** 300), identity(3)))).toEqual(build(3, 3, () => 0));
    });

    it("exp of a matrix far from normal loses no digits to scaling", () => {
      for (const v of [1e3, 1e6, 1e12]) {
        const A = matrix([[1, v], [0, -1]]); // prettier-ignore
        const X = exp(A);
        const expected = matrix([[Math.E, v * Math.sinh(1)], [0, 1 / Math.E]]); // prettier-ignore
        X.data.forEach((x, i) =>
          expect(Math.abs(x - expected.data[i]!)).toBeLessThanOrEqual(20 * eps * expected.data[i]!),
        );
        // In the direction of the first diagonal entry: the derivative of exp[a, −1] v by a.
        const { derivative } = expDerivative(A, diagonal([1, 0]));
        const slope = matrix([[Math.E, (v * (Math.E - Math.sinh(1))) / 2], [0, 0]]); // prettier-ignore
        derivative.data.forEach((x, i) =>
          expect(Math.abs(x - slope.data[i]!)).toBeLessThanOrEqual(100 * eps * slope.data[i]!),
        );
      }
    });

    it("the zero matrix has a root, a nilpotent one has none", () => {
      expect(sqrt(scaled(0, identity(3)))).toEqual(scaled(0, identity(3)));
      expect(distance(sqrt(diagonal([4, 0, 0, 9])), diagonal([2, 0, 0, 3]))).toBeLessThan(4 * eps);
      expect(() => sqrt(matrix([[0, 1], [0, 0]]))).toThrow(expect.objectContaining({ code: "Singular" })); // prettier-ignore
    });

    it("refuses what is not in the domain", () => {
      const negative = diagonal([1, -2, 3]);
      const code = (name: string) => expect.objectContaining({ code: name }) as Error;
      expect(() => sqrt(negative)).toThrow(code("DomainError"));
      expect(() => log(negative)).toThrow(code("DomainError"));
      expect(() => log(diagonal([1, 0]))).toThrow(code("DomainError"));
      expect(() => power(0.3)(negative)).toThrow(code("DomainError"));
      expect(() => power(-1)(diagonal([1, 0]))).toThrow(code("Singular"));
      expect(() => exp(diagonal([800]))).toThrow(code("NonFinite"));
      for (const f of [exp, log, sqrt, power(2), power(0.1)])
        expect(() => f(build(3, 3, (i) => (i === 2 ? NaN : 1)))).toThrow(code("NonFinite"));
    });
  });

  describe("Schur form and matrix equations", () => {
    const cases = (n: number): Matrix[] => {
      const A = random(n, n, 3 * n);
      return [
        A,
        identity(n),
        scaled(0, A),
        build(n, n, (i, j) => ((i + 1) % n === j ? 1 : 0)),
        build(n, n, (i, j) => (j === i + 1 ? 1 : 0)),
        build(n, n, (i, j) => at(A, i, j) - at(A, j, i)),
        build(n, n, (i, j) => at(A, i, j) * 10 ** ((10 * (i - j)) / n)),
        build(n, n, () => 1),
        scaled(1e150, A),
        scaled(1e-150, A),
      ];
    };

    it.each([...orders, 100])("A = U T Uᵀ with T quasi-triangular, n = %i", (n) => {
      for (const A of cases(n)) {
        const [U, T] = call(la, [A], [square(A), square(A)], (a, u, t) => la.schur(a, u!, t!));
        expect(distance(product(U!, T!, transpose(U!)), A)).toBeLessThan(50 * n * eps);
        expect(skewness(U!)).toBeLessThan(50 * n * eps);
        for (let i = 0; i < n; i++)
          for (let j = 0; j < i; j++) {
            // Below the diagonal only the corners of 2×2 blocks with complex eigenvalues.
            if (at(T!, i, j) === 0) continue;
            expect(j).toBe(i - 1);
            expect(Math.abs(i < n - 1 ? at(T!, i + 1, i) : 0)).toBe(0);
            const half = (at(T!, j, j) - at(T!, i, i)) / 2;
            expect((half / norm(A)) ** 2 + (at(T!, i, j) / norm(A)) * (at(T!, j, i) / norm(A))).toBeLessThanOrEqual(0);
          }
      }
    });

    const op = (flag: number, A: Matrix) => (flag ? transpose(A) : A);

    it.each([
      [1, 1],
      [1, 4],
      [5, 1],
      [2, 3],
      [6, 6],
      [17, 9],
      [32, 40],
    ])("op(A) X + X op(B) = C, %i×%i", (m, n) => {
      // prettier-ignore
      const [A, B, C] = [random(m, m, 1), plus(random(n, n, 2), scaled(0.5, identity(n))), random(m, n, 3)];
      const forms = (X: Matrix) =>
        call(la, [X], [square(X), square(X)], (a, u, t) => la.schur(a, u!, t!)) as [Matrix, Matrix];
      const given = [...forms(A), ...forms(B)];
      for (const flags of [0, TransposeA, TransposeB, TransposeA | TransposeB]) {
        const X = call1(la, [A, B, C], [m, n], (a, b, c, x) => la.sylvester(a, b, c, x, flags));
        const [Aop, Bop] = [op(flags & TransposeA, A), op(flags & TransposeB, B)];
        const residual = minus(plus(multiply(Aop, X), multiply(X, Bop)), C);
        expect(norm(residual)).toBeLessThan(50 * (m + n) * eps * (norm(A) + norm(B)) * norm(X));
        const Y = call1(la, [...given, C], [m, n], (u, t, v, w, c, x) => la.sylvesterSchur(u, t, v, w, c, x, flags));
        expect(Y).toEqual(X);
      }
    });

    it.each([1, 2, 3, 6, 17, 40])("op(A) X + X op(A)ᵀ = C, n = %i", (n) => {
      const A = random(n, n, 7);
      const [U, T] = call(la, [A], [square(A), square(A)], (a, u, t) => la.schur(a, u!, t!));
      for (const C of [random(n, n, 8), positiveDefinite(n, 9)]) {
        for (const flags of [0, Transposed]) {
          const X = call1(la, [A, C], [n, n], (a, c, x) => la.lyapunov(a, c, x, flags));
          const Aop = op(flags, A);
          const residual = minus(plus(multiply(Aop, X), multiply(X, transpose(Aop))), C);
          expect(norm(residual)).toBeLessThan(100 * n * eps * norm(A) * norm(X));
          expect(call1(la, [U!, T!, C], [n, n], (u, t, c, x) => la.lyapunovSchur(u, t, c, x, flags))).toEqual(X);
        }
      }
    });

    it("refuses spectra that meet", () => {
      const solve = (A: Matrix, B: Matrix) =>
        call1(la, [A, B, random(A.rows, B.rows, 1)], [A.rows, B.rows], (a, b, c, x) => la.sylvester(a, b, c, x));
      expect(() => solve(identity(3), scaled(-1, identity(2)))).toThrow(expect.objectContaining({ code: "Singular" }));
      const rotation = matrix([[0, 1], [-1, 0]]); // prettier-ignore
      expect(() => solve(rotation, rotation)).toThrow(expect.objectContaining({ code: "Singular" }));
      expect(() => call1(la, [rotation, identity(2)], [2, 2], (a, c, x) => la.lyapunov(a, c, x))).toThrow(
        expect.objectContaining({ code: "Singular" }),
      );
    });
  });
});
