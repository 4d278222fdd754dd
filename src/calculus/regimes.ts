/** The sizes at which a program's costs are compared: each symbol large in turn, with those that are never smaller. */
import {
  LARGE,
  NOMINAL,
  largeSizes,
  nominalSize,
  substitute,
  symbolsOf,
  type Sizes,
  type Weighted,
} from "../../codegen/plan/sizes.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import type { ElaboratedProgram } from "../expression/elaborate/program.js";
import { postorder, type Shape } from "../expression/node/node.js";
import { chainCost } from "../simplify/nominal-cost.js";

/** By how much a size is larger than the others: what is linear in it takes so much more. */
const GROWTH = LARGE / NOMINAL;

export function regimesOf(program: ElaboratedProgram): Sizes[] {
  const inputs = program.inputs.map((i) => i.node);
  const roots = [...inputs, ...program.definitions.map((d) => d.node), ...program.outputs.map((o) => o.node)];
  const symbols = new Set(program.dimensions);
  for (const node of roots) for (const d of [node.rows, node.cols]) for (const s of symbolsOf(d)) symbols.add(s);
  const larger = largerSizes(program);
  return [...symbols].map((symbol) => {
    const large = new Set([symbol]);
    for (const s of large) for (const l of larger.get(s) ?? []) large.add(l);
    return largeSizes(large);
  });
}

/**
 * All symbols alike, and the regimes. One in which the program itself would take much is less likely to be meant: an author who
 * forms XᵀX has few columns. So is one in which products are better in another order than that of their brackets: the inner sizes
 * of X A (Z B)ᵀ are small.
 * @param forward what the program takes at given sizes
 */
export function weightedSizes(
  { store, catalogue }: ElaboratedProgram,
  regimes: readonly Sizes[],
  forward: (sizes: Sizes) => number,
): Weighted[] {
  const usual = forward(nominalSize) * GROWTH;
  const asWritten = (sizes: Sizes): number =>
    store.groupedChains.reduce((least, factors) => {
      const chain = factors.filter((f) => !catalogue.has(f, "diagonal"));
      if (chain.length < 3) return least;
      const [best, written] = [chainCost({ catalogue, sizes }, chain), leftToRight(chain, sizes)];
      return best < written ? LESS_LIKELY : least;
    }, 1);
  const weight = (sizes: Sizes): number =>
    Math.sqrt(Math.min(1, usual / (forward(sizes) || usual || 1))) * asWritten(sizes);
  return [{ sizes: nominalSize, weight: 1 }, ...regimes.map((sizes) => ({ sizes, weight: weight(sizes) }))];
}

/** What sizes count at which a product is better in another order: mathematics is not always written in the order of work. */
const LESS_LIKELY = 0.9;

/** Flops of a product one factor after the other. */
function leftToRight(chain: readonly Shape[], sizes: Sizes): number {
  const rows = sizes(chain[0]!.rows);
  return chain.slice(1).reduce((sum, f) => sum + 2 * rows * sizes(f.rows) * sizes(f.cols), 0);
}

/** For a symbol those that cannot be smaller: of an input with orthonormal columns, of what QR is taken of. */
function largerSizes({ inputs, definitions, outputs, catalogue }: ElaboratedProgram): Map<string, Set<string>> {
  const larger = new Map<string, Set<string>>();
  const order = (most: string | undefined, least: string | undefined): void => {
    if (most === undefined || least === undefined || most === least) return;
    larger.set(least, (larger.get(least) ?? new Set()).add(most));
  };
  for (const { node } of inputs) if (catalogue.has(node, "fullrank")) order(node.rows.symbol, node.cols.symbol);
  for (const node of postorder([...definitions, ...outputs].map((n) => n.node))) {
    const rule = node.kind === "apply" ? catalogue.functions.get(node.fn) : undefined;
    if (node.kind !== "apply" || !rule) continue;
    const sizes = bindSizes(rule.parameters, node.args, node.dims);
    for (const o of rule.sizes) order(substitute(o.larger, sizes).symbol, substitute(o.smaller, sizes).symbol);
  }
  return larger;
}
