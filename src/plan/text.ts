/** Expressions of a derivation in messages. */
import { nameParts } from "../calculus/naming.js";
import { express } from "../expression/express.js";
import { printExpression } from "../language/print/print.js";
import type { Derivation } from "../calculus/derivation.js";
import type { Node } from "../expression/node/node.js";

/** An expression of a derivation as text. */
export function textOf(derivation: Derivation, node: Node): string {
  const { catalogue, store, program, differentials } = derivation;
  const taken = [...program.inputs.map((i) => i.name), ...program.dimensions];
  const naming = nameParts(derivation, [], [], store.functionNames, taken, differentials);
  return printExpression(express(catalogue, naming, node), "text");
}
