/**
 * Sums and products over indices, and matrices by their entries: lowered to matrix form while they are typed, so that
 * everything after it sees matrices only.
 */
import { ONE, add, fixed, subtract, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Binder, NameSyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { dimension } from "../typing/positions.js";
import { applyTerm, numberTerm, type Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import { asMatrix, constantValue, mapped, numberValue, overLabels, settled, termOf, times } from "./algebra.js";
import { entryOf, entryOfValue, type Indices } from "./entries.js";
import { applied, productOfEntries, type Plain, type Place } from "./functions.js";
import { boundLetters, nodesWithIndices, type Entries } from "./names.js";
import { isNumber, openLabels, relabelled, single, type Label, type Value } from "./value.js";

export type { Plain } from "./functions.js";

interface Frame {
  readonly syntax: ApplySyntax;
  readonly indices: Indices;
  /** The labels that the node binds. */
  readonly bound: readonly Label[];
  readonly values: Value[];
}

/** Types a sum or a product over indices that depends on none of its surroundings. Throws TypeProblem. */
export function typeOver(scope: Scope, plain: Plain, syntax: ApplySyntax): Term {
  return termOf(scope, valueOf({ scope, plain }, syntax, new Map()));
}

/** Types the right side of `K_ij = …`: the matrix or vector of these entries. */
export function typeEntries(scope: Scope, plain: Plain, { target, letters }: Entries, body: Syntax): Term {
  const labels = new Map(letters.map((letter) => [letter, freshLabel(scope, letter)]));
  const value = valueOf({ scope, plain }, body, labels);
  const [first, second] = letters.map((letter) => labels.get(letter)!) as [Label, Label | undefined];
  for (const label of labels.values()) requireSize(scope, target, label, value);
  const own = value.row;
  if (value.col !== undefined || (second !== undefined && own !== undefined)) {
    const message = `${target.spelling} is ${second === undefined ? "a number or a column" : "a number"} for each index`;
    throw new TypeProblem("type/entries", message, body.span, "write a row of a matrix as a column");
  }
  if (second === undefined) return asMatrix(scope, value, own === undefined ? [first] : [first, own]);
  if (second !== first) return asMatrix(scope, value, [first, second]);
  const syntax: ApplySyntax = {
    kind: "apply",
    head: "diag",
    args: [body],
    elementwise: false,
    span: body.span,
    at: body.span,
  };
  return declared(scope, "diag", syntax, [asMatrix(scope, value, [first])], []);
}

const freshLabel = (scope: Scope, name: string): Label => ({ name, size: scope.unifier.fresh("matrix") });

function requireSize(scope: Scope, target: NameSyntax, label: Label, body: Value): void {
  if (hasSize(scope, label, body)) return;
  const { name } = label;
  const message = `nothing says how many values the index ${name} of ${target.spelling} has`;
  throw new TypeProblem("type/index-size", message, target.span, `the right side has no ${name} in a subscript`);
}

/** Whether the body, or the end of the sum, says how many values an index has. */
const hasSize = (scope: Scope, label: Label, body: Value): boolean =>
  openLabels(body).includes(label) || scope.unifier.variables(scope.unifier.resolve(label.size)).length === 0;

/** Iterative: nesting is no limit. */
function valueOf(place: Place, root: Syntax, outer: Indices): Value {
  const { scope, plain } = place;
  const letters = new Set([...boundLetters(root), ...outer.keys()]);
  const known = (name: NameSyntax): boolean => scope.isKnownName?.(name.name) === true;
  const indexed = nodesWithIndices(root, letters, known);
  const stack: Frame[] = [];
  let pending: { syntax: Syntax; indices: Indices } | undefined = { syntax: root, indices: outer };
  for (;;) {
    let value: Value | undefined;
    if (pending) {
      const { syntax, indices }: { syntax: Syntax; indices: Indices } = pending;
      pending = undefined;
      if (!indexed.has(syntax)) value = constantValue(scope, plain.expression(syntax));
      else if (syntax.kind === "apply") stack.push(frameOf(scope, syntax, indices));
      else value = leafOf(place, syntax as NameSyntax, indices);
    }
    const top = stack[stack.length - 1];
    if (!top) return value!;
    if (value) top.values.push(value);
    const next = operandsOf(top.syntax)[top.values.length];
    if (next) {
      pending = { syntax: next, indices: top.indices };
      continue;
    }
    stack.pop();
    const result = finished(place, top);
    const parent = stack[stack.length - 1];
    if (!parent) return result;
    parent.values.push(result);
  }
}

/** The operands that have values: the last value of an index is a size, the kind of a norm a word. */
const operandsOf = ({ head, binder, args }: ApplySyntax): readonly Syntax[] =>
  binder !== undefined || head === "norm" || head === "entry" ? args.slice(0, 1) : args;

function leafOf({ scope, plain }: Place, syntax: NameSyntax, indices: Indices): Value {
  return entryOf(scope, syntax, indices) ?? constantValue(scope, plain.expression(syntax));
}

function frameOf(scope: Scope, syntax: ApplySyntax, indices: Indices): Frame {
  const { binder } = syntax;
  if (binder === undefined) return { syntax, indices, bound: [], values: [] };
  const { relation } = binder;
  const related = relation ? [relation.left, relation.right].filter((letter) => !indices.has(letter)) : [];
  const names = [...new Set([...binder.indices, ...related])];
  const bound = names.map((name) => freshLabel(scope, name));
  const inner = new Map([...indices, ...bound.map((label) => [label.name, label] as const)]);
  return { syntax, indices: inner, bound, values: [] };
}

function finished(place: Place, { syntax, indices, bound, values }: Frame): Value {
  const { binder } = syntax;
  if (syntax.head === "entry") return entryOfValue(place.scope, values[0]!, syntax, indices);
  if (binder === undefined) return applied(place, syntax, values);
  const { scope } = place;
  const [body] = values;
  for (const label of bound) meetEnd(scope, syntax, binder, label);
  if (syntax.head === "productOver") return productOver(place, syntax, bound, body!);
  for (const label of bound) requireKnownSize(scope, syntax, label, body!);
  return { ...summedOver(scope, syntax, binder, indices, bound, body!), syntax };
}

/** The sum over what a relation admits: all but the diagonal, or one triangle. */
function summedOver(
  scope: Scope,
  syntax: ApplySyntax,
  { relation }: Binder,
  indices: Indices,
  bound: readonly Label[],
  body: Value,
): Value {
  if (relation === undefined) return overLabels(body, bound);
  const [left, right] = [indices.get(relation.left)!, indices.get(relation.right)!];
  if (!scope.unifier.unify(left.size, right.size)) {
    const message = `the indices ${left.name} and ${right.name} run over different numbers of values`;
    throw new TypeProblem("type/index-size", message, syntax.at);
  }
  if (relation.sign !== "≠") {
    const mask = single({ term: triangle(scope, syntax, left, relation.sign === "<"), labels: [left, right] });
    const masked = times(scope, syntax, { networks: [mask], row: undefined, col: undefined, syntax }, body);
    return overLabels(masked, bound);
  }
  // What the body is where the two are equal is subtracted, once for each value.
  const [from, to] = bound.includes(right) ? [right, left] : [left, right];
  const kept = settled(scope, body);
  const equal = times(scope, syntax, numberValue("-1", syntax), relabelled(kept, from, to));
  const diagonal = overLabels(
    equal,
    bound.filter((label) => label !== from),
  );
  return { ...body, networks: [...overLabels(kept, bound).networks, ...diagonal.networks] };
}

/** The matrix that is 1 above its diagonal, and on it unless `strict`. */
function triangle(scope: Scope, syntax: ApplySyntax, { size }: Label, strict: boolean): Term {
  const shape = { rows: size, cols: size };
  const pairs = applyTerm("ones", syntax, [], shape, [size, size]);
  const upper = declared(scope, "triu", { ...syntax, head: "triu" }, [pairs], []);
  if (!strict) return upper;
  const identity = applyTerm("identity", syntax, [], shape, [size]);
  const negative = applyTerm("product", syntax, [numberTerm("-1", syntax), identity], shape);
  return applyTerm("sum", syntax, [upper, negative], shape);
}

function productOver(place: Place, syntax: ApplySyntax, bound: readonly Label[], body: Value): Value {
  const { scope, plain } = place;
  if (!isNumber(body) || syntax.binder?.relation !== undefined) {
    throw new TypeProblem("type/index-function", "this product over an index has no matrix form here", syntax.span);
  }
  const log = plain.scalarFunction("log", syntax)!;
  const logarithms = mapped(scope, body, syntax, (term) => applyTerm("entrywise", syntax, [log, term], term));
  const logarithm = { ...overLabels(logarithms, bound), syntax };
  const labels = openLabels(body);
  const [label] = bound;
  if (bound.length > 1 || labels.some((l) => l !== label)) {
    // Of a product for each value of another index, only the logarithm has a matrix form.
    return { ...logarithm, logarithm, networks: [] };
  }
  const term = productOfEntries(scope, syntax, asMatrix(scope, body, [label!]));
  return { ...constantValue(scope, term), logarithm, syntax };
}

/** The index ends where the author says. */
function meetEnd(scope: Scope, syntax: ApplySyntax, binder: Binder, label: Label): void {
  const end = syntax.args[1];
  if (end === undefined && binder.from === 1) return;
  const size = scope.unifier.resolve(label.size);
  if (end === undefined) throw partial(scope, syntax, label, size);
  const count = add(subtract(dimension(scope, end), fixed(binder.from)), ONE);
  if (scope.unifier.unify(label.size, count)) return;
  if (binder.from !== 1 || end.kind !== "name") throw partial(scope, syntax, label, size);
  if (scope.isSizeByBound?.(end.name) === true) {
    scope.unifier.assign(end.name, size);
    return;
  }
  const text = scope.names.text(size);
  if ((scope.occurrences?.(end.name) ?? 0) > 1) throw partial(scope, syntax, label, size);
  scope.note?.(
    "index-end",
    `${label.name} runs to ${text}, as many as there are; ${end.spelling} is another size`,
    end.span,
  );
}

function partial(scope: Scope, syntax: ApplySyntax, { name }: Label, size: Dimension): TypeProblem {
  const all = scope.names.text(size);
  return new TypeProblem(
    "type/index-end",
    `the index ${name} has ${all} values, and this sum runs over others`,
    (syntax.args[1] ?? syntax).span,
    `write Σ_${name} for all of them, or take a slice first, \`Z = X[1:r, :]\``,
  );
}

function requireKnownSize(scope: Scope, syntax: ApplySyntax, label: Label, body: Value): void {
  if (hasSize(scope, label, body)) return;
  const { name } = label;
  throw new TypeProblem(
    "type/index-size",
    `nothing says how many values the index ${name} has`,
    syntax.at,
    `no name that the sum takes has ${name} in its subscript`,
  );
}
