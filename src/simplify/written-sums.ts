/**
 * The sums that the program's author wrote. Where they are differences of what is large, x − m𝟏 at a mean of 1e8, products with them
 * keep digits that their terms one by one lose.
 */
import { product, transpose } from "../expression/node/algebra.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { isApply, isScalar, postorder, type Node, type Store } from "../expression/node/node.js";

export class WrittenSums {
  readonly #sums = new Set<Node>();
  readonly #safe: number;

  constructor(store: Store, catalogue: Catalogue, roots: readonly Node[]) {
    this.#safe = catalogue.bit("psd") | catalogue.bit("nonnegative");
    const sums = postorder(roots).filter((n) => isApply(n, "sum") && !n.open);
    for (const node of sums) {
      const negative = product(store, [store.number(-1), node]);
      for (const s of [node, negative]) this.#sums.add(s).add(transpose(store, s));
    }
  }

  /** Whether a sum is the author's and its terms may cancel: not where none of them is negative. */
  mayLoseDigits(sum: Node): boolean {
    if (!this.#sums.has(sum) || !isApply(sum, "sum")) return false;
    return !sum.args.every((t) => (t.properties & this.#safe) !== 0 || isMultipleOfIdentity(t));
  }
}

/** c I with a c that is not written as a negative number. */
function isMultipleOfIdentity(term: Node): boolean {
  const factors = isApply(term, "product") ? term.args : [term];
  const [first] = factors;
  const negative = first?.kind === "number" && first.value.s < 0n;
  return (
    !negative &&
    factors.some((f) => isApply(f, "identity")) &&
    factors.every((f) => isScalar(f) || isApply(f, "identity"))
  );
}
