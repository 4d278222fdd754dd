/** What follows for sums and entrywise products whose terms are each other's transposes: A + B + Aᵀ is symmetric where B is. */
import { splitNumber, transpose } from "../node/algebra.js";
import { mayBeTransposes } from "../node/transposes.js";
import type { FunctionRule } from "./rule-data.js";
import { isApply, type Node, type PropertySet, type Store } from "../node/node.js";

/** Each term is compared with each: longer sums are not looked into. */
const MOST_TERMS = 12;

/** The blocks that say it of two terms. */
const BLOCKS: Readonly<Record<string, readonly { readonly name: string; readonly sign: 1 | -1 }[]>> = {
  sum: [
    { name: "sum-with-transpose", sign: 1 },
    { name: "difference-with-transpose", sign: -1 },
  ],
  hadamard: [{ name: "product-with-transpose", sign: 1 }],
};

interface Rules {
  readonly forms: ReadonlyMap<string, readonly FunctionRule[]>;
}

export function ofPairs(store: Store, rules: Rules, fn: string, args: readonly Node[]): PropertySet {
  const blocks = BLOCKS[fn];
  if (!blocks || args.length > MOST_TERMS) return 0;
  let properties = 0;
  for (const { name, sign } of blocks) {
    const rule = rules.forms.get(fn)?.find((r) => r.name === name);
    if (rule && arePaired(store, args, sign)) properties |= rule.properties;
  }
  return properties;
}

/** Whether each term is `sign` times its own transpose, or that of another term. */
function arePaired(store: Store, args: readonly Node[], sign: 1 | -1): boolean {
  const open = args.filter((a) => store.typing.transposeSign(a.properties) !== sign);
  while (open.length > 0) {
    const term = open.pop()!;
    const other = open.findIndex((b) => arePair(store, term, b, sign));
    if (other < 0) return false;
    open.splice(other, 1);
  }
  return true;
}

function arePair(store: Store, a: Node, b: Node, sign: 1 | -1): boolean {
  const [c, core] = splitNumber(store, a);
  const [d, other] = splitNumber(store, b);
  if (!core || !other || !c.equals(sign === 1 ? d : d.neg())) return false;
  if (isApply(core, "transpose")) return core.args[0] === other;
  if (isApply(other, "transpose")) return other.args[0] === core;
  return mayBeTransposes(core, other) && transpose(store, core) === other;
}
