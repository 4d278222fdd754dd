/** A derivation's schedule, run on matrices: what `--at` prints, what the checks compare. */
import type { Derivation } from "../calculus/derivation.js";
import { isScalar, type Node, type Store } from "../expression/node/node.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { Variation } from "../calculus/variation.js";
import { Lowering } from "./lowering.js";
import { operationOf } from "./operations/index.js";
import { Machine } from "../../codegen/run/machine.js";
import type { Port } from "../../codegen/plan/program.js";
import { preparedOf, type Phases } from "./prepared.js";
import { destinations } from "../../codegen/prepare/destinations.js";
import type { PreparedProgram } from "../../codegen/prepare/prepared.js";
import { renameValue } from "../../codegen/prepare/rename.js";
import { linalg } from "../../codegen/runtime/linalg.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";

export type Sizes = ReadonlyMap<string, number>;
export type Values = ReadonlyMap<Port, Matrix>;

/** Runs forward, backward and variation from the same program. Throws LinearAlgebraError. */
export class Kernel {
  readonly program: PreparedProgram;

  constructor(derivation: Derivation, options: Phases = { backward: true, variation: true }) {
    this.program = preparedOf(derivation, options);
  }

  forward(inputs: Values, sizes: Sizes): Map<Port, Matrix> {
    return this.run(inputs, sizes, (machine) => {
      machine.run(this.program.forward);
      return read(machine, this.program.outputs);
    });
  }

  /** The gradients for the given cotangents of the outputs. */
  backward(inputs: Values, cotangents: Values, sizes: Sizes): Map<Port, Matrix> {
    return this.run(new Map([...inputs, ...cotangents]), sizes, (machine) => {
      machine.run(this.program.forward);
      machine.run(this.program.backward);
      return read(machine, this.program.gradients);
    });
  }

  /** The tangents of the outputs for the given tangents of the inputs. */
  variation(inputs: Values, tangents: Values, sizes: Sizes): Map<Port, Matrix> {
    return this.run(new Map([...inputs, ...tangents]), sizes, (machine) => {
      machine.run(this.program.forward);
      // Values of the backward pass are computed where the variation uses them, too.
      machine.run(this.program.variation);
      return read(machine, this.program.outputTangents);
    });
  }

  private run<T>(values: Values, sizes: Sizes, body: (machine: Machine) => T): T {
    const machine = new Machine(linalg(), sizes);
    try {
      for (const [port, m] of values) load(machine, port, m);
      return body(machine);
    } finally {
      machine.release();
    }
  }
}

function load(machine: Machine, port: Port, m: Matrix): void {
  if (port.value.storage === "scalar") machine.setNumber(port.value, m.data[0]!);
  else linalg().write(m.data, machine.block(port.value));
}

function read(machine: Machine, ports: readonly Port[]): Map<Port, Matrix> {
  return new Map(
    ports.map((port) => {
      if (port.value.storage !== "scalar") return [port, linalg().matrix(machine.block(port.value))];
      return [port, { rows: 1, cols: 1, data: Float64Array.of(machine.number(port.value)) }];
    }),
  );
}

const NOTHING = { foreign: new Set<number>(), results: new Set<number>() };

/** The value of a single expression, its symbols given. */
export function computeNode(
  catalogue: Catalogue,
  store: Store,
  root: Node,
  given: ReadonlyMap<Node, Matrix>,
  sizes: Sizes,
): Matrix {
  const lowering = new Lowering(store, catalogue, new Variation(store, catalogue), operationOf);
  const machine = new Machine(linalg(), sizes);
  try {
    for (const [node, m] of given) {
      const value = lowering.emitter.value(isScalar(node) ? "scalar" : "matrix", node);
      lowering.emitter.values.set(node, value);
      load(machine, { name: "", value, rows: node.rows, cols: node.cols, matrix: true }, m);
    }
    lowering.prepare([root]);
    if (isScalar(root)) {
      const value = lowering.emitter.assign(lowering.scalarOf(root));
      machine.run(destinations(lowering.emitter.take(), NOTHING, new Map()).instructions);
      return { rows: 1, cols: 1, data: Float64Array.of(machine.number(value)) };
    }
    const value = lowering.emitter.settled(lowering.dense(root));
    const surroundings = { foreign: new Set([...given.keys()].map((n) => lowering.valueOf(n).id)), results: new Set([value.id]) }; // prettier-ignore
    const { instructions, renamed } = destinations(lowering.emitter.take(), surroundings, new Map());
    machine.run(instructions);
    return linalg().matrix(machine.block(renameValue(value, renamed)));
  } finally {
    machine.release();
  }
}
