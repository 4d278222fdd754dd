/**
 * Expressions evaluated over the prime field. Independent of the rules: what a function is, is defined here a second
 * time, in rational.ts and transcendental.ts. Of the catalogue it takes the shapes and properties of expressions, and
 * the derivatives of scalar functions.
 */
import type { Catalogue } from "../../expression/catalogue/catalogue.js";
import { evaluate, type Dimension } from "../../../codegen/plan/sizes.js";
import { isFunction, isScalar, postorder, type ApplyNode, type Node, type Store } from "../../expression/node/node.js";
import { functionSymbol } from "../../expression/catalogue/template.js";
import type { Random } from "../random.js";
import { NotApplicable } from "../rational/field.js";
import { Draws } from "./draws.js";
import { fromFraction, fromInteger } from "./field.js";
import { Factors, type Spectral } from "./factors.js";
import { ScalarFunctions } from "./functions.js";
import { diagonalOf, equal, isDiagonal, scalarMatrix, transpose, type FieldMatrix } from "./matrix.js";
import { chain, hadamardOf, rational, sumOf } from "./rational.js";
import { Sampler, planOf } from "./sample.js";
import { transcendental } from "./transcendental.js";

/** Matrices with more entries than this are not evaluated exactly. */
const MOST_ENTRIES = 10_000;

export interface ModelOptions {
  readonly sizes: ReadonlyMap<string, number>;
  readonly random: Random;
  /** All that will be evaluated: it decides how inputs are made. */
  readonly roots: readonly Node[];
  /** The inputs of which differential symbols are the differentials, by the symbols' names. */
  readonly tangents: ReadonlyMap<string, Node>;
  /** Whether roots of numbers that are no squares may be any number. */
  readonly freeRoots: boolean;
}

/** One random choice of all symbols, for the expressions of any number of stores. */
export class ExactModel {
  readonly draws: Draws;
  readonly #factors: Factors;
  readonly #sampler: Sampler;
  readonly #symbols = new Map<string, FieldMatrix>();
  readonly #evaluators = new Map<Store, Evaluator>();

  constructor(
    readonly catalogue: Catalogue,
    readonly options: ModelOptions,
  ) {
    this.draws = new Draws(options.random, options.freeRoots);
    this.#factors = new Factors(this.draws);
    this.#sampler = new Sampler(catalogue, this.draws, this.#factors, planOf(options.roots));
  }

  /** The value of an expression. Throws Unlucky, NoRoot, NotApplicable. */
  value(store: Store, node: Node): FieldMatrix {
    return this.#evaluator(store).value(node);
  }

  /** The scalar functions of the expressions of a store. */
  functionsOf(store: Store): ScalarFunctions {
    return this.#evaluator(store).functions;
  }

  /** X = W diag(d) W⁻¹. */
  spectral(x: FieldMatrix): Spectral {
    return this.#factors.spectral(x);
  }

  /** Whether the value was made of quantities that were drawn without their relations to others. */
  isIndependent(store: Store, node: Node): boolean {
    return this.#evaluator(store).independent.has(node);
  }

  #evaluator(store: Store): Evaluator {
    let evaluator = this.#evaluators.get(store);
    if (!evaluator) {
      evaluator = new Evaluator(store, this, this.#factors, (node) => this.symbol(node));
      this.#evaluators.set(store, evaluator);
    }
    return evaluator;
  }

  size(d: Dimension): number {
    const size = evaluate(d, this.options.sizes);
    if (!(size >= 1)) throw new NotApplicable("a matrix has no entries at these sizes");
    return size;
  }

  /** Gives a symbol a value, before it is used. */
  bind(node: Node, value: FieldMatrix): void {
    this.#symbols.set(keyOf(node), value);
  }

  symbol(node: Node): FieldMatrix {
    if (node.kind !== "symbol") throw new Error("not a symbol");
    const key = keyOf(node);
    let value = this.#symbols.get(key);
    if (!value) {
      value = this.#draw(node);
      this.#symbols.set(key, value);
    }
    return value;
  }

  #draw(node: Node & { kind: "symbol" }): FieldMatrix {
    const [rows, cols] = [this.size(node.rows), this.size(node.cols)];
    switch (node.role) {
      case "input":
        return this.#sampler.input(node, rows, cols);
      case "dimension":
        return scalarMatrix(fromInteger(evaluateName(node.name, this.options.sizes)));
      case "differential": {
        const input = this.options.tangents.get(node.name);
        if (input?.kind === "symbol") return this.#sampler.direction(input, this.symbol(input));
        return this.#sampler.free(node, rows, cols);
      }
      case "cotangent":
        return this.draws.matrix(rows, cols);
      default:
        throw new NotApplicable(`the symbol ${node.name} has no value`);
    }
  }
}

const keyOf = (node: Node): string => (node.kind === "symbol" ? `${node.role}:${node.name}` : "");

function evaluateName(name: string, sizes: ReadonlyMap<string, number>): number {
  const size = sizes.get(name);
  if (size === undefined) throw new NotApplicable(`the size ${name} is not known`);
  return size;
}

/** The expressions of one store. */
class Evaluator {
  readonly #values = new Map<Node, FieldMatrix>();
  readonly independent = new Set<Node>();
  readonly functions: ScalarFunctions;

  constructor(
    private readonly store: Store,
    private readonly model: ExactModel,
    private readonly factors: Factors,
    private readonly symbol: (node: Node) => FieldMatrix,
  ) {
    this.functions = new ScalarFunctions(store, model.catalogue, model.draws, (node) => {
      const value = this.value(node).data[0]!;
      if (this.independent.has(node)) model.draws.independentUses += 1;
      return value;
    });
  }

  value(root: Node): FieldMatrix {
    const known = this.#values.get(root);
    if (known) return known;
    for (const node of postorder([root], (n) => !this.#values.has(n) && !isFunction(n))) {
      if (this.#values.has(node) || node.open) continue;
      const uses = this.model.draws.independentUses;
      this.#values.set(node, this.#compute(node));
      const inherited = node.kind === "apply" && node.args.some((a) => this.independent.has(a));
      if (inherited || this.model.draws.independentUses > uses) this.independent.add(node);
    }
    return this.#values.get(root)!;
  }

  #compute(node: Node): FieldMatrix {
    if (node.kind === "number") return scalarMatrix(fromFraction(node.value));
    const [rows, cols] = [this.model.size(node.rows), this.model.size(node.cols)];
    if (rows * cols > MOST_ENTRIES) throw new NotApplicable("the matrices are too large for exact arithmetic");
    const value = node.kind === "symbol" ? this.symbol(node) : this.#apply(node);
    if (value.rows !== rows || value.cols !== cols) {
      const what = node.kind === "symbol" ? node.name : node.fn;
      throw new RangeError(`${what} is ${value.rows}×${value.cols}, expected ${rows}×${cols}`);
    }
    return value;
  }

  #apply(node: ApplyNode): FieldMatrix {
    const arg = (i: number): FieldMatrix => this.#values.get(node.args[i]!)!;
    const all = (): FieldMatrix[] => node.args.map((_, i) => arg(i));
    switch (node.fn) {
      case "sum":
        return this.#sum(node, all());
      case "product":
        return this.#product(node, all());
      case "hadamard":
        return hadamardOf(all());
      case "kronecker":
        return all().reduce((a, b) => rational["kronecker"]!([a, b, b], [], node));
    }
    const dims = node.dims.map((d) => evaluate(d, this.model.options.sizes));
    const own = rational[node.fn];
    if (own) return own([arg(0), arg(1), arg(2)], dims, node);
    const other = transcendental[node.fn];
    if (!other) throw new NotApplicable(`the exact test does not know ${node.fn}`);
    const { draws } = this.model;
    const named = (name: string): Node => functionSymbol(this.store, name);
    return other({ functions: this.functions, factors: this.factors, draws, node, arg, dims, named });
  }

  /** A sum; of A + cI the eigenvectors are those of A. */
  #sum(node: ApplyNode, terms: readonly FieldMatrix[]): FieldMatrix {
    const value = sumOf(terms);
    if (value.rows === value.cols && terms.length === 2 && this.model.catalogue.has(node, "symmetric")) {
      terms.forEach((t, i) => {
        const c = multipleOfIdentity(t);
        if (c !== undefined) this.factors.learnShift(value, terms[1 - i]!, c);
      });
    }
    return value;
  }

  /** A product; of U D Uᵀ with an orthogonal U and a diagonal D the factors are known. */
  #product(node: ApplyNode, factors: readonly FieldMatrix[]): FieldMatrix {
    const value = chain(factors, node.args.map(isScalar));
    const { catalogue } = this.model;
    const [u, d] = node.args as [Node, Node];
    if (node.args.length === 3 && catalogue.has(u, "orthogonal") && catalogue.has(d, "diagonal") && !isScalar(u)) {
      if (equal(factors[2]!, transpose(factors[0]!))) {
        this.factors.learnSpectral(value, factors[0]!, diagonalOf(factors[1]!));
      }
    }
    return value;
  }
}

/** The c of c I. */
function multipleOfIdentity(a: FieldMatrix): bigint | undefined {
  const c = a.data[0]!;
  return isDiagonal(a) && a.data.every((x, k) => k % (a.cols + 1) !== 0 || x === c) ? c : undefined;
}
