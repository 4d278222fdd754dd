/**
 * The adjoint of a linear expression: from G : 𝓛(dX), the identities of the inner product move every factor to
 * the other side until the differential stands alone. Each move is recorded.
 */
import { product } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import type { Catalogue, IdentityRule } from "../expression/catalogue/catalogue.js";
import { sizesIn } from "../expression/catalogue/catalogue.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { instantiate } from "../expression/catalogue/template.js";

/** An inner product cotangent : linear, of which the second factor still contains a differential. */
export interface Pairing {
  readonly cotangent: Node;
  readonly linear: Node;
}

/** One application of an identity; a sum is split into several pairings. */
export interface Move {
  readonly rule: string;
  /** The function that is moved. */
  readonly fn: string;
  readonly before: Pairing;
  readonly after: readonly Pairing[];
}

/** Thrown where no identity moves a function to the other side: one is missing in the rules. */
export class NoIdentity extends Error {}

/** What each differential is paired with in the end, and the moves that lead there. */
export function transposeLinear(
  store: Store,
  catalogue: Catalogue,
  start: Pairing,
): { readonly results: ReadonlyMap<Node, Node[]>; readonly moves: readonly Move[] } {
  const results = new Map<Node, Node[]>();
  const moves: Move[] = [];
  const work: Pairing[] = [start];
  while (work.length > 0) {
    const pairing = work.pop()!;
    const { linear, cotangent } = pairing;
    if (!linear.varies) continue;
    if (linear.kind === "symbol") {
      results.set(linear, [...(results.get(linear) ?? []), cotangent]);
      continue;
    }
    const move = moveOne(store, catalogue, pairing, linear as ApplyNode);
    moves.push(move);
    work.push(...[...move.after].reverse());
  }
  return { results, moves };
}

function moveOne(store: Store, catalogue: Catalogue, pairing: Pairing, linear: ApplyNode): Move {
  if (isApply(linear, "sum")) {
    const after = linear.args.filter((a) => a.varies).map((a) => ({ cotangent: pairing.cotangent, linear: a }));
    return { rule: "linearity", fn: "sum", before: pairing, after };
  }
  const { fn, argument, others, varying } = splitLinear(store, catalogue, linear);
  const candidates = catalogue.identities.get(`${fn}/${argument}`) ?? [];
  for (const identity of candidates) {
    const cotangent = applyIdentity(store, identity, pairing.cotangent, others, varying, linear);
    if (cotangent) return { rule: identity.name, fn, before: pairing, after: [{ cotangent, linear: varying }] };
  }
  throw new NoIdentity(`no identity moves ${fn} (argument ${argument + 1}) to the other side of an inner product`);
}

interface LinearSplit {
  /** The function whose identity applies. */
  readonly fn: string;
  readonly argument: number;
  /** All arguments of that function; the varying one included. */
  readonly others: readonly Node[];
  readonly varying: Node;
}

/** Reads an n-ary product as one of two factors, of which one varies. */
function splitLinear(store: Store, catalogue: Catalogue, node: ApplyNode): LinearSplit {
  const i = node.args.findIndex((a) => a.varies);
  const varying = node.args[i]!;
  if (node.fn === "product") {
    const scalars = node.args.filter(isScalar);
    if (isScalar(varying)) {
      const rest = product(
        store,
        node.args.filter((_, j) => j !== i),
      );
      return { fn: "scale", argument: 0, others: [varying, rest], varying };
    }
    const chain = node.args.filter((a) => !isScalar(a));
    if (scalars.length > 0) {
      const inner = product(store, chain);
      return { fn: "scale", argument: 1, others: [product(store, scalars), inner], varying: inner };
    }
    const before = chain.slice(0, i);
    if (before.length > 0) {
      const rest = product(store, chain.slice(i));
      return { fn: "product", argument: 1, others: [product(store, before), rest], varying: rest };
    }
    const after = product(store, chain.slice(1));
    return { fn: "product", argument: 0, others: [varying, after], varying };
  }
  if (node.fn === "hadamard") {
    const rest = hadamard(
      store,
      node.args.filter((_, j) => j !== i),
    );
    return { fn: "hadamard", argument: 1, others: [rest, varying], varying };
  }
  if (catalogue.functions.get(node.fn)?.associative && node.args.length > 2) {
    // f(A, B, C) read as f(A, f(B, C)).
    const rest = construct(store, node.fn, node.args.slice(1), node.dims);
    const others = [node.args[0]!, rest];
    return { fn: node.fn, argument: i === 0 ? 0 : 1, others, varying: i === 0 ? varying : rest };
  }
  return { fn: node.fn, argument: i, others: node.args, varying };
}

function applyIdentity(
  store: Store,
  identity: IdentityRule,
  cotangent: Node,
  args: readonly Node[],
  varying: Node,
  linear: ApplyNode,
): Node | undefined {
  const nodes = new Map<string, Node>([["G", cotangent]]);
  let a = 0;
  for (const p of identity.parameters) {
    if (p.kind === "dimension") continue;
    const arg = args[a++];
    if (!arg || (arg.properties & p.requires) !== p.requires) return undefined;
    if (arg !== varying) nodes.set(p.name, arg);
  }
  const dims = sizesIn(identity.adjoint, identity.parameters, args, linear.dims);
  return instantiate(store, identity.adjoint, { nodes, dims }, construct);
}
