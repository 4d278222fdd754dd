/** The shapes of derived formulas: a gradient has that of its input, a variation that of its output. */
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { express } from "../expression/express.js";
import { isApply, type Node } from "../expression/node/node.js";
import { printExpression } from "../language/print/print.js";

/** Throws where a formula has a shape that it cannot have: a mistake of the rules, and no answer. */
export function requireShape(
  catalogue: Catalogue,
  differentials: ReadonlyMap<Node, Node>,
  { what, formula, like }: { readonly what: string; readonly formula: Node; readonly like: Node },
): void {
  if (formula.rows === like.rows && formula.cols === like.cols) return;
  const nameOf = (n: Node): string | undefined => (isApply(n, "lambda") ? "f" : undefined);
  const naming = { nameOf, differentialOf: (n: Node) => differentials.get(n) };
  throw new Error(`${what} cannot be ${printExpression(express(catalogue, naming, formula), "text")}`);
}
