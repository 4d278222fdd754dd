/** Divided differences: Loewner matrices of functions at eigenvalues and singular values, and gaps between them. */
import { isApply, type ApplyNode, type Node } from "../../expression/node/node.js";
import { construct } from "../../expression/node/construct.js";
import { closedParts, nameOf, powerExponent, scalarBody, secondDerivative, withDerivative } from "../scalar-code.js";
import type { Lowering, Operation } from "../lowering.js";
import type { Emitter } from "../emitter.js";
import { block, number, scalar, size, word, type Value } from "../../../codegen/plan/values.js";
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

/** D of gaps(D²), the gaps between squares. */
function squared(node: ApplyNode): Node | undefined {
  const [x] = node.args;
  if (node.fn !== "gaps" || !x || !isApply(x, "power")) return undefined;
  const exponent = x.args[1]!;
  return exponent.kind === "number" && exponent.value.equals(2) ? x.args[0] : undefined;
}

/**
 * 1/(σⱼ² − σᵢ²) as the gap of σ, by which degeneracy is told, over σᵢ + σⱼ. Squares would lose half the digits of small σ. Ones are
 * added to the diagonal of the sums, where the gap is 0.
 */
function gapsOfSquares({ emitter }: Lowering, sigma: Value, node: ApplyNode): Value {
  const x = block(sigma);
  const one = scalar(number(1));
  const fresh = (): Value => emitter.matrix(node);
  const A = block(emitter.into("gaps", { lambda: x }, fresh()));
  const zeros = block(emitter.into("fill", { c: scalar(number(0)) }, fresh()));
  const columns = block(emitter.into("addColumn", { s: one, x, A: zeros }, fresh()));
  const sums = block(emitter.into("addRow", { s: one, y: x, A: columns }, fresh()));
  const B = block(emitter.into("addToDiagonal", { s: one, A: sums }, fresh()));
  return emitter.into("divide", { A, B }, emitter.matrix(node, "K"));
}

const gaps: Operation = {
  needs: (_, node) => bases([squared(node) ?? node.args[0]!]),
  emit: (context, node) => {
    const root = squared(node);
    if (root) return gapsOfSquares(context, context.diagonalOf(root), node);
    const value = context.emitter.matrix(node, "K");
    const lambda = block(context.diagonalOf(node.args[0]!));
    const [from, to] = node.dims;
    if (!from || !to) return context.emitter.into("gaps", { lambda }, value);
    return context.emitter.into("gapsTo", { lambda, from: size(from), to: size(to) }, value);
  },
};

/** Second differences are taken of the first, which backward has. */
const second = (first: "loewner" | "band-loewner"): Operation => {
  const differences = ({ store }: Lowering, node: ApplyNode): Node =>
    construct(store, first, node.args.slice(0, 2), node.dims);
  return {
    needs: (context, node) => {
      const [f, x, a, b] = node.args as [Node, Node, Node, Node];
      return [differences(context, node), ...bases([x, a, b]), ...closedParts(secondDerivative(context, f))];
    },
    emit: (context, node) => {
      const { emitter } = context;
      const [f, x, a, b] = node.args as [Node, Node, Node, Node];
      const body = scalarBody(context, secondDerivative(context, f));
      const [G, A, B] = [differences(context, node), a, b].map((n) => block(context.dense(n))) as [Given, Given, Given];
      const takes = { d2f: { kind: "function", body } as const, lambda: block(context.diagonalOf(x)), G, A, B };
      const [from, to] = node.dims;
      const value = emitter.matrix(node, "T");
      if (!from || !to) return emitter.into("loewner2", takes, value);
      return emitter.into("bandLoewner2", { ...takes, from: size(from), to: size(to) }, value);
    },
  };
};

type Given = ReturnType<typeof block>;

export const loewnerOperations = {
  loewner,
  gaps,
  "gaps-to": gaps,
  "odd-loewner": oddLoewner,
  "odd-ratio": oddRatio,
  "gram-ratio": gramRatio,
  "band-loewner": bandLoewner,
  "loewner-2": second("loewner"),
  "band-loewner-2": second("band-loewner"),
} satisfies Readonly<Record<string, Operation>>;
