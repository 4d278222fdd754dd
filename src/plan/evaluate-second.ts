/** Jacobians, Hessians and products with Hessians at numbers given as JSON, column by column through the schedule. */
import type { Derivation } from "../calculus/derivation.js";
import { gradientProgram, type SecondOrder } from "../calculus/second.js";
import type { Node } from "../expression/node/node.js";
import type { Port } from "../../codegen/plan/program.js";
import { readValues, sizesFrom, type Data } from "../../codegen/run/data.js";
import type { Matrix } from "../../codegen/runtime/matrix.js";
import { record, requireAll, requireStructure, type Answer, type Point } from "./evaluate.js";
import { requireFinite } from "./finite.js";
import { computeNode, Kernel, type Sizes, type Values } from "./kernel.js";

/** A derivation with its variation, at a point. */
class Tangents {
  readonly inputs: Values;
  readonly sizes: Sizes;
  readonly kernel: Kernel;

  constructor(
    readonly derivation: Derivation,
    point: Point,
    sizes: Sizes,
    seeds?: unknown,
  ) {
    this.kernel = new Kernel(derivation, { backward: false, variation: true });
    const { program } = this.kernel;
    const inputs = readValues("inputs", program.inputs, point.inputs ?? {});
    requireAll("inputs", program.inputs, inputs);
    for (const [port, value] of inputs) requireStructure(derivation, port, value);
    this.inputs = inputs;
    this.tangents = seeds === undefined ? undefined : readValues("tangents", program.tangents, seeds);
    if (this.tangents) requireAll("tangents", program.tangents, this.tangents);
    this.sizes = sizesFrom(new Map([...inputs, ...(this.tangents ?? [])]), sizes);
  }

  readonly tangents: Map<Port, Matrix> | undefined;

  /** The outputs' tangents for the inputs'. */
  at(tangents: Values): Values {
    const results = this.kernel.variation(this.inputs, tangents, this.sizes);
    const nodes = this.derivation.variations.map((v) => v.node);
    requireFinite(this.derivation, "derivative", results, nodes, { given: this.given(tangents), sizes: this.sizes });
    return results;
  }

  /** The values of a derivation's outputs, which are the first of this one's. */
  outputs({ outputs }: Derivation): Record<string, Data> {
    const values = this.kernel.forward(this.inputs, this.sizes);
    const roots = outputs.map((o) => o.node);
    const given = this.given(new Map());
    const first = new Map([...values].slice(0, outputs.length));
    requireFinite(this.derivation, "value", first, roots, { given, sizes: this.sizes });
    return record(first);
  }

  private given(tangents: Values): Map<Node, Matrix> {
    const named = (values: Values, name: string): Matrix => [...values].find(([p]) => p.name === name)![1];
    const { program, gradients } = this.derivation;
    const inputs = program.inputs.map((i): [Node, Matrix] => [i.node, named(this.inputs, i.spelling)]);
    const directions = gradients
      .slice(0, tangents.size)
      .map((g): [Node, Matrix] => [this.derivation.differentialOf(g.input.node), named(tangents, g.input.spelling)]);
    return new Map([...inputs, ...directions]);
  }

  /** For each input the derivatives of all outputs in its entries: column by column, in the order of vec. */
  *columns(): Generator<{ readonly wrt: Port; readonly derivatives: readonly Values[] }> {
    const { program } = this.kernel;
    const shape = (port: Port): Matrix => zeros(this.inputs.get(portNamed(program.inputs, port.name))!);
    for (const wrt of program.tangents) {
      const { rows, cols } = shape(wrt);
      const derivatives: Values[] = [];
      for (let k = 0; k < rows * cols; k++) {
        const unit = zeros({ rows, cols });
        unit.data[(k % rows) * cols + Math.floor(k / rows)] = 1;
        const direction = this.projected(wrt, unit);
        derivatives.push(this.at(new Map(program.tangents.map((p) => [p, p === wrt ? direction : shape(p)]))));
      }
      yield { wrt, derivatives };
    }
  }

  /** The part of a direction that lies in the structure of an input. */
  private projected(wrt: Port, direction: Matrix): Matrix {
    const { catalogue, store, program, projections } = this.derivation;
    const { node } = program.inputs.find((i) => i.spelling === wrt.name)!;
    const free = store.symbol(`${wrt.name}#direction`, "input", node);
    const part = projections(node).reduce((value, p) => p.of(value), free as Node);
    if (part === free) return direction;
    return computeNode(catalogue, store, part, new Map([[free, direction]]), this.sizes);
  }
}

const portNamed = (ports: readonly Port[], name: string): Port => ports.find((p) => p.name === name)!;

const zeros = ({ rows, cols }: Pick<Matrix, "rows" | "cols">): Matrix => ({
  rows,
  cols,
  data: new Float64Array(rows * cols),
});

/** dX̄ for tangents of the inputs. Throws DataError and LinearAlgebraError. */
export function productAt(second: SecondOrder, point: Point, sizes: Sizes): Answer {
  const tangents = new Tangents(gradientProgram(second), point, sizes, point.tangents ?? {});
  const results = [...tangents.at(tangents.tangents!)].slice(second.first.outputs.length);
  return { outputs: tangents.outputs(second.first), hvp: record(renamed(second, results)) };
}

/** The Jacobian of each output by each input. */
export function jacobianAt(derivation: Derivation, point: Point, sizes: Sizes): Answer {
  const tangents = new Tangents(derivation, point, sizes);
  return { outputs: tangents.outputs(derivation), jacobian: blocks(tangents, (values) => [...values]) };
}

/** The Hessian, or what is taken for it, by each pair of inputs. */
export function hessianAt(
  second: SecondOrder,
  point: Point,
  sizes: Sizes,
  form: "hessian" | "gauss-newton" = "hessian",
): Answer {
  const tangents = new Tangents(gradientProgram(second), point, sizes);
  const gradients = (values: Values): [Port, Matrix][] => [
    ...renamed(second, [...values].slice(second.first.outputs.length)),
  ];
  return { outputs: tangents.outputs(second.first), [form]: blocks(tangents, gradients) };
}

/** Variations of gradients under the names of the inputs. */
const renamed = ({ first }: SecondOrder, values: readonly (readonly [Port, Matrix])[]): Map<Port, Matrix> =>
  new Map(
    values.map(([port, value], i) => {
      const { spelling, matrix } = first.gradients[i]!.input;
      return [{ ...port, name: spelling, matrix }, value];
    }),
  );

/** The derivative of each output by each input as a matrix of vec by vec. */
function blocks(
  tangents: Tangents,
  read: (values: Values) => readonly [Port, Matrix][],
): Record<string, Record<string, Data>> {
  const answer = Object.create(null) as Record<string, Record<string, Data>>;
  for (const { wrt, derivatives } of tangents.columns()) {
    const results = derivatives.map(read);
    results[0]!.forEach(([{ name }], output) => {
      const columns = results.map((values) => byColumns(values[output]![1]));
      answer[name] ??= Object.create(null) as Record<string, Data>;
      answer[name][wrt.name] = columns[0]!.map((_, i) => columns.map((c) => c[i]!));
    });
  }
  return answer;
}

/** vec(A). */
const byColumns = ({ rows, cols, data }: Matrix): number[] =>
  Array.from(data, (_, k) => data[(k % rows) * cols + Math.floor(k / rows)]!);
