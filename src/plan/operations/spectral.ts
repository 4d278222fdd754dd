/** Functions of square matrices, through eigenvalues where the matrix is symmetric. */
import { product, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { ONE } from "../../../codegen/plan/sizes.js";
import { isApply, type ApplyNode, type Node, type Store } from "../../expression/node/node.js";
import { NoKernel, turnedOperandOf, type Lowering, type Operation } from "../lowering.js";
import type { Emitter } from "../emitter.js";
import type { Takes } from "../../../codegen/plan/instructions.js";
import { block, scalar, type Value } from "../../../codegen/plan/values.js";
import { powerExponent } from "../scalar-code.js";
import { bases, functionName } from "./common.js";

/** A matrix function at a node: its argument, and what it does to the entries of a diagonal. */
interface FunctionOf {
  readonly x: Node;
  readonly map: (store: Store, a: Node) => Node;
  readonly again: (store: Store, a: Node) => Node;
}

function functionOf(node: ApplyNode): FunctionOf {
  const [a, b] = node.args as [Node, Node];
  if (node.fn === "power") {
    return {
      x: a,
      map: (store, v) => construct(store, "entrywise-power", [v, b]),
      again: (store, m) => construct(store, "power", [m, b]),
    };
  }
  return {
    x: b,
    map: (store, v) => construct(store, "entrywise", [a, v]),
    again: (store, m) => construct(store, "matrix-function", [a, m]),
  };
}

/** What a function of a general matrix is by its rule: sinh(X) by exp(X) and exp(−X). */
const defined = (context: Lowering, node: ApplyNode): Node | undefined =>
  node.fn === "matrix-function" ? context.variation.definition(node) : undefined;

/** On a diagonal entry by entry, U f(Λ) Uᵀ of a symmetric matrix, else by its definition or by the Schur form. */
const matrixFunction: Operation = {
  needs: (context, node) => {
    const { x, map } = functionOf(node);
    if (context.has(x, "diagonal")) return bases([map(context.store, construct(context.store, "diagonal", [x]))]);
    if (context.has(x, "symmetric")) return [spectral(context, node)];
    const definition = defined(context, node);
    return bases(definition ? [definition] : node.args);
  },
  emit: (context, node) => {
    const { x, map } = functionOf(node);
    if (context.has(x, "diagonal")) {
      const vector = context.dense(map(context.store, construct(context.store, "diagonal", [x])));
      return { ...vector, storage: "diagonal" };
    }
    if (context.has(x, "symmetric")) return context.valueOf(spectral(context, node));
    const definition = defined(context, node);
    return definition ? context.dense(definition) : general(context, node);
  },
};

/** U f(Λ) Uᵀ. */
function spectral(context: Lowering, node: ApplyNode): Node {
  const { store } = context;
  const { x, again } = functionOf(node);
  const u = construct(store, "eig.U", [x]);
  return product(store, [u, again(store, construct(store, "eig.Λ", [x])), transpose(store, u)]);
}

/** f(Λ) for f(S) of a symmetric matrix that is not diagonal. */
export function eigenvalueForm(context: Lowering, node: Node): Node | undefined {
  if (!isApply(node, "matrix-function") && !isApply(node, "power")) return undefined;
  const { x, again } = functionOf(node);
  if (context.has(x, "diagonal") || !context.has(x, "symmetric")) return undefined;
  return again(context.store, construct(context.store, "eig.Λ", [x]));
}

function general(context: Lowering, node: ApplyNode): Value {
  const { emitter } = context;
  const { x } = functionOf(node);
  const value = emitter.matrix(node);
  const A = block(context.dense(x));
  if (node.fn === "power") {
    const p = node.args[1]!;
    if (p.kind === "number" && p.value.equals("1/2")) return emitter.into("sqrt", { A }, value);
    return emitter.into("power", { A, p: scalar(context.scalarOf(p)) }, value);
  }
  const name = functionName(node.args[0]!);
  if (name === "sin" || name === "cos") return cosSin(context, x, name);
  if (name !== "exp" && name !== "log") throw new NoKernel(`there is no kernel for ${name} of a general matrix`);
  return emitter.into(name, { A }, value);
}

function cosSin(context: Lowering, x: Node, name: "sin" | "cos"): Value {
  const { emitter } = context;
  const source = context.dense(x);
  const cos = emitter.once(`cos:${source.id}`, () => {
    const [c, s] = [emitter.matrix(x), emitter.matrix(x)];
    emitter.call("cosSin", { A: block(source) }, { C: c, S: s });
    emitter.cached.set(`sin:${source.id}`, s);
    return c;
  });
  return name === "cos" ? cos : emitter.cached.get(`sin:${source.id}`)!;
}

/** L_f(op(X), E) of a general matrix; a transposed X is a flag. */
const frechet: Operation = {
  needs: (context, node) => {
    if (isWritten(context, node)) return written.needs(context, node);
    return bases([turnedOperandOf(node.args[1]!).base, node.args[2]!]);
  },
  emit: (context, node) => {
    if (isWritten(context, node)) return written.emit(context, node);
    const { emitter } = context;
    const [f, x, e] = node.args as [Node, Node, Node];
    const { base, transposed } = turnedOperandOf(x);
    const turned = transposed ? (["transposed"] as const) : [];
    const [value, other] = [emitter.matrix(node), emitter.matrix(node)];
    const [A, E] = [block(context.dense(base)), block(context.dense(e))];
    const p = powerExponent(context, f);
    if (p?.kind === "number" && p.value.equals("1/2")) {
      const root = emitter.once(`sqrt:${A.value.id}`, () => emitter.into("sqrt", { A }, emitter.matrix(node)));
      emitter.into("sqrtDerivative", { X: block(root), E }, value, turned);
    } else if (p) {
      const takes = { A, p: scalar(context.scalarOf(p)), E };
      emitter.call("powerDerivative", takes, { X: other, L: value }, turned);
    } else ofName(emitter, functionName(f), { A, E }, value, other, turned);
    return value;
  },
};

/** The derivative of a function by name; what is computed beside it is `other`. */
function ofName(
  emitter: Emitter,
  name: string,
  takes: Takes<"expDerivative">,
  value: Value,
  other: Value,
  turned: readonly "transposed"[],
): void {
  if (name === "cos") emitter.call("cosSinDerivative", takes, { C: value, S: other }, turned);
  else if (name === "sin") emitter.call("cosSinDerivative", takes, { C: other, S: value }, turned);
  else if (name === "exp" || name === "log") emitter.call(`${name}Derivative`, takes, { X: other, L: value }, turned);
  else throw new NoKernel(`there is no kernel for the derivative of ${name} of a general matrix`);
}

/** Computed as another expression. */
const as = (rewrite: (context: Lowering, node: ApplyNode) => Node): Operation => ({
  needs: (context, node) => bases([rewrite(context, node)]),
  emit: (context, node) => {
    const other = rewrite(context, node);
    return context.valueOrUndefined(other) ?? context.dense(other);
  },
});

/** As the function stands for it by its rule. */
const written = as(({ store, variation }, node) => variation.written(store, node.fn, node.args, node.dims));

const isWritten = ({ store, variation }: Lowering, node: ApplyNode): boolean =>
  variation.written(store, node.fn, node.args, node.dims) !== node;

const svd = (store: Store, x: Node, output: "U" | "Σ" | "V"): Node => construct(store, `svd.${output}`, [x]);

/** A f(Λ) Bᵀ. */
const sandwich = (store: Store, f: Node, left: Node, middle: Node, right: Node): Node =>
  product(store, [left, construct(store, "matrix-function", [f, middle]), transpose(store, right)]);

const singularValueFunction = as(({ store }, node) => {
  const [f, x] = node.args as [Node, Node];
  return sandwich(store, f, svd(store, x, "U"), svd(store, x, "Σ"), svd(store, x, "V"));
});

const gramFunction = (side: "U" | "V"): Operation =>
  as(({ store }, node) => {
    const [f, x] = node.args as [Node, Node];
    const squares = construct(store, "power", [svd(store, x, "Σ"), store.number(2)]);
    return sandwich(store, f, svd(store, x, side), squares, svd(store, x, side));
  });

const eigenvalueBand = as(({ store }, node) => {
  const [f, x] = node.args as [Node, Node];
  const [i, j] = [node.dims[0]!, node.dims[1]!];
  const v = construct(store, "eigenvectors", [x], node.dims);
  const all = construct(store, "diagonal", [construct(store, "eig.Λ", [x])]);
  const some = construct(store, "slice", [all], [i, j, ONE, ONE]);
  return sandwich(store, f, v, construct(store, "diagonal-matrix", [some]), v);
});

export const spectralOperations = {
  "matrix-function": matrixFunction,
  power: matrixFunction,
  frechet,
  "frechet-2": written,
  "band-frechet": written,
  "band-frechet-2": written,
  "eigenvector-resolvent": written,
  "singular-value-function": singularValueFunction,
  "row-gram-function": gramFunction("V"),
  "column-gram-function": gramFunction("U"),
  "eigenvalue-band": eigenvalueBand,
} satisfies Readonly<Record<string, Operation>>;
