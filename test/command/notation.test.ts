import { describe, expect, test } from "vitest";
import { notationStyle } from "../../src/command/notation.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { parseExpression } from "../../src/language/parse/parse.js";

describe("--notation", () => {
  test("names signs, in any order, once or several times", () => {
    expect(notationStyle("bar")).toEqual({ cotangent: "bar" });
    expect(notationStyle("top, odot,trace,partial")).toEqual({
      transpose: "top",
      hadamard: "odot",
      inner: "trace",
      cotangent: "partial",
    });
    expect(notationStyle("odot", notationStyle("top"))).toEqual({ transpose: "top", hadamard: "odot" });
    expect(notationStyle("odot,odot")).toEqual({ hadamard: "odot" });
  });

  test.each(["", "Bar", "bar,partial", "toString", "bar,,top"])("refuses %j", (text) => {
    expect(() => notationStyle(text)).toThrow();
  });
});

const derivation = deriveSource("X: m×n; A: n×n; softmax(X) ∘ (X A⁻ᵀ)");
const steps = (signs: string, ascii = false): string =>
  emit(derivation, "steps", { ascii, style: notationStyle(signs) });

test("each sign is used everywhere", () => {
  const chosen = steps("partial,top,odot,trace");
  expect(chosen).toContain("∂L/∂X");
  expect(chosen).toContain("tr(");
  for (const other of ["X̄", "Ȳ", "ᵀ", "∘", " : "]) expect(chosen.split("Derivation")[1]).not.toContain(other);
  const usual = steps("bar,T,circ,colon");
  expect(usual).toBe(emit(derivation, "steps"));
  for (const other of ["∂", "⊤", "⊙"]) expect(usual).not.toContain(other);
});

test("ASCII stays ASCII", () => {
  for (const signs of ["bar", "partial,top,odot,trace", "angle"]) expect(steps(signs, true)).toMatch(/^[\n -~]*$/);
});

test.each(["bar", "top,odot", "trace", "angle"])("answers with %s can be read again", (signs) => {
  const answer = emit(derivation, "text", { style: notationStyle(signs) });
  const formulas = [...answer.matchAll(/^ {2}[AX]\u0304? = (.*)$/gmu)].map((m) => m[1]!);
  for (const formula of formulas) {
    const { diagnostics } = parseExpression(formula, {
      functions: ["softmax", "diag"],
      names: ["A", "X", "M", "E", "R"],
    });
    expect(diagnostics, formula).toEqual([]);
  }
  expect(formulas.length).toBeGreaterThan(0);
});
