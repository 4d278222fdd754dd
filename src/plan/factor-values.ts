/** The values that factors of a product stand for: scaled, mirrored, as blocks that are read straight or transposed. */
import type { Flag } from "../../codegen/plan/instructions.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { block, number, scalar, type Scalar, type Value } from "../../codegen/plan/values.js";
import { isVector, type Factor } from "./factors.js";
import type { Lowering } from "./lowering.js";
import { emitInverse } from "./solves.js";

/** s·F. */
export function scaled(context: Lowering, factor: Factor, s: Scalar): Factor {
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
export const straight = (context: Lowering, f: Factor): Value =>
  f.form === "diagonal" || f.value?.storage === "scalar" ? f.value! : materialized(context, f);

/** The factor as a block that is read straight. */
export function materialized(context: Lowering, f: Factor): Value {
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

/** The flags of a product whose factors stand transposed in memory. */
export const turns = (a: boolean, b: boolean): Flag<"product">[] => [
  ...(a ? ["transposeA" as const] : []),
  ...(b ? ["transposeB" as const] : []),
];

/** s A, or A without an s. */
export function times({ emitter }: Lowering, s: Scalar | undefined, A: Value): Value {
  return s ? emitter.into("scale", { s: scalar(s), A: block(A) }, emitter.value(A.storage, A)) : A;
}

/** The transpose of a factor. */
export const mirrorOf = (f: Factor): Factor =>
  ({
    ...f,
    key: f.mirror,
    mirror: f.key,
    rows: f.cols,
    cols: f.rows,
    transposed: f.form === "diagonal" || f.form === "ones" ? false : !f.transposed,
    ...(f.form === "ones" ? { node: undefined } : {}),
  }) as Factor;

/** A row or column read as a column. */
export const asColumn = (v: Value): Value => (v.cols === ONE ? v : { ...v, rows: v.cols, cols: ONE });

/** Whether the right factor is read transposed; a column that stands in memory as a row is read as it is. */
export const isTurned = (right: Factor, b: Value): boolean => (right.cols === ONE ? b.cols !== ONE : right.transposed);

/** The factor as a block, which may stand transposed. */
export const asMatrix = (context: Lowering, f: Factor): Factor =>
  f.form === "matrix" ? f : { ...f, form: "matrix", value: materialized(context, f), transposed: false };
