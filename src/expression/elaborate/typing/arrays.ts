/** Sizes of arrays, arrays put together, and reductions along the one axis of a vector, as libraries have them. */
import type { ApplySyntax } from "../../../language/syntax.js";
import { ONE } from "../../../../codegen/plan/sizes.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { nameIn } from "./kinds.js";
import { block, count, isCount } from "./positions.js";
import { applyTerm, resolved, type Scope } from "./scope.js";

export function isColumn(scope: Scope, term: Term): boolean {
  const { rows, cols } = resolved(scope, term);
  return cols === ONE && rows !== ONE;
}

/** Reductions of the rows of a matrix, and those of the one axis that a vector has. */
const ofOneAxis: ReadonlyMap<string, string> = new Map([
  ["rowsum", "total"],
  ["rowmean", "mean"],
  ["rowmax", "max"],
  ["rowmin", "min"],
]);

/** `np.sum(x, axis=-1)` of a vector adds its entries up; throws TypeProblem for `axis=1`, which it has not. */
export function alongColumn({ alongRows, ...syntax }: ApplySyntax, term: Term): ApplySyntax {
  if (alongRows === "last") return { ...syntax, head: ofOneAxis.get(syntax.head) ?? syntax.head };
  const message = `${nameIn(term)?.spelling ?? "this"} is a vector, which has one axis`;
  throw new TypeProblem("type/arguments", message, syntax.at, "leave the axis out: `sum(x)`, `mean(x)`, `max(x)`");
}

/** What an operator of arrays makes of its operands; undefined for every other head. */
export function arrayOperator(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term | undefined {
  if (/^(?:[vh]|column_)stack$/.test(syntax.head)) return stack(scope, syntax, terms);
  return isCount(syntax.head) ? count(scope, syntax, terms[0]!) : undefined;
}

/** `vstack`, `hstack` and `column_stack` of NumPy: vectors are rows of the first, end to end in the second, columns of the third. */
function stack(scope: Scope, syntax: ApplySyntax, terms: readonly Term[]): Term {
  const vectors = terms.map((term) => resolved(scope, term).cols === ONE);
  const placed = terms.map((term, index) =>
    syntax.head === "vstack" && vectors[index]
      ? applyTerm("transpose", syntax, [term], { rows: term.cols, cols: term.rows })
      : term,
  );
  const below = syntax.head === "vstack" || (syntax.head === "hstack" && vectors.every(Boolean));
  return block(scope, { ...syntax, head: below ? "block" : "row" }, placed);
}
