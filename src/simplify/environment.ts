/** What the names of a rule stand for while its left-hand side is matched: nodes, and sizes. */
import { substitute, symbolsOf, type Dimension } from "../../codegen/plan/sizes.js";
import type { Node } from "../expression/node/node.js";

/** Names of the rule with what they stand for; sizes are kept in a map of their own. */
export interface Env {
  readonly bound: Bound | undefined;
  readonly dims: ReadonlyMap<string, Dimension>;
  /** Sizes of the rule, and what they must be once their symbols are known. */
  readonly asked?: readonly (readonly [Dimension, Dimension])[];
}
/** What a name stands for, and the names bound before it. */
interface Bound {
  readonly name: string;
  readonly node: Node;
  readonly before: Bound | undefined;
}
/** What is matched next, once the names so far are bound. */
export type Next = (env: Env) => Env | undefined;
export const EMPTY: Env = { bound: undefined, dims: new Map() };

export function lookUp(env: Env, name: string): Node | undefined {
  for (let b = env.bound; b; b = b.before) if (b.name === name) return b.node;
  return undefined;
}

/**
 * Sizes of a pattern against actual ones: fixed ones must be equal, symbols are bound, m·n is compared in the end. A symbol of the rule is not the
 * symbol of the same name in the program.
 */
export function matchSizes(forms: readonly Dimension[], actual: readonly Dimension[], env: Env): Env | undefined {
  if (forms.length !== actual.length) return undefined;
  const dims = new Map(env.dims);
  let { asked } = env;
  for (const [i, form] of forms.entries()) {
    const size = actual[i]!;
    const symbols = [...symbolsOf(form)];
    if (symbols.every((s) => dims.has(s))) {
      if (substitute(form, dims) !== size) return undefined;
    } else {
      if (form.key === symbols[0]) dims.set(form.key, size);
      else asked = [...(asked ?? []), [form, size]];
    }
  }
  return asked ? { ...env, dims, asked } : { ...env, dims };
}
