/** A division by zero is refused at the place where it is written, however zero and the division are written. */
import { expect, test } from "vitest";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import { deriveSource } from "../../src/derive.js";

/** What the caret is under; undefined where the program is accepted. */
function refused(program: string): string | undefined {
  try {
    deriveSource(program);
    return undefined;
  } catch (error) {
    if (!(error instanceof MatrixBackpropError)) throw error;
    expect(error.diagnostics.map((d) => d.code)).toEqual(["type/division-by-zero"]);
    const { start, end } = error.span!;
    return program.slice(start, end);
  }
}

test.each([
  ["A: n×n; 1/0*A", "1/0"],
  ["A/0", "A/0"],
  ["B + 1/(1 − 1)*A", "1/(1 − 1)"],
  ["a: scalar; A/(a − a)", "A/(a − a)"],
  ["A: n×n; A/(n − n)", "A/(n − n)"],
  ["A: n×n; B: n×n; B/(A − A)", "B/(A − A)"],
  ["x + 0^(−2) x", "0^(−2)"],
  ["x + 0⁻¹ x", "0⁻¹"],
  ["x/(2 − 4/2)^(1/2)", "x/(2 − 4/2)^(1/2)"],
  ["0 \\ A", "0 \\ A"],
  ["A ./ 0", "0"],
  ["x ⊘ zeros(3)", "zeros(3)"],
  ["recip(0) x", "recip(0)"],
  ["A (0 I)⁻¹", "(0 I)⁻¹"],
  ["K: n×n skew; tr(K)⁻¹ A", undefined],
  ["f(t) = t/0; f.(A)", "t/0"],
  ["\\frac{A}{0}", "\\frac{A}{0}"],
  ["x + 0^2 x", undefined],
  ["A .^ (−1) + 0 A", undefined],
  ["0/3 + sum(A)", undefined],
])("%s", (program, caret) => {
  expect(refused(program)).toBe(caret);
});
