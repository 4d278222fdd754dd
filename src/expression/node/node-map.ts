/** A map from the nodes of one store, which are numbered: faster than a Map where most of them are keys. */
import type { Node } from "./terms.js";

export class NodeMap<T> {
  readonly #values: (T | undefined)[] = [];

  get(node: Node): T | undefined {
    return this.#values[node.id];
  }

  has(node: Node): boolean {
    return this.#values[node.id] !== undefined;
  }

  set(node: Node, value: T): void {
    const values = this.#values;
    // Filled up in order, so that the array stays one without holes.
    while (values.length <= node.id) values.push(undefined);
    values[node.id] = value;
  }
}
