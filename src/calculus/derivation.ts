/**
 * A derivation: from a program to the variation of its outputs and the gradients of its inputs, with the steps
 * that led there. Everything that is printed, emitted or checked starts from this one value.
 */
import { cotangentName, differentialName } from "../../grammar/names.js";
import { sum, zeros } from "../expression/node/algebra.js";
import { define } from "../expression/node/definitions.js";
import type { Catalogue, Geometry, PropertyRule, VariationCase } from "../expression/catalogue/catalogue.js";
import { construct } from "../expression/node/construct.js";
import { requireShape } from "./shapes.js";
import { NamedProducts } from "../expression/node/named-products.js";
import { givenSizes, type Sizes, type Weighted } from "../../codegen/plan/sizes.js";
import { isScalar, postorder, type Node, type Store, type SymbolNode } from "../expression/node/node.js";
import type { ElaboratedProgram, Input, Named } from "../expression/elaborate/program.js";
import { instantiate, type Template } from "../expression/catalogue/template.js";
import { isLess, measure } from "../simplify/alternatives.js";
import { Simplifier } from "../simplify/rewrite.js";
import { WrittenSums } from "../simplify/written-sums.js";
import { withSmoothRoots } from "./hollow.js";
import { transposeLinear } from "./adjoint.js";
import { computedBy, isKeptBeside, isMultiple, isWorthKeeping, residualsOf, usedOften } from "./kept.js";
import type { Step } from "./steps.js";
import { regimesOf, weightedSizes } from "./regimes.js";
import { DependenceGraph, Variation, type Order } from "./variation.js";

export interface Output extends Named {
  /** ∂L/∂Y: the number 1 where the output is the loss itself. */
  readonly cotangent: Node;
}

export interface Gradient {
  readonly input: Input;
  /** ∂L/∂X, in the structure of X. */
  readonly value: Node;
  readonly riemannian?: RiemannianGradient;
  /** Whether no output depends on the input. */
  readonly unused: boolean;
}

/** How a gradient in the geometry of its input came about. */
export interface RiemannianGradient {
  readonly euclidean: Node;
  /** What leads from the Euclidean gradient to this one, as an expression in X̄. */
  readonly rule: Node;
  /** What pairs with dX to the inner product of the gradient with it in the metric at X. */
  readonly paired: Node;
  readonly geometry: Geometry;
}

export type { Step, VariationStep } from "./steps.js";

/** The orthogonal projection onto the directions in which a structured input can move. */
export interface Projection {
  /** The structure, `symmetric`. */
  readonly property: string;
  readonly of: (cotangent: Node) => Node;
}

export interface Derivation {
  readonly program: ElaboratedProgram;
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly simplifier: Simplifier;
  readonly variationRules: Variation;
  readonly definitions: readonly Named[];
  /** Cotangents and differentials of definitions that several others use. */
  readonly parts: readonly Named[];
  readonly outputs: readonly Output[];
  readonly gradients: readonly Gradient[];
  /** dY for every output, in the differentials of the inputs. */
  readonly variations: readonly Named[];
  readonly steps: readonly Step[];
  readonly projections: (input: Node) => readonly Projection[];
  /** What differential symbols are differentials of, apart from those of inputs. */
  readonly differentials: ReadonlyMap<Node, Node>;
  /** The symbol dX of an input X. */
  readonly differentialOf: (input: Node) => SymbolNode;
  /** Conditions that the rules used take for granted, with the expression they are about. */
  readonly conditions: readonly { readonly node: Node; readonly needs: string }[];
  /** The sizes at which costs are compared: all symbols alike, and each large in turn. */
  readonly sizes: readonly Weighted[];
  /** Whether gradients are Riemannian, of inputs whose properties give them a geometry. */
  readonly riemannian: boolean;
}

export interface DerivationSettings {
  /** The inputs to derive, by canonical name; by default all that are not constant. */
  readonly wrt?: readonly string[];
  /** Gradients in the tangent space of structured inputs, with the metric that their property states. */
  readonly riemannian?: boolean;
  /** How variations are written: `again` for gradients that will be varied themselves. */
  readonly order?: Order;
  /** Sizes for which kernels choose the order of work; by default each is taken to be large in turn. */
  readonly sizes?: ReadonlyMap<string, number>;
}

/** Derives the gradients of a program. Throws NoVariation and NoIdentity. */
export function deriveProgram(program: ElaboratedProgram, settings: DerivationSettings = {}): Derivation {
  return new Deriving(program, settings).run();
}

class Deriving {
  readonly #store: Store;
  readonly #catalogue: Catalogue;
  readonly #simplifier: Simplifier;
  readonly #presenter: Simplifier;
  readonly #variation: Variation;
  readonly #steps: Step[] = [];
  readonly #differentials = new Map<Node, Node>();
  readonly #symbols = new Map<Node, SymbolNode>();
  readonly #inputs: readonly Input[];
  readonly #definitions: readonly Named[];
  readonly #outputs: readonly Output[];
  /** The names of the program's expressions that are no outputs. */
  readonly #names = new Map<Node, string>();
  /** How often the variation of others uses that of an expression. */
  readonly #uses = new Map<Node, number>();
  readonly #sizes: readonly Weighted[];
  /** Cotangents and differentials that have names. */
  readonly #named: Named[] = [];

  constructor(
    private readonly program: ElaboratedProgram,
    private readonly settings: DerivationSettings,
  ) {
    const { wrt, order = "once" } = settings;
    this.#store = program.store;
    this.#catalogue = program.catalogue;
    this.#variation = new Variation(this.#store, this.#catalogue, order);
    const constant = this.#catalogue.bit("constant");
    this.#inputs = program.inputs.filter((i) => (wrt ? wrt.includes(i.name) : (i.node.properties & constant) === 0));
    const roots = [...program.definitions, ...program.outputs].map((n) => n.node);
    const written = new WrittenSums(this.#store, this.#catalogue, roots);
    const sizes = regimesOf(program);
    const regimes = sizes.compared.map((s) => ({ sizes: s }));
    const recognizer = new Simplifier(this.#store, this.#catalogue, "program", {
      shared: usedOften(program),
      regimes,
      written,
    });
    const simplified = (named: Named): Named => ({ ...named, node: recognizer.simplify(named.node) });
    const smooth = (all: readonly Named[]): Named[] => withSmoothRoots(this.#store, all, (n) => recognizer.simplify(n));
    this.#definitions = smooth(program.definitions).map(simplified);
    this.#outputs = smooth(program.outputs).map((o) => this.output(simplified(o)));
    for (const residual of residualsOf(this.#outputs)) define(this.#store, residual);
    program.outputs.forEach((o, i) => {
      this.rewrite("forward", o.node, o.node, this.#outputs[i]!.node, recognizer.rulesFrom(o.node));
    });
    // What the program computes by name, the variation and the adjoint can use.
    const named = [...this.#definitions, ...this.#outputs].map((n) => n.node);
    const known = new NamedProducts(this.#store, named);
    const reached = new Set(postorder(this.#outputs.map((o) => o.node)));
    const computed = new NamedProducts(this.#store, [
      ...named.filter((n) => reached.has(n)),
      ...computedBy(this.#store, this.#outputs),
    ]);
    const forward = (s: Sizes): number =>
      this.#outputs.reduce((f, o) => f + (measure({ catalogue: this.#catalogue, sizes: s }, o.node)?.cost ?? 0), 0);
    const weighed = sizes.compared.map((s) => ({ sizes: s, forward: forward(s) }));
    this.#sizes = settings.sizes
      ? [{ sizes: givenSizes(settings.sizes), weight: 1 }]
      : weightedSizes(program, sizes, named, forward);
    for (const { node, name } of this.#definitions) if (!this.#names.has(node)) this.#names.set(node, name);
    for (const { node } of this.#outputs) this.#names.delete(node);
    const circumstances = { known, computed, regimes: weighed };
    const phase = order === "again" ? "again" : "derivative";
    this.#simplifier = new Simplifier(this.#store, this.#catalogue, phase, { ...circumstances, written });
    this.#presenter = new Simplifier(this.#store, this.#catalogue, "presentation", circumstances);
  }

  run(): Derivation {
    const outputs = this.#outputs;
    const roots = outputs.map((o) => o.node);
    const graph = new DependenceGraph(this.#variation, new Set(this.#inputs.map((i) => i.node)));
    const order = graph.order(roots);
    const gradients = this.gradients(graph, order, outputs);
    const variations = this.variations(graph, order, outputs);
    const expected = (what: string, formula: Node, like: Node): void => {
      requireShape(this.#catalogue, this.#differentials, { what, formula, like });
    };
    for (const { input, value } of gradients) expected(`the gradient of ${input.spelling}`, value, input.node);
    variations.forEach((v, i) => {
      expected(v.spelling, v.node, outputs[i]!.node);
    });
    return {
      program: this.program,
      store: this.#store,
      catalogue: this.#catalogue,
      simplifier: this.#simplifier,
      variationRules: this.#variation,
      definitions: this.#definitions,
      parts: this.#named,
      outputs,
      gradients,
      variations,
      steps: this.#steps,
      projections: (input) => this.projections(input),
      differentials: this.#differentials,
      differentialOf: (input) => this.differential(input),
      conditions: this.conditions(order),
      sizes: this.#sizes,
      riemannian: this.settings.riemannian === true,
    };
  }

  private output(output: Named): Output {
    const only = this.program.outputs.length === 1 && isScalar(output.node);
    const cotangent = only
      ? this.#store.number(1)
      : this.#store.symbol(cotangentName(output.name), "cotangent", output.node);
    return { ...output, cotangent };
  }

  /** The symbol dE of an expression E. */
  private differential(node: Node): SymbolNode {
    let symbol = this.#symbols.get(node);
    if (!symbol) {
      const name = node.kind === "symbol" ? differentialName(node.name) : `d#${node.id}`;
      symbol = this.#store.symbol(name, "differential", node, this.#catalogue.ofDifferential(node.properties));
      this.#symbols.set(node, symbol);
      if (node.kind !== "symbol") this.#differentials.set(symbol, node);
    }
    return symbol;
  }

  /** Reverse order over the graph: each node's cotangent is complete before it is passed on. */
  private gradients(graph: DependenceGraph, order: readonly Node[], outputs: readonly Output[]): Gradient[] {
    const contributions = new Map<Node, Node[]>();
    const contribute = (to: Node, value: Node): void => {
      contributions.set(to, [...(contributions.get(to) ?? []), value]);
    };
    for (const o of outputs) if (graph.isActive(o.node)) contribute(o.node, o.cotangent);
    for (const node of [...order].reverse()) {
      const parts = contributions.get(node);
      if (!parts) continue;
      const cotangent = this.collect(node, parts);
      contributions.set(node, [cotangent]);
      const dependences = graph.dependences(node);
      if (dependences.length === 0) continue;
      const terms = dependences.map(({ on, vary }) => vary(this.differential(on)));
      const linear = this.#simplifier.simplify(sum(this.#store, terms));
      const start = { cotangent, linear };
      let { results, moves } = transposeLinear(this.#store, this.#catalogue, start);
      const used = [...results.values()].reduce((n, values) => n + values.length, 0);
      for (const { on } of dependences) this.#uses.set(on, (this.#uses.get(on) ?? 0) + (results.get(this.differential(on))?.length ?? 0)); // prettier-ignore
      const kept = isKeptBeside(dependences, cotangent);
      if ((used > 1 || isMultiple(node)) && this.nameFor(node, cotangent, cotangentName, kept))
        ({ results, moves } = transposeLinear(this.#store, this.#catalogue, start));
      const differential = this.differential(node);
      const [rule, citations] = [ruleOf(this.#catalogue, node), this.citations(node)];
      this.#steps.push({ kind: "variation", rule, about: node, differential, start, citations });
      this.#steps.push({ kind: "adjoint", about: node, start, moves });
      for (const { on } of dependences) {
        for (const value of results.get(this.differential(on)) ?? []) contribute(on, value);
      }
    }
    return this.#inputs.map((input) => this.gradientOf(input, contributions.get(input.node)?.[0]));
  }

  /**
   * Gives the cotangent or differential of an expression that has a name, or is `kept` without, a name where it is worth one.
   */
  private nameFor(node: Node, value: Node, naming: (name: string) => string, kept = false): boolean {
    const name = this.#names.get(node);
    if ((name === undefined && !kept) || !isWorthKeeping(this.#store, this.#catalogue, value)) return false;
    define(this.#store, value);
    if (!this.#store.isDefinition(value)) return false;
    if (name !== undefined) this.#named.push({ name: naming(name), spelling: naming(name), node: value });
    for (const simplifier of [this.#simplifier, this.#presenter]) simplifier.addKnown(value);
    return true;
  }

  private collect(node: Node, parts: readonly Node[]): Node {
    const total = parts.length === 1 ? parts[0]! : sum(this.#store, parts);
    const value = this.#simplifier.simplify(total);
    this.rewrite("collect", node, total, value, this.#simplifier.rulesFrom(total));
    return value;
  }

  private gradientOf(input: Input, cotangent: Node | undefined): Gradient {
    if (!cotangent) return { input, value: zeros(this.#store, input.node), unused: true };
    let value = cotangent;
    for (const p of this.projections(input.node)) {
      const projected = p.of(value);
      this.rewrite("structure", input.node, value, projected);
      value = projected;
    }
    value = this.presented(input.node, value);
    const curved = this.settings.riemannian ? this.curved(input.node, value) : undefined;
    return { input, value, unused: false, ...curved };
  }

  /** The form in which a result is shown, where that is shorter and takes no more work. */
  private presented(about: Node, value: Node): Node {
    const shown = this.#presenter.simplify(value);
    if (shown === value) return value;
    const [before, after] = [value, shown].map((n) => measure(this.#simplifier, n));
    if (!before || !after || !isLess(after, before)) return value;
    this.rewrite("collect", about, value, shown, this.#presenter.rulesFrom(value));
    return shown;
  }

  /** The gradient in the geometry that a property gives the input, from the Euclidean one. */
  private curved(input: Node, euclidean: Node): Pick<Gradient, "value" | "riemannian"> | undefined {
    const [property] = this.strongest(input, "riemannian");
    if (!property) return undefined;
    const { riemannian, metric, geometry } = property;
    const symbol = this.#store.symbol(cotangentName((input as SymbolNode).name), "cotangent", input);
    const value = this.#simplifier.simplify(this.filled(input, euclidean, riemannian!));
    this.rewrite("riemannian", input, euclidean, value);
    const rule = this.filled(input, symbol, riemannian!);
    const paired = metric ? this.filled(input, value, metric) : value;
    return { value, riemannian: { euclidean, rule, paired, geometry: geometry! } };
  }

  /** The properties of an input that have a formula of the kind and that no stronger one implies. */
  private strongest(input: Node, kind: "tangent" | "riemannian"): PropertyRule[] {
    const having = this.#catalogue.data.properties.filter((p) => p[kind] && input.properties & p.bit);
    if (having.length === 0) return [];
    return this.#catalogue.strongest(having.reduce((bits, p) => bits | p.bit, 0));
  }

  /** A property's formula for E at the input A. */
  private filled(input: Node, e: Node, template: Template): Node {
    const nodes = new Map<string, Node>([
      ["E", e],
      ["A", input],
    ]);
    const dims = new Map([
      ["m", input.rows],
      ["n", input.cols],
    ]);
    return instantiate(this.#store, template, { nodes, dims }, construct);
  }

  /** For each property that gives an input its structure and that no stronger one implies. */
  private projections(input: Node): Projection[] {
    return this.strongest(input, "tangent").map((p) => ({
      property: p.name,
      of: (cotangent) => this.#simplifier.simplify(this.filled(input, cotangent, p.tangent!)),
    }));
  }

  private variations(graph: DependenceGraph, order: readonly Node[], outputs: readonly Output[]): Named[] {
    const differentials = new Map<Node, Node>(this.#inputs.map((i) => [i.node, this.differential(i.node)]));
    for (const node of order) {
      if (differentials.has(node)) continue;
      const terms = graph.dependences(node).map(({ on, vary }) => vary(differentials.get(on)!));
      let value = terms.length > 0 ? sum(this.#store, terms) : zeros(this.#store, node);
      if ((this.#uses.get(node) ?? 0) > 1 && this.#names.has(node)) {
        value = this.#simplifier.simplify(value);
        this.nameFor(node, value, differentialName);
      }
      differentials.set(node, value);
    }
    return outputs.map((o) => {
      const d = differentials.get(o.node) ?? zeros(this.#store, o.node);
      return { name: differentialName(o.name), spelling: `d${o.spelling}`, node: this.#simplifier.simplify(d) };
    });
  }

  private conditions(order: readonly Node[]): { node: Node; needs: string }[] {
    const found: { node: Node; needs: string }[] = [];
    for (const node of order) {
      if (node.kind !== "apply" || node.fn === "product") continue;
      const needs = this.caseOf(node)?.needs ?? [];
      for (const n of needs) found.push({ node, needs: n });
    }
    return found;
  }

  private caseOf(node: Node): VariationCase | undefined {
    return node.kind === "apply" && node.fn !== "opaque-function" ? this.#variation.applicable(node).case : undefined;
  }

  private rewrite(
    phase: Extract<Step, { kind: "rewrite" }>["phase"],
    about: Node,
    before: Node,
    after: Node,
    rules: readonly string[] = [],
  ): void {
    if (before !== after) this.#steps.push({ kind: "rewrite", phase, about, before, after, rules });
  }

  private citations(node: Node): readonly string[] {
    if (node.kind !== "apply" || node.fn === "product") return [];
    return this.caseOf(node)?.citations ?? [];
  }
}

const ruleOf = (catalogue: Catalogue, node: Node): string =>
  node.kind === "apply" ? (catalogue.functions.get(node.fn)?.rule ?? node.fn) : "input";
