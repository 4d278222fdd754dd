/**
 * Sums and products over indices, and matrices by their entries: lowered to matrix form while they are typed, so that
 * everything after it sees matrices only.
 */
import { ONE, add, fixed, subtract, type Dimension } from "../../../../codegen/plan/sizes.js";
import type { ApplySyntax, Binder, FunctionStatement, NameSyntax, Syntax } from "../../../language/syntax.js";
import { TypeProblem } from "../problems.js";
import type { Term } from "../typed-syntax.js";
import { calledFunction, requireArity } from "../typing/calls.js";
import { dimension } from "../typing/positions.js";
import type { Scope } from "../typing/scope.js";
import { declared } from "../typing/signature.js";
import { asMatrix, constantValue, numberValue, overLabels, settled, termOf, times } from "./algebra.js";
import { entryOf, entryOfValue, parameterOf, type Indices, type Parameters } from "./entries.js";
import { applied, type Plain, type Place } from "./functions.js";
import { productOver } from "./products.js";
import { restricted, triangle, type Exclusion } from "./exclusions.js";
import { boundLetters, dependentNodes, type Entries } from "./names.js";
import { openLabels, relabelled, single, type Label, type Value } from "./value.js";

export type { Plain } from "./functions.js";

/** Where a part stands. */
interface Context {
  readonly indices: Indices;
  /** The pairs of indices that the sums around it leave out. */
  readonly exclusions: readonly Exclusion[];
  /** What the parameters of the function in whose body it stands are at the call. */
  readonly parameters: Parameters;
  /** The functions in whose bodies it stands. */
  readonly calls: readonly FunctionStatement[];
  /** The parts that depend on an index or a parameter. */
  readonly dependent: ReadonlySet<Syntax>;
}

interface Frame {
  readonly syntax: ApplySyntax;
  readonly context: Context;
  /** The labels that the node binds. */
  readonly bound: readonly Label[];
  /** The function of the program that it calls. */
  readonly callee: FunctionStatement | undefined;
  readonly values: Value[];
}

/** Types a sum or a product over indices that depends on none of its surroundings. Throws TypeProblem. */
export function typeOver(scope: Scope, plain: Plain, syntax: ApplySyntax): Term {
  return oriented(scope, plain, (place) => termOf(scope, valueOf(place, syntax, new Map())));
}

/** What another orientation of a matrix may mend. */
const OF_SHAPES: ReadonlySet<string> = new Set(["type/shape-mismatch", "type/index-size"]);

/** Types with rows for matrices that have one index; with the columns of one of them where only that fits. */
function oriented(scope: Scope, plain: Plain, type: (place: Place) => Term): Term {
  const rows = new Set<string>();
  const withColumns = (columns: readonly string[], apart = false): Term =>
    type({ scope, plain, exclusions: [], orientation: { columns: new Set(columns), rows, apart } });
  const failure = failureOf(scope, () => withColumns([]));
  if (failure === undefined) return withColumns([]);
  if (!(failure instanceof TypeProblem) || !OF_SHAPES.has(failure.code)) throw failure;
  const fitting = [...rows].filter((name) => failureOf(scope, () => withColumns([name])) === undefined);
  if (fitting.length === 1) return withColumns(fitting);
  if (failureOf(scope, () => withColumns([], true)) !== undefined) throw failure;
  return withColumns([], true);
}

/** What typing throws, if it does; nothing that it infers is kept. */
function failureOf(scope: Scope, type: () => Term): unknown {
  let failure: unknown;
  const attempt = (): boolean => {
    try {
      type();
    } catch (error) {
      failure = error;
    }
    return false;
  };
  if (scope.attempt) scope.attempt(attempt);
  else scope.unifier.attempt(attempt);
  return failure;
}

/** Types the right side of `K_ij = …`: the matrix or vector of these entries. */
export const typeEntries = (scope: Scope, plain: Plain, entries: Entries, body: Syntax): Term =>
  oriented(scope, plain, (place) => entriesAt(place, entries, body));

function entriesAt(place: Place, { target, letters }: Entries, body: Syntax): Term {
  const { scope } = place;
  const labels = new Map(letters.map((letter) => [letter, freshLabel(scope, letter)]));
  const value = valueOf(place, body, labels);
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
  const stack: Frame[] = [];
  const none = { indices: outer, exclusions: [], parameters: new Map<string, Value>(), calls: [] };
  let pending: { syntax: Syntax; context: Context } | undefined = { syntax: root, context: within(scope, root, none) };
  for (;;) {
    let value: Value | undefined;
    if (pending) {
      const { syntax, context }: { syntax: Syntax; context: Context } = pending;
      if (!context.dependent.has(syntax)) value = constantValue(scope, plain.expression(syntax));
      else if (syntax.kind === "apply") stack.push(frameOf(scope, syntax, context));
      else value = leafOf(place, syntax as NameSyntax, context);
    }
    const top = stack[stack.length - 1];
    if (!top) return value!;
    if (value) top.values.push(value);
    pending = nextOf(scope, top);
    if (pending) continue;
    stack.pop();
    const result = top.callee ? top.values[top.values.length - 1]! : finished(place, top);
    const parent = stack[stack.length - 1];
    if (!parent) return result;
    parent.values.push(result);
  }
}

/** The surroundings with what depends on them in an expression. */
function within(scope: Scope, root: Syntax, context: Omit<Context, "dependent">): Context {
  const letters = new Set([...boundLetters(root), ...context.indices.keys()]);
  const known = (name: NameSyntax): boolean => scope.isKnownName?.(name.name) === true;
  const given = (name: string): boolean => context.parameters.has(name);
  return { ...context, dependent: dependentNodes(root, letters, known, given) };
}

/** What of a call or an operator is looked at next: an operand, at last the body of the function. */
function nextOf(scope: Scope, { syntax, context, callee, values }: Frame) {
  const next = operandsOf(syntax)[values.length];
  if (next) return { syntax: next, context };
  if (callee === undefined || values.length > callee.parameters.length) return undefined;
  const parameters = new Map(callee.parameters.map(({ name }, i) => [name, values[i]!]));
  const { exclusions } = context;
  const calls = [...context.calls, callee];
  const inner = within(scope, callee.body, { indices: new Map(), exclusions, parameters, calls });
  return { syntax: callee.body, context: inner };
}

/** The operands that have values: the last value of an index is a size, the kind of a norm a word. */
const operandsOf = ({ head, binder, args }: ApplySyntax): readonly Syntax[] =>
  binder !== undefined || head === "norm" || head === "entry" ? args.slice(0, 1) : args;

function leafOf({ scope, plain, orientation }: Place, syntax: NameSyntax, { indices, parameters }: Context): Value {
  return (
    parameterOf(scope, syntax, indices, parameters) ??
    entryOf(scope, syntax, indices, orientation) ??
    constantValue(scope, plain.expression(syntax))
  );
}

function frameOf(scope: Scope, syntax: ApplySyntax, context: Context): Frame {
  const { binder } = syntax;
  if (binder === undefined) {
    const callee = calledFunction(scope, syntax);
    if (callee) requireCall(callee, syntax, context.calls);
    return { syntax, context, bound: [], callee, values: [] };
  }
  const { indices } = context;
  const { relation } = binder;
  const pair = relation ? [relation.left, relation.right] : [];
  const free = pair.filter((letter) => !indices.has(letter));
  // Where both are indices of a sum around it, as in Σ_{i<j} a_ij/Σ_{i<j} b_ij, this one has its own.
  const related = free.length > 0 || binder.indices.length > 0 ? free : pair;
  const names = [...new Set([...binder.indices, ...related])];
  const bound = names.map((name) => freshLabel(scope, name));
  const inner = new Map([...indices, ...bound.map((label) => [label.name, label] as const)]);
  const own = exclusionOf(scope, syntax, inner);
  const exclusions = own ? [...context.exclusions, own] : context.exclusions;
  return { syntax, context: { ...context, indices: inner, exclusions }, bound, callee: undefined, values: [] };
}

/** Refuses other numbers of arguments, and functions that call themselves. Throws TypeProblem. */
function requireCall(callee: FunctionStatement, call: ApplySyntax, calls: readonly FunctionStatement[]): void {
  requireArity(callee, call, call.args.length);
  const { target } = callee;
  if (calls.includes(callee))
    throw new TypeProblem("type/recursive", `${target.spelling} is defined by itself`, target.span);
}

function finished(place: Place, { syntax, context, bound, values }: Frame): Value {
  const { binder } = syntax;
  const { indices, exclusions } = context;
  if (syntax.head === "entry") return entryOfValue(place.scope, values[0]!, syntax, indices);
  if (binder === undefined) return applied({ ...place, exclusions }, syntax, values);
  const { scope } = place;
  const [body] = values;
  for (const label of bound) meetEnd(scope, syntax, binder, label);
  if (syntax.head === "productOver") return productOver({ ...place, exclusions }, syntax, bound, body!);
  for (const label of bound) requireKnownSize(scope, syntax, label, body!);
  const own = binder.relation ? exclusions[exclusions.length - 1] : undefined;
  return { ...summedOver(scope, syntax, own, bound, body!), syntax };
}

/** The sum over what a relation admits: all but the diagonal, or one triangle. */
function summedOver(
  scope: Scope,
  syntax: ApplySyntax,
  exclusion: Exclusion | undefined,
  bound: readonly Label[],
  body: Value,
): Value {
  if (exclusion === undefined) return overLabels(body, bound);
  const networks = body.networks.flatMap((network) => {
    const kept = restricted(scope, syntax, exclusion, network);
    const part = { ...body, networks: [kept ?? network] };
    return (kept ? overLabels(part, bound) : polynomialOver(scope, syntax, exclusion, bound, part)).networks;
  });
  return { ...body, networks };
}

/** The same of a product of numbers and matrices: what is left out can be multiplied by 0, or subtracted. */
function polynomialOver(
  scope: Scope,
  syntax: ApplySyntax,
  { left, right, sign }: Exclusion,
  bound: readonly Label[],
  body: Value,
): Value {
  if (sign !== "≠") {
    const mask = single({ term: triangle(scope, syntax, left, sign === "<"), labels: [left, right] });
    return overLabels(times(scope, syntax, { networks: [mask], row: undefined, col: undefined, syntax }, body), bound);
  }
  // What the body is where the two are equal is subtracted, once for each value.
  const [from, to] = bound.includes(right) ? [right, left] : [left, right];
  const kept = settled(scope, body);
  const equal = times(scope, syntax, numberValue("-1", syntax), relabelled(kept, from, to));
  const rest = bound.filter((label) => label !== from);
  return { ...body, networks: [...overLabels(kept, bound).networks, ...overLabels(equal, rest).networks] };
}

/** The pairs that the relation of a binder leaves out. Throws TypeProblem where the two indices run over different numbers. */
function exclusionOf(scope: Scope, syntax: ApplySyntax, indices: Indices): Exclusion | undefined {
  const relation = syntax.binder?.relation;
  if (relation === undefined) return undefined;
  const [left, right] = [indices.get(relation.left)!, indices.get(relation.right)!];
  if (scope.unifier.unify(left.size, right.size)) return { left, right, sign: relation.sign };
  const message = `the indices ${left.name} and ${right.name} run over different numbers of values`;
  throw new TypeProblem("type/index-size", message, syntax.at);
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
