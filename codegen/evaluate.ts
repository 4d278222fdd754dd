/** Evaluates a derivation at numbers given as JSON, through its kernel's own schedule. */
import type { Derivation } from "../src/calculus/derivation.js";
import { isScalar } from "../src/expression/node.js";
import { DataError, readValues, sizesFrom, toData, type Data } from "./data.js";
import { Kernel } from "./kernel.js";
import type { Port } from "./plan/program.js";
import type { Matrix } from "./runtime/matrix.js";

export interface Point {
  readonly inputs?: unknown;
  readonly cotangents?: unknown;
  readonly tangents?: unknown;
}

export interface Answer {
  readonly outputs: Readonly<Record<string, Data>>;
  readonly gradients?: Readonly<Record<string, Data>>;
  readonly tangents?: Readonly<Record<string, Data>>;
}

/**
 * Outputs and gradients (or, for `variation`, tangents of the outputs) at a point. The cotangent of a scalar output
 * is 1 unless given. Throws DataError and LinearAlgebraError.
 */
export function evaluateAt(
  derivation: Derivation,
  point: Point,
  form: "adjoint" | "variation",
  sizes: ReadonlyMap<string, number> = new Map(),
): Answer {
  const backward = form === "adjoint";
  const kernel = new Kernel(derivation, { backward, variation: !backward });
  const { program } = kernel;
  const inputs = readValues("inputs", program.inputs, point.inputs ?? {});
  requireAll("inputs", program.inputs, inputs);
  const what = backward ? "cotangents" : "tangents";
  const ports = backward ? program.cotangents : program.tangents;
  const seeds = readValues(what, ports, (backward ? point.cotangents : point.tangents) ?? {});
  for (const port of ports) {
    if (!seeds.has(port) && backward && isScalar(port)) seeds.set(port, { rows: 1, cols: 1, data: Float64Array.of(1) });
  }
  requireAll(what, ports, seeds);
  const known = sizesFrom(new Map([...inputs, ...seeds]), sizes);
  const outputs = record(kernel.forward(inputs, known));
  if (backward) return { outputs, gradients: record(kernel.backward(inputs, seeds, known)) };
  return { outputs, tangents: record(kernel.variation(inputs, seeds, known)) };
}

function requireAll(what: string, ports: readonly Port[], values: ReadonlyMap<Port, Matrix>): void {
  const missing = ports.filter((p) => !values.has(p)).map((p) => p.name);
  if (missing.length > 0) throw new DataError("data/missing", `${what}: ${missing.join(", ")} is missing`);
}

function record(values: ReadonlyMap<Port, Matrix>): Record<string, Data> {
  const entries = Object.create(null) as Record<string, Data>;
  for (const [port, m] of values) entries[port.name] = toData(m, port);
  return entries;
}
