/** Evaluates a derivation at numbers given as JSON, through its kernel's own schedule. */
import type { Derivation } from "../calculus/derivation.js";
import { isScalar, type Node } from "../expression/node/node.js";
import { DataError, readValues, requireDemands, sizesFrom, toData, type Data } from "../../codegen/run/data.js";
import { requireFinite } from "./finite.js";
import { Kernel, type Values } from "./kernel.js";
import { distance } from "./distance.js";
import type { Port } from "../../codegen/plan/program.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { STRUCTURE_TOLERANCE } from "../../codegen/runtime/structure.js";

export interface Point {
  readonly inputs?: unknown;
  readonly cotangents?: unknown;
  readonly tangents?: unknown;
}

export interface Answer {
  readonly outputs: Readonly<Record<string, Data>>;
  readonly gradients?: Readonly<Record<string, Data>>;
  readonly tangents?: Readonly<Record<string, Data>>;
  readonly hvp?: Readonly<Record<string, Data>>;
  /** vec(output) by vec(input). */
  readonly jacobian?: Readonly<Record<string, Readonly<Record<string, Data>>>>;
  /** vec(input) by vec(input). */
  readonly hessian?: Readonly<Record<string, Readonly<Record<string, Data>>>>;
  readonly "gauss-newton"?: Readonly<Record<string, Readonly<Record<string, Data>>>>;
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
  const kernel = new Kernel(derivation, { backward: true, variation: !backward });
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
  for (const [port, value] of inputs) requireStructure(derivation, port, value);
  const known = sizesFrom(new Map([...inputs, ...seeds]), sizes);
  requireDemands(program, known);
  const place = { given: symbolValues(derivation, inputs, seeds, backward), sizes: known };
  const finite = (what: "value" | "derivative", values: Values, roots: readonly { readonly node: Node }[]): Values => {
    const nodes = roots.map((r) => r.node);
    requireFinite(derivation, what, values, nodes, place);
    return values;
  };
  const outputs = record(finite("value", kernel.forward(inputs, known), derivation.outputs));
  if (!backward) {
    const tangents = finite("derivative", kernel.variation(inputs, seeds, known), derivation.variations);
    return { outputs, tangents: record(tangents) };
  }
  const roots = derivation.gradients.map((g) => ({ node: g.value }));
  return { outputs, gradients: record(finite("derivative", kernel.backward(inputs, seeds, known), roots)) };
}

/** The values of the symbols that the formulas are written in. */
function symbolValues(derivation: Derivation, inputs: Values, seeds: Values, backward: boolean): Map<Node, Matrix> {
  const named = (values: Values, name: string): Matrix | undefined => [...values].find(([p]) => p.name === name)?.[1];
  const values = new Map<Node, Matrix>();
  const give = (node: Node, value: Matrix | undefined): void => {
    if (value && node.kind === "symbol") values.set(node, value);
  };
  for (const i of derivation.program.inputs) give(i.node, named(inputs, i.spelling));
  if (backward) for (const o of derivation.outputs) give(o.cotangent, named(seeds, o.spelling));
  else
    for (const { input } of derivation.gradients)
      give(derivation.differentialOf(input.node), named(seeds, input.spelling));
  return values;
}

/** Throws DataError where a value has not a property that the program declares of it, or takes for granted. */
export function requireStructure(derivation: Derivation, port: Port, value: Matrix): void {
  for (const [properties, why] of [
    [port.declared, "as it is declared"],
    [port.presumed, "as the program takes for granted"],
  ] as const) {
    for (const name of properties ?? []) {
      const off = distance(derivation.catalogue, name, value);
      if (!(off > STRUCTURE_TOLERANCE)) continue;
      throw new DataError("data/structure", `inputs.${port.name} is not ${name}, ${why}`);
    }
  }
}

export function requireAll(what: string, ports: readonly Port[], values: ReadonlyMap<Port, Matrix>): void {
  const missing = ports.filter((p) => !values.has(p)).map((p) => p.name);
  if (missing.length > 0) throw new DataError("data/missing", `${what}: ${missing.join(", ")} is missing`);
}

export function record(values: ReadonlyMap<Port, Matrix>): Record<string, Data> {
  const entries = Object.create(null) as Record<string, Data>;
  for (const [port, m] of values) entries[port.name] = toData(m, port);
  return entries;
}
