/**
 * The scalar factors of a product in an order in which nothing over- or underflows before the product does: powers of one base are
 * taken apart, 1/‖x‖³ into three divisions, and the other factors stand between them.
 */
import Fraction from "fraction.js";
import { entrywisePower } from "../expression/node/algebra.js";
import { isApply, type Node, type Store } from "../expression/node/node.js";

/** Higher powers are computed as powers. */
const MOST_STEPS = 8;

const ONE = new Fraction(1);

export function stepwise(store: Store, scalars: readonly Node[]): readonly Node[] {
  if (!scalars.some((s) => stepsOf(store, s).length > 1)) return scalars;
  const groups = scalars.map((s) => stepsOf(store, s));
  const rounds = Math.max(...groups.map((g) => g.length));
  return Array.from({ length: rounds }, (_, k) => groups.flatMap((g) => g.slice(k, k + 1))).flat();
}

/** base^p as factors with exponents of size one at most. */
function stepsOf(store: Store, factor: Node): readonly Node[] {
  if (!isApply(factor, "entrywise-power")) return [factor];
  const [base, exponent] = factor.args as [Node, Node];
  if (exponent.kind !== "number") return [factor];
  const size = exponent.value.abs();
  if (size.compare(ONE) <= 0 || size.compare(MOST_STEPS) > 0) return [factor];
  const whole = Number(size.floor().valueOf());
  const rest = size.sub(whole);
  const steps = [...new Array<Fraction>(whole).fill(ONE), ...(rest.n === 0n ? [] : [rest])];
  return steps.map((p) => entrywisePower(store, base, store.number(exponent.value.s < 0n ? p.neg() : p)));
}
