/** An input under inference: what is declared of a name, or taken from its letter where nothing is. */
import type { Interval, NameSyntax } from "../../language/syntax.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import type { PropertySet, SymbolRole } from "../node/node.js";
import type { Term } from "./typed-syntax.js";
import type { Kind } from "./typing/kinds.js";
import type { Unifier } from "./unify.js";

export interface Variable {
  readonly name: string;
  readonly spelling: string;
  readonly rows: Dimension;
  readonly cols: Dimension;
  properties: PropertySet;
  readonly declared: boolean;
  readonly inferred: boolean;
  readonly matrix: boolean;
  readonly interval?: Interval | undefined;
}

/** A name that nothing declares, of this kind; its sizes are open. */
export function undeclared({ name, spelling }: NameSyntax, kind: Kind, unifier: Unifier): Variable {
  return {
    name,
    spelling,
    rows: kind === "scalar" ? ONE : unifier.fresh("matrix"),
    cols: kind === "matrix" ? unifier.fresh("matrix") : ONE,
    properties: 0,
    declared: false,
    inferred: true,
    matrix: kind === "matrix",
  };
}

export function symbolTerm(v: Variable, role: SymbolRole, syntax: NameSyntax): Term {
  return { kind: "symbol", name: v.name, role, rows: v.rows, cols: v.cols, syntax };
}
