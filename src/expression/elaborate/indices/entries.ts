/** Rows and entries by indices: of X, m×d, `x_i` is the i-th row as a column, `X_ij` an entry; of a vector y, `y_i`. */
import { ONE, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, NameSyntax, Span } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { applyTerm, harden, resolved, type Scope } from "../typing/scope.js";
import { indexedName, shiftedLetters } from "./names.js";
import { relabelled, single, type Label, type Value } from "./value.js";

/** The indices that are bound at a place, by their letters. */
export type Indices = ReadonlyMap<string, Label>;

/** The value of a name that depends on an index; undefined where it is an ordinary name. Throws TypeProblem. */
export function entryOf(scope: Scope, syntax: NameSyntax, indices: Indices): Value | undefined {
  const { name } = syntax;
  if (scope.isKnownName?.(name) === true) return undefined;
  if (indices.has(name)) {
    if (scope.isKnownSize?.(name) === true) return undefined;
    throw indexAsNumber(syntax);
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
  if (base === undefined && (letters.length === 1 || bases.length > 1)) throw unknownBase(syntax, bases, letters);
  const whole = scope.lookup({ ...syntax, name: base ?? bases[0]!, spelling: base ?? bases[0]! });
  return entry(
    scope,
    whole,
    syntax,
    letters.map((letter) => indices.get(letter)!),
  );
}

function entry(scope: Scope, term: Term, syntax: NameSyntax, labels: readonly Label[]): Value {
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
  if (isMatrix) return rowOf(scope, shaped, syntax, first);
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

/** A row as a column; the column of a matrix where the index runs over as many values as there are columns. */
function rowOf(scope: Scope, term: Term, syntax: NameSyntax, label: Label): Value {
  const { rows, cols } = resolved(scope, term);
  const isRow = scope.unifier.unify(label.size, rows);
  if (!isRow) {
    const { spelling, span } = syntax;
    if (!scope.unifier.unify(label.size, cols)) throw otherSize(scope, span, spelling, label, rows);
    scope.note?.("column-by-index", `${spelling} is a column, because ${label.name} counts columns there`, span);
  }
  const place: Label = { name: "", size: isRow ? cols : rows };
  const { networks } = numberOf(isRow ? term : turned(term), [label, place]);
  return { networks, row: place, col: undefined, syntax };
}

/** The entry of a vector or a matrix that may itself depend on indices: `softmax(W x_i)_k`; one row, as a column. */
export function entryOfValue(scope: Scope, value: Value, syntax: ApplySyntax, indices: Indices): Value {
  const written = syntax.args[1]?.kind === "word" ? syntax.args[1].text : "";
  const letters = Array.from(written.replaceAll(",", ""));
  const labels = letters.map((letter) => {
    const label = indices.get(letter);
    if (label === undefined) throw unboundIndex({ spelling: `(…)_${letter}`, span: syntax.at }, letter);
    return label;
  });
  const places = [value.row, value.col].filter((label) => label !== undefined);
  if (labels.length === 0 || labels.length > places.length) {
    const message = `there are ${labels.length} indices, but what they are of has ${places.length}`;
    throw new TypeProblem(
      "type/index-count",
      message,
      syntax.at,
      "a matrix has two indices, a vector one, a number none",
    );
  }
  const moved = labels.reduce((v, label, at) => {
    const place = places[at]!;
    if (!scope.unifier.unify(label.size, place.size)) throw otherSize(scope, syntax.at, written, label, place.size);
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
    `write Σ_${letter} before it, with brackets around what it takes`,
  );

const indexAsNumber = ({ spelling, span }: NameSyntax): TypeProblem =>
  new TypeProblem(
    "type/index-as-number",
    `the index ${spelling} stands where a number must`,
    span,
    `an index stands in subscripts only; declare a vector of the numbers, \`c: n constant\`, and write c_${spelling}`,
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
