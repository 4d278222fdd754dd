/** Functions of square matrices, through eigenvalues where the matrix is symmetric. */
import { product, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { ONE } from "../../../codegen/plan/sizes.js";
import { isApply, type ApplyNode, type Node, type Store } from "../../expression/node/node.js";
import { NoKernel, operandOf, type Lowering, type Operation } from "../lowering.js";
import { block, flags, scalar, type Value } from "../../../codegen/plan/program.js";
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
  const source = block(context.dense(x));
  if (node.fn === "power") {
    const p = node.args[1]!;
    if (p.kind === "number" && p.value.equals("1/2")) emitter.call("sqrt", [source, block(value)], [value]);
    else emitter.call("power", [source, scalar(context.scalarOf(p)), block(value)], [value]);
    return value;
  }
  const name = functionName(node.args[0]!);
  if (name === "sin" || name === "cos") return cosSin(context, x, name);
  if (name !== "exp" && name !== "log") throw new NoKernel(`there is no kernel for ${name} of a general matrix`);
  emitter.call(name, [source, block(value)], [value]);
  return value;
}

function cosSin(context: Lowering, x: Node, name: "sin" | "cos"): Value {
  const { emitter } = context;
  const source = context.dense(x);
  const cos = emitter.once(`cos:${source.id}`, () => {
    const [c, s] = [emitter.matrix(x), emitter.matrix(x)];
    emitter.call("cosSin", [block(source), block(c), block(s)], [c, s]);
    emitter.cached.set(`sin:${source.id}`, s);
    return c;
  });
  return name === "cos" ? cos : emitter.cached.get(`sin:${source.id}`)!;
}

/** L_f(op(X), E) of a general matrix; a transposed X is a flag. */
const frechet: Operation = {
  needs: (_, node) => bases([operandOf(node.args[1]!).base, node.args[2]!]),
  emit: (context, node) => {
    const { emitter } = context;
    const [f, x, e] = node.args as [Node, Node, Node];
    const { base, transposed } = operandOf(x);
    const turned = flags(...(transposed ? ["Transposed"] : []));
    const [value, scratch] = [emitter.matrix(node), emitter.matrix(node)];
    const [source, direction] = [block(context.dense(base)), block(context.dense(e))];
    const p = powerExponent(context, f);
    if (p?.kind === "number" && p.value.equals("1/2")) {
      const root = emitter.once(`sqrt:${context.dense(base).id}`, () => {
        const r = emitter.matrix(node);
        emitter.call("sqrt", [source, block(r)], [r]);
        return r;
      });
      emitter.call("sqrtDerivative", [block(root), direction, block(value), turned], [value]);
    } else if (p) {
      const args = [source, scalar(context.scalarOf(p)), direction, block(scratch), block(value), turned];
      emitter.call("powerDerivative", args, [scratch, value]);
    } else {
      const name = functionName(f);
      const outputs = name === "cos" ? [value, scratch] : [scratch, value];
      const routine = name === "sin" || name === "cos" ? "cosSin" : name;
      emitter.call(`${routine}Derivative`, [source, direction, ...outputs.map(block), turned], outputs);
    }
    return value;
  },
};

/** Computed as another expression. */
const as = (rewrite: (context: Lowering, node: ApplyNode) => Node): Operation => ({
  needs: (context, node) => bases([rewrite(context, node)]),
  emit: (context, node) => {
    const other = rewrite(context, node);
    return context.valueOrUndefined(other) ?? context.dense(other);
  },
});

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

export const spectralOperations: Readonly<Record<string, Operation>> = {
  "matrix-function": matrixFunction,
  power: matrixFunction,
  frechet,
  "singular-value-function": singularValueFunction,
  "row-gram-function": gramFunction("V"),
  "column-gram-function": gramFunction("U"),
  "eigenvalue-band": eigenvalueBand,
};
