/** Divided differences: Loewner matrices of functions at eigenvalues and singular values, and gaps between them. */
import type { ApplyNode, Node } from "../../expression/node/node.js";
import { closedParts, nameOf, powerExponent, scalarBody, withDerivative } from "../scalar-code.js";
import type { Lowering, Operation } from "../lowering.js";
import type { Emitter } from "../emitter.js";
import { block, scalar, size, word, type Value } from "../../../codegen/plan/values.js";
import { bases } from "./common.js";

const OF_POWER: Readonly<Record<string, string>> = {
  "2": "square",
  "3": "cube",
  "1/2": "sqrt",
  "-1": "recip",
  "-1/2": "rsqrt",
};
const NAMED = new Set(["exp", "log", "sin", "cos", "sign", "tanh", "sigmoid"]);

/** The routine's name for a function that has one. */
function named(context: Lowering, f: Node): string | undefined {
  const power = powerExponent(context, f);
  if (power) return power.kind === "number" ? OF_POWER[power.value.toFraction()] : undefined;
  const name = nameOf(context, f);
  return name !== undefined && NAMED.has(name) ? name : undefined;
}

const loewner: Operation = {
  needs: (context, node) => {
    const [f, x] = node.args as [Node, Node];
    const power = powerExponent(context, f);
    if (power) return [...bases([x]), ...(power.kind === "number" ? [] : [power])];
    return named(context, f) ? bases([x]) : functionNeeds(context, node);
  },
  emit: (context, node) => {
    const { emitter } = context;
    const [f, x] = node.args as [Node, Node];
    const points = block(context.diagonalOf(x));
    const value = emitter.matrix(node, "Gamma");
    const power = powerExponent(context, f);
    const name = named(context, f);
    if (name !== undefined) return emitter.into("loewner", { f: word(name), x: points }, value);
    if (power) return emitter.into("loewnerPower", { x: points, p: scalar(context.scalarOf(power)) }, value);
    return emitter.into("loewnerOf", { ...functionArguments(context, f), x: points }, value);
  },
};

/** The diagonal matrix and the scalars that a function's body takes from outside. */
const functionNeeds = (context: Lowering, node: ApplyNode): Node[] => {
  const [f, x] = node.args as [Node, Node];
  return [...bases([x]), ...withDerivative(context, f).flatMap(closedParts)];
};

/** f and f′ as functions of a number. */
const functionArguments = (context: Lowering, f: Node) => {
  const [body, slope] = withDerivative(context, f);
  const of = (b: Node) => ({ kind: "function", body: scalarBody(context, b) }) as const;
  return { f: of(body), df: of(slope) };
};

type FunctionArguments = ReturnType<typeof functionArguments>;

/** A routine of f, f′ and the diagonal, and of the node's sizes. */
const withFunction = (
  emit: (emitter: Emitter, f: FunctionArguments, x: ReturnType<typeof block>, node: ApplyNode) => Value,
): Operation => ({
  needs: functionNeeds,
  emit: (context, node) => {
    const [f, x] = node.args as [Node, Node];
    return emit(context.emitter, functionArguments(context, f), block(context.diagonalOf(x)), node);
  },
});

const oddLoewner = withFunction((emitter, f, sigma, node) =>
  emitter.into("oddLoewner", { ...f, sigma }, emitter.matrix(node, "Gamma")),
);
const oddRatio = withFunction((emitter, f, sigma, node) =>
  emitter.into("oddRatio", { ...f, sigma }, emitter.diagonal(node.rows)),
);
const gramRatio = withFunction((emitter, f, sigma, node) =>
  emitter.into("gramRatio", { ...f, sigma, count: size(node.dims[0]!) }, emitter.diagonal(node.rows)),
);
const bandLoewner = withFunction((emitter, f, lambda, node) => {
  const [from, to] = [size(node.dims[0]!), size(node.dims[1]!)];
  return emitter.into("bandLoewner", { ...f, lambda, from, to }, emitter.matrix(node, "Gamma"));
});

const gaps: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node, "K");
    const lambda = block(context.diagonalOf(node.args[0]!));
    const [from, to] = node.dims;
    if (!from || !to) return context.emitter.into("gaps", { lambda }, value);
    return context.emitter.into("gapsTo", { lambda, from: size(from), to: size(to) }, value);
  },
};

export const loewnerOperations: Readonly<Record<string, Operation>> = {
  loewner,
  gaps,
  "gaps-to": gaps,
  "odd-loewner": oddLoewner,
  "odd-ratio": oddRatio,
  "gram-ratio": gramRatio,
  "band-loewner": bandLoewner,
};
