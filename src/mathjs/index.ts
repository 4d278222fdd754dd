/**
 * For users of mathjs: derivatives of its expressions, with its matrices as arguments and results, and a function to
 * import into an instance. Needs mathjs beside it.
 */
import { factory, isMatrix, matrix as toMatrix, parse, type MathNode, type Matrix as MathMatrix } from "mathjs";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { DataError } from "../../codegen/run/data.js";
import { derive as deriveProgram, type DeriveSettings, type Result } from "../result.js";
import { programOf } from "./translate.js";

export { programOf } from "./translate.js";

/** A number, a matrix of mathjs, or nested arrays. */
export type MathValue = number | MathMatrix | readonly number[] | readonly (readonly number[])[];

export type MathScope = Readonly<Record<string, MathValue>>;

/** A derived expression of mathjs. */
export interface MathResult {
  /** The derivation: formulas, steps, code. */
  readonly result: Result;
  /** The program that the expression is in the input language. */
  readonly program: string;
  /** The value of the expression. Matrices are mathjs's. */
  evaluate(scope: MathScope): number | MathMatrix;
  /** The gradients by name; the cotangent of a value that is not a number must be given. */
  gradientsAt(scope: MathScope, cotangent?: MathValue): Record<string, number | MathMatrix>;
}

/** Derives an expression of mathjs, as text or as a node. Throws MatrixBackpropError. */
export function derive(expression: string | MathNode, settings: DeriveSettings = {}): MathResult {
  const node = typeof expression === "string" ? parse(expression) : expression;
  const program = programOf(node);
  const result = deriveProgram(program, settings);
  const layer = result.compile();
  const output = result.derivation.outputs[0]!.spelling;
  const names = result.derivation.program.inputs.map((i) => i.spelling);
  const inputs = (scope: MathScope): Record<string, Matrix | number> =>
    Object.fromEntries(names.map((name) => [name, valueOf(scope[name], name)]));
  return {
    result,
    program,
    evaluate: (scope: MathScope) => mathValue(layer.forward(inputs(scope)).outputs[output]!),
    gradientsAt: (scope: MathScope, cotangent?: MathValue) => {
      const { saved } = layer.forward(inputs(scope));
      const given = cotangent === undefined ? {} : { [output]: valueOf(cotangent, "the cotangent") };
      const gradients = layer.backward(saved, given);
      return Object.fromEntries(Object.entries(gradients).map(([name, value]) => [name, mathValue(value)]));
    },
  };
}

/** A value of mathjs as the kernels take it. Throws DataError. */
function valueOf(value: MathValue | undefined, name: string): Matrix | number {
  if (typeof value === "number") return value;
  const rows: unknown = isMatrix(value) ? value.toArray() : value;
  if (!Array.isArray(rows)) throw new DataError("data/not-a-matrix", `${name} must be a number, an array or a matrix`);
  const columns = Array.isArray(rows[0]) ? rows[0].length : 1;
  const data = Float64Array.from((rows as unknown[]).flat() as number[]);
  if (data.length !== rows.length * columns || !data.every(Number.isFinite)) {
    throw new DataError("data/not-a-matrix", `${name} must have rows of numbers of one length`);
  }
  return { rows: rows.length, cols: columns, data };
}

/** What a kernel returns as a value of mathjs: a column is a vector. */
function mathValue(value: Matrix | number): number | MathMatrix {
  if (typeof value === "number") return value;
  const { rows, cols, data } = value;
  if (cols === 1) return toMatrix([...data]);
  return toMatrix(Array.from({ length: rows }, (_, i) => [...data.subarray(i * cols, (i + 1) * cols)]));
}

const derived = new Map<string, MathResult>();

/** The derived expressions that are kept for later calls. */
const KEPT = 100;

function matrixGradient(
  expression: string,
  name: string,
  scope: MathScope,
  cotangent?: MathValue,
): number | MathMatrix {
  const shapes = Object.fromEntries(Object.entries(scope).map(([n, v]) => [n, shapeOf(valueOf(v, n))]));
  const key = JSON.stringify([expression, name, shapes]);
  let result = derived.get(key);
  if (!result) {
    result = derive(expression, { declare: shapes, wrt: [name] });
    if (derived.size >= KEPT) derived.clear();
    derived.set(key, result);
  }
  return result.gradientsAt(scope, cotangent)[name]!;
}

/** Sizes that values have, as a declaration. */
function shapeOf(value: Matrix | number): string {
  if (typeof value === "number") return "scalar";
  return value.cols === 1 ? String(value.rows) : `${value.rows}×${value.cols}`;
}

/** For `math.import(gradients)`: `matrixGradient(expression, name, scope, cotangent)`. */
export const gradients = [factory("matrixGradient", [], () => matrixGradient)];
