/** Finds the term in which two sums differ, by the terms' values at a point. */
import { computeNode, type Sizes } from "../../plan/kernel.js";
import type { Matrix } from "../../../codegen/runtime/matrix.js";
import { nameParts } from "../../calculus/naming.js";
import type { Derivation } from "../../calculus/derivation.js";
import { product } from "../../expression/node/algebra.js";
import { express } from "../../expression/express.js";
import { isApply, type Node, type Store } from "../../expression/node/node.js";
import { printExpression } from "../../language/print/print.js";
import { distance } from "../derivation/random-point.js";

export interface TermDifference {
  /** The first term of the claim that the derived formula does not have. */
  readonly claimed?: string;
  /** The term of the derived formula that the claim does not have: the one nearest to the claimed term. */
  readonly derived?: string;
}

/** Sums with more terms than this are not multiplied out. */
const MOST_TERMS = 64;
/** Values of equal terms differ by rounding. */
const EQUAL = 1e-9;

export function firstDifference(
  derivation: Derivation,
  derived: Node,
  claimed: Node,
  given: ReadonlyMap<Node, Matrix>,
  sizes: Sizes,
): TermDifference | undefined {
  const { store, catalogue } = derivation;
  const valued = (node: Node) => ({ node, value: computeNode(catalogue, store, node, given, sizes) });
  const unmatched = termsOf(store, derived).map(valued);
  const foreign: ReturnType<typeof valued>[] = [];
  for (const term of termsOf(store, claimed).map(valued)) {
    const i = unmatched.findIndex((t) => distance(t.value, term.value) <= EQUAL);
    if (i >= 0) unmatched.splice(i, 1);
    else foreign.push(term);
  }
  const [first] = foreign;
  const nearest = first
    ? unmatched.reduce<(typeof unmatched)[number] | undefined>(
        (best, t) => (best && distance(best.value, first.value) <= distance(t.value, first.value) ? best : t),
        undefined,
      )
    : unmatched[0];
  if (!first && !nearest) return undefined;
  return {
    ...(first ? { claimed: spelled(derivation, first.node) } : {}),
    ...(nearest ? { derived: spelled(derivation, nearest.node) } : {}),
  };
}

/** The terms of a sum, with products of sums multiplied out while they are few. */
export function termsOf(store: Store, root: Node): Node[] {
  let terms: Node[] = [root];
  for (let i = 0; i < terms.length;) {
    const parts = split(store, terms[i]!);
    if (parts.length === 1 || terms.length + parts.length - 1 > MOST_TERMS) i += 1;
    else terms = [...terms.slice(0, i), ...parts, ...terms.slice(i + 1)];
  }
  return terms;
}

function split(store: Store, node: Node): readonly Node[] {
  if (isApply(node, "sum")) return node.args;
  if (!isApply(node, "product")) return [node];
  const i = node.args.findIndex((a) => isApply(a, "sum"));
  const inner = node.args[i];
  if (!inner || !isApply(inner, "sum")) return [node];
  return inner.args.map((a) => product(store, [...node.args.slice(0, i), a, ...node.args.slice(i + 1)]));
}

/** An expression as text, in the names of the program. */
export function spelled(derivation: Derivation, node: Node, notation: "text" | "ascii" = "text"): string {
  const { catalogue, store, program } = derivation;
  const taken = [...program.inputs.map((i) => i.name), ...program.dimensions];
  const named = [...program.definitions, ...derivation.definitions];
  const naming = nameParts(derivation, [node], named, store.functionNames, taken, derivation.differentials);
  return printExpression(express(catalogue, naming, node), notation);
}
