/** Parts of matrices, diagonals, blocks and rearrangements. */
import { product, sum, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../expression/node/node.js";
import { cheapestCut } from "../../simplify/nominal-cost.js";
import { operandOf, type Lowering, type Operation } from "../lowering.js";
import { coefficientOf, block, number, scalar, type Argument, type Value } from "../../../codegen/plan/program.js";
import { isMatrixProduct } from "../products.js";
import { emitInverse } from "../solves.js";
import { bases, direct } from "./common.js";

/** Positions count from 0 in the runtime. */
const position = (of: Dimension): Argument => ({ kind: "size", of, plus: -1 });

/** diag(ABᵀ) or diag(AᵀB) as the inner products of rows or columns, without the product. */
interface DiagonalOfProduct {
  readonly scalars: readonly Node[];
  readonly routine: "rowDots" | "columnDots";
  readonly left: Node;
  readonly right: Node;
}

function diagonalOfProduct(context: Lowering, x: Node): DiagonalOfProduct | undefined {
  if (!isMatrixProduct(x) || !isApply(x, "product") || context.has(x, "diagonal")) return undefined;
  const chain = x.args.filter((a) => !isScalar(a));
  const { at } = cheapestCut(context, chain);
  const { store } = context;
  const [left, right] = [chain.slice(0, at), chain.slice(at)].map((part) => product(store, part)) as [Node, Node];
  const scalars = x.args.filter(isScalar);
  // Whichever way round spares a transposition.
  if (isApply(left, "transpose")) return { scalars, routine: "columnDots", left: left.args[0]!, right };
  return { scalars, routine: "rowDots", left, right: transpose(store, right) };
}

function emitDiagonalOfProduct(
  context: Lowering,
  n: Dimension,
  { scalars, routine, left, right }: DiagonalOfProduct,
): Value {
  const { emitter } = context;
  const value = emitter.diagonal(n);
  const dense = (node: Node): Argument => block(context.dense(node));
  emitter.call(routine, [dense(left), dense(right), block(value)], [value]);
  const s = coefficientOf(scalars.map((a) => context.scalarOf(a)));
  if (s) emitter.call("scale", [scalar(s), block(value), block(value)], [value]);
  return value;
}

/** diag(AB + C) as diag(AB) + diag(C), so that the product need not be computed. */
function diagonalTermByTerm(context: Lowering, x: Node): Node | undefined {
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
    const source = block(context.dense(node.args[0]!));
    if (isScalar(node)) return context.emitter.number("entryAt", [source, position(r0), position(c0)]);
    const value = context.emitter.matrix(node);
    context.emitter.call("slice", [source, position(r0), position(c0), block(value)], [value]);
    return value;
  },
};

/** The eigenvectors of some eigenvalues are columns of all of them. */
const eigenvectors: Operation = {
  needs: (context, node) => [allEigenvectors(context, node)],
  emit: (context, node) => {
    const source = block(context.dense(allEigenvectors(context, node)));
    const value = context.emitter.matrix(node, "V");
    const zero: Argument = { kind: "scalar", value: number(0) };
    context.emitter.call("slice", [source, zero, position(node.dims[0]!), block(value)], [value]);
    return value;
  },
};

const allEigenvectors = (context: Lowering, node: ApplyNode): Node => construct(context.store, "eig.U", node.args);

const embed: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [i, k] = node.dims as [Dimension, Dimension];
    const a = node.args[0]!;
    const value = context.emitter.matrix(node);
    context.emitter.call("fill", [scalar(number(0)), block(value)], [value]);
    if (isScalar(a))
      context.emitter.call(
        "setEntryAt",
        [block(value), position(i), position(k), scalar(context.scalarOf(a))],
        [value],
      );
    else place(context, a, value, position(i), position(k));
    return value;
  },
};

function place(context: Lowering, a: Node, into: Value, row: Argument, column: Argument): void {
  context.emitter.call("place", [block(context.dense(a)), block(into), row, column], [into]);
}

/** Two matrices side by side or one above the other. */
const joined = (across: boolean): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node);
    const [a, b] = node.args as [Node, Node];
    const zero: Argument = { kind: "scalar", value: number(0) };
    const put = (m: Node, row: Argument, column: Argument): void => {
      if (isScalar(m))
        context.emitter.call("setEntryAt", [block(value), row, column, scalar(context.scalarOf(m))], [value]);
      else place(context, m, value, row, column);
    };
    put(a, zero, zero);
    const beyond: Argument = { kind: "size", of: across ? a.cols : a.rows, plus: 0 };
    put(b, across ? zero : beyond, across ? beyond : zero);
    return value;
  },
});

const transposed: Operation = {
  needs: (_, node) => bases([node]),
  emit: (context, node) => context.dense(node),
};

const inverse: Operation = {
  needs: (_, node) => bases([operandOf(node).base]),
  emit: (context, node) => {
    const { base, inverted } = operandOf(node);
    if (!inverted) return context.dense(base);
    return context.emitter.once(`inverse:${base.id}`, () => emitInverse(context, base));
  },
};

const kroneckerPart = (routine: string): Operation => ({
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [a, g] = node.args as [Node, Node];
    const value = context.emitter.matrix(node);
    context.emitter.call(routine, [block(context.dense(a)), block(context.dense(g)), block(value)], [value]);
    return value;
  },
});

/** A row-wise function of a vector is that of its transpose, one row. */
const softmaxOfVector: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node);
    const row = (v: Value): Argument => ({ kind: "reshaped", value: v, rows: ONE, cols: node.rows });
    context.emitter.call("softmax", [row(context.dense(node.args[0]!)), row(value)], [value]);
    return value;
  },
};

export const partOperations: Readonly<Record<string, Operation>> = {
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
  "kronecker-left-part": kroneckerPart("kronAdjointLeft"),
  "kronecker-right-part": kroneckerPart("kronAdjointRight"),
  softmax: softmaxOfVector,
  "softmax-rows": direct("softmax"),
};
