/** Which functions act on the entries of matrices: a paper says so once and writes no dot. */
import type { Derivation } from "../../calculus/derivation.js";
import { isApply, isScalar, isVector, postorder, type Node } from "../../expression/node/node.js";

interface Uses {
  readonly onEntries: ReadonlySet<string>;
  readonly onMatrices: ReadonlySet<string>;
}

function usesOf(derivation: Derivation): Uses {
  const { outputs, gradients, variations, steps, store } = derivation;
  const roots = [...outputs.map((o) => o.node), ...gradients.map((g) => g.value), ...variations.map((v) => v.node)];
  const linear = steps.flatMap((s) => (s.kind === "variation" ? [s.start.linear, s.start.cotangent] : []));
  const nameOf = (f: Node): string[] => {
    if (isApply(f, "derivative")) return nameOf(f.args[0]!);
    return f.kind === "symbol" ? [f.name] : [store.functionNames.get(f) ?? ""].filter((n) => n !== "");
  };
  const [onEntries, onMatrices] = [new Set<string>(), new Set<string>()];
  for (const node of postorder([...roots, ...linear])) {
    if (isApply(node, "entrywise") && !isScalar(node) && !isVector(node))
      for (const n of nameOf(node.args[0]!)) onEntries.add(n);
    if (isApply(node, "matrix-function")) for (const n of nameOf(node.args[0]!)) onMatrices.add(n);
  }
  return { onEntries, onMatrices };
}

/** Functions that act on entries in one place and on matrices in another. */
export function markedFunctions(derivation: Derivation): ReadonlySet<string> {
  const { onEntries, onMatrices } = usesOf(derivation);
  return new Set([...onEntries].filter((n) => onMatrices.has(n)));
}

/** Functions that act on entries, and need to be told. */
export const entrywiseFunctions = (derivation: Derivation): readonly string[] => [...usesOf(derivation).onEntries];
