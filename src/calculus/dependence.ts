/** How a node depends on others. */
import { sum } from "../expression/node/algebra.js";
import type { Node, Store } from "../expression/node/node.js";

/** One way in which a node depends on another, and how it varies with it. */
export interface Dependence {
  readonly on: Node;
  /** The part of the node's variation that is linear in the given differential of `on`. */
  readonly vary: (differential: Node) => Node;
}

/** One dependence for each expression: f_c(c) depends on c through the function and through its argument. */
export function together(store: Store, found: readonly Dependence[]): Dependence[] {
  const ways = new Map<Node, Dependence[]>();
  for (const d of found) ways.set(d.on, [...(ways.get(d.on) ?? []), d]);
  return [...ways].map(([on, all]) => ({
    on,
    vary: (d) =>
      sum(
        store,
        all.map((way) => way.vary(d)),
      ),
  }));
}
