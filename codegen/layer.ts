/** A derivation compiled at run time: the kernel's schedule behind the interface of an emitted module. */
import type { Derivation } from "../src/calculus/derivation.js";
import { isScalar } from "../src/expression/node.js";
import { canonicalName } from "../src/language/names.js";
import { DataError, sizesFrom } from "./data.js";
import { Machine } from "./plan/interpret.js";
import type { KernelProgram, Port } from "./plan/program.js";
import { schedule } from "./plan/schedule.js";
import { linalg } from "./runtime/linalg.js";
import type { Matrix } from "./runtime/matrix.js";

/** Matrices by name; a scalar is a number. */
export type Arguments = Readonly<Record<string, Matrix | number>>;

/** What `forward` computed and `backward` reuses. Its memory is given back when it is no longer referenced. */
export interface SavedValues {
  readonly machine: Machine;
}

export class Layer {
  readonly #program: KernelProgram;

  constructor(derivation: Derivation) {
    this.#program = schedule(derivation, { backward: true, variation: true });
  }

  /** Computes the outputs. Throws DataError for a missing or mis-shaped input, LinearAlgebraError outside the domain. */
  forward(
    inputs: Arguments,
    sizes: Readonly<Record<string, number>> = {},
  ): { outputs: Record<string, Matrix | number>; saved: SavedValues } {
    const values = bind("inputs", this.#program.inputs, inputs, false);
    const machine = new Machine(linalg(), sizesFrom(values, new Map(Object.entries(sizes))));
    const saved = { machine };
    abandoned.register(saved, machine);
    load(machine, values);
    machine.run(this.#program.forward);
    return { outputs: read(machine, this.#program.outputs), saved };
  }

  /** The gradients for cotangents of the outputs; that of a scalar output is 1 unless given. */
  backward({ machine }: SavedValues, cotangents: Arguments = {}): Record<string, Matrix | number> {
    const values = bind("cotangents", this.#program.cotangents, cotangents, true);
    requireShapes(machine, values);
    load(machine, values);
    machine.run(this.#program.backward);
    return read(machine, this.#program.gradients);
  }

  /** The tangents of the outputs for tangents of the inputs. */
  variation({ machine }: SavedValues, tangents: Arguments): Record<string, Matrix | number> {
    const values = bind("tangents", this.#program.tangents, tangents, false);
    requireShapes(machine, values);
    load(machine, values);
    machine.run(this.#program.variation);
    return read(machine, this.#program.outputTangents);
  }
}

const abandoned = new FinalizationRegistry<Machine>((machine) => {
  machine.release();
});

const one: Matrix = { rows: 1, cols: 1, data: Float64Array.of(1) };

function bind(what: string, ports: readonly Port[], given: Arguments, ones: boolean): Map<Port, Matrix> {
  const known = new Map(Object.entries(given).map(([key, value]) => [canonicalName(key), value]));
  const values = new Map<Port, Matrix>();
  for (const port of ports) {
    const key = canonicalName(port.name);
    const value = known.get(key) ?? (ones && isScalar(port) ? one : undefined);
    known.delete(key);
    if (value === undefined) throw new DataError("data/missing", `${what}: ${port.name} is missing`);
    values.set(port, typeof value === "number" ? { rows: 1, cols: 1, data: Float64Array.of(value) } : value);
  }
  const extra = [...known.keys()];
  if (extra.length > 0) throw new DataError("data/unknown-name", `${what}: there is no ${extra.join(", ")}`);
  return values;
}

function requireShapes(machine: Machine, values: ReadonlyMap<Port, Matrix>): void {
  for (const [port, m] of values) {
    const [rows, cols] = [machine.size(port.rows), machine.size(port.cols)];
    if (m.rows !== rows || m.cols !== cols) {
      throw new DataError("data/shape", `${port.name} is ${m.rows}×${m.cols}, expected ${rows}×${cols}`);
    }
  }
}

function load(machine: Machine, values: ReadonlyMap<Port, Matrix>): void {
  for (const [port, m] of values) {
    if (port.value.storage === "scalar") machine.setNumber(port.value, m.data[0]!);
    else linalg().write(m.data, machine.block(port.value));
  }
}

function read(machine: Machine, ports: readonly Port[]): Record<string, Matrix | number> {
  const record = Object.create(null) as Record<string, Matrix | number>;
  for (const port of ports) {
    record[port.name] =
      port.value.storage === "scalar" ? machine.number(port.value) : linalg().matrix(machine.block(port.value));
  }
  return record;
}
