/** Messages that get people further: hints that fit what stands there, and replacements as data. */
import { describe, expect, test } from "vitest";
import type { Diagnostic, MatrixBackpropError } from "../../codegen/diagnostics.js";
import { deriveSource } from "../../src/derive.js";
import { replacementOf } from "../../src/explore/replacement.js";

function mistake(source: string): Diagnostic {
  try {
    deriveSource(source);
  } catch (error) {
    return (error as MatrixBackpropError).diagnostics[0]!;
  }
  throw new Error(`${source} is accepted`);
}

/** The text with what the message says to write. */
function mended(source: string): string {
  const replacement = replacementOf(mistake(source));
  if (!replacement) throw new Error(`${source}: no replacement`);
  const { span, text } = replacement;
  return source.slice(0, span.start) + text + source.slice(span.end);
}

describe("an equation for an unknown names the definition that solves it", () => {
  test.each([
    ["A x = b", "x = A \\ b"],
    ["A*x = b", "x = A \\ b"],
    ["A_1 x = b + c", "x = A_1 \\ (b + c)"],
    ["K α = y", "α = K \\ y"],
    ["A X = B", "X = A \\ B"],
    ["X A = B", "X = B / A"],
    ["A^\\top A x = A^\\top b", "x = (AᵀA) \\ (A^\\top b)"],
    ["A'A x = A'b", "x = (AᵀA) \\ (A'b)"],
    ["(A + λ I) x = b", "x = (A+λI) \\ b"],
    ["A X + X B = C", "X = sylvester(A, B, C)"],
    ["AX + XB = C", "X = sylvester(A, B, C)"],
    ["A'X + X B = C", "X = sylvester(Aᵀ, B, C)"],
    ["A P + P A' = Q", "P = lyap(A, Q)"],
    ["A^T P + P A = Q", "P = lyap(Aᵀ, Q)"],
  ])("%s", (equation, definition) => {
    expect(mistake(equation).hint).toBe(`to solve it, write \`${definition}\``);
    expect(mended(equation)).toBe(definition);
    expect(() => deriveSource(definition)).not.toThrow();
  });

  test.each(["x'x = 1", "A + B = C", "2 = x"])("%s is none", (equation) => {
    expect(mistake(equation).hint).toBe("write `Y = …`, or `U, Σ, V = svd(X)`");
    expect(replacementOf(mistake(equation))).toBeUndefined();
  });
});

describe("a product that does not fit", () => {
  test.each([
    ["A: 3×4\nx: 5\nA*x", "A takes a vector of 4: declare `x: 4`"],
    ["A: 3×4\nx: 3\nA*x", "A takes a vector of 4: declare `x: 4`, or write Aᵀx"],
    ["A: m×n\nx: p\nA x", "A takes a vector of n: declare `x: n`"],
    ["A: m×n\nB: p×n\nA B", "transpose the second: Bᵀ"],
    ["A: m×n\nB: m×p\nA B", "transpose the first: Aᵀ"],
  ])("%j", (source, hint) => {
    expect(mistake(source).hint).toBe(hint);
  });

  test("carries the transpose", () => {
    expect(mended("A: m×n\nB: p×n\nA B")).toBe("A: m×n\nB: p×n\nA Bᵀ");
    expect(mended("A: m×n\nB: m×p\nA B")).toBe("A: m×n\nB: m×p\nAᵀ B");
  });
});

test.each(["c*A", "c A + n B", "c (A + B)", "n A'A"])("%s names what to declare", (source) => {
  const letter = source.charAt(0);
  expect(mistake(source).hint).toContain(`\`${letter}: scalar\` makes ${letter} a number`);
});

test.each([
  ["A: n×n\nx + A", "declare `x: scalar`"],
  ["X: m×n\nW: n×p\nb: p\nX W + b", "write 𝟏 bᵀ to add it to every row"],
])("%j says how a vector is added to a matrix", (source, hint) => {
  expect(mistake(source).hint).toContain(hint);
});

describe("complex numbers", () => {
  test.each(["x + 1i", "2j x", "1.5i*x"])("%s is refused by name", (source) => {
    expect(mistake(source).code).toBe("syntax/complex-number");
  });

  test.each(["conj(x)'*x", "real(x)", "imag(x)", "A^*", "Aᴴ A"])("%s hears that numbers are real", (source) => {
    expect(mistake(source).hint).toContain("every number is real");
  });

  test("declared names are names", () => {
    expect(() => deriveSource("i: scalar\nx: n\n2i x")).not.toThrow();
  });
});

describe("a suggestion is near and of the same kind", () => {
  test.each([
    ["logdett(A)", "logdet"],
    ["sigmiod(x)", "sigmoid"],
    ["softmx(x)", "softmax"],
    ["nrom(x)", "norm"],
    ["invert(A)", "inv"],
    ["\\lamda x", "\\lambda"],
  ])("%s: %s", (source, word) => {
    expect(mistake(source).hint).toBe(`did you mean \`${word}\`?`);
    expect(mended(source)).toBe(source.replace(/^\\?\w+/, word));
  });

  test.each([
    "var(x)",
    "\\var(x)",
    "std(x)",
    "median(x)",
    "conv(x, y)",
    "rank(A)",
    "fft(x)",
    "\\grad f",
    "\\tac{1}{2}x",
  ])("%s is like nothing there is", (source) => {
    expect(mistake(source).hint ?? "").not.toContain("did you mean");
  });

  test("a name is not suggested before a bracket", () => {
    expect(mistake("Weight: n×n\nWeigth(Weight)").hint ?? "").not.toContain("did you mean");
    expect(mistake("Weight: n×n\ntr(Weigth)").hint).toBe("did you mean `Weight`?");
  });
});

test.each(["A B + c A", "A x + B", "det(x)", "tr(x A)", "c*A", "x x", "A: m×n\nA + B c", "[A, x]; [x; A; c A]"])(
  "%s: undeclared shapes have words",
  (source) => {
    let text = "";
    try {
      deriveSource(source);
    } catch (error) {
      text = JSON.stringify((error as MatrixBackpropError).diagnostics);
    }
    expect(text).not.toContain("?×");
    expect(text).not.toContain("×?");
  },
);
