/**
 * The skeleton of the algebra: sums, products, scalar multiples, transposes, identity, ones and zero in normal form.
 *
 * - Sums and products are flat; a product is [number, scalars…, matrices…], a sum has like terms collected.
 * - A stretch of a product that is 1×1 (xᵀAy) is taken out as a scalar, so that products associate freely: next to a
 *   number or another scalar it is one factor.
 * - Transposes are pushed through sums and products; any other function that commutes with transposition keeps
 *   the orientation seen first, so that f(A) and f(Aᵀ) are computed once.
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

const FLAT_PRODUCT = 16;
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

function collectedProduct(store: Store, factors: readonly Node[]): Node {
  let coefficient = F1;
  const powers = new Map<Node, Fraction>();
  const chain: Node[] = [];
  const addScalar = (node: Node): void => {
    if (node.kind === "number") {
      coefficient = coefficient.mul(node.value);
    } else if (isOpen(store, node, "product") && node.args.length > FLAT_PRODUCT) {
      const [c, rest] = splitNumber(store, node);
      coefficient = coefficient.mul(c);
      addPower(rest!, F1);
    } else if (isOpen(store, node, "product")) {
      // The chain of a scalar like 2a xᵀy stays one factor; its number and scalars join ours.
      const inner = node.args.filter((a) => !isScalar(a));
      for (const a of node.args) if (isScalar(a)) addScalar(a);
      if (inner.length > 0) addPower(store.apply("product", inner, node, [], productKey(store, inner)), F1);
    } else {
      const [base, exponent] = splitPower(store, node);
      addPower(base, exponent);
    }
  };
  const addPower = (base: Node, exponent: Fraction): void => {
    powers.set(base, (powers.get(base) ?? F0).add(exponent));
  };

  const matrices = factors.filter((f) => !isScalar(f));
  let flat = 0;
  for (const f of matrices) flat += isOpen(store, f, "product") ? f.args.length : 1;
  for (const f of factors) {
    if (isScalar(f)) addScalar(f);
    else if (isOpen(store, f, "product") && flat <= FLAT_PRODUCT) {
      for (const a of f.args) {
        if (isScalar(a)) addScalar(a);
        else chain.push(a);
      }
    } else if (isOpen(store, f, "product") && f.args.some(isScalar)) {
      // Too long to join: take the scalars out all the same, so that c·A has one form.
      for (const a of f.args) if (isScalar(a)) addScalar(a);
      const inner = f.args.filter((a) => !isScalar(a));
      chain.push(inner.length === 1 ? inner[0]! : store.apply("product", inner, f, [], productKey(store, inner)));
    } else chain.push(f);
  }
  const shape = shapeOf(factors);
  const kept = dropIdentities(chain);
  let rest = grouped(store, extractScalarChains(store, kept, addScalar));
  if (rest.length > 1 && isScalar(shape)) {
    const value = scalarChain(store, rest);
    if (!isApply(value, "product") || powers.size > 0 || !isOne(coefficient)) {
      addScalar(value);
      rest = [];
    }
  }
  const scalars: Node[] = [];
  for (const [base, exponent] of powers) {
    if (isZeroValue(exponent)) continue;
    const power = isOne(exponent) ? base : scalarPower(store, base, exponent);
    if (power.kind === "number") coefficient = coefficient.mul(power.value);
    else scalars.push(power);
  }
  if (isZeroValue(coefficient)) return zeros(store, shape);
  const args = [...(isOne(coefficient) ? [] : [store.number(coefficient)]), ...scalars, ...named(store, rest)];
  if (args.length === 0) return store.number(coefficient);
  if (args.length === 1) return args[0]!;
  return store.known(store.apply("product", args, shape, [], productKey(store, args)));
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
function extractScalarChains(store: Store, chain: readonly Node[], addScalar: (node: Node) => void): readonly Node[] {
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
      addScalar(scalarChain(store, stretch));
      stretch = undefined;
    }
  }
  return stretch ? [...rest, ...stretch] : rest;
}

function scalarChain(store: Store, chain: readonly Node[]): Node {
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
function splitPower(store: Store, node: Node): readonly [Node, Fraction] {
  if (!isOpen(store, node, "entrywise-power")) return [node, F1];
  const [base, exponent] = node.args as [Node, Node];
  return exponent.kind === "number" ? [base, exponent.value] : [node, F1];
}

function scalarPower(store: Store, base: Node, exponent: Fraction): Node {
  if (base.kind === "number" && isInteger(exponent)) {
    if (!isZeroValue(base.value) || exponent.s > 0n) return store.number(base.value.pow(exponent));
  }
  return store.apply("entrywise-power", [base, store.number(exponent)], base);
}

/** A .^ p entry by entry, for scalars too; a whole power of a product is the product of the powers. */
export function entrywisePower(store: Store, base: Node, exponent: Node): Node {
  if (exponent.kind !== "number") return store.apply("entrywise-power", [base, exponent], base);
  const p = exponent.value;
  if (isZeroValue(p)) return ones(store, base);
  if (isOne(p)) return base;
  if (isAllOnes(base)) return base;
  if (isOpen(store, base, "entrywise-power") && isInteger(p)) {
    const [inner, q] = splitPower(store, base);
    if (inner !== base) return entrywisePower(store, inner, store.number(q.mul(p)));
  }
  if (isScalar(base)) {
    if (!isOpen(store, base, "product") || !isInteger(p)) return scalarPower(store, base, p);
    const scalars = base.args.filter(isScalar);
    const chain = base.args.filter((a) => !isScalar(a));
    if (scalars.length === 0) return scalarPower(store, base, p);
    const rest = chain.length > 0 ? [scalarChain(store, chain)] : [];
    return product(
      store,
      [...scalars, ...rest].map((s) => entrywisePower(store, s, exponent)),
    );
  }
  if (isOpen(store, base, "product") && isInteger(p)) {
    const scalars = base.args.filter(isScalar);
    if (scalars.length > 0) {
      const rest = product(
        store,
        base.args.filter((a) => !isScalar(a)),
      );
      return product(
        store,
        [...scalars, rest].map((s) => entrywisePower(store, s, exponent)),
      );
    }
  }
  if (isOpen(store, base, "hadamard") && isInteger(p)) {
    return hadamard(
      store,
      base.args.map((a) => entrywisePower(store, a, exponent)),
    );
  }
  return commuting(store, "entrywise-power", [base, exponent], base);
}

/** The entrywise product of matrices of one shape. */
export function hadamard(store: Store, factors: readonly Node[]): Node {
  const shape = factors[0]!;
  if (isScalar(shape)) return product(store, factors);
  const scalars: Node[] = [];
  const powers = new Map<Node, Fraction>();
  const length = factors.reduce((n, f) => n + (isOpen(store, f, "hadamard") ? f.args.length : 1), 0);
  const collect = (node: Node): void => {
    if (isZero(node)) scalars.push(store.number(F0));
    else if (isAllOnes(node)) return;
    else if (isOpen(store, node, "hadamard") && length <= FLAT_PRODUCT) {
      // What was too long to join stays whole.
      for (const a of node.args) if (isApply(a, "hadamard")) addPower(a, F1);
      node.args.filter((a) => !isApply(a, "hadamard")).forEach(collect);
    } else if (isOpen(store, node, "product") && node.args.some(isScalar)) {
      scalars.push(...node.args.filter(isScalar));
      collect(
        product(
          store,
          node.args.filter((a) => !isScalar(a)),
        ),
      );
    } else {
      const [base, exponent] = splitPower(store, node);
      addPower(base, exponent);
    }
  };
  const addPower = (base: Node, exponent: Fraction): void => {
    powers.set(base, (powers.get(base) ?? F0).add(exponent));
  };
  factors.forEach(collect);
  const args: Node[] = [];
  for (const [base, p] of powers) {
    if (!isZeroValue(p)) args.push(isOne(p) ? base : entrywisePower(store, base, store.number(p)));
  }
  let body: Node;
  if (args.length === 0) body = ones(store, shape);
  else if (args.length === 1) body = args[0]!;
  else body = commuting(store, "hadamard", args, shape, "in any order");
  return scalars.length === 0 ? body : product(store, [...scalars, body]);
}

/**
 * An application of a function that commutes with transposition: where f(Aᵀ) exists already, f(A) is its
 * transpose; f(Aᵀ) of a plain transpose is f(A)ᵀ.
 */
export function commuting(
  store: Store,
  fn: string,
  args: readonly Node[],
  shape: Shape,
  anyOrder: "in order" | "in any order" = "in order",
): Node {
  const keyOf = anyOrder === "in any order" ? sorted : (nodes: readonly Node[]): readonly Node[] => nodes;
  const key = keyOf(args);
  const rule = store.typing.transposeRule(fn);
  if (!rule || store.find(fn, args, [], key)) return store.apply(fn, args, shape, [], key);
  // An associative function of more arguments than it declares treats the others as the last.
  const flips = (i: number): boolean => rule.flips[Math.min(i, rule.flips.length - 1)]!;
  const turned = args.map((a, i) => (flips(i) ? store.transposes.get(a) : a));
  if (turned.every((a) => a !== undefined) && turned.some((a, i) => a !== args[i])) {
    const flipped = { rows: shape.cols, cols: shape.rows };
    const known = store.find(rule.fn, turned, [], keyOf(turned));
    const plain = args.every((a, i) => !flips(i) || isApply(a, "transpose") || turned[i] === a);
    if (known ?? plain) return transpose(store, known ?? store.apply(rule.fn, turned, flipped, [], keyOf(turned)));
  }
  return store.apply(fn, args, shape, [], key);
}

/**
 * An application of a function that is even or odd under transposition of its arguments, of whichever of A and Aᵀ is
 * written with fewer transposes; a transposed differential or cotangent counts double.
 */
export function invariant(store: Store, fn: string, args: readonly Node[], shape: Shape): Node {
  const sign = store.typing.invariance(fn);
  if (sign === 0 || store.find(fn, args)) return store.apply(fn, args, shape);
  const turned = args.map((a) => transpose(store, a));
  const weight = (nodes: readonly Node[]): number => nodes.reduce((w, n) => w + transposes(n), 0);
  if (!store.find(fn, turned) && weight(turned) >= weight(args)) return store.apply(fn, args, shape);
  const value = store.apply(fn, turned, shape);
  return sign === 1 ? value : negate(store, value);
}

function transposes(node: Node): number {
  if (isApply(node, "transpose")) return node.varies || isCotangent(node.args[0]!) ? 2 : 1;
  if (!isApply(node, "product") && !isApply(node, "sum")) return 0;
  return node.args.reduce((n, a) => n + (isApply(a, "transpose") ? transposes(a) : 0), 0);
}

const isCotangent = (node: Node): boolean => node.kind === "symbol" && node.role === "cotangent";

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
