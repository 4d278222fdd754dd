/**
 * Typing: syntax → terms with shapes. Sizes are inferred by unification over the whole program; functions are
 * those of the catalogue, chosen by the shapes of their arguments.
 */
import type {
  ApplySyntax,
  DefinitionStatement,
  FunctionStatement,
  NameSyntax,
  Span,
  Syntax,
} from "../../../language/syntax.js";
import { ONE, substitute, type Dimension } from "../../../../codegen/plan/sizes.js";
import { entrywiseNote, isEntrywiseByHabit } from "../habit.js";
import { TypeProblem, nonSquare } from "../problems.js";
import type { FunctionTerm, Term } from "../typed-syntax.js";
import {
  CallBudget,
  atCall,
  calledFunction,
  enter,
  isValue,
  refuseParameterAsSize,
  withSizes,
  type Frame,
} from "./calls.js";
import { typeEntries, typeOver, type Plain } from "../indices/index.js";
import { entriesOf } from "../indices/names.js";
import { scopeInCall } from "../indices/scope-in-call.js";
import { contract, divide, entrywisePower, inverse, power, product, sameShape } from "./operators.js";
import { expectMatrix, expectVector, reconsiderQuotient } from "./kinds.js";
import { alongColumn, arrayOperator, isColumn } from "./arrays.js";
import { block, constant, dimension, slice } from "./positions.js";
import { applyTerm, described, harden, isScalar, numberTerm, resolved, type Scope } from "./scope.js";
import { valueOfUnknown } from "./unknown.js";
import { declared, fits } from "./signature.js";

export { sizeOrConstant, type Scope } from "./scope.js";

type Role = "value" | "dimension" | "function" | "word";

/** A call or operator whose arguments are being typed. */
interface Open {
  readonly syntax: ApplySyntax;
  readonly args: (Term | Syntax)[];
  /** The function in whose body it stands. */
  readonly frame: Frame | undefined;
  /** The function that it calls. */
  readonly callee: FunctionStatement | undefined;
}

/** What is typed next. */
interface Pending {
  readonly syntax: Syntax;
  readonly role: Role;
  readonly frame: Frame | undefined;
}

/** Types an expression. Iterative: nesting is no limit. Functions of the program are written out where they are called. */
export function typeExpression(scope: Scope, root: Syntax): Term {
  const stack: Open[] = [];
  const budget = new CallBudget();
  let value: Term | Syntax | undefined;
  let pending: Pending | undefined = { syntax: root, role: "value", frame: undefined };
  for (;;) {
    if (pending) {
      const { syntax, role, frame }: Pending = pending;
      pending = undefined;
      if (frame) budget.take(frame);
      if (syntax.kind === "apply" && role === "value" && isOverIndices(syntax)) {
        const inner = scopeInCall(scope, frame);
        value = typeOver(inner, plainTyping(inner), syntax);
      } else if (syntax.kind === "apply" && role === "value") {
        stack.push({ syntax, args: [], frame, callee: calledFunction(scope, syntax) });
        value = undefined;
      } else value = typeLeaf(scope, syntax, role, frame);
    }
    const top = stack[stack.length - 1];
    if (!top) return value as Term;
    const { syntax, args, frame, callee }: Open = top;
    if (value) args.push(value);
    value = undefined;
    const i = args.length;
    if (i < syntax.args.length) {
      pending = { syntax: syntax.args[i]!, role: role(scope, syntax, i, frame), frame };
    } else if (callee && i === syntax.args.length) {
      const inner = enter(callee, syntax, args as Term[], frame);
      pending = { syntax: withSizes(callee.body, inner), role: "value", frame: inner };
    } else {
      stack.pop();
      const entrywisePlace = (): boolean =>
        isEntrywisePlace(stack) || (syntax.head === "power" && isSummedPlace(stack));
      value = callee ? writtenOut(callee, syntax, args as Term[]) : applyAt(scope, top, entrywisePlace);
    }
  }
}

function typeLeaf(scope: Scope, syntax: Syntax, role: Role, frame: Frame | undefined): Term | Syntax {
  if (role === "function" && syntax.kind === "name") return scalarFunction(scope, syntax.name, syntax)!;
  if (role === "dimension") refuseParameterAsSize(syntax, frame);
  if (role !== "value") return syntax;
  const parameter = syntax.kind === "name" ? frame?.values.get(syntax.name) : undefined;
  if (parameter) return parameter;
  try {
    return leaf(scope, syntax);
  } catch (error) {
    throw atCall(error, frame);
  }
}

function applyAt(scope: Scope, { syntax, args, frame }: Open, entrywisePlace: () => boolean): Term {
  try {
    return apply(scope, syntax, args, entrywisePlace);
  } catch (error) {
    throw atCall(error, frame);
  }
}

/** The body of a function at a call: its last term, after those of the arguments. */
function writtenOut({ target }: FunctionStatement, syntax: ApplySyntax, args: readonly Term[]): Term {
  const body = args[args.length - 1]!;
  return { ...body, syntax, defined: false, call: { name: target.name, args: args.slice(0, -1) } };
}
/** A sum or a product over indices, or the logarithm of one, which may be all that has a matrix form. */
const isOverIndices = ({ head, args, binder }: ApplySyntax): boolean =>
  binder !== undefined ||
  head === "entry" ||
  (head === "log" && args[0]?.kind === "apply" && args[0].head === "productOver");

/** Typing of what depends on no index. */
const plainTyping = (scope: Scope): Plain => ({
  expression: (syntax) => typeExpression(scope, syntax),
  scalarFunction: (name, syntax) => scalarFunction(scope, name, syntax),
});

/** Types the right-hand side of a definition: a term for each of its targets. */
export function typeDefinition(
  scope: Scope,
  { targets, value }: DefinitionStatement,
): { target: NameSyntax; term: Term }[] {
  const entries = entriesOf(scope, targets, value);
  if (entries) return [{ target: entries.target, term: typeEntries(scope, plainTyping(scope), entries, value) }];
  const terms =
    targets.length === 1 ? [typeExpression(scope, value)] : typeOutputs(scope, value, targets.length, targets[0]!.span);
  return targets.map((target, i) => ({ target, term: terms[i]! }));
}

/** Types a call with several outputs (`U, Λ = eig(S)`): one term per output. */
function typeOutputs(scope: Scope, root: Syntax, count: number, at: Span): Term[] {
  const first = typeExpression(scope, root);
  const rules = first.kind === "apply" && first.declared ? (scope.catalogue.byHead.get(first.fn) ?? []) : [];
  const sizes = new Map<string, Dimension>();
  const rule = rules.find((r) => {
    sizes.clear();
    return first.kind === "apply" && scope.unifier.attempt(() => fits(scope, r, first.args, first.dims, sizes));
  });
  const outputs = rule?.outputs.length ?? 1;
  if (outputs !== count || first.kind !== "apply" || !rule) {
    const what = root.kind === "apply" ? root.head : "the right-hand side";
    throw new TypeProblem(
      "type/output-count",
      `${what} has ${outputs === 1 ? "one output" : `${outputs} outputs`}, but ${count} names stand on the left`,
      at,
      rule ? `write ${rule.outputs.join(", ")} = …` : undefined,
    );
  }
  return rule.outputs.map((_, output) => {
    const one = scope.catalogue.functions.get(outputs === 1 ? rule.rule : `${rule.rule}.${rule.outputs[output]!}`)!;
    return { ...first, output, rows: substitute(one.rows, sizes), cols: substitute(one.cols, sizes) };
  });
}

function role(scope: Scope, parent: ApplySyntax, index: number, frame?: Frame): Role {
  switch (parent.head) {
    case "identity":
    case "ones":
    case "zeros":
    case "range":
    case "row":
    case "all":
      return parent.head === "row" ? "value" : "dimension";
    case "slice":
      return index === 0 ? "value" : "dimension";
  }
  const arg = parent.args[index]!;
  if (arg.kind === "word") return takesWords(scope, parent.head) ? "word" : "value";
  if (parent.head === "norm" && index === 1) return "word";
  const kinds = scope.catalogue.byHead.get(parent.head)?.map((r) => r.parameters[index]?.kind) ?? [];
  if (kinds.includes("dimension") && !isValue(arg, frame) && scope.isSize(arg)) return "dimension";
  if (kinds.includes("function") && arg.kind === "name" && isFunctionName(scope, arg.name)) return "function";
  if (kinds.length > 0 && kinds.every((k) => k === "dimension" || k === undefined) && kinds.includes("dimension")) {
    return "dimension";
  }
  return "value";
}

/** Whether a word in quotes can stand among the arguments, as in norm(A, 'nuc'). */
const takesWords = (scope: Scope, head: string): boolean =>
  [...scope.catalogue.byHead.keys()].some((known) => known.startsWith(`${head}/`));

function isFunctionName(scope: Scope, name: string): boolean {
  const base = name.replace(/′+$/, "");
  return scope.scalarFunction(base) !== undefined || scope.catalogue.scalars.has(base);
}

function leaf(scope: Scope, syntax: Syntax): Term {
  if (syntax.kind === "number") return { kind: "number", text: syntax.text, rows: ONE, cols: ONE, syntax };
  if (syntax.kind === "name") return scope.lookup(syntax);
  throw new TypeProblem(
    "type/word",
    `'${syntax.kind === "word" ? syntax.text : ""}' is not an expression`,
    syntax.span,
    "leave it out, or write what it does as a formula",
  );
}

/** A scalar function by name, with a prime for each derivative. */
function scalarFunction(scope: Scope, name: string, syntax: Syntax): FunctionTerm | undefined {
  const base = name.replace(/′+$/, "");
  const known = scope.scalarFunction(base);
  if (!known && !scope.catalogue.scalars.has(base)) return undefined;
  let term: FunctionTerm = known ?? { kind: "function", name: base, rows: ONE, cols: ONE, syntax };
  for (let i = base.length; i < name.length; i++) {
    term = { kind: "function", name: `${term.name}′`, derivativeOf: term, rows: ONE, cols: ONE, syntax };
  }
  return term;
}

/** Whether the value that is made next is an operand of ∘, ⊘, .^ or a function of entries, perhaps in a sum. */
function isEntrywisePlace(
  stack: readonly { readonly syntax: ApplySyntax; readonly args: readonly unknown[] }[],
): boolean {
  const outer = stack.findLast(({ syntax, args }) => !isTransparent(syntax, args.length));
  return outer !== undefined && (ENTRYWISE_OPERATORS.has(outer.syntax.head) || outer.syntax.elementwise);
}

/** Whether the value that is made next is what a sum or a mean is taken of. */
function isSummedPlace(stack: readonly { readonly syntax: ApplySyntax; readonly args: readonly unknown[] }[]): boolean {
  const outer = stack.findLast(({ syntax, args }) => !isTransparent(syntax, args.length));
  return outer !== undefined && REDUCTIONS.has(outer.syntax.head);
}

const REDUCTIONS: ReadonlySet<string> = new Set(["total", "mean", "colsum", "rowsum", "colmean", "rowmean"]);

const ENTRYWISE_OPERATORS: ReadonlySet<string> = new Set(["hadamard", "hadamardDivide", "hadamardPower"]);

/** Sums, signs and numbers as factors do not change of what one speaks. */
function isTransparent({ head, args }: ApplySyntax, operand: number): boolean {
  if (head === "sum" || head === "negate") return true;
  if (head === "product") return args.every((a, i) => i === operand || a.kind === "number");
  return head === "divide" && operand === 0 && args[1]?.kind === "number";
}

function apply(
  scope: Scope,
  syntax: ApplySyntax,
  args: readonly (Term | Syntax)[],
  entrywisePlace: () => boolean,
): Term {
  const terms = args as readonly Term[];
  if (syntax.alongRows && isColumn(scope, terms[0]!))
    return apply(scope, alongColumn(syntax, terms[0]!), args, entrywisePlace);
  switch (syntax.head) {
    case "sum":
      return sameShape(scope, "sum", syntax, terms, entrywisePlace);
    case "negate":
      return product(scope, syntax, [numberTerm("-1", syntax), terms[0]!]);
    case "product":
      return product(scope, syntax, terms);
    case "contract":
      return contract(scope, syntax, terms);
    case "divide":
      return divide(scope, syntax, terms);
    case "solve":
      return product(scope, syntax, [inverse(scope, syntax, terms[0]!), terms[1]!]);
    case "hadamard":
      return sameShape(scope, "hadamard", syntax, terms);
    case "hadamardDivide":
      reconsiderQuotient(scope, terms[0]!, terms[1]!);
      return sameShape(scope, "hadamard", syntax, [
        terms[0]!,
        applyTerm("entrywise-power", terms[1]!.syntax, [terms[1]!, numberTerm("-1", syntax)], terms[1]!),
      ]);
    case "hadamardPower":
      return entrywisePower(scope, syntax, terms);
    case "transpose":
      harden(scope, terms[0]!);
      expectVector(scope, terms[0]!, "is transposed");
      noteTransposedScalar(scope, syntax, terms[0]!);
      return applyTerm("transpose", syntax, terms, { rows: terms[0]!.cols, cols: terms[0]!.rows });
    case "power":
      return power(scope, syntax, terms, entrywisePlace);
    case "bars":
      return isScalar(scope, terms[0]!)
        ? entrywise(scalarFunction(scope, "abs", syntax)!, terms[0]!, syntax)
        : declared(scope, "det", syntax, terms, []);
    case "identity":
    case "ones":
    case "zeros":
      return constant(scope, syntax, args as readonly Syntax[]);
    case "slice":
      return slice(scope, syntax, terms[0]!, args.slice(1) as readonly Syntax[]);
    case "row":
    case "block":
      return block(scope, syntax, terms);
  }
  return arrayOperator(scope, syntax, terms) ?? call(scope, syntax, args);
}

/** A number that is transposed was meant for a vector, or an array of one entry. */
function noteTransposedScalar(scope: Scope, { at }: ApplySyntax, term: Term): void {
  const { syntax } = term;
  if (syntax.kind !== "name" || !isScalar(scope, term)) return;
  const name = syntax.spelling;
  scope.note?.(
    "transposed-scalar",
    `${name} is a number, so its transpose is ${name}; declare \`${name}: n\` for a vector`,
    at,
  );
}

/** Functions that nobody applies to a number. */
const ofVectors: ReadonlySet<string> = new Set(["norm", "total", "softmax", "logsumexp", "diag", "mean"]);

/** Functions that are nothing of a number. */
const ofMatrices: ReadonlySet<string> = new Set([
  "tr",
  "det",
  "logdet",
  "eigmax",
  "eigmin",
  "eigvals",
  "chol",
  "nucnorm",
]);

/** A function by name: scalar functions entrywise or as matrix functions, all others by their rules. */
function call(scope: Scope, syntax: ApplySyntax, args: readonly (Term | Syntax)[]): Term {
  const { head } = syntax;
  if (ofVectors.has(head))
    expectVector(scope, args[0] as Term, head === "norm" ? "is normed" : `is an argument of ${head}`);
  if (ofMatrices.has(head)) expectMatrix(scope, args[0] as Term, head);
  const unknown = scope.unknownFunction?.(head);
  if (unknown?.shape) return valueOfUnknown(scope, unknown, unknown.shape, syntax, args);
  const f = scalarFunction(scope, head, syntax);
  if (f && args.length === 1) {
    const arg = args[0] as Term;
    const { rows, cols } = resolved(scope, arg);
    if (syntax.elementwise || unknown || rows === ONE || cols === ONE) return entrywise(f, arg, syntax);
    if (rows !== cols && isEntrywiseByHabit(head)) {
      scope.note?.("entrywise", entrywiseNote(head), syntax.at);
      return entrywise(f, arg, syntax);
    }
    if (!scope.unifier.unify(rows, cols)) {
      const hint = `write ${head}.(…) to apply ${head} to each entry`;
      throw nonSquare(scope.names, `the matrix function ${head}`, syntax.at, described(scope, arg), hint);
    }
    return {
      kind: "apply",
      fn: "matrix-function",
      declared: true,
      output: 0,
      args: [f, arg],
      dims: [],
      rows,
      cols,
      syntax,
    };
  }
  const words = syntax.args.filter((_, i) => role(scope, syntax, i) === "word");
  const name = [head, ...words.map((w) => (w.kind === "number" || w.kind === "word" ? w.text : "?"))].join("/");
  const values = args.filter(isTerm);
  const sizes = syntax.args
    .filter((_, i) => !isTerm(args[i]!) && role(scope, syntax, i) !== "word")
    .map((s) => dimension(scope, s));
  return declared(scope, name, syntax, values, sizes);
}

const isTerm = (given: Term | Syntax): given is Term => "rows" in given;

function entrywise(f: FunctionTerm, arg: Term, syntax: Syntax): Term {
  return applyTerm("entrywise", syntax, [f, arg], arg);
}
