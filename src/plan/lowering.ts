/**
 * Lowering: expressions → calls of the linear algebra. What a node needs first is known without computing it, so
 * that the order of work is found iteratively; how it is computed is the table in operations.ts.
 */
import { isIdentity } from "../expression/node/algebra.js";
import type { Catalogue } from "../expression/catalogue/catalogue.js";
import { ONE, nominalSize, symbolic, type Weighted } from "../../codegen/plan/sizes.js";
import { toNumber } from "../expression/node/fractions.js";
import {
  argsOf,
  isApply,
  isScalar,
  postorder,
  type ApplyNode,
  type Node,
  type Shape,
  type Store,
} from "../expression/node/node.js";
import { MatrixBackpropError } from "../../codegen/diagnostics.js";
import type { Variation } from "../calculus/variation.js";
import { Emitter } from "./emitter.js";
import { block, number, scalar, type Scalar, type Value } from "../../codegen/plan/values.js";

/** How one kind of expression is computed. */
export interface Operation {
  /** The expressions that must have been computed before. */
  readonly needs: (context: Lowering, node: ApplyNode) => readonly Node[];
  readonly emit: (context: Lowering, node: ApplyNode) => Value;
}

/** Thrown where no kernel computes an expression. */
export class NoKernel extends MatrixBackpropError {
  constructor(message: string) {
    super([{ code: "kernel/none", message, span: { start: 0, end: 0 } }]);
  }
}

/** A factor of a product as it stands in memory. */
export interface Operand {
  readonly base: Node;
  readonly transposed: boolean;
  readonly inverted: boolean;
  /** Whether the factor is the adjugate of the base. */
  readonly adjugate?: boolean;
}

/** Looks through transposes and inverses, which products apply without computing them. */
export function operandOf(node: Node): Operand {
  let base = node;
  let transposed = false;
  let inverted = false;
  while (isApply(base, "transpose") || isApply(base, "inverse")) {
    if (base.fn === "transpose") transposed = !transposed;
    else inverted = !inverted;
    base = base.args[0]!;
  }
  return { base, transposed, inverted };
}

/** What a routine takes that knows transposes, but no inverses. */
export function turnedOperandOf(node: Node): Omit<Operand, "inverted"> {
  const operand = operandOf(node);
  return operand.inverted ? { base: node, transposed: false } : operand;
}

/** What is computed without the product that it is a function of. */
const OF_DIAGONAL: ReadonlySet<string> = new Set(["diagonal", "diagonal-part", "trace"]);

export class Lowering {
  readonly emitter = new Emitter();
  /** The names of products that a later phase writes out: on the way to others they cost nothing. */
  wanted: ReadonlySet<string> = new Set();

  /** Whether what is computed belongs to a derivative. */
  ofDerivative = false;

  /** Whether every sum of products that stands in a product is written out, whatever it takes by itself. */
  writesSumsOut = false;

  /** Whether there was such a sum. */
  hasSums = false;

  constructor(
    readonly store: Store,
    readonly catalogue: Catalogue,
    readonly variation: Variation,
    private readonly operations: (context: Lowering, node: ApplyNode) => Operation,
    /** The sizes at which orders of work are compared, and what they count. */
    readonly sizes: readonly Weighted[] = [{ sizes: nominalSize, weight: 1 }],
  ) {}

  /** Computes the roots and everything they need that is not known yet. Iterative. */
  compute(roots: readonly Node[]): void {
    const stack: { node: Node; needs: readonly Node[]; next: number }[] = [];
    const opened = new Set<Node>();
    const visit = (node: Node): void => {
      if (this.isAvailable(node)) return;
      if (opened.has(node)) throw new Error("an expression needs itself to be computed");
      opened.add(node);
      const apply = node as ApplyNode;
      stack.push({ node, needs: this.operations(this, apply).needs(this, apply), next: 0 });
    };
    for (const root of roots) {
      visit(root);
      while (stack.length > 0) {
        const top = stack[stack.length - 1]!;
        if (top.next < top.needs.length) {
          visit(top.needs[top.next++]!);
          continue;
        }
        stack.pop();
        opened.delete(top.node);
        const apply = top.node as ApplyNode;
        const value = this.operations(this, apply).emit(this, apply);
        this.emitter.values.set(apply, isScalar(apply) ? this.entryOf(value) : value);
      }
    }
  }

  /** The only entry of a block, as a number. */
  private entryOf(value: Value): Value {
    if (value.storage === "scalar") return value;
    const first = scalar(number(0));
    return this.emitter.number("entryAt", { A: block(value), row: first, column: first });
  }

  /** A scalar as a block, for routines that take matrices. */
  private scalarBlock(node: Node): Value {
    const { emitter } = this;
    return emitter.once(`block:${node.id}`, () =>
      emitter.into("fill", { c: scalar(this.scalarOf(node)) }, emitter.matrix(node)),
    );
  }

  /** Whether a node has a value, or needs none. */
  private isAvailable(node: Node): boolean {
    if (this.emitter.values.has(node)) return true;
    if (node.kind === "number") return true;
    return node.kind === "symbol" && (node.role === "dimension" || node.role === "function" || node.role === "bound");
  }

  has(node: Node, property: string): boolean {
    return this.catalogue.has(node, property);
  }

  /** A scalar expression's number. */
  scalarOf(node: Node): Scalar {
    if (node.kind === "number") return number(toNumber(node.value));
    if (node.kind === "symbol" && node.role === "dimension") return { kind: "size", of: symbolic(node.name) };
    const value = this.emitter.values.get(node);
    if (!value) throw new Error("a scalar has not been computed");
    return { kind: "value", value };
  }

  /** The value of a node in whatever form it has. */
  valueOf(node: Node): Value {
    const value = this.emitter.values.get(node);
    if (!value) throw new Error("an expression has not been computed");
    return value;
  }

  valueOrUndefined(node: Node): Value | undefined {
    return this.emitter.values.get(node);
  }

  /** The node as a dense block; diagonals, transposes and constants are written out, once. */
  dense(node: Node): Value {
    const { emitter } = this;
    if (isScalar(node)) return this.scalarBlock(node);
    if (isConstant(node)) return this.constant(node);
    if (isApply(node, "transpose") && !emitter.values.has(node)) return this.turned(this.dense(node.args[0]!));
    const value = this.valueOf(node);
    return value.storage === "diagonal" ? this.spreadOut(value, node) : value;
  }

  /** The transpose of a block, written out once; a vector is read in the other direction. */
  private turned(value: Value): Value {
    const { emitter } = this;
    const shape = { rows: value.cols, cols: value.rows };
    if (value.rows === ONE || value.cols === ONE) return { ...value, ...shape };
    return emitter.once(`transpose:${value.id}`, () =>
      emitter.into("transpose", { A: block(value) }, emitter.matrix(shape)),
    );
  }

  /** A diagonal written out as a matrix, once. */
  spreadOut(diagonal: Value, shape: Shape): Value {
    const { emitter } = this;
    return emitter.once(`dense:${diagonal.id}`, () =>
      emitter.into("diagonalMatrix", { d: block(diagonal) }, emitter.matrix(shape)),
    );
  }

  /** I, 𝟏 and 0 written out. */
  private constant(node: Node): Value {
    const { emitter } = this;
    return emitter.once(`constant:${node.id}`, () => {
      const value = emitter.matrix(node);
      if (isIdentity(node)) return emitter.into("identity", {}, value);
      return emitter.into("fill", { c: scalar(number(isApply(node, "ones") ? 1 : 0)) }, value);
    });
  }

  /** How many expressions of a phase use another one. */
  #uses = new Map<Node, number>();

  /** Whether an expression has more uses than one in what is being computed, or is a result. */
  isShared(node: Node): boolean {
    return (this.#uses.get(node) ?? 0) > 1;
  }

  private countUses(roots: readonly Node[]): void {
    this.#uses = new Map(roots.map((r) => [r, 2]));
    for (const node of postorder(roots)) {
      if (isApply(node, "transpose") || OF_DIAGONAL.has(node.kind === "apply" ? node.fn : "")) continue;
      for (const a of argsOf(node)) {
        const base = isApply(a, "transpose") ? a.args[0]! : a;
        this.#uses.set(base, (this.#uses.get(base) ?? 0) + 1);
      }
    }
  }

  /** Computes what expressions need to be read as dense blocks or numbers. */
  prepare(roots: readonly Node[]): void {
    const bases = roots.map((n) => (isApply(n, "transpose") ? n.args[0]! : n));
    this.countUses(bases);
    this.compute(bases.filter((n) => !isConstant(n)));
  }

  /** The diagonal of a diagonal matrix as a vector. */
  diagonalOf(node: Node): Value {
    const { emitter } = this;
    if (isScalar(node)) return { ...this.scalarBlock(node), storage: "diagonal" };
    if (isApply(node, "transpose") && !emitter.values.has(node)) return this.diagonalOf(node.args[0]!);
    const value = isConstant(node) ? this.constant(node) : this.valueOf(node);
    if (value.storage === "diagonal") return value;
    return emitter.once(`diagonal:${value.id}`, () =>
      emitter.into("diagonal", { A: block(value) }, emitter.diagonal(node.rows)),
    );
  }
}

/** Expressions that every computation writes out as it needs them. */
export const isConstant = (node: Node): boolean =>
  isIdentity(node) ||
  isApply(node, "ones") ||
  isApply(node, "zeros") ||
  isApply(node, "lambda") ||
  isApply(node, "derivative");
