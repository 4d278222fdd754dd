/** Numbers, rows and columns beside something larger: read as the matrix form that says so. */
import { describe, expect, test } from "vitest";
import { derive, MatrixBackpropError } from "../../src/index.js";

const gradients = (program: string): Record<string, string> => {
  const { gradients, where } = derive(program);
  const texts = Object.entries(gradients).map(([name, formula]) => [name, formula.text] as const);
  return Object.fromEntries([...texts, ...where.map((w) => [`where ${w.name}`, w.text] as const)]);
};

const refusal = (program: string): { readonly message: string; readonly hint: string; readonly at: string } => {
  try {
    derive(program);
  } catch (error) {
    if (!(error instanceof MatrixBackpropError)) throw error;
    const [first] = error.diagnostics;
    const { message, hint = "", span } = first!;
    return { message, hint, at: program.slice(span.start, span.end) };
  }
  throw new Error(`${program} is read`);
};

describe("is what the matrix form is", () => {
  test.each([
    ["x: n; sum(log(1 + exp(x)))", "x: n; sum(log(𝟏 + exp(x)))"],
    ["x: n; c: scalar; ‖x − c‖²", "x: n; c: scalar; ‖x − c 𝟏‖²"],
    ["x: n; x − mean(x)", "x: n; x − mean(x) 𝟏"],
    ["x: n; xᵀ + 1", "x: n; xᵀ + 𝟏ᵀ"],
    ["X: m×n; X + 2", "X: m×n; X + 2 ones(m, n)"],
    ["X: m×n; c: scalar; sum(exp.(c − X))", "X: m×n; c: scalar; sum(exp.(c ones(m, n) − X))"],
    ["A: n×n; B: n×n; (1 − A) ∘ B", "A: n×n; B: n×n; (ones(n, n) − A) ∘ B"],
    ["A: n×n; B: n×n; B ⊘ (1 + A.^2)", "A: n×n; B: n×n; B ⊘ (ones(n, n) + A.^2)"],
    ["A: n×n; -2(1 − A) ∘ A", "A: n×n; -2(ones(n, n) − A) ∘ A"],
    ["A: n×n; sum(log.(1 + exp.(A)))", "A: n×n; sum(log.(ones(n, n) + exp.(A)))"],
    ["A: n×n; sum((1 + A.^2).^(-1))", "A: n×n; sum((ones(n, n) + A.^2).^(-1))"],
    ["X: p×m; W: m×n; b: n; X W + bᵀ", "X: p×m; W: m×n; b: n; X W + 𝟏 bᵀ"],
    ["X: n×n; b: n; X + bᵀ", "X: n×n; b: n; X + 𝟏 bᵀ"],
    ["X: m×n; X − colmean(X)ᵀ", "X: m×n; X − 𝟏 colmean(X)ᵀ"],
    ["X: m×n; a: m; X + a", "X: m×n; a: m; X + a ones(1, n)"],
    ["X: m×n; a: m; b: n; X + a − bᵀ + 1", "X: m×n; a: m; b: n; X + a ones(1, n) − 𝟏 bᵀ + ones(m, n)"],
    ["X: n×n; a: n; X + a + aᵀ", "X: n×n; a: n; X + a ones(1, n) + 𝟏 aᵀ"],
    ["v: m; A: m×n; v ∘ A", "v: m; A: m×n; diag(v) A"],
    ["w: n; A: m×n; A ∘ wᵀ", "w: n; A: m×n; A diag(w)"],
    ["v: m; A: m×n; A ⊘ v", "v: m; A: m×n; diag(v.^(-1)) A"],
    ["v: m; w: n; A: m×n; B: m×n; v ∘ A ∘ B ∘ wᵀ", "v: m; w: n; A: m×n; B: m×n; diag(v) (A ∘ B) diag(w)"],
  ])("%s", (short, long) => {
    expect(gradients(short)).toEqual(gradients(long));
  });
});

describe("undeclared names", () => {
  test.each([
    ["X W + bᵀ", "X W + 𝟏 bᵀ"],
    ["sum(log(1 + exp(-y ∘ (X w))))", "sum(log(𝟏 + exp(-y ∘ (X w))))"],
  ])("%s", (short, long) => {
    expect(gradients(short)).toEqual(gradients(long));
  });
});

describe("a reading that may surprise is told", () => {
  test.each([
    ["X: m×n; X + 1", "1 is added to every entry; `c 𝟏𝟏ᵀ` says so"],
    ["X: m×n; a: m; X − a", "a is added to every column; `a 𝟏ᵀ` says so"],
    ["x + ε", "ε is added to every entry; `c 𝟏𝟏ᵀ` says so"],
    ["A: n×n; v: n; v ∘ A", "v scales the rows; its transpose would scale the columns"],
  ])("%s", (program, message) => {
    expect(derive(program).notes.map((n) => n.message)).toEqual([message]);
  });

  test.each(["x: n; 1 + x", "X: m×n; (1 − X) ∘ X", "X: m×n; b: n; X + bᵀ", "v: m; A: m×n; v ∘ A"])(
    "not %s",
    (program) => {
      expect(derive(program).notes).toEqual([]);
    },
  );
});

describe("what has two readings is refused", () => {
  const number = "write c I to add to the diagonal, or c 𝟏𝟏ᵀ (c*ones(m,n)) to add to every entry";
  const orNumber = "b 𝟏ᵀ to every column, or declare `b: scalar`";
  test.each([
    ["A: n×n; A + 1", "1", number],
    ["A: n×n; c: scalar; exp.(A) − c", "− c", number],
    // That X is square is seen after the number was read.
    ["Y = X + 1\ntr(X) + sum(Y)", "1", number],
    ["X: n×n; a: n; X + a", "a", "write 𝟏 aᵀ to add it to every row of X, a 𝟏ᵀ to every column"],
    ["a: m\nY = X + a\ntr(X) + sum(Y)", "a", "write a 𝟏ᵀ to add it to every column, 𝟏 aᵀ to every row"],
    // Nothing says whether the name is as long as a row or as a column.
    ["X W + b", "b", `write 𝟏 bᵀ to add it to every row of the matrix, ${orNumber}`],
    ["X: m×n; softmax(X + b)", "b", `write 𝟏 bᵀ to add it to every row of X, ${orNumber}`],
    ["X: m×n; a: n; X + a", "a", "write 𝟏 aᵀ to add it to every row of X, a 𝟏ᵀ to every column"],
    ["x: m; y: n; x + yᵀ", "yᵀ", ""],
    ["A: m×n; v: n; v ∘ A", "A", ""],
  ])("%s", (program, at, hint) => {
    const found = refusal(program);
    expect(found.at).toBe(at);
    if (hint !== "") expect(found.hint).toBe(hint);
  });
});
