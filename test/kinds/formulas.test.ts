/** Inputs by kind of fault, of formulas; the right values are those of mpmath. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { evaluateAt } from "../../src/plan/evaluate.js";
import { deriveSource } from "../../src/derive.js";
import { sampled } from "../sample/sampled.js";

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly program: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly cotangents?: Readonly<Record<string, unknown>>;
  readonly refuse?: boolean;
  readonly expect?: { readonly outputs: unknown; readonly gradients: Readonly<Record<string, unknown>> };
  readonly tol: number;
}

const casesOf = (file: string): readonly Case[] =>
  (JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as { cases: Case[] }).cases;

/** Of each kind some that were mended one by one, and others that nobody had looked at before. */
const cases = [...casesOf("formulas.json"), ...sampled(casesOf("further.json"))];

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.flatMap(numbers) : [value as number]);

/** ‖a − b‖/‖b‖, computed so that no square over- or underflows. */
function distance(got: unknown, want: unknown): number {
  const [a, b] = [numbers(got), numbers(want)];
  expect(a.length).toBe(b.length);
  const size = Math.max(...b.map(Math.abs)) || 1;
  const norm = (x: readonly number[]): number => Math.hypot(...x.map((t) => t / size));
  return norm(a.map((x, i) => x - b[i]!)) / (norm(b) || 1);
}

test.each(cases.map((c) => [`${c.kind}: ${c.id}: ${c.program}`, c] as const))("%s", (_, c) => {
  const point = { inputs: c.inputs, ...(c.cotangents ? { cotangents: c.cotangents } : {}) };
  const answer = () => evaluateAt(deriveSource(c.program), point, "adjoint");
  if (!c.expect) {
    expect(answer).toThrow(MatrixBackpropError);
    return;
  }
  const { outputs, gradients } = answer();
  expect(distance(Object.values(outputs!)[0], c.expect.outputs)).toBeLessThanOrEqual(c.tol);
  for (const [name, want] of Object.entries(c.expect.gradients))
    expect(distance(gradients![name], want), name).toBeLessThanOrEqual(c.tol);
});
