/**
 * The one intermediate representation: numbers, symbols and applications of named functions, immutable and
 * hash-consed (equal expressions of one store are the same object). Nodes carry shape and properties; they do
 * not know how to print, derive or evaluate themselves.
 */
import Fraction from "fraction.js";
import { Applications } from "./applications.js";
import { ONE, substitute, type Dimension } from "../../../codegen/plan/sizes.js";
import { NodeMap } from "./node-map.js";
import type { Bindings, Template } from "../catalogue/template-data.js";
import type { ApplyNode, Node, NumberNode, PropertySet, Shape, SymbolNode, SymbolRole } from "./terms.js";

export * from "./terms.js";

/** How a function behaves under transposition: f(A, B)ᵀ = fn(Aᵀ, B) with the flags saying which arguments turn. */
export interface TransposeRule {
  readonly fn: string;
  readonly flips: readonly boolean[];
}

/** What a store must know of functions: given by the catalogue of rules. */
export interface NodeTyping {
  /** Properties of the application, closed under implication. */
  infer(store: Store, fn: string, args: readonly Node[], shape: Shape, dims: readonly Dimension[]): PropertySet;
  ofNumber(value: Fraction): PropertySet;
  /** Properties of a scalar function of the catalogue. */
  ofFunction(name: string): PropertySet;
  /** The derivative of a scalar function of the catalogue, or what it abbreviates. */
  scalarFunction(name: string): { readonly derivative?: Template; readonly definition?: Template } | undefined;
  /** Properties of the variable of a scalar function's body. */
  readonly ofBound: PropertySet;
  /** Properties of a dimension used as a number. */
  readonly ofDimension: PropertySet;
  /** The shape of an application of a function that the rules declare. */
  shapeOf(fn: string, args: readonly Node[], dims: readonly Dimension[]): Shape;
  /** What an abbreviation stands for. */
  expansion(
    fn: string,
    args: readonly Node[],
    dims: readonly Dimension[],
  ): { readonly template: Template; readonly bindings: Bindings } | undefined;
  /** Whether the function is linear in an argument: the rules know how to transpose it there. */
  isLinear(fn: string, argument: number): boolean;
  transposeRule(fn: string): TransposeRule | undefined;
  /** 1 where f(Aᵀ) = f(A), −1 where f(Aᵀ) = −f(A). */
  invariance(fn: string): 1 | -1 | 0;
  /** 1 where the properties say Aᵀ = A, −1 where they say Aᵀ = −A, else 0. */
  transposeSign(properties: PropertySet): 1 | -1 | 0;
  isDiagonal(properties: PropertySet): boolean;
}

const NO_SIZES: readonly Dimension[] = [];

/** A call of a function by the name that the program gives it. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
}

/** The table in which nodes are interned. One per derivation, so that nothing outlives it. */
export class Store {
  readonly #leaves = new Map<string, NumberNode | SymbolNode>();
  readonly #numbers = new Map<number, NumberNode>();
  readonly #applications = new Applications();
  /** Every expression at its number. */
  readonly #all: Node[] = [];
  #next = 0;
  /** Known transposes, in both directions. */
  readonly transposes = new NodeMap<Node>();
  /** The names that the program gave to its scalar functions. */
  readonly functionNames = new Map<Node, string>();
  /** Expressions that are values of functions that the program writes, as `att(Q, K, V)`. */
  readonly calls = new Map<Node, Call>();
  /** Products that the program writes, inside longer ones, too: X A of X A B. */
  readonly written = new Set<Node>();
  /** The factors of products of three or more, one of which is a product in brackets. */
  readonly groupedChains: (readonly Node[])[] = [];
  /** Expressions that have a name: the normal form does not look into them. */
  readonly #definitions = new Set<Node>();
  /** What expressions are written as that equal one with a name but for a transpose or a sign. */
  readonly #aliases = new Map<Node, Node>();

  constructor(
    readonly typing: NodeTyping,
    /** What the lesser of two sizes is, by its symbol `min(m,n)`, where the program says which that is. */
    readonly lesser: ReadonlyMap<string, Dimension> = new Map(),
  ) {}

  /** How many nodes exist. */
  get size(): number {
    return this.#next;
  }

  /** Makes an expression one with a name, into which the normal form does not look. */
  define(node: ApplyNode): void {
    this.#definitions.add(node);
  }

  /** The expression with a number, that a piece of syntax shows. */
  at(id: number): Node | undefined {
    return this.#all[id];
  }

  get hasDefinitions(): boolean {
    return this.#definitions.size > 0;
  }

  /** Whether an expression has a name. */
  isDefinition(node: Node): boolean {
    return this.#definitions.has(node);
  }

  /** What is built while some names are written out. */
  without<T>(names: readonly Node[], build: () => T): T {
    const hidden = names.filter((n) => this.#definitions.delete(n));
    try {
      return build();
    } finally {
      for (const n of hidden) this.#definitions.add(n);
    }
  }

  /** From now on an expression is written as another that is equal to it. */
  alias(node: Node, as: Node): void {
    if (node !== as && !this.#definitions.has(node)) this.#aliases.set(node, as);
  }

  /** What an expression is written as: itself, or what stands for it. */
  known(node: Node): Node {
    return this.#aliases.get(node) ?? node;
  }

  number(value: Fraction | number): NumberNode {
    if (typeof value === "number") {
      let known = this.#numbers.get(value);
      if (!known) this.#numbers.set(value, (known = this.number(new Fraction(value))));
      return known;
    }
    const key = `#${value.toFraction()}`;
    const known = this.#leaves.get(key);
    if (known) return known as NumberNode;
    return this.#addLeaf<NumberNode>(key, {
      kind: "number",
      id: this.#next,
      value,
      rows: ONE,
      cols: ONE,
      properties: this.typing.ofNumber(value),
      open: false,
      varies: false,
    });
  }

  symbol(name: string, role: SymbolRole, shape: Shape, properties: PropertySet = 0): SymbolNode {
    const key = `$${role}:${name}`;
    const known = this.#leaves.get(key);
    if (known) return known as SymbolNode;
    const { rows, cols } = shape;
    return this.#addLeaf<SymbolNode>(key, {
      kind: "symbol",
      id: this.#next,
      name,
      role,
      rows,
      cols,
      properties,
      open: role === "bound",
      varies: role === "differential",
    });
  }

  /**
   * Interns an application as it is. `key` is the arguments in an order that is the same however they are written,
   * where a function commutes: the spelling that came first is then kept.
   */
  apply(
    fn: string,
    args: readonly Node[],
    given: Shape,
    sizes: readonly Dimension[] = NO_SIZES,
    key = args,
  ): ApplyNode {
    const [shape, dims] = [this.#ordered(given), this.#orderedAll(sizes)];
    const { hash, node: known } = this.#applications.find(fn, key, dims);
    if (known) return known;
    const { rows, cols } = shape;
    const properties = this.typing.infer(this, fn, args, shape, dims);
    const open = fn !== "lambda" && args.some((a) => a.open);
    const varies = args.some((a) => a.varies);
    const node: ApplyNode = { kind: "apply", id: this.#next, fn, args, dims, rows, cols, properties, open, varies };
    this.#next += 1;
    this.#all.push(node);
    this.#applications.add(hash, key, node);
    return node;
  }

  /** The application if it exists already. */
  find(fn: string, args: readonly Node[], dims: readonly Dimension[] = NO_SIZES, key = args): Node | undefined {
    return this.#applications.find(fn, key, this.#orderedAll(dims)).node;
  }

  /** The shape with the lesser of two sizes by its own name. */
  #ordered(shape: Shape): Shape {
    if (this.lesser.size === 0) return shape;
    return { rows: substitute(shape.rows, this.lesser), cols: substitute(shape.cols, this.lesser) };
  }

  #orderedAll(dims: readonly Dimension[]): readonly Dimension[] {
    return this.lesser.size === 0 || dims.length === 0 ? dims : dims.map((d) => substitute(d, this.lesser));
  }

  #addLeaf<N extends NumberNode | SymbolNode>(key: string, node: N): N {
    this.#next += 1;
    this.#all.push(node);
    this.#leaves.set(key, node);
    return node;
  }
}
