/**
 * The skeleton of the algebra: sums, products, scalar multiples, transposes, identity, ones and zero in normal form.
 *
 * - Sums and products are flat; a product is [number, scalars…, matrices…], a sum has like terms collected.
 * - A stretch of a product that is 1×1 (xᵀAy) is taken out as a scalar, so that products associate freely: next to a
 *   number or another scalar it is one factor.
 * - Transposes are pushed through sums and products.
 * - What has a name is taken as a whole: nothing is joined with its parts, and its transpose is one node.
 * - Products of either kind that would grow beyond FLAT_PRODUCT factors (sums: FLAT_SUM terms) nest instead, so that the
 *   derivative of a long chain stays linear in its length.
 */
import type Fraction from "fraction.js";
import { ONE, type Dimension } from "../../../codegen/plan/sizes.js";
import { identity, isAllOnes, isIdentity, isOnes, isZero, ones, zeros } from "./constants.js";
import { F0, F1, isInteger, isOne, isZeroValue } from "./fractions.js";
import { earlier, sorted } from "./order.js";
import { SCALAR, isApply, isScalar, type ApplyNode, type Node, type Shape, type Store } from "./node.js";

export { identity, isAllOnes, isIdentity, isOnes, isZero, ones, zeros };

export const FLAT_PRODUCT = 16;
const FLAT_SUM = 64;

/** Whether a node is an application of the function into which sums and products look. */
export const isOpen = (
  store: Store,
  node: Node,
  fn: "sum" | "product" | "hadamard" | "entrywise-power",
): node is ApplyNode => node.kind === "apply" && node.fn === fn && !store.isDefinition(node);

/** Splits c·A into c and A; A is undefined for a number. */
export function splitNumber(store: Store, node: Node): readonly [Fraction, Node | undefined] {
  if (node.kind === "number") return [node.value, undefined];
  if (!isOpen(store, node, "product")) return [F1, node];
  const [first, ...rest] = node.args;
  if (first?.kind !== "number") return [F1, node];
  return [first.value, rest.length === 1 ? rest[0]! : store.apply("product", rest, node, [], productKey(store, rest))];
}

export function negate(store: Store, node: Node): Node {
  return product(store, [store.number(-1), node]);
}

export function sum(store: Store, terms: readonly Node[]): Node {
  const [first, second] = terms;
  if (first && second && terms.length === 2) {
    if (isZero(first)) return second;
    if (isZero(second)) return first;
    if (first !== second && isPlainTerm(store, first) && isPlainTerm(store, second)) {
      return store.known(store.apply("sum", terms, first, [], sorted(terms)));
    }
  }
  return collectedSum(store, terms);
}

/** A term without a coefficient of its own, that is no sum. */
const isPlainTerm = (store: Store, node: Node): boolean =>
  node.kind === "symbol" ||
  store.isDefinition(node) ||
  (node.kind === "apply" && node.fn !== "sum" && coefficientOf(node) === undefined);

const coefficientOf = (node: ApplyNode): Node | undefined =>
  node.fn === "product" && node.args[0]!.kind === "number" ? node.args[0] : undefined;

function collectedSum(store: Store, terms: readonly Node[]): Node {
  const shape = terms[0]!;
  const coefficients = new Map<Node, Fraction>();
  let constant = F0;
  const collect = (node: Node, factor: Fraction): void => {
    const [c, rest] = splitNumber(store, node);
    const coefficient = isOne(factor) ? c : c.mul(factor);
    if (rest === undefined) constant = constant.add(coefficient);
    else if (isZero(rest)) return;
    else if (isOpen(store, rest, "sum") && coefficients.size + rest.args.length + terms.length <= FLAT_SUM) {
      for (const term of rest.args) collect(term, coefficient);
    } else coefficients.set(rest, (coefficients.get(rest) ?? F0).add(coefficient));
  };
  for (const term of terms) collect(term, F1);
  const result: Node[] = [];
  for (const [rest, c] of coefficients) if (!isZeroValue(c)) result.push(scaleBy(store, c, rest));
  if (!isZeroValue(constant)) result.push(store.number(constant));
  if (result.length === 0) return zeros(store, shape);
  if (result.length === 1) return result[0]!;
  return store.known(store.apply("sum", result, shape, [], sorted(result)));
}

function scaleBy(store: Store, c: Fraction, node: Node): Node {
  if (isOne(c)) return node;
  const joins = isOpen(store, node, "product") && (node.args.some(isScalar) || !isScalar(node));
  const args = [store.number(c), ...(joins ? node.args : [node])];
  return store.known(store.apply("product", args, node, [], productKey(store, args)));
}

/** Scalars commute; a scalar chain equals its transpose. */
function productKey(store: Store, args: readonly Node[]): readonly Node[] {
  let first = 0;
  while (first < args.length && isScalar(args[first]!)) first += 1;
  const isRow = first < args.length && args[first]!.rows === ONE && args[args.length - 1]!.cols === ONE;
  if (first < 2 && !isRow) return args;
  const chain = args.slice(first);
  return [...sorted(args.slice(0, first)), ...(isRow ? earlier(chain, reversed(store, chain)) : chain)];
}

/** The transposes of the factors, from the last to the first. */
const reversed = (store: Store, chain: readonly Node[]): readonly Node[] =>
  chain.map((a) => transpose(store, a)).reverse();

/** The product of factors in order; scalars may stand anywhere. */
export function product(store: Store, factors: readonly Node[]): Node {
  if (factors.length === 1) return factors[0]!;
  if (factors.some(isZero)) return zeros(store, shapeOf(factors));
  return plainProduct(store, factors) ?? collectedProduct(store, factors);
}

/** The shape of a product: that of its matrices from the first to the last. */
function shapeOf(factors: readonly Node[]): Shape {
  const matrices = factors.filter((f) => !isScalar(f));
  return matrices.length === 0 ? SCALAR : { rows: matrices[0]!.rows, cols: matrices[matrices.length - 1]!.cols };
}

/** The product of matrices that only stand side by side: no scalar, no vector and no identity among them. */
function plainProduct(store: Store, factors: readonly Node[]): Node | undefined {
  if (factors.length < 2) return undefined;
  let flat = 0;
  for (const f of factors) {
    if (f.rows === ONE || f.cols === ONE || isIdentity(f)) return undefined;
    if (!isOpen(store, f, "product")) flat += 1;
    else if (isScalar(f.args[0]!)) return undefined;
    else flat += f.args.length;
  }
  const nested = factors.some((f) => isOpen(store, f, "product"));
  if (flat > FLAT_PRODUCT ? factors.length > FLAT_PRODUCT : nested && holdsVectors(store, factors)) return undefined;
  const joins = flat <= FLAT_PRODUCT && nested;
  const args = joins ? factors.flatMap((f) => (isOpen(store, f, "product") ? f.args : f)) : factors;
  return store.known(store.apply("product", args, { rows: factors[0]!.rows, cols: factors[factors.length - 1]!.cols }));
}

/** Whether a vector stands in one of the products: beside another it may become a scalar. */
const holdsVectors = (store: Store, factors: readonly Node[]): boolean =>
  factors.some((f) => isOpen(store, f, "product") && f.args.some((a) => a.rows === ONE || a.cols === ONE));

/** The scalar factors of a product: a number, and powers with like bases collected. */
class ScalarFactors {
  #coefficient = F1;
  readonly #powers = new Map<Node, Fraction>();

  constructor(private readonly store: Store) {}

  get areNone(): boolean {
    return this.#powers.size === 0 && isOne(this.#coefficient);
  }

  add(node: Node): void {
    const { store } = this;
    if (node.kind === "number") {
      this.#coefficient = this.#coefficient.mul(node.value);
    } else if (isOpen(store, node, "product") && node.args.length > FLAT_PRODUCT) {
      const [c, rest] = splitNumber(store, node);
      this.#coefficient = this.#coefficient.mul(c);
      this.#addPower(rest!, F1);
    } else if (isOpen(store, node, "product")) {
      // The chain of a scalar like 2a xᵀy stays one factor; its number and scalars join ours.
      const inner = node.args.filter((a) => !isScalar(a));
      for (const a of node.args) if (isScalar(a)) this.add(a);
      if (inner.length > 0) this.#addPower(store.apply("product", inner, node, [], productKey(store, inner)), F1);
    } else {
      const [base, exponent] = splitPower(store, node);
      this.#addPower(base, exponent);
    }
  }

  #addPower(base: Node, exponent: Fraction): void {
    this.#powers.set(base, (this.#powers.get(base) ?? F0).add(exponent));
  }

  /** The number, and the powers that are none. */
  collected(): { readonly coefficient: Fraction; readonly powers: readonly Node[] } {
    let coefficient = this.#coefficient;
    const powers: Node[] = [];
    for (const [base, exponent] of this.#powers) {
      if (isZeroValue(exponent)) continue;
      const power = isOne(exponent) ? base : scalarPower(this.store, base, exponent);
      if (power.kind === "number") coefficient = coefficient.mul(power.value);
      else powers.push(power);
    }
    return { coefficient, powers };
  }
}

function collectedProduct(store: Store, factors: readonly Node[]): Node {
  const scalars = new ScalarFactors(store);
  const shape = shapeOf(factors);
  const kept = dropIdentities(matricesOf(store, factors, scalars));
  let rest = grouped(store, extractScalarChains(store, kept, scalars));
  if (rest.length > 1 && isScalar(shape)) {
    const value = scalarChain(store, rest);
    if (!isApply(value, "product") || !scalars.areNone) {
      scalars.add(value);
      rest = [];
    }
  }
  const { coefficient, powers } = scalars.collected();
  if (isZeroValue(coefficient)) return zeros(store, shape);
  const args = [...(isOne(coefficient) ? [] : [store.number(coefficient)]), ...powers, ...named(store, rest)];
  if (args.length === 0) return store.number(coefficient);
  if (args.length === 1) return args[0]!;
  return store.known(store.apply("product", args, shape, [], productKey(store, args)));
}

/** The matrices among the factors, those of products among them where they join; scalars are taken out. */
function matricesOf(store: Store, factors: readonly Node[], scalars: ScalarFactors): readonly Node[] {
  const chain: Node[] = [];
  let flat = 0;
  for (const f of factors) if (!isScalar(f)) flat += isOpen(store, f, "product") ? f.args.length : 1;
  for (const f of factors) {
    if (isScalar(f)) scalars.add(f);
    else if (isOpen(store, f, "product") && flat <= FLAT_PRODUCT) {
      for (const a of f.args) {
        if (isScalar(a)) scalars.add(a);
        else chain.push(a);
      }
    } else if (isOpen(store, f, "product") && f.args.some(isScalar)) {
      // Too long to join: take the scalars out all the same, so that c·A has one form.
      for (const a of f.args) if (isScalar(a)) scalars.add(a);
      const inner = f.args.filter((a) => !isScalar(a));
      chain.push(inner.length === 1 ? inner[0]! : store.apply("product", inner, f, [], productKey(store, inner)));
    } else chain.push(f);
  }
  return chain;
}

/** A chain that is all of a product with a name, as that. */
function named(store: Store, chain: readonly Node[]): readonly Node[] {
  if (chain.length < 2) return chain;
  const whole = store.find("product", chain, [], productKey(store, chain));
  if (!whole) return chain;
  const known = store.known(whole);
  return known !== whole || store.isDefinition(whole) ? [known] : chain;
}

/** A chain too long to be flat, as a balanced tree of products of two factors. */
function grouped(store: Store, chain: readonly Node[]): readonly Node[] {
  let level = chain;
  while (chain.length > FLAT_PRODUCT && level.length > 2) {
    const next: Node[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const part = level.slice(i, i + 2);
      const shape = { rows: part[0]!.rows, cols: part[part.length - 1]!.cols };
      next.push(part.length === 1 ? part[0]! : store.apply("product", part, shape, [], productKey(store, part)));
    }
    level = next;
  }
  return level;
}

function dropIdentities(chain: readonly Node[]): readonly Node[] {
  if (!chain.some(isIdentity)) return chain;
  const kept = chain.filter((a) => !isIdentity(a));
  return kept.length > 0 ? kept : [chain[0]!];
}

/** Takes every 1×1 stretch out of a chain whose value is not itself 1×1, innermost first. */
function extractScalarChains(store: Store, chain: readonly Node[], scalars: ScalarFactors): readonly Node[] {
  if (chain.length < 2) return chain;
  let opens = 0;
  for (const f of chain) if (f.rows === ONE) opens += 1;
  if (opens === 0) return chain;
  const whole = chain[0]!.rows === ONE && chain[chain.length - 1]!.cols === ONE;
  if (whole && opens === 1) return chain;
  const rest: Node[] = [];
  let stretch: Node[] | undefined;
  for (const f of chain) {
    if (f.rows === ONE) {
      if (stretch) rest.push(...stretch);
      stretch = [];
    }
    if (!stretch) {
      rest.push(f);
      continue;
    }
    stretch.push(f);
    if (f.cols === ONE) {
      scalars.add(scalarChain(store, stretch));
      stretch = undefined;
    }
  }
  return stretch ? [...rest, ...stretch] : rest;
}

/** A chain whose value is a scalar. */
export function scalarChain(store: Store, chain: readonly Node[]): Node {
  const [first, last] = [chain[0]!, chain[chain.length - 1]!];
  if (chain.length === 2 && isOnes(first) && isOnes(last)) return dimensionNumber(store, first.cols);
  return store.apply("product", chain, SCALAR, [], productKey(store, chain));
}

/** A dimension as a scalar: the number where it is fixed. */
export function dimensionNumber(store: Store, d: Dimension): Node {
  const terms: Node[] = [];
  for (const [monomial, c] of d.terms) {
    const symbols = monomial === "" ? [] : monomial.split("·");
    const factors = symbols.map((s) => store.symbol(s, "dimension", SCALAR, store.typing.ofDimension));
    terms.push(product(store, [store.number(c), ...factors]));
  }
  return terms.length === 0 ? store.number(F0) : sum(store, terms);
}

/** Splits A .^ p with a number p into A and p. */
export function splitPower(store: Store, node: Node): readonly [Node, Fraction] {
  if (!isOpen(store, node, "entrywise-power")) return [node, F1];
  const [base, exponent] = node.args as [Node, Node];
  return exponent.kind === "number" ? [base, exponent.value] : [node, F1];
}

/** a .^ p of a scalar. */
export function scalarPower(store: Store, base: Node, exponent: Fraction): Node {
  if (base.kind === "number" && isInteger(exponent)) {
    if (!isZeroValue(base.value) || exponent.s > 0n) return store.number(base.value.pow(exponent));
  }
  return store.apply("entrywise-power", [base, store.number(exponent)], base);
}

/** The transpose, pushed through sums and products. Iterative. */
export function transpose(store: Store, root: Node): Node {
  const known = store.transposes.get(root);
  if (known) return known;
  if (isScalar(root)) return root;
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1]!;
    if (store.transposes.has(node)) {
      stack.pop();
      continue;
    }
    if (isOpen(store, node, "sum") || isOpen(store, node, "product")) {
      const missing = node.args.filter((a) => !store.transposes.has(a));
      if (missing.length > 0) {
        stack.push(...missing);
        continue;
      }
    }
    stack.pop();
    const result = transposeStep(store, node);
    store.transposes.set(node, result);
    if (!store.transposes.has(result)) store.transposes.set(result, node);
  }
  return store.transposes.get(root)!;
}

/** The transpose of a node whose arguments' transposes are known. */
export function transposeStep(store: Store, node: Node): Node {
  if (isScalar(node)) return node;
  const sign = store.typing.transposeSign(node.properties);
  if (sign === 1) return node;
  if (sign === -1) return negate(store, node);
  const turned = { rows: node.cols, cols: node.rows };
  if (node.kind === "apply" && !store.isDefinition(node)) {
    switch (node.fn) {
      case "transpose":
        return node.args[0]!;
      case "ones":
        return ones(store, turned);
      case "zeros":
        return zeros(store, turned);
      case "sum":
        return sum(
          store,
          node.args.map((a) => store.transposes.get(a)!),
        );
      case "product":
        return product(store, [
          ...node.args.filter(isScalar),
          ...node.args
            .filter((a) => !isScalar(a))
            .reverse()
            .map((a) => store.transposes.get(a)!),
        ]);
    }
  }
  return store.apply("transpose", [node], turned);
}
