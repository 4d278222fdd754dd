/**
 * Smooth functions in the place of those of which only their values are known, so that an answer with their derivatives can be checked:
 * g(t) = 2 + sin(a t + b), and K(θ) = (2 + sin s) U + (2 + cos s) V with constant U and V, in which s depends on all arguments. Their
 * derivatives are the engine's own.
 */
import { identity, ones, product, sum, transpose } from "../expression/node/algebra.js";
import type { Derivation } from "../calculus/derivation.js";
import { transposeLinear } from "../calculus/adjoint.js";
import { boundVariable, functionSymbol } from "../expression/catalogue/template.js";
import { construct } from "../expression/node/construct.js";
import { isScalar, postorder, type ApplyNode, type Node, type Shape } from "../expression/node/node.js";
import { ONE, multiply } from "../../codegen/plan/sizes.js";

/** The derivation with stand-ins; the same where there is nothing unknown. Undefined where no stand-in is known. */
export function withStandIns(derivation: Derivation): Derivation | undefined {
  const { program, outputs, definitions, parts, gradients, variations } = derivation;
  const roots = [program.outputs, program.definitions, outputs, definitions, parts, variations].flatMap((all) =>
    all.map((n) => n.node),
  );
  roots.push(...gradients.map((g) => g.value));
  const standIns = new StandIns(derivation);
  const values = standIns.of(roots);
  if (values === undefined) return undefined;
  if (!standIns.any) return derivation;
  const moved = <N extends { readonly node: Node }>(all: readonly N[]): N[] =>
    all.map((n) => ({ ...n, node: values.get(n.node) ?? n.node }));
  return {
    ...derivation,
    program: { ...program, outputs: moved(program.outputs), definitions: moved(program.definitions) },
    outputs: moved(outputs),
    definitions: moved(definitions),
    parts: moved(parts),
    variations: moved(variations),
    gradients: gradients.map((g) => ({ ...g, value: values.get(g.value) ?? g.value })),
  };
}

class StandIns {
  readonly #names: string[] = [];

  constructor(private readonly derivation: Derivation) {}

  get any(): boolean {
    return this.#names.length > 0;
  }

  /** What every node becomes; undefined where a derivative is asked for that no stand-in has. */
  of(roots: readonly Node[]): ReadonlyMap<Node, Node> | undefined {
    const { store } = this.derivation;
    const values = new Map<Node, Node>();
    const valueOf = (n: Node): Node => values.get(n) ?? n;
    for (const node of postorder(roots)) {
      if (this.#isUnknown(node)) values.set(node, this.#function(node.name));
      if (node.kind !== "apply") continue;
      const args = node.args.map(valueOf);
      if (node.fn === "opaque-function") {
        const value = this.#value(node, args.slice(1));
        if (value === undefined) return undefined;
        values.set(node, value);
      } else if (args.some((a, i) => a !== node.args[i])) {
        values.set(node, construct(store, node.fn, args, node.dims));
      }
    }
    return values;
  }

  #isUnknown(node: Node): node is Extract<Node, { kind: "symbol" }> {
    const { typing } = this.derivation.store;
    return node.kind === "symbol" && node.role === "function" && typing.scalarFunction(node.name) === undefined;
  }

  /** A number by the function's place among the others. */
  #number(name: string, from: number, by: number): Node {
    if (!this.#names.includes(name)) this.#names.push(name);
    return this.derivation.store.number(from + by * this.#names.indexOf(name));
  }

  #scalar(f: string, a: Node): Node {
    const { store } = this.derivation;
    return construct(store, "entrywise", [functionSymbol(store, f), a]);
  }

  #function(name: string): Node {
    const { store } = this.derivation;
    const inner = sum(store, [
      product(store, [this.#number(name, 0.75, 0.25), boundVariable(store)]),
      store.number(0.5),
    ]);
    return construct(store, "lambda", [sum(store, [store.number(2), this.#scalar("sin", inner)])]);
  }

  /** The matrix with entries sin(c i j), or the like of a vector. */
  #constants({ rows, cols }: Shape, c: number): Node {
    const { store } = this.derivation;
    const count = (size: Shape["rows"]): Node =>
      construct(store, "running-sum", [ones(store, { rows: size, cols: ONE })]);
    const places = product(store, [store.number(c), count(rows), transpose(store, count(cols))]);
    return this.#scalar("sin", rows === ONE && cols === ONE ? store.number(c) : places);
  }

  /** Of an argument the number on which the value depends: itself, or W : sin.(X). */
  #numberOf(argument: Node): Node {
    if (isScalar(argument)) return argument;
    const weights = this.#constants(argument, 0.75);
    return construct(this.derivation.store, "inner-product", [weights, this.#scalar("sin", argument)]);
  }

  #value(node: ApplyNode, args: readonly Node[]): Node | undefined {
    const { store, catalogue, variationRules } = this.derivation;
    const [f] = node.args;
    const [, , rows, cols, ...orders] = node.dims;
    const name = f?.kind === "symbol" ? f.name : "";
    const symbols = args.map((_, i) => store.symbol(`${name}#${i}`, "input", { rows: ONE, cols: ONE }));
    const whole = this.#template(name, { rows: rows!, cols: cols! }, symbols, catalogue.has(f!, "symmetric"));
    const places = orders.map((order) => Number(order.key) - 1);
    const derived = places.reduce(
      (value, place) => variationRules.pushForward(value, new Map([[symbols[place]!, store.number(1)]])),
      whole,
    );
    const at = this.#with(derived, new Map(symbols.map((symbol, i) => [symbol, this.#numberOf(args[i]!)])));
    const [place] = places;
    if (place === undefined || places.every((p) => isScalar(args[p]!))) return at;
    if (places.length > 1) return undefined;
    const slope = this.#gradient(args[place]!);
    if (isScalar(at)) return product(store, [at, slope]);
    const stacked = (a: Node): Node =>
      a.cols === ONE ? a : construct(store, "reshape", [a], [multiply(a.rows, a.cols), ONE]);
    return product(store, [stacked(at), transpose(store, stacked(slope))]);
  }

  #template(name: string, shape: Shape, numbers: readonly Node[], isSymmetric: boolean): Node {
    const { store } = this.derivation;
    const weighted = (from: number): Node =>
      sum(
        store,
        numbers.map((t, i) => product(store, [this.#number(name, from + 0.25 * i, 0.125), t])),
      );
    const first = sum(store, [store.number(2), this.#scalar("sin", weighted(0.75))]);
    const second = sum(store, [store.number(2), this.#scalar("cos", weighted(0.5))]);
    if (isScalar(shape)) return sum(store, [first, second]);
    const w = this.#constants({ rows: shape.rows, cols: ONE }, 0.75);
    const all = product(store, [store.number(1.5), ones(store, shape)]);
    const [left, right] = isSymmetric
      ? [identity(store, shape.rows), product(store, [w, transpose(store, w)])]
      : [sum(store, [all, this.#constants(shape, 0.75)]), sum(store, [all, this.#constants(shape, 1.25)])];
    return sum(store, [product(store, [first, left]), product(store, [second, right])]);
  }

  /** The gradient of the number that an argument is made. */
  #gradient(argument: Node): Node {
    const { store, catalogue, variationRules } = this.derivation;
    const place = store.symbol(`argument#${argument.rows.key},${argument.cols.key}`, "input", argument);
    const d = store.symbol(`d${place.name}`, "differential", argument);
    const linear = variationRules.pushForward(this.#numberOf(place), new Map([[place, d]]));
    const { results } = transposeLinear(store, catalogue, { cotangent: store.number(1), linear });
    return this.#with(sum(store, results.get(d) ?? []), new Map([[place, argument]]));
  }

  /** An expression with others in the place of symbols. */
  #with(root: Node, given: ReadonlyMap<Node, Node>): Node {
    const values = new Map(given);
    for (const node of postorder([root])) {
      if (node.kind !== "apply") continue;
      const args = node.args.map((a) => values.get(a) ?? a);
      if (args.some((a, i) => a !== node.args[i])) {
        values.set(node, construct(this.derivation.store, node.fn, args, node.dims));
      }
    }
    return values.get(root) ?? root;
  }
}
