/**
 * What rounding does to a program as it is written: every value is wrong in its last digit of double precision, a product of matrices
 * in that of the terms that are added, and what is factored is wrong by a last digit of its largest entry, as of the best algorithms. The errors belong to places: at points
 * next to each other they are the same, so that a disturbed program is a smooth function with derivatives of its own. Each
 * change from the first point to another is wrong in its last digit, too, as tangents in double precision are: those of products in that
 * of the terms of the product rule.
 */
import type { Decimal } from "decimal.js";
import type { ApplyNode, Node } from "../../expression/node/node.js";
import type { Random } from "../random.js";
import type { Factors, Matrix } from "./factors.js";
import type { Numbers } from "./numbers.js";

const UNIT = 2 ** -53;

/** What a node was at the first point. */
interface First {
  /** With its errors, and without. */
  readonly value: Matrix;
  readonly exact: Matrix;
  readonly errors: readonly Decimal[];
  /** What the errors are relative to. */
  readonly size: readonly Decimal[];
  /** The errors of changes. */
  readonly more: readonly Decimal[];
}

export class Disturbance {
  /** What is held constant, with its errors. */
  readonly held = new Map<Node, Matrix>();
  readonly #first = new Map<Node, First>();
  readonly #factors = new Map<Node, Decimal>();
  readonly #absolute = new Map<string, Matrix>();

  constructor(
    private readonly numbers: Numbers,
    private readonly factors: Factors,
    private readonly random: Random,
  ) {}

  /** A value of a node with errors; `args` are the values that it was computed from, `again` computes it from others. */
  rounded(
    node: Node,
    value: Matrix,
    args: readonly (Matrix | undefined)[],
    again: (args: readonly Matrix[]) => Matrix,
  ): Matrix {
    if (node.kind === "number" || (node.kind === "symbol" && node.role !== "input")) return value;
    const first = this.#first.get(node);
    if (node.kind === "apply" && EXACT.has(node.fn)) {
      if (!first) this.#first.set(node, { value, exact: value, errors: [], size: [], more: [] });
      return value;
    }
    if (!first) {
      const errors = this.#errors(value).data;
      const size = isProduct(node) ? again(args.map((a) => absolute(a!))).data : value.data;
      const rounded = { ...value, data: value.data.map((x, k) => x.plus(size[k]!.times(errors[k]!))) };
      this.#first.set(node, { value: rounded, exact: value, errors, size, more: this.#errors(value).data });
      return rounded;
    }
    if (isProduct(node)) return this.#productRule(node as ApplyNode, value, first, args as readonly Matrix[], again);
    const mixed =
      node.kind === "apply" && !TERMWISE.has(node.fn) ? this.#whole(node, value, first.exact, args) : undefined;
    const data = value.data.map((x, k) => {
      const rounded = x.plus(x.times(first.errors[k]!));
      const change = mixed ?? rounded.minus(first.value.data[k]!);
      return rounded.plus(change.times(first.more[k]!));
    });
    return { ...value, data };
  }

  /** What a value in the body of a function is multiplied by, wherever it is computed: it is wrong in its last digit, and so is its slope. */
  factorOf(node: Node): Decimal {
    let factor = this.#factors.get(node);
    if (!factor) this.#factors.set(node, (factor = this.#error().plus(1)));
    return factor;
  }

  #error(): Decimal {
    return this.numbers.number(UNIT * (2 * this.random.uniform() - 1));
  }

  /** A product elsewhere: the terms of its change are wrong in their last digits. */
  #productRule(
    node: ApplyNode,
    value: Matrix,
    first: First,
    args: readonly Matrix[],
    again: (args: readonly Matrix[]) => Matrix,
  ): Matrix {
    const { algebra } = this.factors;
    const before = node.args.map((a, i) => this.#first.get(a)?.value ?? args[i]!);
    const terms = args.flatMap((a, i) => {
      const change = algebra.difference(a, before[i]!);
      if (change.data.every((t) => t.isZero())) return [];
      return [again(before.map((b, j) => absolute(i === j ? change : b))).data];
    });
    const data = value.data.map((x, k) => {
      const change = terms.reduce((total, term) => total.plus(term[k]!), this.numbers.field.zero);
      return x.plus(first.size[k]!.times(first.errors[k]!)).plus(change.times(first.more[k]!));
    });
    return { ...value, data };
  }

  /** The size of the terms that cancel in a change: what a function of many entries at once computes its tangent from. */
  #whole(node: ApplyNode, value: Matrix, before: Matrix, args: readonly (Matrix | undefined)[]): Decimal {
    const { zero } = this.numbers.field;
    const relative = node.args.map((arg, i) => {
      const first = this.#first.get(arg);
      const size = first ? this.#largest(first.value) : zero;
      return first && args[i] && !size.isZero() ? this.#change(args[i], first.value).div(size) : zero;
    });
    const most = relative.reduce(this.numbers.field.larger, zero);
    return this.#change(value, before).plus(this.#largest(before).times(most));
  }

  #largest({ data }: Matrix): Decimal {
    return data.reduce((most, x) => (x.abs().greaterThan(most) ? x.abs() : most), this.numbers.field.zero);
  }

  #change(a: Matrix, b: Matrix): Decimal {
    return this.#largest(this.factors.algebra.difference(a, b));
  }

  /** An argument with errors relative to its largest entry. */
  asFactored(node: Node, argument: number, value: Matrix): Matrix {
    if (value.data.length === 1) return value;
    const key = `${node.id} ${argument}`;
    let errors = this.#absolute.get(key);
    if (!errors) {
      errors = this.factors.algebra.scale(this.#largest(value), this.#errors(value));
      this.#absolute.set(key, errors);
    }
    return this.factors.algebra.sum(value, errors);
  }

  /** Numbers of the size of a rounding error; as symmetric as the value. */
  #errors(value: Matrix): Matrix {
    const { algebra } = this.factors;
    const e = algebra.matrix(value.rows, value.cols, () => this.#error());
    if (!algebra.isSymmetric(value)) return e;
    return algebra.matrix(value.rows, value.cols, (i, j) => algebra.at(e, Math.max(i, j), Math.min(i, j)));
  }
}

const absolute = (a: Matrix): Matrix => ({ ...a, data: a.data.map((t) => t.abs()) });

/** Functions that are linear in each argument, and add products of entries. */
const PRODUCTS: ReadonlySet<string> = new Set(["product", "hadamard", "kronecker", "inner-product"]);

const isProduct = (node: Node): boolean => node.kind === "apply" && PRODUCTS.has(node.fn);

/** Functions that compute nothing. */
const EXACT: ReadonlySet<string> = new Set([
  "held",
  "transpose",
  "identity",
  "ones",
  "zeros",
  "slice",
  "embed",
  "beside",
  "above",
  "reshape",
  "diagonal",
  "diagonal-matrix",
  "diagonal-part",
  "lower-part",
  "upper-part",
]);

/** Functions whose entries are sums of products of entries: what errors of their arguments say of them is enough. */
const TERMWISE: ReadonlySet<string> = new Set([
  "sum",
  "product",
  "scale",
  "hadamard",
  "kronecker",
  "entrywise",
  "entrywise-power",
  "entrywise-maximum",
  "entrywise-minimum",
  "selection",
  "gate",
  "ungate",
  "inner-product",
  "trace",
  "entry-sum",
  "symmetric-part",
  "skew-part",
]);
