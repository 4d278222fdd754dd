/** Quick looks at an expression that tell whether a search is worth its time. */
import { ONE } from "../../codegen/plan/sizes.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";

/** The symmetric or skew part of an outer product, or of several: as a factor it is applied term by term. */
export function isOfOuterProducts(factor: Node): boolean {
  if (!isApply(factor, "symmetric-part") && !isApply(factor, "skew-part")) return false;
  const inner = factor.args[0]!;
  return (isApply(inner, "sum") ? inner.args : [inner]).every(isOuterProduct);
}

/** A product of matrices through a vector. */
const isOuterProduct = (term: Node): boolean =>
  isApply(term, "product") && term.args.some((a) => !isScalar(a) && (a.rows === ONE || a.cols === ONE));

/** Whether a name stands among the parts that a rule may speak of. */
export function seesNames(store: Store, node: ApplyNode): boolean {
  let left = MOST_PARTS;
  const sees = (n: Node, depth: number): boolean =>
    argsOf(n).some((a) => left-- > 0 && (store.isDefinition(a) || (depth > 1 && sees(a, depth - 1))));
  return store.hasDefinitions && sees(node, DEEPEST_PATTERN);
}

/** How deep rules look into expressions, transposes and multiples included. */
const DEEPEST_PATTERN = 5;
const MOST_PARTS = 32;
