/**
 * Programs evaluated over the complex numbers. Independent of the rules and of the kernels: what a function is, is defined
 * here once more, where it is holomorphic.
 */
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { construct } from "../../expression/node/construct.js";
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
import { boundVariable, instantiate } from "../../expression/catalogue/template.js";
import { NotApplicable } from "../rational/field.js";
import {
  algebra,
  chain,
  cholesky,
  exponential,
  hadamardOf,
  logSumExp,
  logarithm,
  rational,
  softmax,
  squareRoot,
  squaredNorm,
  sumOf,
  type ComplexMatrix,
} from "./matrix.js";
import { complex, complexField, exp, holomorphic, log, power, type Complex } from "./number.js";

const { map, scalarMatrix } = algebra;

/** What changes its rank, or its order, between points is no function of the entries alone. */
const EXCLUDED: ReadonlySet<string> = new Set(["pseudo-inverse", "projector", "gaps", "gaps-to"]);

const rowsOf = (a: ComplexMatrix): Complex[][] =>
  Array.from({ length: a.rows }, (_, i) => a.data.slice(i * a.cols, (i + 1) * a.cols));
const squareRootOf = (z: Complex): Complex => power(z, complex(0.5));

export class ComplexEvaluator {
  readonly #values = new Map<Node, ComplexMatrix>();

  constructor(
    private readonly store: Store,
    private readonly catalogue: Catalogue,
    private readonly sizes: ReadonlyMap<string, number>,
    /** The values of inputs. */
    private readonly input: (node: Node) => ComplexMatrix,
  ) {}

  /** Throws NotApplicable and Unlucky. */
  value(root: Node): ComplexMatrix {
    for (const node of postorder([root], (n) => !this.#values.has(n) && !isFunction(n))) {
      if (!this.#values.has(node) && !node.open) this.#values.set(node, this.#compute(node));
    }
    return this.#values.get(root)!;
  }

  #compute(node: Node): ComplexMatrix {
    switch (node.kind) {
      case "number":
        return scalarMatrix(complexField.fromFraction(node.value));
      case "symbol":
        return node.role === "dimension" ? scalarMatrix(complex(this.sizes.get(node.name)!)) : this.input(node);
      case "apply":
        return this.#apply(node);
    }
  }

  #apply(node: ApplyNode): ComplexMatrix {
    const args = node.args.map((a) => this.#values.get(a)!);
    const [a, b] = node.args as [Node, Node];
    const [x] = args as [ComplexMatrix];
    switch (node.fn) {
      case "sum":
        return sumOf(args);
      case "product":
        return chain(args, node.args.map(isScalar));
      case "hadamard":
        return hadamardOf(args);
      case "kronecker":
        return args.reduce((l, r) => rational["kronecker"]!([l, r, r], [], node));
      case "entrywise":
        return map(this.#values.get(b)!, (t) => this.#scalar(a, t));
      case "entrywise-power":
        return map(x, (t) => power(t, args[1]!.data[0]!));
      case "held":
        return map(x, (t) => complex(t.re));
      case "circle-constant":
        return scalarMatrix(complex(Math.PI));
      case "softmax":
        return { ...x, data: softmax(x.data, exp) };
      case "softmax-rows":
        return { ...x, data: rowsOf(x).flatMap((row) => softmax(row, exp)) };
      case "log-sum-exp":
        return scalarMatrix(logSumExp(x.data, exp));
      case "log-sum-exp-rows":
        return { rows: x.rows, cols: 1, data: rowsOf(x).map((row) => logSumExp(row, exp)) };
      case "log-determinant":
        return scalarMatrix(log(algebra.determinant(x)));
      case "frobenius-norm":
        return scalarMatrix(squareRootOf(squaredNorm(x)));
      case "cholesky":
        return cholesky(x);
      case "power":
        return this.#power(x, b);
      case "matrix-function":
        return this.#matrixFunction(a, this.#values.get(b)!);
    }
    const own = EXCLUDED.has(node.fn) ? undefined : rational[node.fn];
    if (!own) throw new NotApplicable(`${node.fn} is not evaluated at complex numbers`);
    const dims = node.dims.map((d) => evaluate(d, this.sizes));
    return own([args[0]!, args[1]!, args[2]!], dims, node);
  }

  #matrixFunction(f: Node, x: ComplexMatrix): ComplexMatrix {
    const named = f.kind === "symbol" ? { exp: exponential, log: logarithm, sqrt: squareRoot }[f.name] : undefined;
    if (!named) throw new NotApplicable("a function of a matrix is not evaluated at complex numbers");
    return named(x);
  }

  /** X^p for p a multiple of a half. */
  #power(x: ComplexMatrix, exponent: Node): ComplexMatrix {
    const p = exponent.kind === "number" ? exponent.value : undefined;
    if (p?.d === 1n) return algebra.power(x, p.s * p.n);
    if (p?.d === 2n) return algebra.power(squareRoot(x), p.s * p.n);
    throw new NotApplicable("a power of a matrix is not evaluated at complex numbers");
  }

  /** f(t) of a scalar function. */
  #scalar(f: Node, t: Complex): Complex {
    if (isApply(f, "lambda")) return this.#body(f.args[0]!, t);
    if (f.kind !== "symbol") throw new NotApplicable("a derivative is not evaluated at complex numbers");
    const own = holomorphic[f.name];
    if (own) return own(t);
    const definition = this.catalogue.scalars.get(f.name)?.definition;
    if (!definition) throw new NotApplicable(`${f.name} is not evaluated at complex numbers`);
    return this.#body(instantiate(this.store, definition, { nodes: new Map(), dims: new Map() }, construct), t);
  }

  #body(body: Node, t: Complex): Complex {
    const values = new Map<Node, Complex>([[boundVariable(this.store), t]]);
    const valueOf = (n: Node): Complex => values.get(n) ?? (n.open ? t : this.value(n).data[0]!);
    for (const node of postorder([body], (n) => n.open)) {
      if (node.kind === "apply") values.set(node, this.#step(node, valueOf));
    }
    return valueOf(body);
  }

  #step(node: ApplyNode, valueOf: (n: Node) => Complex): Complex {
    const [a, b] = node.args as [Node, Node];
    switch (node.fn) {
      case "sum":
        return node.args.map(valueOf).reduce(complexField.add);
      case "product":
      case "hadamard":
        return node.args.map(valueOf).reduce(complexField.multiply);
      case "entrywise-power":
        return power(valueOf(a), valueOf(b));
      case "entrywise":
        return this.#scalar(a, valueOf(b));
      case "selection":
        return complexField.size(valueOf(a)) === 0 ? valueOf(node.args[2]!) : valueOf(b);
      case "gate":
        return complexField.size(valueOf(a)) === 0 ? complexField.zero : valueOf(b);
      case "ungate":
        return complexField.size(valueOf(a)) === 0 ? valueOf(b) : complexField.zero;
      case "entrywise-maximum":
        return complexField.larger(valueOf(a), valueOf(b));
      case "entrywise-minimum":
        return complexField.negate(
          complexField.larger(complexField.negate(valueOf(a)), complexField.negate(valueOf(b))),
        );
    }
    throw new NotApplicable(`${node.fn} is not evaluated at complex numbers`);
  }
}
