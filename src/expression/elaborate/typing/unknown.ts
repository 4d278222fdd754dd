/** Calls of functions of which the program declares their values only. */
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, harden, type Scope, type UnknownFunction } from "./scope.js";

/** K(θ) of a function of which only its values are known. */
export function valueOfUnknown(
  scope: Scope,
  { term, parameters }: UnknownFunction,
  shape: NonNullable<UnknownFunction["shape"]>,
  syntax: ApplySyntax,
  args: readonly (Term | Syntax)[],
): Term {
  const { head } = syntax;
  if (args.length !== parameters.length) {
    const count = `${parameters.length} argument${parameters.length === 1 ? "" : "s"}`;
    const hint = `it is declared as ${head}(${parameters.map((p) => p.spelling).join(", ")})`;
    throw new TypeProblem("type/arity", `${head} expects ${count}, got ${args.length}`, syntax.at, hint);
  }
  for (const arg of args as readonly Term[]) harden(scope, arg);
  return applyTerm("opaque-function", syntax, [term, ...(args as readonly Term[])], shape, [
    shape.rows,
    shape.cols,
    shape.rows,
    shape.cols,
  ]);
}
