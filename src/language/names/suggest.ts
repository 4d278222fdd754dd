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

/** The candidate closest to the word, if it is close: one to three edits, by its length, or the same stem. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const allowed = word.length < 5 ? 1 : word.length < 8 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const edits = editsBetween(word, candidate);
    // Two edits and another first letter make another word: `write` is not `prime`.
    if (edits > 1 && candidate.charAt(0) !== word.charAt(0)) continue;
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

/** `invert` begins as `inv` does. */
const sharesStem = (word: string, candidate: string): boolean =>
  Math.min(word.length, candidate.length) >= 3 && (word.startsWith(candidate) || candidate.startsWith(word));

/** The hint for an unknown word, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64) return undefined;
  const known = Array.from(candidates);
  const other = otherNames.get(word.toLowerCase());
  const near = word.length < 3 ? undefined : closest(word, known);
  const found = other !== undefined && (other.includes("'") || known.includes(other)) ? other : near;
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}

/** The word that a hint of `didYouMean` suggests. */
export const suggestedIn = (hint: string | undefined): string | undefined =>
  /^did you mean `([^`]+)`\?$/.exec(hint ?? "")?.[1];
