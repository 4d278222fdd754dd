/** The order in which a chain of matrices is multiplied. */
import { ONE, type Sizes } from "../../codegen/plan/sizes.js";
import { passesOfChain } from "../simplify/nominal-cost.js";
import { operatorTerms, type Factor } from "./factors.js";
import type { Node } from "../expression/node/node.js";
import type { Lowering } from "./lowering.js";
import { methodOf } from "./solves.js";

/** How a stretch of the chain is computed: from two stretches, or as W M Wᵀ from its first half. */
export type Step = { readonly how: "split"; readonly at: number } | { readonly how: "mirrored" };

export interface Order {
  /** The step for the factors i…j. */
  readonly step: (i: number, j: number) => Step;
}

/** What the steps of an order take: a sum over the sizes at which orders are compared. */
interface Prices {
  /** The product of the stretches i…k and k+1…j. */
  readonly split: (i: number, k: number, j: number) => number;
  /** W M Wᵀ or W Wᵀ of the stretch i…j, given W. */
  readonly mirrored: (i: number, j: number) => number;
}

/** What the order in which a product is written may take more than the cheapest one: its author knows the sizes. */
const AS_WRITTEN = 0.7;

/**
 * The cheapest order. What has been computed, as it stands or transposed, or will be in any case, costs nothing. At several
 * sizes it is the order that exceeds the cheapest one at each of them least, in the weighted sum.
 */
export function cheapestOrder(
  context: Lowering,
  factors: readonly Factor[],
  written: (i: number, j: number) => boolean = () => false,
): Order {
  const alone = context.sizes.map((at) => pricesAt(context, factors, at.sizes));
  if (factors.length < 3 || alone.length < 2) return search(context, factors, alone[0]!);
  const least = alone.map((prices) => search(context, factors, prices).cost);
  const weights = context.sizes.map(({ weight }, r) => (least[r]! > 0 ? weight / least[r]! : 0));
  const total = (price: (p: Prices) => number): number =>
    alone.reduce((sum, prices, r) => sum + weights[r]! * price(prices), 0);
  const isStretch = (i: number, j: number): boolean => j - i + 1 < factors.length;
  return search(context, factors, {
    split: (i, k, j) => (isStretch(i, j) && written(i, j) ? AS_WRITTEN : 1) * total((p) => p.split(i, k, j)),
    mirrored: (i, j) => total((p) => p.mirrored(i, j)),
  });
}

/** What a chain takes in the cheapest order, at each of the sizes that are compared. */
export const leastCosts = (context: Lowering, factors: readonly Factor[]): number[] =>
  context.sizes.map((at) =>
    factors.length < 2 ? 0 : search(context, factors, pricesAt(context, factors, at.sizes)).cost,
  );

function pricesAt(context: Lowering, factors: readonly Factor[], sizeOf: Sizes): Prices {
  const sizes = [sizeOf(factors[0]!.rows), ...factors.map((f) => sizeOf(f.cols))];
  const inside = (i: number, j: number, size: number): number => innerCost(context, factors, i, j, size, sizeOf);
  return {
    split: (i, k, j) => {
      // Two operators have nothing to be applied to.
      if (i === k && k + 1 === j && [i, j].every((a) => factors[a]!.form === "operator")) return Infinity;
      const inner = Math.min(inside(i, k, sizes[k + 1]!), inside(k + 1, j, sizes[k + 1]!));
      return sizes[i]! * inner * sizes[j + 1]!;
    },
    mirrored: (i, j) => {
      const half = (i + j - 1) >> 1;
      const middle =
        (j - i) % 2 === 0 ? sizes[i]! * inside(half + 1, half + 1, sizes[half + 1]!) * sizes[half + 1]! : 0;
      return middle + sizes[i]! * sizes[half + 1]! * sizes[i]!;
    },
  };
}

function search(context: Lowering, factors: readonly Factor[], prices: Prices): Order & { readonly cost: number } {
  const n = factors.length;
  const grid = <T>(value: T): T[][] => Array.from({ length: n }, () => new Array<T>(n).fill(value));
  const cost = grid(0);
  const steps = grid<Step>({ how: "split", at: 0 });
  const keys = factors.map((f, i) => factors.map((_, j) => (i === j ? f.key : "")));
  const mirrors = factors.map((f, i) => factors.map((_, j) => (i === j ? f.mirror : "")));
  const known = (key: string): boolean => context.emitter.cached.has(`product:${key}`);
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      cost[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const [key, mirror] = [`${keys[i]![k]!} ${keys[k + 1]![j]!}`, `${mirrors[k + 1]![j]!} ${mirrors[i]![k]!}`];
        // yᵀM M y: one side is the other, transposed.
        const right = keys[i]![k] === mirrors[k + 1]![j] ? 0 : cost[k + 1]![j]!;
        let total = cost[i]![k]! + right + prices.split(i, k, j);
        if (known(key) || known(mirror)) total = 0;
        if (total >= cost[i]![j]!) continue;
        cost[i]![j] = total;
        steps[i]![j] = { how: "split", at: k };
        keys[i]![j] = key;
        mirrors[i]![j] = mirror;
      }
      const wanted = length < n && context.wanted.has(stretchKey(factors, i, j));
      if (wanted) cost[i]![j] = 0;
      if (!isMirrored(context, factors, i, j)) continue;
      const total = cost[i]![(i + j - 1) >> 1]! + prices.mirrored(i, j);
      // Of ways that cost nothing in the end, this is the cheaper one.
      if (total >= cost[i]![j]! && !wanted) continue;
      if (!wanted) cost[i]![j] = total;
      steps[i]![j] = { how: "mirrored" };
      keys[i]![j] = mirrors[i]![j] = stretchKey(factors, i, j);
    }
  }
  return { step: (i, j) => steps[i]![j]!, cost: cost[0]![n - 1]! };
}

/** The key of a stretch of the chain, in whatever order it is multiplied. */
export const stretchKey = (factors: readonly Factor[], i: number, j: number): string =>
  factors
    .slice(i, j + 1)
    .map((f) => f.key)
    .join(" ");

/** Flops per entry of a product whose one side is the stretch i…j. */
function innerCost(
  context: Lowering,
  factors: readonly Factor[],
  i: number,
  j: number,
  size: number,
  sizeOf: Sizes,
): number {
  const f = factors[i]!;
  if (i !== j || f.form === "matrix" || f.form === "inverse" || f.form === "adjugate") return 2 * size;
  if (f.form !== "operator") return 1;
  const dense = (chain: readonly Node[]): Node[] => chain.filter((a) => !context.has(a, "diagonal"));
  return operatorTerms(context, f.node!).reduce((sum, { chain }) => sum + passesOfChain(dense(chain), sizeOf), 0);
}

/** Whether the stretch is W M Wᵀ with a symmetric M, or W Wᵀ. */
function isMirrored(context: Lowering, factors: readonly Factor[], i: number, j: number): boolean {
  if (factors[i]!.rows === ONE || factors[i]!.form === "ones") return false;
  for (let a = i, b = j; a <= b; a++, b--) if (factors[a]!.key !== factors[b]!.mirror) return false;
  const middle = factors[(i + j) >> 1]!;
  const half = factors.slice(i, (i + j + 1) >> 1);
  // S⁻ᵀ M S⁻¹ and D M D are solves and scalings from both sides.
  if (half.length === 1 ? half[0]!.form !== "matrix" : !half.some((f) => f.form === "matrix" || f.form === "inverse"))
    return false;
  if ((j - i) % 2 === 1) return j - i > 1 || middle.form === "matrix";
  return middle.form !== "inverse" || methodOf(context, middle.node!) === "cholesky";
}
