/** Walking trees without recursion: a program may nest as deeply as the limits allow. */
import type { Syntax } from "./syntax.js";

interface Frame<N, R> {
  readonly node: N;
  readonly children: readonly N[];
  readonly results: R[];
}

/**
 * Folds a tree from the leaves up. `combine` sees each node with the results of its children, in order.
 * Uses a stack of its own, so that depth costs memory and never overflows.
 */
export function foldTree<N, R>(
  root: N,
  children: (node: N) => readonly N[],
  combine: (node: N, results: readonly R[]) => R,
): R {
  const frame = (node: N): Frame<N, R> => ({ node, children: children(node), results: [] });
  const stack: Frame<N, R>[] = [frame(root)];
  for (;;) {
    const top = stack[stack.length - 1]!;
    const child = top.children[top.results.length];
    if (child !== undefined) {
      stack.push(frame(child));
      continue;
    }
    const result = combine(top.node, top.results);
    stack.pop();
    const parent = stack[stack.length - 1];
    if (parent === undefined) return result;
    parent.results.push(result);
  }
}

const none: readonly Syntax[] = [];

/** The operands of a node. */
export const operands = (node: Syntax): readonly Syntax[] => (node.kind === "apply" ? node.args : none);

/** Every node of the tree, operands before the node that applies them. */
export function postorder(root: Syntax): Syntax[] {
  const nodes: Syntax[] = [];
  foldTree<Syntax, null>(root, operands, (node) => {
    nodes.push(node);
    return null;
  });
  return nodes;
}

/** Whether two trees are equal but for their spans and the spelling of their names. */
export function sameSyntax(left: Syntax, right: Syntax): boolean {
  const pending: [Syntax, Syntax][] = [[left, right]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair;
    if (!sameHead(a, b)) return false;
    const others = operands(b);
    operands(a).forEach((operand, index) => pending.push([operand, others[index]!]));
  }
  return true;
}

function sameHead(a: Syntax, b: Syntax): boolean {
  switch (a.kind) {
    case "number":
      return b.kind === "number" && a.text === b.text;
    case "word":
      return b.kind === "word" && a.text === b.text;
    case "name":
      return b.kind === "name" && a.name === b.name;
    case "apply":
      return (
        b.kind === "apply" && a.head === b.head && a.elementwise === b.elementwise && a.args.length === b.args.length
      );
  }
}
