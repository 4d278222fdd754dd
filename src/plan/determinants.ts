/**
 * Differences of log-determinants as one logarithm: log|A| and log|B| are large where the entries of A and B are large or small, and their
 * difference is not.
 */
import { product, sum } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { entrywisePower, hadamard } from "../expression/node/entrywise.js";
import { isApply, type Node, type Store } from "../expression/node/node.js";
import { functionSymbol } from "../expression/catalogue/template.js";
import { splitNumber } from "./through-names.js";

/** c logdet(A) − c logdet(B) of positive definite A and B, as 2c sum(log(diag(chol(A)) ⊘ diag(chol(B)))), among other terms. */
export function joinedDeterminants(store: Store, node: Node, isDefinite: (x: Node) => boolean): Node | undefined {
  if (!isApply(node, "sum")) return undefined;
  const terms = node.args.map((t) => {
    const [c, x] = splitNumber(store, t);
    return x && isApply(x, "log-determinant") && isDefinite(x.args[0]!) ? { c, x: x.args[0]! } : undefined;
  });
  for (const [i, a] of terms.entries()) {
    const j = terms.findIndex((b) => a && b && a.c.s > 0n && b.c.equals(a.c.neg()) && b.x.rows === a.x.rows);
    if (!a || j < 0) continue;
    const pivots = (x: Node): Node => construct(store, "diagonal", [construct(store, "cholesky", [x])]);
    const ratio = hadamard(store, [pivots(a.x), entrywisePower(store, pivots(terms[j]!.x), store.number(-1))]);
    const logarithms = construct(store, "entrywise", [functionSymbol(store, "log"), ratio]);
    const joined = product(store, [store.number(a.c.mul(2)), construct(store, "entry-sum", [logarithms])]);
    return sum(store, [joined, ...node.args.filter((_, k) => k !== i && k !== j)]);
  }
  return undefined;
}
