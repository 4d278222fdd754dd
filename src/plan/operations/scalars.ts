/** Scalars of a matrix. */
import { ones, product, sum, transpose } from "../../expression/node/algebra.js";
import { construct } from "../../expression/node/construct.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../expression/node/node.js";
import type { Lowering, Operation } from "../lowering.js";
import type { OpOfBlocks } from "../../../codegen/plan/instructions.js";
import { block, number, size } from "../../../codegen/plan/values.js";
import { inverseTerms } from "../low-rank.js";
import { choleskyOf, luOf, methodOf } from "../solves.js";
import { eigenvalueForm } from "./spectral.js";
import { namesOf } from "../factors.js";
import { bases, direct, reduction } from "./common.js";
import { svdOf } from "./factorizations.js";

const trace: Operation = {
  needs: (context, node) => {
    const other = otherTrace(context, node);
    return other ? [other] : bases(node.args);
  },
  emit: (context, node) => {
    const other = otherTrace(context, node);
    if (other) return context.emitter.assign(context.scalarOf(other));
    const x = node.args[0]!;
    if (context.valueOrUndefined(x)?.storage === "diagonal")
      return context.emitter.number("sum", { A: block(context.diagonalOf(x)) });
    return context.emitter.number("trace", { A: block(context.dense(x)) });
  },
};

const otherTrace = (context: Lowering, node: ApplyNode): Node | undefined =>
  traceOfProduct(context, node) ?? traceOfSum(context, node) ?? traceOfFunction(context, node);

/** tr(AB + C) = tr(AB) + tr(C), where AB need not be computed. */
function traceOfSum(context: Lowering, node: ApplyNode): Node | undefined {
  const { store } = context;
  const x = inverseTerms(context, node.args[0]!) ?? node.args[0]!;
  if (!isApply(x, "sum") || context.valueOrUndefined(x)) return undefined;
  const parts = x.args.map((t) => {
    const scalars = isApply(t, "product") ? t.args.filter(isScalar) : [];
    const chain = isApply(t, "product") ? t.args.filter((a) => !isScalar(a)) : [t];
    return { scalars, chain };
  });
  if (!parts.some((p) => p.chain.length > 1)) return undefined;
  const terms = parts.map(({ scalars, chain }) =>
    product(store, [...scalars, construct(store, "trace", [product(store, chain)])]),
  );
  return sum(store, terms);
}

/** tr(AB) = Aᵀ : B, without the product; cut where a part has been computed, round the end, too: tr(ABC) = (CA)ᵀ : B. */
function traceOfProduct(context: Lowering, node: ApplyNode): Node | undefined {
  const x = node.args[0]!;
  if (!isApply(x, "product") || x.args.some(isScalar)) return undefined;
  const { store, emitter } = context;
  let form = emitter.choices.get(node);
  if (!form) {
    const { start, length } = longestKnown(context, x.args);
    // Of what has been computed as a whole only the diagonal is read.
    if (length === x.args.length) form = node;
    else {
      const turned = [...x.args.slice(start), ...x.args.slice(0, start)];
      const [known, rest] = [turned.slice(0, length), turned.slice(length)];
      form = construct(store, "inner-product", [transpose(store, product(store, known)), product(store, rest)]);
    }
    emitter.choices.set(node, form);
  }
  return form === node ? undefined : form;
}

/** The longest stretch of the factors of a trace that has been computed, in whichever direction it stands; else the first one. */
function longestKnown(context: Lowering, chain: readonly Node[]): { readonly start: number; readonly length: number } {
  const { cached } = context.emitter;
  const names = chain.map((a) => namesOf(context, a));
  const n = chain.length;
  for (let length = n; length > 1; length--)
    for (let start = 0; start < (length === n ? 1 : n); start++) {
      const stretch = Array.from({ length }, (_, i) => names[(start + i) % n]!);
      const [key, mirror] = [stretch.map((f) => f.key), stretch.map((f) => f.mirror).reverse()];
      if ([key, mirror].some((k) => cached.has(`product:${k.join(" ")}`))) return { start, length };
    }
  return { start: 0, length: 1 };
}

/** tr f(S) = Σ f(λᵢ) for a symmetric S. */
function traceOfFunction(context: Lowering, node: ApplyNode): Node | undefined {
  const x = node.args[0]!;
  if (context.valueOrUndefined(x)) return undefined;
  const eigenvalues = eigenvalueForm(context, x);
  return eigenvalues && construct(context.store, "trace", [eigenvalues]);
}

/** A scalar that is computed as another where there is one, else by a routine that reduces the matrix. */
const reductionOr = (
  op: OpOfBlocks,
  otherForm: (context: Lowering, node: ApplyNode) => Node | undefined,
): Operation => {
  const plain = reduction(op);
  return {
    needs: (context, node) => {
      const other = otherForm(context, node);
      return other ? [other] : plain.needs(context, node);
    },
    emit: (context, node) => {
      const other = otherForm(context, node);
      return other ? context.emitter.assign(context.scalarOf(other)) : plain.emit(context, node);
    },
  };
};

/** sum(AB) = 𝟏ᵀA B𝟏, without the product. */
function sumOfProduct(context: Lowering, node: ApplyNode): Node | undefined {
  const { store } = context;
  const x = node.args[0]!;
  if (!isApply(x, "product") || x.rows === ONE || x.cols === ONE || context.valueOrUndefined(x)) return undefined;
  if (x.args.filter((f) => !isScalar(f)).length < 2) return undefined;
  return product(store, [ones(store, { rows: ONE, cols: x.rows }), x, ones(store, { rows: x.cols, cols: ONE })]);
}

/** A : s u vᵀ = s uᵀA v, without the outer product. */
function rankOne(context: Lowering, node: ApplyNode): Node | undefined {
  const { store } = context;
  const [a, b] = node.args as [Node, Node];
  for (const [outer, other] of [
    [b, a],
    [a, b],
  ] as const) {
    if (!isApply(outer, "product")) continue;
    const chain = outer.args.filter((f) => !isScalar(f));
    const at = chain.findIndex((f, i) => i > 0 && f.rows === ONE);
    if (at < 0 || other.rows === ONE || other.cols === ONE) continue;
    const [u, v] = [product(store, chain.slice(0, at)), product(store, chain.slice(at))];
    return product(store, [...outer.args.filter(isScalar), transpose(store, u), other, transpose(store, v)]);
  }
  return undefined;
}

const innerProduct: Operation = {
  needs: (context, node) => {
    const scalarForm = rankOne(context, node);
    return scalarForm ? [scalarForm] : bases(node.args);
  },
  emit: (context, node) => {
    const scalarForm = rankOne(context, node);
    if (scalarForm) return context.emitter.assign(context.scalarOf(scalarForm));
    const [a, b] = node.args as [Node, Node];
    const turned = isApply(a, "transpose") && isApply(b, "transpose");
    const [x, y] = turned ? [a.args[0]!, b.args[0]!] : [a, b];
    return context.emitter.number("dot", { A: block(context.dense(x)), B: block(context.dense(y)) });
  },
};

const determinant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    const { factor, pivots } = luOf(context, x);
    return context.emitter.number("detLU", { LU: block(factor), pivots: block(pivots) });
  },
};

const logDeterminant: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const x = node.args[0]!;
    if (methodOf(context, x) === "cholesky")
      return context.emitter.number("logDetCholesky", { L: block(choleskyOf(context, x, "logdet")) });
    const { factor, pivots } = luOf(context, x);
    const factors = { LU: block(factor), pivots: block(pivots) };
    context.emitter.call("requirePositiveDeterminant", factors, {});
    return context.emitter.number("logAbsDetLU", factors);
  },
};

const nuclearNorm: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => context.emitter.number("sum", { A: block(svdOf(context, node.args[0]!, "Σ")) }),
};

const spectralNorm: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => context.emitter.number("greatest", { A: block(svdOf(context, node.args[0]!, "Σ")) }),
};

/** An eigenvalue by its place, 1 or n; the eigenvectors that its variation needs are computed with it. */
const eigenvalue = (placeOf: (n: Dimension) => Dimension): Operation => ({
  needs: (context, node) => [construct(context.store, "eig.Λ", node.args)],
  emit: (context, node) => {
    const [x] = node.args as [Node];
    const values = context.diagonalOf(construct(context.store, "eig.Λ", [x]));
    const [row, column] = [size(placeOf(x.rows), -1), size(ONE, -1)];
    return context.emitter.number("entryAt", { A: block(values), row, column });
  },
});

export const scalarOperations = {
  trace,
  "inner-product": innerProduct,
  "entry-sum": reductionOr("sum", sumOfProduct),
  "frobenius-norm": reduction("norm"),
  "nuclear-norm": nuclearNorm,
  "spectral-norm": spectralNorm,
  "largest-eigenvalue": eigenvalue((n) => n),
  "smallest-eigenvalue": eigenvalue(() => ONE),
  "largest-entry": reduction("greatest"),
  "smallest-entry": reduction("least"),
  "place-of-largest": direct("argmax"),
  "row-maxima": direct("rowMaxima"),
  "places-of-row-maxima": direct("argmaxRows"),
  determinant,
  adjugate: direct("adjugate"),
  "adjugate-variation": direct("adjugateVariation"),
  "log-determinant": logDeterminant,
  "log-sum-exp": reduction("logSumExpOfVector"),
  "log-sum-exp-rows": direct("logSumExp"),
  infinity: { needs: () => [], emit: (context) => context.emitter.assign(number(Infinity)) },
  "circle-constant": { needs: () => [], emit: (context) => context.emitter.assign(number(Math.PI), "pi") },
} satisfies Readonly<Record<string, Operation>>;
