/**
 * The Gauss–Newton matrix of a loss L = h(r(x)): JᵀHJ with J = ∂r/∂xᵀ and the Hessian H of h in r (Schraudolph, Neural Computation 14, 2002). It is
 * the Hessian of the loss with r linearized, and where L is the negative of a log-likelihood in the natural parameters r
 * of an exponential family it is Fisher's information.
 */
import { cotangentName } from "../../grammar/names.js";
import { sum, zeros } from "../expression/node/algebra.js";
import type { Input } from "../expression/elaborate/program.js";
import { postorder, type Node } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import { isZero } from "../expression/node/constants.js";
import { NoIdentity, transposeLinear } from "./adjoint.js";
import { blockOf, definiteness, hessianOf, type Definiteness } from "./blocks.js";
import { deriveProgram, type Derivation } from "./derivation.js";
import { NameSupply } from "./naming.js";
import { Cutting, symbolsFor, withOutputs } from "./outer.js";
import { NoVariation } from "./variation.js";
import { requireLoss, varyGradients, type SecondOrder } from "./second.js";

/** One of the outputs r that a loss is a function of. */
export interface LossOutput {
  readonly name: string;
  readonly node: Node;
}

/** The Hessian of a loss in two of its outputs, as an expression in the program; undefined where it has no matrix form. */
export interface OuterBlock {
  readonly of: LossOutput;
  readonly by: LossOutput;
  readonly matrix: Node | undefined;
}

export interface GaussNewton extends SecondOrder {
  readonly lossOutputs: readonly LossOutput[];
  /** H. */
  readonly outer: readonly OuterBlock[];
  /** The same products before they are simplified, for the check. */
  readonly composed: readonly Node[];
}

/** Thrown where a loss is no function of outputs in which it is convex. */
export class NoGaussNewton extends Error {}

/** What the Gauss–Newton matrix is made of. Throws NoHessian, NoGaussNewton, NoVariation and NoIdentity. */
export function gaussNewton(first: Derivation): GaussNewton {
  requireLoss(first);
  const { store, simplifier, variationRules } = first;
  const { outputs, outer, symbols } = outerPart(first);
  const seeds = new Map<Node, Node>(first.gradients.map(({ input }) => [input.node, first.differentialOf(input.node)]));
  const differentials = variationRules.pushForwardAll(outputs, seeds);
  const moved = outputs.map((r) => simplifier.simplify(differentials.get(r) ?? zeros(store, r)));
  const back = new Map<Node, Node>([...symbols].map(([r, symbol]) => [symbol, r]));
  const along = new Map<Node, Node>(back);
  outer.first.gradients.forEach(({ input }, k) => along.set(outer.first.differentialOf(input.node), moved[k]!));
  const cotangents = outer.products.map((p) => replace(store, p.value, along));
  const contributions = new Map<Node, Node[]>();
  moved.forEach((linear, k) => {
    const symbol = store.symbol(`H#${k}`, "cotangent", linear);
    const { results } = transposeLinear(store, first.catalogue, { cotangent: symbol, linear });
    for (const [d, values] of results)
      for (const value of values) {
        const known = contributions.get(d) ?? [];
        contributions.set(d, [...known, replace(store, value, new Map([[symbol, cotangents[k]!]]))]);
      }
  });
  const composed = first.gradients.map(({ input }) => {
    const parts = contributions.get(first.differentialOf(input.node)) ?? [];
    const total = parts.length === 0 ? zeros(store, input.node) : sum(store, parts);
    return first.projections(input.node).reduce<Node>((value, p) => p.of(value), total);
  });
  const products = first.gradients.map(({ input }, i) => ({ input, value: simplifier.simplify(composed[i]!) }));
  return { first, products, composed, ...named(first, outer, outputs, back) };
}

/** The loss as a function of outputs: the first in which it is not seen to be concave, looking inwards. */
function outerPart(first: Derivation): {
  readonly outputs: readonly Node[];
  readonly outer: SecondOrder;
  readonly symbols: ReadonlyMap<Node, Node>;
} {
  const cutting = new Cutting(first);
  const loss = first.outputs[0]!.node;
  const { outputs: found, bilinear } = cutting.cut(loss);
  if (bilinear.length > 0)
    throw new NoGaussNewton(
      "the loss has a product of several things that vary, so that it is no function of outputs with a known Hessian",
    );
  let outputs = found;
  for (;;) {
    if (outputs.length === 0)
      throw new NoGaussNewton("the loss is no function of outputs in which it is curved: ½‖r(x)‖² is one");
    const symbols = symbolsFor(first.store, outputs);
    const outer = hessianIn(first, withOutputs(first.store, loss, symbols), symbols);
    const concave = outer.products
      .filter((p) => isNegative(definitenessOf(outer, p.input)))
      .map((p) => [...back(symbols, p.input.node)][0]!);
    if (concave.length === 0) return { outputs, outer, symbols };
    const inside = concave.map((r) => cutting.below(r));
    if (inside.some((below) => below.length === 0))
      throw new NoGaussNewton("the loss is concave in its outputs, and Gauss–Newton matrices are of convex functions of outputs"); // prettier-ignore
    outputs = [...new Set([...outputs.filter((r) => !concave.includes(r)), ...inside.flat()])];
  }
}

/**
 * Whether a loss is seen to be a convex function of outputs that are affine in all inputs together: then it is convex in
 * all of them.
 */
export function isConvexOfAffine(first: Derivation): boolean {
  let found: ReturnType<typeof outerPart>;
  try {
    found = outerPart(first);
  } catch (error) {
    if (error instanceof NoGaussNewton || error instanceof NoVariation || error instanceof NoIdentity) return false;
    throw error;
  }
  const { outputs, outer } = found;
  const inputs = new Set<Node>(first.gradients.map((g) => g.input.node));
  const seeds = new Map<Node, Node>([...inputs].map((x) => [x, first.differentialOf(x)]));
  const differentials = first.variationRules.pushForwardAll(outputs, seeds);
  const affine = outputs.every((r) => {
    const d = differentials.get(r);
    return !d || !postorder([first.simplifier.simplify(d)]).some((n) => inputs.has(n));
  });
  if (!affine) return false;
  return hessianOf(outer, "numerator").every((b) =>
    b.of.name === b.by.name ? b.definiteness?.startsWith("positive") === true : isZero(b.operator),
  );
}

const isNegative = (word: Definiteness | undefined): boolean => word?.startsWith("negative") === true;

const back = (symbols: ReadonlyMap<Node, Node>, symbol: Node): Node[] =>
  [...symbols].flatMap(([r, s]) => (s === symbol ? [r] : []));

const definitenessOf = ({ first, products }: SecondOrder, input: Input): Definiteness | undefined => {
  const { value } = products.find((p) => p.input === input)!;
  const { operator } = blockOf(first, { name: input.name, shape: input.node }, input, value, "numerator");
  return definiteness(first, input, operator);
};

/** The second derivative of h in the symbols for its outputs. */
function hessianIn({ program }: Derivation, h: Node, symbols: ReadonlyMap<Node, Node>): SecondOrder {
  const inputs = [...symbols.values()].map((node): Input => {
    if (node.kind !== "symbol") throw new Error("an output has no symbol");
    return { name: node.name, spelling: node.name, node, inferred: false, matrix: true };
  });
  const own = {
    ...program,
    inputs: [...program.inputs, ...inputs],
    definitions: [],
    outputs: [{ ...program.outputs[0]!, node: h }],
  };
  return varyGradients(deriveProgram(own, { wrt: inputs.map((i) => i.name) }));
}

/** Names for the outputs, and H in them. */
function named(
  first: Derivation,
  outer: SecondOrder,
  outputs: readonly Node[],
  back: ReadonlyMap<Node, Node>,
): Pick<GaussNewton, "lossOutputs" | "outer"> {
  const { program, definitions, store, simplifier } = first;
  const supply = new NameSupply([
    ...[...program.inputs, ...program.definitions, ...program.outputs].map((n) => n.name),
    ...program.inputs.map((i) => cotangentName(i.name)),
    ...program.dimensions,
    ...["G", "H", "J"],
  ]);
  const known = [...program.inputs, ...definitions];
  const lossOutputs = outputs.map((node): LossOutput => {
    const given = known.find((n) => n.node === node)?.name;
    return { name: given ?? supply.fresh(node.cols.key === "1" ? ["r", "z"] : ["R", "Z"]), node };
  });
  const at = (symbol: Node): LossOutput => lossOutputs[outputs.indexOf(back.get(symbol)!)]!;
  const blocks = hessianOf(outer, "numerator").map((b): OuterBlock => {
    const of = outer.first.gradients.find((g) => g.input.name === b.of.name)!.input;
    const matrix = b.matrix && simplifier.simplify(replace(store, b.matrix, back));
    return { of: at(of.node), by: at(b.by.node), matrix };
  });
  return { lossOutputs, outer: blocks };
}

/**
 * The Gauss–Newton matrix as a derivation: its outputs are the products as they are composed, in symbols for a direction
 * in which they are linear. What checks a derivation compares them with the simplified ones, and checks symmetry.
 */
export function gaussNewtonAsDerivation(second: GaussNewton): Derivation {
  const { first, products, composed } = second;
  const { store, program } = first;
  const directions = first.gradients.map(({ input }): Input => {
    const name = `${input.name}#direction`;
    const d = first.differentialOf(input.node);
    const node = store.symbol(name, "input", d, d.properties);
    return { name, spelling: name, node, inferred: false, matrix: input.matrix };
  });
  const along = new Map(first.gradients.map(({ input }, i) => [first.differentialOf(input.node), directions[i]!.node]));
  const spelled = products.map((_, i) => `G${i + 1}`);
  const outputs = composed.map((value, i) => {
    const cotangent = store.symbol(`${spelled[i]!}#`, "cotangent", value);
    return { name: spelled[i]!, spelling: spelled[i]!, node: replace(store, value, along), cotangent };
  });
  const moved = new Map(first.gradients.map(({ input }, i) => [first.differentialOf(input.node), first.differentialOf(directions[i]!.node)])); // prettier-ignore
  const paired = new Map(
    first.gradients.map(({ input }, i) => {
      const projected = first.projections(input.node).reduce<Node>((e, p) => p.of(e), outputs[i]!.cotangent);
      return [first.differentialOf(input.node), projected];
    }),
  );
  return {
    ...first,
    program: { ...program, inputs: [...program.inputs, ...directions], outputs },
    definitions: [],
    outputs,
    variations: products.map((p, i) => ({ name: `d${spelled[i]!}`, spelling: `d${spelled[i]!}`, node: replace(store, p.value, moved) })), // prettier-ignore
    gradients: products.map((p, i) => ({
      input: directions[i]!,
      value: replace(store, p.value, paired),
      unused: false,
    })),
    steps: [],
    riemannian: false,
  };
}
