/** Products that stand in several places: which of them are worth being computed by themselves. */
import { isApply, isScalar, postorder, type ApplyNode, type Node } from "../expression/node/node.js";
import { isCheaper } from "./estimates.js";
import { namesOf } from "./factors.js";
import { withoutInverses } from "./low-rank.js";
import type { Lowering } from "./lowering.js";
import { chainsOfRowSums } from "./row-sums.js";

/** Chains in more products than this are not compared with each other. */
const MOST_COMPARED = 200;

/**
 * The names of products that stand in several places of the roots' products, as they are or transposed, the longest ones:
 * M Ȳ in B ȲᵀM − A M Ȳ Yᵀ for a symmetric M.
 */
function sharedProducts(context: Lowering, roots: readonly Node[]): Set<string>[] {
  const products = postorder(roots).filter((n): n is ApplyNode => isApply(n, "product") && !n.open && !isScalar(n));
  const shared = new Map<string, Set<string>>();
  if (products.length > MOST_COMPARED) return [];
  const factors = (p: readonly Node[]): readonly Node[] => p.filter((a) => !isScalar(a));
  const chains = products
    .flatMap((p) => [factors(p.args), ...chainsOfRowSums(context, p)])
    .map((chain) => factors(withoutInverses(context, chain)).map((a) => namesOf(context, a)));
  const places = new Map<string, number>();
  const each = (visit: (key: string, mirror: string, longer: () => string[]) => void): void => {
    for (const chain of chains) {
      const name = (i: number, j: number): [string, string] => {
        const stretch = chain.slice(i, j + 1);
        return [stretch.map((f) => f.key).join(" "), [...stretch].reverse().map((f) => f.mirror).join(" ")]; // prettier-ignore
      };
      for (let i = 0; i < chain.length; i++)
        for (let j = i + 1; j < chain.length; j++) {
          const longer = (): string[] => [...(i > 0 ? name(i - 1, j) : []), ...(j + 1 < chain.length ? name(i, j + 1) : [])]; // prettier-ignore
          visit(...name(i, j), longer);
        }
    }
  };
  each((key, mirror) => {
    for (const k of new Set([key, mirror])) places.set(k, (places.get(k) ?? 0) + 1);
  });
  each((key, mirror, longer) => {
    const count = places.get(key)!;
    // Where a longer one is shared as often, this is only a part of it.
    if (count > 1 && !longer().some((k) => places.get(k) === count))
      shared.set(key < mirror ? key : mirror, new Set([key, mirror]));
  });
  return [...shared.values()];
}

/** So many ways of sharing are tried one by one. */
const MOST_TRIED = 5;

/**
 * The cheapest of the plans that share nothing, all that stands in several places, or some of it: the cheapest order of each product
 * alone need not share what they have in common, and what is shared may be dearer than it is worth.
 * @param plan the plan that shares the products of the given names
 */
export function cheapestSharing<T extends { readonly costs: readonly number[] }>(
  context: Lowering,
  roots: readonly Node[],
  plan: (wanted: ReadonlySet<string>) => T,
): T {
  const asTheyStand = sharingIn(context, roots, plan);
  if (!context.hasSums) return asTheyStand;
  // Written out, sums may have in common with others what none of them saves alone: L Ȳ in L(bI + cL)Ȳ and in L Ȳ : X.
  context.writesSumsOut = true;
  const writtenOut = sharingIn(context, roots, plan);
  context.writesSumsOut = false;
  return isCheaper(context, writtenOut.costs, asTheyStand.costs) ? writtenOut : asTheyStand;
}

function sharingIn<T extends { readonly costs: readonly number[] }>(
  context: Lowering,
  roots: readonly Node[],
  plan: (wanted: ReadonlySet<string>) => T,
): T {
  const shared = sharedProducts(context, roots);
  const union = (some: readonly ReadonlySet<string>[]): Set<string> => new Set(some.flatMap((names) => [...names]));
  let best = { plan: plan(new Set()), shares: [] as readonly Set<string>[] };
  const consider = (shares: readonly Set<string>[]): void => {
    const next = plan(union(shares));
    if (isCheaper(context, next.costs, best.plan.costs)) best = { plan: next, shares };
  };
  if (shared.length > 0) consider(shared);
  if (shared.length < 2 || shared.length > MOST_TRIED) return best.plan;
  for (const one of shared) consider([one]);
  for (const one of shared) {
    const has = best.shares.includes(one);
    consider(has ? best.shares.filter((s) => s !== one) : [...best.shares, one]);
  }
  return best.plan;
}
