/**
 * Products of matrices in their cheapest order: transposes as flags, inverses as solves, diagonals as scalings, symmetric
 * products at half the work, sums of low rank term by term. Partial products are shared between chains.
 */
import { isIdentity, transpose } from "../expression/node/algebra.js";
import { ONE, type Dimension } from "../../codegen/plan/sizes.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../expression/node/node.js";
import { factorOf, factorOperand, isVector, operatorOf, operatorTerms, type Factor } from "./factors.js";
import { isConstant, type Lowering } from "./lowering.js";
import { cheapestOrder, stretchKey } from "./order.js";
import type { Flag } from "../../codegen/plan/instructions.js";
import {
  block,
  coefficientOf,
  number,
  scalar,
  type Condition,
  type Scalar,
  type Value,
} from "../../codegen/plan/values.js";
import { scalarFactors, stepwise } from "./scalar-factors.js";
import { adjugateLeft, adjugateRight, emitInverse, halfSolve, solveLeft, solveRight } from "./solves.js";

export function productNeeds(context: Lowering, node: ApplyNode): Node[] {
  const chain = node.args.filter((a) => !isScalar(a));
  const operator = operatorOf(context, chain);
  const direct = [
    ...stepwise(context.store, node.args.filter(isScalar)),
    ...chain.filter((a) => a !== operator).map((a) => factorOperand(context, a).base),
  ];
  const terms = operator ? operatorTerms(context, factorOperand(context, operator).base) : [];
  const indirect = terms.flatMap((t) => [...t.scalars, ...t.chain.map((a) => factorOperand(context, a).base)]);
  return [...direct, ...indirect].filter((a) => !isConstant(a));
}

export function emitProduct(context: Lowering, node: ApplyNode): Value {
  const scalars = scalarFactors(context, node.args.filter(isScalar));
  const chain = node.args.filter((a) => !isScalar(a));
  if (chain.length === 0) return context.emitter.assign({ kind: "product", args: scalars });
  const operator = operatorOf(context, chain);
  const factors = chain.map((a) => factorOf(context, a, operator));
  const alpha = coefficientOf(scalars);
  const result =
    factors.length === 1
      ? scaled(context, factors[0]!, alpha ?? number(1))
      : chainProduct(context, factors, alpha, context.has(node, "symmetric"));
  return straight(context, result);
}

/** α F₁ F₂ … in the cheapest order. */
function chainProduct(
  context: Lowering,
  factors: readonly Factor[],
  alpha: Scalar | undefined,
  symmetric: boolean,
): Factor {
  const { cached } = context.emitter;
  const order = cheapestOrder(context, factors);
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
  const result = multiply(context, left, right, alpha, symmetric);
  if (!alpha) context.emitter.cached.set(`product:${result.transposed ? mirror : key}`, result.value!);
  return { ...result, key, mirror };
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

/** s·F. */
function scaled(context: Lowering, factor: Factor, s: Scalar): Factor {
  const { emitter } = context;
  const source = factor.value && factor.form !== "inverse" ? factor.value : materialized(context, factor);
  if (source.storage === "scalar") {
    const value = emitter.assign({ kind: "product", args: [s, { kind: "value", value: source }] });
    return { ...factor, form: "matrix", value };
  }
  const value = emitter.into("scale", { s: scalar(s), A: block(source) }, emitter.value(source.storage, source));
  const transposed = factor.value === source && factor.transposed;
  return { ...factor, form: source.storage === "diagonal" ? "diagonal" : "matrix", value, transposed };
}

/** The value of a factor as it is, not transposed. */
const straight = (context: Lowering, f: Factor): Value =>
  f.form === "diagonal" || f.value?.storage === "scalar" ? f.value! : materialized(context, f);

/** The factor as a block that is read straight. */
function materialized(context: Lowering, f: Factor): Value {
  const { emitter } = context;
  if (f.form === "ones") {
    return emitter.once(`ones:${f.rows.key}×${f.cols.key}`, () =>
      emitter.into("fill", { c: scalar(number(1)) }, emitter.matrix(f)),
    );
  }
  if (f.form === "inverse") {
    const inverse = emitter.once(`inverse:${f.node!.id}`, () => emitInverse(context, f.node!));
    const form = inverse.storage === "diagonal" ? "diagonal" : "matrix";
    return materialized(context, { ...f, form, value: inverse });
  }
  if (f.form === "adjugate") {
    const value = emitter.once(`written adjugate:${f.node!.id}`, () =>
      emitter.into("adjugate", { A: block(context.dense(f.node!)) }, emitter.matrix(f)),
    );
    return materialized(context, { ...f, form: "matrix", value });
  }
  if (f.form === "diagonal") return context.spreadOut(f.value!, f);
  if (!f.transposed) return f.value!;
  if (isVector(f)) return { ...f.value!, rows: f.rows, cols: f.cols };
  return emitter.once(`transpose:${f.value!.id}`, () =>
    emitter.into("transpose", { A: block(f.value!) }, emitter.matrix(f)),
  );
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

const turns = (a: boolean, b: boolean): Flag<"product">[] => [
  ...(a ? ["transposeA" as const] : []),
  ...(b ? ["transposeB" as const] : []),
];

/** s A, or A without an s. */
function times({ emitter }: Lowering, s: Scalar | undefined, A: Value): Value {
  return s ? emitter.into("scale", { s: scalar(s), A: block(A) }, emitter.value(A.storage, A)) : A;
}

const mirrorOf = (f: Factor): Factor =>
  ({
    ...f,
    key: f.mirror,
    mirror: f.key,
    rows: f.cols,
    cols: f.rows,
    transposed: f.form === "diagonal" || f.form === "ones" ? false : !f.transposed,
    ...(f.form === "ones" ? { node: undefined } : {}),
  }) as Factor;

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
  const { emitter } = context;
  const shape = { rows: left.rows, cols: right.cols };
  const result = (value: Value, transposed = false): Factor => {
    const form = value.storage === "diagonal" ? "diagonal" : "matrix";
    return { key: "", mirror: "", ...shape, form, value, transposed };
  };
  const rescale = (value: Value, transposed = false): Factor => {
    if (!alpha) return result(value, transposed);
    if (value.storage === "scalar") {
      return result(emitter.assign({ kind: "product", args: [alpha, { kind: "value", value }] }));
    }
    return result(times(context, alpha, value), transposed);
  };
  const scaleRows = (d: Value, A: Value, turned: boolean): Factor => {
    const value = emitter.matrix(turned ? { rows: shape.cols, cols: shape.rows } : shape);
    return rescale(emitter.into("scaleRows", { d: block(d), A: block(A) }, value), turned);
  };
  const scaleColumns = (A: Value, d: Value, turned: boolean): Factor => {
    const value = emitter.matrix(turned ? { rows: shape.cols, cols: shape.rows } : shape);
    return rescale(emitter.into("scaleColumns", { A: block(A), d: block(d) }, value), turned);
  };
  if (left.form === "operator" || right.form === "operator") {
    const [operator, operand, side] =
      left.form === "operator" ? ([left, right, "left"] as const) : ([right, left, "right"] as const);
    // What stands transposed is read from the other side.
    if (operand.form !== "matrix" || !operand.transposed || isVector(operand))
      return result(applied(context, operator, operand, side, alpha));
    const other = side === "left" ? "right" : "left";
    return result(applied(context, mirrorOf(operator), mirrorOf(operand), other, alpha), true);
  }
  if (left.form === "diagonal" && right.form === "diagonal") {
    const takes = { A: block(left.value!), B: block(right.value!) };
    return rescale(emitter.into("multiply", takes, emitter.diagonal(left.rows)));
  }
  if (left.form === "inverse")
    return rescale(solveLeft(context, left.node!, left.transposed, materialized(context, right), shape));
  if (right.form === "inverse") {
    const source = (): Value => materialized(context, left);
    return rescale(solveRight(context, right.node!, right.transposed, source, shape, left.key));
  }
  if (left.form === "adjugate")
    return rescale(adjugateLeft(context, left.node!, left.transposed, materialized(context, right), shape));
  if (right.form === "adjugate")
    return rescale(adjugateRight(context, right.node!, right.transposed, materialized(context, left), shape));
  if (left.form === "diagonal" && right.form === "matrix" && right.transposed && !isVector(right))
    return scaleColumns(right.value!, left.value!, true);
  if (right.form === "diagonal" && left.form === "matrix" && left.transposed && !isVector(left))
    return scaleRows(right.value!, left.value!, true);
  if (left.form === "diagonal") return scaleRows(left.value!, materialized(context, right), false);
  if (right.form === "diagonal") return scaleColumns(materialized(context, left), right.value!, false);
  if (left.rows === ONE && right.cols === ONE) return rescale(innerProduct(context, left, right));
  if (right.form === "ones" && right.cols === ONE && left.form === "matrix") {
    const sums = left.transposed ? "columnSums" : "rowSums";
    return rescale(emitter.into(sums, { A: block(left.value!) }, emitter.matrix(shape)));
  }
  return result(blockProduct(context, left, right, alpha, symmetric, shape));
}

function innerProduct(context: Lowering, left: Factor, right: Factor): Value {
  const { emitter } = context;
  if (left.form === "ones" || right.form === "ones") {
    return emitter.number("sum", { A: block(materialized(context, left.form === "ones" ? right : left)) });
  }
  return emitter.number("dot", { A: block(asColumn(left.value!)), B: block(asColumn(right.value!)) });
}

/** A row or column read as a column. */
const asColumn = (v: Value): Value => (v.cols === ONE ? v : { ...v, rows: v.cols, cols: ONE });

/** The general case: gram, symmetric and plain products with flags. */
function blockProduct(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  symmetric: boolean,
  shape: { rows: Dimension; cols: Dimension },
): Value {
  const { emitter } = context;
  const [a, b] = [left, right].map((f) => (f.form === "ones" ? materialized(context, f) : f.value!)) as [Value, Value];
  const value = emitter.matrix(shape);
  if (left.cols === ONE && right.rows === ONE) {
    const takes = { x: block(asColumn(a)), y: block(asColumn(b)) };
    return times(context, alpha, emitter.into("outer", takes, value));
  }
  if (a === b && left.transposed !== right.transposed && left.rows === right.cols) {
    const turned = left.transposed ? (["transposeA"] as const) : [];
    return times(context, alpha, emitter.into("gram", { A: block(a) }, value, turned));
  }
  const turned = turns(left.transposed, isTurned(right, b));
  const op = symmetric ? "symmetricProduct" : "product";
  return times(context, alpha, emitter.into(op, { A: block(a), B: block(b) }, value, turned));
}

/** Whether the right factor is read transposed; a column that stands in memory as a row is read as it is. */
const isTurned = (right: Factor, b: Value): boolean => (right.cols === ONE ? b.cols !== ONE : right.transposed);

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
  return appliedTerms(context, operator, operand, side, alpha);
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
  const coefficient = (scalars: readonly Node[]): Scalar =>
    coefficientOf([...(alpha ? [alpha] : []), ...scalarFactors(context, scalars)]) ?? number(1);
  const multiples = terms.filter((term) => term.chain.every(isIdentity)).map((term) => coefficient(term.scalars));
  const c: Scalar = multiples.length === 1 ? multiples[0]! : { kind: "sum", args: multiples };
  let value = times(context, c.kind === "number" && c.value === 1 ? undefined : c, source);
  for (const term of terms) {
    if (term.chain.every(isIdentity)) continue;
    const factors = term.chain.map((a) => factorOf(context, a, undefined));
    const chain = operator.transposed ? factors.map(mirrorOf).reverse() : factors;
    value = accumulate(
      context,
      side === "left" ? [...chain, t] : [t, ...chain],
      side,
      coefficient(term.scalars),
      value,
    );
  }
  return value;
}

/** B + s F₁ … F_k, where the last product is by the first factor, or by the last one. */
function accumulate(context: Lowering, chain: readonly Factor[], side: "left" | "right", s: Scalar, B: Value): Value {
  const { emitter } = context;
  const [left, right] = lastProduct(context, chain, side);
  if (left.value?.storage === "scalar") return addMultiple(context, s, left.value, right, B);
  if (right.value?.storage === "scalar") return addMultiple(context, s, right.value, left, B);
  const fresh = emitter.matrix(B);
  if (left.form === "ones" && left.cols === ONE)
    return emitter.into("addRow", { s: scalar(s), y: block(asColumn(right.value!)), A: block(B) }, fresh);
  if (right.form === "ones" && right.rows === ONE)
    return emitter.into("addColumn", { s: scalar(s), x: block(asColumn(left.value!)), A: block(B) }, fresh);
  const [a, b] = [asMatrix(context, left), asMatrix(context, right)];
  const product = emitter.matrix({ rows: a.rows, cols: b.cols });
  if (a.cols === ONE) emitter.into("outer", { x: block(asColumn(a.value!)), y: block(asColumn(b.value!)) }, product);
  else {
    const turned = turns(a.transposed, isTurned(b, b.value!));
    emitter.into("product", { A: block(a.value!), B: block(b.value!) }, product, turned);
  }
  return emitter.into("axpy", { s: scalar(s), A: block(product), B: block(B) }, fresh);
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

const asMatrix = (context: Lowering, f: Factor): Factor =>
  f.form === "matrix" ? f : { ...f, form: "matrix", value: materialized(context, f), transposed: false };

/** The chain as one matrix if it has been computed. */
function chainKnown(context: Lowering, chain: readonly Factor[]): Factor | undefined {
  const stretch = stretchKey(chain, 0, chain.length - 1);
  return knownProduct(context, chain[0]!.rows, chain[chain.length - 1]!.cols, stretch, stretch);
}

/** Whether an expression is computed by matrix products. */
export const isMatrixProduct = (node: Node): boolean =>
  isApply(node, "product") && node.args.filter((a) => !isScalar(a)).length > 1;
