/** Solutions that are written several times and are worth a name: x = A⁻¹b in −2 sym(A⁻¹b bᵀA⁻¹ sym(C) A⁻¹). */
import { product, transpose } from "../expression/node/algebra.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { NamedProducts } from "../expression/node/named-products.js";
import { isApply, isScalar, postorder, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { isCostly } from "../simplify/nominal-cost.js";

/** More products than this are not searched. */
const MOST_PRODUCTS = 200;
/** What stands twice can be written twice. */
const OFTEN = 3;

/**
 * The products of an expensive factor (an inverse, a pseudo-inverse, a matrix of eigenvectors) and a symbol that stand
 * three times or more, as they are or transposed, among the factors of the roots' products. A root itself needs no name.
 */
export function repeatedSolutions(
  { store, catalogue }: { readonly store: Store; readonly catalogue: Catalogue },
  roots: readonly Node[],
  named: readonly Node[],
): Node[] {
  const products = new NamedProducts(store, named);
  const isProduct = (n: Node): n is ApplyNode => isApply(n, "product") && !n.open;
  const all = postorder(roots, undefined, (n) => products.partsOf(n)).filter(isProduct);
  if (all.length > MOST_PRODUCTS) return [];
  const known = new Set(named.flatMap((n) => [n, transpose(store, n)]));
  const uses = new Map<Node, number>();
  for (const node of all) {
    const factors = products.factorsOf(node).filter((f) => !isScalar(f.node));
    const nodes = factors.map((f) => (f.transposed ? transpose(store, f.node) : f.node));
    const ends = new Map<Node, number>();
    for (let i = 0; i + 1 < nodes.length; i++) {
      if (!isSolution(catalogue, nodes[i]!, nodes[i + 1]!)) continue;
      const pair = product(store, [nodes[i]!, nodes[i + 1]!]);
      if (isScalar(pair) || known.has(pair) || roots.includes(pair)) continue;
      // The symbol is written as it is.
      const one = [nodes[i]!, nodes[i + 1]!].some((n) => n.kind === "symbol") ? pair : transpose(store, pair);
      // Z M and M Zᵀ in Z M Zᵀ share a factor.
      if ((ends.get(one) ?? 0) > i) continue;
      ends.set(one, i + 2);
      uses.set(one, (uses.get(one) ?? 0) + 1);
    }
  }
  return [...uses].filter(([, count]) => count >= OFTEN).map(([node]) => node);
}

const baseOf = (node: Node): Node => (isApply(node, "transpose") ? node.args[0]! : node);
const isLeaf = (node: Node): boolean => baseOf(node).kind === "symbol";

const isSolution = (catalogue: Catalogue, a: Node, b: Node): boolean =>
  isLeaf(a) !== isLeaf(b) && isCostly(catalogue, baseOf(isLeaf(a) ? b : a));
