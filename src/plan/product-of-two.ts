/** The product of two factors, neither of which is an operator. */
import { ONE } from "../../codegen/plan/sizes.js";
import { block, scalar, type Scalar, type Value } from "../../codegen/plan/values.js";
import type { Shape } from "../expression/node/node.js";
import { asColumn, isTurned, materialized, times, turns } from "./factor-values.js";
import { isVector, type Factor } from "./factors.js";
import type { Lowering } from "./lowering.js";
import { adjugateLeft, adjugateRight, solveLeft, solveRight } from "./solves.js";

/** A value, and whether it stands transposed in memory. */
interface Written {
  readonly value: Value;
  readonly transposed: boolean;
}

const asIs = (value: Value): Written => ({ value, transposed: false });

/** A computed product as a factor that has no key yet. */
export function resultOf(value: Value, { rows, cols }: Shape, transposed = false): Factor {
  const form = value.storage === "diagonal" ? "diagonal" : "matrix";
  return { key: "", mirror: "", rows, cols, form, value, transposed };
}

/** α·left·right; `symmetric` if the product is known to be. The result may stand transposed in memory. */
export function productOfTwo(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  symmetric: boolean,
): Factor {
  const shape = { rows: left.rows, cols: right.cols };
  const written = structuredProduct(context, left, right, shape);
  if (!written) return resultOf(blockProduct(context, left, right, alpha, symmetric, shape), shape);
  const { value, transposed } = written;
  if (!alpha) return resultOf(value, shape, transposed);
  if (value.storage === "scalar") {
    return resultOf(context.emitter.assign({ kind: "product", args: [alpha, { kind: "value", value }] }), shape);
  }
  return resultOf(times(context, alpha, value), shape, transposed);
}

/** The product by an inverse, an adjugate, a diagonal or ones, and that of two vectors to a number. */
function structuredProduct(context: Lowering, left: Factor, right: Factor, shape: Shape): Written | undefined {
  const { emitter } = context;
  if (left.form === "inverse")
    return asIs(solveLeft(context, left.node!, left.transposed, materialized(context, right), shape));
  if (right.form === "inverse") {
    const source = (): Value => materialized(context, left);
    return asIs(solveRight(context, right.node!, right.transposed, source, shape, left.key));
  }
  if (left.form === "adjugate")
    return asIs(adjugateLeft(context, left.node!, left.transposed, materialized(context, right), shape));
  if (right.form === "adjugate")
    return asIs(adjugateRight(context, right.node!, right.transposed, materialized(context, left), shape));
  if (left.form === "diagonal" || right.form === "diagonal") return diagonalProduct(context, left, right, shape);
  if (left.rows === ONE && right.cols === ONE) return asIs(innerProduct(context, left, right));
  if (right.form === "ones" && right.cols === ONE && left.form === "matrix") {
    const sums = left.transposed ? "columnSums" : "rowSums";
    return asIs(emitter.into(sums, { A: block(left.value!) }, emitter.matrix(shape)));
  }
  return undefined;
}

/** The product by a diagonal as a scaling of rows or columns; a matrix that stands transposed stays so. */
function diagonalProduct(context: Lowering, left: Factor, right: Factor, shape: Shape): Written {
  const { emitter } = context;
  const turned = { rows: shape.cols, cols: shape.rows };
  const scaleRows = (d: Value, A: Value, into: Shape): Value =>
    emitter.into("scaleRows", { d: block(d), A: block(A) }, emitter.matrix(into));
  const scaleColumns = (A: Value, d: Value, into: Shape): Value =>
    emitter.into("scaleColumns", { A: block(A), d: block(d) }, emitter.matrix(into));
  if (left.form === "diagonal" && right.form === "diagonal") {
    const takes = { A: block(left.value!), B: block(right.value!) };
    return asIs(emitter.into("multiply", takes, emitter.diagonal(left.rows)));
  }
  if (left.form === "diagonal" && right.form === "matrix" && right.transposed && !isVector(right))
    return { value: scaleColumns(right.value!, left.value!, turned), transposed: true };
  if (right.form === "diagonal" && left.form === "matrix" && left.transposed && !isVector(left))
    return { value: scaleRows(right.value!, left.value!, turned), transposed: true };
  if (left.form === "diagonal") return asIs(scaleRows(left.value!, materialized(context, right), shape));
  return asIs(scaleColumns(materialized(context, left), right.value!, shape));
}

function innerProduct(context: Lowering, left: Factor, right: Factor): Value {
  const { emitter } = context;
  if (left.form === "ones" || right.form === "ones") {
    return emitter.number("sum", { A: block(materialized(context, left.form === "ones" ? right : left)) });
  }
  return emitter.number("dot", { A: block(asColumn(left.value!)), B: block(asColumn(right.value!)) });
}

/** A vector times a number that a product before it gave. */
function multipleOfVector(
  { emitter }: Lowering,
  number: Value,
  vector: Value,
  alpha: Scalar | undefined,
  shape: Shape,
): Value {
  const value: Scalar = { kind: "value", value: number };
  const s = scalar(alpha ? { kind: "product", args: [alpha, value] } : value);
  const column = emitter.matrix(shape.cols === ONE ? shape : { rows: shape.cols, cols: ONE });
  return { ...emitter.into("scale", { s, A: block(asColumn(vector)) }, column), ...shape };
}

/** The general case: gram, symmetric and plain products with flags. */
function blockProduct(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  symmetric: boolean,
  shape: Shape,
): Value {
  const { emitter } = context;
  const [a, b] = [left, right].map((f) => (f.form === "ones" ? materialized(context, f) : f.value!)) as [Value, Value];
  if (a.storage === "scalar") return multipleOfVector(context, a, b, alpha, shape);
  if (b.storage === "scalar") return multipleOfVector(context, b, a, alpha, shape);
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
