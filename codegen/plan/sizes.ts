/**
 * Dimensions: polynomials in dimension symbols, `3`, `n`, `2n`, `n−k+1`, `mn` (of `vec`), `½n²+½n` (of `vech`).
 * Equal polynomials are the same object, so dimensions compare with `===`. Flop counts use them too.
 */

export interface Dimension {
  readonly id: number;
  /** Canonical text, unique to the polynomial. */
  readonly key: string;
  /** Monomial → coefficient. A monomial is its symbols, sorted, joined by `·`; the constant's is empty. */
  readonly terms: ReadonlyMap<string, number>;
  /** The symbol, of a dimension that is one. */
  readonly symbol: string | undefined;
}

const interned = new Map<string, Dimension>();

const degree = (monomial: string): number => (monomial === "" ? 0 : monomial.split("·").length);

function intern(terms: Map<string, number>): Dimension {
  const sorted = [...terms].filter(([, c]) => c !== 0);
  if (sorted.length > 1) sorted.sort(([a], [b]) => degree(b) - degree(a) || (a < b ? -1 : 1));
  let key = "";
  for (const [monomial, c] of sorted) {
    const sign = c < 0 ? "-" : key === "" ? "" : "+";
    const size = Math.abs(c);
    key += sign + (monomial === "" ? String(size) : size === 1 ? monomial : `${size}·${monomial}`);
  }
  if (key === "") key = "0";
  let dimension = interned.get(key);
  if (!dimension) {
    const [[monomial, c] = ["", 0], ...others] = sorted;
    const symbol = c === 1 && others.length === 0 && degree(monomial) === 1 ? monomial : undefined;
    interned.set(key, (dimension = { id: interned.size, key, terms: new Map(sorted), symbol }));
  }
  return dimension;
}

export const fixed = (size: number): Dimension => intern(new Map([["", size]]));

const symbols = new Map<string, Dimension>();

export function symbolic(symbol: string): Dimension {
  let dimension = symbols.get(symbol);
  if (!dimension) symbols.set(symbol, (dimension = intern(new Map([[symbol, 1]]))));
  return dimension;
}

export const ZERO = fixed(0);
export const ONE = fixed(1);

/** The terms of a·x + b·y, zeros among them. */
function combined(a: number, x: Dimension, b: number, y: Dimension): Map<string, number> {
  const terms = new Map<string, number>();
  for (const [s, c] of x.terms) terms.set(s, a * c);
  for (const [s, c] of y.terms) terms.set(s, (terms.get(s) ?? 0) + b * c);
  return terms;
}

const combine = (a: number, x: Dimension, b: number, y: Dimension): Dimension => intern(combined(a, x, b, y));

export const add = (x: Dimension, y: Dimension): Dimension => combine(1, x, 1, y);
export const subtract = (x: Dimension, y: Dimension): Dimension => combine(1, x, -1, y);
export const scale = (factor: number, x: Dimension): Dimension => combine(factor, x, 0, ONE);

/** The sum of many, without the polynomials in between. */
export function total(dimensions: Iterable<Dimension>): Dimension {
  const terms = new Map<string, number>();
  for (const d of dimensions) for (const [s, c] of d.terms) terms.set(s, (terms.get(s) ?? 0) + c);
  return intern(terms);
}

export function multiply(x: Dimension, y: Dimension): Dimension {
  if (x === ONE) return y;
  if (y === ONE) return x;
  const terms = new Map<string, number>();
  for (const [s, c] of x.terms) {
    for (const [t, d] of y.terms) {
      const symbols = [...(s === "" ? [] : s.split("·")), ...(t === "" ? [] : t.split("·"))];
      const monomial = symbols.sort().join("·");
      terms.set(monomial, (terms.get(monomial) ?? 0) + c * d);
    }
  }
  return intern(terms);
}

/** x/y for a product y of symbols and a number; undefined where it is no polynomial with whole coefficients. */
export function quotient(x: Dimension, y: Dimension): Dimension | undefined {
  const [[divisor, by] = ["", 0], ...others] = y.terms;
  if (others.length > 0 || by === 0) return undefined;
  const terms = new Map<string, number>();
  for (const [monomial, c] of x.terms) {
    const symbols = monomial.split("·");
    for (const s of divisor.split("·").filter((t) => t !== "")) {
      const at = symbols.indexOf(s);
      if (at < 0) return undefined;
      symbols.splice(at, 1);
    }
    if (!Number.isInteger(c / by)) return undefined;
    terms.set(symbols.join("·"), c / by);
  }
  return intern(terms);
}

/** What the symbols `min(m,n)` stand for: the thin sizes of factorizations. */
const minima = new Map<string, readonly [Dimension, Dimension]>();

/** The smaller of two sizes: a symbol of its own unless it is known which that is. */
export function minimum(x: Dimension, y: Dimension): Dimension {
  const difference = sizeOf(subtract(x, y));
  if (difference !== undefined) return difference <= 0 ? x : y;
  if (x === ONE || y === ONE) return ONE;
  const [a, b] = x.key < y.key ? [x, y] : [y, x];
  // The dot joins the symbols of a monomial; inside a symbol it is written otherwise.
  const symbol = `min(${a.key},${b.key})`.replaceAll("·", "*");
  minima.set(symbol, [a, b]);
  return symbolic(symbol);
}

/** The two sizes of a minimum. */
export const minimumOf = (symbol: string): readonly [Dimension, Dimension] | undefined => minima.get(symbol);

/** The fixed size, or undefined for a symbolic dimension. */
export function sizeOf(d: Dimension): number | undefined {
  if (d.terms.size === 0) return 0;
  return d.terms.size === 1 ? d.terms.get("") : undefined;
}

/** Whether x ≥ y holds for some sizes: false only where no choice of positive integers makes it true. */
export function mayBeAtLeast(x: Dimension, y: Dimension): boolean {
  let largest = 0;
  for (const [monomial, c] of combined(1, x, -1, y)) {
    if (monomial !== "" && c > 0) return true;
    largest += c;
  }
  return largest >= 0;
}

/** Whether x ≥ y holds for all sizes, as far as that can be seen from the coefficients: sizes are at least 1. */
export function isAtLeast(x: Dimension, y: Dimension): boolean {
  if (x === y || (y === ONE && x.symbol !== undefined)) return true;
  let least = 0;
  for (const [monomial, c] of combined(1, x, -1, y)) {
    const pair = c < 0 ? minima.get(monomial) : undefined;
    // Either of the two sizes is at least the smaller of them.
    if (pair) {
      const difference = subtract(x, y);
      return pair.some((size) => isAtLeast(substitute(difference, new Map([[monomial, size]])), ZERO));
    }
    if (monomial !== "" && c < 0) return false;
    least += c;
  }
  return least >= 0;
}

/** The symbols a dimension is made of; of a minimum those of its two sizes. */
export function symbolsOf(d: Dimension, symbols = new Set<string>()): Set<string> {
  for (const monomial of d.terms.keys()) {
    if (monomial === "") continue;
    for (const symbol of monomial.split("·")) {
      const pair = minima.get(symbol);
      if (pair) for (const size of pair) symbolsOf(size, symbols);
      else symbols.add(symbol);
    }
  }
  return symbols;
}

/** Replaces symbols by the polynomials they stand for; symbols without one stay. */
export function substitute(d: Dimension, forms: ReadonlyMap<string, Dimension>): Dimension {
  if (forms.size === 0 || sizeOf(d) !== undefined) return d;
  if (d.symbol !== undefined) return substituteSymbol(d.symbol, forms);
  let result = ZERO;
  for (const [monomial, c] of d.terms) {
    let term = fixed(c);
    if (monomial !== "") for (const s of monomial.split("·")) term = multiply(term, substituteSymbol(s, forms));
    result = add(result, term);
  }
  return result;
}

function substituteSymbol(symbol: string, forms: ReadonlyMap<string, Dimension>): Dimension {
  const form = forms.get(symbol);
  if (form) return form;
  const pair = minima.get(symbol);
  return pair ? minimum(substitute(pair[0], forms), substitute(pair[1], forms)) : symbolic(symbol);
}

/** The number a dimension stands for. Throws a RangeError when a symbol has no size. */
export function evaluate(d: Dimension, sizes: ReadonlyMap<string, number>): number {
  let value = 0;
  for (const [monomial, c] of d.terms) {
    let term = c;
    if (monomial !== "") {
      for (const symbol of monomial.split("·")) {
        term *= evaluateSymbol(symbol, sizes);
      }
    }
    value += term;
  }
  return value;
}

function evaluateSymbol(symbol: string, sizes: ReadonlyMap<string, number>): number {
  const size = sizes.get(symbol);
  if (size !== undefined) return size;
  const pair = minima.get(symbol);
  if (!pair) throw new RangeError(`dimension ${symbol} has no size`);
  return Math.min(evaluate(pair[0], sizes), evaluate(pair[1], sizes));
}

/** A symbolic size is taken to be this large when costs are compared. */
export const NOMINAL = 64;

/** One that is large beside the others. */
export const LARGE = 4096;

/** What sizes are taken to be where costs are compared. */
export type Sizes = (d: Dimension) => number;

/** Sizes, and how much they count where costs at several sizes are weighed. */
export interface Weighted {
  readonly sizes: Sizes;
  readonly weight: number;
}

/** Sizes by those of the symbols; what was asked once is remembered. */
function sizesBy(symbolSize: (symbol: string) => number): Sizes {
  const known = new Map<Dimension, number>();
  const sizeOfAll = (d: Dimension): number => {
    let size = known.get(d);
    if (size === undefined) {
      size = 0;
      for (const [monomial, c] of d.terms) size += monomial === "" ? c : c * product(monomial);
      known.set(d, size);
    }
    return size;
  };
  const product = (monomial: string): number => monomial.split("·").reduce((p, s) => p * ofSymbol(s), 1);
  const ofSymbol = (symbol: string): number => {
    const pair = minimumOf(symbol);
    return pair ? Math.min(sizeOfAll(pair[0]), sizeOfAll(pair[1])) : symbolSize(symbol);
  };
  return sizeOfAll;
}

/** Every symbol alike. */
export const nominalSize: Sizes = sizesBy(() => NOMINAL);

/** One that is small beside the others. */
export const SMALL = 8;

const regimes = new Map<string, Sizes>();

/** Some symbols large, some small, the others alike. */
export function largeSizes(large: ReadonlySet<string>, small: ReadonlySet<string> = new Set()): Sizes {
  const key = [large, small].map((symbols) => [...symbols].sort().join(" ")).join("/");
  let sizes = regimes.get(key);
  if (!sizes) regimes.set(key, (sizes = sizesBy((s) => (large.has(s) ? LARGE : small.has(s) ? SMALL : NOMINAL))));
  return sizes;
}

/** Sizes that are known; symbols of which nothing is known are alike. */
export const givenSizes = (known: ReadonlyMap<string, number>): Sizes => sizesBy((s) => known.get(s) ?? NOMINAL);
