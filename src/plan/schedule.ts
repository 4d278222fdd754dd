/**
 * The schedule of a derivation: forward computes the outputs, backward the gradients from the cotangents, variation
 * the outputs' tangents from the inputs'. What forward computed, the others reuse.
 */
import { nominalSize } from "../../codegen/plan/sizes.js";
import type { Derivation, Gradient } from "../calculus/derivation.js";
import type { Node } from "../expression/node/node.js";
import type { Input } from "../expression/elaborate/program.js";
import { isScalar } from "../expression/node/node.js";
import { sharedProducts, writtenProducts } from "./factors.js";
import { totalFlops } from "../../codegen/plan/flops.js";
import { Lowering } from "./lowering.js";
import { operationOf } from "./operations/index.js";
import { improve, renameAll, renameValue } from "../../codegen/prepare/optimize.js";
import {
  block,
  scalar,
  valuesOf,
  type Instruction,
  type KernelProgram,
  type Port,
  type Value,
} from "../../codegen/plan/program.js";

export interface ScheduleOptions {
  readonly backward: boolean;
  readonly variation: boolean;
}

export function schedule(
  derivation: Derivation,
  options: ScheduleOptions = { backward: true, variation: false },
): KernelProgram {
  const { store, catalogue, variationRules } = derivation;
  const lowering = new Lowering(store, catalogue, variationRules, operationOf);
  const { emitter } = lowering;

  /** Values that a result must not share its memory with. */
  const taken = new Set<number>();
  const given = (name: string, node: Node, matrix: boolean): Port => {
    const value = emitter.value(isScalar(node) ? "scalar" : "matrix", node, name);
    emitter.values.set(node, value);
    taken.add(value.id);
    return { name, value, rows: node.rows, cols: node.cols, matrix };
  };
  const inputs = derivation.program.inputs.map((i) => given(i.spelling, i.node, i.matrix));
  const result = (name: string, node: Node, matrix: boolean): Port => {
    const value = resultValue(lowering, node, taken);
    taken.add(value.id);
    return { name, value, rows: node.rows, cols: node.cols, matrix };
  };

  const gradientNodes = derivation.gradients.map((g) => g.value);
  if (options.backward) lowering.wanted = writtenProducts(lowering, gradientNodes);
  lowering.prepare(derivation.outputs.map((o) => o.node));
  const outputs = derivation.outputs.map((o) => result(o.spelling, o.node, false));
  const forward = emitter.take();
  const afterForward = emitter.mark();

  let cotangents: Port[] = [];
  let gradients: Port[] = [];
  let backward: Instruction[] = [];
  if (options.backward) {
    const firstOfBackward = emitter.nextId;
    const layers = derivation.outputs.filter((o) => o.cotangent.kind === "symbol");
    cotangents = layers.map((o) => given(o.spelling, o.cotangent, false));
    const loss = derivation.outputs.find((o) => o.cotangent.kind === "number");
    if (loss) {
      const value = emitter.value("scalar", loss.node, loss.spelling);
      cotangents.push({ name: loss.spelling, value, rows: loss.node.rows, cols: loss.node.cols, matrix: false });
    }
    const scale = loss ? cotangents[cotangents.length - 1]!.value : undefined;
    const start = emitter.mark();
    const plan = (wanted: ReadonlySet<string>): { gradients: Port[]; backward: Instruction[]; cost: number } => {
      start();
      lowering.wanted = wanted;
      lowering.prepare(gradientNodes);
      const others = new Set(taken);
      const values = derivation.gradients.map((g) => {
        const value = resultValue(lowering, g.value, others);
        others.add(value.id);
        return value;
      });
      const ports = derivation.gradients.map((g, i) => gradientPort(lowering, g, values[i]!, scale, firstOfBackward));
      const instructions = emitter.take();
      return { gradients: ports, backward: instructions, cost: nominalSize(totalFlops(instructions)) };
    };
    // The cheapest order of each product alone need not share what they have in common.
    const shared = sharedProducts(lowering, gradientNodes);
    const plans = [new Set<string>(), ...(shared.size > 0 ? [shared] : [])].map(plan);
    ({ gradients, backward } = plans.reduce((best, next) => (next.cost < best.cost ? next : best)));
  }

  let tangents: Port[] = [];
  let outputTangents: Port[] = [];
  let variation: Instruction[] = [];
  if (options.variation) {
    afterForward();
    const wrt = derivation.gradients.map((g): readonly [Input, Node] => [
      g.input,
      derivation.differentialOf(g.input.node),
    ]);
    tangents = wrt.map(([input, d]) => given(input.spelling, d, input.matrix));
    lowering.prepare(derivation.variations.map((v) => v.node));
    outputTangents = derivation.variations.map((v, i) => result(derivation.outputs[i]!.spelling, v.node, false));
    variation = emitter.take();
  }
  return improved({ inputs, outputs, cotangents, gradients, tangents, outputTangents, forward, backward, variation });
}

const ids = (ports: readonly Port[]): number[] => ports.map((p) => p.value.id);

/** Every phase improved; values of forward that later phases read stay as they are. */
function improved(program: KernelProgram): KernelProgram {
  const inputs = ids(program.inputs);
  const later = [...program.backward, ...program.variation].flatMap((i) => i.args.flatMap(valuesOf)).map((v) => v.id);
  const gradients = ids([...program.gradients, ...program.outputTangents]);
  const forward = improve(program.forward, {
    foreign: new Set(inputs),
    results: new Set([...ids(program.outputs), ...later, ...gradients]),
  });
  const saved = forward.instructions.flatMap((i) => i.writes).map((v) => v.id);
  const phase = (instructions: readonly Instruction[], given: readonly Port[], results: readonly Port[]) =>
    improve(instructions, {
      foreign: new Set([...inputs, ...saved, ...ids(given)]),
      results: new Set(ids(results)),
    });
  // A later phase reads what forward renamed under its new name.
  const known = (instructions: readonly Instruction[]) => renameAll(instructions, forward.renamed);
  const backward = phase(known(program.backward), program.cotangents, program.gradients);
  const variation = phase(known(program.variation), program.tangents, program.outputTangents);
  const ports = (list: readonly Port[], ...maps: ReadonlyMap<number, Value>[]): Port[] =>
    list.map((p) => ({ ...p, value: maps.reduce((v, map) => renameValue(v, map), p.value) }));
  return {
    ...program,
    outputs: ports(program.outputs, forward.renamed),
    gradients: ports(program.gradients, forward.renamed, backward.renamed),
    outputTangents: ports(program.outputTangents, forward.renamed, variation.renamed),
    forward: forward.instructions,
    backward: backward.instructions,
    variation: variation.instructions,
  };
}

/** A value of its own for a result: a dense block, or a number. */
function resultValue(lowering: Lowering, node: Node, taken: ReadonlySet<number>): Value {
  const { emitter } = lowering;
  if (isScalar(node)) return emitter.assign(lowering.scalarOf(node));
  const dense = lowering.dense(node);
  emitter.settle(dense);
  return taken.has(dense.id) ? emitter.copyOf(dense) : dense;
}

/** A gradient; of a loss it is scaled by the loss's own cotangent, in place unless forward keeps the block. */
function gradientPort(
  lowering: Lowering,
  { input, value: node }: Gradient,
  plain: Value,
  scale: Value | undefined,
  firstOfBackward: number,
): Port {
  const { emitter } = lowering;
  let value = plain;
  if (scale && value.storage === "scalar") {
    const factors = [value, scale].map((v) => ({ kind: "value", value: v }) as const);
    value = emitter.assign({ kind: "product", args: factors });
  } else if (scale) {
    if (value.id < firstOfBackward) value = emitter.copyOf(value);
    emitter.call("rescale", [scalar({ kind: "value", value: scale }), block(value)], [value]);
  }
  return { name: input.spelling, value, rows: node.rows, cols: node.cols, matrix: input.matrix };
}
