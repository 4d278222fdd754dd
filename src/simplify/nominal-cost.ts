/**
 * What an expression costs to evaluate, in flops. A function's cost is stated by its rule; products are counted
 * in their cheapest order. Symbolic sizes are compared at a nominal value, so that costs are ordered.
 */
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import { ONE, nominalSize, substitute } from "../../codegen/plan/sizes.js";
import type { NamedProducts } from "../expression/node/named-products.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";

const entries = (node: Node): number => nominalSize(node.rows) * nominalSize(node.cols);

/** What costs are counted by: the functions' own, and products that are there already. */
export interface CostModel {
  readonly catalogue: Catalogue;
  readonly known?: NamedProducts | undefined;
}

/** Flops of a chain of matrices in the cheapest order; a diagonal factor only scales, and what is known is free. */
export function chainCost({ catalogue, known }: CostModel, chain: readonly Node[]): number {
  const n = chain.length;
  if (n < 2) return 0;
  const diagonal = chain.map((f) => catalogue.has(f, "diagonal"));
  const sizes = [nominalSize(chain[0]!.rows), ...chain.map((f) => nominalSize(f.cols))];
  const best: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const free = known && chain.map((_, i) => known.lengthsAt(chain, i));
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      if (free?.[i]!.includes(length)) continue;
      let least = Infinity;
      for (let k = i; k < j; k++) {
        const scales = (k === i && diagonal[i]!) || (k + 1 === j && diagonal[j]!);
        const inner = scales ? 1 : 2 * sizes[k + 1]!;
        least = Math.min(least, best[i]![k]! + best[k + 1]![j]! + sizes[i]! * inner * sizes[j + 1]!);
      }
      best[i]![j] = least;
    }
  }
  return best[0]![n - 1]!;
}

/** Where a product is cut in two, and what it takes to compute both parts. */
export interface Cut {
  readonly at: number;
  readonly cost: number;
}

/** The cheapest cut of a chain of two matrices or more. */
export function cheapestCut(model: CostModel, chain: readonly Node[]): Cut {
  const cut = (at: number): Cut => ({
    at,
    cost: chainCost(model, chain.slice(0, at)) + chainCost(model, chain.slice(at)),
  });
  return chain
    .slice(2)
    .map((_, i) => cut(i + 2))
    .reduce((best, next) => (next.cost < best.cost ? next : best), cut(1));
}

/** What is saved where only the diagonal of a product is asked for: the inner products of rows of two parts. */
function savedOfDiagonal(model: CostModel, x: Node): number {
  if (isApply(x, "sum")) return x.args.reduce((saved, term) => saved + savedOfDiagonal(model, term), 0);
  if (!isApply(x, "product") || model.catalogue.has(x, "diagonal")) return 0;
  const chain = x.args.filter((a) => !isScalar(a));
  if (chain.length < 2) return 0;
  const { at, cost } = cheapestCut(model, chain);
  const dots = 2 * nominalSize(x.rows) * nominalSize(chain[at]!.rows);
  return Math.max(0, operationCost(model, x) - cost - dots);
}

/** What is saved where only the sum of a product's entries is asked for: 𝟏ᵀA B𝟏 takes no product of matrices. */
function savedOfSum(model: CostModel, x: Node): number {
  if (!isApply(x, "product") || x.rows === ONE || x.cols === ONE) return 0;
  const chain = x.args.filter((a) => !isScalar(a));
  return Math.max(0, operationCost(model, x) - chain.reduce((cost, f) => cost + 2 * entries(f), 0));
}

/** Flops of one operation, its arguments given. */
export function operationCost(model: CostModel, node: ApplyNode): number {
  switch (node.fn) {
    case "diagonal":
    case "diagonal-part":
    case "trace":
      return nominalSize(node.rows) - savedOfDiagonal(model, node.args[0]!);
    case "entry-sum":
      return entries(node.args[0]!) - savedOfSum(model, node.args[0]!);
    case "sum":
      return (node.args.length - 1) * entries(node);
    case "product": {
      const chain = node.args.filter((a) => !isScalar(a));
      const scalars = node.args.length - chain.length;
      return chainCost(model, chain) + (scalars > 0 ? entries(node) + scalars - 1 : 0);
    }
    case "transpose":
    case "identity":
    case "ones":
    case "zeros":
    case "lambda":
    case "derivative":
      return 0;
  }
  const rule = model.catalogue.functions.get(node.fn);
  if (!rule?.flops) return entries(node) * Math.max(1, node.args.length - 1);
  return nominalSize(substitute(rule.flops, bindSizes(rule.parameters, node.args, node.dims)));
}

/** Operations cheaper than this many flops per entry are as good as free. */
const CHEAP = 4;

/** Whether an operation takes much more than reading its operands, as a product with a vector does not. */
export const outweighsOperands = (catalogue: Catalogue, node: Node): boolean =>
  node.kind === "apply" &&
  operationCost({ catalogue }, node) >= CHEAP * node.args.reduce((sum, a) => sum + entries(a), entries(node));

/** Whether an operation takes much more than reading its result. */
export const isCostly = (catalogue: Catalogue, node: Node): boolean =>
  node.kind === "apply" && operationCost({ catalogue }, node) >= CHEAP * entries(node);
