import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { evaluateAt, type Point } from "../../src/plan/evaluate.js";
import { useLinearAlgebra } from "../../codegen/runtime/linalg.js";
import { deriveSource } from "../../src/derive.js";
import { subjects } from "../runtime/subjects.js";

interface Case extends Point {
  readonly id: string;
  readonly kind: string;
  readonly program: string;
  readonly wrt: readonly string[];
  readonly compare?: object;
  readonly expected: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const { cases } = JSON.parse(readFileSync(new URL("../oracle/cases.json", import.meta.url), "utf8")) as {
  cases: Case[];
};
const evaluated = cases.filter((c) => c.kind === "adjoint" && c.compare === undefined).filter((_, i) => i % 3 === 0);

const numbers = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(numbers) : [v as number]);

afterAll(() => {
  useLinearAlgebra(subjects[0]!);
});

// WebAssembly, and the system's LAPACK where there is one.
describe.each(subjects.map((la) => ({ name: la.name, la })))("kernels by $name", ({ la }) => {
  it.each(evaluated.map((c) => ({ id: c.id, c })))("agree with the oracle: $id", ({ c }) => {
    useLinearAlgebra(la);
    const answer = evaluateAt(deriveSource(c.program, { wrt: c.wrt }), c, "adjoint") as unknown as Case["expected"];
    for (const [name, expected] of Object.entries(c.expected["gradients"] ?? {})) {
      const [a, b] = [numbers(answer["gradients"]![name]), numbers(expected)];
      const scale = Math.max(1, ...b.map(Math.abs));
      // The oracle's own digits: gradients of chained factorizations lose a few to conditioning.
      a.forEach((x, i) => expect(Math.abs(x - b[i]!) / scale).toBeLessThan(1e-7));
    }
  });
});
