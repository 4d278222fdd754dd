/** Entrywise products and powers in normal form. */
import type Fraction from "fraction.js";
import { FLAT_PRODUCT, isOpen, product, scalarChain, scalarPower, splitPower } from "./algebra.js";
import { commuting } from "./commuting.js";
import { isAllOnes, isZero, ones } from "./constants.js";
import { F0, F1, isInteger, isOne, isZeroValue } from "./fractions.js";
import { isApply, isScalar, type Node, type Store } from "./node.js";

/** A .^ p entry by entry, for scalars too; a whole power of a product is the product of the powers. */
export function entrywisePower(store: Store, base: Node, exponent: Node): Node {
  if (exponent.kind !== "number") return store.apply("entrywise-power", [base, exponent], base);
  const p = exponent.value;
  if (isZeroValue(p)) return ones(store, base);
  if (isOne(p)) return base;
  if (isAllOnes(base)) return base;
  if (isOpen(store, base, "entrywise-power") && isInteger(p)) {
    const [inner, q] = splitPower(store, base);
    if (inner !== base) return entrywisePower(store, inner, store.number(q.mul(p)));
  }
  if (isScalar(base)) {
    if (!isOpen(store, base, "product") || !isInteger(p)) return scalarPower(store, base, p);
    const scalars = base.args.filter(isScalar);
    const chain = base.args.filter((a) => !isScalar(a));
    if (scalars.length === 0) return scalarPower(store, base, p);
    const rest = chain.length > 0 ? [scalarChain(store, chain)] : [];
    return product(
      store,
      [...scalars, ...rest].map((s) => entrywisePower(store, s, exponent)),
    );
  }
  if (isOpen(store, base, "product") && isInteger(p)) {
    const scalars = base.args.filter(isScalar);
    if (scalars.length > 0) {
      const rest = product(
        store,
        base.args.filter((a) => !isScalar(a)),
      );
      return product(
        store,
        [...scalars, rest].map((s) => entrywisePower(store, s, exponent)),
      );
    }
  }
  if (isOpen(store, base, "hadamard") && isInteger(p)) {
    return hadamard(
      store,
      base.args.map((a) => entrywisePower(store, a, exponent)),
    );
  }
  return commuting(store, "entrywise-power", [base, exponent], base);
}

/** The entrywise product of matrices of one shape. */
export function hadamard(store: Store, factors: readonly Node[]): Node {
  const shape = factors[0]!;
  if (isScalar(shape)) return product(store, factors);
  const scalars: Node[] = [];
  const powers = new Map<Node, Fraction>();
  const length = factors.reduce((n, f) => n + (isOpen(store, f, "hadamard") ? f.args.length : 1), 0);
  const collect = (node: Node): void => {
    if (isZero(node)) scalars.push(store.number(F0));
    else if (isAllOnes(node)) return;
    else if (isOpen(store, node, "hadamard") && length <= FLAT_PRODUCT) {
      // What was too long to join stays whole.
      for (const a of node.args) if (isApply(a, "hadamard")) addPower(a, F1);
      node.args.filter((a) => !isApply(a, "hadamard")).forEach(collect);
    } else if (isOpen(store, node, "product") && node.args.some(isScalar)) {
      scalars.push(...node.args.filter(isScalar));
      collect(
        product(
          store,
          node.args.filter((a) => !isScalar(a)),
        ),
      );
    } else {
      const [base, exponent] = splitPower(store, node);
      addPower(base, exponent);
    }
  };
  const addPower = (base: Node, exponent: Fraction): void => {
    powers.set(base, (powers.get(base) ?? F0).add(exponent));
  };
  factors.forEach(collect);
  const args: Node[] = [];
  for (const [base, p] of powers) {
    if (!isZeroValue(p)) args.push(isOne(p) ? base : entrywisePower(store, base, store.number(p)));
  }
  let body: Node;
  if (args.length === 0) body = ones(store, shape);
  else if (args.length === 1) body = args[0]!;
  else body = commuting(store, "hadamard", args, shape, "in any order");
  return scalars.length === 0 ? body : product(store, [...scalars, body]);
}
