/**
 * A linear expression in a differential as a matrix: vec(𝓛(E)) = M vec(E), where vec stacks columns. The functions of the
 * algebra have such a matrix by vec(A E B) = (Bᵀ ⊗ A) vec(E) and its relatives (magnus2019 §2.4, §3.7); an expression with
 * any other is left as an operator.
 */
import Fraction from "fraction.js";
import { identity, ones, product, sum, transpose } from "../expression/node/algebra.js";
import { hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { ONE, multiply, type Dimension } from "../../codegen/plan/sizes.js";
import {
  isApply,
  isScalar,
  isVector,
  postorder,
  type ApplyNode,
  type Node,
  type Store,
} from "../expression/node/node.js";

/** M with vec(linear) = M vec(differential); undefined where the expression has a function without a matrix form. */
export function matrixOf(store: Store, linear: Node, differential: Node): Node | undefined {
  const forms = new Map<Node, Node>([[differential, identity(store, sizeOf(differential))]]);
  for (const node of postorder([linear], (n) => n.varies && n !== differential)) {
    if (!node.varies || forms.has(node)) continue;
    if (node.kind !== "apply") return undefined;
    const form = formOf(store, node, forms);
    if (!form) return undefined;
    forms.set(node, form);
  }
  return forms.get(linear);
}

const sizeOf = ({ rows, cols }: Node): Dimension => multiply(rows, cols);

const vec = (store: Store, a: Node): Node => (a.cols === ONE ? a : construct(store, "reshape", [a], [sizeOf(a), ONE]));

const kronecker = (store: Store, a: Node, b: Node): Node => {
  if (isScalar(a)) return product(store, [a, b]);
  return isScalar(b) ? product(store, [b, a]) : construct(store, "kronecker", [a, b]);
};

type Forms = ReadonlyMap<Node, Node>;

function formOf(store: Store, node: ApplyNode, forms: Forms): Node | undefined {
  const varying = node.args.findIndex((a) => a.varies);
  const e = node.args[varying]!;
  if (node.fn === "sum")
    return node.args.every((a) => a.varies)
      ? sum(
          store,
          node.args.map((a) => forms.get(a)!),
        )
      : undefined;
  if (node.args.filter((a) => a.varies).length !== 1) return undefined;
  const form = forms.get(e);
  if (!form) return undefined;
  const times = (left: Node): Node => product(store, [left, form]);
  const other = (): Node => node.args[1 - varying]!;
  switch (node.fn) {
    case "product":
      return ofProduct(store, node, varying, form);
    case "hadamard":
      return times(
        diagonal(
          store,
          hadamard(
            store,
            node.args.filter((_, i) => i !== varying),
          ),
        ),
      );
    case "transpose":
      return isVector(e) || e.rows === ONE ? form : times(commutation(store, e));
    case "symmetric-part":
    case "skew-part": {
      const sign = node.fn === "symmetric-part" ? 1 : -1;
      const turned = product(store, [store.number(sign), commutation(store, e), form]);
      return product(store, [store.number(new Fraction(1, 2)), sum(store, [form, turned])]);
    }
    case "diagonal-part":
    case "lower-part":
    case "upper-part":
      // Some of the entries: those of 𝟏𝟏ᵀ that the function leaves.
      return times(diagonal(store, construct(store, node.fn, [ones(store, e)])));
    case "trace":
      return times(transpose(store, vec(store, identity(store, e.rows))));
    case "inner-product":
      return times(transpose(store, vec(store, other())));
    case "entry-sum":
      return times(ones(store, { rows: ONE, cols: sizeOf(e) }));
    case "reshape":
      return form;
    case "sylvester":
    case "lyapunov":
    case "discrete-lyapunov":
      return varying === node.args.length - 1 ? ofSylvester(store, node, form) : undefined;
    case "slice":
      return e.cols === ONE && node.cols === ONE ? rows(store, form, node) : undefined;
    default:
      return undefined;
  }
}

const diagonal = (store: Store, a: Node): Node =>
  isScalar(a) ? a : construct(store, "diagonal-matrix", [vec(store, a)]);

const commutation = (store: Store, e: Node): Node => construct(store, "commutation-matrix", [], [e.rows, e.cols]);

/** s A E B: of a scalar that varies the column vec of the rest, else s (Bᵀ ⊗ A). */
function ofProduct(store: Store, node: ApplyNode, at: number, form: Node): Node {
  const scalars = node.args.filter((a, i) => isScalar(a) && i !== at);
  const others = node.args.filter((a, i) => !isScalar(a) && i !== at);
  if (isScalar(node.args[at]!)) {
    const column = others.length > 0 ? [vec(store, product(store, others))] : [];
    return product(store, [...scalars, ...column, form]);
  }
  const chain = node.args.filter((a) => !isScalar(a));
  const place = chain.indexOf(node.args[at]!);
  const [before, after] = [chain.slice(0, place), chain.slice(place + 1)];
  const left = before.length > 0 ? product(store, before) : undefined;
  const right = after.length > 0 ? transpose(store, product(store, after)) : undefined;
  const e = node.args[at]!;
  const map = (): Node[] => {
    if (!left && !right) return [];
    if (e.cols === ONE && !right) return [left!];
    if (e.rows === ONE && !left) return [right!];
    const [a, b] = [left ?? identity(store, e.rows), right ?? identity(store, e.cols)];
    return [kronecker(store, b, a)];
  };
  return product(store, [...scalars, ...map(), form]);
}

/** A Y + Y B = E: vec(Y) = (I ⊗ A + Bᵀ ⊗ I)⁻¹ vec(E). */
function ofSylvester(store: Store, node: ApplyNode, form: Node): Node {
  const [a, b] = node.args as [Node, Node];
  if (node.fn === "discrete-lyapunov") {
    const square = product(store, [store.number(-1), kronecker(store, a, a)]);
    const equation = sum(store, [identity(store, sizeOf(a)), square]);
    return product(store, [construct(store, "inverse", [equation]), form]);
  }
  const second = node.fn === "lyapunov" ? a : transpose(store, b);
  const both = sum(store, [
    kronecker(store, identity(store, second.rows), a),
    kronecker(store, second, identity(store, a.rows)),
  ]);
  return product(store, [construct(store, "inverse", [both]), form]);
}

function rows(store: Store, form: Node, node: ApplyNode): Node {
  const [i, j] = node.dims as [Dimension, Dimension];
  return construct(store, "slice", [form], [i, j, ONE, form.cols]);
}

/** Whether an expression is made of Kronecker products. */
export const isKronecker = (node: Node): boolean => postorder([node]).some((n) => isApply(n, "kronecker"));
