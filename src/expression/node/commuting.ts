/**
 * Functions that commute with transposition, or are even or odd under it: an application keeps the orientation seen
 * first, so that f(A) and f(Aᵀ) are computed once.
 */
import { negate, transpose } from "./algebra.js";
import { isApply, type Node, type Shape, type Store } from "./node.js";
import { sorted } from "./order.js";

/**
 * An application of a function that commutes with transposition: where f(Aᵀ) exists already, f(A) is its
 * transpose; f(Aᵀ) of a plain transpose is f(A)ᵀ.
 */
export function commuting(
  store: Store,
  fn: string,
  args: readonly Node[],
  shape: Shape,
  anyOrder: "in order" | "in any order" = "in order",
): Node {
  const keyOf = anyOrder === "in any order" ? sorted : (nodes: readonly Node[]): readonly Node[] => nodes;
  const key = keyOf(args);
  const rule = store.typing.transposeRule(fn);
  if (!rule || store.find(fn, args, [], key)) return store.apply(fn, args, shape, [], key);
  // An associative function of more arguments than it declares treats the others as the last.
  const flips = (i: number): boolean => rule.flips[Math.min(i, rule.flips.length - 1)]!;
  const turned = args.map((a, i) => (flips(i) ? store.transposes.get(a) : a));
  if (turned.every((a) => a !== undefined) && turned.some((a, i) => a !== args[i])) {
    const flipped = { rows: shape.cols, cols: shape.rows };
    const known = store.find(rule.fn, turned, [], keyOf(turned));
    const plain = args.every((a, i) => !flips(i) || isApply(a, "transpose") || turned[i] === a);
    if (known ?? plain) return transpose(store, known ?? store.apply(rule.fn, turned, flipped, [], keyOf(turned)));
  }
  return store.apply(fn, args, shape, [], key);
}

/**
 * An application of a function that is even or odd under transposition of its arguments, of whichever of A and Aᵀ is
 * written with fewer transposes; a transposed differential or cotangent counts double.
 */
export function invariant(store: Store, fn: string, args: readonly Node[], shape: Shape): Node {
  const sign = store.typing.invariance(fn);
  if (sign === 0 || store.find(fn, args)) return store.apply(fn, args, shape);
  const turned = args.map((a) => transpose(store, a));
  const weight = (nodes: readonly Node[]): number => nodes.reduce((w, n) => w + transposes(n), 0);
  if (!store.find(fn, turned) && weight(turned) >= weight(args)) return store.apply(fn, args, shape);
  const value = store.apply(fn, turned, shape);
  return sign === 1 ? value : negate(store, value);
}

function transposes(node: Node): number {
  if (isApply(node, "transpose")) return node.varies || isCotangent(node.args[0]!) ? 2 : 1;
  if (!isApply(node, "product") && !isApply(node, "sum")) return 0;
  return node.args.reduce((n, a) => n + (isApply(a, "transpose") ? transposes(a) : 0), 0);
}

const isCotangent = (node: Node): boolean => node.kind === "symbol" && node.role === "cotangent";
