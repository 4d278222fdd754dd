/**
 * Numbers and powers that are split off a node, also where the program has a name for it: what is printed keeps the name, what is
 * computed sees what it stands for.
 */
import Fraction from "fraction.js";
import { product } from "../expression/node/algebra.js";
import { isApply, type Node, type Store } from "../expression/node/node.js";

const ONE = new Fraction(1);

/** c and X of c X; X is undefined where the node is a number. */
export function splitNumber(store: Store, node: Node): readonly [Fraction, Node | undefined] {
  if (node.kind === "number") return [node.value, undefined];
  if (!isApply(node, "product")) return [ONE, node];
  const [first, ...rest] = node.args;
  if (first?.kind !== "number") return [ONE, node];
  return [first.value, rest.length === 1 ? rest[0]! : product(store, rest)];
}

/** A and p of A .^ p with a number p. */
export function splitPower(node: Node): readonly [Node, Fraction] {
  if (!isApply(node, "entrywise-power")) return [node, ONE];
  const [base, exponent] = node.args as [Node, Node];
  return exponent.kind === "number" ? [base, exponent.value] : [node, ONE];
}
