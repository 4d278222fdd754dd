/**
 * A positive diagonal plus a product of low rank, D + U Vᵀ: its inverse and its determinant by the small matrix S = I + VᵀD⁻¹U (Woodbury
 * 1950; Sylvester's determinant theorem). More accurate than a factorization of the whole where U has few columns and D is badly scaled
 * (Yip 1986); where U turns out to have as many columns as rows, and D is tiny, digits are lost.
 */
import { dimensionNumber, identity, isIdentity, product, sum, transpose } from "../expression/node/algebra.js";
import { callOf } from "./complements.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, type Node } from "../expression/node/node.js";
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import { operandOf, type Lowering } from "./lowering.js";

/** D + U Vᵀ with fewer columns of U than it has rows. */
export interface LowRank {
  /** c in c I, where that is the diagonal. */
  readonly multiple: Node | undefined;
  readonly diagonal: Node;
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  /** The small matrix: cI + VᵀU or I + VᵀD⁻¹U. */
  readonly small: Node;
}

/** How a sum is read, once. */
const known = new WeakMap<Lowering, Map<Node, LowRank | undefined>>();

/** The parts of a diagonal plus a product of low rank; undefined where it is none, or where its small matrix is not smaller. */
export function lowRankOf(context: Lowering, node: Node): LowRank | undefined {
  if (!isApply(node, "sum") || node.args.length !== 2) return undefined;
  let found = known.get(context);
  if (!found) known.set(context, (found = new Map()));
  if (!found.has(node)) found.set(node, read(context, node));
  return found.get(node);
}

function read(context: Lowering, node: Node & { readonly args: readonly Node[] }): LowRank | undefined {
  const { store } = context;
  const at = node.args.findIndex((t) => isPositiveDiagonal(context, t));
  if (at < 0) return undefined;
  const [diagonal, rest] = [node.args[at]!, node.args[1 - at]!];
  if (!isApply(rest, "product") || context.has(rest, "diagonal")) return undefined;
  const scalars = rest.args.filter(isScalar);
  const chain = rest.args.filter((a) => !isScalar(a));
  const cut = chain.findIndex((f, i) => i + 1 < chain.length && isSmaller(context, f.cols, node.rows)) + 1;
  if (cut === 0) return undefined;
  const multiple = multipleOf(store, diagonal);
  const [left, right] = [chain.slice(0, cut), chain.slice(cut)];
  const size = chain[cut]!.rows;
  const between = multiple ? [] : [construct(store, "inverse", [diagonal])];
  const inner = product(store, [...scalars, ...right, ...between, ...left]);
  const small = sum(store, [
    multiple ? product(store, [multiple, identity(store, size)]) : identity(store, size),
    inner,
  ]);
  return { multiple, diagonal, left: [...scalars, ...left], right, small };
}

/** Fewer for all the sizes that are compared. */
function isSmaller({ sizes }: Lowering, inner: Dimension, outer: Dimension): boolean {
  if (inner === ONE) return outer !== ONE;
  return (
    sizes.every((at) => at.sizes(inner) <= at.sizes(outer)) && sizes.some((at) => at.sizes(inner) < at.sizes(outer))
  );
}

const isPositiveDiagonal = (context: Lowering, term: Node): boolean =>
  context.has(term, "diagonal") && (context.has(term, "spd") || isIdentity(term));

/** c of c I. */
function multipleOf(store: Lowering["store"], diagonal: Node): Node | undefined {
  if (isIdentity(diagonal)) return store.number(1);
  if (!isApply(diagonal, "product")) return undefined;
  const rest = diagonal.args.filter((a) => !isScalar(a));
  return rest.length === 1 && isIdentity(rest[0]!) ? product(store, diagonal.args.filter(isScalar)) : undefined;
}

/** The inverse as D⁻¹ − D⁻¹U S⁻¹VᵀD⁻¹, of a node that is the inverse of such a sum, or its transpose. */
export function inverseTerms(context: Lowering, node: Node): Node | undefined {
  const { base, inverted, transposed } = operandOf(node);
  const parts = inverted ? lowRankOf(context, base) : undefined;
  if (!parts) return undefined;
  const { store } = context;
  const { multiple, diagonal, left, right, small } = parts;
  const inverse = construct(store, "inverse", [small]);
  const over = multiple ? inverseOf(store, multiple) : construct(store, "inverse", [diagonal]);
  const core = [...left, inverse, ...right];
  const terms = multiple
    ? [product(store, [over, identity(store, base.rows)]), product(store, [store.number(-1), over, ...core])]
    : [over, product(store, [store.number(-1), over, ...core, over])];
  const value = sum(store, terms);
  const turned = transposed ? transpose(store, value) : value;
  written.add(value).add(turned);
  return turned;
}

const inverseOf = (store: Lowering["store"], c: Node): Node => construct(store, "inverse", [c]);

/** The inverses that have been written term by term. */
const written = new WeakSet<Node>();

/** Whether a sum is such an inverse, which is applied term by term. */
export const isWrittenInverse = (node: Node): boolean => written.has(node);

/** The factors of a product with such inverses term by term. */
export const withoutInverses = (context: Lowering, chain: readonly Node[]): readonly Node[] =>
  chain.length < 2 ? chain : pushedThrough(context, chain).map((f) => inverseTerms(context, f) ?? f);

/**
 * The factors of a product in which such an inverse stands beside its own factor: (D + U Vᵀ)⁻¹U is D⁻¹U S⁻¹, and Vᵀ(D + U Vᵀ)⁻¹ is
 * S⁻¹VᵀD⁻¹, without a difference.
 */
export function pushedThrough(context: Lowering, chain: readonly Node[]): readonly Node[] {
  for (const [i, f] of chain.entries()) {
    const { base, inverted, transposed } = operandOf(f);
    const parts = inverted ? lowRankOf(context, base) : undefined;
    if (!parts) continue;
    const found = beside(context, chain, i, turnedIf(context, transposed, parts));
    if (found) return pushedThrough(context, found);
  }
  return chain;
}

/** The parts of the transpose. */
function turnedIf({ store }: Lowering, isTurned: boolean, parts: LowRank): LowRank {
  if (!isTurned) return parts;
  const turn = (factors: readonly Node[]): Node[] =>
    factors
      .filter((f) => !isScalar(f))
      .map((f) => transpose(store, f))
      .reverse();
  return { ...parts, left: turn(parts.right), right: turn(parts.left), small: transpose(store, parts.small) };
}

function beside(
  { store }: Lowering,
  chain: readonly Node[],
  at: number,
  { multiple, diagonal, left, right, small }: LowRank,
): readonly Node[] | undefined {
  const inverse = construct(store, "inverse", [small]);
  const over = multiple ? [] : [construct(store, "inverse", [diagonal])];
  const matrices = left.filter((f) => !isScalar(f));
  if (matrices.every((f, k) => chain[at + 1 + k] === f))
    return [...chain.slice(0, at), ...over, ...matrices, inverse, ...chain.slice(at + 1 + matrices.length)];
  const first = at - right.length;
  if (first >= 0 && right.every((f, k) => chain[first + k] === f))
    return [...chain.slice(0, first), inverse, ...right, ...over, ...chain.slice(at + 1)];
  return undefined;
}

/** log det(D + U Vᵀ) = log det D + log det S, and det(I + U Vᵀ) = det S. */
export function determinantTerms(context: Lowering, node: Node): Node | undefined {
  if (!isApply(node, "log-determinant") && !isApply(node, "determinant")) return undefined;
  const parts = lowRankOf(context, node.args[0]!);
  if (!parts) return undefined;
  const { store } = context;
  const { multiple, diagonal, small } = parts;
  const log = (x: Node): Node => callOf(store, "log", x);
  const isOne = multiple?.kind === "number" && multiple.value.equals(1);
  if (node.fn === "determinant") {
    if (!isOne) return undefined;
    return isScalar(small) ? small : construct(store, "determinant", [small]);
  }
  const rest = isScalar(small) ? log(small) : construct(store, "log-determinant", [small]);
  if (!multiple)
    return sum(store, [construct(store, "entry-sum", [log(construct(store, "diagonal", [diagonal]))]), rest]);
  if (isOne) return rest;
  const [outer, inner] = [node.args[0]!.rows, small.rows].map((d) => dimensionNumber(store, d)) as [Node, Node];
  const left = sum(store, [outer, product(store, [store.number(-1), inner])]);
  return sum(store, [product(store, [left, log(multiple)]), rest]);
}
