/** From a text in any spelling to numbers: the tokens, the declarations, what is inferred, and the other dialect. */
import { describe, expect, test } from "vitest";
import { deriveSource, parse } from "../../src/derive.js";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { difference, entries, evaluated, randomPoint } from "../numbers.js";

const matrices = "A: n×n; B: n×n";

/** `[meaning, declarations, spellings in Unicode, in ASCII, in LaTeX]`, each list separated by ` ¦ `. */
const tokens: readonly (readonly [what: string, declarations: string, ...spellings: string[]])[] = [
  ["transpose", matrices, "Aᵀ B ¦ A⊤ B", "A' B ¦ A^T B", "A^\\top B ¦ A^T B ¦ A^{\\top} B"],
  ["inverse", matrices, "A⁻¹ B", "A^-1 B ¦ inv(A) B", "A^{-1} B"],
  ["inverse transpose", matrices, "A⁻ᵀ B", "A^-T B", "A^{-\\top} B"],
  ["pseudo-inverse", "A: m×n", "A⁺ ¦ A†", "pinv(A) ¦ A^+", "A^{+} ¦ A^\\dagger"],
  ["product", matrices, "AB ¦ A·B ¦ A B", "A*B ¦ A B", "A B ¦ A \\cdot B"],
  ["Hadamard product", matrices, "A∘B ¦ A⊙B", "A .* B", "A \\circ B ¦ A \\odot B"],
  ["Hadamard quotient", "A: m×n; B: m×n positive", "A⊘B", "A ./ B", "A \\oslash B"],
  ["Hadamard power", "A: m×n positive; p: scalar", "A.^p", "A .^ p", "A^{\\circ p}"],
  ["Kronecker product", "A: m×n; B: p×q", "A⊗B", "kron(A,B)", "A \\otimes B"],
  ["inner product", matrices, "A : B ¦ ⟨A, B⟩", "A : B ¦ dot(A,B) ¦ tr(A'*B)", "\\langle A, B\\rangle"],
  ["squares", matrices, "A² B", "A^2 B", "A^{2} B"],
  ["cubes", matrices, "A³", "A^3", "A^{3}"],
  ["powers", "A: n×n spd; k: scalar", "A^k", "A^k", "A^{k}"],
  ["square root", "A: n×n spd", "A^(1/2) ¦ A^½", "A^(1/2) ¦ sqrt(A)", "A^{1/2} ¦ A^{\\frac{1}{2}}"],
  ["inverse square root", "A: n×n spd", "A^(-1/2) ¦ A^(−1/2)", "A^(-1/2) ¦ A^(-0.5)", "A^{-1/2}"],
  ["square of a scalar", "x: scalar", "x²", "x^2", "x^{2}"],
  ["Frobenius norm", "A: m×n", "‖A‖ ¦ ‖A‖_F", "norm(A) ¦ norm(A,'fro')", "\\|A\\|_F ¦ \\lVert A\\rVert"],
  ["squared norm", "A: m×n", "‖A‖² ¦ ‖A‖_F²", "norm(A)^2", "\\|A\\|_F^2 ¦ \\lVert A\\rVert^{2}"],
  ["nuclear norm", "A: m×n", "‖A‖_*", "norm(A,'nuc') ¦ nucnorm(A)", "\\|A\\|_* ¦ \\lVert A\\rVert_{*}"],
  ["spectral norm", "A: m×n", "‖A‖_2 ¦ ‖A‖₂", "norm(A,2) ¦ opnorm(A)", "\\|A\\|_2"],
  ["2-norm of a vector", "x: n", "‖x‖ ¦ ‖x‖_2", "norm(x) ¦ norm(x,2)", "\\|x\\| ¦ \\lVert x\\rVert_2"],
  ["1-norm", "x: n", "‖x‖_1 ¦ ‖x‖₁", "norm(x,1) ¦ sum(abs(x))", "\\|x\\|_1"],
  ["determinant", "A: n×n", "|A|", "det(A) ¦ det A", "\\det A ¦ |A| ¦ \\lvert A\\rvert"],
  ["absolute value", "x: scalar", "|x|", "abs(x)", "|x| ¦ \\lvert x\\rvert"],
  ["solve", "A: n×n; B: n×k", "A⁻¹B", "A \\ B", "A^{-1} B ¦ A \\backslash B"],
  ["solve from the right", "A: n×n; B: k×n", "BA⁻¹", "B / A", "B A^{-1} ¦ \\frac{B}{A}"],
  ["fractions", "a: scalar; b: scalar positive", "a/b ¦ a b⁻¹", "a/b ¦ a*b^-1", "\\frac{a}{b} ¦ a b^{-1}"],
  ["symmetric part", "A: n×n", "A_sym", "sym(A)", "A_{sym} ¦ A_{\\mathrm{sym}}"],
  ["skew part", "A: n×n", "A_skew", "skew(A)", "A_{skew} ¦ A_{\\mathrm{skew}}"],
  ["diagonal part", "A: n×n", "A_diag", "diagpart(A)", "A_{diag} ¦ A_{\\mathrm{diag}}"],
  ["lower part", "A: n×n", "A_tril", "tril(A)", "A_{tril} ¦ A_{\\mathrm{tril}}"],
  ["upper part", "A: n×n", "A_triu", "triu(A)", "A_{triu} ¦ A_{\\mathrm{triu}}"],
  ["identity", "A: n×n", "A² + I ¦ A² + I_n", "A^2 + eye ¦ A^2 + eye(n)", "A^2 + I_n ¦ A^2 + I_{n}"],
  ["ones", "A: m×n", "A𝟏 ¦ A 1_n ¦ A𝟏_n", "A*ones(n) ¦ A*ones", "A \\mathbf{1} ¦ A \\mathbf{1}_n"],
  ["a matrix of ones", "A: m×n", "A ∘ A + 𝟏𝟏ᵀ", "A .* A + ones(m,n)", "A \\circ A + \\mathbf{1}_{m \\times n}"],
  [
    "zeros",
    "A: m×n",
    "[A; zeros(m,n)]",
    "[A; zeros(m,n)]",
    "\\begin{bmatrix} A \\\\ \\mathbf{0}_{m \\times n} \\end{bmatrix}",
  ],
];

/** The same names in each spelling, which declare themselves. */
const names: readonly (readonly [what: string, ...programs: string[]])[] = [
  [
    "Greek letters",
    "Σ: n×n; Λ: n×n; ε: scalar; ΣΛᵀ + εΣ",
    "Sigma: n x n; Lambda: n x n; eps: scalar; Sigma Lambda' + eps*Sigma",
  ],
  [
    "Greek in LaTeX",
    "Σ: n×n; ε: scalar; εΣᵀΣ",
    "\\Sigma: n \\times n; \\varepsilon: \\text{scalar}; \\varepsilon \\Sigma^\\top \\Sigma",
  ],
  ["numbers", "X₁: m×n; X₂: m×n; X₁ᵀX₂", "X1: m x n; X2: m x n; X1' X2", "X_1: m×n; X_2: m×n; X_1^T X_2"],
  ["numbers in LaTeX", "X₁: m×n; X₁ᵀX₁", "X_{1}: m \\times n; X_{1}^{\\top} X_{1}"],
  ["subscripts", "Σ_xy: n×n; Σ_xy²", "Sigma_xy: n x n; Sigma_xy^2", "\\Sigma_{xy}: n \\times n; \\Sigma_{xy}^2"],
  [
    "long names",
    "W_out: m×n; W_out W_outᵀ",
    "W_out: m x n; W_out W_out'",
    "W_{\\mathrm{out}}: m \\times n; W_{\\mathrm{out}} W_{\\mathrm{out}}^\\top",
  ],
];

/** Every text gives the numbers of the first, outputs and gradients. */
function expectSame(programs: readonly string[]): void {
  const [first, ...others] = programs.map((program) => deriveSource(program));
  const point = randomPoint(first!);
  const expected = evaluated(first!, point, "adjoint");
  expect(
    Object.values(expected.gradients!)
      .flatMap(entries)
      .some((x) => x !== 0),
  ).toBe(true);
  others.forEach((derivation, i) => {
    const answer = evaluated(derivation, point, "adjoint");
    // The same mathematics by other primitives (a power for a root): rounding of a well-conditioned computation.
    expect(difference(answer.outputs, expected.outputs), programs[i + 1]).toBeLessThan(1e-11);
    expect(difference(answer.gradients!, expected.gradients!), programs[i + 1]).toBeLessThan(1e-9);
  });
}

describe("a token means the same in Unicode, ASCII and LaTeX", () => {
  test.each(tokens)("%s", (_, declarations, ...columns) => {
    expect(columns).toHaveLength(3);
    expectSame(columns.flatMap((column) => column.split(" ¦ ").map((spelling) => `${declarations}\n${spelling}`)));
  });

  test.each(names)("%s in names", (_, ...programs) => {
    expectSame(programs);
  });
});

describe("declarations", () => {
  const typed = (text: string): string[] => {
    const { inputs, catalogue } = parse(text);
    return inputs.map(({ name, node, matrix }) => {
      const shape = `${node.rows.key}×${node.cols.key}${matrix ? "" : " plain"}`;
      return [`${name}: ${shape}`, ...catalogue.names(node.properties)].join(" ");
    });
  };

  test.each([
    ["X: m×n; X", "X ∈ ℝ^{m×n}; X"],
    ["X: m×n; X", "X: m x n; X"],
    ["X: m×n; X", "X \\in \\mathbb{R}^{m \\times n}; X"],
    ["X: 3×4; X", "X ∈ ℝ^{3×4}; X"],
    ["x: n; x", "x ∈ ℝ^n; x"],
    ["x: n; x", "x \\in \\mathbb{R}^n; x"],
    ["a: scalar; a", "a ∈ ℝ; a"],
    ["S: n×n symmetric; S", "S ∈ 𝕊^n; S"],
    ["S: n×n symmetric; S", "S \\in \\mathbb{S}^n; S"],
    ["S: n×n spd; S", "S ∈ 𝕊^n_{++}; S"],
    ["S: n×n psd; S", "S ∈ 𝕊^n_{+}; S"],
    ["X: 2n×(n+1); X", "X ∈ ℝ^{2n×(n+1)}; X"],
    ["X: (n+1)×n; X", "X ∈ ℝ^{(n+1) \\times n}; X"],
    ["X: (n+1)×n positive; X", "X ∈ ℝ^((n+1)×n)_{++}; X"],
  ])("%s is %s", (colon, member) => {
    expect(typed(member)).toEqual(typed(colon));
  });

  const declarable = loadCatalogue().data.properties.filter((p) => p.declarable);

  test("there are the properties that the language lists", () => {
    const listed =
      "symmetric skew spd psd diagonal lower upper unit orthogonal orthonormal projector invertible fullrank positive " +
      "nonnegative rowstochastic constant";
    expect(declarable.map((p) => p.name).sort()).toEqual(listed.split(" ").sort());
  });

  test.each(declarable.map((p) => [p.name, p.closure] as const))(
    "%s, in both styles, with what it implies",
    (name, closure) => {
      const words = name === "unit" ? "lower unit" : name;
      for (const text of [`A: n×n ${words}; A`, `A ∈ ℝ^{n×n} ${words}; A`]) {
        const { inputs, catalogue } = parse(text);
        expect(inputs[0]!.node.properties & closure, text).toBe(closure);
        expect(catalogue.names(inputs[0]!.node.properties), text).not.toEqual([]);
      }
    },
  );

  const structures: readonly (readonly [
    property: string,
    at: (i: number, j: number, G: readonly (readonly number[])[]) => number,
  ])[] = [
    ["symmetric", (i, j, G) => G[j]![i]!],
    ["spd", (i, j, G) => G[j]![i]!],
    ["psd", (i, j, G) => G[j]![i]!],
    ["skew", (i, j, G) => -G[j]![i]!],
    ["diagonal", (i, j, G) => (i === j ? G[i]![j]! : 0)],
    ["lower", (i, j, G) => (i >= j ? G[i]![j]! : 0)],
    ["upper", (i, j, G) => (i <= j ? G[i]![j]! : 0)],
    ["lower unit", (i, j, G) => (i > j ? G[i]![j]! : 0)],
  ];

  test.each(structures)(
    "the gradient of a %s input has its structure, and is the projection of the plain one",
    (property, at) => {
      const program = (words: string): string => `A: n×n ${words}\nB: n×n constant\nA B A`;
      const structured = deriveSource(program(property));
      const point = randomPoint(structured);
      const G = evaluated(structured, point, "adjoint").gradients!["A"] as number[][];
      G.forEach((row, i) =>
        row.forEach((x, j) => {
          expect(x - at(i, j, G) === 0).toBe(true);
        }),
      );
      const plain = evaluated(deriveSource(program("")), point, "adjoint").gradients!["A"] as number[][];
      const pairing = (E: readonly number[][]): number =>
        G.flatMap((row, i) => row.map((x, j) => x * E[i]![j]!)).reduce((a, b) => a + b);
      // ⟨G, plain⟩ = ⟨G, G⟩ for an orthogonal projection G of it.
      expect(pairing(plain) / pairing(G)).toBeCloseTo(1, 10);
    },
  );

  test("a dimension stands for its number", () => {
    const derivation = deriveSource("X: m×n\nsum(X)/(m n) + m + 2n");
    const answer = evaluated(
      derivation,
      {
        ...randomPoint(derivation),
        inputs: {
          X: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
        sizes: new Map(),
      },
      "adjoint",
    );
    expect(answer.outputs["Y"]).toBeCloseTo(3.5 + 2 + 6, 14);
  });

  test("a constant has no gradient", () => {
    const derivation = deriveSource("X: m×n; B: m×n constant; sum(X ∘ B)");
    expect(derivation.gradients.map((g) => g.input.name)).toEqual(["X"]);
  });
});

describe("what is inferred where nothing is declared", () => {
  test.each([
    ["log(XᵀX + εI)", "X: m×n; ε: 1×1"],
    ["Z(ZᵀZ)⁻¹Zᵀ", "Z: m×n"],
    ["xᵀAx", "x: m×1; A: m×m"],
    ["xᵀAy", "x: m×1; A: m×n; y: n×1"],
    ["‖Ax − b‖²", "A: m×n; x: n×1; b: m×1"],
    ["tr(AXB)", "A: m×n; X: n×p; B: p×m"],
    ["αA + βB", "α: 1×1; A: m×n; β: 1×1; B: m×n"],
    ["logdet(S)", "S: m×m"],
    ["A ∘ (B C)", "A: m×n; B: m×p; C: p×n"],
    ["sum(exp.(AX) ∘ B)", "A: m×n; X: n×p; B: m×p"],
    ["[A; B] x", "A: m×n; B: p×n; x: n×1"],
    ["A⁻¹ B", "A: m×m; B: m×n"],
    ["A𝟏", "A: m×n"],
    ["U, Λ = eig(S)", "S: m×m"],
    ["A ⊗ B", "A: m×n; B: p×q"],
    ["Γ Δ", "Γ: m×n; Δ: n×p"],
    ["lyap(A, C)", "A: m×m; C: m×m"],
    ["A \\ b", "A: m×m; b: m×1"],
    ["u vᵀ", "u: m×1; v: n×1"],
  ])("%s: %s", (program, expected) => {
    const { inputs } = parse(program);
    expect(inputs.every((i) => i.inferred)).toBe(true);
    expect(inputs.map(({ name, node }) => `${name}: ${node.rows.key}×${node.cols.key}`).join("; ")).toBe(expected);
  });

  test.each(["f(t) = t/(1 + exp(t)); f(A)", "log(A)", "A^(1/2)", "tr(exp(A)) + ‖A‖²"])(
    "%s: A is taken to be symmetric",
    (program) => {
      const { presumed, catalogue } = parse(program);
      expect(presumed.map(({ name, properties }) => [name, catalogue.names(properties)])).toEqual([
        ["A", ["symmetric"]],
      ]);
      // Declared, A is what the declaration says.
      expect(parse(`A: n×n symmetric; ${program}`).presumed).toEqual([]);
    },
  );
});

describe("--syntax matrixcalculus", () => {
  test.each([
    ["x'*A*x", "x: n; A: n×n; xᵀAx"],
    ["A*exp(x)", "A: m×n; x: n; A exp.(x)"],
    ["(y.*v)'*x", "y: n; v: n; x: n; (y∘v)ᵀx"],
    ["norm2(A*x - y)^2", "A: m×n; x: n; y: m; ‖Ax − y‖²"],
    ["norm1(A*x - y)", "A: m×n; x: n; y: m; sum(abs.(Ax − y))"],
    ["sum(log(exp(-y.*(X*w)) + vector(1)))", "y: m; X: m×n; w: n; sum(log.(exp.(−(y∘(Xw))) + 𝟏))"],
    ["tr(A*X'*B)", "A: m×n; X: p×n; B: p×m; tr(AXᵀB)"],
    ["log(det(X'*X)) + c*sum(x)", "X: m×n; x: p; c: scalar; logdet(XᵀX) + c sum(x)"],
    ["logdet(X)", "X: n×n; logdet(X)"],
    ["inv(A)*x + a*x", "A: n×n; x: n; a: scalar; A⁻¹x + a x"],
    ["sin(X).*cos(X)", "X: m×n; sin.(X) ∘ cos.(X)"],
    ["exp(X)./(matrix(1) + exp(X))", "X: m×n; exp.(X) ⊘ (𝟏𝟏ᵀ + exp.(X))"],
    ["x.^2 + a*vector(1)", "x: n; a: scalar; x.^2 + a𝟏"],
    ["A - c*eye", "A: n×n; c: scalar; A − cI"],
    ["tanh(W*x + b*vector(1))", "W: m×n; x: n; b: scalar; tanh.(Wx + b𝟏)"],
    ["x'*diag(w)*x", "x: n; w: n; xᵀ diag(w) x"],
  ])("%s is %s", (theirs, ours) => {
    const derivation = deriveSource(ours);
    const point = randomPoint(derivation);
    const answer = evaluated(deriveSource(theirs, { syntax: "matrixcalculus" }), point, "adjoint");
    const expected = evaluated(derivation, point, "adjoint");
    expect(difference(answer.outputs, expected.outputs)).toBeLessThan(1e-12);
    expect(difference(answer.gradients!, expected.gradients!)).toBeLessThan(1e-10);
  });
});
