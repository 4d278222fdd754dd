/** Builds any application in normal form: the skeleton by its own rules, declared functions as they are. */
import Fraction from "fraction.js";
import { identity, isIdentity, isZero, ones, product, sum, transpose, zeros } from "./algebra.js";
import { commuting, invariant } from "./commuting.js";
import { entrywisePower, hadamard } from "./entrywise.js";
import type { Dimension } from "../../../codegen/plan/sizes.js";
import { isInteger } from "./fractions.js";
import { isApply, isScalar, type Node, type Store } from "./node.js";
import { instantiate } from "../catalogue/template.js";
import { derivative, entrywise, lambda, matrixFunction } from "./scalar.js";

export function construct(store: Store, fn: string, args: readonly Node[], dims: readonly Dimension[] = []): Node {
  switch (fn) {
    case "sum":
      return sum(store, args);
    case "product":
      return product(store, args);
    case "hadamard":
      return hadamard(store, args);
    case "entrywise-power":
      return entrywisePower(store, args[0]!, args[1]!);
    case "transpose":
      return transpose(store, args[0]!);
    case "identity":
      return identity(store, dims[0]!);
    case "ones":
      return ones(store, { rows: dims[0]!, cols: dims[1]! });
    case "zeros":
      return zeros(store, { rows: dims[0]!, cols: dims[1]! });
    case "lambda":
      return lambda(store, args[0]!);
    case "derivative":
      return derivative(store, args[0]!, construct);
    case "entrywise":
      return entrywise(store, args[0]!, args[1]!, construct);
    case "matrix-function":
      return matrixFunction(store, args[0]!, args[1]!, construct);
    case "power":
      return power(store, args[0]!, args[1]!);
    case "inverse":
      return inverse(store, args[0]!);
    case "opaque-function":
      return store.apply("opaque-function", args, { rows: dims[0]!, cols: dims[1]! }, dims);
  }
  const [first] = args;
  const vanishes = args.some((a, i) => isZero(a) && store.typing.isLinear(fn, i));
  if (vanishes || (first && isZeroFunction(first))) return zeros(store, store.typing.shapeOf(fn, args, dims));
  const expansion = store.typing.expansion(fn, args, dims);
  if (expansion) return instantiate(store, expansion.template, expansion.bindings, construct);
  const shape = store.typing.shapeOf(fn, args, dims);
  if (store.typing.invariance(fn) !== 0) return invariant(store, fn, args, shape);
  return dims.length > 0 ? store.apply(fn, args, shape, dims) : commuting(store, fn, args, shape);
}

/** t ↦ 0. Whatever takes a function is linear in it. */
const isZeroFunction = (f: Node): boolean => isApply(f, "lambda") && isZero(f.args[0]!);

/** Larger powers are not written as products. */
const MOST_FACTORS = 4n;

/** X^p: X⁰ = I, X² = X X, X⁻² = X⁻¹X⁻¹, X⁻¹ is the inverse, and of a scalar the power of a number. */
function power(store: Store, x: Node, p: Node): Node {
  if (isScalar(x)) return entrywisePower(store, x, p);
  if (p.kind === "number") {
    if (p.value.equals(0)) return identity(store, x.rows);
    if (p.value.equals(1)) return x;
    if (p.value.equals(-1)) return inverse(store, x);
    if (isIdentity(x)) return x;
    // Negative powers of symmetric matrices are taken of the eigenvalues.
    const isProduct = p.value.s > 0n ? !store.typing.isDiagonal(x.properties) : !isSymmetric(store, x);
    if (isInteger(p.value) && p.value.n <= MOST_FACTORS && isProduct)
      return product(store, new Array<Node>(Number(p.value.n)).fill(p.value.s > 0n ? x : inverse(store, x)));
  }
  return commuting(store, "power", [x, p], x);
}

const isSymmetric = (store: Store, x: Node): boolean => store.typing.transposeSign(x.properties) === 1;

function inverse(store: Store, x: Node): Node {
  if (isScalar(x)) return entrywisePower(store, x, store.number(new Fraction(-1)));
  return commuting(store, "inverse", [x], x);
}
