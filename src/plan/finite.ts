/** Values that are not numbers: named by the first expression that has none, never passed on silently. */
import { isFinite } from "../../codegen/runtime/finite.js";
import type { Derivation } from "../calculus/derivation.js";
import { argsOf, isFunction, postorder, type Node } from "../expression/node/node.js";
import { textOf } from "./text.js";
import { computeNode, type Sizes, type Values } from "./kernel.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { withoutValue } from "../../codegen/runtime/parameters.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";

/** The symbols' values, for the search. */
export interface Place {
  readonly given: ReadonlyMap<Node, Matrix>;
  readonly sizes: Sizes;
}

/**
 * Throws a `DomainError` where a result is infinite or not a number; `roots` are the expressions of the results. Without a
 * place the error does not tell which of their parts has no value.
 */
export function requireFinite(
  derivation: Derivation,
  what: "value" | "derivative",
  results: Values,
  roots: readonly Node[],
  place?: Place,
): void {
  const port = [...results].find(([, m]) => !isFinite(m.data))?.[0];
  if (!port) return;
  const node = place && firstWithout(derivation, roots, place);
  const where = node ? `: ${textOf(derivation, node)} is infinite or not defined` : "";
  throw withoutValue(what, port.name, where);
}

/** The first expression, arguments first, that has no finite value. */
function firstWithout(derivation: Derivation, roots: readonly Node[], { given, sizes }: Place): Node | undefined {
  const { catalogue, store } = derivation;
  for (const node of postorder(roots, (n) => !isFunction(n))) {
    if (argsOf(node).length === 0 || node.open) continue;
    try {
      const value = computeNode(catalogue, store, node, given, sizes);
      if (!isFinite(value.data)) return node;
    } catch (error) {
      if (!(error instanceof LinearAlgebraError)) throw error;
      return node;
    }
  }
  return undefined;
}
