/**
 * Reading an expression as a function of one diagonal matrix: Λ² + εI is f(Λ) with f(t) = t² + ε, and so is
 * diag(exp.(diag(Λ))) with f = exp.
 */
import { isIdentity, product, sum } from "../expression/node/algebra.js";
import { isZero } from "../expression/node/constants.js";
import { entrywisePower } from "../expression/node/entrywise.js";
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
import { boundVariable } from "../expression/catalogue/template.js";

/** Functions of more parts than this are not recognized: reading all of them would cost the square of their length. */
const MOST_PARTS = 128;

/** The body of f in the bound variable where node = f(target); undefined where node is something else. Iterative. */
export function functionBody(store: Store, node: Node, target: Node): Node | undefined {
  const bodies = new Map<Node, Node | undefined>([[target, boundVariable(store)]]);
  const vector = construct(store, "diagonal", [target]);
  if (vector !== target) bodies.set(vector, boundVariable(store));
  const bodyOf = (n: Node): Node | undefined => (isScalar(n) || isFunction(n) ? n : bodies.get(n));
  let parts = 0;
  let foreign = false;
  const steps = postorder([node], (n) => {
    if (foreign || bodies.has(n) || isScalar(n) || isFunction(n)) return false;
    parts += 1;
    foreign = n.kind !== "apply" || parts > MOST_PARTS;
    return !foreign;
  });
  if (foreign) return undefined;
  for (const n of steps) bodies.set(n, step(store, n as ApplyNode, bodyOf));
  return bodies.get(node);
}

function step(store: Store, node: ApplyNode, bodyOf: (n: Node) => Node | undefined): Node | undefined {
  // Λ + 𝟏𝟏ᵀ is no function of Λ.
  if (node.rows === node.cols && !store.typing.isDiagonal(node.properties)) return undefined;
  if (isZero(node)) return store.number(0);
  if (isIdentity(node) || isApply(node, "ones"))
    return node.cols === node.rows || isApply(node, "ones") ? store.number(1) : undefined;
  const bodies = argsOf(node).map(bodyOf);
  if (bodies.some((b) => b === undefined)) return undefined;
  const [a, b] = bodies as [Node, Node];
  switch (node.fn) {
    case "sum":
      return sum(store, bodies as Node[]);
    case "product":
    case "hadamard":
      return product(store, bodies as Node[]);
    case "power":
    case "entrywise-power":
      return entrywisePower(store, a, b);
    case "inverse":
      return entrywisePower(store, a, store.number(-1));
    case "matrix-function":
    case "entrywise":
      return construct(store, "entrywise", [a, b]);
    case "entrywise-maximum":
    case "entrywise-minimum":
      return construct(store, node.fn, [a, b]);
    case "diagonal-matrix":
    case "diagonal":
    case "transpose":
      return a;
  }
  return undefined;
}
