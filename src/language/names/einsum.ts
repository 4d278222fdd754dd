/** `einsum('ij,jk->ik', A, B)` of one, two or three arrays as products, entrywise products and sums. */
import type { ApplySyntax, Syntax } from "../syntax.js";

/** An array with a letter for each of its axes; of a vector one, of a number none. */
interface Operand {
  readonly value: Syntax;
  readonly letters: string;
}

type Make = (head: string, args: readonly Syntax[]) => ApplySyntax;

/** The tree, or undefined where the pattern has no form with matrices. */
export function einsum(node: ApplySyntax): Syntax | undefined {
  const [pattern, ...args] = node.args;
  if (pattern?.kind !== "word") return undefined;
  const [left = "", given] = pattern.text.replaceAll(" ", "").split("->");
  const letters = left.split(",");
  const wanted = given ?? implied(left);
  if (letters.length !== args.length || letters.some((l) => !/^[A-Za-z]{1,2}$/.test(l)) || !/^[A-Za-z]{0,2}$/.test(wanted)) return undefined; // prettier-ignore
  const { span, at } = node;
  const make: Make = (head, operands) => ({ kind: "apply", head, args: operands, elementwise: false, span, at });
  const operands = args.map((value, index) => diagonal(make, { value, letters: letters[index]! }));
  return contracted(make, operands, wanted);
}

/** Without an arrow: the letters that stand once, in the order of the alphabet. */
const implied = (left: string): string =>
  Array.from(left.replaceAll(",", ""))
    .filter((letter, _, all) => all.filter((other) => other === letter).length === 1)
    .sort()
    .join("");

/** `ii` is the diagonal, one letter. */
const diagonal = (make: Make, { value, letters }: Operand): Operand =>
  letters.length === 2 && letters[0] === letters[1]
    ? { value: make("diag", [value]), letters: letters[0]! }
    : { value, letters };

function contracted(make: Make, operands: readonly Operand[], wanted: string): Syntax | undefined {
  const [first, second, ...others] = operands;
  if (first === undefined) return undefined;
  if (second === undefined) return reduced(make, first, wanted);
  const later = [wanted, ...others.map(({ letters }) => letters)].join("");
  const pair = multiplied(make, first, second, later);
  return pair === undefined ? undefined : contracted(make, [pair, ...others], wanted);
}

/** One array, summed over the letters that are not wanted. */
function reduced(make: Make, { value, letters }: Operand, wanted: string): Syntax | undefined {
  if (letters === wanted) return value;
  if ([...wanted].reverse().join("") === letters) return make("transpose", [value]);
  if (wanted === "") return make("total", [value]);
  if (letters.length !== 2 || wanted.length !== 1) return undefined;
  return make(letters[0] === wanted ? "rowsum" : "colsum", [value]);
}

const turned = (make: Make, { value, letters }: Operand): Operand => ({
  value: letters.length < 2 ? value : make("transpose", [value]),
  letters: [...letters].reverse().join(""),
});

/** The product of two arrays with the letters that stand later; those of neither place are summed over. */
function multiplied(make: Make, a: Operand, b: Operand, later: string): Operand | undefined {
  const shared = [...a.letters].filter((letter) => b.letters.includes(letter));
  const summed = shared.filter((letter) => !later.includes(letter));
  const alone = [...a.letters, ...b.letters].filter((letter) => !shared.includes(letter) && !later.includes(letter));
  if (alone.length > 0) return undefined;
  if (a.letters === "" || b.letters === "") {
    return { value: make("product", [a.value, b.value]), letters: a.letters + b.letters };
  }
  if (shared.length === 0) return outer(make, a, b);
  if (shared.length === 2) return together(make, a, b, later);
  if (summed.length === 1) return joined(make, a, b, shared[0]!);
  if (a.letters.length === 1 && b.letters.length === 1) return { value: make("hadamard", [a.value, b.value]), letters: a.letters }; // prettier-ignore
  return undefined;
}

/** x yᵀ. */
const outer = (make: Make, a: Operand, b: Operand): Operand | undefined =>
  a.letters.length === 1 && b.letters.length === 1
    ? { value: make("product", [a.value, make("transpose", [b.value])]), letters: a.letters + b.letters }
    : undefined;

/** Two arrays with the same two letters: an entrywise product, and the sums of it. */
function together(make: Make, a: Operand, given: Operand, later: string): Operand | undefined {
  const b = a.letters === given.letters ? given : turned(make, given);
  const letters = [...a.letters].filter((letter) => later.includes(letter)).join("");
  const product: Operand = { value: make("hadamard", [a.value, b.value]), letters: a.letters };
  const value = reduced(make, product, letters);
  return value === undefined ? undefined : { value, letters };
}

/** A product over one letter: it comes last in the first array, first in the second. */
function joined(make: Make, left: Operand, right: Operand, letter: string): Operand {
  const a = left.letters.endsWith(letter) ? left : turned(make, left);
  const b = right.letters.startsWith(letter) ? right : turned(make, right);
  const letters = a.letters.slice(0, -1) + b.letters.slice(1);
  const row = a.letters.length === 1;
  if (row && b.letters.length === 2)
    return { value: make("product", [make("transpose", [b.value]), a.value]), letters };
  const first = row ? make("transpose", [a.value]) : a.value;
  return { value: make("product", [first, b.value]), letters };
}
