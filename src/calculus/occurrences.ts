/** Where differentials stand in linear expressions. */
import { argsOf, isApply, postorder, type Node } from "../expression/node/node.js";

/** The terms of a sum. */
export const termCount = (linear: Node): number => (isApply(linear, "sum") ? linear.args.length : 1);

const isDifferential = (node: Node): boolean => node.kind === "symbol" && node.role === "differential";

/** The differentials that an expression is linear in. */
export const differentialsIn = (linear: Node): Node[] => postorder([linear], (n) => n.varies).filter(isDifferential);

/** How often each differential is written in an expression. */
export function countOccurrences(linear: Node): Map<Node, number> {
  const order = postorder([linear], (n) => n.varies);
  const paths = new Map<Node, number>([[linear, 1]]);
  for (const node of order.reverse()) {
    for (const a of argsOf(node)) if (a.varies) paths.set(a, (paths.get(a) ?? 0) + paths.get(node)!);
  }
  return new Map(order.filter(isDifferential).map((d) => [d, paths.get(d)!]));
}
