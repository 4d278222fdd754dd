/**
 * Places where a rule applies. A product rule applies to some neighbours among the factors, a sum or hadamard rule to
 * some of the terms; the others stay.
 */
import { substitute, type Dimension } from "../../codegen/plan/sizes.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import type { Parameter } from "../expression/catalogue/catalogue.js";
import type { Bindings } from "../expression/catalogue/template.js";
import { product, sum } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import { isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { EMPTY, type Env } from "./environment.js";
import { Matcher } from "./matcher.js";
import {
  chainPatterns,
  isScalarPattern,
  isVariable,
  type ApplyPattern,
  type CompiledRewrite,
  type Pattern,
} from "./pattern.js";

/** A place where a rule applies: what its names stand for, and how the replacement is put in place. */
export interface Redex {
  readonly bindings: Bindings;
  /** The matched part of the node: the node itself, or the terms or factors that the rule speaks of. */
  readonly focus: Node;
  readonly replace: (after: Node) => Node;
}

/**
 * The first way in which a rule applies at the root of a node.
 * @param looking whether parts that have a name are seen as that, or as what they stand for
 * @param whenClosed is called where the rule might apply if names were seen as what they stand for
 */
export function matchRule(
  store: Store,
  compiled: CompiledRewrite,
  node: ApplyNode,
  looking: "at names" | "into names" = "at names",
  whenClosed?: () => void,
): Redex | undefined {
  const { rule, pattern } = compiled;
  const matcher = new Matcher(store, looking === "into names", whenClosed);
  const accept = (env: Env): Bindings | undefined => conditions(rule.parameters, env);
  if (pattern.fn === "product" && node.fn === "product") return window(matcher, pattern, node, accept);
  if ((pattern.fn === "sum" && node.fn === "sum") || (pattern.fn === "hadamard" && node.fn === "hadamard")) {
    return subset(matcher, pattern, node, accept);
  }
  let bindings: Bindings | undefined;
  matcher.matchApply(pattern, node, EMPTY, (env) => {
    bindings = accept(env);
    return bindings && env;
  });
  return bindings && { bindings, focus: node, replace: (after) => after };
}

/** Shapes agree with the rule's declarations, and the declared properties are known. */
function conditions(parameters: readonly Parameter[], env: Env): Bindings | undefined {
  const all = new Map<string, Node>();
  for (let b = env.bound; b; b = b.before) all.set(b.name, b.node);
  const values = parameters.filter((p) => p.kind === "value" && all.has(p.name));
  for (const p of values) if ((all.get(p.name)!.properties & p.requires) !== p.requires) return undefined;
  const nodes = values.map((p) => all.get(p.name)!);
  const dims = bindSizes(values, nodes, []);
  for (const [symbol, d] of env.dims) {
    const known = dims.get(symbol);
    if (known && known !== d) return undefined;
    dims.set(symbol, d);
  }
  const agrees = (form: Dimension, actual: Dimension): boolean => substitute(form, dims) === actual;
  if (env.asked?.some(([form, actual]) => !agrees(form, actual))) return undefined;
  for (const [i, p] of values.entries()) {
    const node = nodes[i]!;
    if (!agrees(p.rows, node.rows) || !agrees(p.cols, node.cols)) return undefined;
  }
  return { nodes: all, dims };
}

/** A product pattern against some consecutive factors of a product; numbers and scalars stay. */
function window(
  matcher: Matcher,
  pattern: ApplyPattern,
  node: ApplyNode,
  accept: (env: Env) => Bindings | undefined,
): Redex | undefined {
  const chain = matcher.chainOf(node);
  const patterns = chainPatterns(pattern);
  const outer = node.args.filter(isScalar);
  const anchor = anchorOf(patterns);
  let result: Redex | undefined;
  const take = (from: number, to: number, used: Env): Env | undefined => {
    const bindings = accept(used);
    if (!bindings) return undefined;
    const before = chain.slice(0, from);
    const after = chain.slice(to);
    result = {
      bindings,
      focus: to - from === 1 ? chain[from]! : product(matcher.store, chain.slice(from, to)),
      replace: (value) => product(matcher.store, [...outer, ...before, value, ...after]),
    };
    return used;
  };
  if (pattern.args.some(isScalarPattern)) {
    // The matrices must be all of the product; scalars may be left over.
    matcher.scalars(pattern, node, EMPTY, (scaled, left) =>
      matcher.stretch(patterns, 0, chain, 0, chain.length, scaled, (env) => {
        const bindings = accept(env);
        if (!bindings) return undefined;
        const replace = (value: Node): Node => (left.length > 0 ? product(matcher.store, [...left, value]) : value);
        const rest = node.args.filter((a) => !left.includes(a));
        result = { bindings, focus: left.length > 0 ? product(matcher.store, rest) : node, replace };
        return env;
      }),
    );
    return result;
  }
  for (let j = 0; j < chain.length && !result; j++) {
    matcher.match(patterns[anchor]!, chain[j]!, EMPTY, (env) =>
      right(matcher, patterns, anchor + 1, chain, j + 1, env, (e, to) =>
        left(matcher, patterns, anchor - 1, chain, j, e, (f, from) => take(from, to, f)),
      ),
    );
  }
  return result;
}

function right(
  matcher: Matcher,
  patterns: readonly Pattern[],
  i: number,
  chain: readonly Node[],
  from: number,
  env: Env,
  done: (env: Env, to: number) => Env | undefined,
): Env | undefined {
  const p = patterns[i];
  if (!p) return done(env, from);
  for (const length of matcher.lengths(p, env, chain.length - from)) {
    const found = matcher.matchStretch(p, chain.slice(from, from + length), env, (e) =>
      right(matcher, patterns, i + 1, chain, from + length, e, done),
    );
    if (found) return found;
  }
  return undefined;
}

function left(
  matcher: Matcher,
  patterns: readonly Pattern[],
  i: number,
  chain: readonly Node[],
  to: number,
  env: Env,
  done: (env: Env, from: number) => Env | undefined,
): Env | undefined {
  const p = patterns[i];
  if (!p) return done(env, to);
  for (const length of matcher.lengths(p, env, to)) {
    const found = matcher.matchStretch(p, chain.slice(to - length, to), env, (e) =>
      left(matcher, patterns, i - 1, chain, to - length, e, done),
    );
    if (found) return found;
  }
  return undefined;
}

/** A sum or entrywise product pattern against some of the terms; the others stay. */
function subset(
  matcher: Matcher,
  pattern: ApplyPattern,
  node: ApplyNode,
  accept: (env: Env) => Bindings | undefined,
): Redex | undefined {
  let result: Redex | undefined;
  matcher.choose(pattern.args, node.args, EMPTY, undefined, (env, left) => {
    const bindings = accept(env);
    if (!bindings) return undefined;
    const used = node.args.filter((a) => !left.includes(a));
    const join = (terms: readonly Node[]): Node =>
      node.fn === "sum" ? sum(matcher.store, terms) : hadamard(matcher.store, terms);
    result = {
      bindings,
      focus: left.length === 0 ? node : join(used),
      replace: (value) => join([value, ...left]),
    };
    return env;
  });
  return result;
}

/** The most telling pattern of a product: a function first, then its transpose or a variable, a variable's transpose. */
function anchorOf(patterns: readonly Pattern[]): number {
  const rank = (p: Pattern): number => {
    if (p.kind === "apply") return p.fn !== "transpose" ? 0 : isVariable(p.args[0]!) ? 3 : 1;
    return isVariable(p) ? (p.parameter.requires === 0 ? 4 : 2) : 0;
  };
  let best = 0;
  patterns.forEach((p, i) => {
    if (rank(p) < rank(patterns[best]!)) best = i;
  });
  return best;
}
