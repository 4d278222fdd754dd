/** Shapes that do not fit: both places, both shapes, the sizes that clash, and what would mend it. */
import { describe, expect, test } from "vitest";
import { parse } from "../../src/derive.js";
import { MatrixBackpropError, type Diagnostic } from "../../codegen/diagnostics.js";

function problems(source: string): readonly Diagnostic[] {
  try {
    parse(source);
  } catch (error) {
    if (error instanceof MatrixBackpropError) return error.diagnostics;
    throw error;
  }
  return [];
}

/** `[program, message, the two places, hint]`. */
const mistakes: [program: string, message: string, places: string, hint?: string][] = [
  ["A: m×n; B: p×q\nA B", "cannot multiply: A is m×n, B is p×q (n columns against p rows)", "B A"],
  [
    "A: m×n; B: m×q\nA B",
    "cannot multiply: A is m×n, B is m×q (n columns against m rows)",
    "B A",
    "transpose the first: Aᵀ",
  ],
  [
    "A: m×n; B: p×n\nA B",
    "cannot multiply: A is m×n, B is p×n (n columns against p rows)",
    "B A",
    "transpose the second: Bᵀ",
  ],
  ["A: m×n; B: m×q\nA + B", "cannot add: A is m×n, B is m×q", "B A", "columns: n against q"],
  ["A: m×n; B: p×n\nA − B", "cannot add: A is m×n, this is p×n", "− B A", "rows: m against p"],
  ["A: m×n; B: n×m\nA ∘ B", "cannot multiply entry by entry: A is m×n, B is n×m", "B A", "transpose one of them: Bᵀ"],
  [
    "A: 3×4; B: 3×5\nA B",
    "cannot multiply: A is 3×4, B is 3×5 (4 columns against 3 rows)",
    "B A",
    "transpose the first: Aᵀ",
  ],
  [
    "A: m×n; x: m\nA x",
    "cannot multiply: A is m×n, x is a vector of m (n columns against m rows)",
    "x A",
    "A takes a vector of n: declare `x: n`, or write Aᵀx",
  ],
  ["A: p×p; x: n\nA + x", "cannot add: A is p×p, x is a vector of n", "x A", "rows: p against n"],
  ["A: m×n; tr(A)", "tr needs a square matrix, but A is m×n", "A tr", "write `sum(A)` for all entries, `tr(AᵀB)` or `A : B` for an inner product"], // prettier-ignore
  ["A: m×n; A⁻¹", "inverse needs a square matrix, but A is m×n", "A ⁻¹", "write `pinv(A)` for the pseudo-inverse, `lstsq(A, b)` for least squares, `A ⊘ B` for the quotient of entries"], // prettier-ignore
];

test.each(mistakes.map(([program, message, places, hint]) => ({ program, message, places, hint })))(
  "$program: $message",
  ({ program, message, places, hint }) => {
    const [problem, ...others] = problems(program);
    expect(others).toEqual([]);
    expect(problem!.message).toBe(message);
    const at = [problem!.span, ...(problem!.related ?? []).map((r) => r.span)];
    expect(at.map(({ start, end }) => program.slice(start, end)).join(" ")).toBe(places);
    expect(problem!.hint).toBe(hint);
  },
);

describe("the repair that is suggested", () => {
  test.each([
    ["A: m×n; B: m×q\nA B", "A: m×n; B: m×q\nAᵀ B"],
    ["A: m×n; B: p×n\nA B", "A: m×n; B: p×n\nA Bᵀ"],
    ["A: m×n; B: n×m\nA ∘ B", "A: m×n; B: n×m\nA ∘ Bᵀ"],
  ])("makes the program right", (wrong, right) => {
    expect(problems(wrong)).toHaveLength(1);
    expect(problems(right)).toEqual([]);
  });
});

test("independent mistakes are reported at once, each at its place, in order", () => {
  const source = "A: 3×4; B: 3×5\nC = A B\nD = foo(A)\nE = A + Bᵀ\nreturn C, D, E";
  const found = problems(source);
  expect(found.map(({ code, span }) => [code, source.slice(span.start, span.end)])).toEqual([
    ["type/shape-mismatch", "B"],
    ["syntax/unknown-function", "foo"],
    ["type/shape-mismatch", "Bᵀ"],
  ]);
});

test("what follows from a mistake is not a mistake of its own", () => {
  expect(problems("A: m×n; B: p×q\nC = A B\nD = C + A\nE = tr(D)\nreturn E")).toHaveLength(1);
});
