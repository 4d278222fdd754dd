/**
 * The variation: dY as an expression linear in the differentials of what Y is made of, by the rule of each
 * function. What a rule states for two arguments of an associative function holds for any number.
 */
import { product, sum, transpose, zeros } from "../expression/node/algebra.js";
import { sizesIn, type Catalogue, type FunctionRule, type VariationCase } from "../expression/catalogue/catalogue.js";
import { construct } from "../expression/node/construct.js";
import {
  argsOf,
  isApply,
  isFunction,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
  type Store,
} from "../expression/node/node.js";
import { lambda } from "../expression/node/scalar.js";
import { boundVariable, instantiate, type Build, type Template } from "../expression/catalogue/template.js";
import type { Dimension } from "../../codegen/plan/sizes.js";
import { dependencesOfUnknown } from "./unknown.js";
import { together, type Dependence } from "./dependence.js";
import { partIn } from "./partial.js";

/** Thrown where no rule says how a function varies. */
export class NoVariation extends Error {
  constructor(
    readonly node: ApplyNode,
    message: string,
  ) {
    super(message);
  }
}

export type { Dependence } from "./dependence.js";

/** A rule with the case of it that holds at a node. */
export interface Applicable {
  readonly rule: FunctionRule;
  readonly case: VariationCase;
}

/**
 * How variations are written: `once` in the formulas of the rules; `again` with functions whole whose formulas cannot be
 * varied term by term (at equal eigenvalues the terms have no limits), so that what is derived can be varied again.
 */
export type Order = "once" | "again";

export class Variation {
  constructor(
    readonly store: Store,
    readonly catalogue: Catalogue,
    readonly order: Order = "once",
  ) {}

  /** The case of a function's rule whose conditions the arguments meet. Throws NoVariation. */
  applicable(node: ApplyNode): Applicable {
    const rule = this.catalogue.functions.get(node.fn);
    if (!rule) throw new NoVariation(node, `there is no rule for ${node.fn}`);
    this.requireDerivative(node);
    for (const c of rule.cases) {
      const properties = c.when.every((w) => {
        const arg = node.args[w.parameter];
        return arg !== undefined && (arg.properties & w.properties) === w.properties;
      });
      const functions = c.functions.every((f) => {
        const arg = node.args[f.parameter];
        return arg?.kind === "symbol" && arg.role === "function" && arg.name === f.name;
      });
      if (properties && functions) return { rule, case: c };
    }
    throw new NoVariation(node, `${rule.rule} has no rule for its variation yet`);
  }

  private requireDerivative(node: ApplyNode): void {
    const [f] = node.args;
    if (f?.kind !== "symbol" || f.role !== "function") return;
    const scalar = this.catalogue.scalars.get(f.name);
    if (scalar?.last === true) throw new NoVariation(node, `the derivative of ${f.name} is not known here`);
  }

  /** What a node is by definition in functions that have rules, where its rule says so. Throws NoVariation. */
  definition(node: ApplyNode): Node | undefined {
    if (node.fn === "opaque-function") return undefined;
    const { rule, case: c } = this.applicable(node);
    if (this.order === "again" && c.twice) return this.fill(rule, node, c.twice);
    return c.definition && this.fill(rule, node, c.definition);
  }

  /** An application in normal form, written as what it stands for. */
  written = (store: Store, fn: string, args: readonly Node[], dims: readonly Dimension[] = []): Node => {
    const node = construct(store, fn, args, dims);
    if (node.kind !== "apply" || !this.catalogue.functions.get(node.fn)?.cases.some((c) => c.standsFor)) return node;
    const { rule, case: c } = this.applicable(node);
    return c.standsFor ? this.fill(rule, node, c.standsFor, -1, undefined, this.written) : node;
  };

  /** What a node depends on among the active expressions, with the variation in each. */
  dependences(node: Node, active: (node: Node) => boolean): Dependence[] {
    if (node.kind !== "apply") return [];
    if (node.fn === "product") return this.ofProduct(node, active);
    if (node.fn === "opaque-function") return together(this.store, dependencesOfUnknown(this.store, node, active));
    const definition = this.definition(node);
    if (definition) return [{ on: definition, vary: (d) => d }];
    const { rule, case: c } = this.applicable(node);
    if (!c.variation) throw new NoVariation(node, `${rule.rule} has no rule for its variation yet`);
    if (rule.associative && node.args.length !== 2) return this.ofChain(rule, c.variation, node, active);
    const found: Dependence[] = [];
    const seen = new Set<Node>();
    node.args.forEach((arg, i) => {
      if (isFunction(arg)) {
        const f = expandDerivative(this, arg);
        const parameters = this.parametersOf(f, active);
        for (const p of parameters) {
          const partial = lambda(this.store, this.partial(f, p, parameters));
          const part = this.fill(rule, node, c.variation!, i, partial);
          found.push({ on: p, vary: (d) => product(this.store, [d, part]) });
        }
      } else if (active(arg) && !seen.has(arg)) {
        seen.add(arg);
        const places = node.args.flatMap((a, j) => (a === arg ? [j] : []));
        const vary = (d: Node): Node =>
          sum(
            this.store,
            places.map((j) => this.fill(rule, node, c.variation!, j, d)),
          );
        found.push({ on: arg, vary });
      }
    });
    return together(this.store, found);
  }

  /**
   * The body of ∂f/∂p. All parameters are held but p, also those that are made of it: in a + (1 − a)t both a and 1 − a are
   * parameters, and each is varied alone.
   */
  private partial(f: Node, p: Node, parameters: readonly Node[]): Node {
    const seeds = new Map(parameters.map((q) => [q, this.store.number(q === p ? 1 : 0)]));
    return this.pushForward(bodyOf(this.store, f), seeds);
  }

  /** Scalars that vary inside the body of a function, or of a function that is called there. */
  private parametersOf(f: Node, active: (node: Node) => boolean): Node[] {
    const parameters = new Set<Node>();
    const functions = new Set<Node>([f]);
    for (const g of functions) {
      if (isApply(g, "derivative")) functions.add(expandDerivative(this, g));
      if (!isApply(g, "lambda")) continue;
      const body = g.args[0]!;
      if (!body.open && active(body)) parameters.add(body);
      for (const open of postorder([body], (n) => n.open)) {
        for (const arg of argsOf(open)) {
          if (isFunction(arg)) functions.add(arg);
          else if (!arg.open && active(arg)) parameters.add(arg);
        }
      }
    }
    return [...parameters];
  }

  /**
   * A rule's template at a node: the names of the rule stand for the node's arguments and outputs, the
   * differential of argument `vary` for `differential`, all other differentials for zero.
   */
  private fill(
    rule: FunctionRule,
    node: ApplyNode,
    template: Template,
    vary = -1,
    differential?: Node,
    build: Build = this.order === "again" ? construct : this.written,
  ): Node {
    const nodes = new Map<string, Node>();
    const names = rule.parameters.filter((p) => p.kind !== "dimension").map((p) => p.name);
    const part = partIn(template, names, vary);
    names.forEach((name, a) => {
      const arg = node.args[a]!;
      nodes.set(name, arg);
      if (a === vary) nodes.set(`d${name}`, differential!);
      else if (part.names.has(`d${name}`)) nodes.set(`d${name}`, this.zeroOf(arg));
    });
    rule.outputs.forEach((output, i) => {
      if (!part.names.has(output)) return;
      const name = rule.outputs.length === 1 ? node.fn : `${rule.rule}.${output}`;
      nodes.set(output, i === rule.output ? node : construct(this.store, name, node.args, node.dims));
    });
    const dims = sizesIn(part.template, rule.parameters, node.args, node.dims);
    return instantiate(this.store, part.template, { nodes, dims }, build);
  }

  private zeroOf(arg: Node): Node {
    return isFunction(arg) ? lambda(this.store, this.store.number(0)) : zeros(this.store, arg);
  }

  /** f(A, B, C, …) of an associative f as f(f(A, B), C): the differential stands at one place. */
  private ofChain(
    rule: FunctionRule,
    template: Template,
    node: ApplyNode,
    active: (node: Node) => boolean,
  ): Dependence[] {
    const { args } = node;
    const at = (i: number, d: Node): Node => {
      if (rule.name === "sum") return d;
      const before = args.slice(0, i);
      const after = args.slice(i + 1);
      let value = d;
      if (before.length > 0)
        value = this.fillPair(rule, template, construct(this.store, node.fn, before), args[i]!, 1, value);
      if (after.length > 0) {
        const upTo = construct(this.store, node.fn, args.slice(0, i + 1));
        value = this.fillPair(rule, template, upTo, construct(this.store, node.fn, after), 0, value);
      }
      return value;
    };
    return this.ofPlaces(args, active, at);
  }

  /** What depends on its arguments linearly at each of their places; `at` is the value with a differential at one. */
  private ofPlaces(
    args: readonly Node[],
    active: (node: Node) => boolean,
    at: (place: number, d: Node) => Node,
  ): Dependence[] {
    const places = new Map<Node, number[]>();
    args.forEach((arg, i) => {
      if (!active(arg)) return;
      const known = places.get(arg);
      if (known) known.push(i);
      else places.set(arg, [i]);
    });
    const values = (on: readonly number[], d: Node): Node[] => on.map((i) => at(i, d));
    return [...places].map(([on, indices]) => ({ on, vary: (d: Node) => sum(this.store, values(indices, d)) }));
  }

  private fillPair(rule: FunctionRule, template: Template, a: Node, b: Node, vary: 0 | 1, d: Node): Node {
    const [p, q] = [rule.parameters[0]!.name, rule.parameters[1]!.name];
    const part = partIn(template, [p, q], vary);
    const nodes = new Map<string, Node>([
      [p, a],
      [q, b],
      [`d${[p, q][vary]}`, d],
    ]);
    const [other, fixed] = vary === 0 ? [q, b] : [p, a];
    if (part.names.has(`d${other}`)) nodes.set(`d${other}`, zeros(this.store, fixed));
    const dims = sizesIn(part.template, rule.parameters, [a, b], []);
    return instantiate(this.store, part.template, { nodes, dims }, construct);
  }

  /** Scalars of a product vary by the rule `scale`, the chain of matrices by the rule `product`. */
  private ofProduct(node: ApplyNode, active: (node: Node) => boolean): Dependence[] {
    const product_ = this.catalogue.functions.get("product")!;
    const scaling = this.catalogue.functions.get("scale")!;
    const chainStart = node.args.findIndex((a) => !isScalar(a));
    const at = (i: number, d: Node): Node => {
      const rest = (from: number, to: number): Node[] => node.args.slice(from, to);
      if (chainStart < 0 || i < chainStart) {
        const others = product(this.store, [...rest(0, i), ...rest(i + 1, node.args.length)]);
        return this.fillPair(scaling, scaling.cases[0]!.variation!, node.args[i]!, others, 0, d);
      }
      const template = product_.cases[0]!.variation!;
      let value = d;
      const before = rest(chainStart, i);
      const after = rest(i + 1, node.args.length);
      if (before.length > 0)
        value = this.fillPair(product_, template, product(this.store, before), node.args[i]!, 1, value);
      if (after.length > 0) {
        const upTo = product(this.store, rest(chainStart, i + 1));
        value = this.fillPair(product_, template, upTo, product(this.store, after), 0, value);
      }
      if (chainStart === 0) return value;
      const scalars = product(this.store, rest(0, chainStart));
      const chain = product(this.store, rest(chainStart, node.args.length));
      return this.fillPair(scaling, scaling.cases[0]!.variation!, scalars, chain, 1, value);
    };
    return this.ofPlaces(node.args, active, at);
  }

  /** d(root) when the seeds vary as given and nothing else does. */
  pushForward(root: Node, seeds: ReadonlyMap<Node, Node>): Node {
    return this.pushForwardAll([root], seeds).get(root) ?? zeros(this.store, root);
  }

  /** The differentials of everything that the roots' differentials are made of. Iterative. */
  pushForwardAll(roots: readonly Node[], seeds: ReadonlyMap<Node, Node>): Map<Node, Node> {
    const graph = new DependenceGraph(this, new Set(seeds.keys()));
    return this.pushForwardAlong(graph, graph.order(roots), seeds);
  }

  /** The same over a graph whose sources are the seeds, in an order in which what a node depends on comes first. */
  pushForwardAlong(graph: DependenceGraph, order: readonly Node[], seeds: ReadonlyMap<Node, Node>): Map<Node, Node> {
    const differentials = new Map<Node, Node>(seeds);
    for (const node of order) {
      if (seeds.has(node)) continue;
      const terms = graph.dependences(node).map(({ on, vary }) => vary(differentials.get(on)!));
      differentials.set(node, terms.length > 0 ? sum(this.store, terms) : zeros(this.store, node));
    }
    return differentials;
  }
}

/** Which expressions depend on the sources, and through what: the graph in which the chain rule works. */
export class DependenceGraph {
  readonly #active = new Map<Node, boolean>();
  readonly #dependences = new Map<Node, readonly Dependence[]>();

  constructor(
    private readonly variation: Variation,
    private readonly sources: ReadonlySet<Node>,
  ) {}

  isActive = (node: Node): boolean => {
    const known = this.#active.get(node);
    if (known !== undefined) return known;
    for (const n of postorder([node], (m) => !this.#active.has(m))) {
      this.#active.set(n, this.sources.has(n) || argsOf(n).some((a) => this.#active.get(a)));
    }
    return this.#active.get(node)!;
  };

  dependences(node: Node): readonly Dependence[] {
    let found = this.#dependences.get(node);
    if (!found) {
      const direct = this.sources.has(node) || !this.isActive(node);
      found = direct ? [] : this.untransposed(this.variation.dependences(node, this.isActive));
      this.#dependences.set(node, found);
    }
    return found;
  }

  /** With what depends on an expression and on its transpose, A and Aᵀ in AᵀA, depending on one of them only. */
  private untransposed(dependences: readonly Dependence[]): readonly Dependence[] {
    if (!dependences.some(({ on }) => this.originalOf(on) !== on)) return dependences;
    const { store } = this.variation;
    const merged = new Map<Node, Dependence["vary"]>();
    for (const { on, vary } of dependences) {
      const original = this.originalOf(on);
      const earlier = merged.get(original);
      const next = original === on ? vary : (d: Node): Node => vary(transpose(store, d));
      merged.set(original, earlier ? (d) => sum(store, [earlier(d), next(d)]) : next);
    }
    return [...merged].map(([on, vary]) => ({ on, vary }));
  }

  /** The expression of which this one is the transpose, if it was there first. */
  private originalOf(node: Node): Node {
    const { store } = this.variation;
    if (isApply(node, "transpose")) return node.args[0]!;
    if (store.typing.transposeSign(node.properties) !== 0) return node;
    const turned = store.transposes.get(node);
    return turned && turned.id < node.id ? turned : node;
  }

  /** The active expressions below the roots, what they depend on first. Iterative. */
  order(roots: readonly Node[]): Node[] {
    const order: Node[] = [];
    const seen = new Set<Node>();
    const stack: { node: Node; next: number }[] = [];
    const visit = (node: Node): void => {
      if (seen.has(node) || !this.isActive(node)) return;
      seen.add(node);
      stack.push({ node, next: 0 });
    };
    for (const root of roots) {
      visit(root);
      while (stack.length > 0) {
        const top = stack[stack.length - 1]!;
        const below = this.dependences(top.node);
        if (top.next < below.length) visit(below[top.next++]!.on);
        else {
          order.push(top.node);
          stack.pop();
        }
      }
    }
    return order;
  }
}

/** The body of a function in the bound variable: of one that has a name, its call. */
const bodyOf = (store: Store, f: Node): Node =>
  isApply(f, "lambda") ? f.args[0]! : construct(store, "entrywise", [f, boundVariable(store)]);

/** A derivative f′ (or f″ …) of a function given by its body, as a function given by its body or by its name: exp(t) + 1 has exp. */
export function expandDerivative(variation: Variation, f: Node): Node {
  let base = f;
  let order = 0;
  for (; isApply(base, "derivative"); order++) base = base.args[0]!;
  for (; order > 0; order--) base = derivativeOf(variation, base);
  return base;
}

/** f′ of a function that is no derivative. */
function derivativeOf(variation: Variation, f: Node): Node {
  const { store } = variation;
  if (!isApply(f, "lambda")) return construct(store, "derivative", [f]);
  return lambda(store, variation.pushForward(f.args[0]!, new Map([[boundVariable(store), store.number(1)]])));
}
