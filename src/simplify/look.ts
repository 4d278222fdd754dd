/** Quick looks at an expression that tell whether a search is worth its time. */
import { ONE } from "../../codegen/plan/sizes.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";

/** A sum of outer products, or the symmetric or skew part of one: as a factor it is applied term by term. */
export function isOfOuterProducts(factor: Node): boolean {
  if (isApply(factor, "sum")) return !isScalar(factor) && factor.args.every(isOuterProduct);
  if (!isApply(factor, "symmetric-part") && !isApply(factor, "skew-part")) return false;
  const inner = factor.args[0]!;
  return (isApply(inner, "sum") ? inner.args : [inner]).every(isOuterProduct);
}

/** Whether a part of a product, or a sum of such, stands beside a vector, to which it may be applied term by term. */
export function isAppliedToVector({ args }: ApplyNode): boolean {
  const isVector = (a: Node | undefined): boolean => a !== undefined && !isScalar(a) && (a.rows === ONE) !== (a.cols === ONE); // prettier-ignore
  return args.some((f, i) => isOfProducts(f) && (isVector(args[i - 1]) || isVector(args[i + 1])));
}

/** A symmetric or skew part of a product, or of a sum with one. */
function isOfProducts(factor: Node): boolean {
  if (!isApply(factor, "symmetric-part") && !isApply(factor, "skew-part")) return false;
  const inner = factor.args[0]!;
  return (isApply(inner, "sum") ? inner.args : [inner]).some((t) => isApply(t, "product"));
}

/** A product of matrices through a vector. */
const isOuterProduct = (term: Node): boolean =>
  isApply(term, "product") &&
  term.rows !== ONE &&
  term.cols !== ONE &&
  term.args.some((a) => !isScalar(a) && (a.rows === ONE || a.cols === ONE));

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
