/** Expressions with names: how they come to be, and what they are when the names are written out. */
import { isOpen, negate, product, splitNumber, sum, transpose, transposeStep } from "./algebra.js";
import { hadamard } from "./entrywise.js";
import { isAllOnes } from "./constants.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "./node.js";

/** Constants and transposes are as short as a name; the outputs of factorizations have names by nature. */
const isNameable = (node: ApplyNode): boolean =>
  node.args.length > 0 && node.fn !== "transpose" && !node.fn.includes(".") && !isAllOnes(node);

/**
 * Gives an expression a name: sums, products and transposes take it as a whole from now on. What is written out
 * elsewhere and equals it, its transpose or its opposite is the same node.
 */
export function define(store: Store, node: Node): void {
  if (node.kind !== "apply" || !isNameable(node) || store.isDefinition(node)) return;
  const turned = isOpen(store, node, "sum") || isOpen(store, node, "product") ? transpose(store, node) : node;
  const opposite = isApply(node, "sum") ? sum(store, node.args.map((a) => negate(store, a))) : undefined; // prettier-ignore
  store.define(node);
  if (turned !== node && isOpen(store, turned, turned.kind === "apply" && turned.fn === "sum" ? "sum" : "product")) {
    const whole = store.apply("transpose", [node], turned);
    store.transposes.set(node, whole);
    store.transposes.set(whole, node);
    store.alias(turned, whole);
  }
  if (opposite && isApply(opposite, "sum")) store.alias(opposite, negate(store, node));
}

/** What a node is when the names among its arguments are written out, once: the node itself where that joins nothing. */
export function opened(store: Store, node: ApplyNode): Node {
  const names = node.args.flatMap((a) => namesIn(store, node.fn, a));
  if (names.length === 0 || (node.fn === "sum" && staysApart(store, node.args))) return node;
  const turned = new Set(node.args.filter((a) => isTurnedName(names, a)).flatMap((a) => argsOf(argsOf(a)[0]!)));
  for (const part of turned) transpose(store, part);
  return store.without(names, () => {
    const args = node.args.map((a) => {
      if (isTurnedName(names, a)) return transposeStep(store, argsOf(a)[0]!);
      return isProductWith(names, a) ? product(store, argsOf(a)) : a;
    });
    if (node.fn === "sum") return sum(store, args);
    return node.fn === "product" ? product(store, args) : hadamard(store, args);
  });
}

/** Whether no term of the sums that stand among the terms by name meets another term; false where others have names. */
function staysApart(store: Store, terms: readonly Node[]): boolean {
  const seen = new Set<Node | undefined>();
  const isNew = (core: Node | undefined): boolean => seen.size < seen.add(core).size;
  return terms.every((term) => {
    const [, core] = splitNumber(store, term);
    if (!core || namesIn(store, "sum", core).length === 0) return isNew(core);
    return isApply(core, "sum") && core.args.every((t) => isNew(splitNumber(store, t)[1]));
  });
}

const isTurnedName = (names: readonly Node[], a: Node): boolean =>
  isApply(a, "transpose") && names.includes(a.args[0]!);

const isProductWith = (names: readonly Node[], a: Node): boolean =>
  isApply(a, "product") && a.args.some((f) => names.includes(f));

/** The names in a term or factor of a sum or product that would join the others. */
function namesIn(store: Store, fn: string, arg: Node): readonly Node[] {
  if (fn === "sum" && isOpen(store, arg, "product")) {
    // A multiple c·A of a name A, and names among the scalars.
    const chain = arg.args.filter((a) => !isScalar(a));
    const scalars = arg.args.filter((a) => isScalar(a) && isApply(a, "product") && store.isDefinition(a));
    return chain.length === 1 ? [...scalars, ...namesIn(store, fn, chain[0]!)] : scalars;
  }
  const node = isApply(arg, "transpose") && fn !== "hadamard" ? arg.args[0]! : arg;
  if (node.kind !== "apply" || !store.isDefinition(node)) return [];
  const joins = JOINS[fn]?.includes(node.fn) && (node.fn !== "entrywise-power" || fn === "hadamard" || isScalar(node));
  return joins ? [node] : [];
}

/** The functions whose arguments join those of sums and products. */
const JOINS: Readonly<Record<string, readonly string[]>> = {
  sum: ["sum", "product"],
  product: ["product", "entrywise-power"],
  hadamard: ["hadamard", "product", "entrywise-power"],
};
