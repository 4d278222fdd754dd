/** The derivations of second derivatives in steps: every line of a variation has the value of the one before it. */
import { describe, expect, test } from "vitest";
import { gradientPassages, outputPassages } from "../../src/calculus/second-steps.js";
import { deriveSource, secondOrderOf } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { postorder, type Node } from "../../src/expression/node/node.js";
import { computeNode } from "../../src/plan/kernel.js";
import type { Derivation } from "../../src/calculus/derivation.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { VariedPassage } from "../../src/calculus/second-steps.js";

const LOSSES = [
  "w: n; X: m×n constant; y: m constant; λ: scalar positive constant; sum(softplus(-y .* (X w))) + λ/2 norm(w)^2",
  "z: n; y: n constant; logsumexp(z) - yᵀz",
  "X: n×n spd; -logdet(X)",
  "x: n constant; μ: n; Σ: n×n spd; ((x - μ)ᵀ inv(Σ) (x - μ) + logdet(Σ))/2",
  "U: m×k; V: n×k; X: m×n constant; norm(X - U Vᵀ)^2/2",
  "B: n×n constant; S: n×n spd; tr(B log(S))",
  "x: n; norm(x)",
];

const sizes = new Map([["m", 3], ["n", 2], ["k", 2]]); // prettier-ignore

/** A symbol's value: positive definite where it is square. */
function valueOf(node: Node, seed: number): Matrix {
  const size = (key: string): number => (key === "1" ? 1 : sizes.get(key)!);
  const [rows, cols] = [size(node.rows.key), size(node.cols.key)];
  const at = (i: number, j: number): number => Math.sin(1.3 * (i + j) + seed) + (i === j && rows === cols ? 3 : 0);
  return { rows, cols, data: Float64Array.from({ length: rows * cols }, (_, k) => at(Math.floor(k / cols), k % cols)) };
}

/** Lines without differentials of parts, at a point. */
function values(derivation: Derivation, { lines, differentials }: VariedPassage): number[][] {
  const whole = lines.map((l) => l.value).filter((v) => !postorder([v]).some((n) => differentials.has(n)));
  return whole.map((value) => {
    const symbols = postorder([value]).filter((n) => n.kind === "symbol" && ["input", "differential"].includes(n.role));
    const given = new Map(symbols.map((s) => [s, valueOf(s, s.kind === "symbol" ? s.name.length + s.name.charCodeAt(0) : 0)])); // prettier-ignore
    return [...computeNode(derivation.catalogue, derivation.store, value, given, sizes).data];
  });
}

describe("the last lines are equal", () => {
  test.each(LOSSES)("of %s", (program) => {
    const derivation = deriveSource(program);
    for (const passage of gradientPassages(secondOrderOf(derivation))) {
      expect(passage.lines.length).toBeGreaterThan(1);
      const [first, ...others] = values(derivation, passage);
      for (const other of others) other.forEach((x, i) => expect(x).toBeCloseTo(first![i]!, 10));
    }
  });
});

test("a variation names the rules that it goes by", () => {
  const [passage] = outputPassages(deriveSource("A: m×n constant; x: n; tanh(A x)"));
  expect(passage!.lines.map((l) => l.reason?.names ?? [])).toEqual([[], ["entrywise"], ["product"]]);
});

test("the steps of a Hessian begin with the gradient's and end with the matrix", () => {
  const text = emit(deriveSource(LOSSES[2]!), "steps", { form: "hessian" });
  const lines = ["Derivation", "Variation of the gradient", "  dX̄ = d(-X⁻¹)", "     = X⁻¹ dX X⁻¹    (variation: inverse)", "Hessian"]; // prettier-ignore
  const places = lines.map((l) => text.indexOf(`\n${l}`));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test.each(["jacobian", "hessian", "hvp", "gauss-newton"] as const)("%s is a document, too", (form) => {
  const text = emit(deriveSource("x: n; A: m×n constant; b: m constant; norm(A x - b)^2/2"), "tex", { form });
  expect(text).toMatch(/^\\documentclass[\s\S]*\\begin\{document\}[\s\S]*\\end\{document\}\n$/);
  // pdflatex has no other characters than these.
  expect(text).not.toMatch(/[^\t\n -~]/);
});
