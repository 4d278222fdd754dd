/** The applications of a store, found by function, arguments and sizes. */
import type { Dimension } from "../../../codegen/plan/sizes.js";
import type { ApplyNode, Node } from "./terms.js";

interface Entry {
  readonly node: ApplyNode;
  /** What tells it from others: the arguments, in an order that does not matter where the function commutes. */
  readonly key: readonly Node[];
  readonly next: Entry | undefined;
}

/** A place in the table; `node` is absent where nothing stands there yet. */
export interface Place {
  readonly hash: number;
  readonly node: ApplyNode | undefined;
}

export class Applications {
  readonly #entries = new Map<number, Entry>();
  readonly #functions = new Map<string, number>();

  find(fn: string, key: readonly Node[], dims: readonly Dimension[]): Place {
    const hash = this.#hash(fn, key, dims);
    for (let entry = this.#entries.get(hash); entry; entry = entry.next) {
      const { node } = entry;
      if (node.fn === fn && sameItems(entry.key, key) && sameItems(node.dims, dims)) return { hash, node };
    }
    return { hash, node: undefined };
  }

  add(hash: number, key: readonly Node[], node: ApplyNode): void {
    this.#entries.set(hash, { node, key, next: this.#entries.get(hash) });
  }

  #hash(fn: string, key: readonly Node[], dims: readonly Dimension[]): number {
    let number = this.#functions.get(fn);
    if (number === undefined) this.#functions.set(fn, (number = this.#functions.size + 1));
    let hash = number;
    for (const { id } of key) hash = mixed(hash, id);
    for (const { id } of dims) hash = mixed(hash, id);
    return hash;
  }
}

/** Multiplication by 2³²/φ spreads neighbouring ids. */
function mixed(hash: number, id: number): number {
  const product = Math.imul(hash ^ id, 0x9e3779b1);
  return product ^ (product >>> 15);
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
