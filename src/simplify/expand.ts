/**
 * The distributive law read from left to right, and linear functions of sums term by term: steps that make an
 * expression longer, taken only where what follows makes it cheaper than it was (docs/simplification.md).
 */
import { product } from "../expression/algebra.js";
import { construct } from "../expression/construct.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node.js";
import { instantiate } from "../expression/template.js";
import { operationCost, type CostModel } from "./cost.js";
import { matchRule } from "./match.js";
import type { CompiledRewrite } from "./pattern.js";
import { factorsOf, mayMatch } from "./summary.js";

/** One way of writing an expression out: the rule's name and the terms, each by its factors. */
export interface Expansion {
  readonly rule: string;
  readonly terms: readonly (readonly Node[])[];
}

/** Sums with more terms are not written out. */
const MOST_TERMS = 4;
/** Products with more factors are not written out. */
const MOST_FACTORS = 12;

/** The ways of writing a product or a linear function of a sum out. */
export function expansions(
  store: Store,
  rules: ReadonlyMap<string, readonly CompiledRewrite[]>,
  node: ApplyNode,
): Expansion[] {
  const whole = byRules(store, rules, node);
  if (whole) return [{ rule: whole.rule, terms: whole.terms.map((t) => [t]) }];
  if (node.fn !== "product" || node.args.length > MOST_FACTORS) return [];
  const ways: Expansion[] = [];
  node.args.forEach((factor, i) => {
    if (isScalar(factor) || factor.kind !== "apply") return;
    const inner = isApply(factor, "sum")
      ? { rule: "distributive law", terms: factor.args }
      : byRules(store, rules, factor);
    if (!inner || inner.terms.length > MOST_TERMS) return;
    const terms = inner.terms.map((t) => [...node.args.slice(0, i), t, ...node.args.slice(i + 1)]);
    ways.push({ rule: inner.rule, terms });
  });
  return ways;
}

function byRules(
  store: Store,
  rules: ReadonlyMap<string, readonly CompiledRewrite[]>,
  node: ApplyNode,
): { readonly rule: string; readonly terms: readonly Node[] } | undefined {
  const candidates = rules.get(node.fn);
  if (!candidates) return undefined;
  const factors = factorsOf(node);
  for (const compiled of candidates) {
    if (!mayMatch(compiled, factors)) continue;
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
    if (node.kind === "apply") cost += operationCost(model, node);
    for (const a of argsOf(node)) {
      if (seen.has(a)) continue;
      if (seen.size >= LARGEST) return undefined;
      seen.add(a);
      stack.push(a);
    }
  }
  return { cost, size: seen.size };
}

/** Whether one is cheaper, or as cheap and shorter. */
export const isLess = (a: Measure, b: Measure): boolean => a.cost < b.cost || (a.cost === b.cost && a.size < b.size);
