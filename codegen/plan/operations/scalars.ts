/** Scalars of a matrix. */
import { product, transpose } from "../../../src/expression/algebra.js";
import { construct } from "../../../src/expression/construct.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../../src/expression/node.js";
import type { Lowering, Operation } from "../lowering.js";
import { block, number } from "../program.js";
import { choleskyOf, luOf, methodOf } from "../solves.js";
import { bases, direct, reduction } from "./common.js";
import { svdOf } from "./factorizations.js";

const trace: Operation = {
  needs: (context, node) => {
    const split = traceOfProduct(context, node);
    return split ? [split] : bases(node.args);
  },
  emit: (context, node) => {
    const split = traceOfProduct(context, node);
    if (split) return context.valueOf(split);
    const x = node.args[0]!;
    if (context.valueOrUndefined(x)?.storage === "diagonal")
      return context.emitter.number("sum", [block(context.diagonalOf(x))]);
    return context.emitter.number("trace", [block(context.dense(x))]);
  },
};

/** tr(AB) = Aᵀ : B, without the product. */
function traceOfProduct(context: Lowering, node: ApplyNode): Node | undefined {
  const x = node.args[0]!;
  if (!isApply(x, "product") || x.args.some(isScalar)) return undefined;
  const first = transpose(context.store, x.args[0]!);
  return construct(context.store, "inner-product", [first, product(context.store, x.args.slice(1))]);
}

const innerProduct: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const [a, b] = node.args as [Node, Node];
    const turned = isApply(a, "transpose") && isApply(b, "transpose");
    const [x, y] = turned ? [a.args[0]!, b.args[0]!] : [a, b];
    return context.emitter.number("dot", [block(context.dense(x)), block(context.dense(y))]);
  },
};

const determinant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    const { factor, pivots } = luOf(context, x);
    return context.emitter.number("detLU", [block(factor), block(pivots)]);
  },
};

const logDeterminant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    if (methodOf(context, x) === "cholesky")
      return context.emitter.number("logDetCholesky", [block(choleskyOf(context, x))]);
    const { factor, pivots } = luOf(context, x);
    context.emitter.call("requirePositiveDeterminant", [block(factor), block(pivots)]);
    return context.emitter.number("logAbsDetLU", [block(factor), block(pivots)]);
  },
};

const nuclearNorm: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => context.emitter.number("sum", [block(svdOf(context, node.args[0]!, "Σ"))]),
};

const spectralNorm: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => context.emitter.number("greatest", [block(svdOf(context, node.args[0]!, "Σ"))]),
};

export const scalarOperations: Readonly<Record<string, Operation>> = {
  trace,
  "inner-product": innerProduct,
  "entry-sum": reduction("sum"),
  "frobenius-norm": reduction("norm"),
  "nuclear-norm": nuclearNorm,
  "spectral-norm": spectralNorm,
  "largest-entry": reduction("greatest"),
  "smallest-entry": reduction("least"),
  "place-of-largest": direct("argmax"),
  determinant,
  adjugate: direct("adjugate"),
  "log-determinant": logDeterminant,
  "log-sum-exp": reduction("logSumExpOfVector"),
  "log-sum-exp-rows": direct("logSumExp"),
  "circle-constant": { needs: () => [], emit: (context) => context.emitter.assign(number(Math.PI), "pi") },
};
