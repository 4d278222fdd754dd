/** Zero, the identity and ones, of any shape. */
import { isZeroValue } from "./fractions.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { isApply, isScalar, type Node, type Shape, type Store } from "./node.js";

export const isZero = (node: Node): boolean =>
  node.kind === "number" ? isZeroValue(node.value) : isApply(node, "zeros");
export const isIdentity = (node: Node): boolean => isApply(node, "identity");
export const isOnes = (node: Node): boolean => isApply(node, "ones");

export function zeros(store: Store, shape: Shape): Node {
  return isScalar(shape) ? store.number(0) : store.apply("zeros", [], shape, [shape.rows, shape.cols]);
}

export function identity(store: Store, n: Dimension): Node {
  return n === ONE ? store.number(1) : store.apply("identity", [], { rows: n, cols: n }, [n]);
}

/** The matrix of ones; of several rows and columns it is the product 𝟏𝟏ᵀ. */
export function ones(store: Store, shape: Shape): Node {
  if (isScalar(shape)) return store.number(1);
  if (shape.rows === ONE || shape.cols === ONE) return store.apply("ones", [], shape, [shape.rows, shape.cols]);
  const column = ones(store, { rows: shape.rows, cols: ONE });
  const factors = [column, ones(store, { rows: ONE, cols: shape.cols })];
  return store.apply("product", factors, shape);
}

/** 𝟏𝟏ᵀ, or a vector of ones. */
export const isAllOnes = (node: Node): boolean =>
  isOnes(node) || (isApply(node, "product") && node.args.length === 2 && node.args.every(isOnes));
