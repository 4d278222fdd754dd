/**
 * The distributive law read from right to left: AC + BC = (A + B)C, AB + AC = A(B + C), taken where it makes
 * the expression cheaper, or shorter at the same cost.
 */
import { identity, product, sum } from "../expression/algebra.js";
import type { Catalogue } from "../expression/catalogue.js";
import { isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node.js";
import { chainCost, nominalSize } from "./cost.js";

interface Term {
  readonly node: Node;
  readonly scalars: readonly Node[];
  readonly chain: readonly Node[];
}

const LONGEST = 24;

export function factor(store: Store, catalogue: Catalogue, node: ApplyNode): Node | undefined {
  if (node.args.length > LONGEST) return undefined;
  const terms = node.args.map(split);
  let best: { saved: number; value: Node } | undefined;
  for (const side of ["left", "right"] as const) {
    for (const shared of groups(terms, side)) {
      const found = take(store, catalogue, terms, shared, side);
      if (found && (!best || found.saved > best.saved)) best = found;
    }
  }
  return best?.value ?? commonScalar(store, terms);
}

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

const at = (chain: readonly Node[], i: number, side: "left" | "right"): Node | undefined =>
  side === "left" ? chain[i] : chain[chain.length - 1 - i];

function common(a: Term, b: Term, side: "left" | "right"): number {
  let n = 0;
  while (at(a.chain, n, side) !== undefined && at(a.chain, n, side) === at(b.chain, n, side)) n += 1;
  return n;
}

/** Takes the longest factors that all the terms of a group share out of them. */
function take(
  store: Store,
  catalogue: Catalogue,
  terms: readonly Term[],
  shared: readonly Term[],
  side: "left" | "right",
): { saved: number; value: Node } | undefined {
  const others = terms.filter((t) => !shared.includes(t));
  const { chain } = shared[0]!;
  const length = Math.min(...shared.map((t) => common(t, shared[0]!, side)));
  const outer = side === "left" ? chain.slice(0, length) : chain.slice(chain.length - length);
  const rest = shared.map((t) => {
    const inner = side === "left" ? t.chain.slice(length) : t.chain.slice(0, t.chain.length - length);
    if (inner.length > 0) return product(store, [...t.scalars, ...inner]);
    const size = side === "left" ? outer[length - 1]!.cols : outer[0]!.rows;
    return product(store, [...t.scalars, identity(store, size)]);
  });
  const inside = sum(store, rest);
  const whole = product(store, side === "left" ? [...outer, inside] : [inside, ...outer]);
  const value = others.length > 0 ? sum(store, [whole, ...others.map((t) => t.node)]) : whole;
  const size = nominalSize(terms[0]!.node.rows) * nominalSize(terms[0]!.node.cols);
  const before = shared.map((t) => chainCost(catalogue, t.chain)).reduce((x, y) => x + y) + (shared.length - 1) * size;
  const insideSize = nominalSize(inside.rows) * nominalSize(inside.cols);
  const insideChains = rest.map((r) =>
    isApply(r, "product")
      ? chainCost(
          catalogue,
          r.args.filter((a) => !isScalar(a)),
        )
      : 0,
  );
  const after =
    insideChains.reduce((x, y) => x + y) +
    (isApply(inside, "sum") ? (inside.args.length - 1) * insideSize : 0) +
    chainCost(catalogue, side === "left" ? [...outer, inside] : [inside, ...outer]);
  return after <= before ? { saved: before - after + 1 / (1 + others.length), value } : undefined;
}

/** c A + c B = c (A + B) for a number or scalar that all the terms share. */
function commonScalar(store: Store, terms: readonly Term[]): Node | undefined {
  const [first, ...rest] = terms;
  if (!first || rest.length === 0 || terms.some((t) => t.chain.length === 0)) return undefined;
  const shared = first.scalars.filter((s) => rest.every((t) => t.scalars.includes(s)));
  if (shared.length === 0) return undefined;
  const inner = terms.map((t) => product(store, [...t.scalars.filter((s) => !shared.includes(s)), ...t.chain]));
  return product(store, [...shared, sum(store, inner)]);
}
