import { describe, expect, test } from "vitest";
import { evaluateAt, type Answer } from "../../src/plan/evaluate.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { canonicalName } from "../../grammar/names.js";
import { loadKernel, typeErrors, type Values } from "../hardening/kernels.js";
import { derivationOf, oracleCases, type OracleCase } from "../oracle/cases.js";

/** Numbers as JSON → what a kernel takes. */
function valueOf(data: unknown): Matrix | number {
  if (!Array.isArray(data)) return data as number;
  const rows = (data as unknown[]).map((row) => (Array.isArray(row) ? (row as number[]) : [row as number]));
  return { rows: rows.length, cols: rows[0]!.length, data: Float64Array.from(rows.flat()) };
}

const valuesOf = (record: Readonly<Record<string, unknown>> = {}): Values =>
  Object.fromEntries(Object.entries(record).map(([name, data]) => [name, valueOf(data)]));

const numbers = (value: unknown): number[] =>
  typeof value === "number"
    ? [value]
    : Array.isArray(value)
      ? value.flatMap(numbers)
      : [...((value as Matrix | undefined)?.data ?? [])];

/** By the names of the derivation: the oracle spells some of them in ASCII. */
function named(given: Values, names: readonly string[]): Values {
  const byName = new Map(Object.entries(given).map(([name, value]) => [canonicalName(name), value]));
  return Object.fromEntries(
    names.flatMap((n) => {
      const value = byName.get(canonicalName(n));
      return value === undefined ? [] : [[n, value]];
    }),
  );
}

/** A case's inputs, and its cotangents or tangents, as the module names them. */
function argumentsOf(oracle: OracleCase) {
  const { program, outputs, gradients } = derivationOf(oracle);
  const take = (given: Readonly<Record<string, unknown>> | undefined, names: readonly string[]): Values =>
    named(valuesOf(given), names);
  return {
    inputs: take(
      oracle.inputs,
      program.inputs.map((i) => i.spelling),
    ),
    cotangents: take(
      oracle.cotangents,
      outputs.map((o) => o.spelling),
    ),
    tangents: take(
      oracle.tangents,
      gradients.map((g) => g.input.spelling),
    ),
  };
}

const evaluated = oracleCases.filter((c) => c.kind === "adjoint" || c.kind === "variation");
const sources = new Map(evaluated.map((c) => [c.id, emit(derivationOf(c), "ts", { form: "variation" })]));

describe("the modules of all programs of the oracle", () => {
  test("type-check under strict", () => {
    const modules = new Map([...sources].map(([id, text]) => [`emitted/${id}`, text]));
    for (const c of evaluated) modules.set(`emitted/${c.id}-adjoint`, emit(derivationOf(c), "ts"));
    expect(modules.size).toBeGreaterThan(500);
    expect(typeErrors(modules)).toEqual([]);
  }, 240_000);

  test("import the runtime alone and say what they compute, with its cost", () => {
    for (const [id, text] of sources) {
      expect([...text.matchAll(/\bfrom "([^"]*)"|\bimport\(|\brequire\(/g)].map((m) => m[1])).toEqual([
        "matrix-backprop/runtime",
      ]);
      expect(text, id).toMatch(/^\/\*\n/);
      expect(text, id).toMatch(
        / \* Shapes\n[^]* \* Variations?\n[^]* \* Flops\n \* {3}forward: .+\n \* {3}backward: .+\n/,
      );
      for (const name of ["forward", "backward", "variation"]) expect(text, id).toContain(`export function ${name}(`);
    }
  });

  test.each(evaluated.map((c) => [c.id, c] as const))("give the numbers that --at gives: %s", (_, oracle) => {
    const kernel = loadKernel(sources.get(oracle.id)!);
    const { inputs, cotangents, tangents } = argumentsOf(oracle);
    const form = oracle.kind === "variation" ? "variation" : "adjoint";
    const answer: Answer = evaluateAt(derivationOf(oracle), oracle, form);
    const { outputs, saved } = kernel.forward(inputs);
    const derivative = form === "adjoint" ? kernel.backward(saved, cotangents) : kernel.variation(saved, tangents);
    const expected = form === "adjoint" ? answer.gradients! : answer.tangents!;
    for (const [got, wanted] of [[outputs, answer.outputs] as const, [derivative, expected] as const]) {
      expect(Object.keys(got)).toEqual(Object.keys(wanted));
      for (const name of Object.keys(wanted)) {
        expect(numbers(got[name]), name).toEqual(numbers(wanted[name]));
      }
    }
  });

  test("are the same bytes each time", () => {
    for (const oracle of evaluated.slice(0, 60)) {
      expect(emit(deriveSource(oracle.program, { wrt: oracle.wrt }), "ts", { form: "variation" })).toBe(
        sources.get(oracle.id),
      );
    }
  });
});

test("what forward computed is not computed again", () => {
  const source = emit(deriveSource("log(XᵀX + εI)"), "ts");
  const [forward, backward] = source.split("export function backward");
  expect(forward).toMatch(/eig/i);
  expect(backward).not.toMatch(/eig/i);
});

test("without --form variation there is none", () => {
  expect(emit(deriveSource("A X B"), "ts")).not.toContain("variation(");
});
