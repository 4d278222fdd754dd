/** "Did you mean": the nearest known word by edit distance, and what other systems call the same thing. */
import { distance } from "fastest-levenshtein";

/** What users of other systems write, and what it is called here. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["trace", "tr"],
  ["transpose", "A'"],
  ["inverse", "inv"],
  ["determinant", "det"],
  ["logm", "log"],
  ["expm", "exp"],
  ["sqrtm", "sqrt"],
  ["identity", "eye"],
  ["eigh", "eig"],
  ["eigen", "eig"],
  ["cholesky", "chol"],
  ["frobenius", "norm"],
  ["logistic", "sigmoid"],
  ["tanhm", "tanh"],
  ["arcsin", "asin"],
  ["arccos", "acos"],
  ["arctan", "atan"],
  ["expit", "sigmoid"],
]);

/** What other systems have and this language has not, and what to write instead. */
const withoutCounterpart: ReadonlyMap<string, string> = new Map([
  ["var", "write the variance out: `mean((x - mean(x)).^2)`"],
  ["prod", "write the product of entries with an index: `Π_i x_i`"],
  ["std", "write the deviation out: `sqrt(mean((x - mean(x)).^2))`"],
  ...["conj", "conjugate", "real", "re"].map((word) => [word, "every number is real: leave it out"] as const),
  ...["imag", "im"].map((word) => [word, "every number is real: there is no imaginary part"] as const),
  ["ctranspose", "every number is real: write `A'`"],
  ...["symmetric", "hermitian"].map(
    (word) => [word, "declare the matrix, `A: symmetric`, or write `sym(A)` for its symmetric part"] as const,
  ),
  ["kl", "write the divergence of two vectors out: `sum(p ∘ log(p ⊘ q))`"],
  ["relative_entropy", "write the divergence of two vectors out: `sum(p ∘ log(p ⊘ q))`"],
  ["entropy", "write the entropy of a vector out: `-sum(p ∘ log(p))`"],
  ["expectation", "write the mean of samples, `mean(x)` or `colmean(X)`"],
  ["normalize", "write the vector over its norm: `x/norm(x)`"],
  ["cross_entropy", "write `crossentropy(Z, T)`"],
  ["rank", "the rank is piecewise constant and has no derivative"],
  ["einsum", "write the sum with matrices: `A B`, `tr(A B)`, `diag(A B)`, `x yᵀ`, `sum(A ∘ B)`"],
  ["grad", "write the function; its gradient is what is computed"],
  ["fft", "write the transform as a product with a constant matrix: `F x`"],
  ["conv", "write the convolution as a product with a matrix"],
  ["bsxfun", "write the operation itself: `X - 𝟏 colmean(X)ᵀ`"],
  ["repmat", "write a product with ones: `𝟏 bᵀ` repeats a row, `a 𝟏ᵀ` a column"],
  ["tile", "write a product with ones: `𝟏 bᵀ` repeats a row, `a 𝟏ᵀ` a column"],
  ["mseloss", "write `mse_loss(y, t)`, or the mean out: `mean((y - t).^2)`"],
  ["crossentropyloss", "write `crossentropy(Z, T)`"],
  ["const", "leave a constant out: its derivative is 0"],
  ...["for", "while"].map(
    (word) => [word, "loops are not read: write the steps as lines, or a sum, `Σ_i`, `Σ_{i=1}^m`"] as const,
  ),
  ["linear", "write the layer out: `W x + b`"],
  ...["log2", "log_2"].map((word) => [word, "write `log(x)/log(2)`"] as const),
  ...["log10", "log_10"].map((word) => [word, "write `log(x)/log(10)`"] as const),
  ["shape", "write the size itself, n of `x: n`"],
  ["median", "there is no median; `mean`, `max`, `min` and `sum` are there"],
]);

/** The candidate closest to the word, if it is close: one to three edits, by its length, or a stem of it. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const allowed = word.length < 8 ? 1 : word.length < 12 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(word, candidate);
    // Two edits and another first letter make another word: `write` is not `prime`.
    if (edits > 1 && candidate.charAt(0) !== word.charAt(0)) continue;
    // Another letter in a word of three, or one letter less in one of four, makes another word: `std` is not `svd`.
    if (edits === 1 && Math.min(word.length, candidate.length) <= 3 && !isSlip(word, candidate)) continue;
    const nearness = edits > allowed && sharesStem(word, candidate) ? allowed + 0.5 : edits;
    if (nearness < bestDistance) [best, bestDistance] = [candidate, nearness];
  }
  return best;
}

/** Edits from one word to the other; another case is half an edit, two neighbours in the wrong order are one. */
const editsBetween = (word: string, candidate: string): number => {
  if (candidate.toLowerCase() === word.toLowerCase()) return 0.5;
  return isSwapped(word, candidate) ? 1 : distance(word, candidate);
};

function isSwapped(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return false;
  const at = Array.from(word).findIndex((_, i) => word[i] !== candidate[i]);
  return at >= 0 && word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2) === candidate;
}

/** Two neighbours in the wrong order, or a letter twice or not at all. */
function isSlip(word: string, candidate: string): boolean {
  if (word.length === candidate.length) return isSwapped(word, candidate);
  if (word.length < candidate.length) return true;
  return Array.from(word).some((c, i) => c === word[i + 1] && word.slice(0, i) + word.slice(i + 1) === candidate);
}

/** `invert` begins as `inv` does, and `symm` as `symmetric`; `var` is no beginning of `varepsilon`. */
const sharesStem = (word: string, candidate: string): boolean =>
  (candidate.length >= 3 && word.startsWith(candidate)) ||
  (word.length >= 4 && candidate.startsWith(word) && 3 * word.length >= candidate.length);

/** The hint for an unknown word, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const instead = withoutCounterpart.get(word.toLowerCase());
  if (instead !== undefined) return instead;
  const known = Array.from(candidates);
  const other = otherNames.get(word.toLowerCase());
  const near = word.length < 3 ? undefined : closest(word, known);
  const found = other !== undefined && (other.includes("'") || known.includes(other)) ? other : near;
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}

/** The word that a hint of `didYouMean` suggests. */
export const suggestedIn = (hint: string | undefined): string | undefined =>
  /^did you mean `([^`]+)`\?$/.exec(hint ?? "")?.[1];
