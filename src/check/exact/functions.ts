/**
 * Scalar functions over the prime field. Those of the catalogue are known by name: a random value at each place, and
 * the derivative that their rule states. Functions given by a body are computed. Derivatives come from evaluating at
 * x + ε in power series cut off after the wanted order.
 */
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { isApply, postorder, type ApplyNode, type Node, type Store } from "../../expression/node/node.js";
import { boundVariable, instantiate } from "../../expression/catalogue/template.js";
import { NotApplicable } from "../rational/field.js";
import type { Draws } from "./draws.js";
import {
  add,
  divide,
  fromFraction,
  fromInteger,
  integerPower,
  inverse,
  multiply,
  negate,
  sign,
  smallFraction,
  subtract,
} from "./field.js";

/** Coefficients of 1, ε, ε², …, all that are kept. */
type Series = readonly bigint[];

const times = (u: Series, v: Series): Series =>
  u.map((_, k) => u.slice(0, k + 1).reduce((s, x, i) => add(s, multiply(x, v[k - i]!)), 0n));
const plus = (u: Series, v: Series): Series => u.map((x, i) => add(x, v[i]!));
const constant = (x: bigint, like: Series): Series => like.map((_, i) => (i === 0 ? x : 0n));

/** 1/u, from u · (1/u) = 1. */
function reciprocal(u: Series): Series {
  const first = inverse(u[0]!);
  const result: bigint[] = [first];
  for (let k = 1; k < u.length; k++) {
    let rest = 0n;
    for (let i = 1; i <= k; i++) rest = add(rest, multiply(u[i]!, result[k - i]!));
    result.push(negate(multiply(first, rest)));
  }
  return result;
}

function naturalPower(u: Series, n: bigint): Series {
  let result = constant(1n, u);
  let square = u;
  for (let k = n; k > 0n; k >>= 1n) {
    if (k & 1n) result = times(result, square);
    square = times(square, square);
  }
  return result;
}

export class ScalarFunctions {
  constructor(
    private readonly store: Store,
    private readonly catalogue: Catalogue,
    private readonly draws: Draws,
    /** The value of a 1×1 expression. */
    private readonly scalar: (node: Node) => bigint,
  ) {}

  /** f(x). */
  value(f: Node, x: bigint): bigint {
    return this.#apply(f, [x])[0]!;
  }

  /** f′(x). */
  derivative(f: Node, x: bigint): bigint {
    return this.#apply(f, [x, 1n])[1]!;
  }

  /** f″(x)/2. */
  secondCoefficient(f: Node, x: bigint): bigint {
    return this.#apply(f, [x, 1n, 0n])[2]!;
  }

  /** f[x, y] = (f(x) − f(y))/(x − y), f′(x) where the two are the same. */
  dividedDifference(f: Node, x: bigint, y: bigint): bigint {
    if (x === y) return this.derivative(f, x);
    return divide(subtract(this.value(f, x), this.value(f, y)), subtract(x, y));
  }

  /** f of x + x′ε, or of a longer series. */
  extended(f: Node, u: Series): Series {
    return this.#apply(f, u);
  }

  #apply(f: Node, u: Series): Series {
    if (isApply(f, "lambda")) return this.#body(f.args[0]!, u);
    if (isApply(f, "derivative")) return this.#derivativeAt(f.args[0]!, u);
    if (f.kind !== "symbol") throw new NotApplicable("a function that is not known by name or body");
    switch (f.name) {
      case "sign":
        return constant(sign(u[0]!), u);
      case "step":
        return constant(step(u[0]!), u);
      case "abs":
        return times(constant(sign(u[0]!), u), u);
      case "relu":
        return times(constant(step(u[0]!), u), u);
    }
    const rule = this.catalogue.scalars.get(f.name);
    if (rule?.definition && !rule.derivative) {
      const body = instantiate(this.store, rule.definition, { nodes: new Map(), dims: new Map() }, construct);
      return this.#body(body, u);
    }
    const properties = { properties: rule?.properties ?? 0 };
    const kind = {
      odd: this.catalogue.has(properties, "odd"),
      even: this.catalogue.has(properties, "even"),
      positive: this.catalogue.has(properties, "positive"),
    };
    const value = this.#exponential(f.name, u[0]!) ?? this.draws.valueOf(f.name, u[0]!, kind);
    if (u.length === 1) return [value];
    // (f(u))′ = f′(u) u′, order by order.
    const outer = this.#derivativeOf(f, u.slice(0, -1));
    const inner = u.slice(1).map((c, k) => multiply(fromInteger(k + 1), c));
    return [value, ...times(outer, inner).map((c, k) => divide(c, fromInteger(k + 1)))];
  }

  /** The functions that are rational in exponentials: what rules and authors say of them in exp holds, and σ(−x) = 1 − σ(x). */
  #exponential(name: string, x: bigint): bigint | undefined {
    switch (name) {
      case "exp":
        return this.#exp(x);
      case "sinh":
      case "cosh": {
        const [e, reciprocal] = [this.#exp(x), this.#exp(negate(x))];
        return divide(name === "cosh" ? add(e, reciprocal) : subtract(e, reciprocal), fromInteger(2));
      }
      case "sigmoid":
        return divide(this.#exp(x), add(1n, this.#exp(x)));
      case "tanh": {
        const square = multiply(this.#exp(x), this.#exp(x));
        return divide(subtract(square, 1n), add(square, 1n));
      }
    }
    return undefined;
  }

  /** A function without zeros with exp(−x) = 1/exp(x) and exp(0) = 1. */
  #exp(x: bigint): bigint {
    if (x === 0n) return 1n;
    const turned = x > negate(x);
    const value = this.draws.valueOf("exp", turned ? negate(x) : x, { positive: true });
    return turned ? inverse(value) : value;
  }

  /** f′(u) of a function of the catalogue, by its rule. */
  #derivativeOf(f: Node, u: Series): Series {
    const derived = construct(this.store, "derivative", [f]);
    if (!isApply(derived, "derivative")) return this.#apply(derived, u);
    if (u.length > 1) throw new NotApplicable("a higher derivative of a function without a rule");
    return [this.draws.valueOf(`${(f as { name?: string }).name ?? "f"}′`, u[0]!)];
  }

  /** g′(u): the series of g about u₀, differentiated, at u − u₀. */
  #derivativeAt(g: Node, u: Series): Series {
    const around = [u[0]!, 1n, ...u.slice(1).map(() => 0n)];
    const coefficients = this.#apply(g, around).slice(1);
    const shifted = u.map((c, i) => (i === 0 ? 0n : c));
    let result = constant(0n, u);
    for (let k = coefficients.length - 1; k >= 0; k--) {
      result = plus(times(result, shifted), constant(multiply(fromInteger(k + 1), coefficients[k]!), u));
    }
    return result;
  }

  #body(body: Node, t: Series): Series {
    const values = new Map<Node, Series>([[boundVariable(this.store), t]]);
    const valueOf = (n: Node): Series => {
      const known = values.get(n);
      if (known) return known;
      if (n.kind === "symbol" && n.role === "bound") return t;
      return constant(this.scalar(n), t);
    };
    for (const node of postorder([body], (n) => n.open)) {
      if (node.kind === "apply" && !values.has(node)) values.set(node, this.#step(node, valueOf));
    }
    return valueOf(body);
  }

  #step(node: ApplyNode, valueOf: (n: Node) => Series): Series {
    const [a, b] = node.args as [Node, Node];
    switch (node.fn) {
      case "sum":
        return node.args.map(valueOf).reduce(plus);
      case "product":
      case "hadamard":
        return node.args.map(valueOf).reduce(times);
      case "entrywise-power":
        if (b.open) throw new NotApplicable("the variable of a function in an exponent");
        return this.powerOf(valueOf(a), b);
      case "entrywise":
        return this.#apply(a, valueOf(b));
      case "selection":
      case "gate":
      case "ungate": {
        const holds = valueOf(a)[0] !== 0n;
        if (node.fn === "selection") return holds ? valueOf(b) : valueOf(node.args[2]!);
        const value = valueOf(b);
        return holds === (node.fn === "gate") ? value : value.map(() => 0n);
      }
      case "entrywise-maximum":
      case "entrywise-minimum": {
        const [u, v] = [valueOf(a), valueOf(b)];
        const first = step(subtract(u[0]!, v[0]!)) === (node.fn === "entrywise-maximum" ? 1n : 0n);
        return first ? u : v;
      }
    }
    throw new NotApplicable(`${node.fn} in the body of a function`);
  }

  /** u^p: by multiplication, and the root that is a square. */
  powerOf(u: Series, exponent: Node): Series {
    const fraction =
      exponent.kind === "number"
        ? { n: exponent.value.s * exponent.value.n, d: exponent.value.d }
        : smallFraction(this.scalar(exponent));
    if (!fraction || fraction.d > 24n) return this.#freePower(u, exponent);
    const { n, d } = fraction;
    if (d === 1n) return integerPowerOf(u, n);
    if (u.length === 1) {
      // x^(n/d) = x^⌊n/d⌋ (x^(1/d))^(n mod d).
      const rest = ((n % d) + d) % d;
      return [multiply(integerPower(u[0]!, (n - rest) / d), integerPower(this.draws.rootOf(u[0]!, d), rest))];
    }
    return integerPowerOf(this.#root(u, d), n);
  }

  /** r with r^d = u, one coefficient after the other. */
  #root(u: Series, d: bigint): Series {
    const first = this.draws.rootOf(u[0]!, d);
    let result = constant(first, u);
    const slope = multiply(fromInteger(d), integerPower(first, d - 1n));
    for (let k = 1; k < u.length; k++) {
      const missing = subtract(u[k]!, naturalPower(result, d)[k]!);
      result = result.map((c, i) => (i === k ? divide(missing, slope) : c));
    }
    return result;
  }

  #freePower(u: Series, exponent: Node): Series {
    if (u.length > 1) throw new NotApplicable("a derivative of a power that has no root in the field");
    const p = exponent.kind === "number" ? fromFraction(exponent.value) : this.scalar(exponent);
    this.draws.noteIndependent("powers with exponents that are not small fractions");
    return [this.draws.valueOf(`t^${p}`, u[0]!)];
  }
}

const integerPowerOf = (u: Series, n: bigint): Series =>
  u.length === 1 ? [integerPower(u[0]!, n)] : n < 0n ? naturalPower(reciprocal(u), -n) : naturalPower(u, n);

/** 1 for a square other than 0, else 0. */
const step = (x: bigint): bigint => (sign(x) === 1n ? 1n : 0n);
