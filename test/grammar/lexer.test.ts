import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lex } from "../../grammar/lexer.js";

const types = (source: string): string =>
  lex(source)
    .filter(({ type }) => type !== "blank")
    .map(({ type, text }) => `${type} ${text}`)
    .join(", ");

describe("lex", () => {
  test.each([
    ["UΣUᵀ", "word UΣU, superscript ᵀ"],
    ["Ȳ X̄₁", "word Ȳ, word X̄₁"],
    ["A⁻¹ᵀ", "word A, superscript ⁻¹ᵀ"],
    ["2e*B", "number 2, word e, star *, word B"],
    ["1e-3", "number 1e-3"],
    ["5.*A", "number 5, dotStar .*, word A"],
    ["5. .5 5.5", "number 5., number .5, number 5.5"],
    ["exp.(A)", "word exp, dot ., lparen (, word A, rparen )"],
    ["X_1Y", "word X_1, word Y"],
    ["W_out_2", "word W_out_2"],
    ["1_n", "number 1, subscript _n"],
    ["‖A‖_F", "doubleBar ‖, word A, doubleBar ‖, subscript _F"],
    ["\\Sigma_{xy}\\,x", "command \\Sigma, subscript _, lbrace {, word xy, rbrace }, command \\,, word x"],
    ["A \\ B", "word A, backslash \\, word B"],
    ["𝟏𝟏ᵀ", "boldDigit 𝟏, boldDigit 𝟏, superscript ᵀ"],
    ["A # B\nC", "word A, comment # B, newline \n, word C"],
    ["A\u00a0B", "word A, word B"],
    ["A%\ud800", "word A, other %, other \ud800"],
  ])("%s", (source, expected) => {
    expect(types(source)).toBe(expected);
  });

  test("loses no character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (source) => {
        const lexemes = lex(source);
        expect(lexemes.map(({ text }) => text).join("")).toBe(source);
        for (const { text, start, end } of lexemes) expect(source.slice(start, end)).toBe(text);
      }),
    );
  });
});
