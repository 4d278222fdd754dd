/** Products with a sum of products, or its symmetric part, term by term, where that takes less than to write the sum out. */
import { isIdentity, product, sum, transpose } from "../expression/node/algebra.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { chainCosts, costsOf, isCheaper, passes, totalOf } from "./estimates.js";
import { factorOperand, operatorsOf } from "./factors.js";
import type { Lowering } from "./lowering.js";

/** Sums with more terms are written out. */
const MOST_TERMS = 4;

/** The product as a sum of products; undefined where it is cheaper as it stands. */
export function distributed(context: Lowering, node: ApplyNode): Node | undefined {
  // What the author wrote as a sum may have to stay one for the sake of its digits.
  if (!context.ofDerivative || !isApply(node, "product")) return undefined;
  const { choices } = context.emitter;
  let form = choices.get(node);
  if (!form) choices.set(node, (form = cheapest(context, node) ?? node));
  return form === node ? undefined : form;
}

function cheapest(context: Lowering, node: ApplyNode): Node | undefined {
  const chain = node.args.filter((a) => !isScalar(a));
  if (chain.length < 2) return undefined;
  const operators = operatorsOf(context, chain);
  for (const [i, factor] of node.args.entries()) {
    if (isScalar(factor) || operators.has(factor) || context.isShared(factorOperand(context, factor).base)) continue;
    const terms = termsOf(context, factor);
    if (!terms) continue;
    context.hasSums = true;
    const written = terms.map((t) => product(context.store, [...node.args.slice(0, i), t, ...node.args.slice(i + 1)]));
    if (context.writesSumsOut) return sum(context.store, written);
    const whole = totalOf(context, [costsOf(context, factor), chainCosts(context, node.args)]);
    const apart = totalOf(context, [
      ...written.map((w) => (isApply(w, "product") ? chainCosts(context, w.args) : costsOf(context, w))),
      passes(context, written.length - 1, node),
    ]);
    if (apart.every((c, r) => c <= whole[r]!) && isCheaper(context, apart, whole)) return sum(context.store, written);
  }
  return undefined;
}

/** The terms of a sum of products and inverses, or of the symmetric or skew part of one, that has not been computed. */
function termsOf(context: Lowering, factor: Node): readonly Node[] | undefined {
  const { store } = context;
  const { base, transposed, inverted, adjugate } = factorOperand(context, factor);
  if (inverted || adjugate || context.valueOrUndefined(base)) return undefined;
  const sign = isApply(base, "skew-part") ? -1 : 1;
  const isPart = isApply(base, "symmetric-part") || isApply(base, "skew-part");
  const inner = isPart ? base.args[0]! : base;
  const plain = isApply(inner, "sum") ? inner.args : isPart ? [inner] : [];
  if (plain.length === 0 || context.valueOrUndefined(inner) || !plain.every(isWork)) return undefined;
  if (plain.some((t) => isApply(t, "product") && context.isShared(t))) return undefined;
  const terms = isPart ? plain.flatMap((t) => bothHalves(store, t, sign)) : plain;
  if (terms.length > MOST_TERMS) return undefined;
  return transposed ? terms.map((t) => transpose(store, t)) : terms;
}

const bothHalves = (store: Store, term: Node, sign: number): Node[] => [
  product(store, [store.number(0.5), term]),
  product(store, [store.number(sign / 2), transpose(store, term)]),
];

/** A product of matrices, an inverse, which a product applies without writing it out, or a multiple of what is given or of I. */
const isWork = (term: Node): boolean => {
  const chain = isApply(term, "product") ? argsOf(term).filter((a) => !isScalar(a)) : [term];
  return chain.length > 1 || chain.every((f) => isApply(f, "inverse") || isIdentity(f) || isGiven(f));
};

const isGiven = (f: Node): boolean => (isApply(f, "transpose") ? f.args[0]! : f).kind === "symbol";
