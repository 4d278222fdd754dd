/**
 * Unification of dimensions. Variables are written `?1`, `?2`, …: those of undeclared names stand for sizes of
 * real matrices and do not become 1; those of a function's signature take any size.
 */
import {
  ONE,
  multiply,
  quotient,
  scale,
  subtract,
  substitute,
  symbolic,
  symbolsOf,
  ZERO,
  type Dimension,
} from "../../../codegen/plan/sizes.js";

export type VariableKind = "matrix" | "any" | "ones";

export class Unifier {
  readonly #kinds = new Map<string, VariableKind>();
  readonly #values = new Map<string, Dimension>();
  #trail: string[] = [];

  fresh(kind: VariableKind): Dimension {
    const name = `?${this.#kinds.size + 1}`;
    this.#kinds.set(name, kind);
    return symbolic(name);
  }

  resolve(d: Dimension): Dimension {
    let current = d;
    for (;;) {
      const next = substitute(current, this.#values);
      if (next === current) return current;
      current = next;
    }
  }

  isVariable(symbol: string): boolean {
    return this.#kinds.has(symbol);
  }

  /** Makes the two equal if they can be. */
  unify(a: Dimension, b: Dimension): boolean {
    const [x, y] = [this.resolve(a), this.resolve(b)];
    if (x === y) return true;
    const difference = subtract(x, y);
    const candidates = [...difference.terms].filter(([s, c]) => Math.abs(c) === 1 && this.#kinds.has(s));
    candidates.sort(([s], [t]) => rank(this.#kinds.get(s)!) - rank(this.#kinds.get(t)!));
    for (const [symbol, c] of candidates) {
      // c·symbol + rest = 0
      const rest = subtract(difference, scale(c, symbolic(symbol)));
      if (symbolsOf(rest).has(symbol)) continue;
      const value = rest === ZERO ? ZERO : scale(-c, rest);
      if (!this.#allows(symbol, value)) continue;
      this.#values.set(symbol, value);
      this.#trail.push(symbol);
      return true;
    }
    return this.#divide(x, y) || this.#divide(y, x);
  }

  /** k n = n² where k is a variable: k = n. */
  #divide(x: Dimension, y: Dimension): boolean {
    const [[monomial, coefficient] = ["", 0], ...others] = x.terms;
    const symbols = monomial.split("·");
    const variables = symbols.filter((s) => this.#kinds.has(s));
    if (others.length > 0 || symbols.length < 2 || variables.length !== 1) return false;
    const [symbol] = variables as [string];
    const known = symbols.filter((s) => s !== symbol).map(symbolic);
    const value = quotient(y, scale(coefficient, known.reduce(multiply)));
    if (!value || symbolsOf(value).has(symbol) || !this.#allows(symbol, value)) return false;
    this.#values.set(symbol, value);
    this.#trail.push(symbol);
    return true;
  }

  #allows(symbol: string, value: Dimension): boolean {
    if (this.#kinds.get(symbol) === "matrix" && value === ONE) return false;
    for (const c of value.terms.values()) if (c > 0) return true;
    return false;
  }

  /** Runs an attempt and takes its effects back unless it returns true. */
  attempt(body: () => boolean): boolean {
    const outer = this.#trail;
    this.#trail = [];
    const done = body();
    if (done) outer.push(...this.#trail);
    else for (const symbol of this.#trail) this.#values.delete(symbol);
    this.#trail = outer;
    return done;
  }

  /** Unresolved variables of a dimension. */
  variables(d: Dimension): string[] {
    return [...symbolsOf(this.resolve(d))].filter((s) => this.#kinds.has(s));
  }

  assign(symbol: string, value: Dimension): void {
    this.#values.set(symbol, value);
  }

  kind(symbol: string): VariableKind | undefined {
    return this.#kinds.get(symbol);
  }
}

/** Which variable gives way: a signature's before one of ones before one of a name. */
const rank = (kind: VariableKind): number => ({ any: 0, ones: 1, matrix: 2 })[kind];
