/** Typed terms → expressions in normal form, with the functions' requirements met, assumed or refused. */
import type { TakeNote } from "../../language/diagnostics/notes.js";
import type { Syntax } from "../../language/syntax.js";
import { dimensionNumber, isZero, product } from "../node/algebra.js";
import { define } from "../node/definitions.js";
import { bindSizes } from "../catalogue/bind-sizes.js";
import type { Catalogue, FunctionRule } from "../catalogue/catalogue.js";
import { chooseRule } from "../catalogue/choose-rule.js";
import { construct } from "../node/construct.js";
import { parseDecimal } from "../node/fractions.js";
import { mayBeAtLeast, substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, isSquare, postorder, type Node, type PropertySet, type Store } from "../node/node.js";
import { entrywiseNote, isEntrywiseByHabit } from "./habit.js";
import { TypeProblem } from "./problems.js";
import type { Presumption } from "./requirements.js";
import { buildSpread, isSpread } from "./spread.js";
import { hasMatrices, lambda } from "../node/scalar.js";
import { boundVariable, functionSymbol } from "../catalogue/template.js";
import { termPostorder, type ApplyTerm, type CallTerm, type Term } from "./typed-syntax.js";

/** Something a function needs that is not known of its argument. */
export interface Requirement {
  readonly node: Node;
  readonly properties: PropertySet;
  readonly rule: string;
}

export interface BuildContext {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly resolve: (d: Dimension) => Dimension;
  /** The symbol's properties as declared or assumed so far, and whether anything was declared. */
  readonly symbol: (name: string) => { readonly properties: PropertySet; readonly declared: boolean };
  readonly require: (requirement: Requirement) => void;
  /** Told what a function needs of a name of which nothing is declared, where that shows only in the normal form. */
  readonly presume?: (presumption: Presumption) => void;
  /** Called with every expression that is built and the syntax it comes from. */
  readonly origin: (node: Node, syntax: Syntax) => void;
  /** Expressions in which no division by zero stands; they are not looked at again. */
  readonly examined: Set<Node>;
  /** Told how something surprising is read. */
  readonly note?: TakeNote;
  /** Called with every function that is defined, where it keeps its name. */
  readonly named?: (f: Node, name: string) => void;
}

/** Builds the roots. `built` remembers terms across calls. Throws TypeProblem. */
export function buildTerms(context: BuildContext, built: Map<Term, Node>, roots: readonly Term[]): Node[] {
  const { examined } = context;
  for (const term of termPostorder(roots, (t) => built.has(t))) {
    const node = buildTerm(context, built, term);
    refuseReciprocalOfZero(node, term, examined);
    context.origin(node, term.syntax);
    if (term.call) keepCall(context.store, built, term.call, node);
    if (term.kind === "apply" && term.fn === "product") keepWritten(context.store, term.args.map((a) => built.get(a)!)); // prettier-ignore
    if (term.defined) define(context.store, node);
    built.set(term, node);
  }
  return roots.map((t) => built.get(t)!);
}

/** The products that one after the other makes of X A B: X A and X A B. */
function keepWritten(store: Store, args: readonly Node[]): void {
  const factors = args.filter((a) => !isScalar(a));
  for (let n = 2; n <= Math.min(factors.length, LONGEST_WRITTEN); n++) {
    const stretch = product(store, factors.slice(0, n));
    if (isApply(stretch, "product")) store.written.add(stretch);
  }
  if (factors.length > 2 && factors.some((f) => isApply(f, "product"))) store.groupedChains.push(factors);
}

/** Of longer products the author's order is not looked at. */
const LONGEST_WRITTEN = 8;

/** The value of a call keeps its form where it is nothing that stood before the call, such as an argument. */
function keepCall(store: Store, built: ReadonlyMap<Term, Node>, call: CallTerm, node: Node): void {
  const args = call.args.map((a) => built.get(a)!);
  if (node.kind !== "apply" || node.open || args.some((a) => a.id >= node.id) || store.calls.has(node)) return;
  define(store, node);
  store.calls.set(node, { name: call.name, args });
}

/** The parts of a term come before it, so that the smallest one with a division by zero in its value is named. */
function refuseReciprocalOfZero(root: Node, term: Term, examined: Set<Node>): void {
  for (const node of postorder([root], (n) => !examined.has(n))) {
    examined.add(node);
    if (!isReciprocalOfZero(node)) continue;
    throw new TypeProblem("type/division-by-zero", "division by zero", term.syntax.span);
  }
}

/** 0⁻ᵖ, or the inverse of a matrix of zeros. */
function isReciprocalOfZero(node: Node): boolean {
  if (node.kind !== "apply" || !node.args[0] || !isZero(node.args[0])) return false;
  if (node.fn === "inverse") return true;
  const exponent = node.args[1];
  return /^(entrywise-)?power$/.test(node.fn) && exponent?.kind === "number" && exponent.value.s < 0n;
}

function buildTerm(context: BuildContext, built: Map<Term, Node>, term: Term): Node {
  const { store, resolve } = context;
  const shape = { rows: resolve(term.rows), cols: resolve(term.cols) };
  switch (term.kind) {
    case "number":
      return store.number(parseDecimal(term.text));
    case "size":
      return dimensionNumber(store, resolve(term.of));
    case "symbol":
      if (term.role === "bound") return boundVariable(store);
      return store.symbol(term.name, term.role, shape, context.symbol(term.name).properties);
    case "known":
      return term.node;
    case "function": {
      if (term.known) return term.known;
      if (term.derivativeOf) {
        const f = built.get(term.derivativeOf)!;
        if (hasMatrices(f)) throw notScalarBody(term.derivativeOf.name, term.syntax, "has no derivative by name");
        return construct(store, "derivative", [f]);
      }
      if (term.unknown !== undefined) return store.symbol(term.name, "function", shape, term.unknown);
      if (!term.body) return functionSymbol(store, term.name);
      const f = lambda(store, built.get(term.body)!);
      if (f.kind === "apply") context.named?.(f, term.name);
      return f;
    }
    case "apply": {
      const args = term.args.map((a) => built.get(a)!);
      refuseFunctionOfMatrices(term, args);
      const dims = term.dims.map(resolve);
      if (isSpread(term.fn)) return buildSpread(store, term.fn, term.syntax.span, args, shape);
      return term.declared ? buildDeclared(context, term, args, dims) : construct(store, term.fn, args, dims);
    }
  }
}

/** A function whose body has matrices in it is written out where it takes a number, and takes nothing else. */
function refuseFunctionOfMatrices(term: ApplyTerm, args: readonly Node[]): void {
  const at = args.findIndex(hasMatrices);
  if (at < 0 || (term.fn === "entrywise" && isScalar(args[1]!))) return;
  const f = term.args[at]!;
  throw notScalarBody(f.kind === "function" ? f.name : "the function", term.syntax, "takes a scalar only");
}

const notScalarBody = (name: string, { span }: Syntax, what: string): TypeProblem =>
  new TypeProblem(
    "type/function-of-matrices",
    `${name} ${what}: matrices in its body depend on its variable`,
    span,
    "write the expression out where it is needed",
  );

function buildDeclared(context: BuildContext, term: ApplyTerm, args: Node[], dims: readonly Dimension[]): Node {
  if (term.fn === "matrix-function" && isMeantEntrywise(context, args)) {
    const { syntax } = term;
    if (syntax.kind === "apply") context.note?.("entrywise", entrywiseNote(syntax.head), syntax.at);
    return construct(context.store, "entrywise", args);
  }
  const rule = chooseRule(context.catalogue, term.fn, args, dims);
  if (!rule) throw new Error(`${term.fn} was typed, but no rule fits its arguments`);
  meetRequirements(context, rule, args, term.syntax);
  meetSizes(rule, args, dims, term.syntax);
  const output = rule.outputs[term.output]!;
  const name = rule.outputs.length === 1 ? rule.name : `${rule.rule}.${output}`;
  const node = construct(context.store, name, args, dims);
  // An abbreviation is what it stands for: the square root of a matrix is a power.
  const actual = node.kind === "apply" ? context.catalogue.functions.get(node.fn) : undefined;
  if (actual && node.kind === "apply") meetCases(context, actual, node.args, term.syntax);
  return node;
}

/** `tanh(A)` without a dot, where nothing makes A symmetric. */
function isMeantEntrywise({ catalogue }: BuildContext, [f, matrix]: readonly Node[]): boolean {
  const name = f?.kind === "symbol" && f.role === "function" ? f.name : "";
  return isEntrywiseByHabit(name) && !isScalar(matrix!) && !(matrix!.properties & catalogue.bit("symmetric"));
}

/** The properties that a function's parameters must have. */
function meetRequirements(context: BuildContext, rule: FunctionRule, args: readonly Node[], syntax: Syntax): void {
  const values = rule.parameters.filter((p) => p.kind !== "dimension");
  values.forEach((p, i) => {
    const arg = args[i]!;
    const missing = p.requires & ~arg.properties;
    if (missing !== 0) requireOf(context, rule, arg, p.requires, missing, syntax);
  });
}

/** What a function needs of sizes, refused where no choice of them meets it. */
function meetSizes(rule: FunctionRule, args: readonly Node[], dims: readonly Dimension[], syntax: Syntax): void {
  const sizes = bindSizes(rule.parameters, args, dims);
  for (const { larger, smaller } of rule.sizes) {
    const [most, least] = [substitute(larger, sizes), substitute(smaller, sizes)];
    if (mayBeAtLeast(most, least)) continue;
    const known = [[larger, most] as const, [smaller, least] as const].flatMap(([name, value]) =>
      name.key === value.key ? [] : [`${name.key} = ${value.key}`],
    );
    throw new TypeProblem(
      "type/sizes",
      `${headOf(syntax)} needs ${larger.key} ≥ ${smaller.key} for ${known.join(" and ")}`,
      syntax.span,
      larger.key === "m" && smaller.key === "n"
        ? "it takes a matrix with at least as many rows as columns: transpose this one"
        : undefined,
    );
  }
}

/** One of the cases of a function must hold. */
function meetCases(context: BuildContext, rule: FunctionRule, args: readonly Node[], syntax: Syntax): void {
  const { catalogue } = context;
  if (rule.cases.length === 0) return;
  const unmet = rule.cases.map((c) => {
    if (c.functions.some((f) => functionName(args[f.parameter]!) !== f.name)) return undefined;
    return c.when.filter((w) => (args[w.parameter]!.properties & w.properties) !== w.properties);
  });
  // In the order of the rule: what is undeclared is taken to be what an earlier case needs before a later one is met.
  const general = syntax.kind === "apply" && syntax.general === true;
  for (const [k, c] of rule.cases.entries()) {
    if (unmet[k]?.length === 0) return;
    if (general) continue;
    for (const w of unmet[k] ?? []) {
      const name = undeclaredName(context, args[w.parameter]!);
      if (name === undefined || !c.undeclared.includes(w.parameter)) continue;
      context.presume?.({ name, properties: w.properties, rule: rule.name });
      return;
    }
  }
  const wanted = [...new Set(unmet.flatMap((u) => (u ?? []).flatMap((w) => catalogue.names(w.properties))))];
  throw new TypeProblem(
    "type/no-rule",
    `there is no rule for ${headOf(syntax)} of a general matrix`,
    syntax.span,
    wanted.length > 0 ? `declare the matrix ${wanted.join(" or ")} if it is` : undefined,
  );
}

const headOf = (syntax: Syntax): string => (syntax.kind === "apply" ? syntax.head : "this");

const functionName = (f: Node): string | undefined =>
  f.kind === "symbol" && f.role === "function" ? f.name : undefined;

/** The name of an input of which nothing is declared. */
function undeclaredName(context: BuildContext, node: Node): string | undefined {
  if (node.kind !== "symbol" || node.role !== "input" || context.symbol(node.name).declared) return undefined;
  return node.name;
}

function requireOf(
  context: BuildContext,
  rule: FunctionRule,
  arg: Node,
  requires: PropertySet,
  missing: PropertySet,
  syntax: Syntax,
): void {
  const { catalogue } = context;
  const name = undeclaredName(context, arg);
  if (name !== undefined) {
    context.presume?.({ name, properties: requires, rule: rule.name });
    return;
  }
  const symmetric = catalogue.bit("symmetric");
  if (missing & symmetric && arg.kind === "symbol" && arg.role === "input" && isSquare(arg) && !isScalar(arg)) {
    const head = headOf(syntax);
    throw new TypeProblem(
      "type/not-symmetric",
      `${head} needs a symmetric matrix, but ${arg.name} is declared without that`,
      syntax.span,
      `declare ${arg.name} ${catalogue.names(requires)[0] ?? "symmetric"}, or write ${head}(sym(${arg.name}))`,
    );
  }
  if (missing & symmetric && arg.open) {
    throw new TypeProblem(
      "type/not-symmetric",
      `${headOf(syntax)} needs a symmetric matrix, which is not assumed of one that depends on the variable of a function`,
      syntax.span,
      "write sym(…) around the matrix",
    );
  }
  if (missing & symmetric && isDeclaredProduct(context, arg)) {
    throw new TypeProblem(
      "type/not-symmetric",
      `${headOf(syntax)} needs a symmetric matrix, and a product of symmetric matrices need not be one`,
      syntax.span,
      PRODUCT_REPAIR[headOf(syntax)] ?? PRODUCT_REPAIR.other,
    );
  }
  // What is said of the variable of a function holds for no number that takes its place.
  if (!arg.open) context.require({ node: arg, properties: missing, rule: rule.name });
}

/** What to write instead of a product that is not known to be symmetric. */
const PRODUCT_REPAIR: Readonly<Record<string, string>> = {
  eig: "write V, Λ = eig(B, inv(A)) for the eigenvalues of A B with an spd A, a congruence such as A B Aᵀ, or sym(…) around the product if it is symmetric",
  other:
    "write a congruence: A B has the eigenvalues of A^(1/2) B A^(1/2) for an spd A; or sym(…) around the product if it is symmetric",
};

/** Whether a matrix is a multiple of a product of several matrices, all made of inputs that are declared. */
function isDeclaredProduct(context: BuildContext, node: Node): boolean {
  if (!isApply(node, "product") || node.args.filter((a) => !isScalar(a)).length < 2) return false;
  return postorder([node]).every(
    (n) => n.kind !== "symbol" || n.role !== "input" || isScalar(n) || context.symbol(n.name).declared,
  );
}
