/**
 * What rounding does to a program as it is written: every value is wrong in its last digit of double precision, and what is
 * factored is wrong by a last digit of its largest entry, as of the best algorithms. The errors belong to places: at points
 * next to each other they are the same, so that a disturbed program is a smooth function with derivatives of its own. Each
 * change from the first point to another is wrong in its last digit, too, as tangents in double precision are.
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
  /** The errors of changes. */
  readonly more: readonly Decimal[];
}

export class Disturbance {
  readonly #first = new Map<Node, First>();
  readonly #absolute = new Map<string, Matrix>();

  constructor(
    private readonly numbers: Numbers,
    private readonly factors: Factors,
    private readonly random: Random,
  ) {}

  /** A value of a node with errors; `args` are the values that it was computed from. */
  rounded(node: Node, value: Matrix, args: readonly (Matrix | undefined)[]): Matrix {
    if (node.kind === "number" || (node.kind === "symbol" && node.role !== "input")) return value;
    const first = this.#first.get(node);
    if (node.kind === "apply" && EXACT.has(node.fn)) {
      if (!first) this.#first.set(node, { value, exact: value, errors: [], more: [] });
      return value;
    }
    if (!first) {
      const errors = this.#errors(value).data;
      const rounded = { ...value, data: value.data.map((x, k) => x.plus(x.times(errors[k]!))) };
      this.#first.set(node, { value: rounded, exact: value, errors, more: this.#errors(value).data });
      return rounded;
    }
    const mixed =
      node.kind === "apply" && !TERMWISE.has(node.fn) ? this.#whole(node, value, first.exact, args) : undefined;
    const data = value.data.map((x, k) => {
      const rounded = x.plus(x.times(first.errors[k]!));
      const change = mixed ?? rounded.minus(first.value.data[k]!);
      return rounded.plus(change.times(first.more[k]!));
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
    const e = algebra.matrix(value.rows, value.cols, () => this.numbers.number(UNIT * (2 * this.random.uniform() - 1)));
    if (!algebra.isSymmetric(value)) return e;
    return algebra.matrix(value.rows, value.cols, (i, j) => algebra.at(e, Math.max(i, j), Math.min(i, j)));
  }
}

/** Functions that compute nothing. */
const EXACT: ReadonlySet<string> = new Set([
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
