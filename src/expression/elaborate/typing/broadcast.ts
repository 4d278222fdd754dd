/**
 * Broadcasting: numbers, rows and columns beside something larger. A number is added to every entry, a row to every
 * row, a column to every column; a column scales rows, a row scales columns. What is read so becomes the matrix form,
 * c 𝟏𝟏ᵀ, 𝟏bᵀ, a𝟏ᵀ, diag(v)A.
 */
import { ONE, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Syntax } from "../../../language/syntax.js";
import type { Spread } from "../spread.js";
import type { Term } from "../typed-syntax.js";
import { nameIn } from "./kinds.js";
import { applyTerm, harden, isScalar, resolved, type Scope } from "./scope.js";
import { declared } from "./signature.js";

type Extent = "number" | "column" | "row" | "matrix";

function extentOf(scope: Scope, term: Term): Extent {
  const { rows, cols } = resolved(scope, term);
  if (cols === ONE) return rows === ONE ? "number" : "column";
  return rows === ONE ? "row" : "matrix";
}

/** What a term that broadcasts is added to, and whether an entry of it is what the author speaks of. */
interface Target {
  readonly largest: Term;
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly syntax: ApplySyntax;
  readonly entrywise: boolean;
  /** Whether both rows and columns are added, so that which is which is plain. */
  readonly oriented: boolean;
}

/** A term whose matrix must not turn out to be square. */
const unlessSquare = (fn: Spread, syntax: Syntax, args: readonly Term[], shape: Target): Term =>
  applyTerm(fn, syntax, args, shape);

/**
 * The terms of a sum, all of the shape of the largest; undefined where one of them does not broadcast to it.
 * `entrywise`: the sum stands where entries are spoken of.
 */
export function broadcastTerms(
  scope: Scope,
  syntax: ApplySyntax,
  terms: readonly Term[],
  entrywise: () => boolean,
): readonly Term[] | undefined {
  if (syntax.arrays) {
    const asRows = rowsOfArrays(scope, terms);
    if (asRows) return broadcastTerms(scope, plain(syntax), asRows, entrywise);
  }
  const extents = terms.map((t) => extentOf(scope, t));
  const largest = terms[extents.indexOf("matrix")] ?? terms[extents.findIndex((e) => e !== "number")];
  if (largest === undefined) return undefined;
  const { rows, cols } = largest;
  const oriented = extents.includes("row") && extents.includes("column");
  const target: Target = {
    largest,
    rows,
    cols,
    syntax,
    entrywise: extents.includes("number") && entrywise(),
    oriented,
  };
  const shaped: Term[] = [];
  for (const term of terms) {
    const spread = term === largest ? term : spreadTo(scope, term, target);
    if (spread === undefined) return undefined;
    shaped.push(spread);
  }
  return shaped;
}

/** An array of two axes, or what is made of one. */
const isOriented = (syntax: Syntax): boolean =>
  syntax.kind === "apply" &&
  (syntax.oriented === true ||
    ((CARRIES.has(syntax.head) || syntax.elementwise) && syntax.args.some((arg) => isOriented(arg))));

const CARRIES: ReadonlySet<string> = new Set([
  "sum",
  "negate",
  "product",
  "divide",
  "hadamard",
  "hadamardDivide",
  "hadamardPower",
]);

const plain = (syntax: ApplySyntax): ApplySyntax => ({ ...syntax, arrays: false });

/** Arrays of one axis beside one of two are rows, as NumPy has them; undefined where none is, or does not fit. */
function rowsOfArrays(scope: Scope, terms: readonly Term[]): readonly Term[] | undefined {
  const matrix = terms.find((t) => extentOf(scope, t) === "matrix");
  if (matrix === undefined) return undefined;
  const isVector = (t: Term): boolean => extentOf(scope, t) === "column" && !isOriented(t.syntax);
  const found = terms.filter(isVector);
  const fits = found.every((t) => scope.unifier.attempt(() => scope.unifier.unify(t.rows, matrix.cols)));
  if (found.length === 0 || !fits) return undefined;
  noteRow(scope, found[0]!);
  return terms.map((t) => (isVector(t) ? applyTerm("transpose", t.syntax, [t], { rows: t.cols, cols: t.rows }) : t));
}

function noteRow(scope: Scope, term: Term): void {
  const what = nameIn(term)?.spelling ?? "the vector";
  scope.note?.("broadcast", `${what} is a row beside a matrix, as arrays of one axis are in NumPy`, term.syntax.span);
}

function spreadTo(scope: Scope, term: Term, target: Target): Term | undefined {
  if (isScalar(scope, term)) return everyEntry(scope, term, target);
  if (fitTogether(scope, term, target)) return term;
  const extent = extentOf(scope, term);
  if (extentOf(scope, { ...term, ...target }) !== "matrix") return undefined;
  if (extent === "column") return everyColumn(scope, term, target);
  return extent === "row" ? everyRow(scope, term, target) : undefined;
}

const fitTogether = (scope: Scope, term: Term, target: Target): boolean =>
  scope.unifier.attempt(
    () => scope.unifier.unify(term.rows, target.rows) && scope.unifier.unify(term.cols, target.cols),
  );

/** c + A: c in every entry, which of a square matrix nobody can know outside an entrywise place. */
function everyEntry(scope: Scope, term: Term, target: Target): Term | undefined {
  const { syntax } = target;
  const { rows, cols } = resolved(scope, target);
  const isMatrix = rows !== ONE && cols !== ONE;
  if (isMatrix && !target.entrywise) {
    if (rows === cols) return undefined;
    noteSpread(scope, term, "every entry");
    return unlessSquare("added-to-every-entry", term.syntax, [term], target);
  }
  if (!isMatrix && isPresumed(scope, term, target)) noteSpread(scope, term, "every entry");
  return applyTerm("product", syntax, [term, ones(term.syntax, rows, cols)], target);
}

/** A + bᵀ. */
function everyRow(scope: Scope, term: Term, target: Target): Term | undefined {
  if (!scope.unifier.unify(term.cols, target.cols)) return undefined;
  return applyTerm("product", term.syntax, [ones(term.syntax, target.rows, ONE), term], target);
}

/** A + a. A square matrix has rows and columns of one length, and a name that nothing says the length of may be a row. */
function everyColumn(scope: Scope, term: Term, target: Target): Term | undefined {
  const { rows, cols } = resolved(scope, target);
  const isUndecided = isPresumed(scope, term, { ...target, largest: term }) && resolved(scope, term).rows !== rows;
  const oriented = target.oriented || isOriented(term.syntax);
  if ((rows === cols || isUndecided) && !oriented) return undefined;
  if (!scope.unifier.unify(term.rows, rows)) return undefined;
  noteSpread(scope, term, "every column");
  const row = ones(term.syntax, ONE, target.cols);
  if (oriented) return applyTerm("product", term.syntax, [term, row], target);
  return unlessSquare("added-to-every-column", term.syntax, [term, row], target);
}

const ones = (syntax: Syntax, rows: Dimension, cols: Dimension): Term =>
  applyTerm("ones", syntax, [], { rows, cols }, [rows, cols]);

const spelled = (term: Term, fallback: string): string => {
  if (term.kind === "number") return term.text;
  return nameIn(term)?.spelling ?? fallback;
};

/** `x + ε`: whether only letters say which of the two is a vector. */
function isPresumed(scope: Scope, term: Term, target: Target): boolean {
  const names = [nameIn(term), target.largest && nameIn(target.largest)];
  return names.some((name) => name !== undefined && scope.presumedKind?.(name.name) !== undefined);
}

function noteSpread(scope: Scope, term: Term, where: "every entry" | "every column"): void {
  const isNumber = where === "every entry";
  const what = spelled(term, isNumber ? "the number" : "the column");
  const written = isNumber ? "c 𝟏𝟏ᵀ" : `${nameIn(term)?.spelling ?? "a"} 𝟏ᵀ`;
  scope.note?.("broadcast", `${what} is added to ${where}; \`${written}\` says so`, term.syntax.span);
}

/**
 * Columns and rows that scale a matrix: `v ∘ A` is diag(v) A, `A ∘ wᵀ` is A diag(w). The factors on the left and on
 * the right, and what is left between them; undefined where nothing broadcasts.
 */
export function scalingFactors(
  scope: Scope,
  syntax: ApplySyntax,
  terms: readonly Term[],
): { readonly left: readonly Term[]; readonly right: readonly Term[]; readonly rest: readonly Term[] } | undefined {
  const matrix = terms.find((t) => extentOf(scope, t) === "matrix");
  if (matrix === undefined) return undefined;
  const asRows = syntax.arrays ? rowsOfArrays(scope, terms) : undefined;
  if (asRows) return scalingFactors(scope, plain(syntax), asRows);
  const left: Term[] = [];
  const right: Term[] = [];
  const rest: Term[] = [];
  const { rows, cols } = matrix;
  const target: Target = { largest: matrix, rows, cols, syntax, entrywise: false, oriented: false };
  for (const term of terms) {
    const extent = extentOf(scope, term);
    if (term === matrix || fitTogether(scope, term, target)) rest.push(term);
    else if (extent === "column" && scope.unifier.unify(term.rows, matrix.rows)) left.push(term);
    else if (extent === "row" && scope.unifier.unify(term.cols, matrix.cols)) right.push(term);
    else return undefined;
  }
  if (left.length + right.length === 0) return undefined;
  noteScaling(scope, matrix, left);
  return {
    left: left.map((t) => diagonal(scope, syntax, t)),
    right: right.map((t) => diagonal(scope, syntax, t)),
    rest,
  };
}

/** Arrays of other systems would scale the columns of a square matrix. */
function noteScaling(scope: Scope, matrix: Term, columns: readonly Term[]): void {
  const { rows, cols } = resolved(scope, matrix);
  const [column] = columns;
  if (rows !== cols || column === undefined) return;
  const what = spelled(column, "the column");
  scope.note?.("broadcast", `${what} scales the rows; its transpose would scale the columns`, column.syntax.span);
}

function diagonal(scope: Scope, syntax: ApplySyntax, term: Term): Term {
  harden(scope, term);
  const { rows, cols } = term;
  const isColumn = extentOf(scope, term) === "column";
  const column = isColumn ? term : applyTerm("transpose", syntax, [term], { rows: cols, cols: rows });
  return declared(scope, "diag", syntax, [column], []);
}
