/**
 * Critical pairs of the rules of simplification: terms at whose root two rules apply, and what each of them leads to. The
 * engine brings arguments to their normal form first, so that only overlaps at the root leave a choice.
 */
import { substitute, symbolic, symbolsOf, type Dimension } from "../../codegen/plan/sizes.js";
import type { Catalogue, Parameter, RewriteRule } from "../../src/expression/catalogue/catalogue.js";
import {
  functionSymbol,
  instantiate,
  type Template,
  type TemplateStep,
} from "../../src/expression/catalogue/template.js";
import { construct } from "../../src/expression/node/construct.js";
import { Store, type ApplyNode, type Node, type PropertySet } from "../../src/expression/node/node.js";
import { matchRule } from "../../src/simplify/match.js";
import { compileRewrite, type CompiledRewrite } from "../../src/simplify/pattern.js";
import { Simplifier } from "../../src/simplify/rewrite.js";

export interface Pair {
  readonly first: string;
  readonly second: string;
  /** The term at whose root both apply. */
  readonly term: Node;
  readonly store: Store;
  readonly ends: readonly [Node, Node];
}

/** A rule with the names of its own: a parameter A of the i-th rule is `A1`. */
interface Named {
  readonly rule: RewriteRule;
  readonly at: 1 | 2;
}

interface Assignment {
  readonly nodes: Map<string, Node>;
  readonly dims: Map<string, Dimension>;
  /** Properties that symbols of the other rule must have besides their own. */
  readonly more: Map<Node, PropertySet>;
}

const FLAT: ReadonlySet<string> = new Set(["product", "sum", "hadamard"]);

export class Overlaps {
  readonly #compiled: readonly CompiledRewrite[];

  constructor(
    private readonly catalogue: Catalogue,
    private readonly rules: readonly RewriteRule[],
  ) {
    const transposeOf = (fn: string): string => catalogue.transposeRule(fn)?.fn ?? fn;
    this.#compiled = rules.map((rule) => compileRewrite(rule, transposeOf));
  }

  /** The pairs of one rule with every other that stands at the same root. */
  *pairsOf(rule: RewriteRule): Generator<Pair> {
    const root = rootOf(rule.before);
    for (const other of this.rules) {
      if (rootOf(other.before).fn !== root.fn) continue;
      const store = new Store(this.catalogue);
      const seen = new Set<Node>();
      for (const term of this.terms(store, rule, other)) {
        if (seen.has(term)) continue;
        seen.add(term);
        yield* this.pairsAt(store, term);
      }
    }
  }

  /** Both sides of a rule, as terms in its parameters. */
  sides(store: Store, rule: RewriteRule): readonly [Node, Node] | undefined {
    const left = this.operands(store, { rule, at: 1 }, new Map());
    return left && [left.whole, left.after];
  }

  /** What the rules that apply at the root of a term lead to, where that is not one thing. */
  private *pairsAt(store: Store, term: Node): Generator<Pair> {
    const simplifier = new Simplifier(store, this.catalogue, "derivative");
    if (term.kind !== "apply") return;
    const args = term.args.map((a) => simplifier.simplify(a));
    const node = construct(store, term.fn, args, term.dims);
    if (node.kind !== "apply") return;
    const ends = this.stepsAt(store, node).map(({ rule, after }) => ({ rule, end: simplifier.simplify(after) }));
    const [first, ...others] = ends;
    for (const second of others)
      if (second.end !== first!.end)
        yield { first: first!.rule, second: second.rule, store, term: node, ends: [first!.end, second.end] };
  }

  private stepsAt(store: Store, node: ApplyNode): { rule: string; after: Node }[] {
    return this.#compiled.flatMap((compiled) => {
      // What waits for what is cheaper may leave a term as it is.
      if (compiled.rule.unlessDearer) return [];
      const redex = matchRule(store, compiled, node);
      if (!redex) return [];
      const after = redex.replace(instantiate(store, compiled.rule.after, redex.bindings, construct));
      return after === node ? [] : [{ rule: compiled.rule.name, after }];
    });
  }

  /** The terms in which left-hand sides of two rules share a part at the root. */
  private *terms(store: Store, rule: RewriteRule, other: RewriteRule): Generator<Node> {
    const left = this.operands(store, { rule, at: 1 }, new Map());
    if (!left) return;
    const root = rootOf(rule.before);
    if (!FLAT.has(root.fn)) {
      const met = this.unify({ rule: other, at: 2 }, other.before.length - 1, left.whole);
      const again = met && this.operands(store, { rule, at: 1 }, met.more);
      if (again) yield again.whole;
      return;
    }
    const step = rootOf(other.before);
    for (const [i, operand] of left.parts.entries()) {
      for (const [j, part] of step.args.entries()) {
        // Of products only the end of one and the beginning of the other can be shared.
        if (root.fn === "product" && !(i === left.parts.length - 1 && j === 0)) continue;
        const met = this.unify({ rule: other, at: 2 }, part, operand);
        const first = met && this.operands(store, { rule, at: 1 }, met.more);
        // The operand has more properties now.
        const again = first && this.unify({ rule: other, at: 2 }, part, first.parts[i]!);
        const rest = again && this.operands(store, { rule: other, at: 2 }, new Map(), again);
        if (!rest || again.more.size > 0) continue;
        const others = rest.parts.filter((_, k) => k !== j);
        yield construct(store, root.fn, [...first.parts, ...others], []);
      }
    }
  }

  /** A template's left-hand side as a term, and the operands at its root. */
  private operands(
    store: Store,
    named: Named,
    more: ReadonlyMap<Node, PropertySet>,
    known?: Assignment,
  ): { whole: Node; parts: Node[]; after: Node } | undefined {
    const { before, after, parameters } = named.rule;
    const dims = known?.dims ?? new Map<string, Dimension>();
    const nodes = new Map(known?.nodes);
    for (const p of parameters) if (!nodes.has(p.name)) nodes.set(p.name, this.symbol(store, named, p, dims, more));
    for (const symbol of sizesOf(named.rule)) if (!dims.has(symbol)) dims.set(symbol, symbolic(`${symbol}${named.at}`));
    const build = (t: Template): Node => instantiate(store, t, { nodes, dims }, construct);
    try {
      return {
        whole: build(before),
        after: build(after),
        parts: rootOf(before).args.map((i) => build(before.slice(0, i + 1))),
      };
    } catch {
      // Shapes that cannot be: a minimum of sizes that are not yet known.
      return undefined;
    }
  }

  private symbol(
    store: Store,
    { at }: Named,
    p: Parameter,
    dims: ReadonlyMap<string, Dimension>,
    more: ReadonlyMap<Node, PropertySet>,
  ): Node {
    if (p.kind === "function") return functionSymbol(store, "tanh");
    const own = new Map(
      [...symbolsOf(p.rows), ...symbolsOf(p.cols)].map((s) => [s, dims.get(s) ?? symbolic(`${s}${at}`)]),
    );
    const shape = { rows: substitute(p.rows, own), cols: substitute(p.cols, own) };
    const plain = store.symbol(`${p.name}${at}`, "input", shape, p.requires);
    const asked = more.get(plain);
    if (asked === undefined) return plain;
    return store.symbol(`${p.name}${at}`, "input", shape, this.catalogue.close(p.requires | asked));
  }

  /** What the names of a rule stand for where a part of it is the given term. */
  private unify({ rule }: Named, at: number, node: Node): Assignment | undefined {
    const found: Assignment = { nodes: new Map(), dims: new Map(), more: new Map() };
    const meets = (i: number, n: Node): boolean => {
      const step = rule.before[i]!;
      if (step.op === "symbol") return this.bind(rule, step.name, n, found);
      if (step.op === "number") return n.kind === "number" && n.value.toString() === step.value;
      if (step.op !== "apply" || n.kind !== "apply" || n.fn !== step.fn || n.args.length !== step.args.length)
        return false;
      if (step.dims?.some((d, k) => !bindSize(found.dims, d, n.dims[k]!))) return false;
      return step.args.every((a, k) => meets(a, n.args[k]!));
    };
    return meets(at, node) ? found : undefined;
  }

  private bind(rule: RewriteRule, name: string, node: Node, found: Assignment): boolean {
    const known = found.nodes.get(name);
    if (known) return known === node;
    const p = rule.parameters.find((q) => q.name === name);
    if (!p || p.kind !== "value") return p?.kind === "function" && node.kind === "symbol" && node.role === "function";
    if (!bindSize(found.dims, p.rows, node.rows) || !bindSize(found.dims, p.cols, node.cols)) return false;
    const missing = p.requires & ~node.properties;
    if (missing !== 0) {
      if (node.kind !== "symbol") return false;
      found.more.set(node, missing | (found.more.get(node) ?? 0));
    }
    found.nodes.set(name, node);
    return true;
  }
}

function bindSize(dims: Map<string, Dimension>, form: Dimension, actual: Dimension): boolean {
  const [symbol] = symbolsOf(form);
  if (symbol !== undefined && form.key === symbol && !dims.has(symbol)) dims.set(symbol, actual);
  return substitute(form, dims) === actual;
}

type Apply = Extract<TemplateStep, { op: "apply" }>;
const rootOf = (template: Template): Apply => template[template.length - 1] as Apply;

/** The symbols that the sizes of a rule are made of. */
const sizesOf = ({ before, after, parameters }: RewriteRule): Set<string> =>
  new Set([
    ...parameters.flatMap((p) => (p.kind === "dimension" ? [p.name] : [...symbolsOf(p.rows), ...symbolsOf(p.cols)])),
    ...[...before, ...after].flatMap((s) => (s.op === "apply" ? (s.dims ?? []).flatMap((d) => [...symbolsOf(d)]) : [])),
  ]);
