/**
 * Second order: the variation of the gradients. The gradients are derived once more with functions kept whole whose
 * formulas cannot be varied term by term, and varied by the same rules; then everything is written out and simplified.
 */
import { isApply, isScalar, postorder, type Node } from "../expression/node/node.js";
import type { Input } from "../expression/elaborate/program.js";
import { cotangentName, differentialName } from "../../grammar/names.js";
import { zeros } from "../expression/node/algebra.js";
import { replace } from "../expression/node/replace.js";
import { deriveProgram, type Derivation, type Output } from "./derivation.js";

/** The forms besides gradients and variations: derivatives as matrices, and what is of second order. */
export type SecondForm = "jacobian" | SecondOrderForm;
export type SecondOrderForm = "hessian" | "hvp" | "gauss-newton";

/** How the gradient of one input varies: dX̄ in the differentials of all inputs. */
export interface GradientVariation {
  readonly input: Input;
  readonly value: Node;
}

/** The second derivative of a program with one scalar output. */
export interface SecondOrder {
  readonly first: Derivation;
  readonly products: readonly GradientVariation[];
}

/** Thrown where a program has no Hessian: it has not one scalar output. */
export class NoHessian extends Error {}

/** Varies the gradients of a program. Throws NoHessian, NoVariation and NoIdentity. */
export function varyGradients(first: Derivation): SecondOrder {
  requireLoss(first);
  return { first, products: gradientVariations(first) };
}

/** How the gradients vary with the inputs while the cotangents stay; also of programs that are no losses. */
export function gradientVariations(first: Derivation): GradientVariation[] {
  const { store, program, simplifier } = first;
  const wrt = first.gradients.map((g) => g.input.name);
  const whole = deriveProgram(program, { wrt, order: "again" });
  const seeds = new Map<Node, Node>(wrt.map((_, i) => seedOf(first, first.gradients[i]!.input)));
  const values = whole.gradients.map((g) => g.value);
  const differentials = whole.variationRules.pushForwardAll(values, seeds);
  return whole.gradients.map(({ input, value }) => {
    const varied = differentials.get(value) ?? zeros(store, input.node);
    const short = whole.simplifier.simplify(varied);
    return { input, value: simplifier.simplify(writtenOut(first, short)) };
  });
}

const seedOf = (first: Derivation, input: Input): [Node, Node] => [input.node, first.differentialOf(input.node)];

/** Throws NoHessian unless the program has one scalar output. */
export function requireLoss({ outputs }: Derivation): void {
  const [loss, another] = outputs;
  if (loss && !another && isScalar(loss.node)) return;
  const names = outputs.map((o) => `${o.spelling} (${o.node.rows.key}×${o.node.cols.key})`).join(", ");
  throw new NoHessian(`second derivatives are those of one scalar, but the program has ${names}`);
}

/**
 * The program that computes the loss and its gradients, as a derivation: its variation is that of the loss and of the
 * gradients. What evaluates, schedules or prints a derivation with its variation does so with this one.
 */
export function gradientProgram({ first, products }: SecondOrder): Derivation {
  const named = ({ name, spelling }: Input) => ({ name: cotangentName(name), spelling: cotangentName(spelling) });
  const gradients = first.gradients.map((g): Output => ({
    ...named(g.input),
    node: g.value,
    cotangent: first.store.number(1),
  }));
  const variations = products.map(({ input, value }) => {
    const { name, spelling } = named(input);
    return { name: differentialName(name), spelling: `d${spelling}`, node: value };
  });
  return {
    ...first,
    outputs: [...first.outputs, ...gradients],
    variations: [...first.variations, ...variations],
  };
}

/**
 * The Hessian as a derivation: its outputs are the gradients, which vary by the Hessian, and whose adjoint is the Hessian
 * again. What checks a derivation checks that the Hessian is symmetric, and compares it with differences of gradients.
 */
export function hessianAsDerivation({ first, products }: SecondOrder): Derivation {
  const { store } = first;
  const outputs = first.gradients.map(({ input, value }): Output => {
    const name = cotangentName(input.name);
    const cotangent = store.symbol(`${name}#`, "cotangent", input.node);
    return { name, spelling: cotangentName(input.spelling), node: value, cotangent };
  });
  const cotangents = first.gradients.map(({ input }, i): [Node, Node] => {
    const along = first.projections(input.node).reduce<Node>((e, p) => p.of(e), outputs[i]!.cotangent);
    return [first.differentialOf(input.node), along];
  });
  const gradients = products.map(({ input, value }) => ({
    input,
    value: replace(store, value, new Map(cotangents)),
    unused: false,
  }));
  const variations = products.map(({ value }, i) => {
    const { name, spelling } = outputs[i]!;
    return { name: differentialName(name), spelling: `d${spelling}`, node: value };
  });
  const program = { ...first.program, outputs };
  return { ...first, program, outputs, variations, gradients, steps: [], riemannian: false };
}

/** An expression with every function written as what it stands for. Iterative. */
export function writtenOut({ store, variationRules }: Derivation, root: Node): Node {
  const values = new Map<Node, Node>();
  for (const node of postorder([root])) {
    if (node.kind !== "apply" || isApply(node, "lambda")) continue;
    const args = node.args.map((a) => values.get(a) ?? a);
    values.set(node, variationRules.written(store, node.fn, args, node.dims));
  }
  return values.get(root) ?? root;
}
