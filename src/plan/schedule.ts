/**
 * The plan of a derivation: forward computes the outputs, backward the gradients from the cotangents, variation the outputs'
 * tangents from the inputs'. What forward computed, the others reuse.
 */
import type { Derivation, Gradient } from "../calculus/derivation.js";
import type { Node } from "../expression/node/node.js";
import type { Input } from "../expression/elaborate/program.js";
import { isScalar } from "../expression/node/node.js";
import { NoIdentity } from "../calculus/adjoint.js";
import { gradientVariations, type GradientVariation } from "../calculus/second.js";
import { NoVariation } from "../calculus/variation.js";
import { writtenProducts } from "./factors.js";
import { cheapestSharing } from "./sharing.js";
import { totalFlops } from "../../codegen/plan/flops.js";
import type { Instruction } from "../../codegen/plan/instructions.js";
import { Lowering, NoKernel } from "./lowering.js";
import { demandsOf } from "./demands.js";
import { operationOf } from "./operations/index.js";
import type { LinearStructure, Plan, Port, SecondPhase } from "../../codegen/plan/program.js";
import { block, scalar, type Value } from "../../codegen/plan/values.js";

export interface ScheduleOptions {
  readonly backward: boolean;
  /** The outputs' tangents for the inputs', or what is there in their place: one result for each input. */
  readonly variation: boolean | readonly GradientVariation[];
  /** Also how gradients vary, where the rules say so and no direction depends on where an input is; or everywhere. */
  readonly second?: boolean | "required";
}

export function schedule(
  derivation: Derivation,
  options: ScheduleOptions = { backward: true, variation: false },
): Plan {
  const { store, catalogue, variationRules } = derivation;
  const lowering = new Lowering(store, catalogue, variationRules, operationOf, derivation.sizes);
  const { emitter } = lowering;
  const inputs = derivation.program.inputs.map((i) => ({
    ...given(lowering, i.spelling, i.node, i.matrix),
    ...structureOf(derivation, i),
  }));
  if (options.backward) lowering.wanted = writtenProducts(lowering, gradientNodes(derivation));
  lowering.prepare(derivation.outputs.map((o) => o.node));
  const outputs = derivation.outputs.map((o) => result(lowering, o.spelling, o.node, false));
  const forward = emitter.take();
  const afterForward = emitter.mark();
  lowering.ofDerivative = true;
  const later = options.backward ? backwardPhase(derivation, lowering) : NOTHING;
  afterForward();
  const direction = options.variation ? variationPhase(derivation, lowering, options.variation) : NO_VARIATION;
  afterForward();
  const second = options.second ? secondPhase(derivation, lowering, options.second === "required") : undefined;
  return {
    demands: demandsOf(derivation),
    inputs,
    outputs,
    forward,
    ...later,
    ...direction,
    ...(second ? { second } : {}),
  };
}

const LINEAR: Readonly<Record<LinearStructure, true>> = {
  symmetric: true,
  skew: true,
  lower: true,
  upper: true,
  diagonal: true,
  unit: true,
  rowstochastic: true,
};
const isLinear = (name: string): name is LinearStructure => Object.hasOwn(LINEAR, name);

/** Whether the directions in which an input moves depend on where it is. */
const isCurved = ({ catalogue }: Derivation, input: Node): boolean =>
  catalogue.data.properties.some((p) => p.direction !== undefined && input.properties & p.bit);

/** Undefined where a rule's variation cannot be varied, or no routine computes it. */
function secondPhase(derivation: Derivation, lowering: Lowering, required: boolean): SecondPhase | undefined {
  const { emitter } = lowering;
  const inputs = derivation.gradients.map((g) => g.input);
  if (!required && inputs.some((i) => isCurved(derivation, i.node))) return undefined;
  try {
    const varied = gradientVariations(derivation);
    const cotangents = cotangentPorts(derivation, lowering);
    const ports = inputs.map((i) => given(lowering, i.spelling, derivation.differentialOf(i.node), i.matrix));
    const [products, tangents] = [varied.map((v) => v.value), derivation.variations.map((v) => v.node)];
    lowering.wanted = new Set();
    lowering.prepare([...products, ...tangents]);
    const scale = derivation.outputs.some((o) => o.cotangent.kind === "number") ? cotangents.at(-1)!.value : undefined;
    const gradients = derivation.gradients.map((g, k) =>
      gradientPort(lowering, { ...g, value: products[k]! }, resultValue(lowering, products[k]!), scale),
    );
    const outputs = derivation.outputs.map((o, k) => result(lowering, o.spelling, tangents[k]!, false));
    return { cotangents, directions: ports, gradients, outputs, instructions: emitter.take() };
  } catch (error) {
    if (required) throw error;
    if (error instanceof NoKernel || error instanceof NoVariation || error instanceof NoIdentity) return undefined;
    throw error;
  }
}

/** The cotangents of the outputs; that of a loss is a number, which comes last. */
function cotangentPorts(derivation: Derivation, lowering: Lowering): Port[] {
  const layers = derivation.outputs.filter((o) => o.cotangent.kind === "symbol");
  const ports = layers.map((o) => given(lowering, o.spelling, o.cotangent, false));
  const loss = derivation.outputs.find((o) => o.cotangent.kind === "number");
  if (!loss) return ports;
  const value = lowering.emitter.value("scalar", loss.node, loss.spelling);
  return [...ports, { name: loss.spelling, value, rows: loss.node.rows, cols: loss.node.cols, matrix: false }];
}

/** What is said of the structure of an input. */
function structureOf(derivation: Derivation, input: Input): Pick<Port, "declared" | "presumed" | "structures"> {
  const { program, catalogue, projections } = derivation;
  const structures = isScalar(input.node)
    ? []
    : projections(input.node)
        .map((p) => p.property)
        .filter(isLinear);
  const bits = program.presumed.reduce((set, p) => (p.name === input.name ? set | p.properties : set), 0);
  const names = catalogue.strongest(input.node.properties).map((p) => p.name);
  const presumed = names.filter((name) => bits & catalogue.bit(name));
  return { declared: names.filter((name) => !presumed.includes(name)), presumed, structures };
}

const NOTHING = { cotangents: [], gradients: [], backward: [] };
const NO_VARIATION = { tangents: [], outputTangents: [], variation: [] };

const gradientNodes = (derivation: Derivation): Node[] => derivation.gradients.map((g) => g.value);

/** A value that is given. */
function given({ emitter }: Lowering, name: string, node: Node, matrix: boolean): Port {
  const value = emitter.value(isScalar(node) ? "scalar" : "matrix", node, name);
  emitter.values.set(node, value);
  return { name, value, rows: node.rows, cols: node.cols, matrix };
}

const result = (lowering: Lowering, name: string, node: Node, matrix: boolean): Port => ({
  name,
  value: resultValue(lowering, node),
  rows: node.rows,
  cols: node.cols,
  matrix,
});

/** The value of a result: a dense block, or a number. */
function resultValue(lowering: Lowering, node: Node): Value {
  if (isScalar(node)) return lowering.emitter.assign(lowering.scalarOf(node));
  return lowering.emitter.settled(lowering.dense(node));
}

function backwardPhase(
  derivation: Derivation,
  lowering: Lowering,
): Pick<Plan, "cotangents" | "gradients" | "backward"> {
  const { emitter } = lowering;
  const cotangents = cotangentPorts(derivation, lowering);
  const loss = derivation.outputs.find((o) => o.cotangent.kind === "number");
  const scale = loss ? cotangents[cotangents.length - 1]!.value : undefined;
  const start = emitter.mark();
  const plan = (wanted: ReadonlySet<string>): { gradients: Port[]; backward: Instruction[]; costs: number[] } => {
    start();
    lowering.wanted = wanted;
    lowering.prepare(gradientNodes(derivation));
    const values = derivation.gradients.map((g) => resultValue(lowering, g.value));
    const gradients = derivation.gradients.map((g, i) => gradientPort(lowering, g, values[i]!, scale));
    const backward = emitter.take();
    const flops = totalFlops(backward);
    return { gradients, backward, costs: lowering.sizes.map((at) => at.sizes(flops)) };
  };
  const { gradients, backward } = cheapestSharing(lowering, gradientNodes(derivation), plan);
  return { cotangents, gradients, backward };
}

function variationPhase(
  derivation: Derivation,
  lowering: Lowering,
  asked: true | readonly GradientVariation[],
): Pick<Plan, "tangents" | "outputTangents" | "variation"> {
  const tangents = derivation.gradients.map(({ input }) =>
    given(lowering, input.spelling, derivation.differentialOf(input.node), input.matrix),
  );
  const results =
    asked === true
      ? derivation.variations.map(({ node }, i) => ({ ...derivation.outputs[i]!, node, matrix: false }))
      : asked.map(({ input, value }) => ({ ...input, node: value }));
  lowering.prepare(results.map((r) => r.node));
  const outputTangents = results.map((r) => result(lowering, r.spelling, r.node, r.matrix));
  return { tangents, outputTangents, variation: lowering.emitter.take() };
}

/** A gradient; of a loss it is scaled by the loss's own cotangent. */
function gradientPort(
  { emitter }: Lowering,
  { input, value: node }: Gradient,
  plain: Value,
  scale: Value | undefined,
): Port {
  let value = plain;
  if (scale && value.storage === "scalar") {
    const args = [value, scale].map((v) => ({ kind: "value", value: v }) as const);
    value = emitter.assign({ kind: "product", args });
  } else if (scale) {
    const takes = { s: scalar({ kind: "value", value: scale }), A: block(value) };
    value = emitter.into("rescale", takes, emitter.value(value.storage, value));
  }
  return { name: input.spelling, value, rows: node.rows, cols: node.cols, matrix: input.matrix };
}
