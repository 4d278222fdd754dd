/** The table of instructions, and plans against it. */
import { describe, expect, test } from "vitest";
import { INSTRUCTIONS, type AnyInstruction } from "../../codegen/plan/instructions.js";
import { faultsOf, faultsOfOne } from "../../codegen/plan/verify.js";
import { callOf } from "../../codegen/prepare/calls.js";
import type { Prepared, PreparedOp } from "../../codegen/prepare/prepared.js";
import { symbolic } from "../../codegen/plan/sizes.js";
import { block, type Value } from "../../codegen/plan/values.js";
import * as runtime from "../../codegen/runtime/index.js";
import { kernels } from "../../codegen/runtime/composed.js";
import { schedule } from "../../src/plan/schedule.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";

const plans = oracleCases
  .filter((c) => c.kind === "adjoint" || c.kind === "variation")
  .map((c) => ({ id: c.id, plan: () => schedule(derivationOf(c), { backward: true, variation: true }) }));

test.each(plans)("$id: every instruction is one of the table", ({ plan }) => {
  expect(faultsOf(plan())).toEqual([]);
});

describe("every routine that a plan can name is there", () => {
  const la = runtime.linalg();
  const exported = runtime as Readonly<Record<string, unknown>>;
  test.each(Object.keys(INSTRUCTIONS) as PreparedOp[])("%s", (op) => {
    const takes: Prepared["takes"] = op === "entrywise" ? { f: { kind: "word", text: "exp" } } : {};
    const { routine } = callOf({ op, takes, gives: {}, flags: [] });
    if (routine === "=") return;
    const [group, name] = routine.split(".") as [string, string?];
    const owner = la as unknown as Readonly<Record<string, unknown>>;
    const found = name === undefined ? owner[group] : (owner[group] as Record<string, unknown>)[name];
    if (group in kernels) expect(exported[group], routine).toBeTypeOf("function");
    else expect(found, routine).toBeTypeOf("function");
  });
});

describe("the verifier finds", () => {
  const [m, n] = [symbolic("m"), symbolic("n")];
  const value = (id: number, rows = m, cols = n): Value => ({ id, storage: "matrix", rows, cols });
  const sum = (changes: Partial<AnyInstruction>): AnyInstruction => ({
    op: "add",
    takes: { A: block(value(0)), B: block(value(1)) },
    gives: { C: value(2) },
    flags: [],
    ...changes,
  });

  test("nothing in what is right", () => {
    expect(faultsOfOne(sum({}))).toEqual([]);
  });
  test("an operand that is missing", () => {
    expect(faultsOfOne(sum({ takes: { A: block(value(0)) } }))).toContain("takes A");
  });
  test("a shape that does not fit", () => {
    expect(faultsOfOne(sum({ gives: { C: value(2, n, n) } }))).toContain("C is n×n, not m×n");
  });
  test("a flag that the routine has not", () => {
    expect(faultsOfOne(sum({ flags: ["transposeA"] }))).toContain("has no flag transposeA");
  });
  test("an operand of another kind", () => {
    const B = { kind: "word", text: "B" } as const;
    expect(faultsOfOne(sum({ takes: { A: block(value(0)), B } }))).toContain("B is a word, not m×n");
  });
  test("what is read before it is written, and what is written twice", () => {
    const plan = plans[0]!.plan();
    const [first] = plan.forward;
    const again = faultsOf({ ...plan, forward: [first!, first!] });
    expect(again.some((f) => f.includes("is written twice"))).toBe(true);
    expect(faultsOf({ ...plan, inputs: [] }).some((f) => f.includes("is read before"))).toBe(true);
  });
});
