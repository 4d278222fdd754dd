/**
 * Products of matrices in their cheapest order: transposes as flags, inverses as solves, diagonals as scalings, symmetric
 * products at half the work, sums of low rank term by term. Partial products are shared between chains.
 */
import { isIdentity, product, transpose } from "../expression/node/algebra.js";
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";
import {
  asColumn,
  asMatrix,
  isTurned,
  materialized,
  mirrorOf,
  scaled,
  straight,
  times,
  turns,
} from "./factor-values.js";
import { factorOf, factorOperand, isResidual, isVector, operatorsOf, operatorTerms, type Factor } from "./factors.js";
import { isConstant, type Lowering } from "./lowering.js";
import { cheapestOrder, stretchKey } from "./order.js";
import {
  block,
  coefficientOf,
  number,
  scalar,
  type Condition,
  type Scalar,
  type Value,
} from "../../codegen/plan/values.js";
import { withoutInverses } from "./low-rank.js";
import { productOfTwo, resultOf } from "./product-of-two.js";
import { withRowSums } from "./row-sums.js";
import { scalarFactors, stepwise } from "./scalar-factors.js";
import { halfSolve } from "./solves.js";

/** The matrices of a product, as they are multiplied. */
const chainOf = (context: Lowering, node: ApplyNode): readonly Node[] =>
  withoutInverses(
    context,
    withRowSums(
      context,
      node.args.filter((a) => !isScalar(a)),
    ),
  );

/** What pushing a vector through an inverse leaves in front. */
const scalarsOf = (context: Lowering, node: ApplyNode): Node[] => [
  ...node.args.filter(isScalar),
  ...chainOf(context, node).filter(isScalar),
];

export function productNeeds(context: Lowering, node: ApplyNode): Node[] {
  const chain = chainOf(context, node).filter((a) => !isScalar(a));
  const operators = operatorsOf(context, chain);
  const direct = [
    ...stepwise(context.store, scalarsOf(context, node)),
    ...chain.filter((a) => !operators.has(a)).map((a) => factorOperand(context, a).base),
  ];
  const terms = [...operators].flatMap((f) => operatorTerms(context, factorOperand(context, f).base));
  const indirect = terms.flatMap((t) => [...t.scalars, ...t.chain.map((a) => factorOperand(context, a).base)]);
  return [...direct, ...indirect].filter((a) => !isConstant(a));
}

export function emitProduct(context: Lowering, node: ApplyNode): Value {
  const chain = chainOf(context, node).filter((a) => !isScalar(a));
  const scalars = scalarFactors(context, scalarsOf(context, node), chain);
  if (chain.length === 0) return context.emitter.assign({ kind: "product", args: scalars });
  const operators = operatorsOf(context, chain);
  const factors = chain.map((a) => factorOf(context, a, operators));
  const alpha = coefficientOf(scalars);
  const result =
    factors.length === 1
      ? scaled(context, factors[0]!, alpha ?? number(1))
      : chainProduct(context, factors, alpha, context.has(node, "symmetric"), isWritten(context, chain));
  return straight(context, result);
}

/** Whether factors i to j stand in the program as a product of their own, as they are or transposed. */
const isWritten =
  ({ store }: Lowering, chain: readonly Node[]) =>
  (i: number, j: number): boolean => {
    const stretch = product(store, chain.slice(i, j + 1));
    return store.written.has(stretch) || store.written.has(transpose(store, stretch));
  };

/** α F₁ F₂ … in the cheapest order. */
function chainProduct(
  context: Lowering,
  factors: readonly Factor[],
  alpha: Scalar | undefined,
  symmetric: boolean,
  written?: (i: number, j: number) => boolean,
): Factor {
  const { cached } = context.emitter;
  const order = cheapestOrder(context, factors, written);
  const build = (i: number, j: number, s?: Scalar, isSymmetric = false): Factor => {
    if (i === j) return factors[i]!;
    // What is known already needs none of its parts.
    const [key, mirror] = [stretchKey(factors, i, j), mirroredKey(factors, i, j)];
    const ready = knownProduct(context, factors[i]!.rows, factors[j]!.cols, key, mirror);
    if (ready) return s ? scaled(context, ready, s) : ready;
    const step = order.step(i, j);
    if (step.how === "mirrored") {
      const half = (i + j - 1) >> 1;
      const middle = (j - i) % 2 === 0 ? factors[half + 1] : undefined;
      const value = mirrored(context, build(i, half), middle, s);
      if (!s) cached.set(`product:${key}`, value);
      return { key, mirror: key, rows: value.rows, cols: value.rows, form: "matrix", value, transposed: false };
    }
    const { at } = step;
    if (s && factors[i]!.form === "operator" && i === at && at + 1 < j) {
      return multiply(context, factors[i]!, apart(build(at + 1, j, s)), undefined, false);
    }
    if (s && factors[j]!.form === "operator" && i < at && at + 1 === j) {
      return multiply(context, apart(build(i, at, s)), factors[j]!, undefined, false);
    }
    return partial(context, build(i, at), build(at + 1, j), s, isSymmetric);
  };
  return build(0, factors.length - 1, alpha, symmetric);
}

/** A multiple of a product, which is not to be taken for the product. An operator is applied to it at no further cost. */
const apart = (f: Factor): Factor => ({ ...f, key: `scaled${f.value!.id}`, mirror: `tscaled${f.value!.id}` });

/** The key of the transpose of factors i to j. */
const mirroredKey = (factors: readonly Factor[], i: number, j: number): string =>
  factors
    .slice(i, j + 1)
    .map((f) => f.mirror)
    .reverse()
    .join(" ");

/** α·left·right, computed once if there is no α. */
function partial(context: Lowering, left: Factor, right: Factor, alpha?: Scalar, symmetric = false): Factor {
  const [key, mirror] = [`${left.key} ${right.key}`, `${right.mirror} ${left.mirror}`];
  const known = knownProduct(context, left.rows, right.cols, key, mirror);
  if (known) return alpha ? scaled(context, known, alpha) : known;
  // Without its multiple a product is found again; a pass of a kernel writes the multiple where that is all there is.
  const isApplied = left.form === "operator" || right.form === "operator";
  const result = multiply(context, left, right, isApplied ? alpha : undefined, symmetric);
  if (isApplied && alpha) return { ...result, key, mirror };
  context.emitter.cached.set(`product:${result.transposed ? mirror : key}`, result.value!);
  const product = { ...result, key, mirror };
  return alpha ? scaled(context, product, alpha) : product;
}

function knownProduct(
  context: Lowering,
  rows: Dimension,
  cols: Dimension,
  key: string,
  mirror: string,
): Factor | undefined {
  const { cached } = context.emitter;
  const straightValue = cached.get(`product:${key}`);
  const value = straightValue ?? cached.get(`product:${mirror}`);
  if (!value) return undefined;
  const form = value.storage === "diagonal" ? "diagonal" : "matrix";
  return { key, mirror, rows, cols, form, value, transposed: straightValue === undefined && form === "matrix" };
}

/** W M Wᵀ or, without M, W Wᵀ. */
function mirrored(context: Lowering, w: Factor, middle: Factor | undefined, alpha: Scalar | undefined): Value {
  const { emitter } = context;
  const value = emitter.matrix({ rows: w.rows, cols: w.rows });
  if (!middle || middle.form === "inverse") {
    const half = middle ? halfSolve(context, middle.node!, w.key, () => materialized(context, w), w) : undefined;
    const [source, transposed] = half ? [half, false] : [w.value!, w.transposed];
    if (w.cols === ONE && !half) {
      const x = block(asColumn(source));
      return times(context, alpha, emitter.into("outer", { x, y: x }, value));
    }
    const turned = transposed ? (["transposeA"] as const) : [];
    return times(context, alpha, emitter.into("gram", { A: block(source) }, value, turned));
  }
  const left = partial(context, w, middle);
  const turned = turns(left.transposed, !w.transposed);
  const takes = { A: block(left.value!), B: block(w.value!) };
  return times(context, alpha, emitter.into("symmetricProduct", takes, value, turned));
}

/** α·left·right; `symmetric` if the product is known to be. The result may stand transposed in memory. */
function multiply(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  symmetric: boolean,
): Factor {
  // Rows are computed as columns, so that xᵀA and Aᵀx are one product.
  if (left.rows === ONE && right.cols !== ONE) {
    const turned = multiply(context, mirrorOf(right), mirrorOf(left), alpha, false);
    return { ...mirrorOf(turned), rows: left.rows, cols: right.cols };
  }
  if (left.form === "operator") return operatorProduct(context, left, right, "left", alpha);
  if (right.form === "operator") return operatorProduct(context, right, left, "right", alpha);
  return productOfTwo(context, left, right, alpha, symmetric);
}

/** α times an operator and its operand. What stands transposed is read from the other side. */
function operatorProduct(
  context: Lowering,
  operator: Factor,
  operand: Factor,
  side: "left" | "right",
  alpha: Scalar | undefined,
): Factor {
  const shape =
    side === "left" ? { rows: operator.rows, cols: operand.cols } : { rows: operand.rows, cols: operator.cols };
  if (operand.form !== "matrix" || !operand.transposed || isVector(operand))
    return resultOf(applied(context, operator, operand, side, alpha), shape);
  const other = side === "left" ? "right" : "left";
  return resultOf(applied(context, mirrorOf(operator), mirrorOf(operand), other, alpha), shape, true);
}

/** α (c I + Σ …) T, or α T (c I + Σ …) with the operator on the right; the terms are added one after the other. */
function applied(
  context: Lowering,
  operator: Factor,
  operand: Factor,
  side: "left" | "right",
  alpha: Scalar | undefined,
): Value {
  const { emitter } = context;
  const complement = complementCondition(context, operator);
  if (complement) return emitter.under(complement, () => appliedTerms(context, operator, operand, side, alpha));
  const once = appliedTerms(context, operator, operand, side, alpha);
  if (!isResidual(operator.node!)) return once;
  // What rounding leaves in the range is as large as the condition: the second time removes it.
  return appliedTerms(context, operator, apart({ ...resultOf(once, operand), node: operator.node! }), side, undefined);
}

/** I − WWᵀ with orthonormal columns of W is zero where W is square. */
function complementCondition(context: Lowering, operator: Factor): Condition | undefined {
  const { store } = context;
  const [one, rest] = (operator.node as ApplyNode).args.flatMap((term) => (isIdentity(term) ? [] : [term]));
  if (!one || rest || (operator.node as ApplyNode).args.length !== 2 || !isApply(one, "product")) return undefined;
  const [minus, w, wT, more] = one.args;
  if (!w || !wT || more || minus!.kind !== "number" || !minus!.value.equals(-1)) return undefined;
  if (wT !== transpose(store, w) || !context.has(w, "orthonormal") || w.rows === w.cols) return undefined;
  return { left: w.rows, right: w.cols, equal: false };
}

function appliedTerms(
  context: Lowering,
  operator: Factor,
  operand: Factor,
  side: "left" | "right",
  alpha: Scalar | undefined,
): Value {
  const source = operand.form === "matrix" && !operand.transposed ? operand.value! : materialized(context, operand);
  const t: Factor = { ...operand, form: "matrix", value: source, transposed: false };
  const terms = operatorTerms(context, operator.node!);
  const coefficient = ({ scalars, chain }: (typeof terms)[number]): Scalar =>
    coefficientOf([...(alpha ? [alpha] : []), ...scalarFactors(context, scalars, chain)]) ?? number(1);
  const isDiagonal = ({ chain }: (typeof terms)[number]): boolean =>
    chain.length === 1 && context.has(chain[0]!, "diagonal");
  const multiples = terms.filter((term) => term.chain.every(isIdentity)).map((term) => coefficient(term));
  const c: Scalar = multiples.length === 1 ? multiples[0]! : { kind: "sum", args: multiples };
  // The multiple and the first product are added in one pass.
  let [value, multiple]: [Value, Scalar | undefined] = [source, c.kind === "number" && c.value === 1 ? undefined : c];
  const scaling = multiples.length === 0 ? terms.find(isDiagonal) : undefined;
  if (scaling) {
    const d = factorOf(context, scaling.chain[0]!);
    const product = chainProduct(context, side === "left" ? [d, t] : [t, d], coefficient(scaling), false);
    [value, multiple] = [materialized(context, product), undefined];
  }
  for (const term of terms) {
    if (term.chain.every(isIdentity) || term === scaling) continue;
    const factors = term.chain.map((a) => factorOf(context, a));
    const chain = operator.transposed ? factors.map(mirrorOf).reverse() : factors;
    value = accumulate(context, side === "left" ? [...chain, t] : [t, ...chain], side, coefficient(term), {
      value,
      multiple,
    });
    multiple = undefined;
  }
  return times(context, multiple, value);
}

/** A block c B to which something is added. */
interface Onto {
  readonly value: Value;
  readonly multiple: Scalar | undefined;
}

/** c B + s F₁ … F_k, where the last product is by the first factor, or by the last one. */
function accumulate(context: Lowering, chain: readonly Factor[], side: "left" | "right", s: Scalar, onto: Onto): Value {
  const { emitter } = context;
  const { value: source, multiple } = onto;
  const whole = (): Value => times(context, multiple, source);
  if (chain[side === "left" ? 0 : chain.length - 1]!.form === "diagonal") {
    const A = block(materialized(context, chainProduct(context, chain, undefined, false)));
    return emitter.into("axpy", { s: scalar(s), A, B: block(whole()) }, emitter.matrix(source));
  }
  const [left, right] = lastProduct(context, chain, side);
  if (left.value?.storage === "scalar") return addMultiple(context, s, left.value, right, whole());
  if (right.value?.storage === "scalar") return addMultiple(context, s, right.value, left, whole());
  const fresh = (): Value => emitter.matrix(source);
  if (left.form === "ones" && left.cols === ONE)
    return emitter.into("addRow", { s: scalar(s), y: block(asColumn(right.value!)), A: block(whole()) }, fresh());
  if (right.form === "ones" && right.rows === ONE)
    return emitter.into("addColumn", { s: scalar(s), x: block(asColumn(left.value!)), A: block(whole()) }, fresh());
  const [a, b] = [asMatrix(context, left), asMatrix(context, right)];
  const product = emitter.matrix({ rows: a.rows, cols: b.cols });
  if (a.cols === ONE) emitter.into("outer", { x: block(asColumn(a.value!)), y: block(asColumn(b.value!)) }, product);
  else {
    const turned = turns(a.transposed, isTurned(b, b.value!));
    emitter.into("product", { A: block(a.value!), B: block(b.value!) }, product, turned);
  }
  if (!multiple) return emitter.into("axpy", { s: scalar(s), A: block(product), B: block(source) }, fresh());
  return emitter.into("combine", { s: scalar(multiple), A: block(source), t: scalar(s), B: block(product) }, fresh());
}

/** B + s t v with a vector v, which an inner product t leaves of a chain. */
function addMultiple(context: Lowering, s: Scalar, t: Value, v: Factor, B: Value): Value {
  const { emitter } = context;
  const factor = scalar(coefficientOf([s, { kind: "value", value: t }])!);
  const target = block(asColumn(B));
  const result = emitter.matrix(asColumn(B));
  const sum =
    v.form === "ones"
      ? emitter.into("addScalar", { s: factor, A: target }, result)
      : emitter.into("axpy", { s: factor, A: block(asColumn(materialized(context, v))), B: target }, result);
  return { ...sum, rows: B.rows, cols: B.cols };
}

/** The two factors of the last product; a term that has been computed is one of them. */
function lastProduct(context: Lowering, chain: readonly Factor[], side: "left" | "right"): readonly [Factor, Factor] {
  const join = (stretch: readonly Factor[]): Factor =>
    stretch.length === 1 ? stretch[0]! : chainProduct(context, stretch, undefined, false);
  if (side === "left") {
    const term = chainKnown(context, chain.slice(0, -1));
    return term ? [term, chain[chain.length - 1]!] : [chain[0]!, join(chain.slice(1))];
  }
  const term = chainKnown(context, chain.slice(1));
  return term ? [chain[0]!, term] : [join(chain.slice(0, -1)), chain[chain.length - 1]!];
}

/** The chain as one matrix if it has been computed. */
function chainKnown(context: Lowering, chain: readonly Factor[]): Factor | undefined {
  const stretch = stretchKey(chain, 0, chain.length - 1);
  return knownProduct(context, chain[0]!.rows, chain[chain.length - 1]!.cols, stretch, stretch);
}

/** Whether an expression is computed by matrix products. */
export const isMatrixProduct = (node: Node): boolean =>
  isApply(node, "product") && node.args.filter((a) => !isScalar(a)).length > 1;
