/** What expressions take at each of the sizes that are compared, given what has been computed: to choose between ways of computing. */
import { isScalar, type Node } from "../expression/node/node.js";
import { operatorsOf, sketchOf } from "./factors.js";
import type { Lowering } from "./lowering.js";
import { withoutInverses } from "./low-rank.js";
import { leastCosts } from "./order.js";

/** Flops at each of the sizes. */
export type Costs = readonly number[];

const plus = (a: Costs, b: Costs): Costs => a.map((x, r) => x + b[r]!);

export const totalOf = (context: Lowering, costs: readonly Costs[]): Costs =>
  costs.reduce(
    plus,
    context.sizes.map(() => 0),
  );

/** So many flops for each entry of a result. */
export const passes = ({ sizes }: Lowering, count: number, { rows, cols }: Node): Costs =>
  sizes.map((at) => count * at.sizes(rows) * at.sizes(cols));

/** A product of matrices in the cheapest order, its factors given. */
export function chainCosts(context: Lowering, factors: readonly Node[]): Costs {
  const chain = withoutInverses(
    context,
    factors.filter((f) => !isScalar(f)),
  ).filter((f) => !isScalar(f));
  const operators = operatorsOf(context, chain);
  return leastCosts(
    context,
    chain.map((f) => sketchOf(context, f, operators)),
  );
}

/** A sum, a part, or a product of what is given. */
export function costsOf(context: Lowering, node: Node): Costs {
  const nothing = context.sizes.map(() => 0);
  if (node.kind !== "apply" || context.valueOrUndefined(node)) return nothing;
  switch (node.fn) {
    case "product":
      return chainCosts(context, node.args);
    case "sum":
      return totalOf(context, [
        ...node.args.map((t) => costsOf(context, t)),
        passes(context, node.args.length - 1, node),
      ]);
    case "symmetric-part":
    case "skew-part":
      return plus(costsOf(context, node.args[0]!), passes(context, 1, node));
    case "transpose":
      return costsOf(context, node.args[0]!);
    case "inverse":
      return context.sizes.map((at) => 2 * at.sizes(node.rows) ** 3);
    default:
      return nothing;
  }
}

/** Whether costs are lower in the weighted sum of their ratios over the sizes that are compared. */
export function isCheaper({ sizes }: Lowering, costs: Costs, than: Costs): boolean {
  const excess = sizes.reduce((sum, { weight }, r) => {
    const least = Math.min(costs[r]!, than[r]!) || 1;
    return sum + (weight * (costs[r]! - than[r]!)) / least;
  }, 0);
  return excess < 0;
}
