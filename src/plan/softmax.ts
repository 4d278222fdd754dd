/**
 * The derivative of softmax where it is saturated. p ∘ g − (pᵀg) p loses the entry of a p that is nearly 1, in which g is nearly pᵀg; with
 * h = g − (pᵀg)𝟏 in place of g, which changes nothing exactly, the difference is taken twice and keeps its digits.
 */
import { isAllOnes, product, sum, transpose } from "../expression/node/algebra.js";
import { ones } from "../expression/node/constants.js";
import { construct } from "../expression/node/construct.js";
import { hadamard } from "../expression/node/entrywise.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { splitNumber } from "./through-names.js";

/** The derivative with its difference taken twice; undefined where a node is no such derivative. */
export function centredSoftmax(store: Store, node: Node): Node | undefined {
  if (isApply(node, "hadamard")) return ofVector(store, node);
  return isApply(node, "sum") ? ofRows(store, node) : undefined;
}

/** p ∘ (g − sum(p ∘ g) 𝟏), among other factors. */
function ofVector(store: Store, node: ApplyNode): Node | undefined {
  const p = node.args.find((a) => isApply(a, "softmax"));
  if (!p) return undefined;
  for (const term of node.args) {
    if (!isApply(term, "sum")) continue;
    const at = term.args.findIndex((t) => centreOf(store, t, p) !== undefined);
    if (at < 0) continue;
    const g = sum(store, term.args.toSpliced(at, 1));
    if (centreOf(store, term.args[at]!, p) !== hadamard(store, [p, g])) continue;
    const mean = product(store, [transpose(store, p), g]);
    const h = sum(store, [g, product(store, [store.number(-1), mean, ones(store, p)])]);
    const weighted = hadamard(store, [p, h]);
    const total = construct(store, "entry-sum", [weighted]);
    const others = node.args.filter((a) => a !== p && a !== term);
    return hadamard(store, [...others, sum(store, [weighted, product(store, [store.number(-1), total, p])])]);
  }
  return undefined;
}

/** p ∘ g of −sum(p ∘ g) 𝟏. */
function centreOf(store: Store, term: Node, p: Node): Node | undefined {
  const [c, rest] = splitNumber(store, term);
  if (!rest || !c.equals(-1) || !isApply(rest, "product") || rest.args.length !== 2) return undefined;
  const [total, unit] = rest.args as [Node, Node];
  if (!isApply(total, "entry-sum") || isScalar(unit) || !isAllOnes(unit)) return undefined;
  const weighted = total.args[0]!;
  return isApply(weighted, "hadamard") && weighted.args.includes(p) ? weighted : undefined;
}

/** s (P ∘ G) − s Diag((P ∘ G)𝟏) P with scalars s, among other terms. */
function ofRows(store: Store, node: ApplyNode): Node | undefined {
  const parts = node.args.map(factorsOf);
  for (const [i, { scalars, matrices }] of parts.entries()) {
    const [weighted, ...more] = matrices;
    if (!weighted || more.length > 0 || !isApply(weighted, "hadamard")) continue;
    const p = weighted.args.find((a) => isApply(a, "softmax-rows"));
    const means = p && meansOf(store, weighted);
    if (!p || isCentred(store, weighted, p)) continue;
    const opposite = product(store, [store.number(-1), ...scalars, construct(store, "diagonal-matrix", [means!]), p]);
    if (!node.args.includes(opposite)) continue;
    const g = hadamard(store, weighted.args.toSpliced(weighted.args.indexOf(p), 1));
    const h = hadamard(store, [p, sum(store, [g, centre(store, means!, p)])]);
    const rows = construct(store, "diagonal-matrix", [meansOf(store, h)]);
    const pair = [product(store, [...scalars, h]), product(store, [store.number(-1), ...scalars, rows, p])];
    return sum(store, [...pair, ...node.args.filter((t, k) => k !== i && t !== opposite)]);
  }
  return undefined;
}

/** The sums of the rows. */
const meansOf = (store: Store, weighted: Node): Node =>
  product(store, [weighted, ones(store, { rows: weighted.cols, cols: ONE })]);

/** −m 𝟏ᵀ. */
const centre = (store: Store, means: Node, p: Node): Node =>
  product(store, [store.number(-1), means, ones(store, { rows: ONE, cols: p.cols })]);

/** Whether P ∘ (G − ((P ∘ G)𝟏)𝟏ᵀ) is what this makes. */
function isCentred(store: Store, weighted: ApplyNode, p: Node): boolean {
  return weighted.args.some((a) => {
    if (!isApply(a, "sum")) return false;
    return a.args.some((t, k) => {
      const g = sum(store, a.args.toSpliced(k, 1));
      return t === centre(store, meansOf(store, hadamard(store, [p, g])), p);
    });
  });
}

function factorsOf(term: Node): { readonly scalars: readonly Node[]; readonly matrices: readonly Node[] } {
  const factors = isApply(term, "product") ? argsOf(term) : [term];
  return { scalars: factors.filter(isScalar), matrices: factors.filter((f) => !isScalar(f)) };
}
