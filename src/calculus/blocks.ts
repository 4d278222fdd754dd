/** Jacobians and Hessians block by block: the derivative of one expression by one input, as a matrix where it has one. */
import { identity, product, sum, transpose, zeros } from "../expression/node/algebra.js";
import { isZero } from "../expression/node/constants.js";
import { construct } from "../expression/node/construct.js";
import { isApply, isScalar, postorder, type Node, type Store } from "../expression/node/node.js";
import { replace } from "../expression/node/replace.js";
import type { Input } from "../expression/elaborate/program.js";
import type { Derivation } from "./derivation.js";
import type { SecondOrder } from "./second.js";
import { shorter } from "./shorter.js";
import { isMirrored, matrixOf, upright } from "./vectorize.js";

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
  /** The matrix of vech by vech, where `of` or `by` are symmetric inputs. */
  readonly half?: { readonly matrix: Node; readonly of: boolean; readonly by: boolean };
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
  const tidy = (node: Node): Node => {
    const simple = upright(store, shorter(derivation, simplifier.simplify(node)));
    return layout === "numerator" ? simple : upright(store, transpose(store, simple));
  };
  const [ofHalf, byHalf] = [isSymmetric(derivation, of.shape), isSymmetric(derivation, by.node)];
  const folded = byHalf ? commuted(store, simplifier.simplify(plain), by.node) : plain;
  const settled = byHalf && isMirrored(store, folded);
  const matrix = tidy(structure && !settled ? product(store, [folded, structure]) : folded);
  if (!byHalf && !ofHalf) return { of, by, operator, matrix };
  const duplication = (node: Node): Node => construct(store, "duplication-matrix", [], [node.rows]);
  const parts = [
    ...(ofHalf ? [transpose(store, duplication(of.shape))] : []),
    folded,
    ...(byHalf ? [duplication(by.node)] : []),
  ];
  const half = product(store, parts);
  return { of, by, operator, matrix, half: { matrix: tidy(half), of: ofHalf, by: byHalf } };
}

/** Whether an expression is an input that is a symmetric matrix: its vech has all its entries. */
const isSymmetric = ({ catalogue, program }: Derivation, node: Node): boolean =>
  !isScalar(node) && catalogue.has(node, "symmetric") && program.inputs.some((i) => i.node === node) && !catalogue.has(node, "diagonal"); // prettier-ignore

/** A matrix that is multiplied with vec(E) of symmetric matrices E: at the end of its terms K vec(E) is vec(E). */
function commuted(store: Store, matrix: Node, of: Node): Node {
  const isCommutation = (n: Node | undefined): boolean =>
    n !== undefined && isApply(n, "commutation-matrix") && n.dims.every((d) => d === of.rows);
  if (isCommutation(matrix)) return identity(store, matrix.rows);
  if (isApply(matrix, "sum"))
    return sum(
      store,
      matrix.args.map((t) => commuted(store, t, of)),
    );
  if (!isApply(matrix, "product")) return matrix;
  const last = matrix.args[matrix.args.length - 1]!;
  const others = matrix.args.slice(0, -1);
  if (isCommutation(last)) return product(store, others);
  return others.every(isScalar) ? product(store, [...others, commuted(store, last, of)]) : matrix;
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
  if (isZero(operator)) return undefined;
  const plain = matrixOf(store, inner, d);
  const simple = plain && simplifier.simplify(plain);
  const form = isScalar(d) ? product(store, [d, operator]) : construct(store, "inner-product", [d, operator]);
  const forms = [...(simple ? [simple, shorter({ store, simplifier }, simple)] : []), simplifier.simplify(form)];
  return forms.map((f) => sign({ store, simplifier, catalogue }, f, f === forms.at(-1))).find((w) => w !== undefined);
}

/** What the properties of a matrix say, or of a number that is ⟨dX, 𝓗(dX)⟩: it is 0 where dX is. */
function sign(
  { store, simplifier, catalogue }: Pick<Derivation, "store" | "simplifier" | "catalogue">,
  matrix: Node,
  isForm: boolean,
): Definiteness | undefined {
  for (const [factor, word] of [
    [1, "positive"],
    [-1, "negative"],
  ] as const) {
    const signed = simplifier.simplify(product(store, [store.number(factor), matrix]));
    const has = (ofNumber: string, ofMatrix: string): boolean =>
      catalogue.has(signed, isScalar(signed) ? ofNumber : ofMatrix);
    if (!isForm && has("positive", "spd")) return `${word} definite`;
    if (has("nonnegative", "psd")) return `${word} semidefinite`;
  }
  return undefined;
}

/** Whether an expression is made with a commutation matrix, or a duplication matrix. */
export const mentions = (node: Node, fn: string): boolean => postorder([node]).some((n) => isApply(n, fn));
