/** Expressions with some of their parts replaced. */
import { construct } from "./construct.js";
import { argsOf, isApply, postorder, type Node, type Store } from "./node.js";

/** The expression with each key replaced by its value, brought to normal form again. Iterative. */
export function replace(store: Store, root: Node, replacements: ReadonlyMap<Node, Node>): Node {
  const values = new Map<Node, Node>(replacements);
  for (const node of postorder([root], (n) => !replacements.has(n) && !isApply(n, "lambda"))) {
    const args = argsOf(node).map((a) => values.get(a) ?? a);
    const same = node.kind !== "apply" || args.every((a, i) => a === node.args[i]);
    values.set(node, same ? node : construct(store, node.fn, args, node.dims));
  }
  return values.get(root) ?? root;
}
