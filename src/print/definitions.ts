/** Definitions of named expressions: name = value, and all outputs of a factorization in one. */
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { name } from "../expression/express.js";
import type { Node } from "../expression/node/node.js";
import { outputsAmong, type NameSupply } from "../calculus/naming.js";
import type { Syntax } from "../language/syntax.js";
import type { Meaning } from "./meanings.js";

/** name = value; of a factorization several names. */
export interface Equation {
  readonly left: readonly Syntax[];
  readonly right: Syntax;
  readonly node: Node;
  /** What the value is, of a function that the program does not use. */
  readonly meaning?: Meaning;
}

/** One equation for each expression or factorization, in the order given. `spell` writes the root of a value out. */
export function definitionsOf(
  catalogue: Catalogue,
  named: readonly (readonly [node: Node, name: string])[],
  spell: (node: Node) => Syntax,
  supply: NameSupply,
): Equation[] {
  const names = new Map(named);
  const outputsOf = outputsAmong(catalogue, names.keys());
  const done = new Set<Node>();
  const equations: Equation[] = [];
  for (const [node, given] of named) {
    if (done.has(node)) continue;
    const outputs = outputsOf(node);
    const letters = node.kind === "apply" ? (catalogue.functions.get(node.fn)?.outputs ?? []) : [];
    const left = outputs.map((n, i) => (n ? names.get(n)! : supply.fresh([letters[i] ?? given])));
    for (const n of outputs) if (n) done.add(n);
    equations.push({ left: left.map(name), right: spell(node), node });
  }
  return equations;
}
