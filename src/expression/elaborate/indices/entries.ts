/** Rows and entries by indices: of X, m×d, `x_i` is the i-th row as a column, `X_ij` an entry; of a vector y, `y_i`. */
import { ONE, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, NameSyntax, Span, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, harden, resolved, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import { diagonal } from "./exclusions.js";
import { indexedName, shiftedLetters } from "./names.js";
import { relabelled, single, type Label, type Value } from "./value.js";

/** The indices that are bound at a place, by their letters. */
export type Indices = ReadonlyMap<string, Label>;

/** The value of a name that depends on an index; undefined where it is an ordinary name. Throws TypeProblem. */
export function entryOf(
  scope: Scope,
  syntax: NameSyntax,
  indices: Indices,
  orientation: Orientation,
): Value | undefined {
  const { name } = syntax;
  if (scope.isKnownName?.(name) === true) return undefined;
  if (indices.has(name)) {
    if (scope.isKnownSize?.(name) === true) return undefined;
    return numberOfIndex(scope, syntax, indices.get(name)!);
  }
  const found = indexedName(name);
  if (found === undefined) {
    if (shiftedLetters(name).some((letter) => indices.has(letter))) throw shiftedIndex(syntax);
    return undefined;
  }
  const { letters, bases } = found;
  const bound = letters.filter((letter) => indices.has(letter));
  if (bound.length === 0) {
    if (letters.every((letter) => /^[i-l]$/.test(letter))) throw unboundIndex(syntax, letters[0]!);
    return undefined;
  }
  if (bound.length < letters.length) {
    if (letters.length > 2) return undefined;
    throw unboundIndex(
      syntax,
      letters.find((letter) => !indices.has(letter))!,
    );
  }
  const base = bases.find((candidate) => scope.isKnownName?.(candidate) === true);
  if (base === undefined && letters.length === 2 && bases[0] === "δ") return kronecker(scope, syntax, indices, letters);
  if (base === undefined && (letters.length === 1 || bases.length > 1)) throw unknownBase(syntax, bases, letters);
  const whole = scope.lookup({ ...syntax, name: base ?? bases[0]!, spelling: base ?? bases[0]! });
  return entry(
    scope,
    whole,
    syntax,
    letters.map((letter) => indices.get(letter)!),
    orientation,
  );
}

/** δ_ij of which nothing is declared: 1 where the indices are equal, else 0. */
function kronecker(scope: Scope, syntax: NameSyntax, indices: Indices, letters: readonly string[]): Value {
  const [i, j] = letters.map((letter) => indices.get(letter)!) as [Label, Label];
  if (!scope.unifier.unify(i.size, j.size)) throw otherSize(scope, syntax.span, syntax.spelling, j, i.size);
  scope.note?.("kronecker-delta", `${syntax.spelling} is 1 where ${i.name} = ${j.name}, else 0`, syntax.span);
  return numberOf(diagonal(syntax, i, false), [i, j]);
}

function entry(
  scope: Scope,
  term: Term,
  syntax: NameSyntax,
  labels: readonly Label[],
  orientation: Orientation,
): Value {
  harden(scope, term);
  const { rows, cols } = resolved(scope, term);
  const shaped = { ...term, syntax };
  const [first, second, third] = labels as [Label, Label | undefined, Label | undefined];
  const isMatrix = rows !== ONE && cols !== ONE;
  if (third !== undefined || (second !== undefined && !isMatrix) || (rows === ONE && cols === ONE)) {
    throw wrongCount(scope, syntax, term, labels.length);
  }
  if (second !== undefined) {
    meet(scope, syntax, first, rows);
    meet(scope, syntax, second, cols);
    return numberOf(shaped, [first, second]);
  }
  if (isMatrix) return rowOf(scope, shaped, syntax, first, orientation);
  meet(scope, syntax, first, rows === ONE ? cols : rows);
  return numberOf(rows === ONE ? turned(shaped) : shaped, [first]);
}

const numberOf = (term: Term, labels: readonly Label[]): Value => ({
  networks: [single({ term, labels })],
  row: undefined,
  col: undefined,
  syntax: term.syntax,
});

const turned = (term: Term): Term => applyTerm("transpose", term.syntax, [term], { rows: term.cols, cols: term.rows });

/** Which matrices give their columns to an index, and which have been asked for their rows. */
export interface Orientation {
  readonly columns: ReadonlySet<string>;
  /** Whether indices that are compared may run over different numbers of values. */
  readonly apart: boolean;
  readonly rows: Set<string>;
}

/** A row as a column; the column of a matrix where the index runs over as many values as there are columns. */
function rowOf(
  scope: Scope,
  term: Term,
  syntax: NameSyntax,
  label: Label,
  { columns, rows: asked }: Orientation,
): Value {
  const { rows, cols } = resolved(scope, term);
  asked.add(syntax.name);
  const isRow = !columns.has(syntax.name) && scope.unifier.unify(label.size, rows);
  if (!isRow) {
    const { spelling, span } = syntax;
    if (!scope.unifier.unify(label.size, cols)) throw otherSize(scope, span, spelling, label, rows);
    const because = columns.has(syntax.name) ? "a row does not fit" : `${label.name} counts columns there`;
    scope.note?.("column-by-index", `${spelling} is a column, because ${because}`, span);
  }
  const place: Label = { name: "", size: isRow ? cols : rows };
  const { networks } = numberOf(isRow ? term : turned(term), [label, place]);
  return { networks, row: place, col: undefined, syntax };
}

/** An index as a number: the i-th entry of (1, 2, …, n). */
function numberOfIndex(scope: Scope, syntax: NameSyntax, label: Label): Value {
  const { size } = label;
  const ones = applyTerm("ones", syntax, [], { rows: size, cols: ONE }, [size, ONE]);
  const call = { ...callOf(syntax), head: "cumsum" };
  return numberOf(declared(scope, "cumsum", call, [ones], []), [label]);
}

const callOf = ({ span }: NameSyntax): ApplySyntax => ({
  kind: "apply",
  head: "",
  args: [],
  elementwise: false,
  span,
  at: span,
});

/** What the parameters of a function stand for at a call. */
export type Parameters = ReadonlyMap<string, Value>;

/** A parameter, or an entry of one; undefined where the name is neither. */
export function parameterOf(
  scope: Scope,
  syntax: NameSyntax,
  indices: Indices,
  parameters: Parameters,
): Value | undefined {
  const own = parameters.get(syntax.name);
  if (own) return { ...withOwnPlaces(own), syntax };
  const found = indexedName(syntax.name);
  const base = found?.bases.find((name) => parameters.has(name));
  if (found === undefined || base === undefined) return undefined;
  return entryAt(scope, withOwnPlaces(parameters.get(base)!), found.letters, syntax, syntax.span, indices);
}

/** The value with new labels for its rows and columns, so that it may stand beside itself. */
function withOwnPlaces(value: Value): Value {
  const { row, col } = value;
  const moved = row ? relabelled(value, row, { ...row }) : value;
  return col ? relabelled(moved, col, { ...col }) : moved;
}

/** The entry of a vector or a matrix that may itself depend on indices: `softmax(W x_i)_k`; one row, as a column. */
export function entryOfValue(scope: Scope, value: Value, syntax: ApplySyntax, indices: Indices): Value {
  const written = syntax.args[1]?.kind === "word" ? syntax.args[1].text : "";
  return entryAt(scope, value, Array.from(written.replaceAll(",", "")), syntax, syntax.at, indices);
}

function entryAt(
  scope: Scope,
  value: Value,
  letters: readonly string[],
  syntax: Syntax,
  at: Span,
  indices: Indices,
): Value {
  const labels = letters.map((letter) => {
    const label = indices.get(letter);
    if (label === undefined) throw unboundIndex({ spelling: `(…)_${letter}`, span: at }, letter);
    return label;
  });
  const places = [value.row, value.col].filter((label) => label !== undefined);
  if (labels.length === 0 || labels.length > places.length) {
    const message = `there are ${labels.length} indices, but what they are of has ${places.length}`;
    throw new TypeProblem("type/index-count", message, at, "a matrix has two indices, a vector one, a number none");
  }
  const moved = labels.reduce((v, label, which) => {
    const place = places[which]!;
    if (!scope.unifier.unify(label.size, place.size)) throw otherSize(scope, at, letters.join(""), label, place.size);
    return relabelled(v, place, label);
  }, value);
  const isColumn = labels.length < places.length;
  return { networks: moved.networks, row: isColumn ? moved.col : undefined, col: undefined, syntax };
}

/** An index runs over as many values as there are rows, columns or entries. */
function meet(scope: Scope, { spelling, span }: NameSyntax, label: Label, size: Dimension): void {
  if (!scope.unifier.unify(label.size, size)) throw otherSize(scope, span, spelling, label, size);
}

function otherSize(scope: Scope, span: Span, what: string, label: Label, size: Dimension): TypeProblem {
  const [known, found] = [label.size, size].map((s) => scope.names.text(scope.unifier.resolve(s)));
  return new TypeProblem(
    "type/index-size",
    `the index ${label.name} runs over ${known!} values, but in ${what} there are ${found!}`,
    span,
    "write another letter for what runs over others",
  );
}

export const unboundIndex = ({ spelling, span }: Pick<NameSyntax, "spelling" | "span">, letter: string): TypeProblem =>
  new TypeProblem(
    "type/unbound-index",
    `${spelling} has the index ${letter}, which no sum around it runs over`,
    span,
    `write Σ_${letter} before it, with brackets around what it takes, or declare ${spelling} for a name of its own`,
  );

const shiftedIndex = ({ spelling, span }: NameSyntax): TypeProblem =>
  new TypeProblem(
    "type/shifted-index",
    `${spelling} moves an index, which has no matrix form here`,
    span,
    "write the difference of slices: x[2:n] - x[1:n-1]",
  );

function unknownBase(
  { spelling, span }: NameSyntax,
  bases: readonly string[],
  letters: readonly string[],
): TypeProblem {
  const [own, capital] = bases as [string, string | undefined];
  const index = letters.join("");
  if (letters.length > 1) {
    const hint = `declare ${capital ?? own}: m×n, of which ${spelling} is an entry`;
    return new TypeProblem("type/unknown-index", `nothing is declared of ${own}`, span, hint);
  }
  const hint =
    capital === undefined
      ? `declare ${own}: m×d, of which ${own}_${index} is a row as a column`
      : `declare ${capital}: m×d for rows ${spelling}, or ${own}: m for entries`;
  const message = `nothing is declared of ${bases.join(" or ")}, so ${spelling} may be a row or an entry`;
  return new TypeProblem("type/unknown-index", message, span, hint);
}

function wrongCount(scope: Scope, { spelling, span }: NameSyntax, term: Term, count: number): TypeProblem {
  const shape = scope.names.shape(resolved(scope, term));
  const message = `${spelling} has ${count === 1 ? "an index" : `${count} indices`}, but what it is of is ${shape}`;
  return new TypeProblem("type/index-count", message, span, "a matrix has two indices, a vector one, a number none");
}
