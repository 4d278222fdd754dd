/** Sizes and numbers as TypeScript expressions. */
import { minimumOf, type Dimension } from "../../plan/sizes.js";
import type { Scalar, Value } from "../../plan/values.js";

/** A size in terms of the variables that hold the sizes of symbols. */
export function sizeExpression(d: Dimension, variable: (symbol: string) => string): string {
  const terms: string[] = [];
  for (const [monomial, c] of d.terms) {
    const factors = monomial === "" ? [] : monomial.split("·").map((s) => symbolExpression(s, variable));
    const size = Math.abs(c);
    const term = [...(size === 1 && factors.length > 0 ? [] : [String(size)]), ...factors].join(" * ");
    terms.push(terms.length === 0 ? (c < 0 ? `-${term}` : term) : `${c < 0 ? "-" : "+"} ${term}`);
  }
  return terms.length === 0 ? "0" : terms.join(" ");
}

function symbolExpression(symbol: string, variable: (symbol: string) => string): string {
  const pair = minimumOf(symbol);
  return pair ? `Math.min(${pair.map((d) => sizeExpression(d, variable)).join(", ")})` : variable(symbol);
}

const MATH = new Set("exp log log1p cbrt abs sign sin cos tan asin acos atan sinh cosh tanh".split(" "));

/** A number; `tight` puts brackets around what binds less than a product. */
export function scalarExpression(
  s: Scalar,
  value: (v: Value) => string,
  size: (d: Dimension) => string,
  tight = false,
): string {
  const inner = (x: Scalar): string => scalarExpression(x, value, size, true);
  const loose = (x: Scalar): string => scalarExpression(x, value, size);
  switch (s.kind) {
    case "number":
      return s.value < 0 && tight ? `(${s.value})` : String(s.value);
    case "size": {
      const text = size(s.of);
      return tight && /[ -]/.test(text) ? `(${text})` : text;
    }
    case "value":
      return value(s.value);
    case "variable":
      return "t";
    case "sum": {
      const text = s.args.map(loose).join(" + ").replaceAll("+ -", "- ");
      return tight ? `(${text})` : text;
    }
    case "product":
      return productExpression(s.args, inner);
    case "maximum":
      return `Math.max(${s.args.map(loose).join(", ")})`;
    case "minimum":
      return `Math.min(${s.args.map(loose).join(", ")})`;
    case "select": {
      const [mask, a, b] = s.args.map(inner);
      return `(${mask!} === 0 ? ${b!} : ${a!})`;
    }
    case "power":
      return powerExpression(s.base, s.exponent, inner, loose);
    case "call":
      return MATH.has(s.fn)
        ? `Math.${s.fn}(${loose(s.argument)})`
        : `scalarFunction(la, "${s.fn}", ${loose(s.argument)})`;
  }
}

function productExpression(args: readonly Scalar[], inner: (x: Scalar) => string): string {
  const [first, ...rest] = args;
  if (first?.kind === "number" && first.value === -1 && rest.length > 0) return `-${rest.map(inner).join(" * ")}`;
  return args.map((a, i) => (i === 0 && a.kind === "number" ? String(a.value) : inner(a))).join(" * ");
}

function powerExpression(
  base: Scalar,
  exponent: Scalar,
  inner: (x: Scalar) => string,
  loose: (x: Scalar) => string,
): string {
  if (exponent.kind === "number" && exponent.value === 0.5) return `Math.sqrt(${loose(base)})`;
  // A product binds less than a power, and than a quotient from its right.
  const operand = (x: Scalar): string => (x.kind === "product" ? `(${inner(x)})` : inner(x));
  if (exponent.kind === "number" && exponent.value === -1) return `(1 / ${operand(base)})`;
  return `(${operand(base)} ** ${operand(exponent)})`;
}
