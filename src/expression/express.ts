/** Expressions → syntax, for the printers: the inverse of elaboration, with chosen sub-expressions by name. */
import type Fraction from "fraction.js";
import { printExpression } from "../language/print/print.js";
import type { ShapeSyntax, Syntax } from "../language/syntax.js";
import { isAllOnes, isIdentity } from "./node/algebra.js";
import type { Catalogue } from "./catalogue/catalogue.js";
import { apply, name, NOWHERE } from "./nowhere.js";
import { unknownValue } from "./express-unknown.js";
import { parseDecimal, toNumber } from "./node/fractions.js";
import { ONE, minimumOf, type Dimension } from "../../codegen/plan/sizes.js";
import type { Factor, NamedProducts } from "./node/named-products.js";
import {
  argsOf,
  isApply,
  isFunction,
  isScalar,
  isVector,
  postorder,
  type ApplyNode,
  type Call,
  type Node,
  type Shape,
} from "./node/node.js";

export { apply, name } from "./nowhere.js";

const digits = (value: bigint | number): Syntax => ({ kind: "number", text: String(value), span: NOWHERE });

/** A non-negative rational: an integer, a short fraction, else a decimal where that is exact. */
function magnitude(value: Fraction): Syntax {
  const { n, d } = value;
  if (d === 1n) return digits(n);
  if (d > 8n || n > 99n) {
    const decimal = toNumber(value);
    const text = String(decimal);
    // Only what is very large or small has an exponent: 1e-300 rather than a fraction with three hundred zeros.
    const isShort = /^[\d.]+$/.test(text) || (text.includes("e") && text.length < String(d).length);
    if (isShort && parseDecimal(text).equals(value)) return { kind: "number", text, span: NOWHERE };
  }
  return apply("divide", [digits(n), digits(d)]);
}

/** A size as it is written. */
export function dimensionSyntax(d: Dimension): Syntax {
  const terms: Syntax[] = [];
  for (const [monomial, c] of d.terms) {
    const factors = monomial === "" ? [] : powers(monomial.split("·"));
    const size = Math.abs(c);
    if (size % 1 === 0.5 && factors.length > 0) {
      const whole = 2 * size === 1 ? factors : [digits(2 * size), ...factors];
      const half = apply("divide", [whole.length === 1 ? whole[0]! : apply("product", whole), digits(2)]);
      terms.push(c < 0 ? apply("negate", [half]) : half);
      continue;
    }
    const coefficient = Number.isInteger(size) ? digits(size) : digits(Number(size.toPrecision(3)));
    const parts = size === 1 && factors.length > 0 ? factors : [coefficient, ...factors];
    const term = parts.length === 1 ? parts[0]! : apply("product", parts);
    terms.push(c < 0 ? apply("negate", [term]) : term);
  }
  if (terms.length === 0) return digits(0);
  return terms.length === 1 ? terms[0]! : apply("sum", terms);
}

/** The shape as a declaration states it. */
export function shapeSyntax({ rows, cols }: Shape): ShapeSyntax {
  if (cols !== ONE)
    return { kind: "matrix", rows: dimensionSyntax(rows), columns: dimensionSyntax(cols), span: NOWHERE };
  return rows === ONE
    ? { kind: "scalar", span: NOWHERE }
    : { kind: "vector", rows: dimensionSyntax(rows), span: NOWHERE };
}

/** Equal neighbours as powers: n n m is n² m. */
function powers(symbols: readonly string[]): Syntax[] {
  const factors: Syntax[] = [];
  for (let i = 0; i < symbols.length;) {
    let j = i;
    while (symbols[j] === symbols[i]) j += 1;
    const base = sizeSyntax(symbols[i]!);
    factors.push(j - i === 1 ? base : apply("power", [base, digits(j - i)]));
    i = j;
  }
  return factors;
}

function sizeSyntax(symbol: string): Syntax {
  const pair = minimumOf(symbol);
  return pair ? apply("min", pair.map(dimensionSyntax)) : name(symbol);
}

/** A polynomial in sizes as text, `2m n² + 9n³`. Fractional coefficients are rounded to three digits. */
export function polynomialText(d: Dimension): string {
  return printExpression(dimensionSyntax(d), "text");
}

/** What the printers need to know of names. */
export interface Naming {
  /** The name by which an expression is called where it is used. */
  nameOf(node: Node): string | undefined;
  /** The expression that a differential symbol is the differential of. */
  differentialOf?(node: Node): Node | undefined;
  /** The call of a function of the program that an expression is the value of. */
  callOf?(node: Node): Call | undefined;
  /** Products that have names, which stand for their factors in longer ones. */
  readonly products?: NamedProducts | undefined;
}

/** The syntax of an expression; `definition` spells the root out even if it has a name. Iterative. */
export function express(catalogue: Catalogue, naming: Naming, root: Node, definition = false): Syntax {
  const values = new Map<Node, Syntax>();
  const isNamed = (node: Node): boolean => !(definition && node === root) && naming.nameOf(node) !== undefined;
  const valueOf = (node: Node): Syntax => {
    if (isNamed(node)) return showing(name(naming.nameOf(node)!), node);
    return values.get(node)!;
  };
  const parts = (node: Node): readonly Node[] =>
    naming.callOf?.(node)?.args ?? naming.products?.partsOf(node) ?? argsOf(node);
  for (const node of postorder([root], (n) => !isNamed(n), parts)) {
    values.set(node, showing(new Expression(catalogue, naming, valueOf).of(node), node));
  }
  return valueOf(root);
}

/** The syntax with the expression that it shows; what shows one already keeps it. */
function showing(syntax: Syntax, { id }: Node): Syntax {
  const marked = syntax.kind === "name" || (syntax.kind === "apply" && syntax.shows === undefined);
  return marked ? { ...syntax, shows: id } : syntax;
}

class Expression {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly naming: Naming,
    private readonly valueOf: (node: Node) => Syntax,
  ) {}

  of(node: Node): Syntax {
    switch (node.kind) {
      case "number":
        return node.value.s < 0n ? apply("negate", [magnitude(node.value.abs())]) : magnitude(node.value);
      case "symbol": {
        const varied = node.role === "differential" ? this.naming.differentialOf?.(node) : undefined;
        return varied ? apply("d", [express(this.catalogue, this.naming, varied)]) : name(node.name);
      }
      case "apply":
        return this.ofApply(node);
    }
  }

  private ofApply(node: ApplyNode): Syntax {
    const args = (): Syntax[] => node.args.map(this.valueOf);
    const call = this.naming.callOf?.(node);
    if (call) return apply(call.name, call.args.map(this.valueOf));
    const original = this.naming.products?.originalOf(node);
    if (original) return apply("transpose", [this.valueOf(original)]);
    const [a, b] = node.args;
    switch (node.fn) {
      case "sum":
        return this.ofSum(node);
      case "product":
        return this.ofProduct(node);
      case "hadamard":
        return this.ofHadamard(node);
      case "transpose":
        return isApply(a!, "inverse") && this.naming.nameOf(a!) === undefined
          ? apply("transpose", [apply("inverse", [this.valueOf(a!.args[0]!)])])
          : apply("transpose", args());
      case "identity":
        return apply("identity", [dimensionSyntax(node.dims[0]!)]);
      case "ones":
        return node.rows === ONE
          ? apply("transpose", [apply("ones", [dimensionSyntax(node.cols)])])
          : apply("ones", [dimensionSyntax(node.rows)]);
      case "zeros":
        return apply("zeros", node.dims.map(dimensionSyntax));
      case "entrywise-power":
        return this.ofEntrywisePower(node);
      case "entrywise":
        return apply(this.functionName(a!), [this.valueOf(b!)], !isScalar(node) && !isVector(node));
      case "matrix-function":
        return apply(this.functionName(a!), [this.valueOf(b!)]);
      case "slice":
        return this.ofSlice(node);
      case "reshape":
        if (node.cols === ONE) return apply("vec", args());
        break;
      case "beside":
        return apply("block", [apply("row", args().flatMap(columnsOf))]);
      case "above":
        return apply("block", args().flatMap(rowsOf));
      case "lambda":
      case "derivative":
        return name(this.functionName(node));
      case "opaque-function":
        return unknownValue(
          this.functionName(a!),
          node,
          node.args.slice(1).map((x) => this.valueOf(x)),
        );
    }
    const rule = this.catalogue.functions.get(node.fn);
    const [head, ...words] = (rule?.heads[0] ?? node.fn).split("/");
    if (rule?.parameters.length === 0) return name(head!);
    const given = node.args.map((x) => (isFunction(x) ? name(this.functionName(x)) : this.valueOf(x)));
    const sizes = node.dims.map(dimensionSyntax);
    return apply(head!, [...given, ...sizes, ...words.map(wordSyntax)]);
  }

  private functionName(f: Node): string {
    const named = this.naming.nameOf(f);
    if (named !== undefined) return named;
    if (isApply(f, "derivative")) return `${this.functionName(f.args[0]!)}′`;
    return f.kind === "symbol" ? f.name : "f";
  }

  /** Terms with a plus sign first; I without its size, which the other terms give; (x − y)ᵀ rather than xᵀ − yᵀ. */
  private ofSum(node: ApplyNode): Syntax {
    const turned = isScalar(node) ? [] : node.args.map((a) => this.untransposed(a));
    const transposed = turned.length > 0 && !turned.includes(undefined);
    const terms = transposed ? (turned as Syntax[]) : node.args.map((a) => this.term(a, node));
    const first = terms.findIndex((t) => !(t.kind === "apply" && t.head === "negate"));
    if (first > 0) terms.unshift(...terms.splice(first, 1));
    return transposed ? apply("transpose", [apply("sum", terms)]) : apply("sum", terms);
  }

  /** The transpose of a term that is a multiple of something transposed. */
  private untransposed(term: Node): Syntax | undefined {
    if (this.naming.nameOf(term) !== undefined) return undefined;
    const factors = isApply(term, "product") ? term.args : [term];
    const [only, ...more] = factors.filter((f) => !isScalar(f));
    if (!only || more.length > 0 || this.naming.nameOf(only) !== undefined) return undefined;
    const original = this.naming.products?.originalOf(only);
    const base = original ?? (isApply(only, "transpose") ? only.args[0]! : undefined);
    if (!base) return undefined;
    return factors.length > 1 ? this.multiple(factors.filter(isScalar), this.valueOf(base)) : this.valueOf(base);
  }

  private term(a: Node, sum: ApplyNode): Syntax {
    if (isScalar(sum)) return this.valueOf(a);
    const sized = sum.args.some((t) => !isIdentityMultiple(t) && !isOnesMultiple(t));
    if (!sized || this.naming.nameOf(a) !== undefined) return this.valueOf(a);
    if (isIdentity(a)) return apply("identity", []);
    if (isIdentityMultiple(a)) return this.multiple(argsOf(a).filter(isScalar), apply("identity", []));
    return this.valueOf(a);
  }

  private ofProduct(node: ApplyNode): Syntax {
    const factors = this.naming.products?.factorsOf(node) ?? node.args.map((a) => ({ node: a, transposed: false }));
    const matrices = factors.filter((f) => !isScalar(f.node));
    const chain: Syntax[] = [];
    for (let i = 0; i < matrices.length;) {
      const { node: a, transposed } = matrices[i]!;
      const factor = transposed ? apply("transpose", [this.valueOf(a)]) : this.factor(a, matrices, i);
      let times = 1;
      while (isSame(matrices[i]!, matrices[i + times])) times += 1;
      chain.push(times > 1 ? this.repeated(a, factor, times) : factor);
      i += times;
    }
    const scalars = factors.map((f) => f.node).filter(isScalar);
    // All of it may be one product that has a name.
    if (chain.length === 1 && scalars.length === 0) return chain[0]!;
    if (scalars.length === 0) return apply("product", chain);
    return this.multiple(scalars, ...chain);
  }

  /** A factor several times: X⁻² for X⁻¹X⁻¹, (X⁻²)ᵀ for X⁻ᵀX⁻ᵀ. */
  private repeated(a: Node, factor: Syntax, times: number): Syntax {
    const isTurned = isApply(a, "transpose") && this.naming.nameOf(a) === undefined;
    const inner = isTurned ? a.args[0]! : a;
    if (!isApply(inner, "inverse") || this.naming.nameOf(inner) !== undefined)
      return apply("power", [factor, digits(times)]);
    const value = apply("power", [this.valueOf(inner.args[0]!), apply("negate", [digits(times)])]);
    return isTurned ? apply("transpose", [value]) : value;
  }

  /** 𝟏 and I next to a factor that tells their size. */
  private factor(a: Node, chain: readonly Factor[], i: number): Syntax {
    if (!isApply(a, "ones")) return this.valueOf(a);
    const neighbour = (a.cols === ONE ? chain[i - 1] : chain[i + 1])?.node;
    const sized = neighbour !== undefined && !isApply(neighbour, "ones");
    const size = a.cols === ONE ? a.rows : a.cols;
    const ones = apply("ones", sized ? [] : [dimensionSyntax(size)]);
    return a.cols === ONE ? ones : apply("transpose", [ones]);
  }

  /** Scalars times the rest: a sign, numbers and powers with negative exponents below the fraction bar. */
  private multiple(scalars: readonly Node[], ...rest: Syntax[]): Syntax {
    const over: Syntax[] = [];
    const under: Syntax[] = [];
    let negative = false;
    // A differential among scalars comes last: 2α dβ.
    const ordered = rest.length > 0 ? scalars : [...scalars].sort((a, b) => Number(a.varies) - Number(b.varies));
    for (const s of ordered) {
      if (s.kind === "number") {
        negative = s.value.s < 0n;
        const size = s.value.abs();
        const asFraction = magnitude(size);
        if (asFraction.kind === "number") {
          if (!size.equals(1)) over.push(asFraction);
        } else {
          if (size.n !== 1n) over.push(digits(size.n));
          under.push(digits(size.d));
        }
      } else if (isApply(s, "entrywise-power") && isNegative(s.args[1]!) && this.naming.nameOf(s) === undefined) {
        under.push(this.positivePower(s));
      } else over.push(this.valueOf(s));
    }
    over.push(...rest);
    // A 1×1 product at the end needs no brackets: 2xᵀA y.
    const last = over[over.length - 1];
    if (over.length > 1 && last?.kind === "apply" && last.head === "product") over.splice(-1, 1, ...last.args);
    const numerator = over.length === 0 ? digits(1) : over.length === 1 ? over[0]! : apply("product", over);
    const denominator = under.length === 1 ? under[0]! : apply("product", under);
    const value = under.length === 0 ? numerator : apply("divide", [numerator, denominator]);
    return negative ? apply("negate", [value]) : value;
  }

  private positivePower(s: ApplyNode): Syntax {
    const [base, exponent] = s.args as [Node, Node];
    const p = (exponent as Extract<Node, { kind: "number" }>).value.abs();
    if (p.equals(1)) return this.valueOf(base);
    if (p.equals("1/2")) return apply("sqrt", [this.valueOf(base)], !isScalar(s) && !isVector(s));
    return apply(isScalar(s) ? "power" : "hadamardPower", [this.valueOf(base), magnitude(p)]);
  }

  private ofHadamard(node: ApplyNode): Syntax {
    const over: Syntax[] = [];
    const under: Syntax[] = [];
    for (const a of node.args) {
      if (isApply(a, "entrywise-power") && isNegative(a.args[1]!) && this.naming.nameOf(a) === undefined) {
        under.push(this.positivePower(a));
      } else over.push(this.valueOf(a));
    }
    const join = (parts: Syntax[]): Syntax => (parts.length === 1 ? parts[0]! : apply("hadamard", parts));
    if (under.length === 0) return join(over);
    const one = this.allOnes(node);
    return apply("hadamardDivide", [over.length > 0 ? join(over) : one, join(under)]);
  }

  private allOnes(shape: Shape): Syntax {
    const column = apply("ones", [dimensionSyntax(shape.rows)]);
    if (shape.cols === ONE) return column;
    return apply("product", [column, apply("transpose", [apply("ones", [dimensionSyntax(shape.cols)])])]);
  }

  private ofEntrywisePower(node: ApplyNode): Syntax {
    const [base, exponent] = node.args as [Node, Node];
    const dot = !isScalar(node) && !isVector(node);
    if (exponent.kind === "number") {
      if (exponent.value.equals("1/2")) return apply("sqrt", [this.valueOf(base)], dot);
      if (exponent.value.equals(-1) && !isScalar(node)) return apply("recip", [this.valueOf(base)], dot);
      if (isScalar(node) && isNegative(exponent)) return apply("divide", [digits(1), this.positivePower(node)]);
    }
    return apply(isScalar(node) ? "power" : "hadamardPower", [this.valueOf(base), this.valueOf(exponent)]);
  }

  private ofSlice(node: ApplyNode): Syntax {
    const [r0, r1, c0, c1] = node.dims as [Dimension, Dimension, Dimension, Dimension];
    const matrix = node.args[0]!;
    const select = (from: Dimension, to: Dimension, full: Dimension): Syntax => {
      if (from === to) return dimensionSyntax(from);
      if (from === ONE && to === full) return apply("all", []);
      return apply("range", [dimensionSyntax(from), dimensionSyntax(to)]);
    };
    const selectors = [select(r0, r1, matrix.rows), select(c0, c1, matrix.cols)];
    return apply("slice", [this.valueOf(matrix), ...(isVector(matrix) ? selectors.slice(0, 1) : selectors)]);
  }
}

/** Whether the same factor stands next. */
const isSame = (a: Factor, b: Factor | undefined): boolean =>
  b !== undefined && a.node === b.node && a.transposed === b.transposed;

/** The rows of a block, so that blocks of blocks print as one; anything else is a row of one entry. */
const rowsOf = (s: Syntax): readonly Syntax[] =>
  s.kind === "apply" && s.head === "block" ? s.args : [apply("row", [s])];

const columnsOf = (s: Syntax): readonly Syntax[] => {
  const rows = rowsOf(s);
  const [row] = rows;
  return rows.length === 1 && row?.kind === "apply" ? row.args : [s];
};

const isNegative = (n: Node): boolean => n.kind === "number" && n.value.s < 0n;

const isIdentityMultiple = (node: Node): boolean =>
  isIdentity(node) ||
  (isApply(node, "product") && !isScalar(node) && node.args.every((a) => isScalar(a) || isIdentity(a)));
const isOnesMultiple = (node: Node): boolean =>
  isAllOnes(node) ||
  (isApply(node, "product") && !isScalar(node) && node.args.every((a) => isScalar(a) || isApply(a, "ones")));

/** `norm(A, 2)`, as ‖A‖_2 is read, and `norm(A, 'nuc')`. */
const wordSyntax = (text: string): Syntax => ({ kind: /^\d+$/.test(text) ? "number" : "word", text, span: NOWHERE });
