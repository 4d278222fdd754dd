/** Jacobians and Hessians block by block: the derivative of one expression by one input, as a matrix where it has one. */
import { product, sum, transpose, zeros } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, postorder, type Node } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import type { Input } from "../expression/elaborate/program.js";
import type { Derivation } from "./derivation.js";
import type { SecondOrder } from "./second.js";
import { matrixOf } from "./vectorize.js";

/** Whether the rows of a derivative belong to what is differentiated, or to what it is differentiated by. */
export const LAYOUTS = ["numerator", "denominator"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The derivative of one expression by one input. */
export interface Block {
  readonly of: { readonly name: string; readonly shape: Node };
  readonly by: Input;
  /** The part of the variation that is linear in the input's differential. */
  readonly operator: Node;
  /** vec of the expression by vec of the input, projected to the input's structure. */
  readonly matrix?: Node;
}

/** What is seen of a Hessian's block on the diagonal. */
export type Definiteness =
  "positive definite" | "positive semidefinite" | "negative definite" | "negative semidefinite";

export interface HessianBlock extends Block {
  readonly definiteness?: Definiteness;
}

/** The Jacobian of every output by every input. */
export function jacobianOf(derivation: Derivation, layout: Layout): Block[] {
  return derivation.outputs.flatMap((o, i) =>
    derivation.gradients.map(({ input }) =>
      blockOf(derivation, { name: o.name, shape: o.node }, input, derivation.variations[i]!.node, layout),
    ),
  );
}

/** The Hessian by every pair of inputs. */
export function hessianOf({ first, products }: SecondOrder, layout: Layout): HessianBlock[] {
  return products.flatMap(({ input, value }) =>
    first.gradients.map(({ input: by }) => {
      const block = blockOf(first, { name: input.name, shape: input.node }, by, value, layout);
      const seen = by === input ? definiteness(first, by, block.operator) : undefined;
      return { ...block, ...(seen ? { definiteness: seen } : {}) };
    }),
  );
}

/** d²L = Σ ⟨dX, dX̄⟩, what the Hessian is as a quadratic form. */
export function quadraticForm({ first, products }: SecondOrder): Node {
  const { store } = first;
  const terms = products.map(({ input, value }) => {
    const d = first.differentialOf(input.node);
    return isScalar(d) ? product(store, [d, value]) : construct(store, "inner-product", [d, value]);
  });
  return first.simplifier.simplify(sum(store, terms));
}

/** The derivative of one expression by one input, from its variation. */
export function blockOf(derivation: Derivation, of: Block["of"], by: Input, variation: Node, layout: Layout): Block {
  const { store, simplifier, gradients } = derivation;
  const d = derivation.differentialOf(by.node);
  const others = gradients.map((g) => derivation.differentialOf(g.input.node)).filter((e) => e !== d);
  const fixed = replace(store, variation, new Map(others.map((e) => [e, zeros(store, e)])));
  const operator = simplifier.simplify(fixed);
  const plain = matrixOf(store, operator, d);
  const structure = structureOf(derivation, by);
  if (!plain || structure === null) return { of, by, operator };
  const matrix = structure ? product(store, [plain, structure]) : plain;
  const simple = simplifier.simplify(matrix);
  return { of, by, operator, matrix: layout === "numerator" ? simple : transpose(store, simple) };
}

/** The projection to an input's structure as a matrix; null where it has none, undefined where there is no structure. */
export function structureOf(derivation: Derivation, { name, node }: Input): Node | null | undefined {
  const { store } = derivation;
  const projections = derivation.projections(node);
  if (projections.length === 0 || isScalar(node)) return undefined;
  const free = store.symbol(`${name}#direction`, "differential", node);
  return (
    matrixOf(
      store,
      projections.reduce<Node>((value, p) => p.of(value), free),
      free,
    ) ?? null
  );
}

/** What the properties of the matrix form say; on symmetric directions the symmetric part may be left out. */
export function definiteness(
  { store, simplifier, catalogue, differentialOf }: Derivation,
  by: Input,
  operator: Node,
): Definiteness | undefined {
  const d = differentialOf(by.node);
  const inner = isApply(operator, "symmetric-part") && catalogue.has(d, "symmetric") ? operator.args[0]! : operator;
  const plain = matrixOf(store, inner, d);
  if (!plain) return undefined;
  const matrix = simplifier.simplify(plain);
  for (const [sign, word] of [
    [1, "positive"],
    [-1, "negative"],
  ] as const) {
    const signed = simplifier.simplify(product(store, [store.number(sign), matrix]));
    if (isScalar(signed) ? catalogue.has(signed, "positive") : catalogue.has(signed, "spd")) return `${word} definite`;
    const semi = isScalar(signed) ? catalogue.has(signed, "nonnegative") : catalogue.has(signed, "psd");
    if (semi) return `${word} semidefinite`;
  }
  return undefined;
}

/** Whether an expression is made with a commutation matrix, or a duplication matrix. */
export const mentions = (node: Node, fn: string): boolean => postorder([node]).some((n) => isApply(n, fn));
