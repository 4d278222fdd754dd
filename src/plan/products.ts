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
import {
  block,
  coefficientOf,
  flags,
  number,
  scalar,
  type Argument,
  type Condition,
  type Scalar,
  type Value,
} from "../../codegen/plan/program.js";
import { adjugateLeft, adjugateRight, emitInverse, halfSolve, solveLeft, solveRight } from "./solves.js";

export function productNeeds(context: Lowering, node: ApplyNode): Node[] {
  const chain = node.args.filter((a) => !isScalar(a));
  const operator = operatorOf(context, chain);
  const direct = [
    ...node.args.filter(isScalar),
    ...chain.filter((a) => a !== operator).map((a) => factorOperand(context, a).base),
  ];
  const terms = operator ? operatorTerms(factorOperand(context, operator).base) : [];
  const indirect = terms.flatMap((t) => [...t.scalars, ...t.chain.map((a) => factorOperand(context, a).base)]);
  return [...direct, ...indirect].filter((a) => !isConstant(a));
}

export function emitProduct(context: Lowering, node: ApplyNode): Value {
  const scalars = node.args.filter(isScalar).map((s) => context.scalarOf(s));
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
  const value = emitter.value(source.storage, source);
  emitter.call("scale", [scalar(s), block(source), block(value)], [value]);
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
    return emitter.once(`ones:${f.rows.key}×${f.cols.key}`, () => {
      const value = emitter.matrix(f);
      emitter.call("fill", [scalar(number(1)), block(value)], [value]);
      return value;
    });
  }
  if (f.form === "inverse") {
    const inverse = emitter.once(`inverse:${f.node!.id}`, () => emitInverse(context, f.node!));
    const form = inverse.storage === "diagonal" ? "diagonal" : "matrix";
    return materialized(context, { ...f, form, value: inverse });
  }
  if (f.form === "adjugate") {
    const value = emitter.once(`written adjugate:${f.node!.id}`, () => {
      const adjugate = emitter.matrix(f);
      emitter.call("adjugate", [block(context.dense(f.node!)), block(adjugate)], [adjugate]);
      return adjugate;
    });
    return materialized(context, { ...f, form: "matrix", value });
  }
  if (f.form === "diagonal") return context.spreadOut(f.value!, f);
  if (!f.transposed) return f.value!;
  if (isVector(f)) return { ...f.value!, rows: f.rows, cols: f.cols };
  return emitter.once(`transpose:${f.value!.id}`, () => {
    const value = emitter.matrix(f);
    emitter.call("transpose", [block(f.value!), block(value)], [value]);
    return value;
  });
}

/** W M Wᵀ or, without M, W Wᵀ. */
function mirrored(context: Lowering, w: Factor, middle: Factor | undefined, alpha: Scalar | undefined): Value {
  const { emitter } = context;
  const value = emitter.matrix({ rows: w.rows, cols: w.rows });
  const factor = alpha ? [scalar(alpha)] : [];
  if (!middle || middle.form === "inverse") {
    const half = middle ? halfSolve(context, middle.node!, w.key, () => materialized(context, w), w) : undefined;
    const [source, transposed] = half ? [half, false] : [w.value!, w.transposed];
    if (w.cols === ONE && !half) {
      emitter.call("outer", [block(asColumn(source)), block(asColumn(source)), block(value), ...factor], [value]);
      return value;
    }
    emitter.call(
      "gram",
      [block(source), block(value), flags(...(transposed ? ["TransposeA"] : [])), ...factor],
      [value],
    );
    return value;
  }
  const left = partial(context, w, middle);
  const turned = flags(...(left.transposed ? ["TransposeA"] : []), ...(w.transposed ? [] : ["TransposeB"]));
  const operands = [block(left.value!), block(w.value!)];
  emitter.call("symmetricProduct", [...operands, block(value), turned, ...factor], [value]);
  return value;
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
    if (!alpha) return result(value);
    if (value.storage === "scalar") {
      return result(emitter.assign({ kind: "product", args: [alpha, { kind: "value", value }] }));
    }
    emitter.call("scale", [scalar(alpha), block(value), block(value)], [value]);
    return result(value, transposed);
  };
  const into = (
    routine: string,
    args: readonly Argument[],
    value = emitter.matrix(shape),
    transposed = false,
  ): Factor => {
    emitter.call(routine, [...args, block(value)], [value]);
    return alpha ? { ...rescale(value), transposed } : result(value, transposed);
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
    return into("multiply", [block(left.value!), block(right.value!)], emitter.diagonal(left.rows));
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
  if (left.form === "diagonal" && right.form === "matrix" && right.transposed && !isVector(right)) {
    const value = emitter.matrix({ rows: shape.cols, cols: shape.rows });
    return into("scaleColumns", [block(right.value!), block(left.value!)], value, true);
  }
  if (right.form === "diagonal" && left.form === "matrix" && left.transposed && !isVector(left)) {
    const value = emitter.matrix({ rows: shape.cols, cols: shape.rows });
    return into("scaleRows", [block(right.value!), block(left.value!)], value, true);
  }
  if (left.form === "diagonal") return into("scaleRows", [block(left.value!), block(materialized(context, right))]);
  if (right.form === "diagonal") return into("scaleColumns", [block(materialized(context, left)), block(right.value!)]);
  if (left.rows === ONE && right.cols === ONE) return rescale(innerProduct(context, left, right));
  if (right.form === "ones" && right.cols === ONE && left.form === "matrix") {
    return into(left.transposed ? "columnSums" : "rowSums", [block(left.value!)]);
  }
  return result(blockProduct(context, left, right, alpha, symmetric, shape));
}

function innerProduct(context: Lowering, left: Factor, right: Factor): Value {
  const { emitter } = context;
  if (left.form === "ones" || right.form === "ones") {
    return emitter.number("sum", [block(materialized(context, left.form === "ones" ? right : left))]);
  }
  return emitter.number(
    "dot",
    [left, right].map((f) => block(asColumn(f.value!))),
  );
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
  const factor = alpha ? [scalar(alpha)] : [];
  if (left.cols === ONE && right.rows === ONE) {
    emitter.call("outer", [block(asColumn(a)), block(asColumn(b)), block(value), ...factor], [value]);
    return value;
  }
  if (a === b && left.transposed !== right.transposed && left.rows === right.cols) {
    const turned = flags(...(left.transposed ? ["TransposeA"] : []));
    emitter.call("gram", [block(a), block(value), turned, ...factor], [value]);
    return value;
  }
  const turned = flags(...(left.transposed ? ["TransposeA"] : []), ...transposeRight(right, b));
  const routine = symmetric ? "symmetricProduct" : "product";
  emitter.call(routine, [block(a), block(b), block(value), turned, ...factor], [value]);
  return value;
}

/** A column that stands in memory as a row is read as it is. */
const transposeRight = (right: Factor, b: Value): string[] => {
  if (right.cols === ONE) return b.cols === ONE ? [] : ["TransposeB"];
  return right.transposed ? ["TransposeB"] : [];
};

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
  const { emitter } = context;
  const source = operand.form === "matrix" && !operand.transposed ? operand.value! : materialized(context, operand);
  const t: Factor = { ...operand, form: "matrix", value: source, transposed: false };
  const value = emitter.matrix(operand);
  const terms = operatorTerms(operator.node!);
  const coefficient = (scalars: readonly Node[]): Scalar =>
    coefficientOf([...(alpha ? [alpha] : []), ...scalars.map((s) => context.scalarOf(s))]) ?? number(1);
  const multiples = terms.filter((term) => term.chain.every(isIdentity)).map((term) => coefficient(term.scalars));
  const c: Scalar = multiples.length === 1 ? multiples[0]! : { kind: "sum", args: multiples };
  if (c.kind === "number" && c.value === 1) emitter.call("copy", [block(source), block(value)], [value]);
  else emitter.call("scale", [scalar(c), block(source), block(value)], [value]);
  for (const term of terms) {
    if (term.chain.every(isIdentity)) continue;
    const factors = term.chain.map((a) => factorOf(context, a, undefined));
    const chain = operator.transposed ? factors.map(mirrorOf).reverse() : factors;
    accumulate(context, side === "left" ? [...chain, t] : [t, ...chain], side, coefficient(term.scalars), value);
  }
  return value;
}

/** into += s F₁ … F_k, where the last product is by the first factor, or by the last one. */
function accumulate(context: Lowering, chain: readonly Factor[], side: "left" | "right", s: Scalar, into: Value): void {
  const { emitter } = context;
  const [left, right] = lastProduct(context, chain, side);
  if (left.value?.storage === "scalar") return addMultiple(context, s, left.value, right, into);
  if (right.value?.storage === "scalar") return addMultiple(context, s, right.value, left, into);
  if (left.form === "ones" && left.cols === ONE) {
    emitter.call("addRow", [scalar(s), block(asColumn(right.value!)), block(into), block(into)], [into]);
    return;
  }
  if (right.form === "ones" && right.rows === ONE) {
    emitter.call("addColumn", [scalar(s), block(asColumn(left.value!)), block(into), block(into)], [into]);
    return;
  }
  const [a, b] = [asMatrix(context, left), asMatrix(context, right)];
  const operands = [a, b].map((f) => block(a.cols === ONE ? asColumn(f.value!) : f.value!));
  const turned = flags(...(a.transposed ? ["TransposeA"] : []), ...transposeRight(b, b.value!));
  const shape = a.cols === ONE ? [] : [turned];
  const routine = a.cols === ONE ? "outer" : "product";
  emitter.call(routine, [...operands, block(into), ...shape, scalar(s), scalar(number(1))], [into]);
}

/** into += s t v with a vector v, which an inner product t leaves of a chain. */
function addMultiple(context: Lowering, s: Scalar, t: Value, v: Factor, into: Value): void {
  const factor = scalar(coefficientOf([s, { kind: "value", value: t }])!);
  const target = block(asColumn(into));
  if (v.form === "ones") context.emitter.call("addScalar", [factor, target, target], [into]);
  else context.emitter.call("axpy", [factor, block(asColumn(materialized(context, v))), target], [into]);
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
