/** The sizes at which a program's costs are compared: each symbol large in turn, with those that are never smaller. */
import {
  LARGE,
  ONE,
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
import { isIdentity } from "../expression/node/algebra.js";
import { isApply, isScalar, postorder, type Node, type Shape } from "../expression/node/node.js";
import { chainCost } from "../simplify/nominal-cost.js";

/** By how much a size is larger than the others: what is linear in it takes so much more. */
const GROWTH = LARGE / NOMINAL;

/** The regimes of a program. */
export interface Regimes {
  /** Where nothing may become dearer: each symbol large, with those that are never smaller. */
  readonly compared: readonly Sizes[];
  /** What is large in each of them, by the symbol. */
  readonly large: ReadonlyMap<string, ReadonlySet<string>>;
}

export function regimesOf(program: ElaboratedProgram): Regimes {
  const larger = largerSizes(program);
  const large = new Map<string, ReadonlySet<string>>();
  for (const symbol of symbolsIn(program)) {
    const set = new Set([symbol]);
    for (const s of set) for (const l of larger.get(s) ?? []) set.add(l);
    large.set(symbol, set);
  }
  return { compared: [...large.values()].map((set) => largeSizes(set)), large };
}

function symbolsIn(program: ElaboratedProgram): Set<string> {
  const symbols = new Set(program.dimensions);
  for (const { rows, cols } of rootsOf(program))
    for (const d of [rows, cols]) for (const s of symbolsOf(d)) symbols.add(s);
  return symbols;
}

const rootsOf = (program: ElaboratedProgram): Node[] => [
  ...program.inputs.map((i) => i.node),
  ...program.definitions.map((d) => d.node),
  ...program.outputs.map((o) => o.node),
];

/**
 * Ranks: the k of D + U Vᵀ and of W + B A, with a diagonal or a matrix that is given. Who writes such factors has few columns. Of
 * XᵀX + D the inner size counts rows, as it does in X(X Xᵀ + D)⁻¹, where it is one of the result's.
 */
function ranksOf(program: ElaboratedProgram, outputs: readonly Node[]): Set<string> {
  const [columns, computed, full] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const { node } of program.inputs) {
    if (node.rows !== node.cols) for (const s of symbolsOf(node.cols)) columns.add(s);
    else for (const s of symbolsOf(node.rows)) full.add(s);
  }
  for (const { node } of program.outputs) for (const s of symbolsOf(node.rows)) full.add(s);
  const ranks: { readonly symbol: string; readonly ofDiagonal: boolean }[] = [];
  for (const node of postorder(outputs)) {
    if (isApply(node, "sum") && node.args.length === 2) ranks.push(...ranksIn(program, node.args));
    const isGiven = node.kind !== "apply" || node.fn === "transpose" || isVectorOf(node);
    if (!isScalar(node) && !isGiven)
      for (const d of [node.rows, node.cols]) for (const s of symbolsOf(d)) computed.add(s);
  }
  const isRank = ({ symbol, ofDiagonal }: (typeof ranks)[number]): boolean =>
    columns.has(symbol) && !full.has(symbol) && (ofDiagonal || !computed.has(symbol));
  return new Set(ranks.filter(isRank).map((r) => r.symbol));
}

/** The inner sizes of a product of two factors, or more, that is added to a diagonal or a matrix that is given. */
function ranksIn(
  { catalogue }: ElaboratedProgram,
  terms: readonly Node[],
): { readonly symbol: string; readonly ofDiagonal: boolean }[] {
  return terms.flatMap((term, i) => {
    const other = terms[1 - i]!;
    const ofDiagonal = catalogue.has(other, "diagonal");
    const core = isApply(other, "transpose") ? other.args[0]! : other;
    if (!isApply(term, "product") || !(core.kind === "symbol" || ofDiagonal)) return [];
    const chain = term.args.filter((a) => !isScalar(a) && !catalogue.has(a, "diagonal"));
    const [first, last] = [chain[0], chain[chain.length - 1]];
    if (!first || !last) return [];
    const isTall = !isApply(first, "transpose") || isApply(last, "transpose");
    if (ofDiagonal && (chain.length !== 2 || !isTall)) return [];
    // Of X Xᵀ + λI it is as likely that X is wide: kernels of a few samples are written so.
    if (ofDiagonal && isMultipleOfIdentity(other) && !chain.some((f) => isRankLetter(f.rows.symbol))) return [];
    return chain.slice(1).flatMap((f) => (f.rows.symbol ? [{ symbol: f.rows.symbol, ofDiagonal }] : []));
  });
}

const isMultipleOfIdentity = (node: Node): boolean =>
  isIdentity(node) || (isApply(node, "product") && node.args.every((a) => isScalar(a) || isIdentity(a)));

/** Letters that papers give to ranks and to numbers of factors. */
const RANK_LETTERS: ReadonlySet<string> = new Set("kqrl");

const isRankLetter = (symbol: string | undefined): boolean => symbol !== undefined && RANK_LETTERS.has(symbol[0]!);

/** A vector that is given, or the diagonal matrix of one. */
const isVectorOf = (node: Node): boolean => isApply(node, "diagonal-matrix") && node.args[0]!.kind === "symbol";

/**
 * All symbols alike, and the regimes. One in which the program itself would take much is less likely to be meant: an author who
 * forms XᵀX has few columns. So is one in which products are better in another order than that of their brackets: the inner sizes
 * of X A (Z B)ᵀ are small.
 * @param forward what the program takes at given sizes
 */
export function weightedSizes(
  program: ElaboratedProgram,
  regimes: Regimes,
  outputs: readonly Node[],
  forward: (sizes: Sizes) => number,
): Weighted[] {
  const { store, catalogue } = program;
  const ranks = ranksOf(program, outputs);
  const nominal = ranks.size > 0 ? largeSizes(new Set(), ranks) : nominalSize;
  const weighed = [...regimes.large]
    .filter(([s]) => !ranks.has(s))
    .map(([s, large]) => ({ sizes: largeSizes(large, ranks), likely: isWide(program, s) ? LESS_OFTEN : 1 }));
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
  return [
    { sizes: nominal, weight: 1 },
    ...weighed.map(({ sizes, likely }) => ({ sizes, weight: likely * weight(sizes) })),
  ];
}

/** What sizes count at which matrices are wide: who declares X: m×n and not Xᵀ has more rows than columns. */
const LESS_OFTEN = 0.4;

/** Whether a size is that of columns of matrices that are given, and of rows of none. */
function isWide({ inputs }: ElaboratedProgram, symbol: string): boolean {
  const matrices = inputs.map((i) => i.node).filter((n) => n.rows !== ONE && n.cols !== ONE);
  return matrices.some((n) => n.cols.symbol === symbol) && !matrices.some((n) => symbolsOf(n.rows).has(symbol));
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
