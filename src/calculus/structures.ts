/** Structures of an input that its gradient must respect together. */
import type { Catalogue, PropertyRule } from "../expression/catalogue/catalogue.js";
import { isScalar, type Node } from "../expression/node/node.js";

/**
 * Two declared structures whose projections, one after the other, are not the projection onto the directions that keep both:
 * one of them is no subspace of matrices, `orthogonal` beside `symmetric`. Undefined where there are none.
 */
export function inseparableStructures(catalogue: Catalogue, input: Node): [PropertyRule, PropertyRule] | undefined {
  if (isScalar(input)) return undefined;
  const structures = catalogue.data.properties.filter((p) => input.properties & p.bit && (p.tangent ?? p.direction));
  const strongest = catalogue.strongest(structures.reduce((bits, p) => bits | p.bit, 0));
  const curved = strongest.find((p) => p.beside === 0 && (p.direction !== undefined || !p.linear));
  const other = strongest.find((p) => p !== curved);
  return curved && other ? [curved, other] : undefined;
}
