/**
 * The distributive law read from right to left: AC + BC = (A + B)C, AB + AC = A(B + C), taken where it makes
 * the expression cheaper, or shorter at the same cost.
 */
import Fraction from "fraction.js";
import { identity, ones, product, sum, transpose } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import { isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { chainCost, entries, isMuchDearer, isOperator, type CostModel } from "./nominal-cost.js";

interface Term {
  readonly node: Node;
  readonly scalars: readonly Node[];
  readonly chain: readonly Node[];
}

const LONGEST = 24;

export function factor(store: Store, model: CostModel, node: ApplyNode): Node | undefined {
  if (node.args.length > LONGEST || !mayShare(node.args)) return undefined;
  const terms = node.args.map(split).map((t) => oriented(store, t));
  let best: { saved: number; value: Node } | undefined;
  for (const side of ["left", "right"] as const) {
    for (const shared of groups(terms, side)) {
      const longest = Math.min(...shared.map((t) => common(t, shared[0]!, side)));
      for (let length = longest; length > 0; length--) {
        for (const some of withAndWithoutWhole(shared, length)) {
          const found = take(store, model, terms, some, side, length);
          if (!found || (best && found.saved <= best.saved)) continue;
          const value = found.write();
          // What is known of the sum (that it is symmetric) must stay known.
          if ((node.properties & ~value.properties) === 0) best = { saved: found.saved, value };
        }
      }
    }
  }
  return best?.value ?? commonEntries(store, node) ?? commonScalar(store, terms);
}

/** All terms, and those of which something is left: sv + Av + Bv is sv + (A + B)v rather than (sI + A + B)v. */
function withAndWithoutWhole(shared: readonly Term[], length: number): (readonly Term[])[] {
  const longer = shared.filter((t) => t.chain.length > length);
  return longer.length > 1 && longer.length < shared.length ? [shared, longer] : [shared];
}

/** Whether terms may have anything in common: two begin or end alike, or some have scalars or entrywise factors. */
function mayShare(terms: readonly Node[]): boolean {
  return terms.some((term, i) => {
    const [first, last] = ends(term);
    if (isScalar(first) || isApply(first, "hadamard")) return true;
    return terms.some((other, j) => j < i && (mayBeSame(ends(other)[0], first) || mayBeSame(ends(other)[1], last)));
  });
}

/** Whether two factors are the same, or may be but for their signs. */
const mayBeSame = (a: Node, b: Node): boolean => a === b || (isApply(a, "sum") && isApply(b, "sum"));

/** The first and the last factor of a term. */
const ends = (term: Node): readonly [Node, Node] =>
  isApply(term, "product") ? [term.args[0]!, term.args[term.args.length - 1]!] : [term, term];

/** Terms that begin (or end) with the same factor, where there are several. */
function groups(terms: readonly Term[], side: "left" | "right"): Term[][] {
  const byFactor = new Map<Node, Term[]>();
  for (const t of terms) {
    const first = at(t.chain, 0, side);
    if (first) byFactor.set(first, [...(byFactor.get(first) ?? []), t]);
  }
  return [...byFactor.values()].filter((g) => g.length > 1);
}

function split(node: Node): Term {
  if (!isApply(node, "product"))
    return isScalar(node) ? { node, scalars: [node], chain: [] } : { node, scalars: [], chain: [node] };
  return { node, scalars: node.args.filter(isScalar), chain: node.args.filter((a) => !isScalar(a)) };
}

/** A term whose first and last factors, where they are sums, have the sign in which they were first written. */
function oriented(store: Store, term: Term): Term {
  const { chain } = term;
  if (chain.length < 2) return term;
  let [turned, negative] = [chain, false];
  for (const i of [0, chain.length - 1]) {
    const opposite = oppositeOf(store, chain[i]!);
    if (!opposite || opposite.id > chain[i]!.id) continue;
    turned = turned.with(i, opposite);
    negative = !negative;
  }
  return { ...term, scalars: negative ? negated(store, term.scalars) : term.scalars, chain: turned };
}

/** Scalars whose product has the other sign; of numbers there is at most one. */
function negated(store: Store, scalars: readonly Node[]): readonly Node[] {
  const number = scalars.find((s) => s.kind === "number");
  const opposite = number ? number.value.neg() : new Fraction(-1);
  const rest = scalars.filter((s) => s !== number);
  return opposite.equals(1) ? rest : [store.number(opposite), ...rest];
}

/** B − A for A − B. */
function oppositeOf(store: Store, factor: Node): Node | undefined {
  if (!isApply(factor, "sum")) return undefined;
  const opposite = sum(
    store,
    factor.args.map((t) => product(store, [store.number(-1), t])),
  );
  return isApply(opposite, "sum") ? opposite : undefined;
}

const at = (chain: readonly Node[], i: number, side: "left" | "right"): Node | undefined =>
  side === "left" ? chain[i] : chain[chain.length - 1 - i];

function common(a: Term, b: Term, side: "left" | "right"): number {
  let n = 0;
  while (at(a.chain, n, side) !== undefined && at(a.chain, n, side) === at(b.chain, n, side)) n += 1;
  return n;
}

/** What taking `length` factors out that all the terms of a group share saves; undefined where that is dearer. */
function take(
  store: Store,
  model: CostModel,
  terms: readonly Term[],
  shared: readonly Term[],
  side: "left" | "right",
  length: number,
): { readonly saved: number; readonly write: () => Node } | undefined {
  const others = terms.filter((t) => !shared.includes(t));
  const { chain } = shared[0]!;
  const outer = side === "left" ? chain.slice(0, length) : chain.slice(chain.length - length);
  const rest = shared.map((t) => {
    const inner = side === "left" ? t.chain.slice(length) : t.chain.slice(0, t.chain.length - length);
    if (inner.length > 0) return product(store, [...t.scalars, ...inner]);
    const size = side === "left" ? outer[length - 1]!.cols : outer[0]!.rows;
    return product(store, [...t.scalars, identity(store, size)]);
  });
  const inside = sum(store, rest);
  const nodes = shared.map((t) => t.node);
  const factors = side === "left" ? [...outer, inside] : [inside, ...outer];
  const costsIn = (regime: CostModel): { before: number; after: number } => {
    const inner = isAdded(inside) ? sumCost(store, regime, rest) : chainCostOf(regime, inside);
    return { before: sumCost(store, regime, nodes), after: inner + chainCost(regime, factors) };
  };
  const isDearer = (regime: CostModel): boolean => {
    const there = costsIn(regime);
    return isMuchDearer(regime, there.before, there.after, after / before);
  };
  const { before, after } = costsIn(model);
  if (after > before) return undefined;
  // I + A Bᵀ can be applied term by term, as it was before.
  if (!isOperator(inside) && (model.regimes ?? []).some(isDearer)) return undefined;
  const write = (): Node => {
    const whole = product(store, factors);
    return others.length > 0 ? sum(store, [whole, ...others.map((t) => t.node)]) : whole;
  };
  return { saved: before - after + 1 / (1 + others.length), write };
}

/** Flops of a sum of products, of which one that is the transpose of another is not computed again. */
function sumCost(store: Store, model: CostModel, terms: readonly Node[]): number {
  const [first] = terms;
  const isSquare = first!.rows === first!.cols;
  const computed = new Set<Node>();
  let cost = (terms.length - 1) * entries(model, first!);
  for (const term of terms) {
    if (hasScalarFactor(term)) cost += entries(model, term);
    if (!isSquare || !computed.has(transpose(store, term))) cost += chainCostOf(model, term);
    computed.add(term);
  }
  return cost;
}

/** A sum, or twice a symmetric or skew part. */
const isAdded = (node: Node): boolean =>
  [node, ...(isApply(node, "product") ? node.args : [])].some(
    (n) => !isScalar(n) && (isApply(n, "sum") || isApply(n, "symmetric-part") || isApply(n, "skew-part")),
  );

/** A number goes into what is added; what has to be computed takes a pass of its own. */
const hasScalarFactor = (term: Node): boolean =>
  isApply(term, "product") && term.args.some((a) => isScalar(a) && a.kind !== "number");

const chainCostOf = (model: CostModel, node: Node): number =>
  chainCost(model, isApply(node, "product") ? node.args.filter((a) => !isScalar(a)) : [node]);

/** A ∘ B + s A = A ∘ (B + s 𝟏𝟏ᵀ) for an entrywise factor that several terms share, one of them with others. */
function commonEntries(store: Store, node: ApplyNode): Node | undefined {
  if (isScalar(node)) return undefined;
  const parts = node.args.map(split);
  if (!parts.some(({ chain }) => chain.length === 1 && isApply(chain[0]!, "hadamard"))) return undefined;
  const terms = parts.map(({ node: term, scalars, chain }) => {
    const whole = chain.length === 1 ? chain[0]! : product(store, chain);
    return { term, scalars, factors: isApply(whole, "hadamard") ? whole.args : [whole] };
  });
  for (const factor of new Set(terms.filter((t) => t.factors.length > 1).flatMap((t) => t.factors))) {
    const shared = terms.filter((t) => t.factors.includes(factor));
    if (shared.length < 2) continue;
    const rest = shared.map((t) => {
      const others = t.factors.filter((f) => f !== factor);
      return product(store, [...t.scalars, others.length > 0 ? hadamard(store, others) : ones(store, node)]);
    });
    const inner = sum(store, rest);
    // The factor stays where it stood, before the others or behind them.
    const whole = hadamard(store, shared[0]!.factors[0] === factor ? [factor, inner] : [inner, factor]);
    return sum(store, [whole, ...terms.filter((t) => !shared.includes(t)).map((t) => t.term)]);
  }
  return undefined;
}

/** c A − c B = c (A − B) for scalars, and a number but for its sign (with it where all have it), that all the terms share. */
function commonScalar(store: Store, terms: readonly Term[]): Node | undefined {
  const [first, ...rest] = terms;
  if (!first || rest.length === 0 || terms.some((t) => t.chain.length === 0)) return undefined;
  const shared = first.scalars.filter((s) => s.kind !== "number" && rest.every((t) => t.scalars.includes(s)));
  const numbers = terms.map((t) => t.scalars.find((s) => s.kind === "number"));
  const alike = numbers[0]?.value.abs();
  const size = alike && !alike.equals(1) && numbers.every((n) => n?.value.abs().equals(alike)) ? alike : undefined;
  // −A − B = −(A + B), as it is written and at one pass less.
  const isNegative = numbers.every((n) => n !== undefined && n.value.s < 0n);
  const common = size || isNegative ? (size ?? new Fraction(1)).mul(isNegative ? -1 : 1) : undefined;
  if (shared.length === 0 && !common) return undefined;
  const without = (t: Term): Node => {
    const kept = t.scalars.filter((s) => !shared.includes(s));
    return product(store, [...(common ? [store.number(common.inverse())] : []), ...kept, ...t.chain]);
  };
  return product(store, [...(common ? [store.number(common)] : []), ...shared, sum(store, terms.map(without))]);
}
