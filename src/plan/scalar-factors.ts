/**
 * The scalar factors of a product in an order in which nothing over- or underflows before the product does: powers of one base are
 * taken apart, 1/‖x‖³ into three divisions, and the other factors stand between them.
 */
import Fraction from "fraction.js";
import { entrywisePower } from "../expression/node/entrywise.js";
import { isApply, type ApplyNode, type Node, type Store } from "../expression/node/node.js";
import { coefficientOf, number, type Scalar } from "../../codegen/plan/values.js";
import type { Lowering } from "./lowering.js";

/** Higher powers are computed as powers. */
const MOST_STEPS = 8;

const ONE = new Fraction(1);

export function stepwise(store: Store, scalars: readonly Node[]): readonly Node[] {
  if (!scalars.some((s) => stepsOf(store, s).length > 1)) return scalars;
  const groups = scalars.map((s) => stepsOf(store, s));
  const rounds = Math.max(...groups.map((g) => g.length));
  return Array.from({ length: rounds }, (_, k) => groups.flatMap((g) => g.slice(k, k + 1))).flat();
}

/** The numbers of scalar factors, as `stepwise` orders them; `beside` are the other factors of their product. */
export function scalarFactors(context: Lowering, scalars: readonly Node[], beside: readonly Node[] = []): Scalar[] {
  const steps = stepwise(context.store, scalars);
  const others = steps.filter((s) => !isReciprocalNorm(s));
  const numbers = others.map((s) => context.scalarOf(s));
  const c = coefficientOf(numbers);
  const norms = steps.filter(isReciprocalNorm);
  const withA = context.ofDerivative && !beside.some((n) => n.varies);
  if (!withA || norms.length === 0 || !c || c.kind === "number") return steps.map((s) => context.scalarOf(s));
  const value: Scalar = { kind: "value", value: context.emitter.assign(c) };
  return [value, ...norms.map((s) => reciprocalBeside(value, context.scalarOf(s.args[0]!)))];
}

/** Less than every norm that is told from zero, also of single precision. */
const LEAST = 2 ** -126;

/**
 * 1/‖A‖ beside a factor c of a derivative. It comes with A, so that where both A and c are zero the derivative is zero: cos‖x‖ at 0
 * has the derivative −sin‖x‖ x/‖x‖. Where c is zero a norm of zero counts as a small one, which changes no other product. A term of a
 * second derivative may have dx in the place of x, and has then no value there.
 */
function reciprocalBeside(c: Scalar, norm: Scalar): Scalar {
  const nonzero: Scalar = { kind: "maximum", args: [norm, number(LEAST)] };
  return { kind: "power", base: { kind: "select", args: [c, norm, nonzero] }, exponent: number(-1) };
}

function isReciprocalNorm(factor: Node): factor is ApplyNode {
  if (!isApply(factor, "entrywise-power")) return false;
  const [base, exponent] = factor.args as [Node, Node];
  return isApply(base, "frobenius-norm") && exponent.kind === "number" && exponent.value.equals(-1);
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
