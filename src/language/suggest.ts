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
    if (edits < bestDistance) [best, bestDistance] = [candidate, edits];
  }
  return best;
}

/** Edits from one word to the other; another case is half an edit, a longer ending (`invert`, `inv`) one. */
function editsBetween(word: string, candidate: string): number {
  if (candidate.toLowerCase() === word.toLowerCase()) return 0.5;
  const stem = Math.min(word.length, candidate.length);
  if (stem >= 3 && (word.startsWith(candidate) || candidate.startsWith(word))) return 1;
  return distance(word, candidate);
}

/** The hint for an unknown word, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > 64 || word.length < 3) return undefined;
  const known = Array.from(candidates);
  const other = otherNames.get(word.toLowerCase());
  const found = other !== undefined && (other.includes("'") || known.includes(other)) ? other : closest(word, known);
  return found === undefined ? undefined : `did you mean \`${found}\`?`;
}
