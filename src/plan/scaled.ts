/** Multiples of sums, computed term by term: c(A + B) as cA + cB takes one pass instead of two. */
import { product, sum, transpose } from "../expression/node/algebra.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";
import type { Lowering } from "./lowering.js";
import { stableForm } from "./stable.js";

/** The sum that a multiple of a sum, or twice a symmetric part, is computed as; undefined for other products. */
export function scaledSum({ store, emitter }: Lowering, node: ApplyNode): Node | undefined {
  const scalars = node.args.filter(isScalar);
  const [only, ...others] = node.args.filter((a) => !isScalar(a));
  if (!only || others.length > 0 || emitter.values.has(only)) return undefined;
  if (isApply(only, "sum")) {
    // s(1 − tanh(x)²) keeps its digits as a whole.
    if (stableForm(store, only)) return undefined;
    const written = sum(
      store,
      only.args.map((t) => product(store, [...scalars, t])),
    );
    // The opposite of a sum with a name is written as that of the name.
    return written === node ? undefined : written;
  }
  const [two] = scalars;
  if (!isApply(only, "symmetric-part") || scalars.length > 1 || two?.kind !== "number" || !two.value.equals(2)) {
    return undefined;
  }
  const e = only.args[0]!;
  return sum(store, [e, transpose(store, e)]);
}
