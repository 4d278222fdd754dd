/**
 * The derivative of a program by the complex step (Squire and Trapp 1998): Im f(X + ih dX)/h. Nothing is subtracted, so h
 * can be so small that the derivative is exact up to rounding. Programs of holomorphic functions only.
 */
import type { Values } from "../../plan/kernel.js";
import type { Matrix } from "../../../codegen/runtime/matrix.js";
import type { Derivation } from "../../calculus/derivation.js";
import type { Node } from "../../expression/node/node.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import { ComplexEvaluator } from "./evaluate.js";
import type { ComplexMatrix } from "./matrix.js";
import { complex } from "./number.js";

const STEP = 1e-20;

/** The value and the tangent of an output. */
export interface Moved {
  readonly value: Matrix;
  readonly tangent: Matrix;
}

/** The outputs by name, or why they are not computed. */
export function complexStep(
  derivation: Derivation,
  inputs: Values,
  tangents: Values,
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, Moved> | string {
  const { program, store, catalogue } = derivation;
  const points = new Map<string, ComplexMatrix>();
  for (const [port, x] of inputs) {
    const direction = [...tangents].find(([p]) => p.name === port.name)?.[1];
    const data = Array.from(x.data, (re, i) => complex(re, STEP * (direction?.data[i] ?? 0)));
    points.set(port.name, { rows: x.rows, cols: x.cols, data });
  }
  const spellings = new Map<Node, string>(program.inputs.map((i) => [i.node, i.spelling]));
  const evaluator = new ComplexEvaluator(store, catalogue, sizes, (node) => points.get(spellings.get(node)!)!);
  try {
    return new Map(program.outputs.map((o) => [o.spelling, parts(evaluator.value(o.node))]));
  } catch (error) {
    if (error instanceof NotApplicable || error instanceof Unlucky) return error.message;
    throw error;
  }
}

function parts({ rows, cols, data }: ComplexMatrix): Moved {
  const value = { rows, cols, data: Float64Array.from(data, (z) => z.re) };
  return { value, tangent: { rows, cols, data: Float64Array.from(data, (z) => z.im / STEP) } };
}
