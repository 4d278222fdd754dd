/** Sums: what is added to a diagonal, to every row or column, or to every entry is not written out as a matrix. */
import { isAllOnes, isIdentity, product } from "../expression/node/algebra.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";
import { scalarFactors, stepwise } from "./scalar-factors.js";
import { isConstant, operandOf, type Lowering } from "./lowering.js";
import { block, number, scalar, type Scalar, type Value } from "../../codegen/plan/values.js";

/** A term of a sum: a coefficient and how the rest is added. */
type Term =
  | { readonly how: "identity"; readonly scalars: readonly Node[] }
  | { readonly how: "ones"; readonly scalars: readonly Node[] }
  /** u𝟏ᵀ or 𝟏uᵀ: the vector is what stands beside the ones. */
  | { readonly how: "column"; readonly scalars: readonly Node[]; readonly vector: Node }
  | { readonly how: "row"; readonly scalars: readonly Node[]; readonly vector: Node }
  | { readonly how: "block"; readonly scalars: readonly Node[]; readonly node: Node };

function termOf(context: Lowering, node: Node): Term {
  const factors = isApply(node, "product") ? node.args : [node];
  const scalars = stepwise(context.store, factors.filter(isScalar));
  const chain = factors.filter((f) => !isScalar(f));
  const rest = chain.length === 1 ? chain[0]! : undefined;
  if (rest && isIdentity(rest)) return { how: "identity", scalars };
  if (isAllOnes(node) || (chain.length > 0 && chain.every((f) => isApply(f, "ones")))) return { how: "ones", scalars };
  const [first, last] = [chain[0], chain[chain.length - 1]];
  if (chain.length > 1 && last && isApply(last, "ones") && last.rows === ONE) {
    return { how: "column", scalars, vector: product(context.store, chain.slice(0, -1)) };
  }
  if (chain.length > 1 && first && isApply(first, "ones") && first.cols === ONE) {
    return { how: "row", scalars, vector: product(context.store, chain.slice(1)) };
  }
  if (rest) return { how: "block", scalars, node: rest };
  return { how: "block", scalars: [], node };
}

const termsOf = (context: Lowering, node: ApplyNode): Term[] => node.args.map((a) => termOf(context, a));

const baseOf = (node: Node): Node[] => {
  const base = isApply(node, "transpose") ? node.args[0]! : node;
  return isConstant(base) ? [] : [base];
};

export function sumNeeds(context: Lowering, node: ApplyNode): Node[] {
  if (isScalar(node)) return [...node.args];
  return termsOf(context, node).flatMap((t) => [
    ...t.scalars,
    ...(t.how === "block" ? baseOf(t.node) : []),
    ...(t.how === "column" || t.how === "row" ? [operandOf(t.vector).base].filter((v) => !isConstant(v)) : []),
  ]);
}

function coefficient(context: Lowering, t: Term): Scalar {
  const beside = t.how === "block" ? [t.node] : "vector" in t ? [t.vector] : [];
  const factors = scalarFactors(context, t.scalars, beside);
  if (factors.length === 0) return number(1);
  return factors.length === 1 ? factors[0]! : { kind: "product", args: factors };
}

const isNumber = (s: Scalar, value: number): boolean => s.kind === "number" && s.value === value;

export function emitSum(context: Lowering, node: ApplyNode): Value {
  const { emitter } = context;
  if (isScalar(node)) return emitter.assign({ kind: "sum", args: node.args.map((a) => context.scalarOf(a)) });
  const terms = termsOf(context, node);
  const diagonal = terms.every(
    (t) => t.how === "identity" || (t.how === "block" && context.valueOrUndefined(t.node)?.storage === "diagonal"),
  );
  const fresh = (): Value => (diagonal ? emitter.diagonal(node.rows) : emitter.matrix(node));
  const blocks = terms.filter((t): t is Extract<Term, { how: "block" }> => t.how === "block");
  const dense = blocks.filter((t) => diagonal || context.valueOrUndefined(t.node)?.storage !== "diagonal");
  const read = (n: Node): Value => (diagonal ? context.diagonalOf(n) : context.dense(n));
  let value = startWith(context, fresh, dense, read);
  for (const t of terms) {
    if (t.how === "block" && dense.includes(t)) continue;
    const s = scalar(coefficient(context, t));
    const A = block(value);
    if (t.how === "column") value = emitter.into("addColumn", { s, x: block(vectorOf(context, t.vector)), A }, fresh());
    else if (t.how === "row") value = emitter.into("addRow", { s, y: block(vectorOf(context, t.vector)), A }, fresh());
    else if (t.how === "ones" || (t.how === "identity" && diagonal))
      value = emitter.into("addScalar", { s, A }, fresh());
    else if (t.how === "identity") value = emitter.into("addToDiagonal", { s, A }, fresh());
    else value = emitter.into("addDiagonal", { s, d: block(context.diagonalOf(t.node)), A }, fresh());
  }
  return value;
}

/** The entries of a vector, in whichever direction it lies. */
function vectorOf(context: Lowering, node: Node): Value {
  const { base, inverted } = operandOf(node);
  return inverted ? context.dense(node) : context.dense(base);
}

/** The terms that are whole blocks: the first two by one call, the others added on. */
function startWith(
  context: Lowering,
  fresh: () => Value,
  terms: readonly Extract<Term, { how: "block" }>[],
  read: (n: Node) => Value,
): Value {
  const { emitter } = context;
  const [first, second, ...rest] = terms;
  if (!first) return emitter.into("fill", { c: scalar(number(0)) }, fresh());
  const [s, A] = [coefficient(context, first), block(read(first.node))];
  if (!second) return isNumber(s, 1) ? A.value : emitter.into("scale", { s: scalar(s), A }, fresh());
  const [t, B] = [coefficient(context, second), block(read(second.node))];
  let value: Value;
  if (isNumber(s, 1) && isNumber(t, 1)) value = emitter.into("add", { A, B }, fresh());
  else if (isNumber(s, 1) && isNumber(t, -1)) value = emitter.into("subtract", { A, B }, fresh());
  else value = emitter.into("combine", { s: scalar(s), A, t: scalar(t), B }, fresh());
  for (const r of rest) {
    const more = { s: scalar(coefficient(context, r)), A: block(read(r.node)), B: block(value) };
    value = emitter.into("axpy", more, fresh());
  }
  return value;
}
