/** What every answer meets before it is shown. */
import { describe, expect, test } from "vitest";
import type { Derivation } from "../../src/calculus/derivation.js";
import { guardDerivation, settle } from "../../src/check/guard.js";
import { testQuickly } from "../../src/check/quick.js";
import { WrongDerivation } from "../../src/check/wrong-derivation.js";
import { explain } from "../../src/command/explain.js";
import { deriveSource } from "../../src/derive.js";
import { product } from "../../src/expression/node/algebra.js";
import { Catalogue } from "../../src/expression/catalogue/catalogue.js";
import type { Node } from "../../src/expression/node/node.js";
import { compileRules } from "../../src/expression/rulefile/compile.js";
import { DataError, derive } from "../../src/index.js";
import { readRuleFiles } from "../../scripts/rule-files.js";
import { run } from "../command/run.js";

/** A derivation with gradients, variations or both multiplied by 1.001. */
function altered(source: string, parts: readonly ("gradients" | "variations")[]): Derivation {
  const derivation = deriveSource(source);
  const { store } = derivation;
  const more = (node: Node): Node => product(store, [store.number(1.001), node]);
  return {
    ...derivation,
    ...(parts.includes("gradients") && {
      gradients: derivation.gradients.map((g) => ({ ...g, value: more(g.value) })),
    }),
    ...(parts.includes("variations") && {
      variations: derivation.variations.map((v) => ({ ...v, node: more(v.node) })),
    }),
  };
}

/** The catalogue with one line of its rules replaced. */
function misprinted(from: string, to: string): Catalogue {
  const files = readRuleFiles();
  expect(files.filter((f) => f.text.includes(from)).length).toBe(1);
  return new Catalogue(
    compileRules(
      files.map((f) => ({ ...f, text: f.text.replace(from, to) })),
      () => "0 t",
    ),
  );
}

const PROGRAMS = [
  "log(XᵀX + εI)",
  "A: m×n; b: m; ‖A x − b‖²",
  "S: n×n spd; chol(S)",
  "X: m×n; U, Σ, V = svd(X); return Σ, V",
  "P: n×n projector; A: n×n; tr(P A)",
  "A: m×n; x: n; softmax(A x)",
  "Q: m×n orthonormal; Qᵀ A Q",
];

describe("the quick test", () => {
  test.each(PROGRAMS)("is content with %s", (source) => {
    expect(testQuickly(deriveSource(source))).toBeUndefined();
  });

  test.each(PROGRAMS)("doubts wrong gradients and variations, alike or not, of %s", (source) => {
    for (const parts of [["gradients"], ["variations"], ["gradients", "variations"]] as const) {
      expect(testQuickly(altered(source, parts))).toEqual({ kind: "doubtful" });
    }
  });

  test("is not made of programs or of matrices that are too large", () => {
    const names = Array.from({ length: 400 }, (_, i) => `A_${i}`);
    const long = `${names.map((n) => `${n}: n×n`).join("\n")}\n${names.join(" ")}`;
    expect(testQuickly(deriveSource(long))).toMatchObject({
      kind: "unchecked",
      reason: expect.stringMatching(/parts/) as string,
    });
    const large = testQuickly(deriveSource("X: 100000×100000; tr(XᵀX)"));
    expect(large).toEqual({ kind: "unchecked", reason: "a matrix has 10000000000 entries at these sizes" });
    const dear = testQuickly(deriveSource("X: 900×900; tr(exp(X))"));
    expect(dear).toMatchObject({
      kind: "unchecked",
      reason: expect.stringMatching(/^it takes \de\+\d+ operations at these sizes$/) as string,
    });
  });
});

describe("the guard", () => {
  test("refuses what fails at two points, with figures", () => {
    const wrong = altered("A: m×n; x: n; A x", ["variations", "gradients"]);
    expect(() => guardDerivation(wrong)).toThrow(WrongDerivation);
    const { report, code } = thrownBy(() => guardDerivation(wrong)) as WrongDerivation;
    expect(code).toBe("internal/wrong-derivation");
    expect(report).toMatchObject({ verdict: "failed", reason: expect.stringMatching(/variation/) as string });
    expect(report.finiteDifference).toBeGreaterThan(1e-4);
  });

  test.each([
    ["dY = −Y dX Y", "dY = −Y dX", "X: n×n; inv(X)"],
    ["= s G : E", "= G : E", "s: scalar; A: m×n; s A"],
  ])("sees a misprint in a rule: %s", (from, to, source) => {
    const derivation = deriveSource(source, { catalogue: misprinted(from, to) });
    expect(() => guardDerivation(derivation)).toThrow(WrongDerivation);
  });

  test("believes another point where the first was a bad one", () => {
    const derivation = deriveSource("x: n; sum(x)");
    expect(settle(derivation, { kind: "doubtful" })).toBe(derivation);
  });

  test("says why an answer is not checked", () => {
    const { program } = guardDerivation(deriveSource("X: 1×n; Q, P = polar(X); return Q, P"));
    expect(program.notes.map((n) => n.code)).toEqual(["unchecked"]);
    expect(program.notes[0]!.message).toMatch(
      /^the answer was not checked: .*at least as many rows as columns are needed/,
    );
  });

  test("is told as an internal error, with what was compared", () => {
    const error = thrownBy(() => guardDerivation(altered("tr(A B)", ["gradients"])));
    const [status, text] = explain(error, { color: false, verbose: false }, undefined);
    expect(status).toBe(3);
    expect(text).toMatch(/^internal error: the derived formulas fail their own check and are not an answer: /);
    expect(text).toMatch(/\n {2}adjoint against variation, inner products: relative error \d\.\de-\d+, /);
    expect(text).toMatch(/Please report it with the program and the options/);
  });
});

describe("who asks for it", () => {
  test("derive of the library, unless it is told not to", () => {
    const source = "X: 1×n; Q, P = polar(X); return Q, P";
    expect(derive("tr(A B)").notes).toEqual([]);
    expect(derive(source).notes).toMatchObject([
      { code: "unchecked", message: expect.stringMatching(/^the answer was not checked: /) as string },
    ]);
    expect(derive(source, { check: false }).notes).toEqual([]);
    expect(() => derive("x", { check: 1 as unknown as boolean })).toThrow(DataError);
  });

  test("the command, unless it is told not to, and says so on standard error unless it is quiet", async () => {
    const source = "X: 1×n; Q, P = polar(X); return Q, P";
    const [checked, quiet, not] = [await run(source), await run(source, "-q"), await run(source, "--no-check")];
    expect([checked, quiet, not].map((r) => r.status)).toEqual([0, 0, 0]);
    expect(checked.stderr).toMatch(/^note: the answer was not checked: .*\n$/);
    expect([quiet.stderr, not.stderr]).toEqual(["", ""]);
    expect(checked.stdout).toBe(not.stdout);
    expect((await run("tr(A B)")).stderr).toBe("");
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing is thrown");
}
