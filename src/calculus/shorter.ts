/** Matrix forms of derivatives as a reader expects them: multiplied out, or with what is common in front, whichever is shorter. */
import { identity, product, sum, transpose } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, postorder, type Node, type Store } from "../expression/node/node.js";
import type { Derivation } from "./derivation.js";

type Writing = Pick<Derivation, "store" | "simplifier">;

/** Products with more terms than this are not multiplied out. */
const MOST_TERMS = 8;

/** The shortest of the forms of a matrix, and of those as short one that is seen to be symmetric. */
export function shorter(writing: Writing, matrix: Node): Node {
  const { store } = writing;
  const [scalars, rest] = apart(store, matrix);
  const inner = isApply(rest, "kronecker")
    ? construct(
        store,
        "kronecker",
        rest.args.map((a) => shorter(writing, a)),
      )
    : rest;
  const forms = [inner, multipliedOut(writing, inner), congruent(writing, inner)].flatMap((m) =>
    m ? [withCommutations(store, m)] : [],
  );
  const weight = (m: Node): number => length(m) - (transpose(store, m) === m ? SYMMETRY : 0);
  const least = (a: Node, b: Node): Node => (weight(b) < weight(a) ? b : a);
  const found = forms.reduce(least);
  // What is multiplied out may be a Kronecker product again.
  const best = found === inner ? found : least(found, writing.simplifier.simplify(found));
  return scalars.length > 0 ? product(store, [...scalars, best]) : best;
}

/** How many parts more an expression may have that is seen to be symmetric. */
const SYMMETRY = 4;

/** The scalars of a product, and what it is a multiple of. */
function apart(store: Store, node: Node): readonly [readonly Node[], Node] {
  if (!isApply(node, "product") || isScalar(node)) return [[], node];
  const scalars = node.args.filter(isScalar);
  if (scalars.length === 0) return [[], node];
  return [
    scalars,
    product(
      store,
      node.args.filter((a) => !isScalar(a)),
    ),
  ];
}

/** How many parts an expression is written with. */
function length(root: Node): number {
  const lengths = new Map<Node, number>();
  for (const node of postorder([root], (n) => !n.open)) {
    const inner = node.kind === "apply" && !node.open ? node.args.reduce((n, a) => n + (lengths.get(a) ?? 1), 0) : 0;
    lengths.set(node, 1 + inner);
  }
  return lengths.get(root)!;
}

/** diag(p)(I − 𝟏pᵀ) as diag(p) − p pᵀ; sums in products, and of sums their terms. */
function multipliedOut({ store, simplifier }: Writing, matrix: Node): Node | undefined {
  const terms = isApply(matrix, "sum") ? matrix.args : [matrix];
  const spread = terms.flatMap((t) => expanded(store, t));
  if (spread.length === terms.length || spread.length > MOST_TERMS) return undefined;
  return sum(
    store,
    spread.map((t) => simplifier.simplify(t)),
  );
}

function expanded(store: Store, term: Node): Node[] {
  if (!isApply(term, "product")) return [term];
  const at = term.args.findIndex((a) => isApply(a, "sum") && !isScalar(a));
  const inner = term.args[at];
  if (!inner || !isApply(inner, "sum")) return [term];
  return inner.args.flatMap((a) =>
    expanded(store, product(store, [...term.args.slice(0, at), a, ...term.args.slice(at + 1)])),
  );
}

/** Aᵀ(S A − r rᵀA) as Aᵀ(S − r rᵀ)A, which shows that it is symmetric. */
function congruent({ store, simplifier }: Writing, matrix: Node): Node | undefined {
  if (!isApply(matrix, "product")) return undefined;
  const [first, ...others] = matrix.args;
  const last = others.pop();
  if (!first || !last || !isApply(last, "sum")) return undefined;
  const wanted = transpose(store, first);
  const inner = last.args.map((t) => withoutLast(store, t, wanted));
  if (!inner.every((t) => t !== undefined)) return undefined;
  const middle = shorter({ store, simplifier }, simplifier.simplify(product(store, [...others, sum(store, inner)])));
  return product(store, [first, middle, wanted]);
}

function withoutLast(store: Store, term: Node, last: Node): Node | undefined {
  if (term === last) return identity(store, last.rows);
  if (!isApply(term, "product")) return undefined;
  // 𝟏 pᵀA may have pᵀA as a factor of its own.
  const at = term.args[term.args.length - 1]!;
  const within = isApply(at, "product") && at !== last ? withoutLast(store, at, last) : undefined;
  if (within) return product(store, [...term.args.slice(0, -1), within]);
  if (at !== last) return undefined;
  const rest = term.args.slice(0, -1);
  return product(store, rest.every(isScalar) ? [...rest, identity(store, last.rows)] : rest);
}

/** A ⊗ B + (B ⊗ A)K as (I + K)(A ⊗ B). */
function withCommutations(store: Store, matrix: Node): Node {
  if (!isApply(matrix, "sum")) return matrix;
  const terms = [...matrix.args];
  for (const [i, t] of terms.entries()) {
    for (const [j, other] of terms.entries()) {
      const both = i === j ? undefined : together(store, t, other);
      if (!both) continue;
      const rest = terms.filter((_, k) => k !== i && k !== j);
      return sum(store, [both, ...rest]);
    }
  }
  return matrix;
}

/** (I + K) t where the other term is K t. */
function together(store: Store, t: Node, other: Node): Node | undefined {
  const [a, b, more] = isApply(t, "kronecker") ? t.args : [];
  if (!a || !b || more || !isApply(other, "product") || other.args.length !== 2) return undefined;
  const [turned, commutation] = other.args as [Node, Node];
  if (!isApply(commutation, "commutation-matrix") || turned !== construct(store, "kronecker", [b, a])) return undefined;
  const k = construct(store, "commutation-matrix", [], [b.rows, a.rows]);
  return product(store, [sum(store, [identity(store, k.rows), k]), t]);
}
