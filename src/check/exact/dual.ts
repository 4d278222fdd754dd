/**
 * The derivative of a program over the prime field, by dual numbers x + x′ε with ε² = 0. What is rational is computed with
 * them; of a scalar function known by name its rule gives f(x) + f′(x)x′ε, of a matrix function the divided differences. So a
 * variation that is wrong is seen here even where its adjoint is wrong alike.
 */
import { evaluate } from "../../../codegen/plan/sizes.js";
import {
  isApply,
  isFunction,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
  type Store,
} from "../../expression/node/node.js";
import { boundVariable, functionSymbol } from "../../expression/catalogue/template.js";
import { algebraOver } from "../rational/algebra.js";
import { NotApplicable, type Field, type MatrixOver } from "../rational/field.js";
import { rationalOver } from "../rational/functions.js";
import type { ExactModel } from "./evaluate.js";
import { add, divide, fromFraction, inverse, multiply, negate, primeField, subtract } from "./field.js";
import type { ScalarFunctions } from "./functions.js";
import { hadamard, map, matrix, product, transpose, type FieldMatrix } from "./matrix.js";

interface Dual {
  readonly x: bigint;
  /** The coefficient of ε. */
  readonly d: bigint;
}

type DualMatrix = MatrixOver<Dual>;

const dual = (x: bigint, d = 0n): Dual => ({ x, d });
const ZERO = dual(0n);
const ONE = dual(1n);

const dualField: Field<Dual> = {
  zero: ZERO,
  one: ONE,
  add: (a, b) => dual(add(a.x, b.x), add(a.d, b.d)),
  subtract: (a, b) => dual(subtract(a.x, b.x), subtract(a.d, b.d)),
  multiply: (a, b) => dual(multiply(a.x, b.x), add(multiply(a.x, b.d), multiply(a.d, b.x))),
  negate: (a) => dual(negate(a.x), negate(a.d)),
  inverse: (a) => {
    const x = inverse(a.x);
    return dual(x, negate(multiply(a.d, multiply(x, x))));
  },
  fromFraction: (f) => dual(fromFraction(f)),
  equal: (a, b) => a.x === b.x && a.d === b.d,
  // What varies is not zero; what can be divided by is the better pivot.
  size: (a) => (a.x !== 0n ? 2 : a.d !== 0n ? 1 : 0),
  larger: (a, b) => (primeField.larger(a.x, b.x) === a.x ? a : b),
  comesAfter: (a, b) => a.x > b.x,
  sumOfProducts: (count, a, b) => {
    let total = ZERO;
    for (let k = 0; k < count; k++) total = dualField.add(total, dualField.multiply(a(k), b(k)));
    return total;
  },
};

const algebra = algebraOver(dualField);
const rational = rationalOver(dualField, algebra);

/** Functions that depend on ranks, which dual numbers do not have, or whose values are drawn apart from their arguments. */
const EXCLUDED: ReadonlySet<string> = new Set(["pseudo-inverse", "projector", "gaps", "gaps-to"]);

const valuesOf = (a: DualMatrix): FieldMatrix => ({ ...a, data: a.data.map((t) => t.x) });
const tangentsOf = (a: DualMatrix): FieldMatrix => ({ ...a, data: a.data.map((t) => t.d) });
const joined = (x: FieldMatrix, d: FieldMatrix): DualMatrix => ({
  ...x,
  data: x.data.map((t, k) => dual(t, d.data[k]!)),
});

const sandwich = (a: FieldMatrix, b: FieldMatrix, c: FieldMatrix): FieldMatrix => product(product(a, b), c);

export class DualEvaluator {
  readonly #values = new Map<Node, DualMatrix>();

  constructor(
    private readonly store: Store,
    private readonly model: ExactModel,
    /** The differential of an input; undefined where it does not vary. */
    private readonly differential: (input: Node) => Node | undefined,
  ) {}

  /** The derivative of an expression along the differentials. Throws NotApplicable, Unlucky and NoRoot. */
  tangent(root: Node): FieldMatrix {
    for (const node of postorder([root], (n) => !this.#values.has(n) && !isFunction(n))) {
      if (!this.#values.has(node) && !node.open) this.#values.set(node, this.#compute(node));
    }
    return tangentsOf(this.#values.get(root)!);
  }

  private get functions(): ScalarFunctions {
    return this.model.functionsOf(this.store);
  }

  #compute(node: Node): DualMatrix {
    if (node.kind === "apply") return this.#apply(node);
    const value = this.model.value(this.store, node);
    const d = node.kind === "symbol" && node.role === "input" ? this.differential(node) : undefined;
    return joined(value, d ? this.model.value(this.store, d) : map(value, () => 0n));
  }

  #apply(node: ApplyNode): DualMatrix {
    const args = node.args.map((a) => this.#values.get(a)!);
    const [a, b] = node.args as [Node, Node];
    const [x] = args as [DualMatrix];
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
        return algebra.map(this.#values.get(b)!, (t) => this.#scalar(a, t));
      case "entrywise-power":
        return algebra.map(x, (t) => this.#power(t, b, args[1]!.data[0]!));
      case "held":
        return algebra.map(x, (t) => dual(t.x, 0n));
      case "circle-constant":
        return joined(
          this.model.value(this.store, node),
          matrix(1, 1, () => 0n),
        );
      case "softmax":
        return { ...x, data: this.#softmax(x.data) };
      case "softmax-rows":
        return { ...x, data: rowsOf(x).flatMap((row) => this.#softmax(row)) };
      case "log-sum-exp":
        return algebra.scalarMatrix(this.#logSumExp(x.data));
      case "log-sum-exp-rows":
        return { rows: x.rows, cols: 1, data: rowsOf(x).map((row) => this.#logSumExp(row)) };
      case "log-determinant":
        return algebra.scalarMatrix(this.#named("log", algebra.determinant(x)));
      case "frobenius-norm":
        return this.#norm(node, x);
      case "power":
        return this.#matrixPower(node, x);
      case "matrix-function":
        this.#requireConstantBody(a);
        return this.#spectral(node, this.#values.get(b)!, (s, t) => this.functions.dividedDifference(a, s, t));
      case "cholesky":
        return this.#cholesky(node, x);
    }
    const own = EXCLUDED.has(node.fn) ? undefined : rational.functions[node.fn];
    if (!own) throw new NotApplicable(`${node.fn} has no derivative over the field`);
    const dims = node.dims.map((d) => evaluate(d, this.model.options.sizes));
    return own([args[0]!, args[1]!, args[2]!], dims, node);
  }

  #norm(node: Node, x: DualMatrix): DualMatrix {
    const norm = this.model.value(this.store, node).data[0]!;
    const square = algebra.inner(x, x);
    return algebra.scalarMatrix(dual(norm, divide(square.d, add(norm, norm))));
  }

  /** W (Γ ∘ (W⁻¹ dX W)) W⁻¹ with the divided differences Γ. */
  #spectral(node: Node, x: DualMatrix, difference: (s: bigint, t: bigint) => bigint): DualMatrix {
    const { w, inverse: back, d } = this.model.spectral(valuesOf(x));
    const gamma = matrix(d.length, d.length, (i, j) => difference(d[i]!, d[j]!));
    const inner = hadamard(gamma, sandwich(back, tangentsOf(x), w));
    return joined(this.model.value(this.store, node), sandwich(w, inner, back));
  }

  #matrixPower(node: ApplyNode, x: DualMatrix): DualMatrix {
    const exponent = node.args[1]!;
    if (exponent.kind !== "number") throw new NotApplicable("a power that is not a number");
    const { value: p } = exponent;
    if (p.d === 1n) return algebra.power(x, p.s * p.n);
    const at = (t: bigint): Dual => this.#power(dual(t, 1n), exponent, dual(0n));
    return this.#spectral(node, x, (s, t) => (s === t ? at(s).d : divide(subtract(at(s).x, at(t).x), subtract(s, t))));
  }

  /** dL = L Φ with Φ the lower triangle of L⁻¹ dX L⁻ᵀ, half of its diagonal: it solves dL Lᵀ + L dLᵀ = dX. */
  #cholesky(node: Node, x: DualMatrix): DualMatrix {
    const l = this.model.value(this.store, node);
    const back = valuesOf(
      algebra.inverseMatrix(
        joined(
          l,
          map(l, () => 0n),
        ),
      ),
    );
    const inner = sandwich(back, tangentsOf(x), transpose(back));
    const half = inverse(2n);
    const phi = matrix(l.rows, l.rows, (i, j) => {
      const t = inner.data[i * l.rows + j]!;
      return i > j ? t : i === j ? multiply(half, t) : 0n;
    });
    return joined(l, product(l, phi));
  }

  #softmax(row: readonly Dual[]): Dual[] {
    const values = row.map((t) => this.#named("exp", t));
    const total = dualField.inverse(values.reduce(dualField.add));
    return values.map((v) => dualField.multiply(v, total));
  }

  #logSumExp(row: readonly Dual[]): Dual {
    return this.#named("log", row.map((t) => this.#named("exp", t)).reduce(dualField.add));
  }

  #named = (name: string, t: Dual): Dual => this.#scalar(functionSymbol(this.store, name), t);

  /** t^p = exp(p log t), of which only the derivative is known. */
  #power(t: Dual, exponent: Node, p: Dual): Dual {
    const [x, d] = this.functions.powerOf([t.x, t.d], exponent);
    if (p.d === 0n) return dual(x!, d!);
    return dual(x!, add(d!, multiply(multiply(x!, p.d), this.#named("log", dual(t.x)).x)));
  }

  #scalar(f: Node, t: Dual): Dual {
    if (isApply(f, "lambda")) return this.#body(f.args[0]!, t);
    this.#requireConstantBody(f);
    const [x, d] = this.functions.extended(f, [t.x, t.d]);
    return dual(x!, d!);
  }

  /** A function whose parameters vary has a derivative besides that by its variable. */
  #requireConstantBody(f: Node): void {
    if (f.kind !== "apply") return;
    const closed = postorder([f]).filter((n) => n.kind === "symbol" && n.role === "input");
    if (closed.some((n) => this.differential(n))) throw new NotApplicable("a function of a matrix with parameters");
  }

  #body(body: Node, t: Dual): Dual {
    const values = new Map<Node, Dual>([[boundVariable(this.store), t]]);
    const valueOf = (n: Node): Dual => {
      const known = values.get(n) ?? (n.open ? t : undefined);
      if (known) return known;
      this.tangent(n);
      return this.#values.get(n)!.data[0]!;
    };
    for (const node of postorder([body], (n) => n.open)) {
      if (node.kind === "apply") values.set(node, this.#step(node, valueOf));
    }
    return valueOf(body);
  }

  #step(node: ApplyNode, valueOf: (n: Node) => Dual): Dual {
    const [a, b] = node.args as [Node, Node];
    switch (node.fn) {
      case "sum":
        return node.args.map(valueOf).reduce(dualField.add);
      case "product":
      case "hadamard":
        return node.args.map(valueOf).reduce(dualField.multiply);
      case "entrywise-power":
        if (b.open) throw new NotApplicable("the variable of a function in an exponent");
        return this.#power(valueOf(a), b, valueOf(b));
      case "entrywise":
        return this.#scalar(a, valueOf(b));
      case "selection":
        return valueOf(a).x === 0n ? valueOf(node.args[2]!) : valueOf(b);
      case "gate":
        return valueOf(a).x === 0n ? dualField.zero : valueOf(b);
      case "ungate":
        return valueOf(a).x === 0n ? valueOf(b) : dualField.zero;
      case "entrywise-maximum":
        return dualField.larger(valueOf(a), valueOf(b));
      case "entrywise-minimum":
        return dualField.negate(dualField.larger(dualField.negate(valueOf(a)), dualField.negate(valueOf(b))));
    }
    throw new NotApplicable(`${node.fn} in the body of a function`);
  }
}

const rowsOf = (a: DualMatrix): Dual[][] =>
  Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));
