/** What is left of 1 by a logistic function or a hyperbolic tangent, in a form that keeps its digits where nearly nothing is left. */
import { product, sum } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { entrywisePower, hadamard } from "../expression/node/entrywise.js";
import { isApply, type Node, type Store } from "../expression/node/node.js";
import { functionSymbol } from "../expression/catalogue/template.js";

/** Higher powers are computed as they stand. */
const HIGHEST = 8;

/** f(c x). */
export const callOf = (store: Store, f: string, x: Node, c = 1): Node =>
  construct(store, "entrywise", [functionSymbol(store, f), c === 1 ? x : product(store, [store.number(c), x])]);

/** x of f(x). */
export function argumentOf(node: Node, f: string): Node | undefined {
  if (!isApply(node, "entrywise")) return undefined;
  const [g, x] = node.args as [Node, Node];
  return g.kind === "symbol" && g.role === "function" && g.name === f ? x : undefined;
}

/**
 * 1 − s fᵖ for s = ±1: 1 − σ(x) is σ(−x), 1 ∓ tanh(x) is 2σ(∓2x), 1 − tanh(x)² is 4σ(2x)σ(−2x); 1 − 1/σ(x) is −exp(−x); higher
 * powers are these times 1 + f + f² + …; undefined where nothing is known.
 */
export function complementOf(store: Store, f: Node, p: number, s: 1 | -1): Node | undefined {
  if (!Number.isInteger(p) || p === 0 || Math.abs(p) > HIGHEST) return undefined;
  const logistic = argumentOf(f, "sigmoid");
  if (p === -1 && s === 1 && logistic) return product(store, [store.number(-1), callOf(store, "exp", logistic, -1)]);
  if (p < 0) {
    const positive = complementOf(store, f, -p, s);
    const power = product(store, [store.number(-s), entrywisePower(store, f, store.number(p))]);
    return positive && hadamard(store, [power, positive]);
  }
  if (logistic) return s === 1 ? withPowers(store, callOf(store, "sigmoid", logistic, -1), f, p) : undefined;
  const tangent = argumentOf(f, "tanh");
  if (!tangent) return undefined;
  const half = (sign: 1 | -1): Node => callOf(store, "sigmoid", tangent, 2 * sign);
  if (p === 1) return product(store, [store.number(2), half(s === 1 ? -1 : 1)]);
  if (s === -1 || p % 2 === 1) return undefined;
  const first = product(store, [store.number(4), hadamard(store, [half(1), half(-1)])]);
  return withPowers(store, first, entrywisePower(store, f, store.number(2)), p / 2);
}

/** (1 − f)(1 + f + … + fᵖ⁻¹), the first factor given. */
function withPowers(store: Store, first: Node, f: Node, p: number): Node {
  if (p === 1) return first;
  const powers = Array.from({ length: p }, (_, k) => entrywisePower(store, f, store.number(k)));
  return hadamard(store, [first, sum(store, powers)]);
}
