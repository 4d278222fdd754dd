/** The grammar has one parse for every text: the parser throws an internal error where there are two. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEquation, parseExpression, parseProgram } from "../../src/language/parse/parse.js";
import { renderDiagnostics } from "../../src/language/diagnostics/render.js";
import { operands, postorder } from "../../src/language/traverse.js";
import { functions, oracleCases, scopeOf } from "./support.js";
import { ALL, runs, sampled } from "../sample/sampled.js";

const scope = { functions: [...functions, "f"], names: ["A", "B", "x", "n"] };

const fragments = (
  "A|B|x|n|I|T|X_1|eps|2|0.5|𝟏|1_n|A_sym|+|-|−|*|·| |/|\\|.*|./|.^|∘|⊘|⊗|:|^|^2|^-1|^T|^{|'|ᵀ|⁻¹|²|⁺|_F|_*|" +
  "(|)|[|]|{|}|‖|‖|⟨|⟩|,|;|=|tr |log |log(|exp.(|f'(|inv(|norm(|'nuc'|\\frac{|}{|\\left(|\\right)|\\cdot |\\Sigma|½"
)
  .split("|")
  .concat("|", "|");

const texts = fc.array(fc.constantFrom(...fragments), { maxLength: 14 }).map((parts) => parts.join(""));

/** Texts that are likely to be right: an expression with its parts replaced by others. */
const wellFormed = fc.letrec<{ text: string }>((tie) => {
  const text = tie("text");
  const join = (sign: string): fc.Arbitrary<string> => fc.tuple(text, text).map(([a, b]) => `${a}${sign}${b}`);
  return {
    text: fc.oneof(
      { depthSize: "medium" },
      fc.constantFrom("A", "B", "x", "Σ", "2", "I", "𝟏", "n"),
      ...["+", " - ", "*", " ", "/", " \\ ", " .* ", " ∘ ", " ⊗ ", " : ", " * -", " : -", "^", ".^"].map(join),
      ...["ᵀ", "'", "⁻¹", "²", "_sym", "[1, :]"].map((sign) => text.map((operand) => `${operand}${sign}`)),
      text.map((operand) => `-${operand}`),
      text.map((operand) => `(${operand})`),
      text.map((operand) => `|${operand}|`),
      text.map((operand) => `‖${operand}‖_F`),
      text.map((operand) => `tr ${operand}`),
      text.map((operand) => `log(${operand})`),
      fc.tuple(text, text).map(([a, b]) => `[${a}, ${b}]`),
    ),
  };
}).text;

test.each([
  ["fragments", texts, 6_000, 100],
  ["formulas", wellFormed, 3_000, 1_000],
] as const)("generated %s", (_, arbitrary, numRuns, least) => {
  let understood = 0;
  fc.assert(
    fc.property(arbitrary, (text) => {
      const { diagnostics } = parseProgram(text, scope);
      parseEquation(text, scope);
      if (diagnostics.length === 0) understood += 1;
    }),
    { numRuns: runs(numRuns) },
  );
  expect(understood).toBeGreaterThan(ALL ? least : least / 20);
});

test("any text at all is answered", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.array(fc.constantFrom(...fragments)),
      (text, parts) => {
        const source = parts.slice(0, 3).join("") + text + parts.slice(3, 6).join("");
        for (const syntax of ["math", "matrixcalculus"] as const) {
          const { diagnostics } = parseProgram(source, scope, { syntax });
          expect(renderDiagnostics(diagnostics, source).length).toBeLessThan(4096);
          for (const { span } of diagnostics) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(source.length);
          }
        }
      },
    ),
    { numRuns: runs(2_000) },
  );
});

test("every node spans what it is made of", () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      const { expression } = parseExpression(text, scope);
      for (const node of expression === undefined ? [] : postorder(expression)) {
        const source = text.slice(node.span.start, node.span.end);
        expect(source).not.toBe("");
        expect(source).toBe(source.trim());
        for (const operand of operands(node)) {
          expect(operand.span.start).toBeGreaterThanOrEqual(node.span.start);
          expect(operand.span.end).toBeLessThanOrEqual(node.span.end);
        }
      }
    }),
    { numRuns: runs(1_000) },
  );
});

test("programs, claims and formulas of the oracle", () => {
  for (const oracle of sampled(oracleCases)) {
    expect(parseProgram(oracle.program, { functions }).diagnostics, oracle.id).toEqual([]);
    for (const formula of [oracle.claim, ...Object.values(oracle.expectedFormula ?? {})]) {
      if (formula !== undefined) expect(parseProgram(formula, scopeOf(oracle)).diagnostics, formula).toEqual([]);
    }
  }
});
