/** What an expression costs when it is computed alone. */
import type { Derivation } from "../../src/calculus/derivation.js";
import type { Dimension } from "../../src/expression/dimension.js";
import { isScalar, postorder, type Node } from "../../src/expression/node.js";
import { totalFlops } from "./flops.js";
import { Lowering } from "./lowering.js";
import { operationOf } from "./operations/index.js";

/** Flops from the values of the inputs and cotangents to the value of an expression, as a polynomial in the sizes. */
export function flopsToCompute(derivation: Derivation, node: Node): Dimension {
  const lowering = new Lowering(derivation.store, derivation.catalogue, derivation.variationRules, operationOf);
  const { emitter } = lowering;
  for (const n of postorder([node])) {
    if (n.kind === "symbol" && (n.role === "input" || n.role === "cotangent")) {
      emitter.values.set(n, emitter.value(isScalar(n) ? "scalar" : "matrix", n));
    }
  }
  lowering.prepare([node]);
  return totalFlops(emitter.take());
}
