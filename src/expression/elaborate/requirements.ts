/**
 * Properties that functions need of names of which nothing is declared, collected over the typed terms before an
 * expression is built: `log(A)` takes A to be symmetric, and all of the program is then built with that.
 */
import type { Dimension } from "../../../codegen/plan/sizes.js";
import { chooseRule } from "../catalogue/choose-rule.js";
import type { Catalogue, FunctionRule } from "../catalogue/catalogue.js";
import { isScalar, type PropertySet } from "../node/node.js";
import { isEntrywiseByHabit } from "./habit.js";
import { termPostorder, type ApplyTerm, type Term } from "./typed-syntax.js";

/** What a name is taken to be, and the rule that asks for it. */
export interface Presumption {
  readonly name: string;
  readonly properties: PropertySet;
  readonly rule: string;
}

/** What is known of the names of a program while it is read. */
export interface RequirementContext {
  readonly catalogue: Catalogue;
  readonly resolve: (d: Dimension) => Dimension;
  readonly symbol: (name: string) => { readonly properties: PropertySet; readonly declared: boolean };
  /** The properties of what is no name. */
  readonly propertiesOf: (term: Term) => PropertySet;
}

/** What is presumed for the sake of the terms below the roots, in the order in which they are built. */
export function collectRequirements(context: RequirementContext, roots: readonly Term[]): Presumption[] {
  const found: Presumption[] = [];
  const gained = new Map<string, PropertySet>();
  const { catalogue } = context;
  const known = (name: string): PropertySet => context.symbol(name).properties | (gained.get(name) ?? 0);
  const propertiesOf = (term: Term): PropertySet =>
    term.kind === "symbol" ? known(term.name) : context.propertiesOf(term);
  for (const term of termPostorder(roots)) {
    if (term.kind !== "apply" || !term.declared) continue;
    if (term.args.every((a) => undeclaredName(context, a) === undefined)) continue;
    const rule = ruleOf(context, term, propertiesOf);
    for (const p of rule ? needsOf(context, rule, term, propertiesOf) : []) {
      gained.set(p.name, catalogue.close(known(p.name) | p.properties));
      found.push(p);
    }
  }
  return found;
}

/** The name of an input of which nothing is declared. */
function undeclaredName(context: RequirementContext, term: Term): string | undefined {
  if (term.kind !== "symbol" || term.role !== "input" || context.symbol(term.name).declared) return undefined;
  return term.name;
}

/** The rule for an application; none where it is read entrywise, as `tanh(A)` of an A that need not be symmetric. */
function ruleOf(
  { catalogue, resolve }: RequirementContext,
  term: ApplyTerm,
  propertiesOf: (term: Term) => PropertySet,
): FunctionRule | undefined {
  const shapes = term.args.map((a) => ({ rows: resolve(a.rows), cols: resolve(a.cols) }));
  const [f, matrix] = term.args;
  const byHabit = term.fn === "matrix-function" && f !== undefined && isEntrywiseByHabit(functionName(f) ?? "");
  if (byHabit && !isScalar(shapes[1]!) && !(propertiesOf(matrix!) & catalogue.bit("symmetric"))) return undefined;
  return chooseRule(catalogue, term.fn, shapes, term.dims.map(resolve));
}

/** What a rule needs of the names among its arguments: of its parameters, and of the case that is to hold. */
function needsOf(
  context: RequirementContext,
  rule: FunctionRule,
  { args, syntax }: ApplyTerm,
  propertiesOf: (term: Term) => PropertySet,
): Presumption[] {
  const values = rule.parameters.filter((p) => p.kind !== "dimension");
  const needs = values.flatMap((p, i): Presumption[] => {
    const name = undeclaredName(context, args[i]!);
    const missing = p.requires & ~propertiesOf(args[i]!);
    return name === undefined || missing === 0 ? [] : [{ name, properties: p.requires, rule: rule.name }];
  });
  const general = syntax.kind === "apply" && syntax.general === true;
  if (!general && rule.cases.some((c) => c.undeclared.length > 0)) {
    const need = needOfCases(context, rule, args, propertiesOf);
    if (need) needs.push(need);
  }
  return needs;
}

/** In the order of the rule: what is undeclared is taken to be what an earlier case needs before a later one is met. */
function needOfCases(
  context: RequirementContext,
  rule: FunctionRule,
  args: readonly Term[],
  propertiesOf: (term: Term) => PropertySet,
): Presumption | undefined {
  for (const c of rule.cases) {
    if (c.functions.some((f) => functionName(args[f.parameter]!) !== f.name)) continue;
    const unmet = c.when.filter((w) => (propertiesOf(args[w.parameter]!) & w.properties) !== w.properties);
    if (unmet.length === 0) return undefined;
    for (const { parameter, properties } of unmet) {
      const name = undeclaredName(context, args[parameter]!);
      if (name !== undefined && c.undeclared.includes(parameter)) return { name, properties, rule: rule.name };
    }
  }
  return undefined;
}

/** The name of a function of the catalogue. */
const functionName = (term: Term): string | undefined =>
  term.kind === "function" && !term.body && !term.derivativeOf && !term.known ? term.name : undefined;
