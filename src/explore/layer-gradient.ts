/** Gradients of compiled layers with one output Y, and how far they are from what they should be: the points of plots. */
import type { Layer } from "../../codegen/run/layer.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import { euclideanNorm, type Matrix } from "../../codegen/runtime/matrix.js";

/** The gradient in one input. Throws LinearAlgebraError. */
export function gradientOf(
  layer: Layer,
  inputs: Readonly<Record<string, Matrix>>,
  Ybar: Matrix,
  input: string,
): Matrix {
  const { saved } = layer.forward(inputs);
  return layer.backward(saved, { Y: Ybar })[input] as Matrix;
}

/** The relative error of what is computed; null where it is refused, as beyond the last gap, or is not finite. */
export function errorOf(expected: Matrix, compute: () => Matrix): number | null {
  try {
    const found = compute();
    const error = euclideanNorm(found.data.map((x, i) => x - expected.data[i]!)) / euclideanNorm(expected.data);
    return Number.isFinite(error) ? error : null;
  } catch (error) {
    if (error instanceof LinearAlgebraError) return null;
    throw error;
  }
}
