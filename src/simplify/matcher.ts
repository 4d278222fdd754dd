/**
 * Matching a pattern against all of an expression. Sums and hadamard products match in any order; a
 * variable in a product stands for any stretch of factors. Recursion follows the rule, never the expression.
 */
import { substitute, symbolsOf } from "../../codegen/plan/sizes.js";
import { product, sum, transpose } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, postorder, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { lambda } from "../expression/node/scalar.js";
import { mayBeTransposes } from "../expression/node/transposes.js";
import { lookUp, matchSizes, type Env, type Next } from "./environment.js";
import { functionBody } from "./function-of.js";
import {
  chainPatterns,
  isFunctionOf,
  isScalarPattern,
  isVariable,
  type ApplyPattern,
  type Pattern,
  type VariablePattern,
} from "./pattern.js";

/** Matches patterns against expressions of one store. */
export class Matcher {
  /**
   * @param opens whether parts that have a name are seen as what they stand for
   * @param whenClosed is called where a match has failed at a name that stands for something like the pattern
   */
  constructor(
    readonly store: Store,
    private readonly opens: boolean,
    private readonly whenClosed: () => void = () => undefined,
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
        return this.isClosed(pattern, node) ? undefined : this.matchApply(pattern, node, env, next);
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
    return next({ ...env, bound: { name: parameter.name, node, before: env.bound } });
  }

  /** Whether only the name of an expression is seen. */
  private isClosed(pattern: ApplyPattern, node: Node): boolean {
    if (this.opens || !this.store.isDefinition(node)) return false;
    if (isApply(node, pattern.fn) || pattern.fn === "transpose" || isFunctionOf(pattern)) this.whenClosed();
    return true;
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
    const [inside] = pattern.args;
    // A vector that is a function of a diagonal is the diagonal of that function of the matrix.
    if (pattern.fn === "diagonal" && inside?.kind === "apply" && isFunctionOf(inside) && !isApply(node, "diagonal"))
      return this.functionOf(inside, node, env, next);
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
    const read = (target: Node, e: Env): Env | undefined => {
      const body = functionBody(this.store, node, target);
      return body && this.bind(f, lambda(this.store, body), e, next);
    };
    if (hasFreeSizes(inner, env)) {
      const parts = postorder([node]).filter((n) => isApply(n, (inner as ApplyPattern).fn));
      return firstOf(parts, (part) => this.match(inner, part, env, (e) => read(part, e)));
    }
    const target = this.build(inner, env);
    return target && read(target, env);
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
  chainOf(node: ApplyNode): readonly Node[] {
    const chain = node.args.filter((a) => !isScalar(a));
    if (!this.opens) {
      if (chain.some((a) => this.productNamed(a))) this.whenClosed();
      return chain;
    }
    return chain.flatMap((a): readonly Node[] => {
      const inner = this.productNamed(a);
      if (!inner) return [a];
      return inner === a ? inner.args : [...inner.args].reverse().map((f) => transpose(this.store, f));
    });
  }

  /** The product of matrices whose name, or the transpose of it, a factor is. */
  private productNamed(factor: Node): ApplyNode | undefined {
    const inner = isApply(factor, "transpose") ? factor.args[0]! : factor;
    const joins = isApply(inner, "product") && this.store.isDefinition(inner) && !inner.args.some(isScalar);
    return joins ? inner : undefined;
  }

  /** The scalar factors of a product: each pattern one of them, a last free variable all that remain, else some are left. */
  scalars(
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
  stretch(
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

  matchStretch(p: Pattern, factors: readonly Node[], env: Env, next: Next): Env | undefined {
    const known = this.known(p, env);
    if (known) return known.every((k, i) => k === factors[i]) ? next(env) : undefined;
    const node = factors.length === 1 ? factors[0]! : product(this.store, factors);
    return this.match(p, node, env, next);
  }

  /** The factors a pattern must be if its variable is bound. */
  known(p: Pattern, env: Env): readonly Node[] | undefined {
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

  /** How many factors a pattern may take where `most` are left. */
  lengths(p: Pattern, env: Env, most: number): number[] {
    const known = this.known(p, env);
    if (known) return known.length <= most ? [known.length] : [];
    return isFunctionOf(p) ? range(1, most) : most >= 1 ? [1] : [];
  }

  private isStretchable(p: Pattern): boolean {
    return isVariable(p) || (p.kind === "apply" && p.fn === "transpose" && isVariable(p.args[0]!));
  }

  private wholeSet(pattern: ApplyPattern, node: ApplyNode, env: Env, next: Next): Env | undefined {
    if (pattern.args.length > node.args.length) return undefined;
    const join = pattern.fn === "sum" ? sum : hadamard;
    return this.choose(pattern.args, node.args, env, join, (e, left) => (left.length === 0 ? next(e) : undefined));
  }

  /** Patterns against distinct terms; with `join`, a last free variable takes all the terms that remain. */
  choose(
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

/** Whether a pattern has sizes that are known only from what it is matched with. */
const hasFreeSizes = (pattern: Pattern, { dims }: Env): boolean =>
  pattern.kind === "apply" &&
  (pattern.dims.some((d) => [...symbolsOf(d)].some((s) => !dims.has(s))) ||
    pattern.args.some((a) => hasFreeSizes(a, { dims, bound: undefined })));

function firstOf<T>(items: readonly T[], find: (item: T) => Env | undefined): Env | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}

/** One of the outputs of a function with several. */
const isFactorization = (node: ApplyNode): boolean => node.fn.includes(".");

/** Pairs of terms are tried in sums up to this length. */
const MAX_TERMS = 24;

const range = (from: number, to: number): number[] =>
  to < from ? [] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
