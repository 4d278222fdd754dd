/** Jacobians, Hessians and products with them: known values, and formulas against values. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Ajv2020 } from "ajv/dist/2020.js";
import { hessianOf, jacobianOf, type Block } from "../../src/calculus/blocks.js";
import { hessianAsDerivation } from "../../src/calculus/second.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource, secondOrderOf } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import type { Answer, Point } from "../../src/plan/evaluate.js";
import { hessianAt, jacobianAt, productAt } from "../../src/plan/evaluate-second.js";
import { computeNode } from "../../src/plan/kernel.js";
import { toData } from "../../codegen/run/data.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { entries } from "../numbers.js";

interface Case extends Point {
  readonly id: string;
  readonly kind: "jacobian" | "hessian" | "hvp";
  readonly program: string;
  readonly wrt: readonly string[];
  readonly tol: number;
  readonly expected: Answer;
}

const { cases } = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as { cases: Case[] };
const NONE = new Map<string, number>();

function answerOf(c: Case): Answer {
  const derivation = deriveSource(c.program, { wrt: c.wrt });
  if (c.kind === "jacobian") return jacobianAt(derivation, c, NONE);
  return (c.kind === "hessian" ? hessianAt : productAt)(secondOrderOf(derivation), c, NONE);
}

/** All numbers of an answer, in the order of names. */
const numbers = (value: unknown): number[] => {
  if (typeof value === "number") return [value];
  if (Array.isArray(value)) return value.flatMap(numbers);
  const record = value as Record<string, unknown>;
  return Object.keys(record).sort().flatMap((key) => numbers(record[key])); // prettier-ignore
};

test.each(cases.map((c) => [c.id, c] as const))("%s", (_, c) => {
  const [got, wanted] = [numbers(answerOf(c)[c.kind]), numbers(c.expected[c.kind])];
  expect(got).toHaveLength(wanted.length);
  const off = Math.hypot(...got.map((x, i) => x - wanted[i]!)) / (Math.hypot(...wanted) || 1);
  expect(off).toBeLessThanOrEqual(c.tol);
});

/** Programs with scalar outputs whose Hessians have matrix forms, and others with Jacobians. */
const LOSSES = [
  "w: n; X: m×n constant; y: m constant; λ: scalar positive constant; sum(softplus(-y .* (X w))) + λ/2 norm(w)^2",
  "z: n; y: n constant; logsumexp(z) - yᵀz",
  "X: n×n spd; -logdet(X)",
  "X: n×n; A: n×n constant; tr(A X X)",
  "x: n constant; μ: n; Σ: n×n spd; ((x - μ)ᵀ inv(Σ) (x - μ) + logdet(Σ))/2",
  "U: m×k; V: n×k; X: m×n constant; norm(X - U Vᵀ)^2/2",
  "A: m×n constant; X: n×n symmetric; norm(A X)^2",
  "D: n×n diagonal; A: n×n constant; tr(D A D A)",
  "s: scalar; x: n; exp(s) xᵀx",
  "B: n×n constant; S: n×n spd; tr(B log(S))",
];
const MAPS = [
  "A: m×n constant; B: p×q constant; X: n×p; A X B",
  "W: m×n constant; x: n; tanh(W x)",
  "X: n×n; X⁻¹",
  "z: n; softmax(z)",
  "X: m×n; Xᵀ X",
  "S: n×n symmetric; A: n×n constant; A S A",
  "x: n; A: m×n constant; norm(A x) A x",
  "S: n×n spd; log(S)",
  "x: n; s: scalar; [s*x; x[1:2]]",
  "S: n×n symmetric; eigvals(S)",
  "S: n×n symmetric; eigmax(S)",
  "X: m×n; svdvals(X)",
  "X: n×n; A: n×n constant; tr(A X A) + logdet(X)",
];

test.each([
  ["S: n×n symmetric; eigvals(S)", "∂Y/∂vec(S)ᵀ = khatrirao(U, U)ᵀ"],
  ["S: n×n symmetric; eigmax(S)", "∂Y/∂vec(S)ᵀ = (U[:, n] ⊗ U[:, n])ᵀ"],
  ["X: m×n; svdvals(X)", "∂Y/∂vec(X)ᵀ = khatrirao(V, U)ᵀ"],
  ["X: n×n; logdet(X)", "∂Y/∂vec(X)ᵀ = vec(X⁻ᵀ)ᵀ"],
  ["z: n; softmax(z)", "∂Y/∂zᵀ = diag(Y) - Y Yᵀ"],
  ["x: n; x/norm(x)", "∂Y/∂xᵀ = I/‖x‖ - x xᵀ/‖x‖³"],
])("the Jacobian of %s is %s", (program, line) => {
  expect(emit(deriveSource(program), "text", { form: "jacobian" })).toContain(`  ${line}\n`);
});

/** A point of small numbers that no structure rules out. */
function pointFor(derivation: Derivation): { point: Point; values: Map<string, Matrix>; sizes: Map<string, number> } {
  const sizes = new Map<string, number>([...derivation.program.dimensions].map((d, i) => [d, [3, 2, 4, 3][i % 4]!]));
  const values = new Map<string, Matrix>();
  derivation.program.inputs.forEach(({ spelling, node }, k) => {
    const [rows, cols] = [node.rows, node.cols].map((d) => (d.key === "1" ? 1 : sizes.get(d.key)!)) as [number, number];
    const has = (p: string): boolean => derivation.catalogue.has(node, p);
    const at = (i: number, j: number): number => {
      const [a, b] = has("symmetric") && j > i ? [j, i] : [i, j];
      if (has("diagonal") && i !== j) return 0;
      const value = Math.sin(3 * a + 5 * b + k + 1);
      return a === b && rows === cols ? value + 3 : rows === 1 && cols === 1 ? Math.abs(value) : value;
    };
    values.set(spelling, {
      rows,
      cols,
      data: Float64Array.from({ length: rows * cols }, (_, q) => at(Math.floor(q / cols), q % cols)),
    });
  });
  const inputs = Object.fromEntries(
    derivation.program.inputs.map((i) => [
      i.spelling,
      toData(values.get(i.spelling)!, { ...i.node, matrix: i.matrix }),
    ]),
  );
  return { point: { inputs }, values, sizes };
}

function compare(
  derivation: Derivation,
  blocks: readonly Block[],
  part: "jacobian" | "hessian",
  answer: Answer,
): number {
  const { values, sizes } = pointFor(derivation);
  const given = new Map(derivation.program.inputs.map((i) => [i.node, values.get(i.spelling)!]));
  let compared = 0;
  for (const b of blocks) {
    if (!b.matrix) continue;
    const formula = computeNode(derivation.catalogue, derivation.store, b.matrix, given, sizes);
    const record = answer[part]!;
    const of = Object.keys(record).find((k) => k === b.of.name || k === "Y")!;
    const wanted = entries(record[part === "hessian" ? b.of.name : of]![b.by.spelling]!);
    expect(formula.data).toHaveLength(wanted.length);
    const off = Math.hypot(...wanted.map((x, i) => x - formula.data[i]!)) / (Math.hypot(...wanted) || 1);
    expect(off, `${b.of.name} by ${b.by.name}`).toBeLessThan(1e-11);
    compared += 1;
  }
  return compared;
}

describe("matrix forms are the values", () => {
  test.each(LOSSES)("of the Hessian of %s", (program) => {
    const derivation = deriveSource(program);
    const second = secondOrderOf(derivation);
    const { point, sizes } = pointFor(derivation);
    const compared = compare(derivation, hessianOf(second, "numerator"), "hessian", hessianAt(second, point, sizes));
    if (!program.includes("log(S)")) expect(compared).toBeGreaterThan(0);
    expect(checkDerivation(hessianAsDerivation(second), { trials: 1 })).toMatchObject({ verdict: "passed" });
  });

  test.each(MAPS)("of the Jacobian of %s", (program) => {
    const derivation = deriveSource(program);
    const { point, sizes } = pointFor(derivation);
    compare(derivation, jacobianOf(derivation, "numerator"), "jacobian", jacobianAt(derivation, point, sizes));
  });
});

test("denominator layout turns matrices around", () => {
  const derivation = deriveSource("W: m×n constant; x: n; W x");
  expect(emit(derivation, "text", { form: "jacobian" })).toContain("∂Y/∂xᵀ = W");
  expect(emit(derivation, "text", { form: "jacobian", layout: "denominator" })).toContain("∂Yᵀ/∂x = Wᵀ");
});

test("what is seen of a Hessian is said", () => {
  const text = (program: string): string => emit(deriveSource(program), "text", { form: "hessian" });
  expect(text("X: n×n spd; -logdet(X)")).toContain("the Hessian by X is positive definite");
  expect(text("x: n; A: n×n constant; xᵀA x")).not.toContain("definite");
});

test("a program without a scalar loss has no Hessian", () => {
  expect(() => secondOrderOf(deriveSource("X: n×n; X X"))).toThrow("second derivatives are those of one scalar");
});

test.each(["jacobian", "hessian", "hvp", "gauss-newton"] as const)("the JSON of %s follows the schema", (form) => {
  const path = new URL("../../docs/schema/result.schema.json", import.meta.url);
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(path, "utf8")) as object);
  const json: unknown = JSON.parse(emit(deriveSource("x: n; A: n×n constant; log(norm(A x)^2 + 1)"), "json", { form }));
  expect(validate(json), JSON.stringify(validate.errors)).toBe(true);
});
