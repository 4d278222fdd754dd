/**
 * Whether the gradients of a program are continuous: only then the sign of its Hessian says that it is convex. Where a
 * derivative is one of several that could be chosen, as at kinks, it has a function that is constant but for jumps.
 */
import { argsOf, isApply, isFunction, type Node } from "../expression/node/node.js";
import { isZero } from "../expression/node/constants.js";
import type { Derivation } from "./derivation.js";
import { DependenceGraph, NoVariation } from "./variation.js";

/** Functions that have a value where their derivative is infinite. */
const STEEP: ReadonlySet<string> = new Set(["cbrt"]);

/**
 * Whether no jump is seen in the gradients of a derivation, and nothing is taken for granted that fails somewhere. Of a gradient
 * with a part that has no variation as it is written nothing is seen.
 */
export function isSmooth(derivation: Derivation): boolean {
  try {
    return seesNoJump(derivation);
  } catch (error) {
    if (error instanceof NoVariation) return false;
    throw error;
  }
}

function seesNoJump(derivation: Derivation): boolean {
  const { gradients, outputs, conditions, variationRules, store } = derivation;
  if (conditions.length > 0) return false;
  const graph = new DependenceGraph(variationRules, new Set<Node>(gradients.map((g) => g.input.node)));
  const seen = new Set<Node>();
  const stack = [...outputs.map((o) => o.node), ...gradients.map((g) => g.value)];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node) || !graph.isActive(node) || node.kind !== "apply") continue;
    seen.add(node);
    if (isApply(node, "transpose")) {
      stack.push(node.args[0]!);
      continue;
    }
    const f = node.args[0];
    if (isApply(node, "entrywise") && f?.kind === "symbol" && STEEP.has(f.name)) return false;
    const dependences = graph.dependences(node);
    const jumps = dependences.length === 0 || dependences.some(({ on, vary }) => isZero(vary(store.symbol(`d#${on.id}`, "differential", on)))); // prettier-ignore
    const on = new Set(dependences.flatMap((d) => [d.on, store.transposes.get(d.on)]));
    const byArguments = argsOf(node).some((a) => on.has(a));
    const hidden = byArguments && node.args.some((a) => graph.isActive(a) && !isFunction(a) && !on.has(a));
    if (jumps || hidden) return false;
    stack.push(...dependences.map((d) => d.on));
  }
  return true;
}
