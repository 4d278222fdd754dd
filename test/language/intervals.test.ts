/** Intervals in declarations: what they say, that checks draw from them, and that they are printed back. */
import { expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { printProgram } from "../../src/language/print/print-program.js";

test.each([
  "X: m×k in (0, 1)\nsum(log.(X) + log.(1 - X))",
  "x: n in (-1, 1)\nsum(atanh(x))",
  "x: n in [0, 1]\nsum(sqrt(x))",
  "x: n in (1, ∞)\nsum(acosh(x))",
  "p: scalar in (0, 1)\nx: n\n‖x‖² log(1 - p)",
  "S: n×n symmetric in (0, 0.1)\nlogdet(I - S)",
])("%s", (program) => {
  const derivation = deriveSource(program);
  const report = checkDerivation(derivation, { trials: 2 });
  expect(report.verdict, report.reason).toBe("passed");
});

test.each([
  ["(0, 1)", true, true],
  ["[0, 1]", false, true],
  ["[0.5, 2]", true, true],
  ["(-1, 1)", false, false],
])("numbers in %s are positive: %s, nonnegative: %s", (interval, positive, nonnegative) => {
  const { program } = deriveSource(`x: n in ${interval}\n‖x‖²`);
  const { node } = program.inputs[0]!;
  expect(program.catalogue.has(node, "positive")).toBe(positive);
  expect(program.catalogue.has(node, "nonnegative")).toBe(nonnegative);
});

test.each(["text", "ascii", "latex"] as const)("is printed back as %s", (notation) => {
  const read = (text: string) => {
    const { program, diagnostics } = parseProgram(text, { functions: new Set(["sum"]) });
    expect(diagnostics).toEqual([]);
    return program;
  };
  const program = read("X: m×k constant in (0, 1)\ny: n in [-1.5, ∞)\nsum(X)");
  const intervals = (of: typeof program) => of.statements.map((s) => (s.kind === "declaration" ? s.interval : null));
  expect(intervals(program)[1]).toEqual({ from: -1.5, to: Infinity, closed: true });
  expect(intervals(read(printProgram(program, notation)))).toEqual(intervals(program));
});
