/** Programs as they are written, evaluated with many digits. */
import type { Decimal } from "decimal.js";
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
import { evaluate } from "../../../codegen/plan/sizes.js";
import type { ApplyNode, Node, Store } from "../../expression/node/node.js";
import { isApply, isFunction, isScalar, postorder } from "../../expression/node/node.js";
import { boundVariable, instantiate } from "../../expression/catalogue/template.js";
import { NotApplicable, Unlucky } from "../rational/field.js";
import { rationalOver } from "../rational/functions.js";
import type { Disturbance } from "./disturbance.js";
import { factorsWith, rowsOf, type Factors, type Matrix } from "./factors.js";
import { SLOPES_AT_POLES, type Numbers } from "./numbers.js";

/** What evaluates with a number of digits; made once and used at all points. */
export interface Calculus {
  readonly numbers: Numbers;
  readonly factors: Factors;
  readonly rational: ReturnType<typeof rationalOver<Decimal>>;
}

export function calculusWith(numbers: Numbers): Calculus {
  const factors = factorsWith(numbers);
  return { numbers, factors, rational: rationalOver(numbers.field, factors.algebra) };
}

/** Where and how a program is evaluated. */
export interface Setting {
  readonly calculus: Calculus;
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly sizes: ReadonlyMap<string, number>;
  readonly input: (node: Node) => Matrix;
  /** What rounding to double precision would do to each value. */
  readonly disturbance?: Disturbance;
  /** Told of every value. */
  readonly seen?: (value: Matrix, node: Node) => void;
  /** Told of the slopes beside poles, which are steeper than any value. */
  readonly slope?: (value: Decimal) => void;
  /** What `stop` holds constant: the values at the first point. */
  readonly held?: Map<Node, Matrix>;
}

/** What an application is evaluated with. */
interface Application {
  readonly node: ApplyNode;
  readonly dims: readonly number[];
  /** The value of an argument, as a factorization sees it where that loses digits of small entries. */
  readonly arg: (i: number) => Matrix;
  readonly f: (t: Decimal) => Decimal;
  readonly calculus: Calculus;
  readonly held: Map<Node, Matrix> | undefined;
}

type Evaluate = (a: Application) => Matrix;

const exponentials = ({ calculus: { numbers } }: Application, row: readonly Decimal[]) => {
  const largest = row.reduce((x, y) => (x.greaterThan(y) ? x : y));
  const values = row.map((t) => numbers.exp(t.minus(largest)));
  return { largest, values, total: values.reduce((x, y) => x.plus(y)) };
};
const softmax = (a: Application, row: readonly Decimal[]): Decimal[] => {
  const { values, total } = exponentials(a, row);
  return values.map((v) => v.div(total));
};
const logSumExp = (a: Application, row: readonly Decimal[]): Decimal => {
  const { largest, total } = exponentials(a, row);
  return largest.plus(a.calculus.numbers.log(total));
};

const sandwich = ({ algebra }: Factors, u: Matrix, d: readonly Decimal[], v: Matrix): Matrix =>
  algebra.product(u, algebra.product(algebra.diagonalMatrix(d), algebra.transpose(v)));

const columns = ({ algebra: { matrix, at } }: Factors, a: Matrix, first: number, last: number): Matrix =>
  matrix(a.rows, last - first + 1, (i, j) => at(a, i, first - 1 + j));

/** (f(x) − f(y))/(x − y); with half the digits where x and y are the same. */
function divided({ f, calculus: { numbers } }: Application, x: Decimal, y: Decimal): Decimal {
  const scale = x.abs().plus(y.abs());
  const near = x
    .minus(y)
    .abs()
    .lessThanOrEqualTo(scale.times(numbers.number(10).pow(-Math.floor(numbers.digits / 2))));
  if (!near) return f(x).minus(f(y)).div(x.minus(y));
  const h = (scale.isZero() ? numbers.number(1) : scale).times(numbers.number(10).pow(-Math.floor(numbers.digits / 3)));
  const middle = x.plus(y).div(2);
  return f(middle.plus(h))
    .minus(f(middle.minus(h)))
    .div(h.times(2));
}

const symmetric = (a: Application, x: Matrix): boolean => a.calculus.factors.algebra.isSymmetric(x);

/** A matrix that is symmetric but for its last digits, made so. */
function settled({ factors, numbers }: Calculus, x: Matrix): Matrix {
  const { algebra, norm } = factors;
  if (x.rows !== x.cols || algebra.isSymmetric(x)) return x;
  const part = algebra.symmetricPart(x);
  const off = norm(algebra.difference(x, part));
  return off.lessThanOrEqualTo(norm(x).times(numbers.number(10).pow(8 - numbers.digits))) ? part : x;
}

/** f of a matrix: on the eigenvalues of a symmetric one, by series of a general one. */
function matrixFunction(a: Application, x: Matrix): Matrix {
  const { factors } = a.calculus;
  if (symmetric(a, x)) return factors.ofSymmetric(x, a.f);
  const f = a.node.args[0]!;
  switch (f.kind === "symbol" ? f.name : "") {
    case "exp":
      return factors.exponential(x);
    case "log":
      return factors.logarithm(x);
    case "sqrt":
      return factors.squareRoot(x);
    case "sin":
      return factors.cosSin(x).sin;
    case "cos":
      return factors.cosSin(x).cos;
  }
  throw new NotApplicable("a function of a matrix that is not symmetric");
}

function matrixPower(a: Application): Matrix {
  const [x, p] = [a.arg(0), a.arg(1).data[0]!];
  const { factors, numbers } = a.calculus;
  if (p.isInteger() && p.abs().lessThan(1000)) return factors.algebra.power(x, BigInt(p.toFixed()));
  return symmetric(a, x) ? factors.ofSymmetric(x, (t) => numbers.power(t, p)) : factors.generalPower(x, p);
}

/** The derivative of a function of a matrix, by differences with half the digits. */
function frechet(a: Application): Matrix {
  const { numbers, factors } = a.calculus;
  const { algebra, norm } = factors;
  const [x, e] = [a.arg(1), a.arg(2)];
  const step = numbers.number(10).pow(-Math.floor(numbers.digits / 3));
  const h = norm(x)
    .plus(step)
    .div(norm(e).isZero() ? 1 : norm(e))
    .times(step);
  const moved = (s: Decimal): Matrix => matrixFunction(a, algebra.sum(x, algebra.scale(s, e)));
  return algebra.scale(numbers.field.inverse(h.times(2)), algebra.difference(moved(h), moved(h.negated())));
}

/** f on the eigenvalues i to j and 0 on the others. */
function bandLoewner(a: Application): Matrix {
  const { algebra } = a.calculus.factors;
  const { zero } = a.calculus.numbers.field;
  const d = algebra.diagonalOf(a.arg(1));
  const inside = (i: number): boolean => i >= a.dims[0]! - 1 && i <= a.dims[1]! - 1;
  const value = (i: number): Decimal => (inside(i) ? a.f(d[i]!) : zero);
  return algebra.matrix(d.length, d.length, (i, j) => {
    if (inside(i) === inside(j)) return inside(i) ? divided(a, d[i]!, d[j]!) : zero;
    return value(i).minus(value(j)).div(d[i]!.minus(d[j]!));
  });
}

const loewner: Evaluate = (a) => {
  const { algebra } = a.calculus.factors;
  const d = algebra.diagonalOf(a.arg(1));
  return algebra.matrix(d.length, d.length, (i, j) => divided(a, d[i]!, d[j]!));
};

/** V f(Σ²) Vᵀ on the row space of X. */
const gramFunction =
  (side: "rows" | "columns"): Evaluate =>
  (a) => {
    const { factors, numbers } = a.calculus;
    const { u, s, v } = factors.singular(a.arg(1));
    const values = s.map((t) => (t.isZero() ? numbers.field.zero : a.f(t.times(t))));
    return side === "rows" ? sandwich(factors, v, values, v) : sandwich(factors, u, values, u);
  };

const sizeOfSingular = (a: Application, p: (s: readonly Decimal[]) => Decimal): Matrix =>
  a.calculus.factors.algebra.scalarMatrix(p(a.calculus.factors.singular(a.arg(0)).s));

function pseudoInverse({ factors, numbers }: Calculus, x: Matrix): Matrix {
  const { u, s, v } = factors.singular(x);
  return sandwich(
    factors,
    v,
    s.map((t) => (t.isZero() ? t : numbers.field.inverse(t))),
    u,
  );
}

function requireRank(s: readonly Decimal[]): void {
  if (s.some((t) => t.isZero())) throw new Unlucky("singular vectors of the singular value 0");
}

const own: Readonly<Record<string, Evaluate>> = {
  "circle-constant": ({ calculus: { factors, numbers } }) => factors.algebra.scalarMatrix(numbers.pi),
  softmax: (a) => ({ ...a.arg(0), data: softmax(a, a.arg(0).data) }),
  "softmax-rows": (a) => ({ ...a.arg(0), data: rowsOf(a.arg(0)).flatMap((row) => softmax(a, row)) }),
  "log-sum-exp": (a) => a.calculus.factors.algebra.scalarMatrix(logSumExp(a, a.arg(0).data)),
  "log-sum-exp-rows": (a) => ({ rows: a.arg(0).rows, cols: 1, data: rowsOf(a.arg(0)).map((row) => logSumExp(a, row)) }),
  "log-determinant": ({ arg, calculus: { factors, numbers } }) =>
    factors.algebra.scalarMatrix(numbers.log(factors.algebra.determinant(arg(0)))),
  "frobenius-norm": ({ arg, calculus: { factors } }) => factors.algebra.scalarMatrix(factors.norm(arg(0))),
  "nuclear-norm": (a) => sizeOfSingular(a, (s) => s.reduce((x, y) => x.plus(y))),
  "spectral-norm": (a) => sizeOfSingular(a, (s) => s[0]!),
  "pseudo-inverse": ({ arg, calculus }) => pseudoInverse(calculus, arg(0)),
  projector: ({ arg, calculus }) => calculus.factors.algebra.product(arg(0), pseudoInverse(calculus, arg(0))),
  cholesky: ({ arg, calculus: { factors } }) => factors.cholesky(arg(0)),
  "qr.Q": ({ arg, calculus: { factors } }) => factors.qr(arg(0)).Q,
  "qr.R": ({ arg, calculus: { factors } }) => factors.qr(arg(0)).R,
  "lu.L": ({ arg, calculus: { factors } }) => factors.lu(arg(0)).L,
  "lu.U": ({ arg, calculus: { factors } }) => factors.lu(arg(0)).U,
  "lu.P": ({ arg, calculus: { factors } }) => factors.lu(arg(0)).P,
  "polar.Q": ({ arg, calculus: { factors } }) => factors.polar(arg(0)).Q,
  "polar.P": ({ arg, calculus: { factors } }) => factors.polar(arg(0)).P,
  power: matrixPower,
  "matrix-function": (a) => matrixFunction(a, a.arg(1)),
  frechet,
  loewner,
  "band-loewner": bandLoewner,
  "odd-loewner": (a) => {
    const { algebra } = a.calculus.factors;
    const d = algebra.diagonalOf(a.arg(1));
    return algebra.matrix(d.length, d.length, (i, j) => a.f(d[i]!).plus(a.f(d[j]!)).div(d[i]!.plus(d[j]!)));
  },
  "eig.U": ({ arg, calculus: { factors } }) => factors.eigen(arg(0)).u,
  "eig.Λ": ({ arg, calculus: { factors } }) => factors.algebra.diagonalMatrix(factors.eigen(arg(0)).d),
  eigenvectors: ({ arg, dims, calculus: { factors } }) => columns(factors, factors.eigen(arg(0)).u, dims[0]!, dims[1]!),
  "largest-eigenvalue": ({ arg, calculus: { factors } }) =>
    factors.algebra.scalarMatrix(factors.eigen(arg(0)).d.at(-1)!),
  "smallest-eigenvalue": ({ arg, calculus: { factors } }) => factors.algebra.scalarMatrix(factors.eigen(arg(0)).d[0]!),
  "eigenvalue-band": ({ arg, dims, f, calculus: { factors } }) => {
    const { u, d } = factors.eigen(arg(1));
    const v = columns(factors, u, dims[0]!, dims[1]!);
    return sandwich(factors, v, d.slice(dims[0]! - 1, dims[1]).map(f), v);
  },
  "generalized-eig.V": ({ arg, calculus: { factors } }) => factors.pencil(arg(0), arg(1)).V,
  "generalized-eig.Λ": ({ arg, calculus: { factors } }) => factors.pencil(arg(0), arg(1)).Λ,
  "svd.U": ({ arg, calculus: { factors } }) => {
    const { u, s } = factors.singular(arg(0));
    requireRank(s);
    return u;
  },
  "svd.Σ": ({ arg, calculus: { factors } }) => factors.algebra.diagonalMatrix(factors.singular(arg(0)).s),
  "svd.V": ({ arg, calculus: { factors } }) => {
    const { s, v } = factors.singular(arg(0));
    requireRank(s);
    return v;
  },
  "singular-value-function": ({ arg, f, calculus: { factors } }) => {
    const { u, s, v } = factors.singular(arg(1));
    return sandwich(factors, u, s.map(f), v);
  },
  held: ({ node, arg, held }) => held?.get(node) ?? (held?.set(node, arg(0)), arg(0)),
  "row-gram-function": gramFunction("rows"),
  "column-gram-function": gramFunction("columns"),
};

export class AccurateEvaluator {
  readonly #values = new Map<Node, Matrix>();

  constructor(private readonly setting: Setting) {}

  /** Throws NotApplicable and Unlucky. */
  value(root: Node): Matrix {
    for (const node of postorder([root], (n) => !this.#values.has(n) && !isFunction(n))) {
      if (this.#values.has(node) || node.open) continue;
      const exact = settled(this.setting.calculus, this.#compute(node));
      const args = node.kind === "apply" ? node.args.map((a) => this.#values.get(a)) : [];
      const again = (other: readonly Matrix[]): Matrix => this.#apply(node as ApplyNode, other);
      const value = this.setting.disturbance?.rounded(node, exact, args, again) ?? exact;
      this.setting.seen?.(value, node);
      this.#values.set(node, value);
    }
    return this.#values.get(root)!;
  }

  #compute(node: Node): Matrix {
    const { calculus, sizes, input } = this.setting;
    const { numbers, factors } = calculus;
    switch (node.kind) {
      case "number":
        return factors.algebra.scalarMatrix(numbers.field.fromFraction(node.value));
      case "symbol":
        return node.role === "dimension"
          ? factors.algebra.scalarMatrix(numbers.number(sizes.get(node.name)!))
          : input(node);
      case "apply":
        return this.#apply(
          node,
          node.args.map((a) => this.#values.get(a)!),
        );
    }
  }

  #apply(node: ApplyNode, args: readonly Matrix[]): Matrix {
    const { calculus, sizes, disturbance, held } = this.setting;
    const { rational, numbers, factors } = calculus;
    const [a, b] = node.args as [Node, Node];
    switch (node.fn) {
      case "sum":
        return rational.sumOf(args);
      case "product":
        return rational.chain(args, node.args.map(isScalar));
      case "hadamard":
        return rational.hadamardOf(args);
      case "kronecker":
        return args.reduce((l, r) => rational.functions["kronecker"]!([l, r, r], [], node));
      case "entrywise":
        return factors.algebra.map(this.#values.get(b)!, (t) => this.#scalar(a, t));
      case "entrywise-power":
        return factors.algebra.map(args[0]!, (t) => numbers.power(t, args[1]!.data[0]!));
    }
    const dims = node.dims.map((d) => evaluate(d, sizes));
    if (BANDS.has(node.fn) && dims[1]! > (args.at(-1)?.cols ?? 0)) throw new NotApplicable("an index beyond the sizes");
    const evaluator = own[node.fn];
    const seen = (i: number): Matrix => disturbance?.asFactored(node, i, args[i]!) ?? args[i]!;
    if (evaluator) return evaluator({ node, dims, arg: seen, f: (t) => this.#scalar(a, t), calculus, held });
    const other = rational.functions[node.fn];
    if (!other) throw new NotApplicable(`${node.fn} is not evaluated with many digits`);
    const solves = SOLVES.has(node.fn);
    const [x, y, z] = args.map((m, i) => (solves ? seen(i) : m));
    return other([x!, y!, z!], dims, node);
  }

  /** f(t) of a scalar function. */
  #scalar(f: Node, t: Decimal): Decimal {
    if (isApply(f, "lambda")) return this.#body(f.args[0]!, t, this.setting.disturbance);
    if (isApply(f, "derivative")) return this.#derivative(f.args[0]!, t);
    if (f.kind !== "symbol") throw new NotApplicable("a function that is not known by name or body");
    const { calculus, catalogue, store } = this.setting;
    const known = calculus.numbers.scalars[f.name];
    const value = known?.(t);
    if (value) {
      if (value.isNaN()) throw new Unlucky(`${f.name} is not defined there`);
      const steeper = SLOPES_AT_POLES[f.name];
      if (steeper !== undefined) this.setting.slope?.(calculus.numbers.scalars[steeper]!(t));
      return value;
    }
    const definition = catalogue.scalars.get(f.name)?.definition;
    if (!definition) throw new NotApplicable(`${f.name} is not evaluated with many digits`);
    return this.#body(instantiate(store, definition, { nodes: new Map(), dims: new Map() }, construct), t);
  }

  /** f′(t) by differences with half the digits. */
  #derivative(f: Node, t: Decimal): Decimal {
    const { number, digits } = this.setting.calculus.numbers;
    const h = t
      .abs()
      .plus(t.isZero() ? 1 : 0)
      .times(number(10).pow(-Math.floor(digits / 3)));
    return this.#scalar(f, t.plus(h))
      .minus(this.#scalar(f, t.minus(h)))
      .div(h.times(2));
  }

  #body(body: Node, t: Decimal, disturbance?: Disturbance): Decimal {
    const values = new Map<Node, Decimal>([[boundVariable(this.setting.store), t]]);
    const valueOf = (n: Node): Decimal => values.get(n) ?? (n.open ? t : this.value(n).data[0]!);
    for (const node of postorder([body], (n) => n.open)) {
      if (node.kind !== "apply") continue;
      const value = this.#step(node, valueOf);
      this.setting.seen?.(this.setting.calculus.factors.algebra.scalarMatrix(value), node);
      values.set(node, disturbance ? value.times(disturbance.factorOf(node)) : value);
    }
    return valueOf(body);
  }

  #step(node: ApplyNode, valueOf: (n: Node) => Decimal): Decimal {
    const { numbers } = this.setting.calculus;
    const [a, b] = node.args as [Node, Node];
    switch (node.fn) {
      case "sum":
        return node.args.map(valueOf).reduce(numbers.field.add);
      case "product":
      case "hadamard":
        return node.args.map(valueOf).reduce(numbers.field.multiply);
      case "entrywise-power":
        return numbers.power(valueOf(a), valueOf(b));
      case "entrywise":
        return this.#scalar(a, valueOf(b));
      case "selection":
        return numbers.field.size(valueOf(a)) === 0 ? valueOf(node.args[2]!) : valueOf(b);
      case "gate":
        return numbers.field.size(valueOf(a)) === 0 ? numbers.field.zero : valueOf(b);
      case "ungate":
        return numbers.field.size(valueOf(a)) === 0 ? valueOf(b) : numbers.field.zero;
      case "entrywise-maximum":
        return numbers.field.larger(valueOf(a), valueOf(b));
      case "entrywise-minimum":
        return numbers.field.negate(
          numbers.field.larger(numbers.field.negate(valueOf(a)), numbers.field.negate(valueOf(b))),
        );
    }
    throw new NotApplicable(`${node.fn} in the body of a function`);
  }
}

/** Functions of the eigenvalues i to j. */
const BANDS: ReadonlySet<string> = new Set(["eigenvectors", "eigenvalue-band", "gaps-to", "band-loewner"]);

/** Functions that are rational in the entries, and lose digits as factorizations do. */
const SOLVES: ReadonlySet<string> = new Set(["inverse", "sylvester", "lyapunov", "determinant", "adjugate"]);
