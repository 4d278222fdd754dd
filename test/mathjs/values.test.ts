/** Forward values against mathjs: an oracle that shares no code with the runtime. It is used in tests only. */
import { all, create, type Matrix as MathMatrix } from "mathjs";
import { describe, expect, it } from "vitest";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { Random } from "../../src/check/random.js";
import { deriveSource } from "../../src/derive.js";

const math = create(all!);

type Rows = number[][];

/** A few hundred roundings at condition numbers of about ten. */
const TOLERANCE = 1e-11;
/** mathjs's iterative sqrtm and eigs stop at about 1e-12 of the values. */
const ITERATIVE = 1e-8;
/** Its Schur decomposition, which sylvester and lyap use, stops earlier. */
const SCHUR = 1e-5;

function matrices(seed: number): Record<string, Rows> {
  const random = new Random(seed);
  const rows = (m: number, n: number): Rows =>
    Array.from({ length: m }, () => Array.from({ length: n }, () => random.normal()));
  const A = rows(4, 4).map((row, i) => row.map((x, j) => (i === j ? x + 5 : x)));
  const B = rows(3, 3).map((row, i) => row.map((x, j) => (i === j ? x + 5 : x)));
  const G = rows(4, 4);
  const S = G.map((r, i) => G.map((q, j) => r.reduce((t, x, k) => t + x * q[k]!, i === j ? 1 : 0)));
  return { A, B, S, X: rows(4, 3), C: rows(4, 3), Z: rows(2, 3) };
}

const DECLARATIONS = "A: 4×4; B: 3×3; S: 4×4 spd; X: 4×3; C: 4×3; Z: 2×3";

type Values = Record<string, Rows>;

const CASES: readonly (readonly [string, (v: Values) => unknown, number])[] = [
  ["A⁻¹", ({ A }) => math.inv(A!), TOLERANCE],
  ["A⁻ᵀ X", ({ A, X }) => math.multiply(math.transpose(math.inv(A!)), X!), TOLERANCE],
  ["A \\ X", ({ A, X }) => math.lusolve(A!, math.column(X!, 0)), TOLERANCE],
  ["det(A)", ({ A }) => math.det(A!), TOLERANCE],
  ["logdet(S)", ({ S }) => Math.log(math.det(S!)), TOLERANCE],
  ["tr(A S)", ({ A, S }) => math.trace(math.multiply(A!, S!) as Rows), TOLERANCE],
  ["exp(A/4)", ({ A }) => math.expm(math.matrix(math.divide(A!, 4) as Rows)), TOLERANCE],
  ["exp(S/8)", ({ S }) => math.expm(math.matrix(math.divide(S!, 8) as Rows)), TOLERANCE],
  ["sqrt(S)", ({ S }) => math.sqrtm(S!), ITERATIVE],
  ["sqrt(A)", ({ A }) => math.sqrtm(A!), ITERATIVE],
  ["A^3", ({ A }) => math.pow(A! as unknown as MathMatrix, 3), TOLERANCE],
  ["pinv(X)", ({ X }) => math.pinv(X!), TOLERANCE],
  ["pinv(Xᵀ)", ({ X }) => math.pinv(math.transpose(X!)), TOLERANCE],
  ["X ⊗ Z", ({ X, Z }) => math.kron(X!, Z!), TOLERANCE],
  ["sylvester(A, B, C)", ({ A, B, C }) => math.sylvester(A!, B!, C!), SCHUR],
  ["lyap(A, S)", ({ A, S }) => math.lyap(A!, math.multiply(-1, S!) as Rows), SCHUR],
  ["eigvals(S)", ({ S }) => math.eigs(S!).values, ITERATIVE],
  ["eigmax(S) - eigmin(S)", ({ S }) => spread(math.eigs(S!).values as number[]), ITERATIVE],
  ["norm(X)", ({ X }) => math.norm(X!, "fro"), TOLERANCE],
  [
    "opnorm(X)",
    ({ X }) => Math.sqrt(Math.max(...(math.eigs(math.multiply(math.transpose(X!), X!) as Rows).values as number[]))),
    ITERATIVE,
  ],
  ["sum(abs.(X))", ({ X }) => math.sum(math.abs(X!)), TOLERANCE],
  ["X ∘ C", ({ X, C }) => math.dotMultiply(X!, C!), TOLERANCE],
  ["X ⊘ exp.(C)", ({ X, C }) => math.dotDivide(X!, math.map(C!, Math.exp)), TOLERANCE],
  [
    "Aᵀ S X + 2C",
    ({ A, S, X, C }) => math.add(math.multiply(math.transpose(A!), S!, X!), math.multiply(2, C!)),
    TOLERANCE,
  ],
];

const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

const flat = (value: unknown): number[] => {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return (value as unknown[]).flatMap(flat);
  return flat((value as MathMatrix).toArray());
};

describe.each([1, 2, 3])("values against mathjs, seed %i", (seed) => {
  const values = matrices(seed);

  it.each(CASES)("%s", (expression, oracle, tolerance) => {
    const text = expression === "A \\ X" ? "A \\ X[:, 1]" : expression;
    const derivation = deriveSource(`${DECLARATIONS}; Y = ${text}`);
    const names = derivation.program.inputs.map((i) => i.spelling);
    const inputs = Object.fromEntries(names.map((name) => [name, values[name]]));
    const [output] = derivation.outputs;
    const cotangents = { Y: zerosLike(oracle(values)) };
    const { outputs } = evaluateAt(derivation, { inputs, cotangents }, "adjoint");
    const [actual, expected] = [flat(outputs[output!.spelling]), flat(oracle(values))];
    expect(actual.length).toBe(expected.length);
    const scale = Math.hypot(...expected);
    expect(Math.hypot(...actual.map((x, i) => x - expected[i]!))).toBeLessThanOrEqual(tolerance * scale);
  });
});

/** A cotangent of the shape of a value; the gradients are not looked at. */
function zerosLike(value: unknown): unknown {
  if (typeof value === "number") return 0;
  const array = (Array.isArray(value) ? value : (value as MathMatrix).toArray()) as unknown[];
  const rows = array.map((row) => (Array.isArray(row) ? row.map(() => 0) : 0));
  return rows.every((r) => Array.isArray(r) && r.length === 1) ? rows.flat() : rows;
}
