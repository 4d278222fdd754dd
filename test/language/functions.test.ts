/** Every function of the language in a small program: derived, checked, and its variation paired with its gradient. */
import { describe, expect, test } from "vitest";
import { checkDerivation } from "../../src/check/derivation/check.js";
import { deriveSource } from "../../src/derive.js";
import { emit } from "../../src/emit.js";
import { functionWords, loadCatalogue } from "../../src/expression/catalogue/load.js";
import { evaluated, inner, randomPoint, type Numbers } from "../numbers.js";

/** Functions of the entries, with the property of a matrix in their domain. */
const entrywise: readonly (readonly [name: string, property: string])[] = [
  ...(
    "exp log1p cbrt abs sin cos tan asin acos atan sinh cosh tanh sigmoid relu softplus gelu silu erf square recip " +
    "expm1 logcosh sign step atleast logsigmoid leakyrelu elu asinh atanh"
  )
    .split(" ")
    .map((name) => [name, ""] as const),
  ["log", "positive"],
  ["sqrt", "positive"],
];

/** Arguments between −1 and 1, where asin and acos have values. */
const bounded = new Set(["asin", "acos", "atanh", "log1p", "tan"]);

const programs: readonly (readonly [name: string, program: string])[] = [
  ...entrywise.map(([name, property]) => {
    const argument = bounded.has(name) ? "sin.(A)/2" : "A";
    return [name, `A: m×n ${property}\n${name}.(${argument})`] as const;
  }),
  ["exp of a vector, without the dot", "x: n\nexp(x)"],
  ["log of a scalar, without the dot", "x: scalar positive\nlog(x)"],
  ["acosh", "x: n\nacosh(1 + exp(x))"],
  ["where", "A: m×n\nB: m×n\nM: m×n\nwhere(step.(M), A, B)"],
  ["where with a number", "A: m×n\nwhere(A > 0, A, -1)"],
  ["where with a number first", "A: m×n\nwhere(A > 0, 2, A)"],
  ["where with two numbers", "A: m×n\ns: scalar\nwhere(A > 0, s, 2s)"],
  ["largest of rows", "A: m×n\nrowmax(A)"],
  ["smallest of rows", "A: m×n\nrowmin(A)"],
  ["largest of columns", "A: m×n\ncolmax(A)"],
  ["smallest of columns", "A: m×n\ncolmin(A)"],
  ["stop", "x: n\nx ∘ stop(exp(x))"],
  ["sort", "x: n\nsort(x)"],
  ["cumsum", "x: n\ncumsum(x)"],
  ["squared distances", "X: m×k\nZ: n×k\nsqdist(X, Z)"],
  ["squared distances within", "X: m×k\nsqdist(X)"],
  ["cov", "X: m×n\ncov(X)"],
  ["khatrirao", "A: m×n\nB: p×n\nkhatrirao(A, B)"],
  ["logsoftmax", "A: m×n\nlogsoftmax(A)"],
  ["logsoftmax of a vector", "x: n\nlogsoftmax(x)"],
  ["crossentropy", "Z: m×n\nT: m×n\ncrossentropy(Z, T)"],
  ["crossentropy of a vector", "z: n\nt: n\ncrossentropy(z, t)"],

  ["max", "A: m×n\nB: m×n\nmax(A, B)"],
  ["max with a number", "A: m×n\nmax(A, 0)"],
  ["max of the entries", "A: m×n\nmax(A)"],
  ["min", "A: m×n\nB: m×n\nmin(A, B)"],
  ["min with a number", "A: m×n\nmin(A, 0)"],
  ["min of the entries", "A: m×n\nmin(A)"],

  ["pow", "A: m×n positive\np: scalar\npow(A, p)"],
  ["a function of one's own by entries", "f(t) = t tanh(log(1 + exp(t)))\nA: m×n\nf.(A)"],
  ["a function of one's own of a symmetric matrix", "f(t) = t tanh(log(1 + exp(t)))\nS: n×n symmetric\nf(S)"],
  ["a function of one's own with a parameter", "a: scalar\nf(t) = t/(1 + exp(a t))\nA: m×n\nf.(A)"],
  ["inv", "A: n×n\ninv(A)"],
  ["inv of a definite matrix", "S: n×n spd\ninv(S)"],
  ["pinv", "A: m×n\npinv(A)"],
  ...["log", "sqrt"].map((f) => [`${f} of a definite matrix`, `S: n×n spd\n${f}(S)`] as const),
  ...["exp", "sin", "cos", "sign", "tanh"].map(
    (f) => [`${f} of a symmetric matrix`, `S: n×n symmetric\n${f}(S)`] as const,
  ),
  ["a real power of a definite matrix", "S: n×n spd\np: scalar\nS^p"],
  ["the inverse square root", "S: n×n spd\nS^(-1/2)"],
  ["exp of a general matrix", "A: n×n\nB: n×n constant\nexp(A) B"],
  ["sqrt of a general matrix", "A: n×n invertible\nsqrt(A)"],
  ["log of a general matrix", "A: n×n invertible\nlog(A)"],
  ["a whole power of a general matrix", "A: n×n\nA³"],
  ["a negative power of a general matrix", "A: n×n invertible\nA^(-2)"],
  ["tr", "A: n×n\ntr(A A)"],
  ["det", "A: n×n\ndet(A)"],
  ["logdet", "A: n×n\nlogdet(A)"],
  ["logdet of a definite matrix", "S: n×n spd\nlogdet(S)"],
  ["sum", "A: m×n\nsum(A ∘ A)"],
  ["mean", "A: m×n\nmean(A ∘ A)"],
  ["dot", "A: m×n\nB: m×n\ndot(A, B)"],
  ["norm", "A: m×n\nnorm(A)"],
  ["norm of a vector", "x: n\nnorm(x)"],
  ["norm 1", "x: n\nnorm(x, 1)"],
  ["norm 2", "A: m×n\nnorm(A, 2)"],
  ["norm 'nuc'", "A: m×n\nnorm(A, 'nuc')"],
  ["norm 'fro'", "A: m×n\nnorm(A, 'fro')"],
  ["opnorm", "A: m×n\nopnorm(A)"],
  ["nucnorm", "A: m×n\nnucnorm(A)"],
  ["schatten", "A: m×n\nschatten(A, 3)"],
  ["eigmax", "S: n×n symmetric\neigmax(S)"],
  ["eigmin", "S: n×n symmetric\neigmin(S)"],
  ["eigvals", "S: n×n symmetric\neigvals(S)"],
  ["svdvals", "A: m×n\nsvdvals(A)"],
  ["rowsum", "A: m×n\nrowsum(A)"],
  ["colsum", "A: m×n\ncolsum(A)"],
  ["rowmean", "A: m×n\nrowmean(A)"],
  ["colmean", "A: m×n\ncolmean(A)"],
  ["softmax", "A: m×n\nsoftmax(A)"],
  ["softmax of a vector", "x: n\nsoftmax(x)"],
  ["logsumexp", "A: m×n\nlogsumexp(A)"],
  ["logsumexp of a vector", "x: n\nlogsumexp(x)"],
  ["blocks below each other", "A: m×n\nB: k×n\n[A; B]"],
  ["blocks beside each other", "A: m×n\nB: m×k\n[A, B]"],
  ["a block matrix", "A: m×n\nB: m×k\nC: p×n\nD: p×k\n[A, B; C, D]"],
  ["a slice", "A: 5×n\nA[2:4, :]"],
  ["a column", "A: m×5\nA[:, 3]"],
  ["an entry", "A: 4×5\nA[4, 5]"],
  ["reshape", "A: 4×6\nreshape(A, 3, 8)"],
  ["sym", "A: n×n\nsym(A)"],
  ["skew", "A: n×n\nskew(A)"],
  ["diag of a matrix", "A: n×n\ndiag(A)"],
  ["diag of a vector", "x: n\ndiag(x)"],
  ["diagpart", "A: n×n\ndiagpart(A)"],
  ["tril", "A: n×n\ntril(A)"],
  ["triu", "A: n×n\ntriu(A)"],
  ["vec", "A: m×n\nvec(A)"],
  ["vech", "S: n×n symmetric\nvech(S)"],
  ["unvech", "x: 6\nunvech(x, 3)"],
  ["kron", "A: m×n\nB: p×q\nkron(A, B)"],
  ["blkdiag", "A: m×n\nB: p×q\nblkdiag(A, B)"],
  ["proj", "Z: m×n\nproj(Z)"],
  ["svd", "X: m×n\nU, Σ, V = svd(X)\nU Σ² Uᵀ"],
  ["svd, the largest alone", "X: 5×4\nU, Σ, V = svd(X, 2)\nU Σ Vᵀ"],
  ["eig", "S: n×n symmetric\nU, Λ = eig(S)\nU Λ³ Uᵀ"],
  ["eig, the largest alone", "S: 5×5 symmetric\nU, Λ = eig(S, 2)\nU Λ Uᵀ"],
  ["eig of two matrices", "S: n×n symmetric\nB: n×n spd\nV, Λ = eig(S, B)\nV Λ Vᵀ"],
  ["chol", "S: n×n spd\nchol(S)"],
  ["qr", "X: 5×3 fullrank\nQ, R = qr(X)\nreturn Q, R"],
  ["lu", "A: n×n invertible\nL, U, P = lu(A)\nreturn L, U"],
  ["polar", "X: 5×3 fullrank\nQ, P = polar(X)\nreturn Q, P"],
  ["solve from the left", "A: n×n\nB: n×k\nA \\ B"],
  ["solve from the right", "A: n×n\nB: k×n\nB / A"],
  ["lyap", "A: n×n spd\nC: n×n\nlyap(A, C)"],
  ["sylvester", "A: n×n spd\nB: m×m spd\nC: n×m\nsylvester(A, B, C)"],
  ["dlyap", "A: n×n\nQ: n×n\ndlyap(A, Q)"],
  ["toeplitz", "w: k\ntoeplitz(w, n)"],
  ...["lgamma", "digamma", "trigamma", "tetragamma"].flatMap((f) => [
    [`${f} of the entries`, `A: m×n positive\n${f}.(A)`] as const,
    [`${f} of a definite matrix`, `S: n×n spd\n${f}(S)`] as const,
  ]),
  ["pentagamma of a constant", "A: m×n constant positive\nB: m×n\npentagamma.(A) ∘ B"],
  ["normalcdf of the entries", "A: m×n\nnormalcdf.(A)"],
  ["normalcdf of a symmetric matrix", "S: n×n symmetric\nnormalcdf(S)"],
  ["lstsq", "A: 5×3 fullrank\nb: 5\nlstsq(A, b)"],
];

describe.each(programs)("%s", (_, program) => {
  const derivation = deriveSource(program);

  test("has the derivatives that the check confirms", () => {
    const report = checkDerivation(derivation, { trials: 1 });
    expect(report.verdict, report.reason).toBe("passed");
  });

  test("has a variation that pairs with its gradient as evaluated at numbers", () => {
    const point = randomPoint(derivation, 3);
    const { gradients, outputs } = evaluated(derivation, point, "adjoint");
    const forward = evaluated(derivation, point, "variation");
    expect(forward.outputs).toEqual(outputs);
    const [left, right] = [inner(point.cotangents, forward.tangents!), inner(point.tangents, gradients!)];
    // Both sides are sums of a few dozen products of numbers near 1: rounding, with room for a condition of 1e4.
    expect(Math.abs(left - right)).toBeLessThan(1e-10 * Math.max(1, size(point.cotangents, forward.tangents!)));
  });

  test("is printed as a variation", () => {
    const text = emit(derivation, "text", { form: "variation" });
    for (const { input, unused } of derivation.gradients) {
      // Of a condition the output takes only where it holds.
      if (unused) continue;
      const constant = derivation.variations.every((v) => !v.node.varies);
      if (!constant) expect(text).toContain(`d${input.spelling}`);
    }
  });
});

const size = (a: Numbers, b: Numbers): number => Math.sqrt(inner(a, a) * inner(b, b));

/** Heads of trees that are written as signs. */
const signs =
  "block entrywise hadamard hadamardPower identity inner inverse kronecker matrix-function ones power product slice " +
  "total transpose zeros";
/** Functions that appear in derivatives. */
const ofDerivatives =
  "adj adjvar argmax bandfrechet bandfrechet2 bandloewner bandloewner2 cogramfun commutation duplication eigband eigresolvent eigvectors embed frechet gate " +
  "cumsumback diagonalsums rowargmax sortlike ungate unsortlike frechet2 gaps gapsto gramfun gramratio kronleft kronright loewner loewner2 oddloewner oddratio svdfun";

test("the table leaves out only signs, and what appears in derivatives alone", () => {
  const text = programs.map(([, program]) => program).join("\n");
  const missing = functionWords(loadCatalogue()).filter((f) => !new RegExp(`\\b${f}\\b`).test(text));
  expect(missing.sort()).toEqual(`${signs} ${ofDerivatives}`.split(" ").sort());
});
