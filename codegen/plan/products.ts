/**
 * Chains of matrices in their cheapest order, transposes as flags, inverses as solves, diagonals as scalings,
 * symmetric products at half the work. Partial products are shared between chains.
 */
import { nominalSize } from "../../src/simplify/cost.js";
import { ONE, type Dimension } from "../../src/expression/dimension.js";
import { isApply, isScalar, type ApplyNode, type Node } from "../../src/expression/node.js";
import { emitInverse, methodOf, reciprocal, solveLeft, solveRight } from "./solves.js";
import { isConstant, operandOf, type Lowering } from "./lowering.js";
import { block, flags, number, scalar, type Argument, type Scalar, type Value } from "./program.js";

/** A factor or partial product: a block read straight or transposed, a diagonal, an inverse, or ones. */
interface Factor {
  readonly key: string;
  readonly rows: Dimension;
  readonly cols: Dimension;
  readonly form: "matrix" | "diagonal" | "inverse" | "ones";
  readonly node?: Node;
  readonly value?: Value;
  readonly transposed: boolean;
}

export function productNeeds(node: ApplyNode): Node[] {
  return node.args.map((a) => (isScalar(a) ? a : operandOf(a).base)).filter((a) => !isConstant(a));
}

export function emitProduct(context: Lowering, node: ApplyNode): Value {
  const scalars = node.args.filter(isScalar).map((s) => context.scalarOf(s));
  const chain = node.args.filter((a) => !isScalar(a));
  if (chain.length === 0) return context.emitter.assign({ kind: "product", args: scalars });
  const coefficient = coefficientOf(scalars);
  const factors = chain.map((a) => factorOf(context, a));
  if (factors.length === 1) return scaled(context, node, factors[0]!, coefficient);
  const order = cheapestOrder(context, factors);
  const build = (i: number, j: number, top: boolean): Factor => {
    if (i === j) return factors[i]!;
    const k = order[i]![j]!;
    const [left, right] = [build(i, k, false), build(k + 1, j, false)];
    if (top) return multiply(context, left, right, coefficient, node);
    const key = `(${left.key} ${right.key})`;
    const known = context.emitter.cached.get(`product:${key}`);
    const partial = { key, rows: left.rows, cols: right.cols, form: "matrix", transposed: false } as const;
    if (known) return { ...partial, value: known, form: known.storage === "diagonal" ? "diagonal" : "matrix" };
    return multiply(context, left, right, undefined);
  };
  return build(0, factors.length - 1, true).value!;
}

function coefficientOf(scalars: readonly Scalar[]): Scalar | undefined {
  if (scalars.length === 0) return undefined;
  return scalars.length === 1 ? scalars[0] : { kind: "product", args: scalars };
}

function factorOf(context: Lowering, a: Node): Factor {
  const { base, transposed, inverted } = operandOf(a);
  const { rows, cols } = a;
  const key = `${inverted ? "i" : ""}${transposed ? "t" : ""}${base.id}`;
  if (isApply(base, "ones")) return { key, rows, cols, form: "ones", transposed: false, node: a };
  if (inverted && methodOf(context, base) === "diagonal") {
    return { key, rows, cols, form: "diagonal", node: base, value: reciprocal(context, base), transposed: false };
  }
  if (inverted) return { key, rows, cols, form: "inverse", node: base, transposed };
  const value = isConstant(base) ? context.dense(base) : context.valueOf(base);
  return { key, rows, cols, form: value.storage === "diagonal" ? "diagonal" : "matrix", node: base, value, transposed };
}

/** s·A for a single factor. */
function scaled(context: Lowering, node: ApplyNode, factor: Factor, s: Scalar | undefined): Value {
  const { emitter } = context;
  const source = factor.form === "diagonal" ? factor.value! : materialized(context, factor);
  const value = emitter.value(source.storage, source.storage === "diagonal" ? { rows: node.rows, cols: ONE } : node);
  emitter.call("scale", [scalar(s ?? number(1)), block(source), block(value)], [value]);
  return value;
}

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
    return materialized(context, {
      ...f,
      form: inverse.storage === "diagonal" ? "diagonal" : "matrix",
      value: inverse,
    });
  }
  if (f.form === "diagonal") return context.spreadOut(f.value!, f);
  if (!f.transposed) return f.value!;
  if (f.rows === ONE || f.cols === ONE) return { ...f.value!, rows: f.rows, cols: f.cols };
  return emitter.once(`transpose:${f.value!.id}`, () => {
    const value = emitter.matrix(f);
    emitter.call("transpose", [block(f.value!), block(value)], [value]);
    return value;
  });
}

/** The split points of the cheapest order; partial products that exist already cost nothing. */
function cheapestOrder(context: Lowering, factors: readonly Factor[]): number[][] {
  const n = factors.length;
  const sizes = [nominalSize(factors[0]!.rows), ...factors.map((f) => nominalSize(f.cols))];
  const cost = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const split = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  const keys = Array.from({ length: n }, (_, i) => factors.map((f, j) => (i === j ? f.key : "")));
  for (let length = 2; length <= n; length++) {
    for (let i = 0; i + length <= n; i++) {
      const j = i + length - 1;
      cost[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const cheap = (a: number, b: number): boolean =>
          a === b && factors[a]!.form !== "matrix" && factors[a]!.form !== "inverse";
        const inner = cheap(i, k) || cheap(k + 1, j) ? 1 : 2 * sizes[k + 1]!;
        let total = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * inner * sizes[j + 1]!;
        const key = `(${keys[i]![k]!} ${keys[k + 1]![j]!})`;
        if (context.emitter.cached.has(`product:${key}`)) total = 0;
        if (total < cost[i]![j]!) {
          cost[i]![j] = total;
          split[i]![j] = k;
          keys[i]![j] = key;
        }
      }
    }
  }
  return split;
}

/** left · right, scaled; `node` is what the product is, when it is the whole chain. */
function multiply(context: Lowering, left: Factor, right: Factor, alpha: Scalar | undefined, node?: ApplyNode): Factor {
  const key = `(${left.key} ${right.key})`;
  const value = multiplied(context, left, right, alpha, node);
  if (!alpha) context.emitter.cached.set(`product:${key}`, value);
  const form = value.storage === "diagonal" ? "diagonal" : "matrix";
  return { key, rows: left.rows, cols: right.cols, form, value, transposed: false };
}

function multiplied(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  node: ApplyNode | undefined,
): Value {
  const { emitter } = context;
  const shape = { rows: left.rows, cols: right.cols };
  const rescale = (value: Value): Value => {
    if (!alpha) return value;
    if (value.storage === "scalar") {
      return emitter.assign({ kind: "product", args: [alpha, { kind: "value", value }] });
    }
    emitter.call("scale", [scalar(alpha), block(value), block(value)], [value]);
    return value;
  };
  const into = (routine: string, args: readonly Argument[], storage: "matrix" | "diagonal" = "matrix"): Value => {
    const value = storage === "diagonal" ? emitter.diagonal(left.rows) : emitter.matrix(shape);
    emitter.call(routine, [...args, block(value)], [value]);
    return rescale(value);
  };
  if (left.form === "diagonal" && right.form === "diagonal") {
    return into("multiply", [block(left.value!), block(right.value!)], "diagonal");
  }
  if (left.form === "inverse")
    return rescale(solveLeft(context, left.node!, left.transposed, materialized(context, right), shape));
  if (right.form === "inverse")
    return rescale(solveRight(context, right.node!, right.transposed, materialized(context, left), shape));
  if (left.form === "diagonal") return into("scaleRows", [block(left.value!), block(materialized(context, right))]);
  if (right.form === "diagonal") return into("scaleColumns", [block(materialized(context, left)), block(right.value!)]);
  if (left.rows === ONE && right.cols === ONE) {
    if (left.form === "ones" || right.form === "ones") {
      const other = left.form === "ones" ? right : left;
      return rescale(emitter.number("sum", [block(materialized(context, other))]));
    }
    return rescale(
      emitter.number("dot", [
        block(asVector(materialized(context, left))),
        block(asVector(materialized(context, right))),
      ]),
    );
  }
  if (right.form === "ones" && right.cols === ONE && left.form === "matrix") {
    return into(left.transposed ? "columnSums" : "rowSums", [block(left.value!)]);
  }
  if (left.form === "ones" && left.rows === ONE && right.form === "matrix") {
    return into(right.transposed ? "rowSums" : "columnSums", [block(right.value!)]);
  }
  return blockProduct(context, left, right, alpha, node, shape);
}

/** A row or column read as a column. */
const asVector = (v: Value): Value => (v.cols === ONE ? v : { ...v, rows: v.cols, cols: ONE });

/** The general case: gram, symmetric and plain products with flags. */
function blockProduct(
  context: Lowering,
  left: Factor,
  right: Factor,
  alpha: Scalar | undefined,
  node: ApplyNode | undefined,
  shape: { rows: Dimension; cols: Dimension },
): Value {
  const { emitter } = context;
  const [a, b] = [
    left.form === "ones" ? materialized(context, left) : left.value!,
    right.form === "ones" ? materialized(context, right) : right.value!,
  ];
  const value = emitter.matrix(shape);
  const factor = alpha ? [scalar(alpha)] : [];
  // A vector is read as a row without a flag where it is an inner operand.
  const vectors = left.cols === ONE && right.rows === ONE;
  if (vectors) {
    emitter.call("outer", [block(asVector(a)), block(asVector(b)), block(value), ...factor], [value]);
    return value;
  }
  if (a === b && left.transposed !== right.transposed && left.rows === right.cols) {
    emitter.call(
      "gram",
      [block(a), block(value), flags(...(left.transposed ? ["TransposeA"] : [])), ...factor],
      [value],
    );
    return value;
  }
  const turned = flags(...(left.transposed ? ["TransposeA"] : []), ...(right.transposed ? ["TransposeB"] : []));
  const symmetric = node !== undefined && context.has(node, "symmetric");
  emitter.call(
    symmetric ? "symmetricProduct" : "product",
    [block(a), block(b), block(value), turned, ...factor],
    [value],
  );
  return value;
}
