/**
 * What an expression costs to evaluate, in flops. A function's cost is stated by its rule; products are counted
 * in their cheapest order. Symbolic sizes are compared at a nominal value, so that costs are ordered.
 */
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import { ONE, nominalSize, substitute, type Dimension, type Sizes } from "../../codegen/plan/sizes.js";
import type { NamedProducts } from "../expression/node/named-products.js";
import { isApply, isScalar, type ApplyNode, type Node, type Shape } from "../expression/node/node.js";

const sizeIn = (model: CostModel, d: Dimension): number => (model.sizes ?? nominalSize)(d);

export const entries = (model: CostModel, node: Node): number => sizeIn(model, node.rows) * sizeIn(model, node.cols);

/** What costs are counted by: the functions' own, and products that are there already. */
export interface CostModel {
  readonly catalogue: Catalogue;
  /** What has been computed: it costs nothing, nor does it as a stretch of a product. */
  readonly computed?: NamedProducts | undefined;
  /** Expressions that are computed anyway. */
  readonly shared?: ReadonlySet<Node> | undefined;
  /** What single operations take, as far as that has been asked. */
  readonly work?: Map<Node, Application> | undefined;
  /** What sizes are; all symbols alike where nothing is said. */
  readonly sizes?: Sizes | undefined;
  /** What the program itself takes at these sizes. */
  readonly forward?: number | undefined;
  /** The same with each size large in turn: nothing may become dearer in any of them. */
  readonly regimes?: readonly CostModel[] | undefined;
}

/**
 * Flops of a chain of matrices in the cheapest order; a diagonal factor only scales, and what is known is free.
 * @param applied factors I + A Bᵀ that are applied term by term
 */
export function chainCost(model: CostModel, chain: readonly Node[], applied?: ReadonlySet<Node>): number {
  const { catalogue, computed } = model;
  const n = chain.length;
  if (n < 2) return 0;
  const passes = chain.map((f) =>
    catalogue.has(f, "diagonal") ? 1 : applied?.has(f) ? passesOf(model, f) : undefined,
  );
  const sizes = [sizeIn(model, chain[0]!.rows), ...chain.map((f) => sizeIn(model, f.cols))];
  const best: number[][] = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const free = computed && chain.map((_, i) => computed.lengthsAt(chain, i));
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      if (free?.[i]!.includes(length)) continue;
      let least = Infinity;
      for (let k = i; k < j; k++) {
        const dense = 2 * sizes[k + 1]!;
        const [left, right] = [k === i ? passes[i] : undefined, k + 1 === j ? passes[j] : undefined];
        // One of two that are applied is written out.
        const inner = left !== undefined && right !== undefined ? Math.max(left, right) : (left ?? right ?? dense);
        least = Math.min(least, best[i]![k]! + best[k + 1]![j]! + sizes[i]! * inner * sizes[j + 1]!);
      }
      best[i]![j] = least;
    }
  }
  return best[0]![n - 1]!;
}

/** A product with a factor I + A Bᵀ that is applied term by term: what that takes, and what it reads. */
export interface Application {
  readonly cost: number;
  readonly parts: readonly Node[];
}

const chainOf = (node: Node): readonly Node[] =>
  isApply(node, "product") ? node.args.filter((a) => !isScalar(a)) : [node];

/**
 * The cost of a product whose factors I + A Bᵀ are applied term by term; undefined where there is none. One that stands there twice
 * is written out, as is the last one where there is nothing else.
 */
export function application(model: CostModel, node: ApplyNode): Application | undefined {
  if (node.fn !== "product") return undefined;
  const chain = chainOf(node);
  if (chain.length < 2) return undefined;
  const isApplied = (f: Node, i: number): boolean =>
    chain.indexOf(f) === i && chain.lastIndexOf(f) === i && !isThere(model, f) && isOperator(f);
  const applied = new Set(chain.filter(isApplied));
  if (applied.size === chain.length) applied.delete(chain[chain.length - 1]!);
  if (applied.size === 0) return undefined;
  const parts = node.args.flatMap((a) => (applied.has(a) ? termsOf(a).flat() : [a]));
  return { cost: chainCost(model, chain, applied), parts };
}

/** The terms of I + A Bᵀ by their factors; I has none. */
const termsOf = (operator: Node): (readonly Node[])[] =>
  (operator as ApplyNode).args.map((t) => (isIdentityTerm(t) ? [] : chainOf(t)));

/** Flops for each entry of what I + A Bᵀ is applied to. */
const passesOf = (model: CostModel, operator: Node): number =>
  termsOf(operator).reduce((sum, chain) => sum + passesOfChain(chain, (d) => sizeIn(model, d)), 0);

/** Flops for each entry of what A B … Bᵀ is applied to, factor by factor; of a multiple of I one. */
export function passesOfChain(chain: readonly Shape[], sizeOf: Sizes): number {
  if (chain.length < 2) return 1;
  const applied = chain.reduce((sum, f) => sum + 2 * sizeOf(f.rows) * sizeOf(f.cols), 0);
  return applied / sizeOf(chain[0]!.rows);
}

/** A multiple of I plus products of a tall and a wide matrix, as declared. */
export function isOperator(node: Node): boolean {
  if (!isApply(node, "sum") || node.rows !== node.cols) return false;
  return (
    node.args.some(isIdentityTerm) && node.args.every((t) => isIdentityTerm(t) || isLowRank(chainOf(t), node.rows))
  );
}

const isIdentityTerm = (term: Node): boolean => {
  const chain = chainOf(term);
  return chain.length === 1 && isApply(chain[0]!, "identity");
};

function isLowRank(chain: readonly Node[], rows: Dimension): boolean {
  const [first, last] = [chain[0], chain[chain.length - 1]];
  if (!first || !last || chain.length < 2) return false;
  if (first.cols === ONE || last.rows === ONE) return true;
  // (A B)ᵀ = BᵀAᵀ is of low rank where A B is.
  return first.cols !== rows && last.rows !== rows && (!isApply(first, "transpose") || isApply(last, "transpose"));
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

/** In regimes a sum more does not count. */
const MUCH_MORE = 1.1;

/** What a step must save where sizes are alike for it to take as much as the program does where they are not. */
const MUCH_LESS = 0.8;

/** Whether a step that saves some part where sizes are alike makes something much dearer at the sizes of a regime. */
export const isMuchDearer = (regime: CostModel, before: number, after: number, left: number): boolean =>
  after > MUCH_MORE * before + (left < MUCH_LESS ? (regime.forward ?? 0) : 0);

/** Whether an expression has been computed, so that it costs nothing. */
export const isThere = (model: CostModel, node: Node): boolean =>
  model.computed?.isNamed(node) === true || model.shared?.has(node) === true;

/** What is saved where only the diagonal of a product is asked for: the inner products of rows of two parts. */
function savedOfDiagonal(model: CostModel, x: Node): number {
  if (isThere(model, x)) return 0;
  if (isApply(x, "sum")) return x.args.reduce((saved, term) => saved + savedOfDiagonal(model, term), 0);
  if (!isApply(x, "product") || model.catalogue.has(x, "diagonal")) return 0;
  const chain = x.args.filter((a) => !isScalar(a));
  if (chain.length < 2) return 0;
  const { at, cost } = cheapestCut(model, chain);
  const dots = 2 * sizeIn(model, x.rows) * sizeIn(model, chain[at]!.rows);
  return Math.max(0, operationCost(model, x) - cost - dots);
}

/** What is saved where only the sum of a product's entries is asked for: 𝟏ᵀA B𝟏 takes no product of matrices. */
function savedOfSum(model: CostModel, x: Node): number {
  if (!isApply(x, "product") || x.rows === ONE || x.cols === ONE || isThere(model, x)) return 0;
  const chain = x.args.filter((a) => !isScalar(a));
  return Math.max(0, operationCost(model, x) - chain.reduce((cost, f) => cost + 2 * entries(model, f), 0));
}

/** Flops of one operation, its arguments given. */
export function operationCost(model: CostModel, node: ApplyNode): number {
  switch (node.fn) {
    case "diagonal":
    case "diagonal-part":
    case "trace":
      return sizeIn(model, node.rows) - savedOfDiagonal(model, node.args[0]!);
    case "entry-sum":
      return entries(model, node.args[0]!) - savedOfSum(model, node.args[0]!);
    case "sum":
      return (node.args.length - 1) * entries(model, node);
    case "product": {
      const chain = node.args.filter((a) => !isScalar(a));
      const scalars = node.args.length - chain.length;
      return chainCost(model, chain) + (scalars > 0 ? entries(model, node) + scalars - 1 : 0);
    }
    case "slice": {
      const whole = isApply(node.args[0]!, "transpose") ? node.args[0].args[0]! : node.args[0]!;
      // Products apply an inverse, but its entries are read of the whole.
      const isWritten = isApply(whole, "inverse") && !isThere(model, whole);
      return entries(model, node) + (isWritten ? 2 * sizeIn(model, whole.rows) ** 3 : 0);
    }
    case "transpose":
    case "identity":
    case "ones":
    case "zeros":
    case "lambda":
    case "derivative":
      return 0;
  }
  const { catalogue } = model;
  const rule = catalogue.functions.get(node.fn);
  const isScaled = node.args[0] && catalogue.has(node.args[0], "diagonal") && catalogue.has(node, "diagonal");
  if (isScaled) return sizeIn(model, node.rows);
  if (!rule?.flops) return entries(model, node) * Math.max(1, node.args.length - 1);
  return sizeIn(model, substitute(rule.flops, bindSizes(rule.parameters, node.args, node.dims)));
}

/** Operations cheaper than this many flops per entry are as good as free. */
const CHEAP = 4;

/** Whether an operation takes much more than reading its operands, as a product with a vector does not. */
export const outweighsOperands = (catalogue: Catalogue, node: Node): boolean =>
  node.kind === "apply" &&
  operationCost({ catalogue }, node) >=
    CHEAP * node.args.reduce((sum, a) => sum + entries({ catalogue }, a), entries({ catalogue }, node));

/** Whether an operation takes much more than reading its result. */
export const isCostly = (catalogue: Catalogue, node: Node): boolean =>
  node.kind === "apply" && operationCost({ catalogue }, node) >= CHEAP * entries({ catalogue }, node);
