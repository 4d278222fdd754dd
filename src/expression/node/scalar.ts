/**
 * Scalar functions as values: those of the catalogue by name, others as `lambda` over the bound variable t.
 * Applied entrywise, an anonymous one is spelled out in entrywise operations; a named one stays a call.
 */
import { identity, ones, product, sum } from "./algebra.js";
import { commuting } from "./commuting.js";
import { entrywisePower, hadamard } from "./entrywise.js";
import {
  SCALAR,
  argsOf,
  isApply,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
  type Shape,
  type Store,
} from "./node.js";
import { boundVariable, functionSymbol, instantiate, type Build, type Template } from "../catalogue/template.js";

/** t ↦ body. The function t ↦ f(t) is f. */
export function lambda(store: Store, body: Node): Node {
  if (isApply(body, "entrywise") && body.args[1] === boundVariable(store)) return body.args[0]!;
  return store.apply("lambda", [body], SCALAR);
}

const scalarRule = (store: Store, f: Node) =>
  f.kind === "symbol" && f.role === "function" ? store.typing.scalarFunction(f.name) : undefined;

const bodyFrom = (store: Store, template: Template, build: Build): Node =>
  instantiate(store, template, { nodes: new Map(), dims: new Map() }, build);

/** The body of f in the bound variable where it is to be spelled out: anonymous functions, and abbreviations whose derivative nobody states. */
function spelledBody(store: Store, f: Node, build: Build): Node | undefined {
  if (isApply(f, "lambda")) return store.functionNames.has(f) ? undefined : f.args[0];
  const rule = scalarRule(store, f);
  return rule?.derivative ? undefined : definitionOf(store, f, build);
}

/** What a function of the catalogue is by definition, in the bound variable. */
function definitionOf(store: Store, f: Node, build: Build): Node | undefined {
  const definition = scalarRule(store, f)?.definition;
  return definition && bodyFrom(store, definition, build);
}

/** f.(A) of a function that has a derivative of its own and stays a call, as kernels compute it: by its definition. */
export function writtenOut(store: Store, f: Node, a: Node, build: Build): Node | undefined {
  const body = definitionOf(store, f, build);
  return body && lift(store, body, a, build);
}

/** f′; of a function of the catalogue its derivative, of others the derivative by name. */
export function derivative(store: Store, f: Node, build: Build): Node {
  const rule = scalarRule(store, f);
  if (rule?.derivative) return lambda(store, bodyFrom(store, rule.derivative, build));
  const body = spelledBody(store, f, build);
  if (body !== undefined && !body.open) return lambda(store, store.number(0));
  const power = body && derivativeOfPower(store, body);
  return power ? lambda(store, power) : store.apply("derivative", [f], SCALAR);
}

const ofMatrices = new WeakMap<Node, boolean>();

/** Whether matrices stand in a function's body that vary with t, or are multiplied by what does: t ↦ tr(t A). */
export function hasMatrices(f: Node): boolean {
  if (!isApply(f, "lambda")) return false;
  let known = ofMatrices.get(f);
  if (known === undefined) {
    const open = postorder(f.args, (n) => n.open);
    known = open.some((n) => !isScalar(n) || argsOf(n).some((a) => !isScalar(a)));
    ofMatrices.set(f, known);
  }
  return known;
}

/** The body of a scalar function with a number for its variable. Iterative. */
function substitute(store: Store, body: Node, a: Node, build: Build): Node {
  const values = new Map<Node, Node>([[boundVariable(store), a]]);
  const valueOf = (n: Node): Node => values.get(n) ?? n;
  for (const node of postorder([body], (n) => n.open)) {
    if (node.kind === "apply" && !values.has(node)) {
      values.set(node, build(store, node.fn, node.args.map(valueOf), node.dims));
    }
  }
  return valueOf(body);
}

/** c p tᵖ⁻¹ where the body is c tᵖ. */
function derivativeOfPower(store: Store, body: Node): Node | undefined {
  const t = boundVariable(store);
  const factors = isApply(body, "product") ? body.args : [body];
  const [power, ...others] = factors.filter((n) => n.open);
  if (!power || others.length > 0 || !isApply(power, "entrywise-power")) return undefined;
  const [base, p] = power.args as [Node, Node];
  if (base !== t || p.open) return undefined;
  const lower = entrywisePower(store, t, sum(store, [p, store.number(-1)]));
  return product(store, [...factors.filter((n) => !n.open), p, lower]);
}

/** f.(A): f applied to each entry. A function with matrices in its body takes one number, and is written out. */
export function entrywise(store: Store, f: Node, a: Node, build: Build): Node {
  if (isScalar(a) && hasMatrices(f)) return substitute(store, (f as ApplyNode).args[0]!, a, build);
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
    case "entrywise-power": {
      const [base, exponent] = args as [Node, Node];
      if (!exponent.open) return entrywisePower(store, valueOf(base), exponent);
      if (isScalar(valueOf(exponent))) break;
      // An exponent for each entry: bᵖ = exp(p log b).
      const logarithm = entrywise(store, functionSymbol(store, "log"), base.open ? valueOf(base) : base, build);
      const power = base.open
        ? hadamard(store, [valueOf(exponent), logarithm])
        : product(store, [logarithm, valueOf(exponent)]);
      return entrywise(store, functionSymbol(store, "exp"), power, build);
    }
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
    const factors = isApply(body, "product") ? body.args : [];
    const closed = factors.filter((n) => !n.open);
    if (closed.length > 0) {
      const rest = lambda(
        store,
        product(
          store,
          factors.filter((n) => n.open),
        ),
      );
      return product(store, [...closed, matrixFunction(store, rest, x, build)]);
    }
    const g = lambda(store, body);
    if (g !== f) return matrixFunction(store, g, x, build);
  }
  return commuting(store, "matrix-function", [f, x], x);
}
