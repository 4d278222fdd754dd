/** The layer of a derivation: its plan in memory, with errors that name the part of a formula that has no value. */
import { Layer, type LayerOptions, type Refusal } from "../../codegen/run/layer.js";
import type { Derivation } from "../calculus/derivation.js";
import { requireFinite } from "./finite.js";
import { preparedOf } from "./prepared.js";

export function layerOf(derivation: Derivation, options: LayerOptions = {}): Layer {
  const program = preparedOf(derivation, { backward: true, variation: true });
  const roots = derivation.outputs.map((o) => o.node);
  const refuse: Refusal = (phase, results, at) => {
    const given = at && new Map(derivation.program.inputs.map((i, k) => [i.node, at.inputs[k]!]));
    const place = given && { given, sizes: at.sizes };
    requireFinite(derivation, phase === "forward" ? "value" : "derivative", results, roots, place);
  };
  return new Layer(program, refuse, options);
}
