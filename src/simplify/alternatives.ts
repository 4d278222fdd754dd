/**
 * The distributive law read from left to right, and linear functions of sums term by term: steps that make an
 * expression longer, taken only where what follows makes it cheaper than it was (docs/simplification.md).
 */
import { isAllOnes, product, sum } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { instantiate } from "../expression/catalogue/template.js";
import {
  application,
  isMuchDearer,
  isOperator,
  isThere,
  operationCost,
  type Application,
  type CostModel,
} from "./nominal-cost.js";
import { matchRule } from "./match.js";
import { candidates, factorsOf, type RulesByFunction } from "./prefilter.js";

/** One way of writing an expression out: the rule's name and the terms, each by its factors. */
export interface Expansion {
  readonly rule: string;
  readonly terms: readonly (readonly Node[])[];
  /** The sum that is written out. */
  readonly over: Node | undefined;
}

/** Sums with more terms are not written out. */
const MOST_TERMS = 4;
/** Products with more factors are not written out. */
const MOST_FACTORS = 12;

/** The ways of writing a product or a linear function of a sum out. */
export function expansions(store: Store, rules: RulesByFunction, node: ApplyNode): Expansion[] {
  const whole = byRules(store, rules, node);
  if (whole) return [{ rule: whole.rule, terms: whole.terms.map((t) => [t]), over: sumIn(node) }];
  if (node.args.length > MOST_FACTORS) return [];
  if (node.fn === "hadamard") return node.args.flatMap((factor, i) => entrywiseExpansion(store, node, factor, i));
  if (node.fn !== "product") return [];
  const ways: Expansion[] = [];
  node.args.forEach((factor, i) => {
    if (isScalar(factor) || factor.kind !== "apply") return;
    const inner = isApply(factor, "sum")
      ? { rule: "distributive law", terms: factor.args }
      : byRules(store, rules, factor);
    if (!inner || inner.terms.length > MOST_TERMS) return;
    const terms = inner.terms.map((t) => [...node.args.slice(0, i), t, ...node.args.slice(i + 1)]);
    ways.push({ rule: inner.rule, terms, over: isApply(factor, "sum") ? factor : sumIn(factor) });
  });
  return ways;
}

/** The sum that a linear function is applied to, as it stands or times a number. */
function sumIn(node: ApplyNode): Node | undefined {
  const [inner] = node.args;
  if (!inner || isApply(inner, "sum")) return inner;
  const matrices = argsOf(inner).filter((a) => !isScalar(a));
  return isApply(inner, "product") && matrices.length === 1 ? matrices.find((a) => isApply(a, "sum")) : undefined;
}

/** A ∘ (B + C) term by term, where entrywise factors cancel in one of the terms. */
function entrywiseExpansion(store: Store, node: ApplyNode, factor: Node, i: number): Expansion[] {
  if (!isApply(factor, "sum") || factor.args.length > MOST_TERMS) return [];
  const terms = factor.args.map((t) => hadamard(store, node.args.with(i, t)));
  const cancels = (t: Node, i: number): boolean => !isAllOnes(t) && entrywiseFactors(terms[i]!) < node.args.length;
  if (!factor.args.some(cancels)) return [];
  return [{ rule: "distributive law", terms: terms.map((t) => [t]), over: factor }];
}

function entrywiseFactors(node: Node): number {
  if (isApply(node, "hadamard")) return node.args.length;
  return isApply(node, "product") ? Math.max(...node.args.map(entrywiseFactors)) : 1;
}

/** A sum with its entrywise products of sums written out, where like terms then meet: A ∘ (B + C) − A ∘ B. */
export function cancellation(store: Store, node: ApplyNode): Node | undefined {
  if (node.args.length > MOST_TERMS) return undefined;
  const written = node.args.map((term) => distributed(store, term));
  if (written.every((terms) => terms.length === 1)) return undefined;
  const value = sum(store, written.flat());
  const left = isApply(value, "sum") ? value.args.length : 1;
  return left < written.flat().length ? value : undefined;
}

/** The terms of a multiple of an entrywise product with a sum. */
function distributed(store: Store, term: Node): readonly Node[] {
  const core = isApply(term, "product") ? term.args.findIndex((a) => isApply(a, "hadamard")) : -1;
  if (isApply(term, "product")) {
    if (core < 0 || core !== term.args.length - 1 || !term.args.slice(0, core).every(isScalar)) return [term];
    return distributed(store, term.args[core]!).map((t) => product(store, term.args.with(core, t)));
  }
  if (!isApply(term, "hadamard")) return [term];
  const at = term.args.findIndex((a) => isApply(a, "sum") && a.args.length <= MOST_TERMS);
  return at < 0 ? [term] : argsOf(term.args[at]!).map((t) => hadamard(store, term.args.with(at, t)));
}

/**
 * Ways of writing one term of a sum as the same function that another term is: in sym(A) + B sym(C) Bᵀ the second as
 * sym(B C Bᵀ), so that the two can be one.
 */
export function alignments(
  store: Store,
  rules: RulesByFunction,
  node: ApplyNode,
): { readonly rule: string; readonly value: Node }[] {
  if (node.args.length > MOST_TERMS) return [];
  return node.args.flatMap((term, i) => {
    if (!isApply(term, "product") || functionOf(term) !== undefined) return [];
    const others = node.args.filter((_, j) => j !== i);
    const functions = new Set(others.map(functionOf));
    let turned: Node = term;
    // A rule takes the factors next to the function; B A sym(C) Aᵀ Bᵀ takes two of its applications.
    for (let step = 0; step < MOST_FACTORS && turned.kind === "apply" && functionOf(turned) === undefined; step++) {
      const whole = byRules(store, rules, turned);
      if (whole?.terms.length !== 1) return [];
      turned = whole.terms[0]!;
      const fn = functionOf(turned);
      if (fn !== undefined && functions.has(fn))
        return [{ rule: whole.rule, value: sum(store, node.args.map((t, j) => (j === i ? turned : t))) }]; // prettier-ignore
    }
    return [];
  });
}

/** The function that a term is a multiple of. */
function functionOf(term: Node): string | undefined {
  const [only, ...more] = isApply(term, "product") ? term.args.filter((a) => !isScalar(a)) : [term];
  return only?.kind === "apply" && more.length === 0 ? only.fn : undefined;
}

function byRules(
  store: Store,
  rules: RulesByFunction,
  node: ApplyNode,
): { readonly rule: string; readonly terms: readonly Node[] } | undefined {
  if (!rules.has(node.fn)) return undefined;
  for (const compiled of candidates(rules, node.fn, factorsOf(node))) {
    const redex = matchRule(store, compiled, node);
    if (!redex) continue;
    const value = redex.replace(instantiate(store, compiled.rule.after, redex.bindings, construct));
    const terms = termsOf(store, value);
    if (value !== node) return { rule: compiled.rule.name, terms };
  }
  return undefined;
}

/** The terms of a sum, or of a multiple of one. */
function termsOf(store: Store, node: Node): readonly Node[] {
  if (isApply(node, "sum")) return node.args;
  if (!isApply(node, "product")) return [node];
  const rest = node.args.filter((a) => !isScalar(a));
  const [only] = rest;
  if (rest.length !== 1 || !only || !isApply(only, "sum")) return [node];
  const scalars = node.args.filter(isScalar);
  return only.args.map((t) => product(store, [...scalars, t]));
}

/** Expressions larger than this are not compared. */
const LARGEST = 400;

/** Flops to compute an expression, each part once, and the number of its parts. */
export interface Measure {
  readonly cost: number;
  readonly size: number;
}

export function measure(model: CostModel, root: Node): Measure | undefined {
  const seen = new Set<Node>([root]);
  const stack: Node[] = [root];
  let cost = 0;
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (node !== root && isThere(model, node)) continue;
    let parts = argsOf(node);
    if (node.kind === "apply") {
      let work = model.work?.get(node);
      if (!work) model.work?.set(node, (work = workOf(model, node)));
      work ??= workOf(model, node);
      cost += work.cost;
      parts = work.parts;
    }
    for (const a of parts) {
      if (seen.has(a)) continue;
      if (seen.size >= LARGEST) return undefined;
      seen.add(a);
      stack.push(a);
    }
  }
  return { cost, size: seen.size };
}

/** What one operation takes, the cheaper way where a factor can be applied term by term. */
function workOf(model: CostModel, node: ApplyNode): Application {
  const direct = operationCost(model, node);
  const applied = application(model, node);
  if (applied && applied.cost < direct + writtenOut(model, node)) return applied;
  return { cost: direct, parts: node.args };
}

/** Flops to write the factors I + A Bᵀ of a product out. */
const writtenOut = (model: CostModel, node: ApplyNode): number =>
  node.args
    .filter(isOperator)
    .reduce(
      (cost, f) => cost + [f, ...argsOf(f)].reduce((c, t) => c + (t.kind === "apply" ? operationCost(model, t) : 0), 0),
      0,
    );

/** A twentieth less is worth a change of what was written; less than that is rounding. */
const WORTH = 0.95;
const ROUNDING = 1.001;

/** Whether one is cheaper than the other for some sizes, and dearer for none; undefined where they are too large. */
export function compare(model: CostModel, after: Node, before: Node): "cheaper" | "alike" | "dearer" | undefined {
  let verdict: "cheaper" | "alike" = "alike";
  let left = 1;
  for (const regime of [model, ...(model.regimes ?? [])]) {
    const [now, was] = [measure(regime, after), measure(regime, before)];
    if (!now || !was) return undefined;
    if (regime === model) left = now.cost / was.cost;
    const dearer = regime === model ? now.cost > ROUNDING * was.cost : isMuchDearer(regime, was.cost, now.cost, left);
    if (dearer) return "dearer";
    if (now.cost < WORTH * was.cost) verdict = "cheaper";
  }
  return verdict;
}

/** Whether one is cheaper at all sizes. */
export const isCheaperAtAll = (model: CostModel, after: Node, before: Node): boolean =>
  [model, ...(model.regimes ?? [])].every((regime) => {
    const [now, was] = [measure(regime, after), measure(regime, before)];
    return now !== undefined && was !== undefined && now.cost < was.cost;
  });

/** Whether one is cheaper, or as cheap and shorter. */
export const isLess = (a: Measure, b: Measure): boolean => a.cost < b.cost || (a.cost === b.cost && a.size < b.size);
