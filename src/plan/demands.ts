/** What the expressions of a program demand of sizes beyond their shapes: that entries and parts lie inside of a matrix. */
import type { Demand } from "../../codegen/plan/program.js";
import { ONE, isAtLeast, type Dimension } from "../../codegen/plan/sizes.js";
import type { Derivation } from "../calculus/derivation.js";
import { isApply, postorder, type ApplyNode, type Node } from "../expression/node/node.js";
import { textOf } from "./text.js";

type Bound = readonly [larger: Dimension, smaller: Dimension];

/** Demands that some choice of sizes does not meet, those of the program as it was written first. */
export function demandsOf(derivation: Derivation): Demand[] {
  const roots = [...derivation.program.outputs, ...derivation.outputs].map((o) => o.node);
  const demands = new Map<string, Demand>();
  for (const node of postorder(roots)) {
    for (const [larger, smaller] of boundsOf(node)) {
      const key = `${larger.key} ≥ ${smaller.key}`;
      if (isAtLeast(larger, smaller) || demands.has(key)) continue;
      demands.set(key, { text: `${textOf(derivation, node)} needs ${key}`, larger, smaller });
    }
  }
  return [...demands.values()];
}

function boundsOf(node: Node): Bound[] {
  if (isApply(node, "slice")) {
    const [i, j, k, l] = node.dims as [Dimension, Dimension, Dimension, Dimension];
    const [x] = node.args as [Node];
    return [...range(i, j, x.rows), ...range(k, l, x.cols)];
  }
  if (isApply(node, "eigenvectors")) return range(...placesOf(node), node.args[0]!.rows);
  if (isApply(node, "eigenvalue-band")) return range(...placesOf(node), node.args[1]!.rows);
  return [];
}

const placesOf = (node: ApplyNode): [Dimension, Dimension] => [node.dims[0]!, node.dims[1]!];

/** The places i to j of n. */
const range = (i: Dimension, j: Dimension, n: Dimension): Bound[] => [
  [n, j],
  [i, ONE],
  [j, i],
];
