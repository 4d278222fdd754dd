/** Products with Hessians of every spectral function where eigenvalues or singular values coincide, against 90 digits. */
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "../../src/expression/catalogue/load.js";
import { errorOfProduct, type Rows } from "./many-digits.js";

/** What a kernel may lose where the problem itself is well conditioned. */
const DIGITS = 1e-10;

const B: Rows = [[0.3, 0.2, -0.8], [0.7, 0.9, 0.5], [-0.1, 0.4, 1.3]]; // prettier-ignore
const E: Rows = [[0.5, 0.7, -0.1], [0.7, -0.7, 0.4], [-0.1, 0.4, 0.9]]; // prettier-ignore
const diagonal = (d: readonly number[]): Rows => d.map((x, i) => d.map((_, j) => (i === j ? x : 0)));
/** Gaps that are none, lost in rounding, half the digits, and wide enough for quotients. */
const GAPS = [0, 1e-12, 1e-8, 1e-4];

/** Functions with a kink at 0, curved only between eigenvalues of both signs. */
const BOTH_SIGNS = new Set(["abs", "relu", "leakyrelu", "elu"]);

const { scalars } = loadCatalogue();
/** Constant but for jumps: there is nothing to compare. */
const LEVEL = new Set(["sign", "step", "atleast"]);
/** What takes minutes with many digits; its derivatives are in the list. */
const SLOW = new Set(["lgamma"]);
/** The second derivative of the last but one of a sequence is not given. */
const WITHOUT = new Set(["tetragamma"]);
const functions = [...scalars.values()]
  .filter((f) => f.last !== true && ![LEVEL, SLOW, WITHOUT].some((names) => names.has(f.name)))
  .map((f) => f.name);

describe("every scalar function of a symmetric matrix", () => {
  test.each(functions)("%s", (f) => {
    const at = f === "acosh" ? 1.4 : 0.4;
    for (const gap of GAPS) {
      const points = [
        [at, at + gap, at + 0.3],
        [at, at + gap, at + 2 * gap],
        ...(BOTH_SIGNS.has(f) ? [[-at, at, at + gap]] : []),
      ];
      for (const d of points) {
        const error = errorOfProduct(
          `S: n×n symmetric; B: n×n constant; tr(B ${f}(S))`,
          { S: diagonal(d), B },
          { S: E },
        );
        expect(error, `at eigenvalues ${d.join(", ")}`).toBeLessThan(DIGITS);
      }
    }
  });
});

test.each([...WITHOUT])("%s of a symmetric matrix is refused by name", (f) => {
  const at = { S: diagonal([0.4, 0.4, 0.7]), B };
  expect(() => errorOfProduct(`S: n×n symmetric; B: n×n constant; tr(B ${f}(S))`, at, { S: E })).toThrow(
    "the derivative of pentagamma is not known here",
  );
});

/** Composites of eigenvalues: S has the eigenvalues 1, 1 + gap, 3. */
const OF_EIGENVALUES = [
  "tr(B S^(-1/2))",
  "tr(B S^(1/3))",
  "tr(sqrt(S))^2",
  "tr(S log(S))",
  "norm(log(S))^2",
  "eigmax(S)^2",
  "sum(exp(eigvals(S)))",
  "logsumexp(eigvals(S))",
  "logsumexp(3*eigvals(S))",
  "l = eigvals(S); p = l/sum(l); -pᵀlog(p)",
  "U, Λ = eig(S); tr(B U exp(Λ) Uᵀ)",
  "U, Λ = eig(S, 1); tr(B U Uᵀ)",
  "a = 0.5; f(t) = log(a + exp(t)); tr(B f(S))",
  "tr(B log(S S + S))",
];
/** Of the two largest eigenvalues: S has the eigenvalues 1, 3, 3 + gap. */
const OF_LARGEST = [
  "eigmin(S)^2",
  "U, Λ = eig(S, 2); tr(Λ)",
  "U, Λ = eig(S, 2); tr(Λ^2)",
  "U, Λ = eig(S, 2); sum(log(diag(Λ)))",
  "U, Λ = eig(S, 2); sum(sqrt(diag(Λ)))^2",
  "U, Λ = eig(S, 2); tr(B U Uᵀ)",
  "U, Λ = eig(S, 2); norm(U Λ Uᵀ - B)^2",
];

describe("composites of eigenvalues", () => {
  const compare = (loss: string, d: (gap: number) => readonly number[]): void => {
    for (const gap of GAPS) {
      const error = errorOfProduct(`S: n×n spd; B: n×n constant; ${loss}`, { S: diagonal(d(gap)), B }, { S: E });
      expect(error, `at a gap of ${gap}`).toBeLessThan(DIGITS);
    }
  };
  test.each(OF_EIGENVALUES)("%s", (loss) => {
    compare(loss, (gap) => [1, 1 + gap, 3]);
  });
  test.each(OF_LARGEST)("%s", (loss) => {
    compare(loss, (gap) => [1, 3, 3 + gap]);
  });
});

/** Composites of singular values: X has the singular values 1 + gap, 1. */
const OF_SINGULAR_VALUES = [
  "nucnorm(X)",
  "nucnorm(X)^2",
  "schatten(X, 3)",
  "norm(pinv(X))^2",
  "sum(log(1 + svdvals(X).^2))",
  "sum(exp(svdvals(X)))",
  "logsumexp(svdvals(X))",
  "logsumexp(2*svdvals(X))",
  "sum(max(svdvals(X) - 0.5, 0).^2)",
  "U, Σ, V = svd(X); tr(Tᵀ U Vᵀ)",
  "U, Σ, V = svd(X); norm(U Vᵀ - T)^2",
  "U, Σ, V = svd(X); tr(Tᵀ U exp(Σ) Vᵀ)",
  "U, Σ, V = svd(X); norm(U sqrt(Σ) Vᵀ - T)^2",
  "U, Σ, V = svd(X); tr(Uᵀ T V log(Σ + eye))",
];
const X: Rows = [[1, 0], [0, 1], [0, 0]]; // prettier-ignore
const T: Rows = [[0.4, -0.2], [0.9, 0.1], [-0.6, 0.8]]; // prettier-ignore
const dX: Rows = [[0.2, -0.5], [0.4, 0.3], [0.7, -0.1]]; // prettier-ignore
const turned = (a: Rows): Rows => a[0]!.map((_, j) => a.map((r) => r[j]!));

describe("composites of singular values", () => {
  test.each(OF_SINGULAR_VALUES)("%s", (loss) => {
    for (const gap of GAPS) {
      const moved = X.map((row, i) => row.map((x, j) => x + (i === 0 && j === 0 ? gap : 0)));
      for (const [x, t, d] of [[moved, T, dX], [moved, T, dX].map((a) => turned(a))] as [Rows, Rows, Rows][]) {
        const error = errorOfProduct(`X: m×n; T: m×n constant; ${loss}`, { X: x, T: t }, { X: d });
        expect(error, `at a gap of ${gap}, ${x.length}×${x[0]!.length}`).toBeLessThan(DIGITS);
      }
    }
  });

  test.each(["polar(X)"])("the factors of %s", (factorization) => {
    for (const gap of GAPS) {
      const moved = X.map((row, i) => row.map((x, j) => x + (i === 0 && j === 0 ? gap : 0)));
      const source = `X: m×n; T: m×n constant; Q, P = ${factorization}; tr(Tᵀ Q P P)`;
      expect(errorOfProduct(source, { X: moved, T }, { X: dX }), `at a gap of ${gap}`).toBeLessThan(DIGITS);
    }
  });

  test.each(["U, Σ, V = svd(X, 1); sum(diag(Σ))", "opnorm(X)^2"])("%s, where the others coincide", (loss) => {
    for (const gap of GAPS) {
      const at = { X: diagonal([3, 1, 1 + gap]) };
      expect(errorOfProduct(`X: m×n; ${loss}`, at, { X: B }), `at a gap of ${gap}`).toBeLessThan(DIGITS);
    }
  });

  test.each([
    "U, Σ, V = svd(X, 2); sum(diag(Σ))",
    "U, Σ, V = svd(X, 2); sum(diag(Σ).^3)",
    "U, Σ, V = svd(X, 2); tr(Tᵀ U Vᵀ)",
    "U, Σ, V = svd(X, 2); norm(U Σ Vᵀ - T)^2",
  ])("%s, where the two coincide", (loss) => {
    for (const gap of GAPS) {
      const error = errorOfProduct(
        `X: m×n; T: m×n constant; ${loss}`,
        { X: diagonal([3, 3 + gap, 1]), T: B },
        { X: E },
      );
      expect(error, `at a gap of ${gap}`).toBeLessThan(DIGITS);
    }
  });
});

describe("determinants of singular matrices", () => {
  test.each([
    ["X: n×n; det(X)", [1, 0, 2]],
    ["X: n×n; det(X)", [0, 0, 2]],
    ["X: n×n; det(X)^2", [1, 0, 2]],
    ["X: n×n; det(X X)", [0, 0, 2]],
  ])("%s at diag(%j)", (source, d) => {
    expect(errorOfProduct(source, { X: diagonal(d) }, { X: B })).toBeLessThan(DIGITS);
  });
});
