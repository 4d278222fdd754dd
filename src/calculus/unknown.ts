/**
 * The variation of a function of which only its values are known: dK = ∂K/∂θ dθ in a number, df = ∇f : dX of a number, dy = J dx of
 * vectors, and vec(dY) = J vec(dX) of anything else. Derivatives are values of the function with the arguments in which it was derived.
 */
import { product } from "../expression/node/algebra.js";
import { construct } from "../expression/node/construct.js";
import { isScalar, type ApplyNode, type Node, type Shape, type Store } from "../expression/node/node.js";
import { ONE, fixed, multiply } from "../../codegen/plan/sizes.js";
import type { Dependence } from "./dependence.js";

const isColumn = ({ cols }: Shape): boolean => cols === ONE;

/** The shape of the derivative of a value in an argument. */
function derivativeShape(value: Shape, argument: Shape): Shape {
  if (isScalar(argument)) return value;
  if (isScalar(value)) return argument;
  return { rows: multiply(value.rows, value.cols), cols: multiply(argument.rows, argument.cols) };
}

/** What the value depends on, with the variation in each. */
export function dependencesOfUnknown(store: Store, node: ApplyNode, active: (node: Node) => boolean): Dependence[] {
  const [, , rows, cols, ...orders] = node.dims;
  return node.args.flatMap((argument, place) => {
    if (place === 0 || !active(argument)) return [];
    const shape = derivativeShape(node, argument);
    const dims = [shape.rows, shape.cols, rows!, cols!, ...orders, fixed(place)];
    const slope = construct(store, "opaque-function", node.args, dims);
    return [{ on: argument, vary: (d) => along(store, node, slope, d) }];
  });
}

function along(store: Store, value: Node, slope: Node, d: Node): Node {
  if (isScalar(d)) return product(store, [d, slope]);
  if (isScalar(value)) return construct(store, "inner-product", [slope, d]);
  if (isColumn(value) && isColumn(d)) return product(store, [slope, d]);
  const stacked = construct(store, "reshape", [d], [multiply(d.rows, d.cols), ONE]);
  return construct(store, "reshape", [product(store, [slope, stacked])], [value.rows, value.cols]);
}
