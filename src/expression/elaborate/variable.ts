/** An input under inference: what is declared of a name, or taken from its letter where nothing is. */
import type { DeclarationStatement, Interval, NameSyntax } from "../../language/syntax.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import { refuseContradictions } from "./contradictions.js";
import { declaredProperties, declaredShape, withinInterval } from "./declare.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import type { Input } from "./elaborated.js";
import type { PropertySet, Store, SymbolRole } from "../node/node.js";
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

/** The variable that a declaration makes. Throws TypeProblem. */
export function declaredVariable(
  catalogue: Catalogue,
  unifier: Unifier,
  s: DeclarationStatement,
  /** Told of sizes. */
  seen: (symbol: string) => void,
): Variable {
  const square = (p: string): boolean => catalogue.properties.get(p)?.requires === "square";
  const shape = declaredShape(s, unifier, seen, square);
  const stated = declaredProperties(catalogue, s, shape, unifier);
  const properties = catalogue.close(stated | withinInterval(catalogue, s));
  refuseContradictions(catalogue, s, shape, properties);
  const { name, spelling } = s.target;
  const [inferred, matrix] = [s.shape.kind === "unstated", s.shape.kind === "matrix"];
  return { name, spelling, ...shape, properties, declared: true, inferred, matrix, interval: s.interval };
}

/** The input that a variable is, with its sizes settled. */
export function inputOf(store: Store, v: Variable, resolve: (d: Dimension) => Dimension): Input {
  const { name, spelling, inferred, matrix, interval } = v;
  const shape = { rows: resolve(v.rows), cols: resolve(v.cols) };
  return { name, spelling, inferred, matrix, interval, node: store.symbol(name, "input", shape, v.properties) };
}
