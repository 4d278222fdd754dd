/**
 * Differences of terms with a factor in common as one: σ(x) − σ(x)² is σ(x)σ(−x), and 1/(1 + |x|) − x sign(x)/(1 + |x|)² is 1/(1 + |x|)².
 * Derivatives of logistic functions and of quotients have this form, and lose all their digits where the two terms are nearly the same.
 */
import Fraction from "fraction.js";
import { product, sum } from "../expression/node/algebra.js";
import { entrywisePower, hadamard } from "../expression/node/entrywise.js";
import { construct } from "../expression/node/construct.js";
import { complementOf } from "./complements.js";
import { ones } from "../expression/node/constants.js";
import { ONE } from "../../codegen/plan/sizes.js";
import { argsOf, isApply, isScalar, type ApplyNode, type Node, type Store } from "../expression/node/node.js";

/** Sums with more terms are computed as they stand. */
const MOST_TERMS = 4;

const ZERO = new Fraction(0);

/** A term as a number and powers of what is multiplied entry by entry. */
interface Monomial {
  readonly number: Fraction;
  readonly powers: ReadonlyMap<Node, Fraction>;
}

/** A sum with two of its terms, T − T u/(u + v), as one, T v/(u + v); undefined where there are none. */
export function joinedQuotients(store: Store, node: ApplyNode): Node | undefined {
  const { args } = node;
  if (args.length > MOST_TERMS) return undefined;
  const monomials = args.map((t) => monomialOf(store, t));
  for (const [i, a] of monomials.entries()) {
    for (const [j, b] of monomials.entries()) {
      const joined = i === j ? undefined : joinedPair(store, args[i]!, a, b);
      if (joined) return sum(store, [joined, ...args.filter((_, k) => k !== i && k !== j)]);
    }
  }
  return undefined;
}

function joinedPair(store: Store, term: Node, a: Monomial, b: Monomial): Node | undefined {
  const ratio = new Map<Node, Fraction>();
  for (const base of new Set([...a.powers.keys(), ...b.powers.keys()])) {
    const p = (b.powers.get(base) ?? ZERO).sub(a.powers.get(base) ?? ZERO);
    if (!p.equals(0)) ratio.set(base, p);
  }
  const rest = complementOfRatio(store, b.number.div(a.number), ratio, term);
  if (rest) return isScalar(term) || isScalar(rest) ? product(store, [rest, term]) : hadamard(store, [term, rest]);
  const [under, ...more] = [...ratio].filter(([, p]) => p.s < 0n);
  if (!under || more.length > 0 || !under[1].equals(-1) || !isApply(under[0], "sum")) return undefined;
  const [denominator] = under;
  ratio.delete(denominator);
  const u = valueOf(store, b.number.div(a.number).neg(), withAbsolute(store, ratio), denominator);
  if (!u || u.rows !== denominator.rows || u.cols !== denominator.cols) return undefined;
  const v = sum(store, [denominator, product(store, [store.number(-1), u])]);
  // u must be one of the terms of u + v; the others are left.
  const terms = argsOf(denominator);
  const left = isApply(v, "sum") ? v.args : [v];
  if (left.length !== terms.length - 1 || !left.every((t) => terms.includes(t))) return undefined;
  const quotient = [v, entrywisePower(store, denominator, store.number(-1))];
  return isScalar(term) || isScalar(denominator)
    ? product(store, [...quotient, term])
    : hadamard(store, [term, ...quotient]);
}

/** 1 + c fᵖ for c = ±1 where it has a form that keeps its digits. */
function complementOfRatio(
  store: Store,
  c: Fraction,
  ratio: ReadonlyMap<Node, Fraction>,
  like: Node,
): Node | undefined {
  const [only, ...more] = ratio;
  if (!only || more.length > 0 || !c.abs().equals(1)) return undefined;
  const [f, p] = only;
  // The pair is seen from its other term, too: there the power is positive.
  if (p.s < 0n) return undefined;
  if (!isScalar(f) && (f.rows !== like.rows || f.cols !== like.cols)) return undefined;
  return complementOf(store, f, p.valueOf(), c.s < 0n ? 1 : -1);
}

/** x sign(x) is |x|. */
function withAbsolute(store: Store, powers: ReadonlyMap<Node, Fraction>): ReadonlyMap<Node, Fraction> {
  for (const [base, p] of powers) {
    const [f, x] = argsOf(base);
    if (!isApply(base, "entrywise") || f?.kind !== "symbol" || f.name !== "sign" || !p.equals(1)) continue;
    if (!powers.get(x!)?.equals(1)) continue;
    const rest = new Map(powers);
    rest.delete(base);
    rest.delete(x!);
    return rest.set(construct(store, "entrywise", [store.symbol("abs", "function", f), x!]), p);
  }
  return powers;
}

/** The product of powers, in the shape of another expression. */
function valueOf(store: Store, number: Fraction, powers: ReadonlyMap<Node, Fraction>, like: Node): Node | undefined {
  const factors = [...powers].map(([base, p]) => entrywisePower(store, base, store.number(p)));
  if (factors.length === 0) return undefined;
  const entries = factors.filter((f) => !isScalar(f));
  if (entries.some((f) => f.rows !== like.rows || f.cols !== like.cols)) return undefined;
  const scalars = [store.number(number), ...factors.filter(isScalar)];
  return product(store, [...scalars, ...(entries.length > 0 ? [hadamard(store, entries)] : [])]);
}

/** diag(v) A as v𝟏ᵀ and A, the scalars with A. */
function rowsScaled(store: Store, term: Node): { readonly scale: Node; readonly matrix: Node } | undefined {
  if (!isApply(term, "product")) return undefined;
  const at = term.args.findIndex((f) => !isScalar(f));
  const [diagonal, ...rest] = term.args.slice(Math.max(at, 0));
  if (!diagonal || !isApply(diagonal, "diagonal-matrix") || rest.length === 0) return undefined;
  const row = ones(store, { rows: ONE, cols: term.cols });
  return {
    scale: product(store, [diagonal.args[0]!, row]),
    matrix: product(store, [...term.args.slice(0, at), ...rest]),
  };
}

function monomialOf(store: Store, term: Node): Monomial {
  const powers = new Map<Node, Fraction>();
  let number = new Fraction(1);
  const add = (factor: Node): void => {
    if (factor.kind === "number") {
      number = number.mul(factor.value);
      return;
    }
    const [base, p] = argsOf(factor);
    const isPower = isApply(factor, "entrywise-power") && p?.kind === "number";
    const [of, exponent] = isPower ? [base!, p.value] : [factor, new Fraction(1)];
    powers.set(of, (powers.get(of) ?? ZERO).add(exponent));
  };
  const scaled = rowsScaled(store, term);
  if (scaled) {
    const { number: c, powers: others } = monomialOf(store, scaled.matrix);
    add(scaled.scale);
    for (const [base, p] of others) powers.set(base, (powers.get(base) ?? ZERO).add(p));
    return { number: c, powers };
  }
  const isChain = isApply(term, "product") && term.args.filter((f) => !isScalar(f)).length > 1;
  const factors = isApply(term, "product") && !isChain ? term.args : [term];
  for (const f of factors) for (const g of isApply(f, "hadamard") ? f.args : [f]) add(g);
  return { number, powers };
}
