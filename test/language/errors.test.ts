/** What each mistake is answered with: the whole text, plain and in colour. */
import { describe, expect, test } from "vitest";
import { MatrixBackpropError, throwDiagnostics } from "../../codegen/diagnostics.js";
import { parseProgram } from "../../src/language/parse/parse.js";
import { renderDiagnostics } from "../../src/language/diagnostics/render.js";
import { badInputs, functions } from "./support.js";

function answer(source: string, color = false): string {
  const { diagnostics } = parseProgram(source, { functions });
  return renderDiagnostics(diagnostics, source, { fileName: "program.mx", color });
}

const mistakes: Readonly<Record<string, readonly string[]>> = {
  operands: ["A*", "A .* .* B", "A**B", "A + )", "* A", "A ∘", "X = ", "(A + )", "A, B", "A = B = C"],
  brackets: ["(A+B", "A+B)", "[A, B)", "f((A", "|A", "‖A + B", "\\left(A", "(A +\nX: n×n\nX"],
  functions: [
    "inv()",
    "inv(A, B)",
    "invert(A)",
    "inv*A",
    "log",
    "sin^2 x",
    "sin x cos y",
    "trace(A)",
    "sum.(A)",
    "norm(A, 'nuc",
  ],
  words: ["X*foo", "xx", "constructor(A) + toString(B)", "Tr(A)", "lamda I", "__proto__*A", "_ * __", "a".repeat(300)],
  numbers: ["1e999*A", "1e-400*A", "0x10*A", "1_000*A", "1e+*A", "2 3", "\u0663*A", "1.2.3"],
  characters: [
    "A\u200bB",
    "A\u202e*B",
    "A\u2028+B",
    "A\ud800*B",
    "A\u0000B",
    "A%B",
    "A @ B",
    "A ! B",
    "ΣЖ",
    "√x",
    "A\u0338",
  ],
  LaTeX: [
    "\\input{/etc/passwd}",
    "\\write18{id}",
    "\\sgima",
    "\\frac{A}",
    "\\mathbb{Q}",
    "\\begin{align} A",
    "A & B",
    "\\vec{x}",
    "\\sqrt[3]{A}",
    "\\bar{A+B}",
  ],
  exponents: ["A^*", "A⁻", "A^", "(A)_foo", "‖A‖_foo", "A_{1:r}", "I_"],
  declarations: ["A: 0×3", "A: 2.5×3", "X: m×n, Y: n×p", "log: n×n", "I: n×n", "X:", "X ∈ Q", "A_sym: n"],
  statements: ["", "  \n# only a comment\n", "f(t, s) = t", "A + B = C", "log(t) = t"],
};

describe.each(Object.entries(mistakes))("%s", (_, sources) => {
  test.each(sources)("%j", (source) => {
    expect(answer(source)).toMatchSnapshot();
  });
});

test("in colour", () => {
  expect(answer("X: m×n\nY = (X'*fooo\n", true)).toMatchSnapshot();
});

describe("the inputs that are known to be bad, or strange", () => {
  test.each(badInputs)("$id", ({ text, outcome, group }) => {
    const { diagnostics } = parseProgram(text, { functions });
    if (outcome === "accept") expect(diagnostics).toEqual([]);
    // Shapes and properties are not the parser's.
    if (outcome === "error" && group !== "shapes") expect(diagnostics).not.toEqual([]);
    const rendered = renderDiagnostics(diagnostics, text);
    expect(rendered.length).toBeLessThan(4096);
    // eslint-disable-next-line no-control-regex
    expect(rendered).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u0000\u001b\u0007]/);
    if (diagnostics.length > 0) expect(rendered).toMatch(/\^/);
  });
});

test("an error carries its first diagnostic", () => {
  const { diagnostics } = parseProgram("foo(A", { functions });
  const raise = (): void => throwDiagnostics(diagnostics);
  expect(raise).toThrow(MatrixBackpropError);
  try {
    raise();
  } catch (error) {
    expect(error).toMatchObject({ code: "syntax/unknown-function", span: { start: 0, end: 3 }, diagnostics });
  }
  expect(() => throwDiagnostics([])).not.toThrow();
});
