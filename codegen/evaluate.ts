/** Evaluates a derivation at numbers, through its kernel's own schedule. */
import type { Derivation } from "../src/calculus/derivation.js";
import { isScalar } from "../src/expression/node.js";
import { DataError, readValues, sizesFrom, toData, type Data } from "./data.js";
import { Machine } from "./plan/interpret.js";
import type { Port } from "./plan/program.js";
import { schedule } from "./plan/schedule.js";
import { linalg } from "./runtime/linalg.js";
import type { Matrix } from "./runtime/matrix.js";

export interface Point {
  readonly inputs: unknown;
  readonly cotangents?: unknown;
  readonly tangents?: unknown;
}

export interface Values {
  readonly outputs: Readonly<Record<string, Data>>;
  readonly gradients?: Readonly<Record<string, Data>>;
  readonly tangents?: Readonly<Record<string, Data>>;
}

/** Outputs and gradients (or, for `variation`, tangents of the outputs) at a point. Throws DataError and LinearAlgebraError. */
export function evaluateAt(
  derivation: Derivation,
  point: Point,
  form: "adjoint" | "variation",
  sizes: ReadonlyMap<string, number> = new Map(),
): Values {
  const program = schedule(derivation, { backward: form === "adjoint", variation: form === "variation" });
  const inputs = readValues("inputs", program.inputs, point.inputs);
  requireAll("inputs", program.inputs, inputs);
  const seedPorts = form === "adjoint" ? program.cotangents : program.tangents;
  const seeds = readValues(
    form === "adjoint" ? "cotangents" : "tangents",
    seedPorts,
    (form === "adjoint" ? point.cotangents : point.tangents) ?? {},
  );
  for (const port of seedPorts) {
    if (seeds.has(port)) continue;
    if (form !== "adjoint" || !isScalar(port))
      requireAll(form === "adjoint" ? "cotangents" : "tangents", [port], seeds);
    seeds.set(port, { rows: 1, cols: 1, data: Float64Array.of(1) });
  }
  const all = new Map([...inputs, ...seeds]);
  const machine = new Machine(linalg(), sizesFrom(all, sizes));
  try {
    for (const [port, m] of all) load(machine, port, m);
    machine.run(program.forward);
    const outputs = read(machine, program.outputs);
    if (form === "variation") {
      machine.run(program.variation);
      return { outputs, tangents: read(machine, program.outputTangents) };
    }
    machine.run(program.backward);
    return { outputs, gradients: read(machine, program.gradients) };
  } finally {
    machine.release();
  }
}

function requireAll(what: string, ports: readonly Port[], values: ReadonlyMap<Port, Matrix>): void {
  const missing = ports.filter((p) => !values.has(p));
  if (missing.length > 0)
    throw new DataError("data/missing", `${what}: ${missing.map((p) => p.name).join(", ")} is missing`);
}

function load(machine: Machine, port: Port, m: Matrix): void {
  if (port.value.storage === "scalar") machine.setNumber(port.value, m.data[0]!);
  else linalg().write(m.data, machine.block(port.value));
}

function read(machine: Machine, ports: readonly Port[]): Record<string, Data> {
  const record: Record<string, Data> = Object.create(null) as Record<string, Data>;
  for (const port of ports) {
    const m =
      port.value.storage === "scalar"
        ? { rows: 1, cols: 1, data: Float64Array.of(machine.number(port.value)) }
        : linalg().matrix(machine.block(port.value));
    record[port.name] = toData(m, port);
  }
  return record;
}
