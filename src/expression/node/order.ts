/** The order of ids: one spelling for arguments that may stand in several orders. */
import type { Node } from "./terms.js";

/** The arguments in the order of their ids. */
export function sorted(args: readonly Node[]): readonly Node[] {
  for (let i = 1; i < args.length; i++) {
    if (args[i - 1]!.id > args[i]!.id) return [...args].sort((a, b) => a.id - b.id);
  }
  return args;
}

/** The one of two chains that comes first in the order of ids. */
export function earlier(a: readonly Node[], b: readonly Node[]): readonly Node[] {
  const i = a.findIndex((node, k) => node !== b[k]);
  return i >= 0 && b[i]!.id < a[i]!.id ? b : a;
}
