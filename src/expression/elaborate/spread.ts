/** Numbers and columns that are added to a matrix: their matrix form, once it is known that the matrix is not square. */
import { ONE } from "../../../codegen/plan/sizes.js";
import type { Span } from "../../language/syntax.js";
import { construct } from "../node/construct.js";
import type { Node, Shape, Store } from "../node/node.js";
import { TypeProblem } from "./problems.js";

/** What may be said only of a matrix that is not square, and what to write for one that is. */
const SPREADS = {
  "added-to-every-entry": {
    what: "cannot add a number to a square matrix",
    hint: "write c I to add to the diagonal, or c 𝟏𝟏ᵀ (c*ones(m,n)) to add to every entry",
  },
  "added-to-every-column": {
    what: "cannot add a vector to a square matrix",
    hint: "write a 𝟏ᵀ to add it to every column, 𝟏 aᵀ to every row",
  },
} as const;

/** The head of a term that broadcasts to a matrix whose sizes may yet turn out to be one. */
export type Spread = keyof typeof SPREADS;

export const isSpread = (fn: string): fn is Spread => Object.hasOwn(SPREADS, fn);

/** Throws TypeProblem where the matrix is square. */
export function buildSpread(store: Store, fn: Spread, span: Span, args: readonly Node[], shape: Shape): Node {
  const { what, hint } = SPREADS[fn];
  if (shape.rows === shape.cols && shape.rows !== ONE) throw new TypeProblem("type/shape-mismatch", what, span, hint);
  if (fn === "added-to-every-column") return construct(store, "product", args);
  return construct(store, "product", [args[0]!, construct(store, "ones", [], [shape.rows, shape.cols])]);
}
