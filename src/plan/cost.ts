/** What an expression costs when it is computed alone. */
import type { Derivation } from "../calculus/derivation.js";
import { evaluate } from "../../codegen/plan/sizes.js";
import { isScalar, postorder, type Node } from "../expression/node/node.js";
import { cheapestSharing } from "./sharing.js";
import { totalFlops } from "../../codegen/prepare/flops.js";
import { prepareAlone } from "../../codegen/prepare/index.js";
import { Lowering } from "./lowering.js";
import type { Sizes } from "../../codegen/run/closures.js";
import { operationOf } from "./operations/index.js";

/**
 * Flops from the values of the inputs, cotangents and directions to the value of an expression, by the cheapest way at the sizes, as it is
 * run: multiples that go into a product or a sum take no pass of their own.
 */
export function flopsToCompute(derivation: Derivation, node: Node, sizes: Sizes): number {
  const { store, catalogue, variationRules } = derivation;
  const lowering = new Lowering(store, catalogue, variationRules, operationOf, [
    { sizes: (d) => evaluate(d, sizes), weight: 1 },
  ]);
  const { emitter } = lowering;
  const symbols = postorder([node]).filter(
    (n) => n.kind === "symbol" && (n.role === "input" || n.role === "cotangent" || n.role === "differential"),
  );
  for (const n of symbols) emitter.values.set(n, emitter.value(isScalar(n) ? "scalar" : "matrix", n));
  const given = [...emitter.values.values()];
  const start = emitter.mark();
  const plan = (wanted: ReadonlySet<string>): { costs: readonly [number] } => {
    start();
    lowering.wanted = wanted;
    lowering.prepare([node]);
    const value = isScalar(node) ? emitter.assign(lowering.scalarOf(node)) : emitter.settled(lowering.dense(node));
    return { costs: [evaluate(totalFlops(prepareAlone(emitter.take(), given, value)), sizes)] };
  };
  return cheapestSharing(lowering, [node], plan).costs[0];
}
