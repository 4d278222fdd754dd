/** A random point with directions, and what a kernel computes there. */
import type { Kernel, Values } from "../plan/kernel.js";
import type { Port } from "../../codegen/plan/program.js";
import { LinearAlgebraError } from "../../codegen/runtime/errors.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import type { Derivation } from "../calculus/derivation.js";
import { NEGLIGIBLE } from "./derivation/differences.js";
import {
  byName,
  dot,
  norm,
  propertiesOf,
  sampleCotangents,
  samplePoint,
  sampleTangents,
} from "./derivation/random-point.js";
import type { Random } from "./random.js";
import { lowered, retract } from "./samples.js";

/** What is tried, and at which sizes. */
export interface Subject {
  readonly derivation: Derivation;
  readonly kernel: Kernel;
  readonly sizes: ReadonlyMap<string, number>;
  readonly random: Random;
}

/** A random point with directions, and what the kernel gives there. */
export interface Point {
  readonly inputs: Values;
  readonly tangents: Values;
  readonly cotangents: Values;
  readonly outputs: Values;
  readonly outputTangents: Values;
  /** Along tangents: Riemannian gradients are lowered to Euclidean ones. */
  readonly gradients: Values;
}

/** ⟨Ȳ, dY⟩, ⟨X̄, dX⟩, the size of their terms, and their difference relative to that. */
export interface InnerProducts {
  readonly left: number;
  readonly right: number;
  readonly scale: number;
  readonly relative: number;
}

/** What is computed, or what stands for it where the runtime cannot. */
export function guarded<T>(work: () => T, otherwise: (reason: string) => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof LinearAlgebraError)) throw error;
    return otherwise(error.message);
  }
}

/** A random point, or why none can be found. Throws LinearAlgebraError. */
export function pointOf(subject: Subject): Point | string {
  const { derivation, kernel, sizes, random } = subject;
  const inputs = samplePoint(derivation, kernel, sizes, random);
  if (typeof inputs === "string") return inputs;
  const tangents = sampleTangents(derivation, kernel, inputs, random);
  const cotangents = sampleCotangents(kernel, sizes, random);
  const outputTangents = kernel.variation(inputs, tangents, sizes);
  const gradients = gradientsAt(subject, inputs, cotangents);
  const outputs = kernel.forward(inputs, sizes);
  return { inputs, tangents, cotangents, outputs, outputTangents, gradients };
}

/** The gradients, Riemannian ones as Euclidean ones that agree with them along tangents. */
export function gradientsAt({ derivation, kernel, sizes }: Subject, inputs: Values, cotangents: Values): Values {
  const gradients = kernel.backward(inputs, cotangents, sizes);
  if (!derivation.riemannian) return gradients;
  return new Map(
    [...gradients].map(([port, g]): [Port, Matrix] => {
      const [input, at] = [...inputs].find(([p]) => p.name === port.name)!;
      return [port, lowered(derivation.catalogue, propertiesOf(derivation, input), at, g)];
    }),
  );
}

export function innerProducts({ tangents, cotangents, outputTangents, gradients, outputs }: Point): InnerProducts {
  const left = pairing(cotangents, outputTangents);
  const right = pairing(tangents, gradients);
  // Where nothing varies, dY is the rounding of what cancels, which is some units in the last place of Y.
  const scale =
    sizeOfTerms(cotangents, outputTangents) +
    NEGLIGIBLE * sizeOfTerms(cotangents, outputs) +
    sizeOfTerms(tangents, gradients);
  return { left, right, scale, relative: relative(left - right, scale) };
}

/** What differences of ⟨Ȳ, Y⟩ are compared relative to. */
export function scales({ tangents, cotangents, outputs, outputTangents, gradients }: Point): {
  /** Of the numbers that are subtracted from each other. */
  readonly size: number;
  /** Of the derivative. */
  readonly scale: number;
} {
  // Where nothing varies, differences are the rounding of the values themselves, and of the terms that cancel in them: the
  // trace of a reflection of the plane is 0.
  const size = sizeOfTerms(cotangents, outputs) + sizeOfTerms(tangents, gradients);
  return { size, scale: sizeOfTerms(cotangents, outputTangents) + NEGLIGIBLE * size };
}

/** ⟨Ȳ, Y⟩ where the inputs have moved by t along the tangents. */
export function valueAlong({ derivation, kernel, sizes }: Subject, point: Point, t: number): number {
  const moved = new Map(point.inputs);
  for (const [port, d] of point.tangents) {
    const input = kernel.program.inputs.find((p) => p.name === port.name)!;
    const x = point.inputs.get(input)!;
    const data = x.data.map((v, i) => v + t * d.data[i]!);
    moved.set(input, retract(derivation.catalogue, propertiesOf(derivation, port), { ...x, data }));
  }
  const outputs = new Map(
    [...kernel.forward(moved, sizes)].map(([port, value]): [Port, Matrix] => [
      port,
      aligned(derivation, port.name, value, byName(point.outputs, port.name)),
    ]),
  );
  return pairing(point.cotangents, outputs);
}

/** A factor whose columns have arbitrary signs, with those of a value next to it. */
function aligned({ outputs, catalogue }: Derivation, name: string, value: Matrix, base: Matrix): Matrix {
  const node = outputs.find((o) => o.spelling === name)!.node;
  if (node.kind !== "apply" || !catalogue.functions.get(node.fn)?.gauge) return value;
  const data = Float64Array.from(value.data);
  for (let j = 0; j < value.cols; j++) {
    let inner = 0;
    for (let i = 0; i < value.rows; i++) inner += data[i * value.cols + j]! * base.data[i * value.cols + j]!;
    if (inner < 0) for (let i = 0; i < value.rows; i++) data[i * value.cols + j]! *= -1;
  }
  return { ...value, data };
}

/** ⟨G, M⟩ summed over the values of the same names. */
export const pairing = (directions: Values, values: Values): number =>
  [...directions].reduce((total, [port, g]) => total + dot(g, byName(values, port.name)), 0);

/** ‖G‖ ‖M‖ summed over the values of the same names: the size of what a pairing sums. */
const sizeOfTerms = (directions: Values, values: Values): number =>
  [...directions].reduce((total, [port, g]) => total + norm(g) * norm(byName(values, port.name)), 0);

export const relative = (difference: number, scale: number): number =>
  scale === 0 ? Math.abs(difference) : Math.abs(difference) / scale;
