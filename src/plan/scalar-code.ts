/** Scalar functions in a kernel: by name where a routine exists, else spelled out over the variable t. */
import { expandDerivative } from "../calculus/variation.js";
import { construct } from "../expression/node/construct.js";
import { argsOf, isApply, postorder, type Node } from "../expression/node/node.js";
import { derivative, lift } from "../expression/node/scalar.js";
import { boundVariable } from "../expression/catalogue/template.js";
import { stableForm } from "./stable.js";
import { NoKernel, type Lowering } from "./lowering.js";
import type { Scalar } from "../../codegen/plan/values.js";

/** A function as t ↦ body: of a function by name, its call; of a derivative, what it is. */
function bodyOf(context: Lowering, f: Node): Node {
  const { store } = context;
  if (isApply(f, "lambda")) return spelledOut(context, f.args[0]!);
  if (isApply(f, "derivative")) {
    const expanded = expandDerivative(context.variation, f);
    if (isApply(expanded, "derivative"))
      throw new NoKernel(`the derivative of ${spellingOf(expanded.args[0]!)} is not known here`);
    return bodyOf(context, expanded);
  }
  const call = construct(store, "entrywise", [f, boundVariable(store)]);
  return stableForm(store, call) ?? call;
}

const spellingOf = (f: Node): string => (f.kind === "symbol" ? f.name : "a function");

/** A body in which functions of the program that are called inside it are written out. Iterative. */
function spelledOut(context: Lowering, body: Node): Node {
  const { store } = context;
  const values = new Map<Node, Node>();
  const valueOf = (n: Node): Node => values.get(n) ?? n;
  for (const node of postorder([body], (n) => n.open)) {
    if (node.kind !== "apply") continue;
    const [f, a] = node.args as [Node, Node];
    const args = node.args.map(valueOf);
    const value =
      isApply(node, "entrywise") && f.kind === "apply"
        ? lift(store, bodyOf(context, f), valueOf(a), construct)
        : args.some((v, i) => v !== node.args[i])
          ? construct(store, node.fn, args, node.dims)
          : node;
    values.set(node, stableForm(store, value) ?? value);
  }
  return valueOf(body);
}

/** f and f′ in terms of t. */
export function withDerivative(context: Lowering, f: Node): readonly [Node, Node] {
  return [bodyOf(context, f), bodyOf(context, derivative(context.store, f, construct))];
}

/** f″ in terms of t. */
export function secondDerivative(context: Lowering, f: Node): Node {
  const { store } = context;
  return bodyOf(context, derivative(store, derivative(store, f, construct), construct));
}

/** The scalars inside a body that do not depend on t: they are computed first. */
export function closedParts(body: Node): Node[] {
  if (!body.open) return [body];
  const closed = new Set<Node>();
  for (const node of postorder([body], (n) => n.open)) {
    for (const a of argsOf(node)) if (!a.open && !isFunctionName(a)) closed.add(a);
  }
  return [...closed];
}

const isFunctionName = (n: Node): boolean => n.kind === "symbol" && n.role === "function";

/** The body as a scalar expression in the variable. */
export function scalarBody(context: Lowering, body: Node): Scalar {
  if (!body.open) return context.scalarOf(body);
  const values = new Map<Node, Scalar>();
  const valueOf = (n: Node): Scalar => (n.open ? values.get(n)! : context.scalarOf(n));
  for (const node of postorder([body], (n) => n.open)) values.set(node, step(node, valueOf));
  return values.get(body)!;
}

function step(node: Node, valueOf: (n: Node) => Scalar): Scalar {
  if (node.kind !== "apply") return { kind: "variable" };
  const [a, b] = node.args as [Node, Node];
  switch (node.fn) {
    case "sum":
    case "product":
      return { kind: node.fn, args: node.args.map(valueOf) };
    case "entrywise-power":
      return { kind: "power", base: valueOf(a), exponent: valueOf(b) };
    case "entrywise":
      if (a.kind !== "symbol") throw new NoKernel("a function inside a function must have a name");
      return { kind: "call", fn: a.name, argument: valueOf(b) };
    case "entrywise-maximum":
    case "entrywise-minimum":
      return { kind: node.fn === "entrywise-maximum" ? "maximum" : "minimum", args: node.args.map(valueOf) };
    case "selection":
      return { kind: "select", args: node.args.map(valueOf) };
    case "gate":
      return { kind: "select", args: [valueOf(a), valueOf(b), { kind: "number", value: 0 }] };
    case "ungate":
      return { kind: "select", args: [valueOf(a), { kind: "number", value: 0 }, valueOf(b)] };
  }
  throw new NoKernel(`${node.fn} inside a scalar function`);
}

/** The name of a function, also of t ↦ name(t). */
export function nameOf(context: Lowering, f: Node): string | undefined {
  if (f.kind === "symbol") return f.name;
  const body = isApply(f, "lambda") ? f.args[0]! : undefined;
  if (!body || !isApply(body, "entrywise") || body.args[1] !== boundVariable(context.store)) return undefined;
  return nameOf(context, body.args[0]!);
}

/** The exponent p of t ↦ t^p. */
export function powerExponent(context: Lowering, f: Node): Node | undefined {
  const body = isApply(f, "lambda") ? f.args[0]! : undefined;
  if (!body || !isApply(body, "entrywise-power")) return undefined;
  const [base, exponent] = body.args as [Node, Node];
  return base === boundVariable(context.store) && !exponent.open ? exponent : undefined;
}
