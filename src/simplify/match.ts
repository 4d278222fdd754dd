/**
 * Matching a rule's left-hand side against an expression. Sums and hadamard products match in any order; a
 * variable in a product stands for any stretch of factors. Recursion follows the rule, never the expression.
 */
import { hadamard, product, sum, transpose } from "../expression/node/algebra.js";
import { bindSizes } from "../expression/catalogue/bind-sizes.js";
import type { Parameter } from "../expression/catalogue/catalogue.js";
import { substitute, symbolsOf, type Dimension } from "../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import type { Bindings } from "../expression/catalogue/template.js";
import { mayBeTransposes } from "../expression/node/transposes.js";
import { construct } from "../expression/node/construct.js";
import { lambda } from "../expression/node/scalar.js";
import { functionBody } from "./function-of.js";
import type { CompiledRewrite, Pattern } from "./pattern.js";

/** Names of the rule with what they stand for; sizes are kept in a map of their own. */
interface Env {
  readonly bound: Bound | undefined;
  readonly dims: ReadonlyMap<string, Dimension>;
}
/** What a name stands for, and the names bound before it. */
interface Bound {
  readonly name: string;
  readonly node: Node;
  readonly before: Bound | undefined;
}
type Next = (env: Env) => Env | undefined;
type ApplyPattern = Extract<Pattern, { kind: "apply" }>;
type VariablePattern = Extract<Pattern, { kind: "variable" }>;

const EMPTY: Env = { bound: undefined, dims: new Map() };

function lookUp(env: Env, name: string): Node | undefined {
  for (let b = env.bound; b; b = b.before) if (b.name === name) return b.node;
  return undefined;
}

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
 */
export function matchRule(
  store: Store,
  compiled: CompiledRewrite,
  node: ApplyNode,
  looking: "at names" | "into names" = "at names",
): Redex | undefined {
  const { rule, pattern } = compiled;
  const matcher = new Matcher(store, looking === "into names");
  const accept = (env: Env): Bindings | undefined => conditions(rule.parameters, env);
  if (pattern.fn === "product" && node.fn === "product") return matcher.window(pattern, node, accept);
  if ((pattern.fn === "sum" && node.fn === "sum") || (pattern.fn === "hadamard" && node.fn === "hadamard")) {
    return matcher.subset(pattern, node, accept);
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
  for (const [i, p] of values.entries()) {
    const node = nodes[i]!;
    if (!agrees(p.rows, node.rows) || !agrees(p.cols, node.cols)) return undefined;
  }
  return { nodes: all, dims };
}

const isVariable = (p: Pattern): p is VariablePattern => p.kind === "variable";

class Matcher {
  constructor(
    private readonly store: Store,
    private readonly opens: boolean,
  ) {}

  match(pattern: Pattern, node: Node, env: Env, next: Next): Env | undefined {
    switch (pattern.kind) {
      case "number":
        return node.kind === "number" && node.value.equals(pattern.value) ? next(env) : undefined;
      case "function":
        return node.kind === "symbol" && node.role === "function" && node.name === pattern.name ? next(env) : undefined;
      case "dimension":
        return undefined;
      case "bound":
        return node.kind === "symbol" && node.role === "bound" ? next(env) : undefined;
      case "variable":
        return this.bind(pattern, node, env, next);
      case "apply":
        return this.isClosed(node) ? undefined : this.matchApply(pattern, node, env, next);
    }
  }

  private bind({ parameter, scalar }: VariablePattern, node: Node, env: Env, next: Next): Env | undefined {
    const bound = lookUp(env, parameter.name);
    if (bound) return bound === node ? next(env) : undefined;
    if (parameter.kind === "value") {
      if (scalar !== isScalar(node) && (scalar || parameter.rows === parameter.cols)) return undefined;
      if (parameter.rows === parameter.cols && node.rows !== node.cols) return undefined;
      if ((node.properties & parameter.requires) !== parameter.requires) return undefined;
    }
    return next({ bound: { name: parameter.name, node, before: env.bound }, dims: env.dims });
  }

  /** Whether only the name of an expression is seen. */
  private isClosed(node: Node): boolean {
    return !this.opens && this.store.isDefinition(node);
  }

  matchApply(pattern: ApplyPattern, node: Node, env: Env, next: Next): Env | undefined {
    if (pattern.fn === "transpose") {
      if (isScalar(node)) return undefined;
      const inner = pattern.args[0]!;
      const bound = isVariable(inner) ? lookUp(env, inner.parameter.name) : undefined;
      if (bound && !mayBeTransposes(bound, node)) return undefined;
      if (inner.kind === "apply" && !isFunctionOf(inner) && !this.mayTranspose(inner.fn, node)) return undefined;
      return this.match(inner, transpose(this.store, node), env, next);
    }
    if (isFunctionOf(pattern)) return this.functionOf(pattern, node, env, next);
    if (!isApply(node, pattern.fn)) return undefined;
    const sized = matchSizes(pattern.dims, node.dims, env);
    if (!sized) return undefined;
    if (this.opens || !isFactorization(node)) return this.matchArguments(pattern, node, sized, next);
    // What is factored is what its name stands for.
    return new Matcher(this.store, true).matchArguments(pattern, node, sized, next);
  }

  /** Whether the transpose of a node may be an application of a function: told without building it. */
  private mayTranspose(fn: string, node: Node): boolean {
    const base = isApply(node, "transpose") ? node.args[0]! : node;
    return base.kind === "apply" && (base.fn === fn || base.fn === this.store.typing.transposeRule(fn)?.fn);
  }

  /** f(Λ) for a free f: any expression that is a function of Λ alone. */
  private functionOf(pattern: ApplyPattern, node: Node, env: Env, next: Next): Env | undefined {
    const [f, inner] = pattern.args as [VariablePattern, Pattern];
    if (isApply(node, "matrix-function")) {
      const direct = this.match(inner, node.args[1]!, env, (e) => this.bind(f, node.args[0]!, e, next));
      if (direct) return direct;
    }
    const target = this.build(inner, env);
    const body = target && functionBody(this.store, node, target);
    return body && this.bind(f, lambda(this.store, body), env, next);
  }

  /** The expression that a pattern is, once all its names are bound. */
  private build(pattern: Pattern, env: Env): Node | undefined {
    switch (pattern.kind) {
      case "variable":
        return lookUp(env, pattern.parameter.name);
      case "apply": {
        const args = pattern.args.map((p) => this.build(p, env));
        if (args.some((a) => a === undefined)) return undefined;
        const dims = pattern.dims.map((d) => substitute(d, env.dims));
        return construct(this.store, pattern.fn, args as Node[], dims);
      }
      default:
        return undefined;
    }
  }

  private matchArguments(pattern: ApplyPattern, node: ApplyNode, env: Env, next: Next): Env | undefined {
    if (pattern.fn === "product") return this.wholeProduct(pattern, node, env, next);
    if (pattern.fn === "sum" || pattern.fn === "hadamard") return this.wholeSet(pattern, node, env, next);
    if (pattern.args.length !== node.args.length) return undefined;
    const inOrder = this.all(pattern.args, node.args, 0, env, next);
    if (inOrder) return inOrder;
    if (pattern.fn === "inner-product") return this.all(pattern.args, [...node.args].reverse(), 0, env, next);
    return this.turned(pattern, node, env, next);
  }

  /** The pattern sym(A B) against sym(X) with a product X, read as sym(Xᵀ). */
  private turned(pattern: ApplyPattern, node: ApplyNode, env: Env, next: Next): Env | undefined {
    const [inner] = pattern.args;
    const [x] = node.args;
    if (inner?.kind !== "apply" || inner.fn !== "product" || !x || !isApply(x, "product")) return undefined;
    if (node.args.length > 1 || this.store.typing.invariance(node.fn) !== 1) return undefined;
    const xT = transpose(this.store, x);
    // Of a skew factor the transpose has another sign, and would be turned back.
    return isApply(xT, "product") && xT.args.length === x.args.length ? this.match(inner, xT, env, next) : undefined;
  }

  private all(patterns: readonly Pattern[], nodes: readonly Node[], i: number, env: Env, next: Next): Env | undefined {
    if (i === patterns.length) return next(env);
    return this.match(patterns[i]!, nodes[i]!, env, (e) => this.all(patterns, nodes, i + 1, e, next));
  }

  /** A product pattern against all of a product. */
  private wholeProduct(pattern: ApplyPattern, node: ApplyNode, env: Env, next: Next): Env | undefined {
    return this.scalars(pattern, node, env, (e, left) => {
      if (left.length > 0) return undefined;
      const chain = this.chainOf(node);
      return this.stretch(chainPatterns(pattern), 0, chain, 0, chain.length, e, next);
    });
  }

  /** The matrices of a product, those of products with names among them where names are looked into. */
  private chainOf(node: ApplyNode): readonly Node[] {
    const chain = node.args.filter((a) => !isScalar(a));
    if (!this.opens) return chain;
    return chain.flatMap((a): readonly Node[] => {
      const inner = isApply(a, "transpose") ? a.args[0]! : a;
      if (!isApply(inner, "product") || !this.store.isDefinition(inner) || inner.args.some(isScalar)) return [a];
      return inner === a ? inner.args : [...inner.args].reverse().map((f) => transpose(this.store, f));
    });
  }

  /** The scalar factors of a product: each pattern one of them, a last free variable all that remain, else some are left. */
  private scalars(
    pattern: ApplyPattern,
    node: ApplyNode,
    env: Env,
    next: (env: Env, left: readonly Node[]) => Env | undefined,
  ): Env | undefined {
    const patterns = pattern.args.filter(isScalarPattern);
    const factors = node.args.filter(isScalar);
    if (patterns.length === 0) return next(env, factors);
    const step = (i: number, left: readonly Node[], e: Env): Env | undefined => {
      const p = patterns[i];
      if (!p) return next(e, left);
      if (i === patterns.length - 1 && isVariable(p) && !lookUp(e, p.parameter.name) && left.length > 1) {
        return this.bind(p, product(this.store, left), e, (f) => step(i + 1, [], f));
      }
      for (const [k, factor] of left.entries()) {
        const rest = [...left.slice(0, k), ...left.slice(k + 1)];
        const found = this.match(p, factor, e, (f) => step(i + 1, rest, f));
        if (found) return found;
      }
      return undefined;
    };
    return step(0, factors, env);
  }

  /** Patterns i… against the factors from `from`, ending exactly at `end`. */
  private stretch(
    patterns: readonly Pattern[],
    i: number,
    chain: readonly Node[],
    from: number,
    end: number,
    env: Env,
    next: Next,
  ): Env | undefined {
    const p = patterns[i];
    if (!p) return from === end ? next(env) : undefined;
    const remaining = patterns.length - i - 1;
    const known = this.known(p, env);
    const lengths = known ? [known.length] : this.isStretchable(p) ? range(1, end - from - remaining) : [1];
    for (const length of lengths) {
      if (length < 1 || from + length > end) continue;
      const found = this.matchStretch(p, chain.slice(from, from + length), env, (e) =>
        this.stretch(patterns, i + 1, chain, from + length, end, e, next),
      );
      if (found) return found;
    }
    return undefined;
  }

  private matchStretch(p: Pattern, factors: readonly Node[], env: Env, next: Next): Env | undefined {
    const known = this.known(p, env);
    if (known) return known.every((k, i) => k === factors[i]) ? next(env) : undefined;
    const node = factors.length === 1 ? factors[0]! : product(this.store, factors);
    return this.match(p, node, env, next);
  }

  /** The factors a pattern must be if its variable is bound. */
  private known(p: Pattern, env: Env): readonly Node[] | undefined {
    let node: Node | undefined;
    if (isVariable(p)) node = lookUp(env, p.parameter.name);
    else if (p.kind === "apply" && p.fn === "transpose" && isVariable(p.args[0]!)) {
      const bound = lookUp(env, p.args[0].parameter.name);
      node = bound && transpose(this.store, bound);
    }
    if (!node) return undefined;
    if (!isApply(node, "product") || this.store.isDefinition(node)) return [node];
    return node.args.some(isScalar) ? [node] : node.args;
  }

  private isStretchable(p: Pattern): boolean {
    return isVariable(p) || (p.kind === "apply" && p.fn === "transpose" && isVariable(p.args[0]!));
  }

  /** A product pattern against some consecutive factors of a product; numbers and scalars stay. */
  window(pattern: ApplyPattern, node: ApplyNode, accept: (env: Env) => Bindings | undefined): Redex | undefined {
    const chain = this.chainOf(node);
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
        focus: to - from === 1 ? chain[from]! : product(this.store, chain.slice(from, to)),
        replace: (value) => product(this.store, [...outer, ...before, value, ...after]),
      };
      return used;
    };
    if (pattern.args.some(isScalarPattern)) {
      // The matrices must be all of the product; scalars may be left over.
      this.scalars(pattern, node, EMPTY, (scaled, left) =>
        this.stretch(patterns, 0, chain, 0, chain.length, scaled, (env) => {
          const bindings = accept(env);
          if (!bindings) return undefined;
          const replace = (value: Node): Node => (left.length > 0 ? product(this.store, [...left, value]) : value);
          const rest = node.args.filter((a) => !left.includes(a));
          result = { bindings, focus: left.length > 0 ? product(this.store, rest) : node, replace };
          return env;
        }),
      );
      return result;
    }
    for (let j = 0; j < chain.length && !result; j++) {
      this.match(patterns[anchor]!, chain[j]!, EMPTY, (env) =>
        this.right(patterns, anchor + 1, chain, j + 1, env, (e, to) =>
          this.left(patterns, anchor - 1, chain, j, e, (f, from) => take(from, to, f)),
        ),
      );
    }
    return result;
  }

  /** How many factors a pattern may take where `most` are left. */
  private lengths(p: Pattern, env: Env, most: number): number[] {
    const known = this.known(p, env);
    if (known) return known.length <= most ? [known.length] : [];
    return isFunctionOf(p) ? range(1, most) : most >= 1 ? [1] : [];
  }

  private right(
    patterns: readonly Pattern[],
    i: number,
    chain: readonly Node[],
    from: number,
    env: Env,
    done: (env: Env, to: number) => Env | undefined,
  ): Env | undefined {
    const p = patterns[i];
    if (!p) return done(env, from);
    for (const length of this.lengths(p, env, chain.length - from)) {
      const found = this.matchStretch(p, chain.slice(from, from + length), env, (e) =>
        this.right(patterns, i + 1, chain, from + length, e, done),
      );
      if (found) return found;
    }
    return undefined;
  }

  private left(
    patterns: readonly Pattern[],
    i: number,
    chain: readonly Node[],
    to: number,
    env: Env,
    done: (env: Env, from: number) => Env | undefined,
  ): Env | undefined {
    const p = patterns[i];
    if (!p) return done(env, to);
    for (const length of this.lengths(p, env, to)) {
      const found = this.matchStretch(p, chain.slice(to - length, to), env, (e) =>
        this.left(patterns, i - 1, chain, to - length, e, done),
      );
      if (found) return found;
    }
    return undefined;
  }

  /** A sum or entrywise product pattern against some of the terms; the others stay. */
  subset(pattern: ApplyPattern, node: ApplyNode, accept: (env: Env) => Bindings | undefined): Redex | undefined {
    let result: Redex | undefined;
    this.choose(pattern.args, node.args, EMPTY, undefined, (env, left) => {
      const bindings = accept(env);
      if (!bindings) return undefined;
      const used = node.args.filter((a) => !left.includes(a));
      const join = (terms: readonly Node[]): Node =>
        node.fn === "sum" ? sum(this.store, terms) : hadamard(this.store, terms);
      result = {
        bindings,
        focus: left.length === 0 ? node : join(used),
        replace: (value) => join([value, ...left]),
      };
      return env;
    });
    return result;
  }

  private wholeSet(pattern: ApplyPattern, node: ApplyNode, env: Env, next: Next): Env | undefined {
    if (pattern.args.length > node.args.length) return undefined;
    const join = pattern.fn === "sum" ? sum : hadamard;
    return this.choose(pattern.args, node.args, env, join, (e, left) => (left.length === 0 ? next(e) : undefined));
  }

  /** Patterns against distinct terms; with `join`, a last free variable takes all the terms that remain. */
  private choose(
    patterns: readonly Pattern[],
    nodes: readonly Node[],
    env: Env,
    join: typeof sum | undefined,
    done: (env: Env, left: readonly Node[]) => Env | undefined,
  ): Env | undefined {
    const [p, ...rest] = patterns;
    if (!p) return done(env, nodes);
    if (join && rest.length === 0 && nodes.length > 1 && isVariable(p) && !lookUp(env, p.parameter.name)) {
      const joined = this.bind(p, join(this.store, nodes), env, (e) => done(e, []));
      if (joined) return joined;
    }
    if (nodes.length > MAX_TERMS) return undefined;
    for (const [i, node] of nodes.entries()) {
      const left = [...nodes.slice(0, i), ...nodes.slice(i + 1)];
      const found = this.match(p, node, env, (e) => this.choose(rest, left, e, join, done));
      if (found) return found;
    }
    return undefined;
  }
}

/** One of the outputs of a function with several. */
const isFactorization = (node: ApplyNode): boolean => node.fn.includes(".");

/** f(…) with a name for f: it stands for any function. */
const isFunctionOf = (p: Pattern): boolean =>
  p.kind === "apply" && p.fn === "matrix-function" && p.args[0]!.kind === "variable";

/**
 * Sizes of a pattern against actual ones: fixed ones must be equal, symbols are bound. A symbol of the rule is not the
 * symbol of the same name in the program.
 */
function matchSizes(forms: readonly Dimension[], actual: readonly Dimension[], env: Env): Env | undefined {
  if (forms.length !== actual.length) return undefined;
  const dims = new Map(env.dims);
  for (const [i, form] of forms.entries()) {
    const size = actual[i]!;
    const symbols = [...symbolsOf(form)];
    if (symbols.every((s) => dims.has(s))) {
      if (substitute(form, dims) !== size) return undefined;
    } else {
      if (form.key !== symbols[0]) return undefined;
      dims.set(form.key, size);
    }
  }
  return { ...env, dims };
}

/** Pairs of terms are tried in sums up to this length. */
const MAX_TERMS = 24;

function isScalarPattern(p: Pattern): boolean {
  if (p.kind === "number" || p.kind === "dimension") return true;
  if (p.kind === "variable") return p.scalar && p.parameter.kind === "value";
  return p.kind === "apply" && p.scalar;
}

const chainPatterns = (pattern: ApplyPattern): readonly Pattern[] => pattern.args.filter((p) => !isScalarPattern(p));

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

const range = (from: number, to: number): number[] =>
  to < from ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
