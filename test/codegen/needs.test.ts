/** What each gradient takes of the calls that a kernel's backward phase makes. */
import { expect, test } from "vitest";
import { prepare } from "../../codegen/prepare/index.js";
import { deriveSource } from "../../src/derive.js";
import { callsFor } from "../../src/plan/calls-for.js";
import { schedule } from "../../src/plan/schedule.js";
import { derivationOf, oracleCases } from "../oracle/cases.js";

test.each(["A B C", "X: m×n; tr(XᵀX)", "A: n×n; B: n×n; (A B)⁻¹(A + B)", "a: scalar; X: n×n symmetric; exp(a X) X"])(
  "all calls of a backward phase are for one of the gradients: %s",
  (program) => {
    const kernel = prepare(schedule(deriveSource(program)));
    const callsOf = callsFor(kernel.backward);
    const calls = new Set(kernel.gradients.flatMap((g) => callsOf(g.value)));
    expect([...kernel.backward].filter((call) => !calls.has(call))).toEqual([]);
  },
);

test("a gradient does not take what only others take", () => {
  const kernel = prepare(schedule(deriveSource("A: m×n; B: n×p; C: p×q; A B C")));
  const callsOf = callsFor(kernel.backward);
  for (const { value } of kernel.gradients) expect(callsOf(value).length).toBeLessThan(kernel.backward.length);
});

test("a program with one gradient takes for it what the phase takes", () => {
  let compared = 0;
  for (const oracle of oracleCases.filter((c) => c.wrt.length === 1)) {
    const kernel = prepare(schedule(derivationOf(oracle)));
    expect(callsFor(kernel.backward)(kernel.gradients[0]!.value), oracle.program).toEqual(kernel.backward);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(20);
});
