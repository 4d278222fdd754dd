import fc from "fast-check";
import katex from "katex";
import { describe, expect, test } from "vitest";
import { greekWords } from "../../grammar/letters.js";
import { parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { printProgram } from "../../src/language/print/print-program.js";
import { printExpression, type NotationName } from "../../src/language/print/print.js";
import type { Statement } from "../../src/language/syntax.js";
import { sameSyntax } from "../../src/language/traverse.js";
import { functions, oracleCases, outline, outlineStatement, scopeOf, trees, treeScope } from "./support.js";
import { runs, sampled } from "../sample/sampled.js";

const notations: readonly NotationName[] = ["text", "ascii", "latex"];

describe.each(notations)("parse(print(s)) = s in %s", (notation) => {
  test("for generated trees", () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const printed = printExpression(tree, notation);
        const { expression, diagnostics } = parseExpression(printed, treeScope);
        if (expression === undefined) throw new Error(`${printed}: ${diagnostics[0]?.message}`);
        if (!sameSyntax(expression, tree)) {
          throw new Error(`${printed} reads as ${outline(expression)}, not as ${outline(tree)}`);
        }
      }),
      { numRuns: runs(1_500) },
    );
  });

  test("for every formula of the oracle", () => {
    for (const oracle of sampled(oracleCases)) {
      const scope = scopeOf(oracle);
      for (const text of [oracle.program, oracle.claim, ...Object.values(oracle.expectedFormula ?? {})]) {
        if (text === undefined) continue;
        const { program } = parseProgram(text, scope);
        const printed = printProgram(program, notation);
        const again = parseProgram(printed, scope);
        expect(again.diagnostics, printed).toEqual([]);
        expect(again.program.statements.map(outlineStatement), printed).toEqual(
          program.statements.map(outlineStatement),
        );
      }
    }
  });
});

describe.each(notations)("Greek letters of which nothing is declared, in %s", (notation) => {
  const forms = ["α", "α X", "A α", "x α", "α₁", "dα", "αᵀ α", "2α", "α²", "α_ab", "X_α", "ᾱ", "f(α)"];

  test.each([...greekWords.keys()])("%s", (letter) => {
    for (const form of forms) {
      const text = form.normalize("NFD").replaceAll("α", letter);
      const { expression } = parseExpression(text, { names: [], functions: [...functions, "f"] });
      const printed = printExpression(expression!, notation);
      const again = parseExpression(printed, { names: [], functions: [...functions, "f"] });
      expect(outline(again.expression!), printed).toBe(outline(expression!));
    }
  });
});

const render = (latex: string): string =>
  katex.renderToString(latex, { throwOnError: true, strict: "error", displayMode: true });

describe("LaTeX is accepted by KaTeX in strict mode", () => {
  test("for generated trees, in every notation of papers", () => {
    fc.assert(
      fc.property(
        trees,
        fc.record({
          transpose: fc.constantFrom("top" as const, "T" as const),
          hadamard: fc.constantFrom("circ" as const, "odot" as const),
          inner: fc.constantFrom("colon" as const, "trace" as const, "angle" as const),
          cotangent: fc.constantFrom("bar" as const, "partial" as const),
        }),
        (tree, latex) => {
          render(printExpression(tree, "latex", { latex }));
        },
      ),
      { numRuns: runs(500) },
    );
  });

  test("for every program of the oracle", () => {
    for (const { program } of sampled(oracleCases)) {
      const { statements } = parseProgram(program, { functions: [] }).program;
      for (const statement of statements as readonly Statement[]) {
        render(printProgram({ source: "", statements: [statement] }, "latex"));
      }
    }
  });
});
