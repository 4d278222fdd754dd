/**
 * Scalar functions as values: those of the catalogue by name, others as `lambda` over the bound variable t.
 * Applied entrywise, an anonymous one is spelled out in entrywise operations; a named one stays a call.
 */
import { commuting, entrywisePower, hadamard, identity, ones, product, sum } from "./algebra.js";
import { SCALAR, argsOf, isApply, isScalar, postorder, type Node, type Shape, type Store } from "./node.js";
import { boundVariable, instantiate, type Build, type Template } from "../catalogue/template.js";

/** t ↦ body. The function t ↦ f(t) is f. */
export function lambda(store: Store, body: Node): Node {
  if (isApply(body, "entrywise") && body.args[1] === boundVariable(store)) return body.args[0]!;
  return store.apply("lambda", [body], SCALAR);
}

const scalarRule = (store: Store, f: Node) =>
  f.kind === "symbol" && f.role === "function" ? store.typing.scalarFunction(f.name) : undefined;

const bodyFrom = (store: Store, template: Template, build: Build): Node =>
  instantiate(store, template, { nodes: new Map(), dims: new Map() }, build);

/** The body of f in the bound variable where it is to be spelled out: anonymous functions and abbreviations. */
function spelledBody(store: Store, f: Node, build: Build): Node | undefined {
  if (isApply(f, "lambda")) return store.functionNames.has(f) ? undefined : f.args[0];
  const definition = scalarRule(store, f)?.definition;
  return definition && bodyFrom(store, definition, build);
}

/** f′; of a function of the catalogue its derivative, of others the derivative by name. */
export function derivative(store: Store, f: Node, build: Build): Node {
  const rule = scalarRule(store, f);
  if (rule?.derivative) return lambda(store, bodyFrom(store, rule.derivative, build));
  const body = spelledBody(store, f, build);
  if (body !== undefined && !body.open) return lambda(store, store.number(0));
  return store.apply("derivative", [f], SCALAR);
}

/** f.(A): f applied to each entry. */
export function entrywise(store: Store, f: Node, a: Node, build: Build): Node {
  const body = spelledBody(store, f, build);
  if (body !== undefined) return lift(store, body, a, build);
  return commuting(store, "entrywise", [f, a], a);
}

/** The body of a scalar function with A for its variable and entrywise operations for those of numbers. */
export function lift(store: Store, body: Node, a: Node, build: Build): Node {
  const values = new Map<Node, Node>([[boundVariable(store), a]]);
  const whole = (c: Node, shape: Shape): Node => (isScalar(shape) ? c : product(store, [c, ones(store, shape)]));
  const valueOf = (node: Node): Node => values.get(node) ?? whole(node, a);
  for (const node of postorder([body], (n) => n.open)) {
    if (node.kind !== "apply" || values.has(node)) continue;
    values.set(node, liftStep(store, node, valueOf, build));
  }
  return valueOf(body);
}

function liftStep(store: Store, node: Node, valueOf: (n: Node) => Node, build: Build): Node {
  const args = argsOf(node);
  switch (node.kind === "apply" ? node.fn : "") {
    case "product": {
      const closed = args.filter((n) => !n.open);
      const open = args.filter((n) => n.open).map(valueOf);
      return product(store, [...closed, hadamard(store, open)]);
    }
    case "sum":
      return sum(store, args.map(valueOf));
    case "entrywise-power":
      if (!args[1]!.open) return entrywisePower(store, valueOf(args[0]!), args[1]!);
      break;
    case "entrywise":
      return entrywise(store, args[0]!, valueOf(args[1]!), build);
  }
  if (node.kind !== "apply") return node;
  return build(store, node.fn, args.map(valueOf), node.dims);
}

/** f(X) for a square matrix X: powers and constants have a form of their own. */
export function matrixFunction(store: Store, f: Node, x: Node, build: Build): Node {
  if (isScalar(x)) return entrywise(store, f, x, build);
  const body = spelledBody(store, f, build);
  if (body !== undefined) {
    if (!body.open) return product(store, [body, identity(store, x.rows)]);
    const t = boundVariable(store);
    if (body === t) return x;
    if (isApply(body, "entrywise-power") && body.args[0] === t && !body.args[1]!.open) {
      return build(store, "power", [x, body.args[1]!], []);
    }
    const g = lambda(store, body);
    if (g !== f) return matrixFunction(store, g, x, build);
  }
  return commuting(store, "matrix-function", [f, x], x);
}
