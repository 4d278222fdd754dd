/** What typing needs of its surroundings, and small questions about terms. */
import type { FunctionStatement, NameSyntax, Span, Syntax } from "../../../language/syntax.js";
import type { TakeNote } from "../../../language/diagnostics/notes.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { ONE, symbolic, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ShapeNames } from "../problems.js";
import type { FunctionTerm, Term } from "../typed-syntax.js";
import type { Unifier } from "../unify.js";

/** What names mean where an expression stands. */
export interface Scope {
  readonly catalogue: Catalogue;
  readonly unifier: Unifier;
  /** The term of a variable, definition or other known symbol; may create an undeclared one. Throws TypeProblem. */
  lookup(name: NameSyntax): Term;
  /** A scalar function of the program or rule (not of the catalogue). */
  scalarFunction(name: string): FunctionTerm | undefined;
  /** A function of the program that is written out where it is called: of several numbers, of vectors or matrices. */
  writtenOut?(name: string): FunctionStatement | undefined;
  /** A function of which the program declares its values only. */
  unknownFunction?(name: string): UnknownFunction | undefined;
  /** Whether an argument that may be a size or a value is meant as a size. */
  isSize(syntax: Syntax): boolean;
  /** Whether a name is a size already; where sizes are not inferred, all are. */
  isKnownSize?(name: string): boolean;
  /** Whether the program says what a name is, so that it is no entry of another. */
  isKnownName?(name: string): boolean;
  /** Whether only a sum that ends at it makes a name a size. */
  isSizeByBound?(name: string): boolean;
  /** What the letter of a name says it is, where nothing else says so yet. */
  presumedKind?(name: string): "scalar" | "vector" | "matrix" | undefined;
  /** How often a name stands in the program. */
  occurrences?(name: string): number;
  /** The dimension that a name stands for. */
  dimension(name: string, span: Span): Dimension;
  readonly names: ShapeNames;
  /** Runs an attempt and takes back what it inferred and told unless it returns true. */
  attempt?(body: () => boolean): boolean;
  /** Told how something surprising is read; nothing is told inside rules and claims. */
  readonly note?: TakeNote;
}

/** `K(θ): n×n spd`; of a function of entries there is no shape. */
export interface UnknownFunction {
  readonly term: FunctionTerm;
  readonly parameters: readonly NameSyntax[];
  readonly shape: { readonly rows: Dimension; readonly cols: Dimension } | undefined;
}

export function resolved(
  scope: Scope,
  term: { rows: Dimension; cols: Dimension },
): { rows: Dimension; cols: Dimension } {
  return { rows: scope.unifier.resolve(term.rows), cols: scope.unifier.resolve(term.cols) };
}

export function isScalar(scope: Scope, term: Term): boolean {
  const { rows, cols } = resolved(scope, term);
  return rows === ONE && cols === ONE;
}

/** 𝟏 without a size is a column unless it stands where a matrix must. */
export function harden(scope: Scope, term: Term): void {
  const cols = scope.unifier.resolve(term.cols);
  for (const v of scope.unifier.variables(cols)) {
    if (scope.unifier.kind(v) === "ones") scope.unifier.unify(cols, ONE);
  }
}

export function numberTerm(text: string, syntax: Syntax): Term {
  return { kind: "number", text, rows: ONE, cols: ONE, syntax };
}

export function applyTerm(
  fn: string,
  syntax: Syntax,
  args: readonly Term[],
  shape: { rows: Dimension; cols: Dimension },
  dims: readonly Dimension[] = [],
): Term {
  const { rows, cols } = shape;
  return { kind: "apply", fn, declared: false, output: 0, args, dims, rows, cols, syntax };
}

/** A name that stands for a size, or a function of the catalogue without arguments. */
export function sizeOrConstant(
  catalogue: Catalogue,
  dimensions: ReadonlySet<string>,
  syntax: NameSyntax,
): Term | undefined {
  const { name } = syntax;
  if (dimensions.has(name)) return { kind: "size", of: symbolic(name), rows: ONE, cols: ONE, syntax };
  if (!catalogue.byHead.get(name)?.some((r) => r.parameters.length === 0)) return undefined;
  return { kind: "apply", fn: name, declared: true, output: 0, args: [], dims: [], rows: ONE, cols: ONE, syntax };
}

export function described(scope: Scope, term: Term) {
  return { ...resolved(scope, term), syntax: term.syntax };
}
