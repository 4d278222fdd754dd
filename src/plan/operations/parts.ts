/** Parts of matrices, diagonals, blocks and rearrangements. */
import { product, sum, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../expression/node/node.js";
import { chainCosts, isCheaper, totalOf, type Costs } from "../estimates.js";
import { inverseTerms } from "../low-rank.js";
import { operandOf, type Lowering, type Operation } from "../lowering.js";
import { stepwise } from "../scalar-factors.js";
import { block, coefficientOf, number, scalar, size, type Value } from "../../../codegen/plan/values.js";
import { isMatrixProduct } from "../products.js";
import { emitInverse } from "../solves.js";
import { bases, direct } from "./common.js";

/** Positions count from 0 in the runtime. */
const position = (of: Dimension) => size(of, -1);

/** diag(ABᵀ) or diag(AᵀB) as the inner products of rows or columns, without the product. */
interface DiagonalOfProduct {
  readonly scalars: readonly Node[];
  readonly op: "rowDots" | "columnDots";
  readonly left: Node;
  readonly right: Node;
}

function diagonalOfProduct(context: Lowering, x: Node): DiagonalOfProduct | undefined {
  if (!isMatrixProduct(x) || !isApply(x, "product") || context.has(x, "diagonal")) return undefined;
  const chain = x.args.filter((a) => !isScalar(a));
  const at = placeOfCut(context, x, chain);
  const { store } = context;
  const [left, right] = [chain.slice(0, at), chain.slice(at)].map((part) => product(store, part)) as [Node, Node];
  const scalars = stepwise(store, x.args.filter(isScalar));
  // Whichever way round spares a transposition.
  if (isApply(left, "transpose")) return { scalars, op: "columnDots", left: left.args[0]!, right };
  return { scalars, op: "rowDots", left, right: transpose(store, right) };
}

/** Where the parts take least, which may have been computed or be wanted elsewhere. */
function placeOfCut(context: Lowering, x: Node, chain: readonly Node[]): number {
  const { cuts } = context.emitter;
  let best = cuts.get(x);
  if (best === undefined) {
    const cost = (at: number): Costs => {
      const inner = context.sizes.map((s) => 2 * s.sizes(x.rows) * s.sizes(chain[at]!.rows));
      return totalOf(context, [chainCosts(context, chain.slice(0, at)), chainCosts(context, chain.slice(at)), inner]);
    };
    best = 1;
    for (let at = 2; at < chain.length; at++) if (isCheaper(context, cost(at), cost(best))) best = at;
    cuts.set(x, best);
  }
  return best;
}

function emitDiagonalOfProduct(
  context: Lowering,
  n: Dimension,
  { scalars, op, left, right }: DiagonalOfProduct,
): Value {
  const { emitter } = context;
  const takes = { A: block(context.dense(left)), B: block(context.dense(right)) };
  const value = emitter.into(op, takes, emitter.diagonal(n));
  const s = coefficientOf(scalars.map((a) => context.scalarOf(a)));
  return s ? emitter.into("scale", { s: scalar(s), A: block(value) }, emitter.diagonal(n)) : value;
}

/** diag(AB + C) as diag(AB) + diag(C), so that the product need not be computed. */
function diagonalTermByTerm(context: Lowering, node: Node): Node | undefined {
  const x = inverseTerms(context, node) ?? node;
  if (!isApply(x, "sum") || context.emitter.values.has(x)) return undefined;
  if (!x.args.some((t) => diagonalOfProduct(context, t))) return undefined;
  return sum(
    context.store,
    x.args.map((t) => construct(context.store, "diagonal", [t])),
  );
}

/** The diagonal of a matrix, as a vector or as a diagonal matrix. */
const diagonalAs = (storage: Value["storage"]): Operation => ({
  needs: (context, node) => {
    const terms = diagonalTermByTerm(context, node.args[0]!);
    if (terms) return bases([terms]);
    const split = diagonalOfProduct(context, node.args[0]!);
    return split ? [...split.scalars, ...bases([split.left, split.right])] : bases(node.args);
  },
  emit: (context, node) => {
    const x = node.args[0]!;
    const terms = diagonalTermByTerm(context, x);
    if (terms) return { ...context.dense(terms), storage };
    const split = diagonalOfProduct(context, x);
    const value = split
      ? context.emitter.once(`diagonal-of:${x.id}`, () => emitDiagonalOfProduct(context, x.rows, split))
      : context.diagonalOf(x);
    return { ...value, storage };
  },
});

const diagonalMatrix: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => ({ ...context.dense(node.args[0]!), storage: "diagonal" }),
};

const slice: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [r0, , c0] = node.dims as [Dimension, Dimension, Dimension];
    const takes = { A: block(context.dense(node.args[0]!)), row: position(r0), column: position(c0) };
    if (isScalar(node)) return context.emitter.number("entryAt", takes);
    return context.emitter.into("slice", takes, context.emitter.matrix(node));
  },
};

/** The eigenvectors of some eigenvalues are columns of all of them. */
const eigenvectors: Operation = {
  needs: (context, node) => [allEigenvectors(context, node)],
  emit: (context, node) => {
    const A = block(context.dense(allEigenvectors(context, node)));
    const takes = { A, row: scalar(number(0)), column: position(node.dims[0]!) };
    return context.emitter.into("slice", takes, context.emitter.matrix(node, "V"));
  },
};

const allEigenvectors = (context: Lowering, node: ApplyNode): Node => construct(context.store, "eig.U", node.args);

const embed: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [i, k] = node.dims as [Dimension, Dimension];
    const a = node.args[0]!;
    const zeros = context.emitter.into("fill", { c: scalar(number(0)) }, context.emitter.matrix(node));
    return put(context, a, zeros, position(i), position(k));
  },
};

type Position = ReturnType<typeof size> | ReturnType<typeof scalar>;

/** B with a matrix or a number at a position. */
function put(context: Lowering, a: Node, into: Value, row: Position, column: Position): Value {
  const { emitter } = context;
  const result = emitter.matrix(into);
  const at = { B: block(into), row, column };
  if (isScalar(a)) return emitter.into("setEntryAt", { ...at, s: scalar(context.scalarOf(a)) }, result);
  return emitter.into("place", { ...at, A: block(context.dense(a)) }, result);
}

/** Two matrices side by side or one above the other. */
const joined = (across: boolean): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [a, b] = node.args as [Node, Node];
    const zero = scalar(number(0));
    const beyond = size(across ? a.cols : a.rows);
    const empty = context.emitter.into("empty", {}, context.emitter.matrix(node));
    const first = put(context, a, empty, zero, zero);
    return put(context, b, first, across ? zero : beyond, across ? beyond : zero);
  },
});

const transposed: Operation = {
  needs: (_, node) => bases([node]),
  emit: (context, node) => context.dense(node),
};

const inverse: Operation = {
  needs: (context, node) => bases([inverseTerms(context, node) ?? operandOf(node).base]),
  emit: (context, node) => {
    const terms = inverseTerms(context, node);
    if (terms) return context.dense(terms);
    const { base, inverted } = operandOf(node);
    if (!inverted) return context.dense(base);
    return context.emitter.once(`inverse:${base.id}`, () => emitInverse(context, base));
  },
};

/** A row-wise function of a vector is that of its transpose, one row. */
const softmaxOfVector: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const { emitter } = context;
    const row = { rows: ONE, cols: node.rows };
    const A = { kind: "reshaped", value: context.dense(node.args[0]!), ...row } as const;
    return { ...emitter.into("softmax", { A }, emitter.matrix(row)), rows: node.rows, cols: ONE };
  },
};

/** Matrices of zeros and ones that only sizes make. */
const commutation: Operation = {
  needs: () => [],
  emit: ({ emitter }, node) => {
    const [rows, columns] = node.dims as [Dimension, Dimension];
    return emitter.into("commutation", { rows: size(rows), columns: size(columns) }, emitter.matrix(node));
  },
};

const duplication: Operation = {
  needs: () => [],
  emit: ({ emitter }, node) => emitter.into("duplication", { order: size(node.dims[0]!) }, emitter.matrix(node)),
};

export const partOperations = {
  transpose: transposed,
  inverse,
  "symmetric-part": direct("symmetricPart"),
  "skew-part": direct("skewPart"),
  "lower-part": direct("lowerPart"),
  "upper-part": direct("upperPart"),
  "diagonal-part": diagonalAs("diagonal"),
  "diagonal-matrix": diagonalMatrix,
  diagonal: diagonalAs("matrix"),
  slice,
  eigenvectors,
  embed,
  beside: joined(true),
  above: joined(false),
  reshape: direct("reshapeByColumns"),
  "half-vectorize": direct("vech"),
  "half-vector-to-matrix": direct("vechAdjoint"),
  kronecker: direct("kron"),
  "commutation-matrix": commutation,
  "duplication-matrix": duplication,
  "kronecker-left-part": direct("kronAdjointLeft"),
  "kronecker-right-part": direct("kronAdjointRight"),
  softmax: softmaxOfVector,
  "softmax-rows": direct("softmax"),
} satisfies Readonly<Record<string, Operation>>;
