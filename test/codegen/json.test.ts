import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { jsonReport } from "../../src/print/json/report.js";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";
import { sampled } from "../sample/sampled.js";

const file = new URL("../../docs/schema/result.schema.json", import.meta.url);
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);

/** What the schema says of an answer; empty where it is as described. */
function faults(text: string): string[] {
  validate(JSON.parse(text));
  return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message ?? ""}`);
}

describe("the schema", () => {
  test("holds for all programs of the oracle", () => {
    for (const oracle of sampled(oracleCases)) expect(faults(jsonReport(derivationOf(oracle))), oracle.id).toEqual([]);
  });

  test("holds with a check: passed, and one that cannot be made", () => {
    for (const source of ["log(XᵀX + εI)", "log(-XᵀX - εI)"]) {
      const derivation = deriveSource(source);
      expect(faults(jsonReport(derivation, checkDerivation(derivation))), source).toEqual([]);
    }
  });

  test("finds what is missing, of a wrong type, or not described", () => {
    const answer = JSON.parse(jsonReport(deriveSource("A X B"))) as Record<string, unknown>;
    expect(faults(JSON.stringify({ ...answer, cost: undefined }))).not.toEqual([]);
    expect(faults(JSON.stringify({ ...answer, extra: 1 }))).not.toEqual([]);
    expect(faults(JSON.stringify({ ...answer, gradients: [{ wrt: "A" }] }))).not.toEqual([]);
  });
});

test("a step's before is the after of the step above it, within a passage", () => {
  const { steps } = JSON.parse(jsonReport(deriveSource("log(XᵀX + εI)"))) as {
    steps: { rule: string; before: string; after: string }[];
  };
  expect(steps.length).toBeGreaterThan(4);
  for (const { before, after } of steps) expect(before).not.toBe(after);
  const chained = steps.slice(1).filter((s, i) => s.before === steps[i]!.after).length;
  expect(chained).toBeGreaterThan(steps.length / 2);
});

test("an answer says which shapes were inferred, which inputs are derived, and what each gradient costs", () => {
  const answer = JSON.parse(jsonReport(deriveSource("S: n×n spd; c: scalar constant; c xᵀS⁻¹x"))) as {
    inputs: { name: string; rows: string; cols: string; properties: string[]; inferred: boolean }[];
    gradients: { wrt: string; cotangent: string; flops: string; properties: string[] }[];
  };
  expect(answer.inputs.map(({ name, rows, cols, inferred }) => [name, rows, cols, inferred])).toEqual([
    ["S", "n", "n", false],
    ["c", "1", "1", false],
    ["x", "n", "1", true],
  ]);
  expect(answer.inputs[0]!.properties).toEqual(expect.arrayContaining(["spd", "symmetric", "invertible"]));
  expect(answer.gradients.map((g) => [g.wrt, g.cotangent])).toEqual([
    ["S", "S̄"],
    ["x", "x̄"],
  ]);
  expect(answer.gradients[0]!.properties).toContain("symmetric");
  for (const g of answer.gradients) expect(g.flops).toMatch(/n/);
});
