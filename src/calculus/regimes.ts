/** The sizes at which a program's costs are compared: each symbol large in turn, with those that are never smaller. */
import {
  LARGE,
  NOMINAL,
  givenSizes,
  largeSizes,
  nominalSize,
  substitute,
  symbolsOf,
  type Sizes,
  type Weighted,
} from "../../codegen/plan/sizes.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import type { ElaboratedProgram } from "../expression/elaborate/program.js";
import { isApply, isScalar, postorder, type Node, type Shape } from "../expression/node/node.js";
import { chainCost } from "../simplify/nominal-cost.js";

/** By how much a size is larger than the others: what is linear in it takes so much more. */
const GROWTH = LARGE / NOMINAL;

/** The regimes of a program: the sizes with each symbol large, and the same with those small that are small by what they stand for. */
export interface Regimes {
  readonly nominal: Sizes;
  /** Where nothing may become dearer. */
  readonly compared: readonly Sizes[];
  /** Where orders of work are weighed. */
  readonly weighed: readonly Sizes[];
}

/** @param known sizes that the user has given: nothing else is compared */
export function regimesOf(program: ElaboratedProgram, known?: ReadonlyMap<string, number>): Regimes {
  const symbols = symbolsIn(program);
  if (known && known.size > 0) {
    const sizes = givenSizes(known);
    return { nominal: sizes, compared: [], weighed: [] };
  }
  const larger = largerSizes(program);
  const inner = innerSizes(program);
  const largeWith = (symbol: string): ReadonlySet<string> => {
    const large = new Set([symbol]);
    for (const s of large) for (const l of larger.get(s) ?? []) large.add(l);
    return large;
  };
  const sets = [...symbols].map((symbol) => ({ symbol, large: largeWith(symbol) }));
  const outer = sets.filter((r) => !inner.has(r.symbol));
  return {
    nominal: inner.size > 0 ? largeSizes(new Set(), inner) : nominalSize,
    compared: sets.map((r) => largeSizes(r.large)),
    weighed: outer.map((r) => largeSizes(r.large, inner)),
  };
}

function symbolsIn(program: ElaboratedProgram): Set<string> {
  const symbols = new Set(program.dimensions);
  for (const { rows, cols } of rootsOf(program)) for (const d of [rows, cols]) for (const s of symbolsOf(d)) symbols.add(s);
  return symbols;
}

const rootsOf = (program: ElaboratedProgram): Node[] => [
  ...program.inputs.map((i) => i.node),
  ...program.definitions.map((d) => d.node),
  ...program.outputs.map((o) => o.node),
];

/**
 * Sizes over which products of inputs are only summed, so that nothing that is computed has them, and which are the columns of one of
 * these: the rank of U Uᵀ and of B A. Who writes such factors has few columns. Of XᵀX the inner size counts rows.
 */
function innerSizes(program: ElaboratedProgram): Set<string> {
  const inner = new Set<string>();
  for (const { node } of program.inputs) if (node.rows !== node.cols && node.cols.symbol) inner.add(node.cols.symbol);
  for (const node of postorder(rootsOf(program))) {
    const isGiven = node.kind !== "apply" || node.fn === "transpose" || isVectorOf(node);
    const isSquare = node.rows === node.cols && !isApply(node, "diagonal-matrix");
    if (isScalar(node) || (isGiven && !isSquare)) continue;
    for (const d of [node.rows, node.cols]) for (const s of symbolsOf(d)) inner.delete(s);
  }
  return inner;
}

/** A vector that is given, or the diagonal matrix of one. */
const isVectorOf = (node: Node): boolean => isApply(node, "diagonal-matrix") && node.args[0]!.kind === "symbol";

/**
 * All symbols alike, and the regimes. One in which the program itself would take much is less likely to be meant: an author who
 * forms XᵀX has few columns. So is one in which products are better in another order than that of their brackets: the inner sizes
 * of X A (Z B)ᵀ are small.
 * @param forward what the program takes at given sizes
 */
export function weightedSizes(
  { store, catalogue }: ElaboratedProgram,
  { nominal, weighed }: Regimes,
  forward: (sizes: Sizes) => number,
): Weighted[] {
  const usual = forward(nominal) * GROWTH;
  const asWritten = (sizes: Sizes): number =>
    store.groupedChains.reduce((least, factors) => {
      const chain = factors.filter((f) => !catalogue.has(f, "diagonal"));
      if (chain.length < 3) return least;
      const [best, written] = [chainCost({ catalogue, sizes }, chain), leftToRight(chain, sizes)];
      return best < written ? LESS_LIKELY : least;
    }, 1);
  const weight = (sizes: Sizes): number =>
    Math.sqrt(Math.min(1, usual / (forward(sizes) || usual || 1))) * asWritten(sizes);
  return [{ sizes: nominal, weight: 1 }, ...weighed.map((sizes) => ({ sizes, weight: weight(sizes) }))];
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
