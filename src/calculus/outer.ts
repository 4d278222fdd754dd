/**
 * A loss as a function h of outputs r that its inputs determine: L = h(r(x)). The outputs are where the affine part of the
 * loss meets the first functions that are not affine: ½‖r‖², log-sum-exp(z) − yᵀz, Σ softplus(z) − yᵀz.
 */
import { product, transpose } from "../expression/node/algebra.js";
import { isApply, isScalar, postorder, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import type { Derivation } from "./derivation.js";
import { DependenceGraph } from "./variation.js";

/** A norm, whose square is a loss of what stands in it. */
const NORM = "frobenius-norm";

/** The outputs of a loss, and what of it they do not explain. */
export interface Cut {
  readonly outputs: readonly Node[];
  /** Products of several things that vary, which are no function of outputs. */
  readonly bilinear: readonly ApplyNode[];
}

/** Finds outputs, from the whole loss inwards. */
export class Cutting {
  readonly #graph: DependenceGraph;
  readonly #affine = new Map<Node, boolean>();

  constructor(private readonly derivation: Derivation) {
    const inputs = derivation.gradients.map((g) => g.input.node);
    this.#graph = new DependenceGraph(derivation.variationRules, new Set<Node>(inputs));
  }

  /** The outputs of a loss below it. */
  cut(loss: Node): Cut {
    const found = this.losses(loss, new Set());
    const own = found.filter((n) => !this.isBilinear(n)).flatMap((n) => this.arguments(n));
    const rest = this.losses(
      withOutputs(this.derivation.store, loss, symbolsFor(this.derivation.store, own)),
      new Set(own),
    );
    return {
      outputs: withoutNegatives(this.derivation.store, [...new Set(own)]),
      bilinear: rest.filter((n) => this.isBilinear(n)),
    };
  }

  /** What an output is made of, where the loss is no convex function of the output itself; none for an input. */
  below(output: Node): readonly Node[] {
    if (!this.isActive(output) || this.#graph.dependences(output).length === 0) return [];
    return [...new Set(this.losses(output, new Set()).flatMap((n) => this.arguments(n)))];
  }

  private isActive = (node: Node): boolean => this.#graph.isActive(node);

  /** The functions that are not affine which an expression is an affine function of. */
  private losses(root: Node, known: ReadonlySet<Node>): ApplyNode[] {
    const found = new Set<ApplyNode>();
    const seen = new Set<Node>();
    const stack = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (seen.has(node) || known.has(node) || !this.isActive(node) || node.kind !== "apply") continue;
      seen.add(node);
      if (this.isAffine(node)) stack.push(...this.#graph.dependences(node).map((d) => d.on));
      else found.add(node);
    }
    return [...found];
  }

  /** What a function that is not affine is a function of; of a norm, what stands in it. */
  private arguments(node: ApplyNode): Node[] {
    return this.#graph.dependences(node).flatMap(({ on }) => (isApply(on, NORM) ? [on.args[0]!] : [on]));
  }

  private isBilinear = (node: ApplyNode): boolean =>
    ["product", "hadamard", "inner-product"].includes(node.fn) && this.#graph.dependences(node).length > 1;

  /** Whether the variation does not depend on where the expression is. */
  private isAffine(node: Node): boolean {
    let known = this.#affine.get(node);
    if (known === undefined) {
      const { store } = this.derivation;
      known = this.#graph
        .dependences(node)
        .every(({ on, vary }) => !this.isActive(vary(store.symbol(`d#${on.id}`, "differential", on))));
      this.#affine.set(node, known);
    }
    return known;
  }
}

/** A symbol for each output, which has the output's properties. */
export const symbolsFor = (store: Store, outputs: readonly Node[]): ReadonlyMap<Node, Node> =>
  new Map(outputs.map((r) => [r, store.symbol(`r#${r.id}`, "input", r, r.properties)]));

/** Outputs without those that are the negative of another. */
export function withoutNegatives(store: Store, outputs: readonly Node[]): Node[] {
  const isLater = (r: Node): boolean =>
    outputs.some((other) => other !== r && negative(store, other) === r && other.id < r.id);
  return outputs.filter((r) => !isLater(r));
}

const negative = (store: Store, a: Node): Node => product(store, [store.number(-1), a]);

/** An expression as a function of outputs, for which symbols stand, also where they stand transposed or in a product. */
export function withOutputs(store: Store, root: Node, symbols: ReadonlyMap<Node, Node>): Node {
  const both = new Map<Node, Node>();
  for (const [r, symbol] of symbols) both.set(r, symbol).set(transpose(store, r), transpose(store, symbol));
  for (const [r, symbol] of [...both]) {
    const opposite = negative(store, r);
    if (!both.has(opposite)) both.set(opposite, negative(store, symbol));
  }
  const within = new Map(both);
  for (const node of postorder([root], (n) => !both.has(n))) {
    if (!isApply(node, "product") || both.has(node)) continue;
    const shorter = shortened(store, node, both);
    if (shorter) within.set(node, shorter);
  }
  return replace(store, root, within);
}

/** A product with an output in place of the factors that it is the product of. */
function shortened(store: Store, node: ApplyNode, outputs: ReadonlyMap<Node, Node>): Node | undefined {
  for (const [r, symbol] of outputs) {
    if (!isApply(r, "product")) continue;
    const wanted = r.args.filter((a) => !isScalar(a));
    const at = node.args.findIndex((_, i) => wanted.every((w, k) => node.args[i + k] === w));
    if (at < 0 || wanted.length < r.args.length) continue;
    return product(store, [...node.args.slice(0, at), symbol, ...node.args.slice(at + wanted.length)]);
  }
  return undefined;
}
