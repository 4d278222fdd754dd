/**
 * What rounding does to a program as it is written: every value is wrong in its last digit of double precision, and what is
 * factored is wrong by a last digit of its largest entry, as of the best algorithms. The errors belong to places: at points
 * next to each other they are the same, so that a disturbed program is a smooth function with derivatives of its own.
 */
import type { Decimal } from "decimal.js";
import type { Node } from "../../expression/node.js";
import type { Random } from "../random.js";
import type { Factors, Matrix } from "./factors.js";
import type { Numbers } from "./numbers.js";

const UNIT = 2 ** -53;

export class Disturbance {
  readonly #relative = new Map<Node, readonly Decimal[]>();
  readonly #absolute = new Map<string, Matrix>();

  constructor(
    private readonly numbers: Numbers,
    private readonly factors: Factors,
    private readonly random: Random,
  ) {}

  /** A value with errors relative to its entries. */
  rounded(node: Node, value: Matrix): Matrix {
    if (node.kind === "number" || (node.kind === "symbol" && node.role !== "input")) return value;
    if (node.kind === "apply" && EXACT.has(node.fn)) return value;
    let errors = this.#relative.get(node);
    if (!errors) this.#relative.set(node, (errors = this.#errors(value).data.map((e) => e.plus(1))));
    const known = errors;
    return { ...value, data: value.data.map((x, k) => x.times(known[k]!)) };
  }

  /** An argument with errors relative to its largest entry. */
  asFactored(node: Node, argument: number, value: Matrix): Matrix {
    if (value.data.length === 1 || value.data === undefined) return value;
    const key = `${node.id} ${argument}`;
    let errors = this.#absolute.get(key);
    if (!errors) {
      const largest = value.data.reduce(
        (most, x) => (x.abs().greaterThan(most) ? x.abs() : most),
        this.numbers.field.zero,
      );
      this.#absolute.set(key, (errors = this.factors.algebra.scale(largest, this.#errors(value))));
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
