/** Gradients in the tangent space: right along retractions, tangent, and what the literature states. */
import { describe, expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { Random } from "../../src/check/random.js";
import { directionPart, sampleInput } from "../../src/check/samples.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { toData } from "../../codegen/run/data.js";
import { deriveSource } from "../../src/derive.js";
import { derive } from "../../src/index.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";

/** Losses and layers of inputs with a geometry, several uses and several inputs among them. */
const programs = [
  "S: n×n spd\nA: n×n\nlogdet(S) + tr(A S)",
  "S: n×n spd\nB: n×n constant\nC: n×n constant\ntr(B log(S)) + norm(S⁻¹C)^2",
  "S: n×n spd\nlog(S)",
  "S: n×n spd\nT: n×n spd\nnorm(log(S^(-1/2) T S^(-1/2)))^2",
  "D: n×n diagonal positive\nA: n×n\ntr(A log(D))",
  "U: m×n orthonormal\nA: m×m\ntr(UᵀA U)",
  "U: m×n orthonormal\nA: m×n\nsum(exp.(A ∘ U))",
  "U: m×n orthonormal\nU Uᵀ",
  "Q: n×n orthogonal\nA: n×n\ntr(QᵀA Q A)",
  "Q: n×n orthogonal\nR: n×n orthogonal\nA: n×n constant\nQ A Rᵀ",
  "x: n orthonormal\nA: n×n\nxᵀA x",
  "P: n×n projector\nA: n×n\nsum(exp.(A P))",
];
const sizes = [
  { m: 6, n: 4 },
  { m: 5, n: 4 },
  { m: 4, n: 2 },
];

describe.each(programs)("%j", (program) => {
  const derivation = deriveSource(program, { riemannian: true });

  // The check moves along the input's retraction and pairs through its metric.
  test.each(sizes)("agrees with differences along retractions at $m, $n", (size) => {
    const report = checkDerivation(derivation, { sizes: size, seed: 3 });
    expect(report).toMatchObject({ verdict: "passed" });
  });

  test("lies in the tangent space", () => {
    const catalogue = loadCatalogue();
    const random = new Random(5);
    const [m, n] = [6, 4];
    const values = new Map(
      derivation.program.inputs.map(({ spelling, node, matrix }) => {
        const [rows, cols] = [node.rows.key === "m" ? m : n, node.cols.key === "1" ? 1 : node.cols.key === "m" ? m : n];
        return [spelling, { node, matrix, value: sampleInput(catalogue, node.properties, rows, cols, random) }];
      }),
    );
    const inputs = Object.fromEntries(
      [...values].map(([k, v]) => [k, toData(v.value, { ...v.node, matrix: v.matrix })]),
    );
    const cotangents = Object.fromEntries(
      derivation.outputs
        .filter((o) => o.cotangent.kind === "symbol")
        .map((o) => {
          const size = (key: string): number => (key === "m" ? m : n);
          const value = random.matrix(size(o.node.rows.key), size(o.node.cols.key));
          return [o.spelling, toData(value, { ...o.node, matrix: true })];
        }),
    );
    const { gradients } = evaluateAt(derivation, { inputs, cotangents }, "adjoint");
    for (const [name, data] of Object.entries(gradients!)) {
      const { node, value } = values.get(name)!;
      const gradient = { ...value, data: Float64Array.from([data].flat(2) as number[]) };
      const tangent = directionPart(catalogue, node.properties, value, gradient);
      const scale = Math.hypot(...gradient.data);
      expect(Math.hypot(...gradient.data.map((x, i) => x - tangent.data[i]!))).toBeLessThanOrEqual(1e-12 * scale);
    }
  });
});

describe("the formulas of the literature", () => {
  const gradient = (program: string, name: string): string | undefined =>
    derive(program, { riemannian: true }).gradients[name]?.text;

  test("the affine-invariant gradient of logdet(S) is S", () => {
    expect(gradient("S: n×n spd\nlogdet(S)", "S")).toBe("S");
  });

  test("the Euclidean gradient stays where nothing is asked for", () => {
    expect(derive("S: n×n spd\nA: n×n constant\ntr(A S)").gradients["S"]?.text).toBe("sym(A)");
    expect(gradient("S: n×n spd\nA: n×n constant\ntr(A S)", "S")).toBe("S sym(A) S");
    expect(gradient("X: m×n\nA: n×m constant\ntr(A X)", "X")).toBe("Aᵀ");
  });

  test("a function of the span has a gradient orthogonal to the span", () => {
    const text = gradient("U: m×k orthonormal\nA: m×m symmetric constant\ntr(UᵀA U)", "U")!;
    const program = `U: m×k orthonormal\nA: m×m symmetric\n(Uᵀ(${text}))`;
    const U = [
      [0.6, 0],
      [0.8, 0],
      [0, 1],
    ];
    const A = [
      [1, 2, 3],
      [2, -1, 0.5],
      [3, 0.5, 4],
    ];
    const { outputs } = evaluateAt(
      deriveSource(program),
      {
        inputs: { U, A },
        cotangents: {
          Y: [
            [0, 0],
            [0, 0],
          ],
        },
      },
      "adjoint",
    );
    for (const x of (outputs["Y"] as number[][]).flat()) expect(Math.abs(x)).toBeLessThan(1e-14);
  });

  test("the step names the metric and its source", () => {
    const { steps } = derive("S: n×n spd\nA: n×n constant\ntr(A S)", { riemannian: true });
    expect(steps.filter((s) => s.rule.includes("affine-invariant"))).toMatchObject([
      { before: "S sym(S̄) S", after: "S sym(A) S", reference: "pennec2006" },
    ]);
  });
});
