/**
 * A linear expression in a differential as a matrix: vec(𝓛(E)) = M vec(E), where vec stacks columns. The functions of the
 * algebra have such a matrix by vec(A E B) = (Bᵀ ⊗ A) vec(E) and its relatives (magnus2019 §2.4, §3.7); an expression with
 * any other is left as an operator.
 */
import Fraction from "fraction.js";
import { identity, ones, product, sum, transpose, zeros } from "../expression/node/algebra.js";
import { isOnes, isZero } from "../expression/node/constants.js";
import { hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { replace } from "../expression/node/replace.js";
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
  if (isZero(linear)) return zeros(store, { rows: sizeOf(linear), cols: sizeOf(differential) });
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
  const times = (left: Node): Node => spread(store, left, form);
  switch (node.fn) {
    case "product":
      return rowSumsOf(store, node, forms) ?? ofProduct(store, node, varying, form);
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
      const turned = product(store, [store.number(sign), times(commutation(store, e))]);
      return product(store, [store.number(new Fraction(1, 2)), sum(store, [form, turned])]);
    }
    default:
      return ofEntries(store, node, varying, form, forms);
  }
}

/** Functions that choose entries, arrange them anew or add them up. */
function ofEntries(store: Store, node: ApplyNode, varying: number, form: Node, forms: Forms): Node | undefined {
  const e = node.args[varying]!;
  const times = (left: Node): Node => spread(store, left, form);
  const other = (): Node => node.args[1 - varying]!;
  switch (node.fn) {
    case "diagonal-part":
    case "lower-part":
    case "upper-part":
      // Some of the entries: those of 𝟏𝟏ᵀ that the function leaves.
      return times(diagonal(store, construct(store, node.fn, [ones(store, e)])));
    case "trace":
      return traceOf(store, e, forms) ?? times(transpose(store, vec(store, identity(store, e.rows))));
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
    case "diagonal-matrix":
      return times(diagonalPlaces(store, e.rows));
    case "diagonal":
      return diagonalOf(store, e, forms) ?? times(transpose(store, diagonalPlaces(store, e.rows)));
    case "kronecker":
      return node.args.length === 2 ? times(ofKronecker(store, node, varying)) : undefined;
    case "running-sum":
    case "running-sum-from-the-end": {
      const part = node.fn === "running-sum" ? "lower-part" : "upper-part";
      return times(construct(store, part, [ones(store, { rows: e.rows, cols: e.rows })]));
    }
    case "slice":
    case "embed":
      return ofPlaces(store, node, e, form);
    default:
      return undefined;
  }
}

/** Sums of more terms are not multiplied out. */
const MOST_TERMS = 6;

/** A matrix times a form, with sums of Kronecker products multiplied out: they are products of Kronecker products. */
function spread(store: Store, left: Node, form: Node): Node {
  const terms = isApply(form, "sum") && isKronecker(left) ? form.args : [form];
  if (terms.length > MOST_TERMS || !terms.every((t) => isKronecker(t) || terms.length === 1))
    return product(store, [left, form]);
  return sum(
    store,
    terms.map((t) => product(store, [left, t])),
  );
}

/** E with vec(diag(x)) = E x: the columns e_i ⊗ e_i. */
const diagonalPlaces = (store: Store, n: Dimension): Node => khatriRao(store, identity(store, n), identity(store, n));

/** The Kronecker product of each column with the one beside it, under its name. */
function khatriRao(store: Store, a: Node, b: Node): Node {
  const node = construct(store, "khatri-rao", [a, b]);
  store.calls.set(node, { name: "khatrirao", args: [a, b] });
  return node;
}

/** Whether a matrix is of the same value at both of a symmetric pair of entries: the rows are a ⊗ a. */
export function isMirrored(store: Store, matrix: Node): boolean {
  const chain = isApply(matrix, "product") ? matrix.args.filter((a) => !isScalar(a)) : [matrix];
  const [row, ...others] = chain;
  if (others.length > 0 || !row || !isApply(row, "transpose")) return false;
  const [columns] = row.args as [Node];
  if (isApply(columns, "kronecker"))
    return columns.args.length === 2 && isVector(columns) && columns.args[0] === columns.args[1];
  const call = store.calls.get(columns);
  return call?.name === "khatrirao" && call.args[0] === call.args[1];
}

/** The diagonal of A E B: its entries are the sums of B ∘ Aᵀ over the places of E, column by column. */
function diagonalOf(store: Store, node: Node, forms: Forms): Node | undefined {
  if (!isApply(node, "product")) return undefined;
  const chain = node.args.filter((a) => !isScalar(a));
  const at = chain.findIndex((a) => a.varies);
  const form = at < 0 ? undefined : forms.get(chain[at]!);
  if (!form || node.args.some((a) => a.varies && isScalar(a))) return undefined;
  const e = chain[at]!;
  const [before, after] = [chain.slice(0, at), chain.slice(at + 1)];
  const left = before.length > 0 ? product(store, before) : identity(store, e.rows);
  const right = after.length > 0 ? product(store, after) : identity(store, e.cols);
  const scalars = node.args.filter(isScalar);
  // The entries of a transpose are those of the matrix in another order: K(a ⊗ b) = b ⊗ a.
  if (isApply(form, "commutation-matrix"))
    return product(store, [...scalars, transpose(store, khatriRao(store, transpose(store, left), right))]);
  const places = transpose(store, khatriRao(store, right, transpose(store, left)));
  return product(store, [...scalars, places, form]);
}

/** M with vec(A ⊗ B) = M vec(A), or vec(B): (I ⊗ K ⊗ I)(vec(A) ⊗ vec(B)) of a constant B, or A (magnus2019 §3.7). */
function ofKronecker(store: Store, node: ApplyNode, varying: number): Node {
  const [a, b] = node.args as [Node, Node];
  const columns = identity(store, a.cols);
  const places = [columns, construct(store, "commutation-matrix", [], [b.cols, a.rows]), identity(store, b.rows)];
  const arranged = places.reduce((x, y) => kronecker(store, x, y));
  const both =
    varying === 0
      ? kronecker(store, identity(store, sizeOf(a)), vec(store, b))
      : kronecker(store, vec(store, a), identity(store, sizeOf(b)));
  return product(store, [arranged, both]);
}

/** The trace of A E B is vec((B A)ᵀ)ᵀ vec(E). */
function traceOf(store: Store, node: Node, forms: Forms): Node | undefined {
  if (!isApply(node, "product")) return undefined;
  const chain = node.args.filter((a) => !isScalar(a));
  const at = chain.findIndex((a) => a.varies);
  const form = at < 0 ? undefined : forms.get(chain[at]!);
  if (!form || node.args.some((a) => a.varies && isScalar(a)) || chain.length === 1) return undefined;
  const around = product(store, [...chain.slice(at + 1), ...chain.slice(0, at)]);
  const row = transpose(store, vec(store, transpose(store, around)));
  return product(store, [...node.args.filter(isScalar), row, form]);
}

/** The row sums of C ∘ L(E) with a matrix C are the diagonal of L(E) Cᵀ. */
function rowSumsOf(store: Store, node: ApplyNode, forms: Forms): Node | undefined {
  const scalars = node.args.filter(isScalar);
  const [entries, column, ...others] = node.args.filter((a) => !isScalar(a));
  if (others.length > 0 || !entries || !column || !isOnes(column) || scalars.some((s) => s.varies)) return undefined;
  if (!isApply(entries, "hadamard") || entries.rows === ONE) return undefined;
  const varying = entries.args.filter((a) => a.varies);
  if (varying.length !== 1) return undefined;
  const weights = hadamard(
    store,
    entries.args.filter((a) => !a.varies),
  );
  const form = diagonalOf(store, product(store, [varying[0]!, transpose(store, weights)]), forms);
  return form && product(store, [...scalars, form]);
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
  const factors = map();
  const moved = factors.length > 0 ? spread(store, product(store, factors), form) : form;
  return product(store, [...scalars, moved]);
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

/** Rows and columns of a matrix, or a matrix among zeros: of a column what happens to the rows of its form. */
function ofPlaces(store: Store, { fn, dims }: ApplyNode, e: Node, form: Node): Node {
  const slice = fn === "slice";
  const [i, second, third, fourth] = dims as [Dimension, Dimension, Dimension, Dimension];
  const rows = slice ? [i, second] : [i, third];
  const columns = slice ? [third, fourth] : [second, fourth];
  const place = (a: Node, [from, to]: readonly Dimension[]): Node =>
    construct(store, fn, [a], slice ? [from!, to!, ONE, a.cols] : [from!, ONE, to!, a.cols]);
  if (e.cols === ONE && columns.every((c) => c === ONE)) return place(form, rows);
  const chosen = (size: Dimension, range: readonly Dimension[]): Node => place(identity(store, size), range);
  return spread(store, kronecker(store, chosen(e.cols, columns), chosen(e.rows, rows)), form);
}

/** Whether an expression is made of Kronecker products. */
export const isKronecker = (node: Node): boolean => postorder([node]).some((n) => isApply(n, "kronecker"));

/** Transposes of Kronecker products as Kronecker products of transposes, where these are written with fewer transposes. */
export function upright(store: Store, root: Node): Node {
  const turned = new Map<Node, Node>();
  for (const node of postorder([root])) {
    const inner = isApply(node, "transpose") ? node.args[0]! : undefined;
    if (!inner || !isApply(inner, "kronecker")) continue;
    const args = inner.args.map((a) => transpose(store, a));
    const count = (nodes: readonly Node[]): number => nodes.filter((a) => isApply(a, "transpose")).length;
    if (count(args) <= count(inner.args) + 1) turned.set(node, store.apply("kronecker", args, node));
  }
  return turned.size === 0 ? root : replace(store, root, turned);
}
