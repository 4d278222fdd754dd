/** Values of functions of which only those are known, and of their derivatives: K(θ), ∂K/∂θ, ∇f(X). */
import type { Syntax } from "../language/syntax.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { apply, name, NOWHERE } from "./nowhere.js";
import { isScalar, type ApplyNode, type Node } from "./node/node.js";

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** ∂ or ∇ with its order. */
const signed = (sign: string, order: number): string => sign + (order > 1 ? (raised[order] ?? "") : "");

const isName = (a: Node): boolean => isScalar(a) && a.kind === "symbol";

/**
 * K(θ) of a function K with the syntax of its arguments. Its derivative in numbers that are names is ∂K/∂θ, that of a number ∇f(X); that of
 * anything else is J_K(x), the Jacobian of the stacked entries.
 */
export function unknownValue(written: string, { args, dims }: ApplyNode, values: readonly Syntax[]): Syntax {
  const [, , rows, cols, ...orders] = dims;
  if (orders.length === 0) return apply(written, values);
  const places = orders.map((order) => Number(order.key));
  const given = args.slice(1);
  if (places.every((place) => isName(given[place - 1]!))) return partial(written, given, places);
  const isSingle = given.length === 1;
  if (isSingle && isScalar(given[0]!)) return apply(`${written}${"′".repeat(orders.length)}`, values);
  const index = isSingle ? "" : places.join("");
  if (rows === ONE && cols === ONE && orders.length <= 2) {
    return apply(`${signed("∇", orders.length)}${index && `_${index}`}${written}`, values);
  }
  return apply(`J${index}_${written}`, values);
}

/** ∂²K/(∂θ ∂φ). */
function partial(written: string, given: readonly Node[], places: readonly number[]): Syntax {
  const under = [...new Set(places)].map((place): Syntax => {
    const a = given[place - 1]!;
    const one = name(`∂${a.kind === "symbol" ? a.name : ""}`);
    const order = places.filter((p) => p === place).length;
    return order > 1 ? apply("power", [one, { kind: "number", text: String(order), span: NOWHERE }]) : one;
  });
  const below = under.length === 1 ? under[0]! : apply("product", under);
  return apply("divide", [name(signed("∂", places.length) + written), below]);
}
