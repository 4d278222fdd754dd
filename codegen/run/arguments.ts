/** What the functions of a layer are given: the ports of its plan as parameters. */
import { canonicalName } from "../../grammar/names.js";
import { evaluate } from "../plan/sizes.js";
import type { Port } from "../plan/program.js";
import type { Batch } from "../runtime/batch.js";
import type { Matrix } from "../runtime/matrix.js";
import { Parameters } from "../runtime/parameters.js";
import { parametersOf } from "../plan/parameters.js";

/** Matrices by name, in either spelling; a scalar is a number. With a leading `batch`, several of one shape. */
export type Arguments = Readonly<Record<string, Matrix | Batch | number>>;

/** The ports of one function of a layer, with what they accept. */
export class BoundPorts {
  readonly parameters: Parameters;

  constructor(
    what: string,
    readonly ports: readonly Port[],
    ones: boolean,
    structure: boolean,
  ) {
    this.parameters = new Parameters(what, parametersOf(ports, { ones, structure }), canonicalName);
  }

  /** The values in the order of the ports. Throws DataError. */
  bind(given: Arguments): Matrix[] {
    const values = this.parameters.bind(given);
    return this.ports.map(({ name }) => {
      const value = values[name]!;
      return typeof value === "number" ? { rows: 1, cols: 1, data: Float64Array.of(value) } : value;
    });
  }

  /** Throws DataError where a value has not the shape of its port. */
  checkShapes(values: readonly Matrix[], sizes: ReadonlyMap<string, number>): void {
    this.ports.forEach(({ name, rows, cols, value }, i) => {
      if (value.storage === "scalar") return;
      this.parameters.requireShape(name, { [name]: values[i]! }, evaluate(rows, sizes), evaluate(cols, sizes));
    });
  }
}
