/** Divided differences: Loewner matrices of functions at eigenvalues and singular values, and gaps between them. */
import type { ApplyNode, Node } from "../../expression/node/node.js";
import { closedParts, nameOf, powerExponent, scalarBody, withDerivative } from "../scalar-code.js";
import type { Lowering, Operation } from "../lowering.js";
import { block, scalar, word, type Argument, type Value } from "../../../codegen/plan/program.js";
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
    const nodes = block(context.diagonalOf(x));
    const value = emitter.matrix(node, "Gamma");
    const power = powerExponent(context, f);
    const name = named(context, f);
    if (name !== undefined) emitter.call("loewner", [word(name), nodes, nodes, block(value)], [value]);
    else if (power) {
      emitter.call("loewner", [word("power"), nodes, nodes, block(value), scalar(context.scalarOf(power))], [value]);
    } else emitter.call("loewnerOf", [...functionArguments(context, f), nodes, nodes, block(value)], [value]);
    return value;
  },
};

/** The diagonal matrix and the scalars that a function's body takes from outside. */
const functionNeeds = (context: Lowering, node: ApplyNode): Node[] => {
  const [f, x] = node.args as [Node, Node];
  return [...bases([x]), ...withDerivative(context, f).flatMap(closedParts)];
};

/** f and f′ as functions of a number. */
const functionArguments = (context: Lowering, f: Node): Argument[] =>
  withDerivative(context, f).map((body): Argument => ({ kind: "function", body: scalarBody(context, body) }));

/** A kernel called with f, f′, the diagonal, the node's sizes and a block for the result. */
const withFunction = (routine: string, diagonal: boolean): Operation => ({
  needs: functionNeeds,
  emit: (context, node) => {
    const [f, x] = node.args as [Node, Node];
    const value: Value = diagonal ? context.emitter.diagonal(node.rows) : context.emitter.matrix(node, "Gamma");
    const sizes = node.dims.map((of): Argument => ({ kind: "size", of, plus: 0 }));
    const args = [...functionArguments(context, f), block(context.diagonalOf(x)), ...sizes, block(value)];
    context.emitter.call(routine, args, [value]);
    return value;
  },
});

const gaps: Operation = {
  needs: (_, node) => bases(node.args),
  emit: (context, node) => {
    const value = context.emitter.matrix(node, "K");
    const sizes = node.dims.map((of): Argument => ({ kind: "size", of, plus: 0 }));
    context.emitter.call(
      node.fn === "gaps" ? "gaps" : "gapsTo",
      [block(context.diagonalOf(node.args[0]!)), ...sizes, block(value)],
      [value],
    );
    return value;
  },
};

export const loewnerOperations: Readonly<Record<string, Operation>> = {
  loewner,
  gaps,
  "gaps-to": gaps,
  "odd-loewner": withFunction("oddLoewner", false),
  "odd-ratio": withFunction("oddRatio", true),
  "gram-ratio": withFunction("gramRatio", true),
  "band-loewner": withFunction("bandLoewner", false),
};
