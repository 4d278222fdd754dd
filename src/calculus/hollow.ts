/**
 * Roots of matrices whose diagonal is zero, as that of squared distances: √D is taken of D with ones on the diagonal, which are taken
 * away again. It has the same value, and a derivative, where that of √ at 0 is infinite.
 */
import { identity, product, sum } from "../expression/node/algebra.js";
import { entrywisePower } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, isSquare, postorder, type Node, type Store } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { isZero } from "../expression/node/constants.js";

/** The expressions with such roots replaced; `simplify` decides whether a diagonal is zero. */
export function withSmoothRoots<T extends { readonly node: Node }>(
  store: Store,
  named: readonly T[],
  simplify: (node: Node) => Node,
): T[] {
  const replacements = new Map<Node, Node>();
  for (const node of postorder(named.map((n) => n.node))) {
    const base = rootOf(node);
    if (!base || !isZero(simplify(diagonalOf(store, base)))) continue;
    const one = identity(store, base.rows);
    const minus = (x: Node): Node => product(store, [store.number(-1), x]);
    const filled = sum(store, [base, minus(construct(store, "diagonal-part", [base])), one]);
    replacements.set(node, sum(store, [entrywisePower(store, filled, powerOf(node)), minus(one)]));
  }
  if (replacements.size === 0) return [...named];
  return named.map((n) => ({ ...n, node: replace(store, n.node, replacements) }));
}

const powerOf = (node: Node): Node => (node as Extract<Node, { kind: "apply" }>).args[1]!;

/** A of A.^p with a p between whole numbers, of a square A that is a sum. */
function rootOf(node: Node): Node | undefined {
  if (!isApply(node, "entrywise-power") || node.open) return undefined;
  const [base, p] = node.args as [Node, Node];
  if (isScalar(base) || !isSquare(base) || !isApply(base, "sum")) return undefined;
  return p.kind === "number" && p.value.s > 0n && p.value.d !== 1n ? base : undefined;
}

/** The diagonal as a vector, term by term. */
function diagonalOf(store: Store, base: Node): Node {
  const terms = isApply(base, "sum") ? base.args : [base];
  return sum(
    store,
    terms.map((term) => diagonalOfTerm(store, term)),
  );
}

function diagonalOfTerm(store: Store, term: Node): Node {
  const factors = isApply(term, "product") ? term.args : [term];
  const [scalars, chain] = [factors.filter(isScalar), factors.filter((f) => !isScalar(f))];
  const [first, last] = [chain[0]!, chain[chain.length - 1]!];
  const scaled = (vector: Node): Node => product(store, [...scalars, vector]);
  // The diagonal of u𝟏ᵀ and of 𝟏uᵀ is u.
  if (chain.length > 1 && isApply(last, "ones") && last.rows === ONE) return scaled(product(store, chain.slice(0, -1)));
  if (chain.length > 1 && isApply(first, "ones") && first.cols === ONE)
    return scaled(construct(store, "transpose", [product(store, chain.slice(1))]));
  return scaled(construct(store, "diagonal", [product(store, chain)]));
}
